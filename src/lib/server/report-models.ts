/** The figures of learning reports: as they were published, or as today's audits and register would make them. Nothing is written here. */
import { yearGroupOf } from '#lib/domain/frame.ts';
import { learningReport, LearningReport, type RegisterCounts } from '#lib/domain/learning-report.ts';
import { periodRange, previousPeriod, type Period } from '#lib/domain/period.ts';
import { londonDate, type Instant, type PlainDate } from '#lib/domain/plain-date.ts';
import { inForce } from '#lib/domain/plan.ts';
import { stageOfRecord } from '#lib/domain/report-stages.ts';
import { hasFactors } from '#lib/domain/sampling.ts';
import { settingGroupOf } from '#lib/domain/school.ts';
import type { SuppressionRuleId } from '#lib/domain/suppression.ts';
import type { Sampling } from '#lib/domain/weighted-figure.ts';
import * as auditRecords from './audit-records.ts';
import type { ReportKind } from './audit-records.ts';
import type { Store } from './db/store.ts';
import * as plans from './plans.ts';
import * as rubrics from './rubrics.ts';
import * as schools from './schools.ts';
import * as terms from './terms.ts';

/** What hides small counts until a partnership can choose. */
const RULE: SuppressionRuleId = 'dfe-2026';

/** Gives whether two reports are of the same half-year, profile and rubric version. */
export function sameKind(one: ReportKind, other: ReportKind): boolean {
	return (
		one.period === other.period &&
		one.profile === other.profile &&
		one.rubricId === other.rubricId &&
		one.rubricVersion === other.rubricVersion
	);
}

/** Gives the published editions of a kind, the oldest first. */
export async function editions(store: Store, kind: ReportKind): Promise<LearningReport[]> {
	const rows = await store
		.selectFrom('learningReport')
		.select('model')
		.where('period', '=', kind.period)
		.where('profile', '=', kind.profile)
		.where('rubricId', '=', kind.rubricId)
		.where('rubricVersion', '=', kind.rubricVersion)
		.where('publishedAt', 'is not', null)
		.orderBy('edition')
		.execute();
	return rows.map((row) => LearningReport.parse(JSON.parse(row.model)));
}

async function published(store: Store, kind: ReportKind): Promise<LearningReport | null> {
	return (await editions(store, kind)).at(-1) ?? null;
}

/** Gives the report of each kind as it was last published, or as it would be now; kinds without audits are left out. Nothing is written. */
export async function ofKinds(
	store: Store,
	kinds: readonly ReportKind[],
	partnershipName: string,
	now: Instant
): Promise<LearningReport[]> {
	const models: LearningReport[] = [];
	for (const kind of kinds) {
		const model = (await published(store, kind)) ?? (await asOf(store, kind, partnershipName, now));
		if (model) models.push(model);
	}
	return models;
}

/**
 * Gives the report of a kind as it would be now, null without such audits. `earlier`: the published editions that it is to give nothing
 * away beside.
 */
export async function asOf(
	store: Store,
	kind: ReportKind,
	partnershipName: string,
	now: Instant,
	earlier: readonly LearningReport[] = []
): Promise<LearningReport | null> {
	const { period, profile } = kind;
	const last = previousPeriod(period);
	const before = await published(store, { ...kind, period: last });
	const records = await auditRecords.forPeriods(store, before ? [period] : [last, period]);
	const own = records.filter((audit) => audit.period === period);
	if (!own.some((audit) => sameKind(audit, kind))) return null;
	const rubric = await rubrics.get(store, kind.rubricId, kind.rubricVersion);
	const common = { rubric, profile, ruleId: RULE, partnershipName, compiledAt: now };
	const past = records.filter((audit) => sameKind(audit, { ...kind, period: last }));
	const nobody = { stage: {}, need: {}, settingGroup: {} };
	const previous =
		before ??
		(past.length > 0
			? learningReport({ ...common, period: last, records: past, previous: null, register: nobody })
			: null);
	const register = await registerCounts(store, endOf(period, now));
	const sampling = await samplingOf(
		store,
		own.filter((audit) => sameKind(audit, kind))
	);
	return learningReport({ ...common, period, records: own, previous, earlier, register, sampling });
}

/** Gives how the plans of these audits were drawn: the strata of their terms' samples, and each plan's, that of its latest audit. */
export async function samplingOf(store: Store, records: readonly auditRecords.PeriodRecord[]): Promise<Sampling> {
	const firsts = records.filter(({ marking }) => marking === 'first');
	const strata: Sampling['strata'][number][] = [];
	const placed = new Map<string, string>();
	let uneven = false;
	let sampled = 0;
	for (const termId of new Set(firsts.map((record) => record.termId))) {
		const sample = await terms.sample(store, termId);
		if (!sample) continue;
		sampled += 1;
		uneven ||= hasFactors(sample.design);
		for (const { id, population } of sample.strata) strata.push({ id: `${termId} ${id}`, population });
		for (const { planRef, stratum } of sample.plans) placed.set(`${termId} ${planRef}`, `${termId} ${stratum}`);
	}
	const stratumOf = new Map<string, string>();
	for (const { termId, planRef } of firsts) {
		const stratum = placed.get(`${termId} ${planRef}`);
		if (stratum !== undefined) stratumOf.set(planRef, stratum);
	}
	return { strata, stratumOf, uneven, terms: sampled };
}

function endOf(period: Period, now: Instant): PlainDate {
	const { to } = periodRange(period);
	const today = londonDate(now);
	return today < to ? today : to;
}

/** Plans in force on a day, by stage, main need and kind of setting. */
async function registerCounts(store: Store, onDate: PlainDate): Promise<RegisterCounts> {
	const typeOf = new Map((await schools.list(store)).map(({ urn, typeCode }) => [urn, typeCode]));
	const counts = { stage: {}, need: {}, settingGroup: {} };
	const add = (group: Record<string, number>, key: string) => {
		group[key] = (group[key] ?? 0) + 1;
	};
	for (const plan of await plans.list(store)) {
		if (!inForce(plan, onDate)) continue;
		add(counts.stage, stageOfRecord({ yearGroup: yearGroupOf(plan, onDate) }));
		add(counts.need, plan.primaryNeed ?? 'none');
		add(counts.settingGroup, settingGroupOf(plan.schoolUrn === null ? null : (typeOf.get(plan.schoolUrn) ?? null)));
	}
	return counts;
}
