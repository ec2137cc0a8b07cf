/** The grade of one rubric section, by the steps of the rubric's `sectionRule`. */
import { gradeOf, lowest, scaleOf, type ResultGrade, type Scale } from './grade-scale.ts';
import type { Criterion, GradeId, Level, Rubric, RubricSection, sectionsOf } from './rubric.ts';
import type { ScoredAnswers } from './scored-answer.ts';

export interface SectionCap {
	/** The best grade that the section can have. */
	readonly grade: GradeId;
	/** The legal must that caps; null for the rule on Outstanding. */
	readonly criterionId: string | null;
	readonly reason: string;
}

export interface SectionResult {
	readonly sectionId: string;
	readonly grade: ResultGrade;
	/** sum(weight x points) out of 2 x answered weight; null where not graded or not applicable. */
	readonly share: { readonly points: number; readonly of: number } | null;
	/** The grade by the share alone. */
	readonly uncapped: GradeId | null;
	/** Every cap that the answers set, also those that change nothing. */
	readonly caps: SectionCap[];
}

/** The sections that a context asks for, each with its criteria. */
export type Applicable = ReturnType<typeof sectionsOf>;

/** Gives the results of those sections that have a scored criterion. */
export function sectionResultsOf(rubric: Rubric, applicable: Applicable, answers: ScoredAnswers): SectionResult[] {
	const scale = scaleOf(rubric);
	return applicable.flatMap(({ section, criteria }) => {
		const scored = criteria.filter((criterion) => criterion.weight > 0);
		return scored.length > 0 ? [resultOf(rubric, scale, section, scored, answers)] : [];
	});
}

function resultOf(
	rubric: Rubric,
	scale: Scale,
	section: RubricSection,
	scored: readonly Criterion[],
	answers: ScoredAnswers
): SectionResult {
	let applicableWeight = 0;
	let answeredWeight = 0;
	let answered = 0;
	let weightedPoints = 0;
	for (const criterion of scored) {
		const level = answers[criterion.id]?.level;
		if (level === 'not_applicable') continue;
		applicableWeight += criterion.weight;
		const points = level && scale.points.get(level);
		if (points === undefined) continue;
		answered += 1;
		answeredWeight += criterion.weight;
		weightedPoints += criterion.weight * points;
	}
	const ungraded = { sectionId: section.code, share: null, uncapped: null, caps: [] };
	if (applicableWeight === 0) return { ...ungraded, grade: 'not_applicable' };
	if (answered < section.minAnswered) return { ...ungraded, grade: 'not_graded' };
	// minCoverage has at most four decimals (schema), so ten thousandths compare exactly.
	const minCoverage = Math.round(rubric.scoring.sectionRule.minCoverage * 10_000);
	if (answeredWeight * 10_000 < minCoverage * applicableWeight) return { ...ungraded, grade: 'not_graded' };
	const share = { points: weightedPoints, of: scale.most * answeredWeight };
	const uncapped = gradeOf(scale, BigInt(share.points), BigInt(share.of));
	const caps = sectionCaps(rubric, scored, answers);
	return { sectionId: section.code, grade: lowest(scale, uncapped, caps), share, uncapped, caps };
}

function sectionCaps(rubric: Rubric, scored: readonly Criterion[], answers: ScoredAnswers): SectionCap[] {
	const caps = scored.flatMap((criterion) => capOf(criterion, answers[criterion.id]?.level));
	const { noNotMet, noLegalMustPartly } = rubric.scoring.sectionRule.outstandingRequires;
	const barred = scored.some(({ id, legal }) => {
		const level = answers[id]?.level;
		return (noNotMet && level === 'not_met') || (noLegalMustPartly && legal.must && level === 'partly');
	});
	if (barred)
		caps.push({
			grade: 'good',
			criterionId: null,
			reason: 'Outstanding needs no answer "not met" and no legal must answered "partly met"'
		});
	return caps;
}

function capOf({ id, legal }: Criterion, level: Level | undefined): SectionCap[] {
	if (!legal.must) return [];
	if (level === 'not_met' && legal.onNotMet)
		return [{ grade: legal.onNotMet, criterionId: id, reason: `${id} is a legal must answered not met` }];
	if (level === 'partly' && legal.onPartlyMet)
		return [{ grade: legal.onPartlyMet, criterionId: id, reason: `${id} is a legal must answered partly` }];
	return [];
}
