/**
 * A second saying, in plain words, of the questions that are hard to read. The published rubric's own words cannot change, so these
 * stand beside it. They load by themselves when a question wants them, also without a network: the worker keeps the whole build.
 */
import type { Criterion } from '#lib/domain/rubric.ts';

/**
 * Gives the plain words for a question; null where it needs none, where the question is no longer the one that they explain (a
 * later version of the rubric), or where they cannot be loaded: the question then stands alone, as it does for all others.
 */
export async function plainWordsOf(criterion: Pick<Criterion, 'id' | 'question'>): Promise<string | null> {
	const loaded = await import('./plain-words/questions.json', { with: { type: 'json' } }).catch(() => null);
	const found = loaded?.default.find(({ criterionId }) => criterionId === criterion.id);
	return found?.question === criterion.question ? found.words : null;
}
