/** How long a partnership's tablets keep their copies of sent audits: told to each in its exchange. */
import { CopyDays, usualCopyDays } from '#lib/domain/sent-copy.ts';
import type { By } from './activity.ts';
import type { Store } from './db/store.ts';
import * as settings from './settings.ts';

const SETTING = 'sent_copy_days';

/** Gives the days, the usual ones where none were set. */
export async function days(store: Store): Promise<number> {
	return (await settings.get(store, SETTING, CopyDays)) ?? usualCopyDays;
}

/** Sets the days; a tablet keeps to them from its next contact on. */
export async function write(store: Store, copyDays: number, by: By): Promise<void> {
	await settings.write(store, SETTING, copyDays, by);
}
