/** The learning reports: compiled from a half-year's audits as often as one likes, published once, then frozen. */
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import { learningReport, LearningReport, type RegisterCounts } from '#lib/domain/learning-report.ts';
import { periodLabel, periodOf, periodRange, previousPeriod, type Period } from '#lib/domain/period.ts';
import { londonDate, type Instant, type PlainDate } from '#lib/domain/plain-date.ts';
import { inForce } from '#lib/domain/plan.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { stageOfRecord } from '#lib/domain/report-stages.ts';
import { settingGroupOf } from '#lib/domain/school.ts';
import type { SuppressionRuleId } from '#lib/domain/suppression.ts';
import { record, type By } from './activity.ts';
import * as auditRecords from './audit-records.ts';
import type { ReportKind } from './audit-records.ts';
import { inTransaction, type Store } from './db/store.ts';
import { newId } from './ids.ts';
import * as plans from './plans.ts';
import * as rubrics from './rubrics.ts';
import * as schools from './schools.ts';
import { yearGroupOf } from './terms.ts';

/** What hides small counts until a partnership can choose. */
const RULE: SuppressionRuleId = 'dfe-2026';

export interface ReportLine extends ReportKind {
	readonly reportId: string;
	readonly compiledAt: Instant;
	readonly publishedAt: Instant | null;
}

export interface HalfYear {
	readonly period: Period;
	readonly label: string;
	/** It is not over yet, so more audits may come. */
	readonly running: boolean;
	readonly kinds: readonly (ReportKind & { readonly audits: number; readonly report: ReportLine | null })[];
}

function lineOf(row: ReportLine): ReportLine {
	return {
		reportId: row.reportId,
		period: row.period,
		profile: row.profile,
		rubricId: row.rubricId,
		rubricVersion: row.rubricVersion,
		compiledAt: row.compiledAt,
		publishedAt: row.publishedAt
	};
}

async function lines(store: Store): Promise<ReportLine[]> {
	const rows = await store
		.selectFrom('learningReport')
		.select(['reportId', 'period', 'profile', 'rubricId', 'rubricVersion', 'compiledAt', 'publishedAt'])
		.orderBy('compiledAt', 'desc')
		.orderBy('reportId')
		.execute();
	return rows.map(lineOf);
}

/** Gives the half-years that have audits, the newest first, each with its kinds of audit and their latest report. */
export async function list(store: Store, now: Instant): Promise<HalfYear[]> {
	const counts = await auditRecords.counts(store);
	const reports = await lines(store);
	const present = periodOf(londonDate(now));
	return [...Map.groupBy(counts, ({ period }) => period)].map(([period, kinds]) => ({
		period,
		label: periodLabel(period),
		running: period >= present,
		kinds: kinds.map((kind) => {
			const own = reports.filter((report) => sameKind(report, kind));
			return { ...kind, report: own.find(({ publishedAt }) => publishedAt !== null) ?? own[0] ?? null };
		})
	}));
}

function sameKind(one: ReportKind, other: ReportKind): boolean {
	return (
		one.period === other.period &&
		one.profile === other.profile &&
		one.rubricId === other.rubricId &&
		one.rubricVersion === other.rubricVersion
	);
}

/** Gives one report. Refuses `thing.not_found`. */
export async function get(store: Store, reportId: string): Promise<{ line: ReportLine; model: LearningReport }> {
	const row = await store.selectFrom('learningReport').selectAll().where('reportId', '=', reportId).executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	return { line: lineOf(row), model: LearningReport.parse(JSON.parse(row.model)) };
}

/** What a report is asked for; the partnership's name is the asker's. */
export interface ReportWanted {
	readonly period: Period;
	readonly profile: string;
	readonly partnershipName: string;
	/** The rubric version; without it, the one that most audits of the profile were made with. */
	readonly rubricId?: string;
	readonly rubricVersion?: string;
}

/**
 * Compiles the report of a half-year and one kind of audit, in place of one compiled before, and gives its line. Refuses
 * `report.empty` where there are no such audits and `report.published` where that report is published already.
 */
