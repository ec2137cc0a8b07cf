/** Opens the database on either engine. What it gives reaches every partnership: only stores, migrations and sign-in are given it. */
import { CamelCasePlugin, Kysely } from 'kysely';
import { postgresDialect } from './postgres.ts';
import { sqliteDialect } from './sqlite.ts';
import type { Tables } from './tables.ts';

export type Engine = 'sqlite' | 'postgres';
export type Database = Kysely<Tables>;

const engines = new WeakMap<object, Engine>();

/**
 * Opens PostgreSQL where there is a `databaseUrl`, else SQLite in `dataDir`, and checks that commits reach the disk. Does not migrate
 * (`migrate`). Close with `destroy()`; a kill is as good. Throws StoreError.
 */
export async function connect(settings: { databaseUrl?: string | null; dataDir: string }): Promise<Database> {
	const engine: Engine = settings.databaseUrl ? 'postgres' : 'sqlite';
	const dialect = settings.databaseUrl ? await postgresDialect(settings.databaseUrl) : sqliteDialect(settings.dataDir);
	const db = new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin()] });
	engines.set(db, engine);
	return db;
}

/** Gives which engine a database is on. Only this room asks: elsewhere both must look alike. */
export function engineOf(db: Database): Engine {
	const engine = engines.get(db);
	if (!engine) throw new Error('this handle did not come from connect()');
	return engine;
}
