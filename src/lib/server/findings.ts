/**
 * Findings as the forum looks at them: the learning report's figures, narrowed and broken down, and what is beneath each of them.
 * Nothing is kept; only a reading of notes is written down.
 */
import { periodsOf, type FindingFilter } from '#lib/domain/finding-filter.ts';
import { narrowedIn, type Dimension } from '#lib/domain/finding-groups.ts';
import { halfYearFindings, type CriterionLine, type HalfYearFindings } from '#lib/domain/finding-half-year.ts';
import { rowsOf, sortedRows, type AuditRow } from '#lib/domain/finding-rows.ts';
import { allPlansFigures, weigher, type AllPlansFigures } from '#lib/domain/finding-weighting.ts';
import { breakdownOf, findingView, type Breakdown, type FindingView } from '#lib/domain/finding-view.ts';
import { methodOfFigure, sentencesOf, type FindingSentence, type MethodPart } from '#lib/domain/finding-words.ts';
import { methodOfAllPlans } from '#lib/domain/weighted-words.ts';
import { applicability } from '#lib/domain/findings-tally.ts';
import { previousPeriod, type Period } from '#lib/domain/period.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { criterionById, type Criterion, type Rubric } from '#lib/domain/rubric.ts';
import { suppressionRules, type SuppressionRuleId } from '#lib/domain/suppression.ts';
import type { Sampling, WeightedFigure } from '#lib/domain/weighted-figure.ts';
import { record, type By } from './activity.ts';
import * as auditRecords from './audit-records.ts';
import type { PeriodRecord } from './audit-records.ts';
import { inTransaction, type Store } from './db/store.ts';
import { look, type FindingsAsked, type FindingsFrame, type Looked } from './finding-frames.ts';
import * as reportModels from './report-models.ts';
import * as submissions from './submissions.ts';

export interface FindingsOverview extends FindingsFrame {
	/** Null where the address holds something wrong: figures of another view than the one asked for would mislead. */
	readonly view: Omit<FindingView, 'earlier'> | null;
	/** The same figures weighted to all plans; null where the view is of a group, of several half-years, or of plans that were not drawn. */
	readonly allPlans: AllPlansFigures | null;
	readonly sentences: readonly FindingSentence[];
}

export interface CriterionFindings extends FindingsFrame {
	readonly criterion: Pick<Criterion, 'id' | 'question' | 'answerKind'> & {
		readonly sectionId: string;
		readonly sectionTitle: string;
	};
	readonly found: {
		readonly line: CriterionLine | null;
		readonly counted: readonly string[];
		readonly leftOut: readonly string[];
		readonly method: readonly MethodPart[];
		/** Its figure weighted to all plans, and how many terms' samples that comes from; null where it is not said. */
		readonly allPlans: { readonly figure: WeightedFigure; readonly terms: number } | null;
		readonly breakdown: Breakdown;
		readonly rows: readonly AuditRow[];
		/** Whether notes may be read: the figure of all audits is shown in a half-year at least. */
		readonly notes: boolean;
	} | null;
}

interface HalfYear {
	readonly findings: HalfYearFindings;
	readonly records: readonly PeriodRecord[];
}

/**
 * A half-year as its report has it. Each is read by itself, as reports do: a correction that counts in a later half-year leaves the
 * earlier one as it was reported.
 */
async function halfYear(
	store: Store,
	{ kind, rubric }: Looked,
	period: Period,
	{ partnershipName, now }: FindingsAsked,
	withAudits = true
): Promise<HalfYear | null> {
	const { profile, rubricId, rubricVersion } = kind;
	const own = { period, profile, rubricId, rubricVersion };
	const [report] = await reportModels.ofKinds(store, [own], partnershipName, now);
	if (!report) return null;
	const all = withAudits ? await auditRecords.forPeriods(store, [period]) : [];
	const records = all.filter(
		(audit) => audit.profile === profile && audit.rubricId === rubricId && audit.rubricVersion === rubricVersion
	);
	return { findings: halfYearFindings(rubric, report, records), records };
}

