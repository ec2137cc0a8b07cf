/** Asking for a sent audit back, to put it right. The coordinator decides; until then it stands as it was sent. */
import type { Submission } from '#lib/domain/submission.ts';
import type { OutboxItem } from './db.ts';
import { gone } from './letters.ts';
import { list, queued } from './outbox.ts';
import { expectPresent, put, read, write } from './records.ts';
import { whileExchangeRests, type Tablet } from './tablet.ts';

/** Characters that a reason may have. */
export const WORDS_LIMIT = 300;

/** Gives the request that waits to be sent for an assignment, or that was turned down by the team's system; else null. */
export async function waitingFor(tablet: Tablet, assignmentId: string): Promise<OutboxItem | null> {
	const own = (await list(tablet)).filter(
		({ entry: { body } }) => body.kind === 'revision_request' && body.revisionRequest.assignmentId === assignmentId
	);
	return own.at(-1) ?? null;
}

/** Asks for an audit back; one request waits at a time. Rejects where the plan is no longer in the workload or the write fails. */
export async function ask(
	tablet: Tablet,
	{ assignmentId, revision }: Pick<Submission, 'assignmentId' | 'revision'>,
	words: string,
	confirmed: readonly string[] = []
): Promise<void> {
	const item = await read(tablet.db, 'workload', assignmentId);
	if (!item) throw new RangeError('no such assignment on this tablet');
	const before = await waitingFor(tablet, assignmentId);
	if (before && !before.refusal) return;
	const revisionRequest = {
		assignmentId,
		revision,
		words: words.trim(),
		confirmed: [...confirmed],
		askedAt: tablet.now()
	};
	const waiting = await queued(tablet, { kind: 'revision_request', revisionRequest }, item);
	await write(
		tablet.db,
		[put('outbox', waiting.entry.entryId, waiting), ...(before ? gone(before.entry.entryId) : [])],
		[expectPresent('workload', assignmentId)]
	);
}

/** Takes a request back that was not sent yet, or that was turned down. */
export function takeBack(tablet: Tablet, entryId: string): Promise<void> {
	return whileExchangeRests(tablet, async () => {
		const waiting = await read(tablet.db, 'outbox', entryId);
		if (waiting?.entry.body.kind === 'revision_request') await write(tablet.db, gone(entryId));
	});
}
