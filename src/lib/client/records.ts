/**
 * The one place that reads and writes the bodies of a person's records: sealed before a transaction begins, opened after it ended,
 * since no cryptography may be awaited inside. Whatever belongs together is written in one transaction: all of it or none. A failed
 * write rejects to its caller, who says so on the screen.
 */
import { Dexie } from 'dexie';
import { NotOpened, type Sealed } from '#lib/sealing/records.ts';
import { isPlain, isTaken, type Bodies, type PersonDb, type Row, type TableName } from './db.ts';

/** The shape of the sealed bodies: raised where one is read in another way than before. Part of what each record is sealed as. */
const SCHEMA = 1;

/** Thrown where the records of a locked vault are asked for. */
export class VaultLocked extends Error {
	constructor(table: TableName) {
		super(`${table} cannot be read or written while the vault is locked`);
		this.name = 'VaultLocked';
	}
}

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

/** Gives what a record is sealed as, so that none can be put in another's place. */
export function placeOf(table: TableName, id: string): string {
	return `${table}|${id}|${SCHEMA}`;
}

/**
 * Gives a row's body. Inside a live query the rest of it must still be followed after this, which Dexie does for its own promises alone.
 */
function opened<Name extends TableName>(db: PersonDb, table: Name, row: Row): PromiseLike<Bodies[Name]> {
	if (isPlain(table)) return Dexie.Promise.resolve(row.body as Bodies[Name]);
	if (!db.vault) return Dexie.Promise.reject(new VaultLocked(table));
	return Dexie.Promise.resolve(db.vault.open(placeOf(table, row.id), row.body as Sealed)).then(
		(body) => body as Bodies[Name],
		(error: unknown) => {
			if (error instanceof NotOpened) db.damaged.add(`${table}|${row.id}`);
			throw error;
		}
	);
}

/** Gives one body, or null. Rejects with NotOpened where it is damaged, with VaultLocked where the vault is locked. */
export async function read<Name extends TableName>(
	db: PersonDb,
	table: Name,
	id: string
): Promise<Bodies[Name] | null> {
	const row = await connected(db, () => db.table(table).get(id));
	return row === undefined ? null : opened(db, table, row);
}

/**
 * Gives all bodies of a table in the order of their ids; ids made on the tablet sort by the time they were made. Damaged ones are left
 * out, so that one of them does not hide the others: `db.damaged` names them, and the screen says so.
 */
export async function readAll<Name extends TableName>(db: PersonDb, table: Name): Promise<Bodies[Name][]> {
	const rows = await connected(db, () => db.table(table).orderBy('id').toArray());
	const bodies = await Dexie.Promise.all(
		rows.map((row) =>
			opened(db, table, row as Row).then(
				(body) => [body],
				(error: unknown) => {
					if (error instanceof NotOpened) return [];
					throw error;
				}
			)
		)
	);
	return bodies.flat();
}

/** Gives the records of a sealed table as they lie there, by id, whether the vault is open or not. */
export async function readSealed(db: PersonDb, table: TableName): Promise<{ id: string; body: Sealed }[]> {
	const rows = (await connected(db, () => db.table(table).orderBy('id').toArray())) as Row[];
	return rows.map(({ id, body }) => ({ id, body: body as Sealed }));
}

/** Gives all ids of a table in order. */
export function readIds(db: PersonDb, table: TableName): Promise<string[]> {
	return connected(db, () => db.table(table).orderBy('id').primaryKeys()) as Promise<string[]>;
}

/** Gives whether records were sealed with the key at hand: it opens one of them, or there are none. */
export async function fits(db: PersonDb): Promise<boolean> {
	let found = false;
	for (const table of db.tables.map(({ name }) => name as TableName).filter((name) => !isPlain(name)))
		for (const id of await readIds(db, table)) {
			found = true;
			try {
				await read(db, table, id);
				return true;
			} catch (error) {
				if (!(error instanceof NotOpened)) throw error;
			}
		}
	return !found;
}

interface RowChange {
	readonly table: TableName;
	readonly id: string;
	/** Null takes the record out. */
	readonly row: Row | null;
}

async function sealed(db: PersonDb, { table, id, body }: Change): Promise<RowChange> {
	if (body === undefined) return { table, id, row: null };
	if (isPlain(table)) return { table, id, row: { id, body } };
	if (!db.vault) throw new VaultLocked(table);
	return { table, id, row: { id, body: await db.vault.seal(placeOf(table, id), body) } };
}

/** The writes of each database in the order in which they were asked for: a short one must not overtake a long one while both are sealed. */
const turns = new WeakMap<PersonDb, Promise<unknown>>();

function inTurn(db: PersonDb, changes: readonly Change[]): Promise<RowChange[]> {
	const ready = Promise.all([Promise.all(changes.map((change) => sealed(db, change))), turns.get(db)]).then(
		([rows]) => rows
	);
	turns.set(
		db,
		ready.catch(() => undefined)
	);
	return ready;
}

/**
 * Writes all changes or none. Resolves after the transaction's `complete`, so that "saved on this tablet" may be said.
 * Rejects with RecordMoved where an expectation does not hold, with VaultLocked where there is nothing to seal with, with the storage's
 * own error otherwise (disk full, closed).
 */
export async function write(
	db: PersonDb,
	changes: readonly Change[],
	expectations: readonly Expectation[] = []
): Promise<void> {
	const names = [...new Set([...changes, ...expectations].map(({ table }) => table))];
	if (changes.length === 0) return;
	const rows = await inTurn(db, changes);
	await connected(db, () =>
		db.transaction('rw', names, () =>
			// Asked all at once, each in its place in the queue: a check sees what was there before any change, and one that
			// fails takes the changes behind it back with the whole transaction.
			Promise.all([
				...expectations.map(async (expected) => {
					const found = await db.table(expected.table).where('id').equals(expected.id).count();
					if (found > 0 !== expected.present) throw new RecordMoved(expected);
				}),
				...rows.map(({ table, id, row }) => (row === null ? db.table(table).delete(id) : db.table(table).put(row)))
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
			if (tries >= TRIES || !isLost(error) || isTaken(db)) throw error;
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
