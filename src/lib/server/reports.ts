/**
 * The learning reports: compiled from a half-year's audits as often as one likes, written, published once, then frozen. What turns out to
 * be wrong is corrected in a new edition; the one before stays.
 */
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import { LearningReport } from '#lib/domain/learning-report.ts';
import { periodLabel, periodOf, type Period } from '#lib/domain/period.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { Commentary } from '#lib/domain/report-commentary.ts';
import type { EditionFacts } from '#lib/domain/report-publication.ts';
import { record, type By } from './activity.ts';
import * as auditRecords from './audit-records.ts';
import type { ReportKind } from './audit-records.ts';
import { inTransaction, type Store, type StoreTables } from './db/store.ts';
import { newId } from './ids.ts';
import * as recommendations from './recommendations.ts';
import { readWords } from './report-commentary.ts';
import * as reportModels from './report-models.ts';
import { sameKind } from './report-models.ts';

export interface ReportLine extends ReportKind {
	readonly reportId: string;
	readonly edition: number;
	/** What it says has changed since the edition before; null for the first. */
	readonly correction: string | null;
	readonly compiledAt: Instant;
	readonly publishedAt: Instant | null;
}

export interface KindLine extends ReportKind {
	readonly audits: number;
	/** The newest published edition, else what is compiled. */
	readonly report: ReportLine | null;
	/** The editions published before that one, the newest first. */
	readonly earlier: readonly ReportLine[];
	/** A correction that is being written. */
	readonly draft: ReportLine | null;
}

export interface HalfYear {
	readonly period: Period;
	readonly label: string;
	/** It is not over yet, so more audits may come. */
	readonly running: boolean;
	readonly kinds: readonly KindLine[];
}

type Row = StoreTables['learningReport'];

function lineOf(row: Omit<Row, 'model' | 'words' | 'publishedBy'>): ReportLine {
	const { reportId, period, profile, rubricId, rubricVersion, edition, correction, compiledAt, publishedAt } = row;
	return { reportId, period, profile, rubricId, rubricVersion, edition, correction, compiledAt, publishedAt };
}

async function lines(store: Store): Promise<ReportLine[]> {
	const rows = await store
		.selectFrom('learningReport')
		.select(['reportId', 'period', 'profile', 'rubricId', 'rubricVersion'])
		.select(['edition', 'correction', 'compiledAt', 'publishedAt'])
		.orderBy('edition', 'desc')
		.orderBy('reportId')
		.execute();
	return rows.map(lineOf);
}

async function editionsOf(store: Store, kind: ReportKind): Promise<ReportLine[]> {
	return (await lines(store)).filter((line) => sameKind(line, kind));
}

/** Gives the half-years that have audits, the newest first, each with its kinds of audit and their reports. */
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
			const [newest, ...earlier] = own.filter(({ publishedAt }) => publishedAt !== null);
			const draft = own.find(({ publishedAt }) => publishedAt === null) ?? null;
			return { ...kind, report: newest ?? draft, earlier, draft: newest ? draft : null };
		})
	}));
}

async function rowOf(store: Store, reportId: string): Promise<Row> {
	const row = await store.selectFrom('learningReport').selectAll().where('reportId', '=', reportId).executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	return row;
}

/** Gives one report's figures. Refuses `thing.not_found`. */
export async function get(store: Store, reportId: string): Promise<{ line: ReportLine; model: LearningReport }> {
	const row = await rowOf(store, reportId);
	return { line: lineOf(row), model: LearningReport.parse(JSON.parse(row.model)) };
}

export interface WholeReport {
	readonly line: ReportLine;
	readonly model: LearningReport;
	/** As frozen, or as it would be published now. */
	readonly commentary: Commentary;
	readonly facts: EditionFacts;
	/** The other editions of the same report, the newest first. */
	readonly others: readonly ReportLine[];
	/** Names exactly what is shown, for publishing nothing else. */
	readonly stand: string;
}

/** Gives one report with its words and what is known of its editions. Refuses `thing.not_found`. */
export async function whole(store: Store, reportId: string, now: Instant): Promise<WholeReport> {
	const row = await rowOf(store, reportId);
	const line = lineOf(row);
	const commentary = readWords(row.words);
	const editions = await editionsOf(store, line);
	const latest = editions.find(({ publishedAt }) => publishedAt !== null)?.edition ?? 0;
	return {
		line,
		model: LearningReport.parse(JSON.parse(row.model)),
		commentary: line.publishedAt
			? commentary
			: { ...commentary, lastTime: await recommendations.carriedInto(store, line, now) },
		facts: {
			edition: line.edition,
			correction: line.correction,
			publishedAt: line.publishedAt,
			latestEdition: latest
		},
		others: editions.filter((other) => other.reportId !== reportId),
		stand: standOf(line, commentary)
	};
}

/** Gives the name of a report's file: what it is of, which edition, and whether it is a draft. */
export function fileName(
	what: string,
	{ period, profile, edition, publishedAt }: Pick<LearningReport, 'period' | 'profile'> & EditionFacts
): string {
	const parts = [what, period, profile.id, edition > 1 && `edition-${edition}`, publishedAt === null && 'draft'];
	return `${parts.filter((part) => part !== false).join('-')}.pdf`;
}

