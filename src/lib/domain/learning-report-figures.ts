/** A learning report's figures: what of the findings may be shown, criterion by criterion, section by section, theme by theme. */
import type { CriterionFinding, Findings } from './findings.ts';
import type { LearningReport, SectionFigure, ThemeFigure } from './learning-report.ts';
import { changeOf } from './report-change.ts';
import {
	criterionNumbers,
	figureOf,
	gradeFigureOf,
	rankOfFigure,
	sumOfFigures,
	tooFew,
	type Breakdown,
	type CriterionFigure
} from './report-figure.ts';
import { applicableTo } from './report-stages.ts';
import { statementOf } from './report-words.ts';
import type { Criterion, Rubric } from './rubric.ts';
import type { SuppressionRule } from './suppression.ts';

function audienceOf({ appliesTo }: Criterion): string | null {
	const { minYear, maxYear, planTypes, phaseTransferOnly } = appliesTo;
	const years =
		minYear !== null && maxYear !== null
			? `Years ${minYear} to ${maxYear}`
			: minYear !== null
				? `Year ${minYear} and above`
				: maxYear !== null
					? `up to Year ${maxYear}`
					: null;
	const kinds = planTypes?.length === 1 ? (planTypes[0] === 'new' ? 'new plans' : 'amended plans') : null;
	const parts = [years, kinds, phaseTransferOnly ? 'changing phase' : null].filter((part) => part !== null);
	return parts.length > 0 ? parts.join(', ') : null;
}

/** A group that a figure is about must be large enough, and so must what it leaves out; see `applicableTo`. */
function publishable(
	applicable: number,
	plans: number,
	audience: Pick<Criterion, 'appliesTo'>['appliesTo'] | null,
	stage: Breakdown,
	rule: SuppressionRule
): boolean {
	const outside = plans - applicable;
	if (outside === 0) return true;
	if (applicable < rule.minimumBase || outside < rule.minimumCell) return false;
	return audience === null || applicableTo(audience, stage);
}

/** Gives the figure of every criterion that was asked, in the rubric's order. */
export function criterionFigures(
	rubric: Rubric,
	findings: Findings,
	stage: Breakdown,
	rule: SuppressionRule
): CriterionFigure[] {
	const found = new Map(findings.criteria.map((finding) => [finding.criterionId, finding]));
	return rubric.sections.flatMap((section) =>
		section.criteria.flatMap((criterion): CriterionFigure[] => {
			const finding = found.get(criterion.id) as CriterionFinding;
			if (finding.applicable === 0) return [];
			const shown = publishable(finding.applicable, findings.plans, criterion.appliesTo, stage, rule);
			return [
				{
					criterionId: criterion.id,
					sectionId: section.code,
					question: criterion.question,
					says: statementOf(criterion),
					kind: criterion.answerKind,
					audience: audienceOf(criterion),
					...criterionNumbers(finding, criterion.answerKind, shown, rule),
					listed: (criterion.recordOptions ?? []).map(({ id, label }) => ({
						optionId: id,
						label,
						figure: shown ? figureOf({ count: finding.listed[id] ?? 0, of: finding.yes.of }, rule) : tooFew
					}))
				}
			];
		})
	);
}

/** Gives the figures of the sections that some plan has, with their change since the report before. */
export function sectionFigures(
	rubric: Rubric,
	findings: Findings,
	previous: LearningReport | null,
	rule: SuppressionRule,
	criteria: readonly CriterionFigure[]
): SectionFigure[] {
	return findings.sections.flatMap((finding): SectionFigure[] => {
		const section = rubric.sections.find(({ code }) => code === finding.sectionId);
		const present = finding.graded + finding.notGraded + finding.notApplicable;
		if (!section || present === 0) return [];
		// A section shows only whom its own questions show.
		const outside = findings.plans - present;
		const own = criteria.filter(({ sectionId }) => sectionId === section.code);
		const hidden = own.every(({ figure }) => figure.state === 'too_few');
		const shown = outside === 0 || (outside >= rule.minimumCell && present >= rule.minimumBase && !hidden);
		const grades = gradeFigureOf(shown ? finding : { ...finding, goodOrBetter: { count: 0, of: 0 } }, rule);
		const before = previous?.sections.find(({ sectionId }) => sectionId === section.code);
		return [
			{
				sectionId: section.code,
				title: section.title,
				group: section.group,
				apart: section.reportedSeparately === true,
				grades,
				change: changeOf(grades.goodOrBetter, previous && (before?.grades.goodOrBetter ?? tooFew))
			}
		];
	});
}

/**
 * Gives the themes, most met first, from the shown figures of their criteria alone, so that a theme never gives away a criterion
 * that is hidden.
 */
export function themeFigures(rubric: Rubric, criteria: readonly CriterionFigure[]): ThemeFigure[] {
	const scored = new Map(criteria.filter(({ kind }) => kind === 'scale').map((figure) => [figure.criterionId, figure]));
	const themes = rubric.themes.flatMap(({ id, label }): ThemeFigure[] => {
		const own = rubric.sections
			.flatMap((section) => section.criteria)
			.filter((criterion) => criterion.themes.includes(id) && scored.has(criterion.id));
		const figures = own.map((criterion) => (scored.get(criterion.id) as CriterionFigure).figure);
		const met = sumOfFigures(figures);
		if (met.state !== 'shown') return [];
		const rankOf = (criterion: Criterion) => rankOfFigure((scored.get(criterion.id) as CriterionFigure).figure);
		const ranked = own.filter((criterion) => rankOf(criterion) !== null);
		ranked.sort((a, b) => (rankOf(b) ?? 0) - (rankOf(a) ?? 0));
		const leftOut = figures.filter((figure) => figure.state !== 'shown').length;
		return [{ themeId: id, label, met, criterionIds: ranked.map((criterion) => criterion.id), leftOut }];
	});
	const rank = (theme: ThemeFigure) => rankOfFigure(theme.met) ?? 0;
	return themes.sort((a, b) => rank(b) - rank(a));
}
