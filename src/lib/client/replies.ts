/** What a reply changes on the tablet: receipts, the workload, where drafts live. Written whole or not at all. */
import type { Problem, ProblemCode } from '#lib/domain/problem.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import { rubricKey, type Decline, type ExchangeReply, type Receipt } from '#lib/domain/sync.ts';
import { claimChanges, placeChanges, shutTo } from './backups.ts';
import type { KeptBackup, KeptSubmission, OutboxItem } from './db.ts';
import { gone } from './letters.ts';
import { isNote, submissionId } from './outbox.ts';
import { copyChanges, daysIn } from './purge.ts';
import { put, read, readAll, readIds, remove, write, type Change } from './records.ts';
import type { Tablet } from './tablet.ts';

/** Parks an entry with the reason why it cannot go. */
export async function park(tablet: Tablet, { entry: { entryId } }: OutboxItem, refusal: Problem): Promise<void> {
	const waiting = await read(tablet.db, 'outbox', entryId);
	if (waiting) await write(tablet.db, [put('outbox', entryId, { ...waiting, refusal }), remove('sending', entryId)]);
}

/** How a reply was taken: entries that were judged, and whether one could not be, so that it waits on and is sent again later. */
export interface Applied {
	readonly accepted: number;
	readonly refused: number;
	readonly failed: boolean;
}

/** Writes a whole reply in one transaction, so that a tablet never holds half of one. `backups` are those that went up with it. */
export async function apply(
	tablet: Tablet,
	sent: readonly OutboxItem[],
	backups: readonly KeptBackup[],
	reply: ExchangeReply,
	told: string | null
): Promise<Applied> {
	const judged = await judgedBy(tablet, sent, reply.receipts);
	const changes = [...judged.changes, ...(await workloadChanges(tablet, reply, told))];
	changes.push(...(await copyChanges(tablet, reply.serverTime, daysIn(reply))));
	if (reply.drafts) changes.push(...(await placeChanges(tablet, reply.drafts, backups)));
	if (reply.claimed) changes.push(...(await claimChanges(tablet, reply.claimed)));
	await write(tablet.db, changes);
	return judged;
}

/** Applies the receipts that came while the vault was locked. */
export async function applyKept(tablet: Tablet): Promise<Applied> {
	const receipts = await readAll(tablet.db, 'receipts');
	if (receipts.length === 0) return { accepted: 0, refused: 0, failed: false };
	const outbox = await readAll(tablet.db, 'outbox');
	const ids = new Set(receipts.map(({ entryId }) => entryId));
	const sent = outbox.filter(({ entry }) => ids.has(entry.entryId));
	const judged = await judgedBy(tablet, sent, receipts);
	await write(tablet.db, [...judged.changes, ...[...ids].map((id) => remove('receipts', id))]);
	return judged;
}

async function judgedBy(
	tablet: Tablet,
	sent: readonly OutboxItem[],
	receipts: readonly Receipt[]
): Promise<Applied & { changes: Change[] }> {
	const answered = sent.flatMap((waiting) => {
		// A receipt for other content than ours is none: the entry waits on.
		const receipt = receipts.find(
			({ entryId, contentHash }) => entryId === waiting.entry.entryId && contentHash === waiting.entry.contentHash
		);
		return receipt ? [{ waiting, receipt }] : [];
	});
	const judged = answered.filter(({ receipt }) => !waitsOn(receipt));
	const changes: Change[] = [];
	for (const { waiting, receipt } of judged) changes.push(...(await receiptChanges(tablet, waiting, receipt)));
	// Its letter is sealed to a key that is gone: the next exchange seals it anew.
	for (const { waiting, receipt } of answered)
		if (codeOf(receipt) === 'entry.unknown_key') changes.push(remove('sending', waiting.entry.entryId));
	const accepted = judged.filter(({ receipt }) => receipt.outcome === 'accepted').length;
	return { changes, accepted, refused: judged.length - accepted, failed: answered.length > judged.length };
}

function codeOf(receipt: Receipt): ProblemCode | null {
	return receipt.outcome === 'refused' ? receipt.problem.code : null;
}

/** Whether a receipt judges nothing: the server failed on its own side, or could not open what we sealed. */
export function waitsOn(receipt: Receipt): boolean {
	return codeOf(receipt) === 'server.failed' || codeOf(receipt) === 'entry.unknown_key';
}

