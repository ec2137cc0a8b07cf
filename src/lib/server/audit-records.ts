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
	/** The term whose sample it belongs to. */
	readonly termId: string;
	readonly period: Period;
}

const columns = [
	'submissionId',
	'termId',
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
] as const;

/**
 * Gives the audits that count in these half-years, in the order in which they were sent; one that was corrected counts once, in its
 * last revision and in that one's half-year. What a published report has counted stays in that report's half-year as it was reported, and
 * its correction counts in no later one. The school is the one that the plan named when it was audited; needs, settings and agencies
 * are as the register holds them now.
 */
export async function forPeriods(store: Store, periods: readonly Period[]): Promise<PeriodRecord[]> {
	if (periods.length === 0) return [];
	const passedOver = await revisionsPassedOver(store);
	const rows = (
		await store
			.selectFrom('submission')
			.select(columns)
			.where('period', 'in', [...periods])
			.orderBy('submittedOn')
			.orderBy('submissionId')
			.execute()
	).filter(({ submissionId }) => !passedOver.has(submissionId));
	const about = await registerFacts(store);
	return rows.map((row) => {
		const context = Context.parse(JSON.parse(row.context));
		return {
			submissionId: row.submissionId,
			termId: row.termId,
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

/** Gives the submissions that do not count, because another revision of the same audit does. */
async function revisionsPassedOver(store: Store): Promise<Map<string, Revised>> {
	const rows = await store
		.selectFrom('submission')
		.select(['submissionId', 'assignmentId', 'period', 'profile', 'rubricId', 'rubricVersion', 'receivedAt'])
		.where('assignmentId', 'in', (eb) =>
			eb.selectFrom('submission').select('submission.assignmentId').where('submission.revision', '>', 1)
		)
		.orderBy('assignmentId')
		.orderBy('revision')
		.execute();
	if (rows.length === 0) return new Map();
	const published = await store
		.selectFrom('learningReport')
		.select((eb) => [
			'period',
			'profile',
			'rubricId',
			'rubricVersion',
			eb.fn.min<string>('publishedAt').as('publishedAt')
		])
		.where('publishedAt', 'is not', null)
		.groupBy(['period', 'profile', 'rubricId', 'rubricVersion'])
		.execute();
	published.sort((a, b) => a.publishedAt.localeCompare(b.publishedAt));
	const passedOver = new Map<string, Revised>();
	for (const revisions of Map.groupBy(rows, ({ assignmentId }) => assignmentId).values()) {
		const counting = countingOf(revisions, published);
		for (const row of revisions) if (row !== counting) passedOver.set(row.submissionId, row);
	}
	return passedOver;
}

type Revised = ReportKind & { readonly submissionId: string; readonly receivedAt: string };

/** The revision that counts: the one that the first report to be published with this audit has counted, else the last. */
function countingOf<Row extends Revised>(
	revisions: readonly Row[],
	published: readonly (ReportKind & { readonly publishedAt: string })[]
): Row | undefined {
	for (const report of published) {
		const then = revisions.findLast(({ receivedAt }) => receivedAt <= report.publishedAt);
		if (then && then.period === report.period && sameQuestions(then, report)) return then;
	}
	return revisions[revisions.length - 1];
}

function sameQuestions(one: ReportKind, other: ReportKind): boolean {
	return one.profile === other.profile && one.rubricId === other.rubricId && one.rubricVersion === other.rubricVersion;
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
	const all = await store
		.selectFrom('submission')
		.select((eb) => [
			'period',
			'profile',
			'rubricId',
			'rubricVersion',
			eb.fn.count<number>('submissionId').as('audits')
		])
		.groupBy(['period', 'profile', 'rubricId', 'rubricVersion'])
		.execute();
	const passedOver = [...(await revisionsPassedOver(store)).values()];
	return all
		.map((kind) => ({
			...kind,
			audits: kind.audits - passedOver.filter((row) => row.period === kind.period && sameQuestions(row, kind)).length
		}))
		.filter(({ audits }) => audits > 0)
		.sort(
			(a, b) =>
				b.period.localeCompare(a.period) ||
				b.audits - a.audits ||
				a.profile.localeCompare(b.profile) ||
				a.rubricId.localeCompare(b.rubricId) ||
				b.rubricVersion.localeCompare(a.rubricVersion)
		);
}