export async function compile(store: Store, wanted: ReportWanted, by: By): Promise<ReportLine> {
	return inTransaction(store, async (tx) => {
		const kind = (await auditRecords.counts(tx)).find(
			({ period, profile, rubricId, rubricVersion }) =>
				period === wanted.period &&
				profile === wanted.profile &&
				(wanted.rubricId ?? rubricId) === rubricId &&
				(wanted.rubricVersion ?? rubricVersion) === rubricVersion
		);
		if (!kind) throw new Refusal('report.empty');
		if (await published(tx, kind)) throw new Refusal('report.published');
		const model = await modelOf(tx, kind, wanted.partnershipName, by.now);
		if (!model) throw new Refusal('report.empty');
		const { period, profile, rubricId, rubricVersion } = kind;
		await tx
			.deleteFrom('learningReport')
			.where('period', '=', period)
			.where('profile', '=', profile)
			.where('rubricId', '=', rubricId)
			.where('rubricVersion', '=', rubricVersion)
			.where('publishedAt', 'is', null)
			.execute();
		const line = { reportId: newId(), period, profile, rubricId, rubricVersion, compiledAt: by.now, publishedAt: null };
		await tx
			.insertInto('learningReport')
			.values({ ...line, model: JSON.stringify(model), publishedBy: null, edition: 1 })
			.execute();
		const details = { period, profile, plans: model.counts.plans };
		await record(tx, { ...by, action: 'learning_report.compiled', subject: line.reportId, details });
		return line;
	});
}

/**
 * Publishes a report, which freezes it. Refuses `thing.not_found`, `report.published` the second time, and `report.stale` where audits
 * have come since it was compiled: they would be in no report.
 */
export async function publish(store: Store, reportId: string, by: By): Promise<ReportLine> {
	return inTransaction(store, async (tx) => {
		const { line, model } = await get(tx, reportId);
		if (line.publishedAt) throw new Refusal('report.published');
		if (await published(tx, line)) throw new Refusal('report.published');
		const { period, profile } = line;
		const today = await modelOf(tx, line, model.partnershipName, line.compiledAt);
		if (!today || !sameAudits(model, today)) throw new Refusal('report.stale');
		await tx
			.updateTable('learningReport')
			.set({ publishedAt: by.now, publishedBy: by.actorId })
			.where('reportId', '=', reportId)
			.execute();
		const details = { period, profile, plans: model.counts.plans };
		await record(tx, { ...by, action: 'learning_report.published', subject: reportId, details });
		return { ...line, publishedAt: by.now };
	});
}

/** What a report says of the audits; the register beside them may have moved on. */
function sameAudits(one: LearningReport, other: LearningReport): boolean {
	const audits = ({ counts, agencies, agreement, overall, sections, criteria }: LearningReport) =>
		canonicalJson({ counts, agencies, agreement, overall, sections, criteria });
	return audits(one) === audits(other);
}

/** The published report of a kind, or null. */
async function published(store: Store, kind: ReportKind): Promise<LearningReport | null> {
	const row = await store
		.selectFrom('learningReport')
		.select('model')
		.where('period', '=', kind.period)
		.where('profile', '=', kind.profile)
		.where('rubricId', '=', kind.rubricId)
		.where('rubricVersion', '=', kind.rubricVersion)
		.where('publishedAt', 'is not', null)
		.executeTakeFirst();
	return row ? LearningReport.parse(JSON.parse(row.model)) : null;
}

/** Gives the report of each kind as it was published, or as it would be now; kinds without audits are left out. Nothing is written. */
export async function modelsOf(
	store: Store,
	kinds: readonly ReportKind[],
	partnershipName: string,
	now: Instant
): Promise<LearningReport[]> {
	const models: LearningReport[] = [];
	for (const kind of kinds) {
		const model = (await published(store, kind)) ?? (await modelOf(store, kind, partnershipName, now));
		if (model) models.push(model);
	}
	return models;
}

/** The report of a kind as it would be now; null without such audits. */
async function modelOf(
	store: Store,
	kind: ReportKind,
	partnershipName: string,
	now: Instant
): Promise<LearningReport | null> {
	const { period, profile } = kind;
	const earlier = previousPeriod(period);
	const before = await published(store, { ...kind, period: earlier });
	const records = await auditRecords.forPeriods(store, before ? [period] : [earlier, period]);
	const own = records.filter((audit) => audit.period === period);
	if (!own.some((audit) => sameKind(audit, kind))) return null;
	const rubric = await rubrics.get(store, kind.rubricId, kind.rubricVersion);
	const common = { rubric, profile, ruleId: RULE, partnershipName, compiledAt: now };
	const past = records.filter((audit) => sameKind(audit, { ...kind, period: earlier }));
	const nobody = { stage: {}, need: {}, settingGroup: {} };
	const previous =
		before ??
		(past.length > 0
			? learningReport({ ...common, period: earlier, records: past, previous: null, register: nobody })
			: null);
	const register = await registerCounts(store, endOf(period, now));
	return learningReport({ ...common, period, records: own, previous, register });
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
