/** Many rows at once, in portions that stay below both engines' limit on the values of one statement. */
import type { Insertable, Kysely } from 'kysely';
import type { Store, StoreTables, TableName } from './store.ts';

/** SQLite takes 32,766 values a statement and PostgreSQL 65,535; smaller statements are no slower. */
const VALUES = 8_000;

/** Gives a list in portions, for statements with `in (...)`. */
export function portions<T>(list: readonly T[], size = 1_000): T[][] {
	const parts: T[][] = [];
	for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
	return parts;
}

/** Writes rows. Call it inside a transaction where it must be all or none. All rows have the same fields. */
export async function insertAll<Name extends TableName>(
	store: Store,
	table: Name,
	rows: readonly Insertable<StoreTables[Name]>[]
): Promise<void> {
	for (const part of portionsOfRows(rows))
		await untyped(store)
			.insertInto(table as string)
			.values(part)
			.execute();
}

/** Writes rows over those with the same `key`, which are changed in every field that is given. All rows have the same fields. */
export async function upsertAll<Name extends TableName>(
	store: Store,
	table: Name,
	key: readonly (keyof StoreTables[Name] & string)[],
	rows: readonly Insertable<StoreTables[Name]>[]
): Promise<void> {
	const changed = Object.keys(rows[0] ?? {}).filter((column) => !(key as readonly string[]).includes(column));
	for (const part of portionsOfRows(rows)) {
		await untyped(store)
			.insertInto(table as string)
			.values(part)
			.onConflict((conflict) =>
				changed.length === 0
					? conflict.columns([...key]).doNothing()
					: conflict
							.columns([...key])
							.doUpdateSet((eb) => Object.fromEntries(changed.map((column) => [column, eb.ref(`excluded.${column}`)])))
			)
			.execute();
	}
}

function portionsOfRows<Row extends object>(rows: readonly Row[]): Record<string, unknown>[][] {
	const columns = Object.keys(rows[0] ?? {}).length + 1;
	return portions(rows as readonly Record<string, unknown>[], Math.max(1, Math.floor(VALUES / columns)));
}

/** Kysely cannot type a table that is known only when running; our own signatures above do. */
function untyped(store: Store): Pick<Kysely<Record<string, Record<string, unknown>>>, 'insertInto'> {
	return store as unknown as Pick<Kysely<Record<string, Record<string, unknown>>>, 'insertInto'>;
}
