/** The partnership's own words for its headteachers (`domain/school-guide.ts`), kept as one of its settings. */
import { SchoolGuide, unwrittenSchoolGuide } from '#lib/domain/school-guide.ts';
import { type By } from './activity.ts';
import type { Store } from './db/store.ts';
import * as settings from './settings.ts';

const NAME = 'school-guide';

/** Gives the guide as it stands: the partnership's own, or the words that stand there until one is written. */
export async function get(store: Store): Promise<SchoolGuide> {
	return (await settings.get(store, NAME, SchoolGuide)) ?? unwrittenSchoolGuide;
}

/** Puts a guide in place of the one before. Summaries have it when they are compiled the next time; published ones stay as they are. */
export async function write(store: Store, guide: SchoolGuide, by: By): Promise<void> {
	await settings.write(store, NAME, guide, by);
}