async function halfYears(store: Store, looked: Looked, asked: FindingsAsked): Promise<HalfYear[]> {
	const found: HalfYear[] = [];
	for (const period of periodsOf(looked.frame.filter, looked.kind)) {
		const half = await halfYear(store, looked, period, asked);
		if (half) found.push(half);
	}
	return found;
}

/** The half-year before a single one, to compare with. All its audits together need nothing but its report. */
async function halfYearBefore(store: Store, looked: Looked, asked: FindingsAsked): Promise<HalfYear | null> {
	const { from, to, narrowing } = looked.frame.filter;
	const earlier = previousPeriod(from);
	if (from !== to || !looked.kind.periods.includes(earlier)) return null;
	return halfYear(store, looked, earlier, asked, narrowedIn(narrowing).length > 0);
}

/** Gives the findings that an address asks for, with what of the address is wrong; null where there are no audits yet. */
export async function overview(store: Store, asked: FindingsAsked): Promise<FindingsOverview | null> {
	const looked = await look(store, asked);
	if (!looked) return null;
	const { frame, rubric } = looked;
	if (frame.violations.length > 0) return { ...frame, view: null, allPlans: null, sentences: [] };
	const read = await halfYears(store, looked, asked);
	const halves = read.map(({ findings }) => findings);
	const before = await halfYearBefore(store, looked, asked);
	const whole = findingView(rubric, frame.filter, halves, before?.findings ?? null);
	const chapters = halves[halves.length - 1]?.report.chapters;
	const sentences = chapters ? sentencesOf(whole, frame.filter, rubric, chapters) : [];
	const { earlier: _, ...view } = whole;
	const drawn = await drawnHalf(store, frame.filter, read);
	const allPlans = drawn && allPlansFigures(rubric, drawn.findings, drawn.sampling);
	return { ...frame, view, allPlans, sentences };
}

/** The half-year whose figures can be weighted to all plans, with how its plans were drawn; null where a view is of anything else. */
async function drawnHalf(
	store: Store,
	{ narrowing }: FindingFilter,
	halves: readonly HalfYear[]
): Promise<{ findings: HalfYearFindings; sampling: Sampling } | null> {
	const [half, ...more] = halves;
	if (!half?.findings.report.enough || more.length > 0 || narrowedIn(narrowing).length > 0) return null;
	const sampling = await reportModels.samplingOf(store, half.records);
	return sampling.terms === 0 ? null : { findings: half.findings, sampling };
}

function found(rubric: Rubric, criterionId: string): CriterionFindings['criterion'] {
	const criterion = criterionById(rubric, criterionId);
	const section = rubric.sections.find(({ criteria }) => criteria.some(({ id }) => id === criterionId));
	if (!criterion || !section) throw new Refusal('thing.not_found');
	const { id, question, answerKind } = criterion;
	return { id, question, answerKind, sectionId: section.code, sectionTitle: section.title };
}

/**
 * Gives one criterion's findings with what is beneath them, broken down by half-year where there are several or where a group is chosen,
 * by stage otherwise, unless the address says by what. Refuses `thing.not_found` where there are no audits or the questions have no such criterion.
 */
