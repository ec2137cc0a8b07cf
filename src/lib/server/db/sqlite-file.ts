/** The embedded store as a file: copied while it is in use, and put back. For the operator's commands alone. */
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
import { dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import type { Instant } from '#lib/domain/plain-date.ts';
import { SQLITE_FILE } from './sqlite.ts';
import { StoreError } from './store-error.ts';

/** How long a copy waits for a writer to let go. */
const BUSY_TIMEOUT_MS = 10_000;

function flushed(path: string): void {
	const handle = openSync(path, 'r');
	fsyncSync(handle);
	closeSync(handle);
}

/** Gives how many partnerships a file holds; null where it is no sound store of ours. */
function partnershipsIn(path: string): number | null {
	let db: SQLite.Database | null = null;
	try {
		db = new SQLite(path, { readonly: true, fileMustExist: true });
		if (db.pragma('integrity_check(1)', { simple: true }) !== 'ok') return null;
		return db.prepare<[], { rows: number }>('select count(*) as rows from partnership').get()?.rows ?? null;
	} catch {
		return null;
	} finally {
		db?.close();
	}
}

/**
 * Copies the store in `dataDir` as it is at one moment into a new file, which gets its name only once it was read back and flushed.
 * Throws StoreError where there is no store yet, or the file exists.
 */
export function copyStore(dataDir: string, target: string): void {
	const source = join(dataDir, SQLITE_FILE);
	if (!existsSync(source)) throw new StoreError(`there is no store at ${source} yet.`);
	if (existsSync(target)) throw new StoreError(`${target} exists already: choose another name.`);
	mkdirSync(dirname(target), { recursive: true });
	const unfinished = `${target}.unfinished`;
	rmSync(unfinished, { force: true });
	const db = new SQLite(source, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
	try {
		// One read transaction: a server that writes meanwhile is neither stopped nor half copied.
		db.prepare('vacuum into ?').run(unfinished);
	} finally {
		db.close();
	}
	if (partnershipsIn(unfinished) === null) throw new StoreError('the copy cannot be read back: the store is damaged.');
	chmodSync(unfinished, 0o600);
	flushed(unfinished);
	renameSync(unfinished, target);
	flushed(dirname(target));
}

/** Whether nobody else has the file open: only then does SQLite let it leave WAL, which also folds its log into the file. */
function takenAlone(path: string): boolean {
	const db = new SQLite(path, { timeout: 200 });
	try {
		return db.pragma('journal_mode = DELETE', { simple: true }) === 'delete';
	} catch {
		return false;
	} finally {
		db.close();
	}
}

/**
 * Puts a copy in the place of the store in `dataDir`, and gives where the store that was there is kept now, null where it held nothing.
 * Throws StoreError on a file that is no sound copy, on a store in use, and, without `force`, on one that holds something.
 */
export function replaceStore(
	dataDir: string,
	source: string,
	{ force, now }: { force: boolean; now: Instant }
): string | null {
	const target = join(dataDir, SQLITE_FILE);
	if (!existsSync(source)) throw new StoreError(`there is no file ${source}.`);
	if (partnershipsIn(source) === null) throw new StoreError(`${source} is not a sound backup of this product.`);
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	let kept: string | null = null;
	if (existsSync(target)) {
		if (!takenAlone(target)) throw new StoreError('the store is in use: stop the server first.');
		// One that cannot be read may hold something too.
		if (partnershipsIn(target) !== 0) {
			if (!force)
				throw new StoreError('the store holds something already: add --force to put the backup in its place.');
			kept = `${target}.before-${now.replaceAll(/[:.]/g, '-')}`;
		}
	}
	const unfinished = `${target}.unfinished`;
	copyFileSync(source, unfinished);
	chmodSync(unfinished, 0o600);
	flushed(unfinished);
	if (kept) renameSync(target, kept);
	renameSync(unfinished, target);
	flushed(dataDir);
	return kept;
}
