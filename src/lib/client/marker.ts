/**
 * What should be on this tablet, noted outside its databases (in localStorage): ids and counts, nothing else. Where a database has gone
 * (cleared by the browser, or by hand), this is what still tells that something was there.
 */
import type { Instant } from '#lib/domain/plain-date.ts';

export interface Marker {
	readonly vaultId: string;
	/** Audits begun, and entries waiting to be sent. */
	readonly drafts: number;
	readonly waiting: number;
	/** The assignments of both; absent from notes of an earlier release. */
	readonly plans?: readonly string[];
	readonly at: Instant;
	/** It was found missing, and nobody said yet that they know. */
	readonly gone?: true;
}

/** What is needed of localStorage. */
export type Notes = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const KEY = 'golden-thread-expected';

function all(notes: Notes): Record<string, Marker> {
	try {
		const found: unknown = JSON.parse(notes.getItem(KEY) ?? '{}');
		return found !== null && typeof found === 'object' ? (found as Record<string, Marker>) : {};
	} catch {
		return {};
	}
}

function keep(notes: Notes, markers: Record<string, Marker>): void {
	try {
		if (Object.keys(markers).length === 0) notes.removeItem(KEY);
		else notes.setItem(KEY, JSON.stringify(markers));
	} catch {
		// A browser that keeps no such notes: then nothing can be told from them, and everything else goes on.
	}
}

/** Gives what should be here of a person; null where nothing was noted. */
export function expected(notes: Notes, personId: string): Marker | null {
	return all(notes)[personId] ?? null;
}

/** Notes what is here of a person now. */
export function note(notes: Notes, personId: string, marker: Marker): void {
	keep(notes, { ...all(notes), [personId]: marker });
}

/** Forgets a person's marker: they were told, or the tablet was wiped. */
export function forget(notes: Notes, personId: string): void {
	const { [personId]: _gone, ...others } = all(notes);
	keep(notes, others);
}

/** Gives what is missing: a marker that counts something, of a vault that has no database any more or was found without one before. */
export function missing(marker: Marker | null, isThere: boolean): Marker | null {
	return marker && (marker.gone || !isThere) && marker.drafts + marker.waiting > 0 ? marker : null;
}
