/**
 * Keeps in this browser, by partnership, the coordinator's key (it is nowhere else but in its file) and which columns of a plain list
 * were matched to what.
 */
import * as z from 'zod';
import type { ListMatching } from '#lib/domain/register-list-matching.ts';
import { listFields } from '#lib/domain/register-list.ts';
import { KeyFile } from '#lib/files/match-key.ts';

const DATABASE = 'golden-thread-keys';
const STORES = ['keys', 'columns'] as const;

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
	return new Promise((done, fail) => {
		request.onsuccess = () => done(request.result);
		request.onerror = () => fail(request.error ?? new Error('IndexedDB'));
	});
}

async function withStore<Value>(
	name: (typeof STORES)[number],
	mode: IDBTransactionMode,
	act: (store: IDBObjectStore) => IDBRequest<Value>
): Promise<Value> {
	const opening = indexedDB.open(DATABASE, 2);
	opening.onupgradeneeded = () => {
		const present = opening.result.objectStoreNames;
		for (const store of STORES)
			if (!present.contains(store)) opening.result.createObjectStore(store, { keyPath: 'partnershipCode' });
	};
	const database = await settled(opening);
	try {
		const transaction = database.transaction(name, mode, { durability: 'strict' });
		const complete = new Promise<void>((done, fail) => {
			transaction.oncomplete = () => done();
			transaction.onabort = () => fail(transaction.error ?? new Error('IndexedDB'));
		});
		const value = await settled(act(transaction.objectStore(name)));
		await complete;
		return value;
	} finally {
		database.close();
	}
}

/** Gives the key that this browser keeps for a partnership; null where it keeps none, or may keep nothing (a private window). */
export async function keptKey(partnershipCode: string): Promise<KeyFile | null> {
	try {
		const found = await withStore<unknown>('keys', 'readonly', (keys) => keys.get(partnershipCode));
		return KeyFile.safeParse(found).data ?? null;
	} catch {
		return null;
	}
}

/** Keeps a key and gives whether it is kept: a private window may refuse. */
export async function keepKey(keyFile: KeyFile): Promise<boolean> {
	try {
		await withStore('keys', 'readwrite', (keys) => keys.put(keyFile));
		return true;
	} catch {
		return false;
	}
}

/** Takes the key out of this browser; its file stays where it was saved. */
export async function forgetKey(partnershipCode: string): Promise<void> {
	await withStore('keys', 'readwrite', (keys) => keys.delete(partnershipCode)).catch(() => undefined);
}

const Kept = z.object({ matching: z.partialRecord(z.enum(listFields), z.string().max(200)) });

/** Gives the columns that were matched last in this browser for a partnership; none where it keeps none, or may keep nothing. */
export async function keptMatching(partnershipCode: string): Promise<ListMatching> {
	try {
		const found = await withStore<unknown>('columns', 'readonly', (columns) => columns.get(partnershipCode));
		return Kept.safeParse(found).data?.matching ?? {};
	} catch {
		return {};
	}
}

/**
 * Keeps which column holds what, by the headings alone: nothing of a row. What is not told stays as it was kept; a column that is
 * undefined is forgotten. A browser that keeps nothing only asks again next time.
 */
export async function keepMatching(partnershipCode: string, told: ListMatching): Promise<void> {
	const all = Object.entries({ ...(await keptMatching(partnershipCode)), ...told });
	const matching = Object.fromEntries(all.filter(([, column]) => column !== undefined));
	await withStore('columns', 'readwrite', (columns) => columns.put({ partnershipCode, matching })).catch(
		() => undefined
	);
}
