/** The embedded engine: better-sqlite3 behind Kysely, set so that what was acknowledged survives a power cut, and checked that it is. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SqliteAdapter, SqliteDriver, SqliteIntrospector, SqliteQueryCompiler, type Dialect } from 'kysely';
import { StoreError } from './store-error.ts';

/** The file in the data folder. */
export const SQLITE_FILE = 'golden-thread.sqlite';

/** How long a statement waits for another process (a backup, the operator's commands) to let go of the file. */
const BUSY_TIMEOUT_MS = 10_000;

/** Statements kept prepared; there are some hundred different ones. */
const PREPARED = 500;

/** What must read back after opening. synchronous 2 is FULL: better-sqlite3 starts with NORMAL in WAL, which forgets at a power cut. */
const REQUIRED: Readonly<Record<string, string | number>> = {
	journal_mode: 'wal',
	synchronous: 2,
	foreign_keys: 1,
	busy_timeout: BUSY_TIMEOUT_MS,
	trusted_schema: 0
};

/** Kysely runs SQLite's migrations without a transaction; SQLite can do better, so a kill leaves no half migration. */
class TransactionalSqliteAdapter extends SqliteAdapter {
	override get supportsTransactionalDdl() {
		return true;
	}
}

/** Gives Kysely's dialect over the file in `dataDir`, which is made where it is missing. Throws StoreError. */
export function sqliteDialect(dataDir: string): Dialect {
	const database = openFile(dataDir);
	return {
		createAdapter: () => new TransactionalSqliteAdapter(),
		createDriver: () => new SqliteDriver({ database: prepared(database) }),
		createIntrospector: (db) => new SqliteIntrospector(db),
		createQueryCompiler: () => new SqliteQueryCompiler()
	};
}

function openFile(dataDir: string): Database.Database {
	try {
		mkdirSync(dataDir, { recursive: true, mode: 0o700 });
		const file = join(dataDir, SQLITE_FILE);
		const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
		// Nobody else on the machine reads it; the files beside it take after it.
		chmodSync(file, 0o600);
		database.pragma('journal_mode = WAL');
		database.pragma('synchronous = FULL');
		database.pragma('foreign_keys = ON');
		database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
		database.pragma('trusted_schema = OFF');
		for (const [name, wanted] of Object.entries(REQUIRED)) {
			const found: unknown = database.pragma(name, { simple: true });
			if (found !== wanted) throw new StoreError(`SQLite: ${name} is ${String(found)}, not ${wanted}`);
		}
		return database;
	} catch (thrown) {
		if (thrown instanceof StoreError) throw thrown;
		throw new StoreError(`SQLite: the store in DATA_DIR cannot be opened`, { cause: thrown });
	}
}

/** What stands for a rollback where SQLite has done it by itself, as on a full disk: to ask again would fail and hide why it was. */
const NOTHING = 'select 1';

/**
 * Keeps statements prepared, and begins every transaction as a writer: one that begins as a reader and writes later fails at once,
 * without waiting, when another process wrote in between.
 */
function prepared(database: Database.Database) {
	const statements = new Map<string, Database.Statement<unknown[]>>();
	return {
		close: () => void database.close(),
		prepare(sql: string) {
			const text = sql === 'begin' ? 'begin immediate' : sql === 'rollback' && !database.inTransaction ? NOTHING : sql;
			const kept = statements.get(text);
			if (kept) return kept;
			const statement = database.prepare<unknown[]>(text);
			// Only short ones come again in the same words; bulk inserts differ by their number of rows.
			if (text.length < 5_000 && statements.size < PREPARED) statements.set(text, statement);
			return statement;
		}
	};
}
