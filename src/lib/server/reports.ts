/** The learning reports: compiled from a half-year's audits as often as one likes, published once, then frozen. */
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import type { AuditRecord } from '#lib/domain/findings.ts';
import { learningReport, LearningReport, type RegisterCounts } from '#lib/domain/learning-report.ts';
import { periodLabel, periodOf, periodRange, previousPeriod, type Period } from '#lib/domain/period.ts';
import { londonDate, type Instant, type PlainDate } from '#lib/domain/plain-date.ts';
import { inForce } from '#lib/domain/plan.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { stageOfRecord } from '#lib/domain/report-stages.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import { settingGroupOf } from '#lib/domain/school.ts';
import type { SuppressionRuleId } from '#lib/domain/suppression.ts';
import { record, type By } from './activity.ts';
import * as auditRecords from './audit-records.ts';
import { inTransaction, type Store, type StoreTables } from './db/store.ts';
import { newId } from './ids.ts';
import * as plans from './plans.ts';
import * as rubrics from './rubrics.ts';
import * as schools from './schools.ts';
import { yearGroupOf } from './terms.ts';

/** What hides small counts until a partnership can choose. */
const RULE: SuppressionRuleId = 'dfe-2026';

export interface ReportLine {
	readonly reportId: string;
	readonly period: Period;
	readonly profile: string;
	readonly rubricId: string;
	readonly rubricVersion: string;
	readonly compiledAt: Instant;
	readonly publishedAt: Instant | null;
}

export interface HalfYear {
	readonly period: Period;
	readonly label: string;
	/** It is not over yet, so more audits may come. */
	readonly running: boolean;
	readonly profiles: readonly {
		readonly profile: string;
		readonly audits: number;
		readonly report: ReportLine | null;
	}[];
}

function lineOf(row: Omit<StoreTables['learningReport'], 'model' | 'publishedBy'>): ReportLine {
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
	const counts = await auditRecords.countsByPeriod(store);
	const reports = await lines(store);
	const present = periodOf(londonDate(now));
	return [...Map.groupBy(counts, ({ period }) => period)].map(([period, profiles]) => ({
		period,
		label: periodLabel(period),
		running: period >= present,
		profiles: profiles.map(({ profile, audits }) => {
			const own = reports.filter((report) => report.period === period && report.profile === profile);
			return { profile, audits, report: own.find(({ publishedAt }) => publishedAt !== null) ?? own[0] ?? null };
		})
	}));
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
}

/**
 * Compiles the report of a half-year and one kind of audit, in place of one compiled before, and gives its line. Refuses
 * `report.empty` where there are no such audits and `report.published` where that report is published already.
 */
export async function compile(store: Store, wanted: ReportWanted, by: By): Promise<ReportLine> {
	return inTransaction(store, async (tx) => {
		const { period, profile } = wanted;
		if ((await stored(tx, period, profile))?.publishedAt) throw new Refusal('report.published');
		const model = await modelOf(tx, wanted, by.now);
		if (!model) throw new Refusal('report.empty');
		await tx
			.deleteFrom('learningReport')
			.where('period', '=', period)
			.where('profile', '=', profile)
			.where('publishedAt', 'is', null)
			.execute();
		const line: ReportLine = {
			reportId: newId(),
			period,
			profile,
			rubricId: model.rubric.id,
			rubricVersion: model.rubric.version,
			compiledAt: by.now,
			publishedAt: null
		};
		await tx
			.insertInto('learningReport')
			.values({ ...line, model: JSON.stringify(model), publishedBy: null })
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
		const { period, profile } = line;
		if ((await stored(tx, period, profile))?.publishedAt) throw new Refusal('report.published');
		const today = await modelOf(tx, { period, profile, partnershipName: model.partnershipName }, line.compiledAt);
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

/** The published report of a half-year and profile, else the latest compiled one. */
async function stored(
	store: Store,
	period: Period,
	profile: string
): Promise<Pick<ReportLine, 'reportId' | 'publishedAt'> | null> {
	const rows = await store
		.selectFrom('learningReport')
		.select(['reportId', 'publishedAt'])
		.where('period', '=', period)
		.where('profile', '=', profile)
		.orderBy('compiledAt', 'desc')
		.execute();
	return rows.find(({ publishedAt }) => publishedAt !== null) ?? rows[0] ?? null;
}

/**
 * Gives the report of each of these half-years as it was published, or as it would be now; half-years without audits of the profile
 * are left out. Nothing is written.
 */
export async function modelsOf(
	store: Store,
	wanted: Omit<ReportWanted, 'period'> & { periods: readonly Period[] },
	now: Instant
): Promise<LearningReport[]> {
	const models: LearningReport[] = [];
	for (const period of wanted.periods) {
		const line = await stored(store, period, wanted.profile);
		const model = line?.publishedAt
			? (await get(store, line.reportId)).model
			: await modelOf(store, { ...wanted, period }, now);
		if (model) models.push(model);
	}
	return models;
}

/** The report of a half-year as it would be now; null without audits of the profile. */
async function modelOf(store: Store, wanted: ReportWanted, now: Instant): Promise<LearningReport | null> {
	const { period, profile, partnershipName } = wanted;
	const earlier = previousPeriod(period);
	const published = await stored(store, earlier, profile);
	const before = published?.publishedAt ? (await get(store, published.reportId)).model : null;
	const records = await auditRecords.forPeriods(store, before ? [period] : [earlier, period]);
	const own = records.filter((audit) => audit.period === period);
	const rubric = await rubricOf(store, own, profile);
	if (!rubric) return null;
	const common = { rubric, profile, ruleId: RULE, partnershipName, compiledAt: now };
	const past = records.filter((audit) => audit.period === earlier);
	const nobody = { stage: {}, need: {}, settingGroup: {} };
	const previous =
		before ??
		(past.length > 0
			? learningReport({ ...common, period: earlier, records: past, previous: null, register: nobody })
			: null);
	const register = await registerCounts(store, endOf(period, now));
	return learningReport({ ...common, period, records: own, previous, register });
}

/** The rubric version that most audits of the profile were made with; of two, the later one. Null where there are none. */
export async function rubricOf(store: Store, records: readonly AuditRecord[], profile: string): Promise<Rubric | null> {
	const own = records.filter((audit) => audit.profile === profile);
	const versions = [...Map.groupBy(own, ({ rubricId, rubricVersion }) => `${rubricId} ${rubricVersion}`).values()];
	const [most] = versions.sort((a, b) => b.length - a.length || compareVersions(b, a));
	const first = most?.[0];
	return first ? rubrics.get(store, first.rubricId, first.rubricVersion) : null;
}

function compareVersions(a: readonly AuditRecord[], b: readonly AuditRecord[]): number {
	const last = (audits: readonly AuditRecord[]) => audits[audits.length - 1]?.submittedOn ?? '';
	return last(a) < last(b) ? -1 : 1;
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
