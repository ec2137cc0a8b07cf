/** What a half-year's audits mean for all plans, where some plans were more likely to be drawn than others: a part of the report's method. */
import type { AuditRecord } from './findings.ts';
import type { LearningReport } from './learning-report.ts';
import type { Rubric } from './rubric.ts';
import { auditResult, type ResultGrade } from './scoring.ts';
import type { SuppressionRule } from './suppression.ts';
import { weightedFigure, type Sampling, type WeightedFigure } from './weighted-figure.ts';

type Part = LearningReport['method'][number];

const TITLE = 'What it means for all plans';

/** Gives whether a grade is good or better; null for one that is no grade. */
function isGood(grade: ResultGrade | undefined): boolean | null {
	switch (grade) {
		case 'outstanding':
		case 'good':
			return true;
		case 'requires_improvement':
		case 'inadequate':
			return false;
		default:
			return null;
	}
}

/**
 * Gives the part, or null where all plans had nearly the same chance. Only what the report shows exactly is weighted: the whole plan, or,
 * for a kind of audit without an overall grade, its sections. A corrected edition says what the edition before said.
 */
export function weightingPart(
	rubric: Rubric,
	records: readonly AuditRecord[],
	facts: Pick<LearningReport, 'overall' | 'sections'>,
	sampling: Sampling,
	rule: SuppressionRule,
	earlier: readonly LearningReport[]
): Part | null {
	const last = earlier.at(-1);
	if (last) return last.method.find(({ title }) => title === TITLE) ?? null;
	if (!sampling.uneven) return null;
	const graded = new Map(
		records.map((record) => [record, auditResult(rubric, record.levels, record.context)] as const)
	);
	const said: { readonly what: string; readonly figure: WeightedFigure }[] = [];
	const say = (what: string, gradeOf: (record: AuditRecord) => ResultGrade | undefined) => {
		const figure = weightedFigure(records, sampling, (record) => isGood(gradeOf(record)), rule);
		if (figure) said.push({ what, figure });
	};
	if (facts.overall?.grades.goodOrBetter.state === 'shown')
		say('the plan as a whole', (record) => graded.get(record)?.overall?.grade);
	else if (!facts.overall)
		for (const { sectionId, grades } of facts.sections)
			if (grades.goodOrBetter.state === 'shown')
				say(
					`Section ${sectionId}`,
					(record) => graded.get(record)?.sections.find((section) => section.sectionId === sectionId)?.grade
				);
	return { title: TITLE, text: textOf(said) };
}

function textOf(said: readonly { readonly what: string; readonly figure: WeightedFigure }[]): string {
	const uneven = 'Some plans were more likely to be drawn than others, as the term’s design asked.';
	const [first] = said;
	if (!first)
		return `${uneven} A figure weighted to all plans would give small groups away here, or rests on too few audits, so none is shown.`;
	const figures = said.map(
		({ what, figure }) => `${what} in about ${figure.tenths} in 10 (95% interval: ${figure.low}% to ${figure.high}%)`
	);
	const { count, of } = first.figure.covers;
	const whom =
		count === of
			? 'all plans that could be drawn'
			: `the ${Math.floor((100 * count) / of)}% of plans whose groups have an audit`;
	return `${uneven} Weighted so that each group counts as it does in the register, of ${whom} these would be good or outstanding: ${figures.join('; ')}. An audited plan stands for others of its group, also for those drawn and not finished. Tenths are as close as this is said, so that no small group’s figure can be worked out.`;
}
