/** Answers, and a rubric of one section, for the tests of scoring. */
import type { Context, Criterion, Level, Rubric } from '#lib/domain/rubric.ts';
import type { ScoredAnswers } from '#lib/domain/scored-answer.ts';
import { auditResult, sectionResult } from '#lib/domain/scoring.ts';
import type { SectionResult } from '#lib/domain/section-result.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

/** Year 4, a full audit of an amended plan. */
export const year4: Context = { profile: 'full', yearGroup: 4, planKind: 'amended', phaseTransfer: false };

/** Answers as levels by criterion id. */
export type Levels = Readonly<Record<string, Level>>;

/** Gives answers from levels. */
export function answersOf(levels: Levels): ScoredAnswers {
	return Object.fromEntries(Object.entries(levels).map(([id, level]) => [id, { level }]));
}

/** Every scored criterion met, and what a test is about in its place. */
export function allMetBut(levels: Levels, of: Rubric = rubric): ScoredAnswers {
	const scored = of.sections.flatMap((section) => section.criteria).filter((criterion) => criterion.weight > 0);
	return answersOf({ ...Object.fromEntries(scored.map((criterion) => [criterion.id, 'met' as const])), ...levels });
}

/** One section's result in the published rubric. */
export function section(code: string, levels: Levels, context: Partial<Context> = {}): SectionResult | null {
	return sectionResult(rubric, code, answersOf(levels), { ...year4, ...context });
}

/** The overall result in the published rubric, or another. */
export function overall(answers: ScoredAnswers, context: Partial<Context> = {}, of: Rubric = rubric) {
	return auditResult(of, answers, { ...year4, ...context }).overall;
}

/** Criterion A.2 (no legal must, always applies) as a mould for made-up ones. */
const mould = rubric.sections[0]?.criteria[1] as Criterion;

/** A rubric whose only section X has a criterion of each weight, X.1 on, that may be "does not apply" and "cannot tell". */
export function rubricOf(weights: number[], change: Partial<Rubric['sections'][number]> = {}): Rubric {
	const one = structuredClone(rubric);
	const first = one.sections[0] as Rubric['sections'][number];
	const criteria = weights.map((weight, at): Criterion => {
		return { ...mould, id: `X.${at + 1}`, weight, naAllowed: true, naWhen: 'It does not.', cannotTellAllowed: true };
	});
	one.sections = [{ ...first, code: 'X', overallWeight: 1, requiredForOverall: true, criteria, ...change }];
	one.scoring.overallRule.outstandingRequiresAnswered = [];
	return one;
}

/** The levels in turn to X.1, X.2, ... */
export function inTurn(...runs: [count: number, level: Level][]): ScoredAnswers {
	const levels = runs.flatMap(([count, level]) => Array.from({ length: count }, () => level));
	return answersOf(Object.fromEntries(levels.map((level, at) => [`X.${at + 1}`, level])));
}
