/** What waits to be sent, and what was refused: audits, handed-back plans and small notes. An entry leaves only with its receipt. */
import type { DeclineReason } from '#lib/domain/assignment.ts';
import type { Violation } from '#lib/domain/problem.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import { submit as freeze } from '#lib/domain/submission.ts';
import { rubricKey, type EntryBody } from '#lib/domain/sync.ts';
import type { KeptDraft, OutboxItem } from './db.ts';
import { begin } from './drafts.ts';
import { expectAbsent, expectPresent, put, read, readAll, remove, write, type Change } from './records.ts';
import { gone, letterFor } from './letters.ts';
import { contentHash, whileExchangeRests, type Tablet } from './tablet.ts';

/**
 * Submits a draft: in one transaction the draft goes, and the audit's copy and its outbox entry come. Gives the entry's id, or
 * what has still to be put right. Rejects where the write fails, and then neither half is there and the draft is.
 */
export async function submit(
	tablet: Tablet,
	{ draft, item }: KeptDraft,
	rubric: Rubric
): Promise<{ entryId: string } | { violations: Violation[] }> {
	const frozen = freeze(draft, rubric, tablet.now());
	if ('violations' in frozen) return frozen;
	const { submission } = frozen;
	const { noteViolations } = await import('./word-check.ts');
	const violations = await noteViolations(submission, item, submission.submittedAt);
	if (violations.length > 0) return { violations };
	const waiting = await queued(tablet, { kind: 'submission', submission }, item);
	const { entryId } = waiting.entry;
	const id = submissionId(submission);
	await write(
		tablet.db,
		[
			remove('drafts', draft.assignmentId),
			put('submissions', id, { entryId, submission, item, receipt: null }),
			put('outbox', entryId, waiting),
			...(await letterFor(tablet, waiting))
		],
		[expectPresent('drafts', draft.assignmentId), expectAbsent('submissions', id)]
	);
	return { entryId };
}

/** Gives the id under which the copy of a submitted audit is kept. */
export function submissionId(submission: { assignmentId: string; revision: number }): string {
	return `${submission.assignmentId}@${submission.revision}`;
}

/** Gives an entry that is ready to wait; its hash is worked out here, since no cryptography may be awaited inside a transaction. */
export async function queued(tablet: Tablet, body: EntryBody, item: OutboxItem['item']): Promise<OutboxItem> {
	return {
		entry: { entryId: tablet.newId(), contentHash: await contentHash(body), body },
		item,
		queuedAt: tablet.now(),
		refusal: null
	};
}

/**
 * Hands a plan back, with or without a network. The answers so far stay until the server has the message, so that the
 * auditor can still change their mind. Gives the entry's id; rejects where the plan is not in the workload.
 */
export async function decline(
	tablet: Tablet,
	assignmentId: string,
	reason: DeclineReason,
	words: string,
	confirmed: readonly string[] = []
): Promise<string> {
	const item = await read(tablet.db, 'workload', assignmentId);
	if (!item) throw new RangeError('no such assignment on this tablet');
	const body: EntryBody = {
		kind: 'decline',
		decline: { assignmentId, reason, words: words.trim(), confirmed: [...confirmed], declinedAt: tablet.now() }
	};
	const waiting = await queued(tablet, body, item);
	await write(
		tablet.db,
		[put('outbox', waiting.entry.entryId, waiting), ...(await letterFor(tablet, waiting))],
		[expectPresent('workload', assignmentId)]
	);
	return waiting.entry.entryId;
}

/** Takes back a hand-back that was not sent yet, or that was refused. */
export function keepAfterAll(tablet: Tablet, entryId: string): Promise<void> {
	return whileExchangeRests(tablet, async () => {
		const waiting = await read(tablet.db, 'outbox', entryId);
		if (waiting?.entry.body.kind === 'decline') await write(tablet.db, gone(entryId));
	});
}

/** Whether it is a note that goes along by itself (a plan was opened, the safeguarding words were looked at): nothing that waits for anybody. */
export function isNote({ entry }: OutboxItem): boolean {
	return entry.body.kind === 'opening' || entry.body.kind === 'safeguarding';
}

/** Gives everything in the outbox, oldest first. */
export function list(tablet: Tablet): Promise<OutboxItem[]> {
	return readAll(tablet.db, 'outbox');
}

/** Puts a refused entry back in the queue, as it is. */
export function sendAgain(tablet: Tablet, entryId: string): Promise<void> {
	return whileExchangeRests(tablet, async () => {
		const parked = await read(tablet.db, 'outbox', entryId);
		// The receipt that it was refused with may lie there too (`letters.ts`, `sealRefused`).
		if (parked?.refusal)
			await write(tablet.db, [put('outbox', entryId, { ...parked, refusal: null }), remove('receipts', entryId)]);
	});
}

/**
 * Opens a refused audit again: in one transaction it leaves the outbox and becomes a draft, for the assignment as it now
 * stands. Rejects where the draft or the rubric is not there.
 */
export function openAgain(tablet: Tablet, entryId: string): Promise<void> {
	return whileExchangeRests(tablet, async () => {
		const parked = await read(tablet.db, 'outbox', entryId);
		if (!parked?.refusal || parked.entry.body.kind !== 'submission') return;
		const { submission } = parked.entry.body;
		const { assignmentId } = submission;
		const item = (await read(tablet.db, 'workload', assignmentId)) ?? parked.item;
		const rubric = await read(tablet.db, 'rubrics', rubricKey(item));
		if (!rubric) throw new RangeError('the questions of this audit are not on this tablet');
		const changes: Change[] = [
			...gone(entryId),
			remove('submissions', submissionId(submission)),
			put('drafts', assignmentId, { draft: begin(tablet, item, rubric, submission), item })
		];
		await write(tablet.db, changes, [expectPresent('outbox', entryId), expectAbsent('drafts', assignmentId)]);
	});
}

/** Gives an entry as a file for the coordinator: name and JSON text, the entry exactly as it was sent. */
export function exportFile({ entry, item, refusal }: OutboxItem): { name: string; text: string } {
	return {
		name: `golden-thread-${item.planRef}-${entry.body.kind}.json`,
		text: JSON.stringify({ kind: 'golden-thread-outbox', planRef: item.planRef, entry, refusal }, null, '\t')
	};
}
