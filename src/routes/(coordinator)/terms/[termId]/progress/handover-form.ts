/** What every form that hands plans over sends back, beside its own fields. */
import * as z from 'zod';
import { PlainDate } from '#lib/domain/plain-date.ts';

/** The day by which the plans are due. */
export const dueField = {
	dueOn: PlainDate.catch('').refine((day) => day !== '', 'Enter the day by which the plans are due')
};

/** What was looked at: the wish that it was made from, and its fingerprint. */
export const lookedAtFields = {
	seed: z.string().min(1).max(60),
	extra: z.coerce.number().int().min(0).max(3),
	fingerprint: z.string().max(32)
};
