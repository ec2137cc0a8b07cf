/** Submissions as reports read them: levels without notes, beside what the register says of plan, setting and auditor. */
import type { AuditRecord } from '#lib/domain/findings.ts';
import type { Period } from '#lib/domain/period.ts';
import type { Agency } from '#lib/domain/person.ts';
import type { SenType } from '#lib/domain/plan.ts';
import { Context } from '#lib/domain/rubric.ts';
import { phaseOf, settingGroupOf } from '#lib/domain/school.ts';
import type { Store } from './db/store.ts';
import { readLevels } from './submission-levels.ts';

/** An audit with the half-year in which it counts. */
export interface PeriodRecord extends AuditRecord {
	readonly submissionId: string;
	readonly period: Period;
}

/**
 * Gives the audits that count in these half-years, a corrected one in its latest revision only, in the order in which they were
 * sent. The school is the one that the plan named when it was audited; needs, settings and agencies are as the register holds them now.
 */
export async function forPeriods(store: Store, periods: readonly Period[]): Promise<PeriodRecord[]> {
	if (periods.length === 0) return [];
	const rows = await store
		.selectFrom('submission')
		.select([
			'submissionId',
			'assignmentId',
			'revision',
			'planRef',
			'schoolUrn',
			'auditorId',
			'marking',
			'profile',
			'rubricId',
			'rubricVersion',
			'context',
			'levels',
			'submittedOn',
			'period',
			'late'
		])
		.where('period', 'in', [...periods])
		.orderBy('submittedOn')
		.orderBy('submissionId')
		.execute();
	const latest = new Map<string, (typeof rows)[number]>();
	for (const row of rows) {
		const before = latest.get(row.assignmentId);
		if (!before || before.revision < row.revision) latest.set(row.assignmentId, row);
	}
	const about = await registerFacts(store);
	return [...latest.values()].map((row) => {
		const context = Context.parse(JSON.parse(row.context));
		return {
			submissionId: row.submissionId,
			planRef: row.planRef,
			auditorId: row.auditorId,
			agency: about.agencyOf.get(row.auditorId) ?? null,
			marking: row.marking === 'second' ? 'second' : 'first',
			profile: row.profile,
			rubricId: row.rubricId,
			rubricVersion: row.rubricVersion,
			context,
			// Parsed when it was taken in and never changed since (the store sees to it).
			levels: readLevels(row.levels),
			submittedOn: row.submittedOn,
			late: row.late === 1,
			yearGroup: context.yearGroup,
			period: row.period,
			schoolUrn: row.schoolUrn,
			primaryNeed: about.needOf.get(row.planRef) ?? null,
			...about.settingOf(row.schoolUrn)
		};
	});
}

interface RegisterFacts {
	readonly agencyOf: ReadonlyMap<string, Agency | null>;
	readonly needOf: ReadonlyMap<string, SenType | null>;
	readonly settingOf: (schoolUrn: string | null) => Pick<AuditRecord, 'settingGroup' | 'phase'>;
}

async function registerFacts(store: Store): Promise<RegisterFacts> {
	const people = await store.selectFrom('person').select(['personId', 'agency']).execute();
	const plans = await store.selectFrom('plan').select(['planRef', 'primaryNeed']).execute();
	const schools = await store
		.selectFrom('school')
		.select(['urn', 'typeCode', 'phaseCode', 'lowAge', 'highAge'])
		.execute();
	const nowhere = { settingGroup: settingGroupOf(null), phase: 'other' } as const;
	const settings = new Map(
		schools.map((school) => [
			school.urn,
			{ settingGroup: settingGroupOf(school.typeCode), phase: phaseOf(school) } as const
		])
	);
	return {
		agencyOf: new Map(people.map(({ personId, agency }) => [personId, agency as Agency | null])),
		needOf: new Map(plans.map(({ planRef, primaryNeed }) => [planRef, primaryNeed as SenType | null])),
		settingOf: (schoolUrn) => (schoolUrn === null ? nowhere : (settings.get(schoolUrn) ?? nowhere))
	};
}

/** A half-year, profile and rubric version: what one report is of. */
export interface ReportKind {
	readonly period: Period;
	readonly profile: string;
	readonly rubricId: string;
	readonly rubricVersion: string;
}

/** Gives how many audits there are of each kind, the newest half-year first, within it the most frequent kind. */
export async function counts(store: Store): Promise<(ReportKind & { readonly audits: number })[]> {
	return store
		.selectFrom('submission')
		.select((eb) => [
			'period',
			'profile',
			'rubricId',
			'rubricVersion',
			eb.fn.count<number>('assignmentId').distinct().as('audits')
		])
		.groupBy(['period', 'profile', 'rubricId', 'rubricVersion'])
		.orderBy('period', 'desc')
		.orderBy('audits', 'desc')
		.orderBy('profile')
		.orderBy('rubricId')
		.orderBy('rubricVersion', 'desc')
		.execute();
}
