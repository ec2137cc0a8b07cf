/** The tables come up from nothing on both engines, whole, and keep what they are told to keep. */
import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { connect } from '#lib/server/db/connection.ts';
import { migrate, pendingMigrations } from '#lib/server/db/migrations.ts';
import { tableNames } from '#lib/server/db/store.ts';
import { engines, openDatabase } from '#tests/support/store.ts';

describe.each(engines)('migrations on %s', (engine) => {
	test('come up from nothing, and once only', async () => {
		const { db, settings, close } = await openDatabase(engine, { tables: false });
		try {
			const pending = await pendingMigrations(db);
			expect(pending.length).toBeGreaterThan(0);
			expect(await migrate(db)).toEqual(pending);
			expect(await pendingMigrations(db)).toEqual([]);
			expect(await migrate(db)).toEqual([]);
			for (const table of [
				...tableNames,
				'partnership',
				'user',
				'account',
				'session',
				'verification',
				'signInTry'
			] as const) {
				expect(await db.selectFrom(table).selectAll().execute(), table).toEqual([]);
			}
			const again = await connect(settings);
			expect(await migrate(again)).toEqual([]);
			await again.destroy();
		} finally {
			await close();
		}
	});

	test('starts at once, of several processes, agree', async () => {
		const { settings, close } = await openDatabase(engine, { tables: false });
		try {
			const script = join(import.meta.dirname, '../../support/migrate-once.ts');
			const starts = await Promise.all(
				[1, 2, 3].map(() => promisify(execFile)(process.execPath, [script, JSON.stringify(settings)]))
			);
			const ran = starts.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
			expect(ran).toEqual(
				expect.arrayContaining(['0001-first-tables', '0002-first-term', '0004-ties', '0006-proposal-wishes'])
			);
			expect(ran).toEqual([...new Set(ran)].toSorted());
		} finally {
			await close();
		}
	});

	test('a store that a newer version has changed is not touched', async () => {
		const { db, close } = await openDatabase(engine);
		try {
			await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030-01-01')`.execute(
				db
			);
			await expect(migrate(db)).rejects.toThrow('could not be migrated');
		} finally {
			await close();
		}
	});

	test('one that fails leaves nothing behind', async () => {
		const { db, close } = await openDatabase(engine, { tables: false });
		try {
			// In the way of one of the last tables.
			await sql`create table counter (id integer)`.execute(db);
			await expect(migrate(db)).rejects.toThrow('could not be migrated');
			await expect(db.selectFrom('partnership').selectAll().execute()).rejects.toThrow();
			await sql`drop table counter`.execute(db);
			const pending = await pendingMigrations(db);
			expect(pending[0]).toBe('0001-first-tables');
			expect(await migrate(db)).toEqual(pending);
		} finally {
			await close();
		}
	});
});

test("SQLite is set to survive a power cut, and is nobody else's to read", async () => {
	const { db, settings, close } = await openDatabase('sqlite');
	try {
		const pragma = async (name: string) =>
			Object.values((await sql.raw(`pragma ${name}`).execute(db)).rows[0] ?? {})[0];
		const modes = readdirSync(settings.dataDir).map((file) => statSync(join(settings.dataDir, file)).mode & 0o777);
		expect(modes.length).toBeGreaterThanOrEqual(2);
		if (process.platform !== 'win32') expect(new Set(modes)).toEqual(new Set([0o600]));
		expect(await pragma('journal_mode')).toBe('wal');
		expect(await pragma('synchronous')).toBe(2);
		expect(await pragma('foreign_keys')).toBe(1);
		// Each table refuses a text where a number belongs.
		const loose = await sql<{ name: string }>`
			select name from pragma_table_list
			where schema = 'main' and type = 'table' and strict = 0 and name not like 'sqlite%' and name not like 'kysely%'`.execute(
			db
		);
		expect(loose.rows).toEqual([]);
	} finally {
		await close();
	}
});

test('PostgreSQL waits for the disk on every connection, also where the server was told otherwise', async () => {
	const { db, settings, close } = await openDatabase('postgres');
	try {
		const name = new URL(settings.databaseUrl ?? '').pathname.slice(1);
		await sql.raw(`alter database ${name} set synchronous_commit = off`).execute(db);
		const again = await connect(settings);
		const shown = await Promise.all(
			Array.from({ length: 5 }, () => sql<{ synchronousCommit: string }>`show synchronous_commit`.execute(again))
		);
		expect(shown.map(({ rows }) => rows[0]?.synchronousCommit)).toEqual(Array(5).fill('on'));
		await again.destroy();
	} finally {
		await close();
	}
});

test('a store that cannot be opened says so without repeating the address', async () => {
	const refused = connect({ databaseUrl: 'postgres://someone:secret-word@127.0.0.1:1/nowhere', dataDir: '' });
	await expect(refused).rejects.toThrow('cannot be reached');
	await expect(refused).rejects.not.toThrow('secret-word');
	await expect(connect({ dataDir: '/dev/null/not-a-folder' })).rejects.toThrow('cannot be opened');
});
