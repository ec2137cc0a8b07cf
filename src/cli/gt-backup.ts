/** `gt backup` and `gt restore` of the embedded store. PostgreSQL has better tools of its own. */
import {
	chmodSync,
	closeSync,
	copyFileSync,
	existsSync,
	fsyncSync,
	mkdirSync,
	openSync,
	renameSync,
	rmSync
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import SQLite from 'better-sqlite3';
import { SQLITE_FILE } from '#lib/server/db/sqlite.ts';
import { readSettings, type Settings } from '#lib/server/env.ts';

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Gives the settings of the embedded store; throws where the store is a PostgreSQL. */
function embedded(instead: string): Settings {
	const settings = readSettings(process.env);
	if (settings.databaseUrl) throw new Error(`DATABASE_URL names a PostgreSQL: use ${instead} for it.`);
	return settings;
}

function flushed(path: string): void {
	const handle = openSync(path, 'r');
	fsyncSync(handle);
	closeSync(handle);
}

/** Throws where a file is no sound store of ours; gives how many partnerships it holds. */
function soundStore(path: string): number {
	let db: SQLite.Database | null = null;
	try {
		db = new SQLite(path, { readonly: true, fileMustExist: true });
		const found: unknown = db.pragma('integrity_check(1)', { simple: true });
		if (found !== 'ok') throw new Error('damaged');
		return db.prepare<[], { rows: number }>('select count(*) as rows from partnership').get()?.rows ?? 0;
	} catch {
		throw new Error(`${path} is not a sound backup of this product.`);
	} finally {
		db?.close();
	}
}

/** Copies the store as it is at one moment into a new file, read back and flushed before it gets its name. */
export function backup(values: Values): void {
	const { dataDir } = embedded('pg_dump --format=custom');
	const source = join(dataDir, SQLITE_FILE);
	const target = resolve(String(values.out));
	if (!existsSync(source)) throw new Error(`there is no store at ${source} yet.`);
	if (existsSync(target)) throw new Error(`${target} exists already: choose another name.`);
	mkdirSync(dirname(target), { recursive: true });
	const unfinished = `${target}.unfinished`;
	rmSync(unfinished, { force: true });
	const db = new SQLite(source, { fileMustExist: true, timeout: 10_000 });
	try {
		// One read transaction: a server that writes meanwhile is neither stopped nor half copied.
		db.prepare('vacuum into ?').run(unfinished);
	} finally {
		db.close();
	}
	soundStore(unfinished);
	chmodSync(unfinished, 0o600);
	flushed(unfinished);
	renameSync(unfinished, target);
	flushed(dirname(target));
	console.log(`Wrote ${target}`);
	console.log('It holds everything but the key files of coordinators. Keep it where only you can read it.');
}

/** Whether nobody else has the file open: only then does SQLite let it leave WAL, which also folds its log into the file. */
function takesAlone(path: string): boolean {
	const db = new SQLite(path, { timeout: 200 });
	try {
		return db.pragma('journal_mode = DELETE', { simple: true }) === 'delete';
	} catch {
		return false;
	} finally {
		db.close();
	}
}

/** Puts a backup in the store's place. The store that was there is kept beside it, under the time of the change. */
export function restore(values: Values): void {
	const { dataDir } = embedded('pg_restore');
	const source = resolve(String(values.from));
	const target = join(dataDir, SQLITE_FILE);
	if (!existsSync(source)) throw new Error(`there is no file ${source}.`);
	soundStore(source);
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	let kept: string | null = null;
	if (existsSync(target)) {
		if (!takesAlone(target)) throw new Error('the store is in use: stop the server first.');
		if (soundOrUnreadable(target) > 0) {
			if (values.force !== true)
				throw new Error('the store holds something already: add --force to put the backup in its place.');
			kept = `${target}.before-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
		}
	}
	const unfinished = `${target}.unfinished`;
	copyFileSync(source, unfinished);
	flushed(unfinished);
	if (kept) renameSync(target, kept);
	renameSync(unfinished, target);
	flushed(dataDir);
	console.log(`Restored ${source}`);
	if (kept) console.log(`The store that was there is kept as ${kept}`);
	console.log('Run `npm run gt -- migrate` if the backup is of an older version; the start does so too.');
}

/** A store that cannot be read may hold something: it counts as one that does. */
function soundOrUnreadable(path: string): number {
	try {
		return soundStore(path);
	} catch {
		return 1;
	}
}
