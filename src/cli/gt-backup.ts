/** `gt backup` and `gt restore` of the embedded store. PostgreSQL has better tools of its own. */
import { resolve } from 'node:path';
import { copyStore, replaceStore } from '#lib/server/db/sqlite-file.ts';
import { readSettings } from '#lib/server/env.ts';

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Gives the folder of the embedded store; throws where the store is a PostgreSQL. */
function embedded(instead: string): string {
	const settings = readSettings(process.env);
	if (settings.databaseUrl) throw new Error(`DATABASE_URL names a PostgreSQL: use ${instead} for it.`);
	return settings.dataDir;
}

/** Copies the store to a file and says what to do with it. */
export function backup(values: Values): void {
	const dataDir = embedded('pg_dump --format=custom');
	const target = resolve(String(values.out));
	copyStore(dataDir, target);
	console.log(`Wrote ${target}`);
	console.log('It holds everything but the key files of coordinators. Keep it where only you can read it.');
}

/** Puts a backup in the store's place. */
export function restore(values: Values): void {
	const dataDir = embedded('pg_restore');
	const source = resolve(String(values.from));
	const kept = replaceStore(dataDir, source, { force: values.force === true, now: new Date().toISOString() });
	console.log(`Restored ${source}`);
	if (kept) console.log(`The store that was there is kept as ${kept}`);
	console.log(
		'If the backup is of an older version, the next start (or `npm run gt -- migrate`) brings it up to date.'
	);
}
