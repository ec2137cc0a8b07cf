/**
 * A browser's storage whose n-th call fails. It is made below everything of ours, in the IndexedDB in memory, so that no database and no
 * kind of call is forgotten. Counts calls of the whole process: one such fault at a time.
 */
import { IDBObjectStore } from 'fake-indexeddb';

/** How a call fails. */
export type StorageFault =
	/** The disk is full: what belongs to the transaction is taken back with it. */
	| 'full'
	/** The call itself is refused. */
	| 'refused'
	/** The connection is lost, as on an iPad that rested: a second try may succeed. */
	| 'lost';

const READS = ['get', 'getAll', 'getKey', 'getAllKeys', 'count', 'openCursor', 'openKeyCursor'] as const;
const WRITES = ['put', 'add', 'delete', 'clear'] as const;

/** A browser finds out at the end of a transaction, when all its requests have succeeded. */
function noRoomFor(transaction: {
	_requests: { request: { readyState: string } }[];
	error: unknown;
	_abort(name: string): void;
}): void {
	if (transaction.error === null && transaction._requests.every(({ request }) => request.readyState === 'done'))
		transaction._abort('QuotaExceededError');
}

export interface FailingStorage {
	/** Calls so far, the failed one counted. */
	readonly calls: number;
	/** Whether the call was reached that fails. */
	readonly happened: boolean;
	/** Runs something whose calls neither count nor fail, as a test's own look at what is there. */
	aside<T>(look: () => Promise<T>): Promise<T>;
	/** Puts the storage right. */
	stop(): void;
}

/** Makes the n-th call (counting from 1) fail, and every later one too where `lasting`; only a write can find the disk full. */
export function failStorage(nth: number, fault: StorageFault, { lasting = false } = {}): FailingStorage {
	const methods = IDBObjectStore.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
	const real = new Map<string, (...given: unknown[]) => unknown>();
	const state = { calls: 0, happened: false, resting: 0 };
	for (const name of fault === 'full' ? WRITES : [...READS, ...WRITES]) {
		const act = methods[name];
		if (!act) throw new Error(`fake-indexeddb has no ${name}`);
		real.set(name, act);
		methods[name] = function (this: IDBObjectStore, ...given: unknown[]) {
			if (state.resting > 0) return act.apply(this, given);
			state.calls += 1;
			if (state.calls !== nth && !(lasting && state.calls > nth)) return act.apply(this, given);
			state.happened = true;
			if (fault === 'refused') throw new DOMException('made to fail', 'DataError');
			if (fault === 'lost') throw new DOMException('made to be lost', 'UnknownError');
			const asked = act.apply(this, given) as IDBRequest;
			asked.addEventListener('success', () => queueMicrotask(() => noRoomFor(this.transaction as never)));
			return asked;
		};
	}
	return {
		get calls() {
			return state.calls;
		},
		get happened() {
			return state.happened;
		},
		async aside(look) {
			state.resting += 1;
			try {
				return await look();
			} finally {
				state.resting -= 1;
			}
		},
		stop() {
			for (const [name, act] of real) methods[name] = act;
		}
	};
}
