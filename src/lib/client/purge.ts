/** Copies of sent audits are not kept for ever: each goes some days after its receipt, once the team's clock says so. What has no receipt stays. */
import type { Instant } from '#lib/domain/plain-date.ts';
import { isOver, usualCopyDays } from '#lib/domain/sent-copy.ts';
import { submissionId } from './outbox.ts';
import { read, readAll, remove, type Change } from './records.ts';
import type { Tablet } from './tablet.ts';

/** Gives the changes that take away what is over. `serverAt`: the team's clock, as a reply told it; `days`: how long a copy is kept. */
export async function copyChanges(tablet: Tablet, serverAt: Instant, days: number): Promise<Change[]> {
	const copies = await readAll(tablet.db, 'submissions');
	return copies
		.filter(({ receipt }) => receipt !== null && isOver(receipt.receivedAt, serverAt, days))
		.map(({ submission }) => remove('submissions', submissionId(submission)));
}

/** Gives the days that copies are kept on this tablet, as the team last told it. */
export async function copyDays({ db }: Pick<Tablet, 'db'>): Promise<number> {
	return daysIn((await read(db, 'contact', 'contact')) ?? {});
}

/** Gives the days that a reply says, or what is kept of one; the usual ones where a server of before says none. */
export function daysIn({ copyDays: told }: { readonly copyDays?: number | undefined }): number {
	return told ?? usualCopyDays;
}
