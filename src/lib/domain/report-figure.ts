/**
 * Figures as a report may show them. Everything goes through the one suppression rule here, and what is made from a figure
 * (a theme, a comparison, a sentence) is made from the shown figure only, so that no two places of a report give away together
 * what each of them hides.
 */
import * as z from 'zod';
import type { CriterionFinding, GradeFinding } from './findings.ts';
import { gradeIds } from './rubric-schema.ts';
import { AREA_MINIMUM, type Share } from './share.ts';
import { suppress, suppressShare, type SuppressionRule } from './suppression.ts';

/** A count, or `c` where it is hidden. */
export const Cell = z.union([z.int().min(0), z.literal('c')]);
export type Cell = z.infer<typeof Cell>;

const Count = z.int().min(0);

/**
 * A share as it may be shown. `most` and `few` stand for a share whose smaller side is a hidden small count or nothing at all:
 * all but a few, hardly any. `too_few`: the base is too small for any figure.
 */
export const Figure = z.discriminatedUnion('state', [
	z.strictObject({ state: z.literal('shown'), count: Count, of: Count }),
	z.strictObject({ state: z.literal('most'), of: Count }),
	z.strictObject({ state: z.literal('few'), of: Count }),
	z.strictObject({ state: z.literal('too_few') })
]);
export type Figure = z.infer<typeof Figure>;

export const tooFew: Figure = { state: 'too_few' };

/** Gives a share as it may be shown under a rule: hidden where a side is small, or where it is all or nothing. */
export function figureOf(share: Share, rule: SuppressionRule): Figure {
	const shown = suppressShare(share, rule);
	if (shown !== 'c') return { state: 'shown', ...shown };
	if (share.of < AREA_MINIMUM) return tooFew;
	// The base alone, rounded where the rule rounds.
	const { total } = suppress({ rows: ['plans'], columns: ['all'], counts: [[share.of]] }, rule);
	if (total === 'c') return tooFew;
	return { state: share.count * 2 > share.of ? 'most' : 'few', of: total };
}

/** Gives the share of a shown figure; null of any other. */
export function shareOfFigure(figure: Figure): Share | null {
	return figure.state === 'shown' ? { count: figure.count, of: figure.of } : null;
}

/**
 * Gives a number to order figures by, from 0 to 1; null where there is too little to say. A hidden share stands at the end it is
 * known to be near, so that ordering never tells more than the figure does.
 */
export function rankOfFigure(figure: Figure): number | null {
	switch (figure.state) {
		case 'shown':
			return figure.count / figure.of;
		case 'most':
			return 1;
		case 'few':
			return 0;
		case 'too_few':
			return null;
	}
}

/** Gives the sum of the shown figures, for a figure made of several; `too_few` where none is shown. */
export function sumOfFigures(figures: readonly Figure[]): Figure {
	const shown = figures.map(shareOfFigure).filter((share) => share !== null);
	const of = shown.reduce((sum, share) => sum + share.of, 0);
	return of === 0 ? tooFew : { state: 'shown', count: shown.reduce((sum, share) => sum + share.count, 0), of };
}

/** Gives one row of counts with its small ones hidden, and others with them where subtraction from the total would show them. */
export function hiddenRow(counts: readonly number[], rule: SuppressionRule): Cell[] {
	const columns = counts.map((_, at) => String(at));
	const { cells } = suppress({ rows: ['all'], columns, counts: [[...counts]] }, rule);
	return counts.map((count, at) => {
		const cell = cells[0]?.[at];
		if (typeof cell === 'number') return cell;
		return cell === 'z' && count === 0 ? 0 : 'c';
	});
}

function isSmall(count: number, rule: SuppressionRule): boolean {
	return count > 0 && count < rule.minimumCell;
}

export const GradeFigure = z.strictObject({
	/** Plans graded; null where the base is too small to say. */
	graded: Count.nullable(),
	goodOrBetter: Figure,
	/** Plans with each grade. Two grades on one side of the line are hidden together. */
	grades: z.record(z.enum(gradeIds), Cell),
	/** Plans not graded because too little could be answered, and plans to which it does not apply; null where hidden. */
	notGraded: Count.nullable(),
	notApplicable: Count.nullable()
});
export type GradeFigure = z.infer<typeof GradeFigure>;

const hiddenGrades = { outstanding: 'c', good: 'c', requires_improvement: 'c', inadequate: 'c' } as const;

