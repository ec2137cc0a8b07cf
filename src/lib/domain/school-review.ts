/**
 * Reviews on time: what a school has in its own hand of the dates of its pupils' plans. From the register and the case facts, by the
 * statutory limits (`date-check.ts`), not from what auditors read.
 */
import { dateCheck } from './date-check.ts';
import type { PlainDate } from './plain-date.ts';
import type { PlanDates } from './plan-dates.ts';
import { figureOf, tooFew, type Figure } from './report-figure.ts';
import type { Criterion, Rubric } from './rubric.ts';
import type { Picture } from './school-picture.ts';
import type { SuppressionRule } from './suppression.ts';
import type { RuleId } from './timescale.ts';

/** Limits that a school can keep or miss: the meeting held early enough, the report sent after it (regs 20, 21; s.44(1)). */
const REVIEW_RULES: ReadonlySet<RuleId> = new Set(['review_12m', 'review_report_2w']);

/** A question on reviews with what is known of it. */
export interface ReviewLine {
	readonly criterion: Criterion;
	/** Plans that name the school whose limit was kept, of those whose limit fell in the school year and whose dates tell. */
	readonly own: Figure;
	/** The same question in the audits around it. */
	readonly around: Figure;
}

/** Gives the rubric's questions on reviews that schools contribute to. */
export function reviewCriteria(rubric: Rubric): Criterion[] {
	return rubric.sections
		.flatMap(({ criteria }) => criteria)
		.filter(
			({ check, contributors }) =>
				check !== undefined &&
				check !== null &&
				contributors.includes('education_setting') &&
				!check.perContributor &&
				check.rules.every((rule) => REVIEW_RULES.has(rule))
		);
}

/**
 * Gives each question on reviews with the school's own figure and the one around it, both as they may be shown; those without either
 * are left out: nothing is said that no date says. `plans` are the dates of the plans that name the school.
 */
export function reviewLines(
	rubric: Rubric,
	plans: readonly PlanDates[],
	picture: Picture | null,
	{ academicYear, today, rule }: { academicYear: number; today: PlainDate; rule: SuppressionRule }
): ReviewLine[] {
	return reviewCriteria(rubric)
		.map((criterion) => {
			const { check } = criterion;
			const judged = check ? plans.flatMap((dates) => judgedIn(check, dates, academicYear, today)) : [];
			const own = figureOf({ count: judged.filter(Boolean).length, of: judged.length }, rule);
			return { criterion, own, around: picture?.criteria[criterion.id] ?? tooFew };
		})
		.filter(({ own, around }) => own.state !== 'too_few' || around.state !== 'too_few');
}

/** Whether a plan's limit was kept; nothing where it fell in another school year, or the dates do not tell. */
function judgedIn(
	check: NonNullable<Criterion['check']>,
	dates: PlanDates,
	academicYear: number,
	today: PlainDate
): boolean[] {
	const { level, steps } = dateCheck(check, dates, today);
	const inYear = steps.every(
		({ due }) => due !== null && due >= `${academicYear}-09-01` && due <= `${academicYear + 1}-08-31`
	);
	if (!inYear || (level !== 'met' && level !== 'not_met')) return [];
	return [level === 'met'];
}
