/** Groups of plans that a partnership looks at more closely than at others, and how much more often their plans are drawn. */
import * as z from 'zod';
import { PlanRef, Urn } from './ids.ts';
import type { PriorityGroup } from './strata.ts';

/** How many times as likely as others a plan is drawn. */
export const Factor = z.number().min(0.1).max(20);

export const Priority = z.strictObject({
	id: z.string().regex(/^[a-z0-9_-]{1,40}$/),
	label: z.string().trim().min(1).max(80),
	/** Which plans: of year groups, near a phase transfer, of a school, advised on by a service, or on a list. */
	match: z.discriminatedUnion('by', [
		z.strictObject({ by: z.literal('years'), years: z.array(z.int().min(-5).max(21)).min(1).max(30) }),
		z.strictObject({ by: z.literal('phase_transfer') }),
		z.strictObject({ by: z.literal('school'), schoolUrn: Urn }),
		z.strictObject({ by: z.literal('service'), service: z.string().min(1).max(60) }),
		// For what the register does not hold, such as who is looked after: the virtual school knows.
		z.strictObject({ by: z.literal('plans'), planRefs: z.array(PlanRef).min(1).max(20_000) })
	]),
	factor: Factor.default(1)
});
export type Priority = z.infer<typeof Priority>;

/** What a plan tells of its priorities. */
export interface PriorityFacts {
	readonly planRef: string;
	readonly yearGroup: number | null;
	readonly schoolUrn: string | null;
	readonly phaseTransfer?: boolean | undefined;
	readonly services?: readonly string[] | undefined;
}

/** Gives a priority as strata are made from it. What is not known of a plan does not put it in. */
export function priorityGroupOf({ id, label, match }: Priority): PriorityGroup<PriorityFacts> {
	switch (match.by) {
		case 'years': {
			const years = new Set(match.years);
			return { id, label, holds: ({ yearGroup }) => yearGroup !== null && years.has(yearGroup) };
		}
		case 'phase_transfer':
			return { id, label, holds: ({ phaseTransfer }) => phaseTransfer === true };
		case 'school':
			return { id, label, holds: ({ schoolUrn }) => schoolUrn === match.schoolUrn };
		case 'service':
			return { id, label, holds: ({ services }) => services?.includes(match.service) ?? false };
		case 'plans': {
			const listed = new Set(match.planRefs);
			return { id, label, holds: ({ planRef }) => listed.has(planRef) };
		}
	}
}

/** Priorities that every partnership can choose from: those of the improvement plan's items 2.13 and 2.14. */
export const usualPriorities: readonly Priority[] = [
	{ id: 'year_5', label: 'Year 5', match: { by: 'years', years: [5] }, factor: 1 },
	{ id: 'year_9', label: 'Year 9', match: { by: 'years', years: [9] }, factor: 1 },
	{ id: 'phase_transfer', label: 'Changing phase within 12 months', match: { by: 'phase_transfer' }, factor: 1 }
];
