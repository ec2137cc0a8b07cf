/** What scoring reads of an audit's answers, and what keeps it from reading them. Source: the rubric's `scoring.invalid`. */
import type { Violation } from './problem.ts';
import { allowedLevels, contextFaults, type Context, type Criterion, type Level, type Rubric } from './rubric.ts';

/** What scoring reads of an answer; notes never change a grade. */
export interface ScoredAnswer {
	readonly level: Level;
	readonly note?: string | undefined;
	/** Ids of the options that a record-only criterion lists. */
	readonly listed?: readonly string[] | undefined;
	readonly prefilled?: boolean | undefined;
}

/** Answers by criterion id. A criterion without one is unanswered. */
export type ScoredAnswers = Readonly<Record<string, ScoredAnswer>>;

/**
 * Gives what has to be put right before scoring (rubric: `scoring.invalid`): a context that the rubric cannot judge, an unknown
 * criterion, a level or a listed option that the criterion does not offer. Whether every criterion has an answer and every
 * answer its note is not asked here.
 */
export function answersViolations(rubric: Rubric, answers: ScoredAnswers, context: Context): Violation[] {
	const violations: Violation[] = contextFaults(rubric, context).map(({ field, message }) => {
		return { field: `context.${field}`, code: `context.${field}`, message };
	});
	const unknown = new Set(Object.keys(answers));
	for (const section of rubric.sections) {
		for (const criterion of section.criteria) {
			const answer = answers[criterion.id];
			unknown.delete(criterion.id);
			if (answer) violations.push(...answerViolations(criterion, answer));
		}
	}
	for (const id of unknown)
		violations.push({
			field: id,
			code: 'answer.unknown_criterion',
			message: 'This rubric does not have this question'
		});
	return violations;
}

function answerViolations(criterion: Criterion, { level, listed }: ScoredAnswer): Violation[] {
	const { id, recordOptions = [] } = criterion;
	const violations: Violation[] = [];
	if (!allowedLevels(criterion).includes(level))
		violations.push({ field: id, code: 'answer.level', message: 'Choose one of the answers offered' });
	if (listed?.some((one) => !recordOptions.some((option) => option.id === one)))
		violations.push({ field: id, code: 'answer.listed', message: 'Choose from the list' });
	return violations;
}

/** Throws a RangeError that names every one of `answersViolations`. */
export function refuseViolations(rubric: Rubric, answers: ScoredAnswers, context: Context): void {
	const violations = answersViolations(rubric, answers, context);
	if (violations.length > 0)
		throw new RangeError(violations.map(({ field, code, message }) => `${field}: ${message} (${code})`).join('; '));
}
