/**
 * A database whose n-th statement fails: made in the drivers, below everything of ours, so that no statement is forgotten, `begin` and
 * `commit` among them. Counts statements of the whole process: one such fault at a time.
 */
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import type { Engine } from '#lib/server/db/connection.ts';

/** `refused`: it is not done. `lost`: it is done, and then nobody hears of it; on PostgreSQL because the connection breaks. */
export type QueryFault = 'refused' | 'lost';

export interface FailingQueries {
	/** Whether the statement was reached that fails. */
	readonly happened: boolean;
	/** Puts the database right. */
	stop(): void;
}

type Method = (this: unknown, ...given: unknown[]) => unknown;
const sqliteStatement = Object.getPrototypeOf(new Sqlite(':memory:').prepare('select 1')) as Record<string, Method>;
const pgClient = pg.Client.prototype as unknown as Record<string, Method>;

/** Makes the n-th statement fail, counting from 1, by default with an error that says so. */
export function failQuery(
	engine: Engine,
	nth: number,
	fault: QueryFault,
	thrown = () => new Error(`statement ${nth} was made to fail`)
): FailingQueries {
	const state = { calls: 0, happened: false };
	/** A file on this machine does not lose its answer to `begin`: nothing was to be done yet. */
	const counts = (statement: unknown) => !(engine === 'sqlite' && fault === 'lost' && isBegin(statement));
	const isDue = (statement: unknown) => {
		if (!counts(statement)) return false;
		state.calls += 1;
		if (state.calls !== nth) return false;
		state.happened = true;
		return true;
	};
	const undo =
		engine === 'sqlite'
			? ['run', 'all'].map((name) =>
					replaced(sqliteStatement, name, function (real, given) {
						if (!isDue((this as { source: string }).source)) return real.apply(this, given);
						if (fault === 'lost') real.apply(this, given);
						throw thrown();
					})
				)
			: [
					replaced(pgClient, 'query', async function (real, given) {
						if (!isDue(given[0])) return real.apply(this, given);
						if (fault === 'refused') throw thrown();
						await real.apply(this, given);
						(this as { connection: { stream: { destroy(error: Error): void } } }).connection.stream.destroy(thrown());
						throw thrown();
					})
				];
	return {
		get happened() {
			return state.happened;
		},
		stop: () => undo.forEach((each) => each())
	};
}

/**
 * Makes every statement that writes fail as it does on a full disk, until it is stopped. PostgreSQL itself raises what it would: the
 * transaction is aborted, as it is then.
 */
export function refuseWrites(engine: Engine): FailingQueries {
	const state = { happened: false };
	const writes = (statement: unknown) => {
		const due = /^(insert|update|delete)\b/i.test(typeof statement === 'string' ? statement : textOf(statement));
		state.happened ||= due;
		return due;
	};
	const undo =
		engine === 'sqlite'
			? ['run', 'all'].map((name) =>
					replaced(sqliteStatement, name, function (real, given) {
						if (!writes((this as { source: string }).source)) return real.apply(this, given);
						throw new Sqlite.SqliteError('database or disk is full', 'SQLITE_FULL');
					})
				)
			: [
					replaced(pgClient, 'query', function (real, given) {
						return real.apply(this, writes(given[0]) ? [DISK_FULL] : given);
					})
				];
	return {
		get happened() {
			return state.happened;
		},
		stop: () => undo.forEach((each) => each())
	};
}

const DISK_FULL = `do $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`;

function textOf(statement: unknown): string {
	return (statement as { text?: string } | undefined)?.text ?? '';
}

function isBegin(statement: unknown): boolean {
	return typeof statement === 'string' && statement.startsWith('begin');
}

/** Puts another method in a method's place; gives what puts it back. */
function replaced(
	of: Record<string, Method>,
	name: string,
	act: (this: unknown, real: Method, given: unknown[]) => unknown
): () => void {
	const real = of[name];
	if (!real) throw new Error(`there is no ${name}`);
	of[name] = function (...given) {
		return act.call(this, real, given);
	};
	return () => {
		of[name] = real;
	};
}