export async function criterion(store: Store, criterionId: string, asked: FindingsAsked): Promise<CriterionFindings> {
	const looked = await look(store, asked);
	if (!looked) throw new Refusal('thing.not_found');
	const { frame, rubric } = looked;
	const about = found(rubric, criterionId);
	if (frame.violations.length > 0) return { ...frame, criterion: about, found: null };
	// Section and theme choose among criteria, and this is one.
	const filter: FindingFilter = { ...frame.filter, section: null, theme: null };
	const halves = await halfYears(store, looked, asked);
	const findings = halves.map((half) => half.findings);
	const view = findingView(rubric, { ...filter, by: null }, findings, null);
	const line = view.criteria.find((one) => one.criterionId === criterionId) ?? null;
	const usual = findings.length > 1 || narrowedIn(filter.narrowing).length > 0 ? 'period' : 'stage';
	const by = filter.by === null || filter.by === 'theme' ? usual : filter.by;
	const first: Dimension = by === 'period' ? 'stage' : by;
	const applies = applicability(rubric);
	const asks = (audit: PeriodRecord['context']) => applies(audit).some(({ id }) => id === criterionId);
	const rule = suppressionRules[(findings[0]?.report.rule ?? 'dfe-2026') as SuppressionRuleId].distribution;
	const rows = findings.flatMap((half) =>
		half.report.enough && line?.figure.state === 'shown'
			? rowsOf(half, criterionId, ({ context }) => asks(context), filter.narrowing, first)
			: []
	);
	const drawn = await drawnHalf(store, filter, halves);
	const weighted = drawn && weigher(rubric, drawn.findings, drawn.sampling)({ of: 'criterion', id: criterionId });
	const allPlans = weighted && { figure: weighted, terms: drawn.sampling.terms };
	return {
		...frame,
		criterion: about,
		found: {
			line,
			allPlans,
			counted: view.counted,
			leftOut: view.leftOut,
			method: line
				? [
						...methodOfFigure(line, criterionById(rubric, criterionId) as Criterion, filter, view, rubric, rule),
						...methodOfAllPlans(line, allPlans, drawn !== null)
					]
				: [],
			breakdown: breakdownOf(rubric, filter, findings, by, { of: 'criterion', id: criterionId }),
			rows: sortedRows(rows),
			notes: findings.some((half) => mayRead(half, criterionId))
		}
	};
}

/** Notes tell how many plans fell short, so they are read only where the figure of all plans says so anyway. */
function mayRead(half: HalfYearFindings, criterionId: string): boolean {
	return half.report.enough && half.criterion(criterionId, {})?.figure.state === 'shown';
}

const NOTES_A_PART = 50;

export interface NotesRead {
	readonly notes: readonly string[];
	/** Which part of them this is, from 1, and how many there are. */
	readonly part: number;
	readonly parts: number;
	readonly total: number;
}

/**
 * Gives the notes that auditors left on a criterion in the half-years of an address, in an order that is always the same and says
 * nothing, and writes down that they were read. Filters by stage, need and agency do not narrow them: whoever read the notes of one
 * group and then of another could tell which group a note belongs to. Refuses `thing.not_found`, and `finding.too_few` where
 * the figure of all plans is hidden.
 */
export async function readNotes(
	store: Store,
	criterionId: string,
	part: number,
	asked: Omit<FindingsAsked, 'now'>,
	by: By
): Promise<NotesRead> {
	const request = { ...asked, now: by.now };
	const looked = await look(store, request);
	if (!looked || looked.frame.violations.length > 0) throw new Refusal('thing.not_found');
	found(looked.rubric, criterionId);
	const halves = (await halfYears(store, looked, request)).filter(({ findings }) => mayRead(findings, criterionId));
	if (halves.length === 0) throw new Refusal('finding.too_few');
	const wanted = halves.flatMap(({ findings, records }) => {
		const counted = new Set<unknown>(findings.counted);
		return records.filter((audit) => counted.has(audit)).map(({ submissionId }) => submissionId);
	});
	const { filter } = looked.frame;
	return inTransaction(store, async (tx) => {
		const notes = await submissions.notesOn(tx, criterionId, wanted);
		const parts = Math.max(1, Math.ceil(notes.length / NOTES_A_PART));
		const shown = Math.min(Math.max(1, part), parts);
		const read = notes.slice((shown - 1) * NOTES_A_PART, shown * NOTES_A_PART);
		const { profile, rubric, from, to } = filter;
		const details = { notes: read.length, of: notes.length, audits: wanted.length, profile, rubric, from, to };
		await record(tx, { ...by, action: 'note.read', subject: criterionId, details });
		return { notes: read, part: shown, parts, total: notes.length };
	});
}
