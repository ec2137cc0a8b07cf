/** Submissions as reports read them: levels without notes, beside what the register says of plan, setting and auditor. */
import type { AuditRecord } from '#lib/domain/findings.ts';
import type { Period } from '#lib/domain/period.ts';
import type { Agency } from '#lib/domain/person.ts';
import type { SenType } from '#lib/domain/plan.ts';
import { Context } from '#lib/domain/rubric.ts';
import { phaseOf, settingGroupOf } from '#lib/domain/school.ts';
import type { Store } from './db/store.ts';
import { readLevels } from './submission-levels.ts';

/**
 * Gives the audits that count in these half-years, a corrected one in its latest revision only, in the order in which they were
 * sent. Plans, settings and agencies are as the register holds them now.
 */
export async function forPeriods(
	store: Store,
	periods: readonly Period[]
): Promise<(AuditRecord & { period: Period })[]> {
	if (periods.length === 0) return [];
	const rows = await store
		.selectFrom('submission')
		.select([
			'assignmentId',
			'revision',
			'planRef',
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
			...about.ofPlan(row.planRef)
		};
	});
}

type RegisterPart = Pick<AuditRecord, 'primaryNeed' | 'schoolUrn' | 'settingGroup' | 'phase'>;

async function registerFacts(
	store: Store
): Promise<{ agencyOf: ReadonlyMap<string, Agency | null>; ofPlan: (planRef: string) => RegisterPart }> {
	const people = await store.selectFrom('person').select(['personId', 'agency']).execute();
	const schools = await store
		.selectFrom('school')
		.select(['urn', 'typeCode', 'phaseCode', 'lowAge', 'highAge'])
		.execute();
	const schoolOf = new Map(
		schools.map((school) => [
			school.urn,
			{ settingGroup: settingGroupOf(school.typeCode), phase: phaseOf(school) } as const
		])
	);
	const plans = await store.selectFrom('plan').select(['planRef', 'primaryNeed', 'schoolUrn']).execute();
	const planOf = new Map(plans.map((plan) => [plan.planRef, plan]));
	return {
		agencyOf: new Map(people.map(({ personId, agency }) => [personId, agency as Agency | null])),
		ofPlan(planRef) {
			const plan = planOf.get(planRef);
			const school = plan?.schoolUrn ? schoolOf.get(plan.schoolUrn) : undefined;
			return {
				primaryNeed: (plan?.primaryNeed ?? null) as SenType | null,
				schoolUrn: plan?.schoolUrn ?? null,
				settingGroup: school?.settingGroup ?? settingGroupOf(null),
				phase: school?.phase ?? 'other'
			};
		}
	};
}

/** Gives how many audits count in each half-year, for one profile or all of them, newest half-year first. */
export async function countsByPeriod(store: Store): Promise<{ period: Period; profile: string; audits: number }[]> {
	return store
		.selectFrom('submission')
		.select((eb) => ['period', 'profile', eb.fn.count<number>('assignmentId').distinct().as('audits')])
		.groupBy(['period', 'profile'])
		.orderBy('period', 'desc')
		.orderBy('profile')
		.execute();
}
