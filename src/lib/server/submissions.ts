/**
 * The audits that were sent. They come in through the exchange alone (`sync.ts`) and never change. Reports read them without their notes
 * through `audit-records.ts`.
 */
import { createHash } from 'node:crypto';
import type { Assignment } from '#lib/domain/assignment.ts';
import { nextPeriod, type Period } from '#lib/domain/period.ts';
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { Context } from '#lib/domain/rubric.ts';
import { countsIn, submittedOn, type Submission } from '#lib/domain/submission.ts';
import { record, type By } from './activity.ts';
import { insertAll } from './db/bulk.ts';
import type { Store, StoreTables } from './db/store.ts';
import { newId } from './ids.ts';
import type { FindCounts } from './note-finds.ts';
import { join, split } from './submission-levels.ts';

/** One audit as it was sent, with its notes, and what the server knows of it. */
export interface SentAudit {
	readonly submissionId: string;
	readonly submission: Submission;
	readonly auditorId: string;
	readonly marking: Assignment['marking'];
	readonly receivedAt: string;
	readonly submittedOn: PlainDate;
	readonly period: Period;
	readonly late: boolean;
}

/** Results of different profiles and of different questions are never pooled in one figure. */
interface Kind {
	readonly profile: string;
	readonly rubricId: string;
	readonly rubricVersion: string;
}

/** Gives the half-years whose report of this kind of audit is published: nothing is added to them any more. */
async function publishedPeriods(store: Store, { profile, rubricId, rubricVersion }: Kind): Promise<Set<Period>> {
	const rows = await store
		.selectFrom('learningReport')
		.select('period')
		.where('publishedAt', 'is not', null)
		.where('profile', '=', profile)
		.where('rubricId', '=', rubricId)
		.where('rubricVersion', '=', rubricVersion)
		.execute();
	return new Set(rows.map(({ period }) => period));
}

/** Keeps an audit that was judged acceptable, and settles in which half-year it counts. Inside the exchange's transaction. */
export async function keep(
	tx: Store,
	submission: Submission,
	{
		assignment,
		schoolUrn,
		entryId,
		receivedAt,
		finds
	}: {
		readonly assignment: Pick<Assignment, 'termId' | 'planRef' | 'auditorId' | 'marking' | 'assignedAt'>;
		readonly schoolUrn: string | null;
		readonly entryId: string;
		readonly receivedAt: string;
		readonly finds: FindCounts;
	}
): Promise<{ submissionId: string; period: Period; late: boolean }> {
	const kind = {
		profile: submission.context.profile,
		rubricId: submission.rubricId,
		rubricVersion: submission.rubricVersion
	};
	const on = submittedOn(submission.submittedAt, receivedAt, assignment.assignedAt);
	const { period, late } = countsIn(on, await publishedPeriods(tx, kind), nextPeriod);
	const submissionId = newId();
	await insertAll(tx, 'submission', [
		{
			submissionId,
			entryId,
			assignmentId: submission.assignmentId,
			revision: submission.revision,
			termId: assignment.termId,
			planRef: assignment.planRef,
			auditorId: assignment.auditorId,
			marking: assignment.marking,
			schoolUrn,
			...kind,
			context: JSON.stringify(submission.context),
			...split(submission.answers),
			startedAt: submission.startedAt,
			submittedAt: submission.submittedAt,
			receivedAt,
			submittedOn: on,
			period,
			late: late ? 1 : 0,
			notesConfirmed: finds.confirmed,
			notesUnconfirmed: finds.unconfirmed
		}
	]);
	return { submissionId, period, late };
}

/** Gives how many audits there are. */
export async function count(store: Store): Promise<number> {
	const { submissions } = await store
		.selectFrom('submission')
		.select((eb) => eb.fn.countAll<number>().as('submissions'))
		.executeTakeFirstOrThrow();
	return submissions;
}

/**
 * Gives every revision of one assignment's audit with its notes, the first first. That somebody other than its auditor read them is
 * written down.
 */
export async function byAssignment(store: Store, assignmentId: string, by: By): Promise<SentAudit[]> {
	const rows = await store
		.selectFrom('submission')
		.selectAll()
		.where('assignmentId', '=', assignmentId)
		.orderBy('revision')
		.execute();
	if (rows.some((row) => row.auditorId !== by.actorId))
		await record(store, { ...by, action: 'notes.read', subject: assignmentId });
	return rows.map((row) => ({
		submissionId: row.submissionId,
		submission: asSent(row),
		auditorId: row.auditorId,
		marking: row.marking as SentAudit['marking'],
		receivedAt: row.receivedAt,
		submittedOn: row.submittedOn,
		period: row.period,
		late: row.late === 1
	}));
}

/** Gives the newest revision that a person themselves sent of each of these assignments, with its notes. */
export async function lastOf(
	store: Store,
	auditorId: string,
	assignmentIds: readonly string[]
): Promise<Map<string, Submission>> {
	if (assignmentIds.length === 0) return new Map();
	const rows = await store
		.selectFrom('submission')
		.selectAll()
		.where('assignmentId', 'in', [...assignmentIds])
		.where('auditorId', '=', auditorId)
		.orderBy('revision')
		.execute();
	return new Map(rows.map((row) => [row.assignmentId, asSent(row)]));
}

function asSent(row: StoreTables['submission']): Submission {
	return {
		assignmentId: row.assignmentId,
		revision: row.revision,
		rubricId: row.rubricId,
		rubricVersion: row.rubricVersion,
		context: JSON.parse(row.context) as Context,
		answers: join(row.levels, row.notes),
		startedAt: row.startedAt,
		submittedAt: row.submittedAt
	};
}

/** Well below both engines' limit on values in a statement. */
const A_TIME = 5_000;

/**
 * Gives the notes on one criterion in these audits, without anything that tells which audit one is from, and in an order that is always
 * the same and says nothing. The caller writes down that they were read, in the same transaction.
 */
export async function notesOn(tx: Store, criterionId: string, submissionIds: readonly string[]): Promise<string[]> {
	const found: { order: string; note: string }[] = [];
	for (let at = 0; at < submissionIds.length; at += A_TIME) {
		const rows = await tx
			.selectFrom('submission')
			.select(['submissionId', 'notes'])
			.where('submissionId', 'in', submissionIds.slice(at, at + A_TIME))
			.execute();
		for (const { submissionId, notes } of rows) {
			const own = JSON.parse(notes) as Record<string, string>;
			const note = Object.hasOwn(own, criterionId) ? own[criterionId]?.trim() : undefined;
			const order = createHash('sha256').update(`${criterionId} ${submissionId}`).digest('hex');
			if (note) found.push({ order, note });
		}
	}
	return found.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ note }) => note);
}
