/**
 * The findings that a filter asks for: several half-years are added up from what each of them shows, so that a longer time never
 * tells what a half-year hides. A half-year with too few audits to speak about the area is left out whole; where any other hides a
 * figure, it is hidden.
 */
import { dimensionGroups, groupLabel, narrowedIn, type Dimension, type Narrowing } from './finding-groups.ts';
import { periodLabel } from './period.ts';
import type { BreakdownBy, FindingFilter } from './finding-filter.ts';
import type { CriterionLine, HalfYearFindings, Measure } from './finding-half-year.ts';
import type { SectionFigure, ThemeFigure } from './learning-report.ts';
import { themeFigures } from './learning-report-figures.ts';
import { changeOf, type Change } from './report-change.ts';
import { sumOfFigures, tooFew, type Figure, type GradeFigure } from './report-figure.ts';
import { AREA_MINIMUM } from './share.ts';
import type { Rubric } from './rubric.ts';

/** One group of a breakdown: its plans (null where hidden or where it is no group of plans) and its figure. */
export interface BreakdownLine {
	readonly id: string;
	readonly label: string;
	readonly plans: number | null;
	readonly figure: Figure;
}

export interface FindingView {
	/** Plans counted, once in each half-year; null where hidden. */
	readonly plans: number | null;
	/** Whether any half-year has enough audits to speak about the area. */
	readonly enough: boolean;
	/** Half-years that count, and those left out for too few audits. */
	readonly counted: readonly string[];
	readonly leftOut: readonly string[];
	/** The half-year compared with, in words; null for several half-years or where there is none. */
	readonly comparedWith: string | null;
	readonly overall: { readonly grades: GradeFigure; readonly change: Change | null } | null;
	readonly sections: readonly SectionFigure[];
	/** Those of the section and theme that are asked for. */
	readonly criteria: readonly CriterionLine[];
	/** The same in the half-year before, for comparing; empty without one. */
	readonly earlier: readonly CriterionLine[];
	readonly themes: readonly ThemeFigure[];
	readonly breakdown: Breakdown | null;
}

export interface Breakdown {
	readonly by: BreakdownBy;
	readonly measure: Measure | null;
	readonly lines: readonly BreakdownLine[];
}

/** Gives figures added up: only where all are shown, or all hidden at the same end. */
export function pooledFigure(figures: readonly Figure[]): Figure {
	const [first] = figures;
	if (!first || figures.length === 1) return first ?? tooFew;
	if (figures.some(({ state }) => state !== first.state)) return tooFew;
	if (first.state === 'shown') return sumOfFigures(figures);
	if (first.state === 'too_few') return tooFew;
	return { state: first.state, of: figures.reduce((sum, figure) => sum + ('of' in figure ? figure.of : 0), 0) };
}

function sumOrNull(numbers: readonly (number | null)[]): number | null {
	return numbers.reduce((sum, number) => (sum === null || number === null ? null : sum + number), 0);
}

const splits = ['partly', 'notMet', 'notApplicable', 'excused', 'cannotTell', 'unanswered', 'asked'] as const;

/** Gives a criterion over several half-years that asked it. */
export function pooledLine(lines: readonly CriterionLine[]): CriterionLine | null {
	const [first, ...more] = lines;
	if (!first || more.length === 0) return first ?? null;
	const figure = pooledFigure(lines.map((line) => line.figure));
	const hidden = figure.state === 'too_few';
	const sums = splits.map((name) => [name, hidden ? null : sumOrNull(lines.map((line) => line[name]))] as const);
	return { ...first, figure, ...Object.fromEntries(sums), listed: [] };
}

function pooledGrades(grades: readonly GradeFigure[]): GradeFigure | null {
	const [first, ...more] = grades;
	if (!first || more.length === 0) return first ?? null;
	const goodOrBetter = pooledFigure(grades.map((one) => one.goodOrBetter));
	const graded = goodOrBetter.state === 'too_few' ? null : goodOrBetter.of;
	const hidden = { outstanding: 'c', good: 'c', requires_improvement: 'c', inadequate: 'c' } as const;
	return { graded, goodOrBetter, grades: hidden, notGraded: null, notApplicable: null };
}

/** Puts together by id what half-years say, in the rubric's order. */
function byId<Item>(
	ids: readonly string[],
	lists: readonly (readonly Item[])[],
	idOf: (item: Item) => string
): Item[][] {
	return ids.map((id) => lists.flatMap((list) => list.filter((item) => idOf(item) === id)));
}

function linesOf(rubric: Rubric, halves: readonly HalfYearFindings[], narrowing: Narrowing): CriterionLine[] {
	const ids = rubric.sections.flatMap((section) => section.criteria.map(({ id }) => id));
	const lists = halves.map((half) => half.criteria(narrowing));
	return byId(ids, lists, ({ criterionId }) => criterionId).flatMap((lines) => pooledLine(lines) ?? []);
}

