/** Keeps the coordinator's key in this browser, by partnership. It is nowhere else but in its file. */
import { KeyFile } from '#lib/files/match-key.ts';

const DATABASE = 'golden-thread-keys';
const KEYS = 'keys';

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
	return new Promise((done, fail) => {
		request.onsuccess = () => done(request.result);
		request.onerror = () => fail(request.error ?? new Error('IndexedDB'));
	});
}

async function withKeys<Value>(
	mode: IDBTransactionMode,
	act: (keys: IDBObjectStore) => IDBRequest<Value>
): Promise<Value> {
	const opening = indexedDB.open(DATABASE, 1);
	opening.onupgradeneeded = () => opening.result.createObjectStore(KEYS, { keyPath: 'partnershipCode' });
	const database = await settled(opening);
	try {
		const transaction = database.transaction(KEYS, mode, { durability: 'strict' });
		const complete = new Promise<void>((done, fail) => {
			transaction.oncomplete = () => done();
			transaction.onabort = () => fail(transaction.error ?? new Error('IndexedDB'));
		});
		const value = await settled(act(transaction.objectStore(KEYS)));
		await complete;
		return value;
	} finally {
		database.close();
	}
}

/** Gives the key that this browser keeps for a partnership; null where it keeps none, or may keep nothing (a private window). */
export async function keptKey(partnershipCode: string): Promise<KeyFile | null> {
	try {
		const found = await withKeys<unknown>('readonly', (keys) => keys.get(partnershipCode));
		return KeyFile.safeParse(found).data ?? null;
	} catch {
		return null;
	}
}

/** Keeps a key and gives whether it is kept: a private window may refuse. */
export async function keepKey(keyFile: KeyFile): Promise<boolean> {
	try {
		await withKeys('readwrite', (keys) => keys.put(keyFile));
		return true;
	} catch {
		return false;
	}
}

/** Takes the key out of this browser; its file stays where it was saved. */
export async function forgetKey(partnershipCode: string): Promise<void> {
	await withKeys('readwrite', (keys) => keys.delete(partnershipCode)).catch(() => undefined);
}