async function receiptChanges(tablet: Tablet, waiting: OutboxItem, receipt: Receipt): Promise<Change[]> {
	const { entryId, body } = waiting.entry;
	if (receipt.outcome === 'refused') {
		// A note holds nothing that anybody typed and asks nothing of anybody: one that is turned down is done with.
		if (isNote(waiting)) return gone(entryId);
		return [put('outbox', entryId, { ...waiting, refusal: receipt.problem }), remove('sending', entryId)];
	}
	if (body.kind === 'decline') return handedBack(tablet, entryId, body.decline);
	if (body.kind !== 'submission') return gone(entryId);
	const id = submissionId(body.submission);
	const copy: KeptSubmission = (await read(tablet.db, 'submissions', id)) ?? {
		entryId,
		submission: body.submission,
		item: waiting.item,
		receipt: null
	};
	const { receivedAt, sequence } = receipt;
	return [...gone(entryId), put('submissions', id, { ...copy, receipt: { receivedAt, sequence } })];
}

/** The auditor agreed to this when they handed the plan back; until now it could be taken back. Who knows a child keeps no copy either. */
async function handedBack(tablet: Tablet, entryId: string, { assignmentId, reason }: Decline): Promise<Change[]> {
	const tied = reason === 'know_family' || reason === 'tie_to_setting';
	const copies = tied
		? (await readIds(tablet.db, 'submissions')).filter((id) => id.startsWith(`${assignmentId}@`))
		: [];
	return [
		...gone(entryId),
		remove('drafts', assignmentId),
		remove('workload', assignmentId),
		remove('openings', assignmentId),
		...copies.map((id) => remove('submissions', id))
	];
}

/**
 * A refused hand-back is asked once more when its plan is given no more: a late copy of it may have been taken after all, once the audit
 * was open again. Nobody's mind is changed by it, since nothing of that plan can be done any more.
 */
async function askedAgain(tablet: Tablet, over: readonly string[]): Promise<Change[]> {
	if (over.length === 0) return [];
	return (await readAll(tablet.db, 'outbox')).flatMap((item) => {
		const { entryId, body } = item.entry;
		const handedBack = body.kind === 'decline' && over.includes(body.decline.assignmentId);
		return handedBack && item.refusal ? [put('outbox', entryId, { ...item, refusal: null })] : [];
	});
}

async function workloadChanges(tablet: Tablet, reply: ExchangeReply, told: string | null): Promise<Change[]> {
	const changes: Change[] = [];
	const before = await read(tablet.db, 'contact', 'contact');
	const person = reply.workload?.person ?? before?.person;
	const brought = before?.brought ?? [];
	const shut = reply.drafts ? shutTo(tablet, reply.drafts, brought) : (before?.shut ?? []);
	const keys = { intake: reply.intake ?? null, recoveryKey: reply.recoveryKey ?? null, told };
	const contactAt = tablet.now();
	const clockOff = Date.parse(reply.serverTime) - Date.parse(contactAt);
	const copyDays = daysIn(reply);
	if (person)
		changes.push(
			put('contact', 'contact', { person, cursor: reply.cursor, contactAt, clockOff, keys, copyDays, shut, brought })
		);
	if (reply.workload) {
		const assigned = new Set(reply.workload.items.map(({ assignmentId }) => assignmentId));
		const over = (await readIds(tablet.db, 'workload')).filter((id) => !assigned.has(id));
		changes.push(...over.map((id) => remove('workload', id)), ...(await askedAgain(tablet, over)));
		for (const item of reply.workload.items) changes.push(put('workload', item.assignmentId, item));
		if (reply.workload.guide) changes.push(put('guide', 'guide', reply.workload.guide));
	}
	for (const rubric of reply.rubrics.filter(isRubric)) changes.push(put('rubrics', rubricKey(rubric), rubric));
	return changes;
}

/** Published rubrics were checked by the server; the tablet only makes sure that it can name them. */
function isRubric(value: Record<string, unknown>): value is Record<string, unknown> & Rubric {
	return typeof value.rubricId === 'string' && typeof value.version === 'string' && Array.isArray(value.sections);
}
