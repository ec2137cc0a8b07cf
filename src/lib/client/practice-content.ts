/** The practice audit that is shipped with the app. Imported by the practice pages alone, so that no other page loads it. */
import type { Practice, PracticeRubric } from '#lib/domain/practice.ts';
import plan from './practice/plan.json' with { type: 'json' };
import questions from './practice/questions.json' with { type: 'json' };

// A test parses both and holds the second against the rubric that it was taken from.
export const practice = plan as Practice;
export const practiceRubric = questions as unknown as PracticeRubric;
