/** The audits that were sent. They come in through the exchange alone (`sync.ts`) and never change. */
import type { Assignment } from '#lib/domain/assignment.ts';
import type { AuditRecord } from '#lib/domain/findings.ts';
import { nextPeriod, type Period } from '#lib/domain/period.ts';
import type { Agency } from '#lib/domain/person.ts';
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { SenType } from '#lib/domain/plan.ts';
import type { Context } from '#lib/domain/rubric.ts';
import { phaseOf, settingGroupOf, type Phase, type SettingGroup } from '#lib/domain/school.ts';
import { countsIn, submittedOn, type Submission } from '#lib/domain/submission.ts';
import { record, type By } from './activity.ts';
import { insertAll } from './db/bulk.ts';
import type { Store, StoreTables } from './db/store.ts';
import { newId } from './ids.ts';
import * as people from './people.ts';
import * as schools from './schools.ts';
import { join, readLevels, split } from './submission-levels.ts';

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
export interface Kind {
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
		receivedAt
	}: {
		readonly assignment: Pick<Assignment, 'termId' | 'planRef' | 'auditorId' | 'marking'>;
		readonly schoolUrn: string | null;
		readonly entryId: string;
		readonly receivedAt: string;
	}
): Promise<{ submissionId: string; period: Period; late: boolean }> {
	const kind = {
		profile: submission.context.profile,
		rubricId: submission.rubricId,
		rubricVersion: submission.rubricVersion
	};
	const on = submittedOn(submission.submittedAt, receivedAt);
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
			late: late ? 1 : 0
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

/** Gives the kinds of audit that there are in a half-year, with how many of each, the most first. */
export async function kindsIn(store: Store, period: Period): Promise<(Kind & { readonly audits: number })[]> {
	return store
		.selectFrom('submission')
		.select((eb) => ['profile', 'rubricId', 'rubricVersion', eb.fn.countAll<number>().as('audits')])
		.where('period', '=', period)
		.groupBy(['profile', 'rubricId', 'rubricVersion'])
		.orderBy('audits', 'desc')
		.orderBy('profile')
		.orderBy('rubricId')
		.orderBy('rubricVersion')
		.execute();
}

/** Gives the half-years in which audits count, the latest first. */
export async function periods(store: Store): Promise<Period[]> {
	const rows = await store.selectFrom('submission').select('period').distinct().orderBy('period', 'desc').execute();
	return rows.map(({ period }) => period);
}

/** Gives the audits that count in a half-year, late ones of earlier ones included, in the order in which they came. Without notes. */
export async function forPeriod(store: Store, period: Period, kind: Kind): Promise<AuditRecord[]> {
	return records(store, { period }, kind);
}

/**
 * Gives the audits submitted on days from `from` to `to`, both included, whatever half-year's report they count in, in the order in
 * which they came. Without notes.
 */
export async function forDates(
	store: Store,
	days: { readonly from: PlainDate; readonly to: PlainDate },
	kind: Kind
): Promise<AuditRecord[]> {
	return records(store, days, kind);
}

/** Gives the audits of plans that named a school when they were audited, of one school year: 2026 for 2026/27. Without notes. */
export async function forSchool(
	store: Store,
	schoolUrn: string,
	academicYear: number,
	kind?: Kind
): Promise<AuditRecord[]> {
	return records(store, { schoolUrn, from: `${academicYear}-09-01`, to: `${academicYear + 1}-08-31` }, kind);
}

interface Which {
	readonly period?: Period;
	readonly from?: PlainDate;
	readonly to?: PlainDate;
	readonly schoolUrn?: string;
}

async function records(store: Store, which: Which, kind?: Kind): Promise<AuditRecord[]> {
	let query = store
		.selectFrom('submission')
		.innerJoin('plan', 'plan.planRef', 'submission.planRef')
		.select([
			'submission.planRef',
			'submission.auditorId',
			'submission.marking',
			'submission.profile',
			'submission.rubricId',
			'submission.rubricVersion',
			'submission.context',
			'submission.levels',
			'submission.submittedOn',
			'submission.late',
			'submission.schoolUrn',
			'plan.primaryNeed'
		])
		.orderBy('submission.submissionId');
	if (which.period !== undefined) query = query.where('submission.period', '=', which.period);
	if (which.from !== undefined) query = query.where('submission.submittedOn', '>=', which.from);
	if (which.to !== undefined) query = query.where('submission.submittedOn', '<=', which.to);
	if (which.schoolUrn !== undefined) query = query.where('submission.schoolUrn', '=', which.schoolUrn);
	if (kind) {
		query = query
			.where('submission.profile', '=', kind.profile)
			.where('submission.rubricId', '=', kind.rubricId)
			.where('submission.rubricVersion', '=', kind.rubricVersion);
	}
	const agencies = new Map((await people.list(store)).map(({ personId, agency }) => [personId, agency]));
	const settings = new Map(
		(await schools.list(store)).map((school) => [
			school.urn,
			{ settingGroup: settingGroupOf(school.typeCode), phase: phaseOf(school) }
		])
	);
	const contexts = new Map<string, Context>();
	return (await query.execute()).map((row) => recordOf(row, agencies, settings, contexts));
}

type Row = Pick<
	StoreTables['submission'],
	| 'planRef'
	| 'auditorId'
	| 'marking'
	| 'profile'
	| 'rubricId'
	| 'rubricVersion'
	| 'context'
	| 'levels'
	| 'submittedOn'
	| 'late'
	| 'schoolUrn'
> & { readonly primaryNeed: string | null };

const NO_SETTING: { settingGroup: SettingGroup; phase: Phase } = { settingGroup: 'other', phase: 'other' };

function recordOf(
	row: Row,
	agencies: ReadonlyMap<string, Agency | null>,
	settings: ReadonlyMap<string, { settingGroup: SettingGroup; phase: Phase }>,
	contexts: Map<string, Context>
): AuditRecord {
	// There are a few dozen different contexts, whatever the number of audits.
	const context = contexts.get(row.context) ?? (JSON.parse(row.context) as Context);
	contexts.set(row.context, context);
	const { settingGroup, phase } = (row.schoolUrn === null ? undefined : settings.get(row.schoolUrn)) ?? NO_SETTING;
	return {
		planRef: row.planRef,
		auditorId: row.auditorId,
		agency: agencies.get(row.auditorId) ?? null,
		marking: row.marking as AuditRecord['marking'],
		profile: row.profile,
		rubricId: row.rubricId,
		rubricVersion: row.rubricVersion,
		context,
		levels: readLevels(row.levels),
		submittedOn: row.submittedOn,
		late: row.late === 1,
		yearGroup: context.yearGroup,
		primaryNeed: row.primaryNeed as SenType | null,
		schoolUrn: row.schoolUrn,
		settingGroup,
		phase
	};
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
		submission: {
			assignmentId: row.assignmentId,
			revision: row.revision,
			rubricId: row.rubricId,
			rubricVersion: row.rubricVersion,
			context: JSON.parse(row.context) as Context,
			answers: join(row.levels, row.notes),
			startedAt: row.startedAt,
			submittedAt: row.submittedAt
		},
		auditorId: row.auditorId,
		marking: row.marking as SentAudit['marking'],
		receivedAt: row.receivedAt,
		submittedOn: row.submittedOn,
		period: row.period,
		late: row.late === 1
	}));
}
