/**
 * R9: two tabs on one audit, and a newer release that takes the database from a tab with words that are not saved yet. Not a character is lost,
 * and no tab writes over what another one wrote.
 */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, expect, test } from 'vitest';
import { createAuditEditor, type AuditEditor } from '#lib/client/audit-editor.svelte.ts';
import {
	deleteDb,
	oldDbName,
	onVersionChange,
	openDeviceDb,
	openVaultDb,
	type Engine,
	type KeptDraft
} from '#lib/client/db.ts';
import * as drafts from '#lib/client/drafts.ts';
import { followHeld, held } from '#lib/client/held.svelte.ts';
import { moveIn } from '#lib/client/moving-in.ts';
import { placeOf, read } from '#lib/client/records.ts';
import { openWork } from '#lib/client/open-work.svelte.ts';
import { exchange } from '#lib/client/sync.ts';
import * as vaults from '#lib/client/vaults.ts';
import type { Sealed } from '#lib/sealing/records.ts';
import { integer, pick, randomStream, type Random } from '#lib/domain/random.ts';
import { criterionById, type Criterion } from '#lib/domain/rubric.ts';
import { failStorage, type FailingStorage } from '../../support/failing-storage.ts';
import { COUNT, SEED } from '../../support/faults.ts';
import { testVault, vaultRecord } from '../../support/vault.ts';
import { createClock } from '../../unit/client/moved-clock.ts';
import { AMINA, createServer, rubric, testTablet, workloadItem, type TestTablet } from './tablet-builder.ts';

const NOTED = criterionById(rubric, 'F.2') as Criterion;
const TIMES = COUNT(500);

let disk: FailingStorage | null = null;
afterEach(() => disk?.stop());

async function begun() {
	const item = workloadItem();
	const tablet = await testTablet(createServer([item]));
	await exchange(tablet);
	await drafts.open(tablet, item.assignmentId);
	return { tablet, id: item.assignmentId };
}

async function editorOn(tablet: TestTablet, id: string): Promise<AuditEditor> {
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	return createAuditEditor(tablet, opened.kept, rubric, () => undefined);
}

const words = (editor: AuditEditor) => editor.kept.draft.looseNotes['F.2'] ?? '';

/** Types some characters, one at a time, with or without a moment between them. */
async function type(random: Random, editor: AuditEditor, isThere = () => true): Promise<void> {
	for (let keys = 1 + integer(random, 8); keys > 0 && isThere(); keys -= 1) {
		editor.write(NOTED, words(editor) + pick(random, [...'abcdefgh ']));
		if (integer(random, 3) === 0) await new Promise((done) => setImmediate(done));
		if (integer(random, 5) === 0) void editor.flush().catch(() => undefined);
	}
}

/** Opens a tablet's database as a later release would, which waits until every older tab has let go; gives the note that it finds. */
async function newerRelease({ db, engine, vault }: TestTablet, id: string): Promise<string> {
	// Dexie multiplies its own numbers by ten.
	const opening = engine.indexedDB.open(db.name, 20);
	const newer = await new Promise<IDBDatabase>((done, failed) => {
		opening.onsuccess = () => done(opening.result);
		opening.onerror = () => failed(opening.error as DOMException);
	});
	const reading = newer.transaction('drafts').objectStore('drafts').get(id) as IDBRequest<{ body: Sealed }>;
	await new Promise((done) => (reading.onsuccess = done));
	newer.close();
	const kept = (await vault.open(placeOf('drafts', id), reading.result.body)) as KeptDraft;
	return kept.draft.looseNotes['F.2'] ?? '';
}

test(
	`a newer release gets the database with every character in it (${TIMES} times)`,
	{ timeout: 600_000 },
	async () => {
		for (let nth = 1; nth <= TIMES; nth += 1) {
			const random = randomStream(`${SEED} version change ${nth}`);
			const { tablet, id } = await begun();
			const editor = await editorOn(tablet, id);
			const letGo = openWork.add(editor);
			let isThere = true;
			// As the page does it: once everything is saved, there is nothing to type into any more.
			onVersionChange(tablet.db, () => openWork.flush().then(() => void (isThere = false)));
			await type(random, editor);
			const found = newerRelease(tablet, id);
			for (let bouts = integer(random, 4); bouts > 0; bouts -= 1) await type(random, editor, () => isThere);
			const typed = words(editor);
			expect(await found, `version change ${nth}, seed ${SEED}`).toBe(typed);
			letGo();
		}
		console.log(`R9, seed ${SEED}: ${TIMES} version changes, 0 characters lost`);
	}
);

