/** What a partnership sets about its samples, for every term until it is changed. */
import * as z from 'zod';
import { FrameRules } from './frame.ts';
import { Priority } from './sample-priority.ts';
import { DOUBLE_MARKED } from './sampling.ts';

/** Schools and services that can be in focus at a time. */
export const MOST_IN_FOCUS = 10;

export const SamplingSettings = z.strictObject({
	...FrameRules.shape,
	doubleMarkedShare: z.number().min(0).max(1).default(DOUBLE_MARKED),
	/** Schools and services in focus, beside the priorities that every partnership has. Their plans are found anew in each term. */
	focus: z
		.array(Priority)
		.max(MOST_IN_FOCUS)
		.refine(
			(all) => all.every(({ match }) => match.by === 'school' || match.by === 'service'),
			'not a school or service'
		)
		.default([])
});
export type SamplingSettings = z.infer<typeof SamplingSettings>;

/** What holds until a partnership says otherwise. */
export const usualSampling: SamplingSettings = SamplingSettings.parse({});
