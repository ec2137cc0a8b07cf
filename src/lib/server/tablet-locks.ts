/** How soon a partnership's tablets lock by themselves, and how long one may go without the team: told to each in its exchange. */
import { LockSettings, usualLocks } from '#lib/domain/vault.ts';
import type { By } from './activity.ts';
import type { Store } from './db/store.ts';
import * as settings from './settings.ts';

const SETTING = 'tablet_locks';

/** Gives the times, the usual ones where none were set. */
export async function get(store: Store): Promise<LockSettings> {
	return (await settings.get(store, SETTING, LockSettings)) ?? usualLocks;
}

/** Sets the times; a tablet keeps to them from its next contact on. */
export async function write(store: Store, locks: LockSettings, by: By): Promise<void> {
	await settings.write(store, SETTING, locks, by);
}
