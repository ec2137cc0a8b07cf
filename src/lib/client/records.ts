/**
 * The one place that reads and writes the bodies of a person's records. Whatever belongs together is written in one
 * transaction: all of it or none. A failed write rejects to its caller, who says so on the screen.
 */
import type { Bodies, PersonDb, TableName } from './db.ts';

/** One record put in or taken out. Made by `put` and `remove`. */
export type Change =
	| { readonly table: TableName; readonly id: string; readonly body: unknown }
	| { readonly table: TableName; readonly id: string; readonly body?: never };

/** What must hold inside the transaction, or nothing is written. */
export interface Expectation {
	readonly table: TableName;
	readonly id: string;
	readonly present: boolean;
}

/** Thrown where an expectation did not hold: another tab was here first. Nothing was written. */
export class RecordMoved extends Error {
	readonly expectation: Expectation;
	constructor(expectation: Expectation) {
		super(`${expectation.table} ${expectation.present ? 'no longer holds' : 'already holds'} this record`);
		this.name = 'RecordMoved';
		this.expectation = expectation;
	}
}

/** Gives the change that puts a record in, in place of the one with the same id. */
export function put<Name extends TableName>(table: Name, id: string, body: Bodies[Name]): Change {
	return { table, id, body };
}

/** Gives the change that takes a record out. */
export function remove(table: TableName, id: string): Change {
	return { table, id };
}

export function expectPresent(table: TableName, id: string): Expectation {
	return { table, id, present: true };
}

export function expectAbsent(table: TableName, id: string): Expectation {
	return { table, id, present: false };
}

/** Gives one body, or null. */
export async function read<Name extends TableName>(
	db: PersonDb,
	table: Name,
	id: string
): Promise<Bodies[Name] | null> {
	const row = await connected(db, () => db.table(table).get(id));
	return row === undefined ? null : (row.body as Bodies[Name]);
}

/** Gives all bodies of a table in the order of their ids; ids made on the tablet sort by the time they were made. */
export async function readAll<Name extends TableName>(db: PersonDb, table: Name): Promise<Bodies[Name][]> {
	const rows = await connected(db, () => db.table(table).orderBy('id').toArray());
	return rows.map((row) => row.body as Bodies[Name]);
}

/** Gives all ids of a table in order. */
export function readIds(db: PersonDb, table: TableName): Promise<string[]> {
	return connected(db, () => db.table(table).orderBy('id').primaryKeys()) as Promise<string[]>;
}

/**
 * Writes all changes or none. Resolves after the transaction's `complete`, so that "saved on this tablet" may be said.
 * Rejects with RecordMoved where an expectation does not hold, with the storage's own error otherwise (disk full, closed).
 */
export async function write(
	db: PersonDb,
	changes: readonly Change[],
	expectations: readonly Expectation[] = []
): Promise<void> {
	const names = [...new Set([...changes, ...expectations].map(({ table }) => table))];
	if (changes.length === 0) return;
	await connected(db, () =>
		db.transaction('rw', names, () =>
			// Asked all at once, each in its place in the queue: a check sees what was there before any change, and one that
			// fails takes the changes behind it back with the whole transaction.
			Promise.all([
				...expectations.map(async (expected) => {
					const found = await db.table(expected.table).where('id').equals(expected.id).count();
					if (found > 0 !== expected.present) throw new RecordMoved(expected);
				}),
				...changes.map(({ table, id, body }) =>
					body === undefined ? db.table(table).delete(id) : db.table(table).put({ id, body })
				)
			])
		)
	);
}

const LOST = new Set(['DatabaseClosedError', 'InvalidStateError', 'UnknownError']);
const TRIES = 3;

/** iPads lose the connection to the database when the app rests: it is opened again, three times at most. */
async function connected<T>(db: PersonDb, act: () => PromiseLike<T>): Promise<T> {
	for (let tries = 0; ; tries += 1) {
		try {
			return await act();
		} catch (error) {
			if (tries >= TRIES || !isLost(error)) throw error;
			db.close({ disableAutoOpen: false });
			await db.open();
		}
	}
}

function isLost(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	if (LOST.has(error.name)) return true;
	const inner = (error as { inner?: unknown }).inner;
	return inner instanceof Error && LOST.has(inner.name);
}
