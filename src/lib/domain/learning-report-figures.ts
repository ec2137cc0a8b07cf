/** A learning report's figures: what of the findings may be shown, criterion by criterion, section by section, theme by theme. */
import type { CriterionFinding, Findings } from './findings.ts';
import type { Agreement, LearningReport, SectionFigure, ThemeFigure } from './learning-report.ts';
import { changeOf } from './report-change.ts';
import { besideEarlier } from './report-edition.ts';
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
import { statementOf } from './criterion-words.ts';
import type { Criterion, Rubric } from './rubric.ts';
import type { SuppressionRule } from './suppression.ts';

/** Sections by what the chapters ask for; those a rubric does not have are passed over. */
const HEALTH_AND_CARE = ['C', 'D', 'G', 'H1', 'H2'];
const OUTCOMES = ['E'];
const UP_TO_DATE = ['CUR'];

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

/** Gives the figure of every criterion that was asked, in the rubric's order, as it may stand beside earlier editions. */
export function criterionFigures(
	rubric: Rubric,
	findings: Findings,
	stage: Breakdown,
	rule: SuppressionRule,
	earlier: readonly LearningReport[] = []
): CriterionFigure[] {
	const found = new Map(findings.criteria.map((finding) => [finding.criterionId, finding]));
	return rubric.sections.flatMap((section) =>
		section.criteria.flatMap((criterion): CriterionFigure[] => {
			const finding = found.get(criterion.id) as CriterionFinding;
			if (finding.applicable === 0) return [];
			const shown = publishable(finding.applicable, findings.plans, criterion.appliesTo, stage, rule);
			const figure: CriterionFigure = {
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
			};
			const before = earlier.map((one) => one.criteria.find(({ criterionId }) => criterionId === criterion.id));
			return [besideEarlier(figure, before, rule)];
		})
	);
}

/** Gives the figures of the sections that some plan has, with their change since the report before; beside earlier editions as above. */
export function sectionFigures(
	rubric: Rubric,
	findings: Findings,
	previous: LearningReport | null,
	rule: SuppressionRule,
	criteria: readonly CriterionFigure[],
	earlier: readonly LearningReport[] = []
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
		const grades = besideEarlier(
			gradeFigureOf(shown ? finding : { ...finding, goodOrBetter: { count: 0, of: 0 } }, rule),
			earlier.map((one) => one.sections.find(({ sectionId }) => sectionId === section.code)?.grades),
			rule
		);
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

/** Gives the grades of the plan as a whole, with their change; null for a profile without an overall grade. */
export function overallFigure(
	findings: Findings,
	previous: LearningReport | null,
	rule: SuppressionRule,
	earlier: readonly LearningReport[] = []
): LearningReport['overall'] {
	if (!findings.overall) return null;
	const before = earlier.map((one) => one.overall?.grades);
	const grades = besideEarlier(gradeFigureOf(findings.overall, rule), before, rule);
	return {
		grades,
		change: changeOf(grades.goodOrBetter, previous && (previous.overall?.grades.goodOrBetter ?? tooFew))
	};
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

/** Gives how far two auditors of one plan agreed; nothing of it where too few plans were audited twice. */
export function agreementFigures({ agreement }: Findings, rule: SuppressionRule): Agreement {
	const enough = agreement.pairs >= rule.minimumBase;
	return {
		pairs: agreement.pairs,
		sameAnswer: enough ? figureOf(agreement.sameAnswer, rule) : tooFew,
		sameGrade: enough ? figureOf(agreement.sameGrade, rule) : tooFew,
		alpha: enough ? rounded(agreement.alpha) : null,
		gwet: enough ? rounded(agreement.gwet) : null
	};
}

function rounded(value: number | null): number | null {
	return value === null ? null : Math.round(value * 100) / 100;
}

/** Gives which sections and questions the report's chapters are about. */
export function chaptersOf(rubric: Rubric): LearningReport['chapters'] {
	const present = (codes: readonly string[]) => codes.filter((code) => rubric.sections.some((s) => s.code === code));
	const healthAndCare = present(HEALTH_AND_CARE);
	const criteria = rubric.sections.flatMap((section) => section.criteria.map((criterion) => ({ section, criterion })));
	const ids = (fits: (criterion: Criterion, section: Rubric['sections'][number]) => boolean) =>
		criteria.filter(({ criterion, section }) => fits(criterion, section)).map(({ criterion }) => criterion.id);
	const scored = (criterion: Criterion) => criterion.answerKind === 'scale';
	return {
		healthAndCare: { sectionIds: healthAndCare, recorded: ids(({ answerKind }) => answerKind === 'record_only') },
		outcomes: { sectionIds: present(OUTCOMES) },
		adulthood: {
			years5to8: ids((criterion) => scored(criterion) && criterion.appliesTo.minYear === 5),
			fromYear9: ids((criterion) => scored(criterion) && criterion.appliesTo.minYear === 9)
		},
		upToDate: {
			sectionIds: present(UP_TO_DATE),
			timeliness: ids(({ answerKind }) => answerKind === 'date_check')
		}
	};
}
