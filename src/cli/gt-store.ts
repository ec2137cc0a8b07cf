/** `gt migrate` and `gt check`: the store brought up to date, the settings and the store looked at. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connect, engineOf, type Database } from '#lib/server/db/connection.ts';
import { migrate as migrateStore, pendingMigrations } from '#lib/server/db/migrations.ts';
import { faultsOf } from '#lib/server/db/soundness.ts';
import { SQLITE_FILE } from '#lib/server/db/sqlite.ts';
import { readSettings, type Settings } from '#lib/server/env.ts';
import { openMailer } from '#lib/server/mail.ts';

const ENGINES = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

/** Gives where the store is, without the password of a database address. */
export function placeOf(settings: Settings): string {
	if (!settings.databaseUrl) return join(settings.dataDir, SQLITE_FILE);
	const url = new URL(settings.databaseUrl);
	return `${url.host}${url.pathname}`;
}

/** Opens the store of the settings for one act, and closes it whatever the act does. */
export async function withDatabase<Out>(settings: Settings, act: (db: Database) => Promise<Out>): Promise<Out> {
	const db = await connect(settings);
	try {
		return await act(db);
	} finally {
		await db.destroy();
	}
}

/** Brings the store up to this version and says which migrations ran. */
export async function migrate(): Promise<void> {
	const settings = readSettings(process.env);
	const ran = await withDatabase(settings, migrateStore);
	console.log(ran.length > 0 ? `Migrated: ${ran.join(', ')}` : 'The store is up to date.');
}

/** Gives what there is of mail: a mail server that does not answer stops nothing but mails. */
async function mailWords(settings: Settings): Promise<string> {
	const mailer = openMailer(settings);
	if (!mailer) return 'not set up; messages are copied by hand';
	return mailer.check().then(
		() => `the mail server answers; mails come from ${settings.mailFrom}`,
		() => 'THE MAIL SERVER DOES NOT ANSWER or does not let us in; look at SMTP_URL'
	);
}

/** Looks at settings and store and says what it found; throws where the product could not run with them. Changes nothing. */
export async function check(): Promise<void> {
	const settings = readSettings(process.env);
	console.log(
		`Settings: listens on ${settings.host}:${settings.port}, address ${settings.origin ?? 'this machine only'}`
	);
	console.log(`Data folder: ${settings.dataDir}`);
	console.log(`Mail: ${await mailWords(settings)}`);
	// Opening would make the file: a check must not.
	if (!settings.databaseUrl && !existsSync(placeOf(settings))) {
		console.log('Store: none yet. `npm run gt -- migrate` or the first start makes it.');
		return;
	}
	await withDatabase(settings, async (db) => {
		console.log(`Store: ${ENGINES[engineOf(db)]}, ${placeOf(settings)}, flushes to disk before it answers`);
		const pending = await pendingMigrations(db);
		if (pending.length > 0)
			throw new Error(`the store is behind: run \`npm run gt -- migrate\` (${pending.join(', ')})`);
		const faults = await faultsOf(db);
		if (faults.length > 0) throw new Error(`the store is damaged: ${faults.join('; ')}. Restore a backup.`);
		const partnerships = await db.selectFrom('partnership').select('code').orderBy('code').execute();
		const names = partnerships.map((row) => row.code).join(', ');
		console.log(`Tables: up to date and sound. Partnerships: ${names || 'none yet'}`);
	});
}
