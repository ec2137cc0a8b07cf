/**
 * Sent audits that are opened again: asked back by their auditor or not, always by a coordinator and with a reason. The audit that
 * was sent stays and counts until the next revision comes.
 */
import { statusOf } from '#lib/domain/assignment.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { RevisionRequest } from '#lib/domain/sync.ts';
import { record, type By } from './activity.ts';
import { lastRevision } from './db/last-revision.ts';
import { inTransaction, type Store } from './db/store.ts';

/** An audit asked back or opened again. `revision` is the one that it is opened for. */
export interface Revision {
	readonly assignmentId: string;
	readonly revision: number;
	readonly askedAt: Instant | null;
	readonly askedWords: string | null;
	readonly openedAt: Instant | null;
	readonly refusedAt: Instant | null;
	readonly reason: string | null;
}

/** The assignment of a sent audit and the revision after it. Refuses `thing.not_found` and `revision.not_sent`. */
async function sentAudit(tx: Store, assignmentId: string) {
	const row = await tx
		.selectFrom('assignment')
		.innerJoin('term', 'term.termId', 'assignment.termId')
		.select([
			'assignment.auditorId',
			'assignment.submittedAt',
			'assignment.declinedAt',
			'assignment.withdrawnAt',
			'term.closedAt',
			lastRevision().as('last')
		])
		.where('assignment.assignmentId', '=', assignmentId)
		.executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	if (statusOf(row) !== 'submitted' || row.last === null) throw new Refusal('revision.not_sent');
	return { auditorId: row.auditorId, closed: row.closedAt !== null, last: row.last };
}

/**
 * Notes that an auditor asks for one of their own audits back. Asking twice is asking once. Refuses `assignment.not_found` for somebody
 * else's, `revision.not_sent` where it is open already or another revision was sent since, `term.closed`.
 */
export async function ask(store: Store, request: RevisionRequest, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const audit = await sentAudit(tx, request.assignmentId).catch((refusal: unknown) => {
			if (refusal instanceof Refusal && refusal.problem.code === 'thing.not_found')
				throw new Refusal('assignment.not_found');
			throw refusal;
		});
		if (audit.auditorId !== by.actorId) throw new Refusal('assignment.not_found');
		if (audit.closed) throw new Refusal('term.closed');
		if (audit.last !== request.revision) throw new Refusal('revision.not_sent');
		const revision = audit.last + 1;
		const asked = { askedAt: by.now, askedWords: request.words, refusedAt: null, reason: null };
		const { numUpdatedRows } = await tx
			.updateTable('revision')
			.set(asked)
			.where('assignmentId', '=', request.assignmentId)
			.where('revision', '=', revision)
			.executeTakeFirst();
		if (numUpdatedRows === 0n)
			await tx
				.insertInto('revision')
				.values({ assignmentId: request.assignmentId, revision, ...asked, openedAt: null, openedBy: null })
				.execute();
		await record(tx, { ...by, action: 'revision.asked', subject: request.assignmentId, details: { revision } });
	});
}

/**
 * Opens a sent audit again for its auditor, who gets it back with the answers that were sent. Gives the revision it will be. Refuses
 * `thing.not_found`, `revision.not_sent`, `term.closed` and `revision.no_reason`.
 */
export async function open(store: Store, assignmentId: string, reason: string, by: By): Promise<number> {
	return decide(store, assignmentId, reason, by, 'opened');
}

/** Answers no to an auditor who asked for an audit back. Refuses as `open` does, and `revision.not_asked` where nobody asked. */
export async function refuse(store: Store, assignmentId: string, reason: string, by: By): Promise<void> {
	await decide(store, assignmentId, reason, by, 'refused');
}

async function decide(
	store: Store,
	assignmentId: string,
	words: string,
	by: By,
	verdict: 'opened' | 'refused'
): Promise<number> {
	const reason = words.trim().slice(0, 500);
	if (!reason) throw new Refusal('revision.no_reason');
	return inTransaction(store, async (tx) => {
		const audit = await sentAudit(tx, assignmentId);
		if (audit.closed) throw new Refusal('term.closed');
		const revision = audit.last + 1;
		const key = { assignmentId, revision };
		const before = await tx
			.selectFrom('revision')
			.selectAll()
			.where('assignmentId', '=', assignmentId)
			.where('revision', '=', revision)
			.executeTakeFirst();
		if (verdict === 'refused' && !before) throw new Refusal('revision.not_asked');
		const decided =
			verdict === 'opened'
				? { openedAt: by.now, openedBy: by.actorId, refusedAt: null, reason }
				: { openedAt: null, openedBy: null, refusedAt: by.now, reason };
		if (before)
			await tx
				.updateTable('revision')
				.set(decided)
				.where('assignmentId', '=', assignmentId)
				.where('revision', '=', revision)
				.execute();
		else
			await tx
				.insertInto('revision')
				.values({ ...key, askedAt: null, askedWords: null, ...decided })
				.execute();
		if (verdict === 'opened')
			await tx.updateTable('assignment').set({ submittedAt: null }).where('assignmentId', '=', assignmentId).execute();
		const subject = { subject: assignmentId, details: { revision } };
		if (verdict === 'opened') await record(tx, { ...by, action: 'revision.opened', ...subject });
		else await record(tx, { ...by, action: 'revision.refused', ...subject });
		return revision;
	});
}

/** Gives everything that was asked back or opened again in a term, by assignment and revision. */
export async function list(store: Store, termId: string): Promise<Revision[]> {
	return store
		.selectFrom('revision')
		.innerJoin('assignment', 'assignment.assignmentId', 'revision.assignmentId')
		.select([
			'revision.assignmentId',
			'revision.revision',
			'revision.askedAt',
			'revision.askedWords',
			'revision.openedAt',
			'revision.refusedAt',
			'revision.reason'
		])
		.where('assignment.termId', '=', termId)
		.orderBy('revision.assignmentId')
		.orderBy('revision.revision')
		.execute();
}
