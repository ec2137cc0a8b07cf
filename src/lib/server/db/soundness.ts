/** Whether the store's file is whole, as the engine itself says. */
import { sql } from 'kysely';
import { engineOf, type Database } from './connection.ts';

/** Gives what is wrong with a SQLite file, at most ten lines; empty when it is sound. PostgreSQL watches over its own files. */
export async function faultsOf(db: Database): Promise<string[]> {
	if (engineOf(db) === 'postgres') return [];
	const integrity = await sql<{ integrityCheck: string }>`pragma integrity_check(10)`.execute(db);
	const dangling = await sql`pragma foreign_key_check`.execute(db);
	return [
		...integrity.rows.map((row) => row.integrityCheck).filter((line) => line !== 'ok'),
		...(dangling.rows.length > 0 ? [`${dangling.rows.length} rows point at rows that are not there`] : [])
	];
}
