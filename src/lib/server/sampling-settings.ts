/** What the partnership sets about its samples (`domain/sampling-settings.ts`), kept as one of its settings. */
import { Refusal } from '#lib/domain/problem.ts';
import type { Priority } from '#lib/domain/sample-priority.ts';
import { MOST_IN_FOCUS, SamplingSettings, usualSampling } from '#lib/domain/sampling-settings.ts';
import { type By } from './activity.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as settings from './settings.ts';

const NAME = 'sampling';

/** Gives what is set, or what holds until something is. */
export async function get(store: Store): Promise<SamplingSettings> {
	return (await settings.get(store, NAME, SamplingSettings)) ?? usualSampling;
}

/** Puts settings in place of those before. Samples that are drawn stay as they are. */
export async function write(store: Store, wanted: SamplingSettings, by: By): Promise<void> {
	await settings.write(store, NAME, wanted, by);
}

/** Puts a school or service in focus; one that is there already stays. Refuses `request.malformed` where no more can be. */
export async function focusOn(store: Store, priority: Priority, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const before = await get(tx);
		if (before.focus.some(({ id }) => id === priority.id)) return;
		if (before.focus.length >= MOST_IN_FOCUS) throw new Refusal('request.malformed', ['focus']);
		await write(tx, SamplingSettings.parse({ ...before, focus: [...before.focus, priority] }), by);
	});
}

/** Takes a school or service out of focus. Terms whose sample is drawn keep it as they were drawn. */
export async function focusOff(store: Store, id: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const before = await get(tx);
		await write(tx, { ...before, focus: before.focus.filter((one) => one.id !== id) }, by);
	});
}