test('what is typed while the rest is being saved is saved before anybody is told so', async () => {
	const { tablet, id } = await begun();
	const editor = await editorOn(tablet, id);
	const letGo = openWork.add(editor);
	editor.write(NOTED, 'Page 4');
	const flushed = openWork.flush();
	await new Promise((done) => setImmediate(done));
	editor.write(NOTED, 'Page 4 and 5');
	await flushed;
	letGo();
	expect(await drafts.find(tablet, id)).toMatchObject({ kept: { draft: { looseNotes: { 'F.2': 'Page 4 and 5' } } } });
});

test('a tab that could not save keeps its words, and writes nothing into what the newer release made of the rest', async () => {
	const { tablet, id } = await begun();
	const editor = await editorOn(tablet, id);
	editor.write(NOTED, 'Saved before.');
	await editor.flush();
	let told: boolean | null = null;
	onVersionChange(tablet.db, () =>
		editor.flush().then(
			() => void (told = true),
			() => void (told = false)
		)
	);
	disk = failStorage(1, 'full', { lasting: true });
	editor.write(NOTED, 'Saved before. Not saved.');
	const found = newerRelease(tablet, id);
	expect(await found).toBe('Saved before.');
	expect(told).toBe(false);
	disk.stop();
	await expect(editor.flush()).rejects.toThrow('DatabaseClosedError');
	expect(editor.saving.state).toBe('failed');
	expect(drafts.exportFile(editor.kept).text).toContain('Saved before. Not saved.');
	expect(await newerRelease(tablet, id)).toBe('Saved before.');
});

test(`two tabs on one audit hand it over with every character (${TIMES} times)`, { timeout: 600_000 }, async () => {
	const { tablet, id } = await begun();
	const random = randomStream(`${SEED} two tabs`);
	let expected = '';
	let writing = tablet;
	let claim = await drafts.claim(tablet, id);
	expect(claim.mine).toBe(true);
	for (let nth = 1; nth <= TIMES; nth += 1) {
		const editor = await editorOn(writing, id);
		expect(words(editor)).toBe(expected);
		const other = await tablet.tab();
		const waiting = await drafts.claim(other, id);
		expect(waiting.mine).toBe(false);
		// Long notes would make a slow test: each writer begins with what is left of the one before.
		editor.write(NOTED, words(editor).slice(-20));
		await type(random, editor);
		expected = words(editor);
		const granted = waiting.granted.then(() => drafts.find(other, id));
		// As a page that is left does it: saved first, and then let go.
		await editor.flush();
		claim.release();
		expect(await granted, `handed over ${nth}, seed ${SEED}`).toMatchObject({
			kept: { draft: { looseNotes: { 'F.2': expected } } }
		});
		if (writing !== tablet) writing.db.close();
		[writing, claim] = [other, waiting];
	}
});

/** A tab that stands still: it has the database open as an earlier release, and does nothing when it is asked to let go. */
async function frozenTab({ indexedDB }: Engine, name: string, version: number): Promise<IDBDatabase> {
	const opening = indexedDB.open(name, version);
	const open = new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
	opening.onupgradeneeded = () => opening.result.createObjectStore('drafts', { keyPath: 'id' });
	return open;
}

test('a tab that stands still and holds the database is named, and once it is closed everything goes on by itself', async () => {
	const engine: Engine = { indexedDB: new IDBFactory(), IDBKeyRange };
	const kept = { id: 'one', body: { typed: 'before there were vaults' } };
	const frozen = await frozenTab(engine, oldDbName(AMINA), 20);
	await new Promise((done) => {
		frozen.transaction('drafts', 'readwrite').objectStore('drafts').put(kept).onsuccess = done;
	});
	const clock = createClock();
	followHeld(clock);
	const device = await openDeviceDb(engine);
	const vault = await testVault();
	const START = '2026-11-02T09:00:00.000Z';
	await vaults.add(device, AMINA, vaults.newKeptVault(vaultRecord(vault.vaultId), 'copying', START, START));
	const db = await openVaultDb(vault, engine);
	let over = false;
	const moving = moveIn(device, AMINA, db, engine).then(() => (over = true));
	// It was asked, and does nothing.
	await new Promise((done) => (frozen.onversionchange = done));
	await expect.poll(() => clock.timers).toBe(1);
	await clock.move(999);
	expect([held.waits, over]).toEqual([false, false]);
	await clock.move(1);
	expect([held.waits, over]).toEqual([true, false]);
	frozen.close();
	await moving;
	expect([held.waits, clock.timers]).toEqual([false, 0]);
	expect(await read(db, 'drafts', 'one')).toEqual(kept.body);

	// A tab that is awake lets go at once: nothing is said of it.
	const awake = await frozenTab(engine, oldDbName(AMINA), 20);
	let asked = false;
	awake.onversionchange = () => {
		asked = true;
		void clock.move(500).then(() => awake.close());
	};
	await deleteDb(oldDbName(AMINA), engine);
	expect([asked, held.waits, clock.timers]).toEqual([true, false, 0]);
	for (const each of [db, device]) each.close();
});
