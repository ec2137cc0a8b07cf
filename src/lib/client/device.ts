/** What the tablet knows of itself: its id, whose turn it is, and a few settings. It names nobody. */
import type { Instant } from '#lib/domain/plain-date.ts';
import type { DeviceDb } from './db.ts';

export interface DeviceFacts {
	readonly deviceId: string;
	/** Whose database is open; null where nobody has signed in here, or the last person signed out. */
	readonly personId: string | null;
	/** Whether the browser promised to keep what is stored; null before it was asked. */
	readonly persisted: boolean | null;
	/** Whether an answer that needs no note leads to the next question by itself. */
	readonly moveOn: boolean;
	/** Whether single keys choose answers and move on; on where nobody switched them off. */
	readonly shortcuts?: boolean;
	readonly setUpAt: Instant;
}

const ID = 'device';

/** Gives the tablet's facts, made on its first start. */
export function facts(device: DeviceDb, newId: () => string, now: () => Instant): Promise<DeviceFacts> {
	return device.transaction('rw', device.facts, async () => {
		const row = await device.facts.get(ID);
		if (row) return row.body as DeviceFacts;
		const made: DeviceFacts = { deviceId: newId(), personId: null, persisted: null, moveOn: false, setUpAt: now() };
		await device.facts.add({ id: ID, body: made });
		return made;
	});
}

/** Changes some of the facts; resolves once they are on disk. */
export async function change(
	device: DeviceDb,
	changed: Partial<Pick<DeviceFacts, 'personId' | 'persisted' | 'moveOn' | 'shortcuts'>>
): Promise<void> {
	await device.transaction('rw', device.facts, async () => {
		const row = await device.facts.get(ID);
		if (row) await device.facts.put({ id: ID, body: { ...(row.body as DeviceFacts), ...changed } });
	});
}

/**
 * Asks the browser to keep what is stored here when space runs short, and notes the answer. A refusal is no failure: the
 * screen then says so.
 */
export async function askToKeep(
	device: DeviceDb,
	storage: Pick<StorageManager, 'persist'> | undefined
): Promise<boolean> {
	const persisted = (await storage?.persist().catch(() => false)) ?? false;
	await change(device, { persisted });
	return persisted;
}
