/** The grade of a whole audit from those of its sections, by the steps of the rubric's `overallRule`. */
import { gradeOf, lowest, scaleOf, type ResultGrade } from './grade-scale.ts';
import type { Criterion, GradeId, Rubric, RubricSection } from './rubric.ts';
import type { ScoredAnswers } from './scored-answer.ts';
import type { Applicable, SectionResult } from './section-result.ts';

export interface OverallCap {
	readonly grade: GradeId;
	readonly reason: string;
}

export interface OverallResult {
	readonly grade: ResultGrade;
	/** Required sections that are not graded, in the rubric's order. */
	readonly missing: string[];
	readonly uncapped: GradeId | null;
	readonly caps: OverallCap[];
}

/** A section that counts: it has a grade and an overall weight above 0 (rubric: `definitions`). */
interface Graded {
	readonly section: RubricSection;
	readonly criteria: readonly Criterion[];
	readonly grade: GradeId;
	readonly share: { readonly points: number; readonly of: number };
}

/** Gives the overall result, or null for a profile without one. Throws a RangeError on a result of an unknown section. */
export function overallOf(
	rubric: Rubric,
	applicable: Applicable,
	sectionResults: readonly (SectionResult | null)[],
	answers: ScoredAnswers,
	profileId: string
): OverallResult | null {
	if (!rubric.profiles.some((profile) => profile.id === profileId && profile.overallGrade)) return null;
	const results = new Map<string, SectionResult>();
	for (const result of sectionResults) {
		if (result === null) continue;
		if (!rubric.sections.some((section) => section.code === result.sectionId))
			throw new RangeError(`the rubric has no section "${result.sectionId}"`);
		results.set(result.sectionId, result);
	}
	const missing = applicable
		.filter(({ section }) => section.requiredForOverall && results.get(section.code)?.grade === 'not_graded')
		.map(({ section }) => section.code);
	const graded = applicable.flatMap(({ section, criteria }): Graded[] => {
		const result = results.get(section.code);
		if (section.overallWeight === 0 || !result?.share) return [];
		return [{ section, criteria, grade: result.grade as GradeId, share: result.share }];
	});
	if (missing.length > 0 || graded.length === 0) return { grade: 'not_graded', missing, uncapped: null, caps: [] };

	// sum(weight x points / of) / sum(weight) as one fraction.
	let numerator = 0n;
	let denominator = 1n;
	let weights = 0n;
	for (const { section, share } of graded) {
		const weight = BigInt(section.overallWeight);
		const of = BigInt(share.of);
		numerator = numerator * of + weight * BigInt(share.points) * denominator;
		denominator *= of;
		weights += weight;
	}
	const scale = scaleOf(rubric);
	const uncapped = gradeOf(scale, numerator, denominator * weights);
	const ids = applicable.flatMap(({ criteria }) => criteria.map((criterion) => criterion.id));
	const answered = ids.filter((id) => answers[id] && scale.points.has(answers[id].level));
	const caps = [...overallCaps(rubric, graded, answers), ...outstandingCap(rubric, answered)];
	return { grade: lowest(scale, uncapped, caps), missing, uncapped, caps };
}

function overallCaps(rubric: Rubric, graded: readonly Graded[], answers: ScoredAnswers): OverallCap[] {
	const inadequate = graded.filter(
		({ section, grade }) => ['B', 'E', 'F'].includes(section.code) && grade === 'inadequate'
	).length;
	const mustNotMet = graded.filter(({ criteria }) =>
		criteria.some(({ id, legal }) => legal.must && answers[id]?.level === 'not_met')
	).length;
	const holds: Record<Rubric['scoring']['overallRule']['caps'][number]['when'], boolean> = {
		'two or more of B, E, F are inadequate': inadequate >= 2,
		'any one of B, E, F is inadequate': inadequate >= 1,
		'legal musts are not met in three or more graded sections': mustNotMet >= 3,
		'any graded section is requires_improvement or inadequate': graded.some(
			({ grade }) => grade === 'requires_improvement' || grade === 'inadequate'
		)
	};
	return rubric.scoring.overallRule.caps
		.filter(({ when }) => holds[when])
		.map(({ when, best }) => ({ grade: best, reason: when }));
}

/** Outstanding needs met, partly or not met to the criteria that the rubric names: a plan-only audit cannot have it. */
function outstandingCap(rubric: Rubric, answered: readonly string[]): OverallCap[] {
	const open = rubric.scoring.overallRule.outstandingRequiresAnswered.filter((id) => !answered.includes(id));
	return open.length > 0 ? [{ grade: 'good', reason: `Outstanding needs an answer to ${open.join(', ')}` }] : [];
}