/** Changes with each compiling and each saving. */
function standOf({ compiledAt }: ReportLine, { saved }: Commentary): string {
	return `${compiledAt} ${Object.values(saved).reduce((sum, times) => sum + times, 0)}`;
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
 * Compiles the report of a half-year and one kind of audit, anew where it was compiled before: its words stay. Gives its line. Refuses
 * `report.empty` where there are no such audits and `report.published` where that report is published and no correction is begun.
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
		const editions = await editionsOf(tx, kind);
		const draft = editions.find(({ publishedAt }) => publishedAt === null);
		if (!draft && editions.length > 0) throw new Refusal('report.published');
		return draft
			? compileInto(tx, draft, wanted.partnershipName, by, false)
			: compileInto(tx, fresh(kind, by), wanted.partnershipName, by, true);
	});
}

function fresh({ period, profile, rubricId, rubricVersion }: ReportKind, { now }: By): ReportLine {
	return {
		reportId: newId(),
		period,
		profile,
		rubricId,
		rubricVersion,
		edition: 1,
		correction: null,
		compiledAt: now,
		publishedAt: null
	};
}

/** Compiles a draft, in its place or as a new one with these words. */
async function compileInto(
	tx: Store,
	line: ReportLine,
	partnershipName: string,
	by: By,
	isNew: boolean,
	words: Commentary | null = null
): Promise<ReportLine> {
	const model = await reportModels.asOf(tx, line, partnershipName, by.now, await reportModels.editions(tx, line));
	if (!model) throw new Refusal('report.empty');
	const compiled = { ...line, compiledAt: by.now };
	const row = { model: JSON.stringify(model), compiledAt: by.now };
	if (isNew) {
		const values = { ...compiled, ...row, words: words && JSON.stringify(words), publishedBy: null };
		await tx.insertInto('learningReport').values(values).execute();
	} else await tx.updateTable('learningReport').set(row).where('reportId', '=', line.reportId).execute();
	const details = { period: line.period, profile: line.profile, edition: line.edition, plans: model.counts.plans };
	await record(tx, { ...by, action: 'learning_report.compiled', subject: line.reportId, details });
	return compiled;
}

/**
 * Publishes a report with its words, which freezes both; its recommendations go on from here. `stand`: what the publisher looked at.
 * Refuses `thing.not_found`, `report.published` the second time, `report.changed` where figures or words are not those any more, and
 * `report.stale` where audits have come since it was compiled: they would be in no report.
 */
export async function publish(store: Store, reportId: string, by: By, stand?: string): Promise<ReportLine> {
	return inTransaction(store, async (tx) => {
		const report = await whole(tx, reportId, by.now);
		const { line, model, commentary, others } = report;
		if (line.publishedAt) throw new Refusal('report.published');
		if (stand !== undefined && stand !== report.stand) throw new Refusal('report.changed');
		const earlier = await reportModels.editions(tx, line);
		const today = await reportModels.asOf(tx, line, model.partnershipName, line.compiledAt, earlier);
		if (!today || !sameAudits(model, today)) throw new Refusal('report.stale');
		const { period, profile, edition } = line;
		const going = { reportId, edition, before: others[0]?.reportId ?? null };
		const words: Commentary = {
			...commentary,
			recommendations: await recommendations.goOn(tx, going, commentary.recommendations, by)
		};
		await tx
			.updateTable('learningReport')
			.set({ publishedAt: by.now, publishedBy: by.actorId, words: JSON.stringify(words) })
			.where('reportId', '=', reportId)
			.execute();
		const details = { period, profile, edition, plans: model.counts.plans };
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

/**
 * Begins a corrected edition of a published report: compiled anew, with the words of the edition before. Refuses `thing.not_found`,
 * `report.not_published`, `report.superseded` where a later edition is published and `report.correction_begun` where one is being written.
 */
export async function correct(store: Store, reportId: string, correction: string, by: By): Promise<ReportLine> {
	return inTransaction(store, async (tx) => {
		const { line, model, commentary, others } = await whole(tx, reportId, by.now);
		if (!line.publishedAt) throw new Refusal('report.not_published');
		if (others.some(({ publishedAt }) => publishedAt === null)) throw new Refusal('report.correction_begun');
		if (others.some(({ edition }) => edition > line.edition)) throw new Refusal('report.superseded');
		const live = (await recommendations.list(tx, by.now)).filter((one) => one.reportId === reportId);
		const words: Commentary = {
			...commentary,
			recommendations: commentary.recommendations.map((said) => {
				const now = live.find((one) => one.recommendationId === said.recommendationId);
				return now ? { ...said, owner: now.owner, due: now.due, state: now.state, done: now.done } : said;
			}),
			lastTime: [],
			saved: {}
		};
		const next = { ...fresh(line, by), edition: line.edition + 1, correction };
		const begun = await compileInto(tx, next, model.partnershipName, by, true, words);
		const details = { period: line.period, profile: line.profile, edition: next.edition };
		await record(tx, { ...by, action: 'learning_report.corrected', subject: begun.reportId, details });
		return begun;
	});
}

/** Throws a corrected edition away that was never published. Refuses `thing.not_found`, `report.published` and `report.first_edition`. */
export async function discard(store: Store, reportId: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const { line } = await get(tx, reportId);
		if (line.publishedAt) throw new Refusal('report.published');
		if (line.edition === 1) throw new Refusal('report.first_edition');
		await tx.deleteFrom('learningReport').where('reportId', '=', reportId).execute();
		const details = { period: line.period, profile: line.profile, edition: line.edition };
		await record(tx, { ...by, action: 'learning_report.discarded', subject: reportId, details });
	});
}
