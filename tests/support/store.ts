/** Databases for tests: each test file its own, each test its own partnership in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import { connect, type Database, type Engine } from '#lib/server/db/connection.ts';
import { migrate } from '#lib/server/db/migrations.ts';
import { openStore, type Store } from '#lib/server/db/store.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import { newId } from '#lib/server/ids.ts';
import { START } from './builders.ts';
import { runOn, TEMPLATE, urlOf } from './postgres-setup.ts';

export const engines = ['sqlite', 'postgres'] as const satisfies readonly Engine[];

/** A database of its own, and how to get rid of it. `settings` opens it again, as another process would. */
export interface TestDatabase {
	readonly db: Database;
	readonly settings: { databaseUrl?: string; dataDir: string };
	close(): Promise<void>;
}

/** Makes an empty database that is migrated, or one without tables. */
export async function openDatabase(engine: Engine, { tables = true } = {}): Promise<TestDatabase> {
	const dataDir = mkdtempSync(join(tmpdir(), 'golden-thread-store-'));
	const settings: { databaseUrl?: string; dataDir: string } = { dataDir };
	let drop = async () => {};
	if (engine === 'postgres') {
		const server = inject('databaseUrl');
		const name = `test_${newId().replaceAll('-', '')}`;
		await runOn(server, `create database ${name}${tables ? ` template ${TEMPLATE}` : ''}`);
		settings.databaseUrl = urlOf(server, name);
		drop = () => runOn(server, `drop database ${name} with (force)`);
	}
	const db = await connect(settings);
	if (tables) await migrate(db);
	return {
		db,
		settings,
		async close() {
			await db.destroy();
			await drop();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
}

/** Letters for partnerships: AAA, AAB and so on, so that a database can hold many. */
function codeOf(number: number): string {
	return [676, 26, 1].map((place) => String.fromCharCode(65 + (Math.floor(number / place) % 26))).join('');
}
let partnershipsMade = 0;

/** Makes a partnership and gives its store. */
export async function newStore(db: Database): Promise<Store> {
	const code = codeOf(partnershipsMade++);
	const { partnershipId } = await partnerships.create(db, { code, name: `${code} Council`, laCode: '209' }, START);
	return openStore(db, partnershipId);
}

/** What a test of a `describe` is given: the file's database, and an empty partnership that no other test sees. */
export interface Given extends Omit<TestDatabase, 'close'> {
	readonly store: Store;
}

/** Registers the hooks that give every test of a `describe` an empty store. Read its fields inside tests only. */
export function withStore(engine: Engine): Given {
	let database: TestDatabase | undefined;
	let store: Store | undefined;
	beforeAll(async () => {
		database = await openDatabase(engine);
	});
	beforeEach(async () => {
		if (database) store = await newStore(database.db);
	});
	afterAll(async () => {
		await database?.close();
	});
	const opened = <Thing>(thing: Thing | undefined): Thing => {
		if (thing === undefined) throw new Error('the store is there inside tests only');
		return thing;
	};
	return {
		get db() {
			return opened(database).db;
		},
		get settings() {
			return opened(database).settings;
		},
		get store() {
			return opened(store);
		}
	};
}