/** Gives grades as they may be shown: the share good or outstanding, then each grade where neither of its side is small. */
export function gradeFigureOf(finding: GradeFinding, rule: SuppressionRule): GradeFigure {
	const { grades } = finding;
	const goodOrBetter = figureOf(finding.goodOrBetter, rule);
	const shown = goodOrBetter.state === 'shown';
	const graded = goodOrBetter.state === 'too_few' ? null : goodOrBetter.of;
	const pair = (upper: number, lower: number): [Cell, Cell] => {
		if (!shown || isSmall(upper, rule) || isSmall(lower, rule)) return ['c', 'c'];
		const [first = 'c', second = 'c'] = rule.mode === 'nhs' ? hiddenRow([upper, lower], rule) : [upper, lower];
		return [first, second];
	};
	const [outstanding, good] = pair(grades.outstanding, grades.good);
	const [requires_improvement, inadequate] = pair(grades.requires_improvement, grades.inadequate);
	const asides = graded === null ? [null, null] : splitOf([finding.notGraded, finding.notApplicable], rule);
	return {
		graded,
		goodOrBetter,
		grades: shown ? { outstanding, good, requires_improvement, inadequate } : { ...hiddenGrades },
		notGraded: asides[0] ?? null,
		notApplicable: asides[1] ?? null
	};
}

/**
 * What could not be answered. How many plans that is in all follows from the base of the figure and is no secret; how it splits
 * is shown where no part is small, and not at all otherwise.
 */
function splitOf(counts: readonly number[], rule: SuppressionRule): (number | null)[] {
	return counts.some((count) => isSmall(count, rule)) ? counts.map(() => null) : [...counts];
}

const Split = Count.nullable();

export const CriterionFigure = z.strictObject({
	criterionId: z.string(),
	sectionId: z.string(),
	question: z.string(),
	/** The criterion as a statement. */
	says: z.string(),
	kind: z.enum(['scale', 'date_check', 'record_only']),
	/** Whom it applies to, where not to every plan; for example "Year 9 and above". */
	audience: z.string().nullable(),
	/** Met out of met, partly and not met; for a record-only criterion yes out of yes and no. */
	figure: Figure,
	/** The rest, split; null where a part is a small count, so that no split is shown. */
	partly: Split,
	notMet: Split,
	/** What could not be answered, split; null as above. */
	notApplicable: Split,
	excused: Split,
	cannotTell: Split,
	unanswered: Split,
	/** What a record-only criterion lists: plans that list it, out of those answered yes or no. */
	listed: z.array(z.strictObject({ optionId: z.string(), label: z.string(), figure: Figure }))
});
export type CriterionFigure = z.infer<typeof CriterionFigure>;

/** Gives the numbers of a criterion's figure; `publishable` false hides them all (a group too small, or given away by another table). */
export function criterionNumbers(
	finding: CriterionFinding,
	kind: CriterionFigure['kind'],
	publishable: boolean,
	rule: SuppressionRule
): Pick<CriterionFigure, 'figure' | 'partly' | 'notMet' | 'notApplicable' | 'excused' | 'cannotTell' | 'unanswered'> {
	const nothing = {
		partly: null,
		notMet: null,
		notApplicable: null,
		excused: null,
		cannotTell: null,
		unanswered: null
	};
	if (!publishable) return { figure: tooFew, ...nothing };
	const figure = figureOf(kind === 'record_only' ? finding.yes : finding.met, rule);
	if (figure.state === 'too_few') return { figure, ...nothing };
	const [notApplicable = null, excused = null, cannotTell = null, unanswered = null] = splitOf(
		[finding.notApplicable, finding.excused, finding.cannotTell, finding.unanswered],
		rule
	);
	const split = figure.state === 'shown' && kind !== 'record_only';
	const [partly = null, notMet = null] = split ? splitOf([finding.partly.count, finding.notMet.count], rule) : [];
	return { figure, partly, notMet, notApplicable, excused, cannotTell, unanswered };
}

export const BreakdownRow = z.strictObject({ id: z.string(), label: z.string(), register: Cell, audited: Cell });
export const Breakdown = z.strictObject({
	caption: z.string(),
	rows: z.array(BreakdownRow),
	register: Count,
	audited: Count
});
export type Breakdown = z.infer<typeof Breakdown>;

/** Gives the plans of the register and the plans audited, group by group, each column with its small counts hidden. */
export function breakdownOf(
	caption: string,
	groups: readonly { readonly id: string; readonly label: string }[],
	register: Readonly<Record<string, number>>,
	audited: Readonly<Record<string, number>>,
	rule: SuppressionRule
): Breakdown {
	const known = groups.filter(({ id }) => (register[id] ?? 0) + (audited[id] ?? 0) > 0);
	const inRegister = known.map(({ id }) => register[id] ?? 0);
	const inAudits = known.map(({ id }) => audited[id] ?? 0);
	const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
	const registerCells = hiddenRow(inRegister, rule);
	const auditedCells = hiddenRow(inAudits, rule);
	return {
		caption,
		rows: known.map(({ id, label }, at) => ({
			id,
			label,
			register: registerCells[at] ?? 'c',
			audited: auditedCells[at] ?? 'c'
		})),
		register: sum(inRegister),
		audited: sum(inAudits)
	};
}