/** Gives the view of a filter. `halves`: its half-years, the oldest first; `before`: the one before a single half-year. */
export function findingView(
	rubric: Rubric,
	filter: FindingFilter,
	halves: readonly HalfYearFindings[],
	before: HalfYearFindings | null
): FindingView {
	const { narrowing, section, theme } = filter;
	const counting = halves.filter(({ report }) => report.enough);
	const earlier = halves.length === 1 && before?.report.enough ? before : null;
	const themed = new Set(
		rubric.sections.flatMap(({ criteria }) =>
			criteria.filter(({ themes }) => theme === null || themes.includes(theme)).map(({ id }) => id)
		)
	);
	const wanted = ({ criterionId, sectionId }: CriterionLine) =>
		(section === null || sectionId === section) && themed.has(criterionId);
	const criteria = linesOf(rubric, counting, narrowing).filter(wanted);
	const all = narrowedIn(narrowing).length === 0;
	const [single] = counting.length === 1 ? counting : [];
	const change = (now: Figure, then: Figure | undefined) => (earlier ? changeOf(now, then ?? tooFew) : null);

	const past = earlier?.sections(narrowing) ?? [];
	const sections = byId(
		rubric.sections.map(({ code }) => code),
		counting.map((half) => half.sections(narrowing)),
		({ sectionId }) => sectionId
	).flatMap((figures): SectionFigure[] => {
		const [first] = figures;
		const grades = pooledGrades(figures.map((figure) => figure.grades));
		if (!first || !grades || (section !== null && first.sectionId !== section)) return [];
		// All audits of one half-year are what its report says, the comparison included.
		if (all && single) return halves.length === 1 ? [first] : [{ ...first, change: null }];
		const then = past.find(({ sectionId }) => sectionId === first.sectionId)?.grades.goodOrBetter;
		return [{ ...first, grades, change: change(grades.goodOrBetter, then) }];
	});
	const overallGrades = pooledGrades(counting.flatMap((half) => half.overall(narrowing) ?? []));
	const ownChange = all && single && halves.length === 1 ? (single.report.overall?.change ?? null) : undefined;
	const overall = overallGrades && {
		grades: overallGrades,
		change: ownChange ?? change(overallGrades.goodOrBetter, earlier?.overall(narrowing)?.goodOrBetter)
	};
	return {
		plans: counting.length === 0 ? null : sumOrNull(counting.map((half) => half.plans(narrowing))),
		enough: counting.length > 0,
		counted: counting.map(({ report }) => report.periodLabel),
		leftOut: halves.filter(({ report }) => !report.enough).map(({ report }) => report.periodLabel),
		comparedWith: earlier?.report.periodLabel ?? null,
		overall,
		sections,
		criteria,
		earlier: earlier ? earlier.criteria(narrowing) : [],
		themes: themeFigures(rubric, criteria),
		breakdown: filter.by && breakdownOf(rubric, filter, halves, filter.by, measureOf(filter, overall !== null))
	};
}

function measureOf({ section }: FindingFilter, hasOverall: boolean): Measure | null {
	if (section !== null) return { of: 'section', id: section };
	return hasOverall ? { of: 'overall' } : null;
}

/** Gives a measure group by group, half-year by half-year, or, for themes, the answers to the questions in view. */
export function breakdownOf(
	rubric: Rubric,
	filter: FindingFilter,
	halves: readonly HalfYearFindings[],
	by: BreakdownBy,
	measure: Measure | null
): Breakdown {
	const { narrowing } = filter;
	const counting = halves.filter(({ report }) => report.enough);
	const figureIn = (half: HalfYearFindings, own: Narrowing) => (measure ? half.figure(measure, own) : tooFew);
	if (by === 'period') {
		const lines = halves.map((half) => ({
			id: half.report.period,
			label: periodLabel(half.report.period),
			plans: half.report.enough ? half.plans(narrowing) : null,
			figure: half.report.enough ? figureIn(half, narrowing) : tooFew
		}));
		return { by, measure, lines };
	}
	if (by === 'theme') {
		const lines = linesOf(rubric, counting, narrowing).filter(
			({ sectionId }) => filter.section === null || sectionId === filter.section
		);
		const themes = themeFigures(rubric, lines);
		return {
			by,
			measure: null,
			lines: themes.map(({ themeId, label, met }) => ({ id: themeId, label, plans: null, figure: met }))
		};
	}
	const values = valuesIn(counting, by, narrowing);
	const lines = values.map((id): BreakdownLine => {
		const own = { ...narrowing, [by]: id };
		const present = counting.filter((half) => half.valuesOf(by, narrowing).includes(id));
		return {
			id,
			label: groupLabel(by, id),
			plans: sumOrNull(present.map((half) => half.plans(own))),
			figure: pooledFigure(present.map((half) => figureIn(half, own)))
		};
	});
	return { by, measure, lines };
}

function valuesIn(halves: readonly HalfYearFindings[], by: Dimension, narrowing: Narrowing): string[] {
	const found = new Set(halves.flatMap((half) => half.valuesOf(by, narrowing)));
	return dimensionGroups[by].map(({ id }) => id).filter((id) => found.has(id));
}

/** Whether a group is large enough for sentences about it. */
export function enoughForSentences({ plans, enough }: Pick<FindingView, 'plans' | 'enough'>): boolean {
	return enough && plans !== null && plans >= AREA_MINIMUM;
}
