/** The handle that every room of the tablet works with: a person's database and the outside world as arguments. */
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { PersonDb } from './db.ts';
import { VaultLocked } from './records.ts';
import type { Vault } from './vault.ts';

/** What an exchange needs besides the database. */
export interface Sender {
	readonly deviceId: string;
	/** Build of the app, for the server's activity. */
	readonly build: string;
	readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
	readonly now: () => Instant;
}

export interface Tablet extends Sender {
	readonly db: PersonDb;
	/** The open vault that the database is sealed with. */
	readonly vault: Vault;
	readonly personId: string;
	/** UUIDv7. */
	readonly newId: () => string;
	/** From 0 up to but not 1. */
	readonly random: () => number;
	/** One writer per draft and one exchange at a time, across the tabs of this browser. */
	readonly locks: Pick<LockManager, 'request'>;
}

/**
 * Gives the tablet of an open vault; throws VaultLocked for a locked one. Tests bring their own network, clock, ids, chance and (for
 * several tablets in one process) locks.
 */
export function createTablet(
	parts: Omit<Tablet, 'vault' | 'locks' | 'build' | 'random'> & Partial<Pick<Tablet, 'locks' | 'build' | 'random'>>
): Tablet {
	const { vault } = parts.db;
	if (!vault) throw new VaultLocked('contact');
	return { build: 'unknown', random: Math.random, locks: navigator.locks, vault, ...parts };
}

/** Runs alone among the tabs: nothing is sent, taken back or opened again while an exchange runs. */
export async function whileExchangeRests<T>(tablet: Tablet, act: () => Promise<T>): Promise<T> {
	// The lock's promise passes the result on, but its type forgets what an async callback gives.
	return (await tablet.locks.request(`exchange of ${tablet.db.name}`, act)) as T;
}

/** Gives SHA-256 over a value's canonical JSON, as 64 hexadecimal digits. */
export async function contentHash(value: unknown): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonicalJson(value)));
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
