/** What runs behind this page: the tablet's own database, the door of the vault, what exchanges and when. The one place that knows the browser. */
import { version } from '$app/environment';
import { v7 } from 'uuid';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { Contact, DeviceDb } from './db.ts';
import type { Door } from './door.svelte.ts';
import { read } from './records.ts';
import type { Schedule } from './schedule.ts';
import type { ExchangeFailure } from './sync.ts';
import type { Sender, Tablet } from './tablet.ts';
import { state } from './this-tablet.svelte.ts';

export const running = {
	deviceDb: null as DeviceDb | null,
	schedule: null as Schedule | null,
	door: null as Door | null,
	/** Stops counting what is in the database. */
	unfollow: null as (() => void) | null
};

export const now = (): Instant => new Date().toISOString();
export const newId = (): string => v7();

/** What an exchange is told where what speaks with the server is not here, and nothing can be sent either. */
export const noNetwork: ExchangeFailure = { state: 'no_network' };

/** What speaks with the server; opening an audit does not wait for it. */
export const sending = () => import('./sync.ts');
/** As the door is: wanted at once, and no part of what must load first. */
export const recovering = () => import('./recovery.ts');

/** Gives what sends from this page. `fetch` must be called as the window's own. */
export function sender(deviceId: string): Sender {
	return { deviceId, build: version, fetch: (path, init) => fetch(path, init), now };
}

/** Ends all work for the person of this page. */
export function leave(): void {
	stopSchedule();
	stopFollowing();
	running.door?.stop();
	running.door = null;
}

/** Exchanges no more. */
export function stopSchedule(): void {
	running.schedule?.stop();
	running.schedule = null;
}

/** Counts no more what is in the database. */
export function stopFollowing(): void {
	running.unfollow?.();
	running.unfollow = null;
}

/** Shows whose tablet it is, as the last exchange told; the pages do not wait for it. */
export async function know(tablet: Tablet): Promise<void> {
	const contact: Contact | null = await read(tablet.db, 'contact', 'contact').catch(() => null);
	const { standing } = state;
	if (!contact || standing.state !== 'ready' || standing.tablet !== tablet) return;
	state.contactAt = contact.contactAt;
	state.standing = { ...standing, person: contact.person };
}
