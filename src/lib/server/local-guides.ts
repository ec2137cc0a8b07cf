/** The partnership's own words for its auditors (`domain/local-guide.ts`), kept as one of its settings. */
import { LocalGuide, unwrittenGuide } from '#lib/domain/local-guide.ts';
import { type By } from './activity.ts';
import type { Store } from './db/store.ts';
import * as settings from './settings.ts';

const NAME = 'local-guide';

/** Gives the guide as it stands: the partnership's own, or the words that stand there until one is written. */
export async function get(store: Store): Promise<LocalGuide> {
	return (await settings.get(store, NAME, LocalGuide)) ?? unwrittenGuide;
}

/** Puts a guide in place of the one before; tablets have it with their next exchange. */
export async function write(store: Store, guide: LocalGuide, by: By): Promise<void> {
	await settings.write(store, NAME, guide, by);
}
