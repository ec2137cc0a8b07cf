/**
 * From answers to grades by the rules of the rubric's `scoring`, in whole numbers throughout: a grade never hangs on how a
 * machine rounds. Weights, points, thresholds and caps are the rubric's; the steps are those of its `sectionRule`
 * (`section-result.ts`) and `overallRule` (`overall-result.ts`).
 */
import { overallOf, type OverallResult } from './overall-result.ts';
import { sectionsOf, type Context, type Rubric } from './rubric.ts';
import { refuseViolations, type ScoredAnswers } from './scored-answer.ts';
import { sectionResultsOf, type SectionResult } from './section-result.ts';

// Promised from here to those who check the rules from outside.
export { answersViolations } from './scored-answer.ts';
export type { OverallResult, SectionResult };

/**
 * Gives the result of one rubric section; null where it is outside the profile, switched off or has no scored criterion left.
 * Unanswered criteria count against coverage. Throws a RangeError on an unknown section and on `answersViolations`.
 */
export function sectionResult(
	rubric: Rubric,
	sectionId: string,
	answers: ScoredAnswers,
	context: Context
): SectionResult | null {
	if (!rubric.sections.some((section) => section.code === sectionId))
		throw new RangeError(`the rubric has no section "${sectionId}"`);
	refuseViolations(rubric, answers, context);
	const applicable = sectionsOf(rubric, context).filter(({ section }) => section.code === sectionId);
	return sectionResultsOf(rubric, applicable, answers)[0] ?? null;
}

/**
 * Gives the overall result from the section results of the same answers; null for a profile without an overall grade.
 * A section that is not among them counts as absent, as where `sectionResult` gives null: `auditResult` forgets none.
 * Where no section is graded at all, the whole is not graded.
 * Throws a RangeError on an unknown section and on `answersViolations`.
 */
export function overallResult(
	rubric: Rubric,
	sectionResults: readonly (SectionResult | null)[],
	answers: ScoredAnswers,
	context: Context
): OverallResult | null {
	refuseViolations(rubric, answers, context);
	return overallOf(rubric, sectionsOf(rubric, context), sectionResults, answers, context.profile);
}

/** Gives every section's result, absent sections left out, and the overall one. Throws a RangeError on `answersViolations`. */
export function auditResult(
	rubric: Rubric,
	answers: ScoredAnswers,
	context: Context
): { readonly sections: SectionResult[]; readonly overall: OverallResult | null } {
	refuseViolations(rubric, answers, context);
	const applicable = sectionsOf(rubric, context);
	const sections = sectionResultsOf(rubric, applicable, answers);
	return { sections, overall: overallOf(rubric, applicable, sections, answers, context.profile) };
}
