/** What a partnership tells its headteachers beside the figures: whom to ask, when there is training, what it is doing. */
import * as z from 'zod';
import { formatDate, PlainDate } from './plain-date.ts';

/** Lines of "what the partnership is doing" that fit the summary's second page. */
export const DOING_LINES = 3;
/** Days of training that are told at once. */
export const TRAINING_DAYS = 4;

const Line = z.string().trim().max(200);

export const SchoolGuide = z.object({
	/** A role, never a person's name, as it reads in "Questions go to ...". */
	contact: z.object({ role: Line.min(1), phone: Line, email: Line }),
	training: z.array(z.object({ on: PlainDate, words: Line.min(1) })).max(TRAINING_DAYS),
	doing: z.array(Line.min(1)).max(DOING_LINES)
});
export type SchoolGuide = z.infer<typeof SchoolGuide>;

/** What stands there until a partnership writes its own. */
export const unwrittenSchoolGuide: SchoolGuide = {
	contact: { role: 'the chair of the multi-agency quality assurance forum', phone: '', email: '' },
	training: [],
	doing: []
};

/** Gives the days of training that are not over on `today`, the next first, for example "14 January 2027: Writing outcomes". */
export function trainingLines({ training }: Pick<SchoolGuide, 'training'>, today: PlainDate): string[] {
	return training
		.filter(({ on }) => on >= today)
		.sort((a, b) => (a.on < b.on ? -1 : 1))
		.map(({ on, words }) => `${formatDate(on)}: ${words}`);
}
