/** What a learning report recommends: what should be done, who answers for it, until when, and what became of it. */
import * as z from 'zod';
import { Id } from './ids.ts';
import { formatDate, PlainDate } from './plain-date.ts';
import { PlainLine, PlainText } from './plain-text.ts';

export const recommendationStates = ['not_started', 'under_way', 'done', 'no_longer_needed'] as const;
export type RecommendationState = (typeof recommendationStates)[number];

export const recommendationStateLabels: Readonly<Record<RecommendationState, string>> = {
	not_started: 'Not started',
	under_way: 'Under way',
	done: 'Done',
	no_longer_needed: 'No longer needed'
};

export const Recommendation = z.strictObject({
	text: PlainLine(240, 'Write what should be done'),
	/** A role or an organisation rather than somebody's name. */
	owner: PlainLine(80, 'Write who answers for it: a role or an organisation'),
	due: z.iso.date('Enter the day by which it should be done'),
	state: z.enum(recommendationStates, 'Choose how far it is'),
	/** What was done so far, in the forum's words. */
	done: PlainText(500)
});
export type Recommendation = z.infer<typeof Recommendation>;

/** One as a draft report holds it: the id is made when it is first kept and stays, from edition to edition. */
export const NamedRecommendation = z.strictObject({ recommendationId: Id, ...Recommendation.shape });
export type NamedRecommendation = z.infer<typeof NamedRecommendation>;

/** One made in an earlier report, as it stood on the day that this report was published. */
export const FollowUp = z.strictObject({
	...Recommendation.shape,
	/** The half-year of the report that made it, in words. */
	from: z.string().max(60),
	overdue: z.boolean(),
	/** The day on which it stood so. */
	on: PlainDate
});
export type FollowUp = z.infer<typeof FollowUp>;

/** Gives whether something is still to be done. */
export function isOpen({ state }: Pick<Recommendation, 'state'>): boolean {
	return state === 'not_started' || state === 'under_way';
}

/** Gives whether it should have been done before today. */
export function isOverdue(recommendation: Pick<Recommendation, 'state' | 'due'>, today: PlainDate): boolean {
	return isOpen(recommendation) && recommendation.due < today;
}

/** Gives how far something is in words: "Under way, overdue since 3 February 2027". */
export function stateWords({ state, due, overdue }: Pick<FollowUp, 'state' | 'due' | 'overdue'>): string {
	const label = recommendationStateLabels[state];
	if (overdue) return `${label}, was due by ${formatDate(due)}`;
	return state === 'done' || state === 'no_longer_needed' ? label : `${label}, due by ${formatDate(due)}`;
}
