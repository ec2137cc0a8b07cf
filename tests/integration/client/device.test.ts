import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { v7 } from 'uuid';
import { onVersionChange, openDeviceDb, openVaultDb, type Engine } from '#lib/client/db.ts';
import * as device from '#lib/client/device.ts';
import { put, read, write } from '#lib/client/records.ts';
import { testVault } from '#tests/support/vault.ts';
import { workloadItem } from './tablet-builder.ts';

const engine = (): Engine => ({ indexedDB: new IDBFactory(), IDBKeyRange });
const now = () => '2026-11-02T09:00:00.000Z';

test('a tablet makes its id once and keeps it', async () => {
	const place = engine();
	const first = await device.facts(await openDeviceDb(place), v7, now);
	const again = await device.facts(await openDeviceDb(place), v7, now);
	expect(again).toEqual(first);
	expect(first).toMatchObject({ personId: null, persisted: null, moveOn: false });
});

test.each([
	['granted', { persist: () => Promise.resolve(true) }, true],
	['refused', { persist: () => Promise.resolve(false) }, false],
	['failing', { persist: () => Promise.reject(new TypeError('not allowed')) }, false],
	['not there', undefined, false]
])('lasting storage that is %s is noted', async (_name, storage, noted) => {
	const db = await openDeviceDb(engine());
	await device.facts(db, v7, now);
	expect(await device.askToKeep(db, storage)).toBe(noted);
	expect((await device.facts(db, v7, now)).persisted).toBe(noted);
});

test('each vault has a database of its own', async () => {
	const place = engine();
	const [mine, theirs] = [await openVaultDb(await testVault(), place), await openVaultDb(await testVault(), place)];
	const item = workloadItem();
	await write(mine, [put('workload', item.assignmentId, item)]);
	expect(await read(theirs, 'workload', item.assignmentId)).toBeNull();
	expect([mine.name, theirs.name]).toEqual([mine, theirs].map(({ vault }) => `golden-thread-vault-${vault?.vaultId}`));
	mine.close();
	theirs.close();
});

test('every table holds id and body and nothing else', async () => {
	const db = await openVaultDb(await testVault(), engine());
	expect(db.tables.map(({ schema }) => [schema.primKey.name, schema.indexes.length])).toEqual(
		db.tables.map(() => ['id', 0])
	);
	db.close();
});

test('a newer version gets the database only after everything is saved', async () => {
	const place = engine();
	const db = await openVaultDb(await testVault(), place);
	const item = workloadItem();
	const order: string[] = [];
	onVersionChange(db, async () => {
		// The database still takes what is typed.
		await write(db, [put('workload', item.assignmentId, item)]);
		order.push('saved');
	});
	const newer = new Dexie(db.name, place);
	newer.version(db.verno + 1).stores({ workload: 'id' });
	await newer.open();
	order.push('newer opened');
	expect(order).toEqual(['saved', 'newer opened']);
	expect(await newer.table('workload').count()).toBe(1);
	newer.close();
});
