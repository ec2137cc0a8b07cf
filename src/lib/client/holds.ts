/** Databases that have to wait, because another tab or window has an older version of them open. */
import type { Dexie } from 'dexie';

/** What waits for another tab that holds an older version of it and does not let go. */
const held = new Set<Dexie>();
let tellOfHeld: (waits: boolean) => void = () => undefined;

/** Follows whether this page waits for another tab or window to let go of a database; one follower at a time. */
export function onHeld(tell: (waits: boolean) => void): void {
	tellOfHeld = tell;
}

/** Does what waits while another tab holds the database, says so meanwhile, and goes on by itself. */
export async function onceFree<T>(db: Dexie, act: () => PromiseLike<T>): Promise<T> {
	const wait = () => {
		held.add(db);
		tellOfHeld(true);
		return false;
	};
	db.on('blocked', wait);
	try {
		return await act();
	} finally {
		db.on('blocked').unsubscribe(wait);
		if (held.delete(db)) tellOfHeld(held.size > 0);
	}
}
