/**
 * R11: the tablet of today at servers of earlier releases and of the one after, and what lies open on a tablet when a release changes under it.
 * Tablets of other releases at the server of today: `tests/integration/server/old-clients.test.ts`.
 */
import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createAuditEditor } from '#lib/client/audit-editor.svelte.ts';
import {
	isThere,
	oldDbName,
	onVersionChange,
	OLD_TABLES,
	openDeviceDb,
	openLockedDb,
	openVaultDb,
	type Engine,
	type KeptDraft,
	type KeptSubmission,
	type OutboxItem
} from '#lib/client/db.ts';
import * as drafts from '#lib/client/drafts.ts';
import { sendWhileLocked } from '#lib/client/locked.ts';
import { moveIn } from '#lib/client/moving-in.ts';
import * as outbox from '#lib/client/outbox.ts';
import { placeOf, readAll } from '#lib/client/records.ts';
import { exchange, introduce } from '#lib/client/sync.ts';
import { createTablet } from '#lib/client/tablet.ts';
import * as vaults from '#lib/client/vaults.ts';
import * as workload from '#lib/client/workload.ts';
import { problem } from '#lib/domain/problem.ts';
import { criterionById, type Criterion } from '#lib/domain/rubric.ts';
import { PROTOCOL, rubricKey, type WorkloadItem } from '#lib/domain/sync.ts';
import type { Sealed } from '#lib/sealing/records.ts';
import { keyIdOf, newKeyPair } from '#lib/sealing/to-key.ts';
import { recorded } from '#tests/support/old-clients/recorded.ts';
import { testVault, vaultRecord } from '#tests/support/vault.ts';
import { exchangeWords } from '../../../src/routes/(auditor)/words.ts';
import {
	AMINA,
	answeredDraft,
	createServer,
	rubric,
	testTablet,
	workloadItem,
	type TestServer,
	type TestTablet
} from './tablet-builder.ts';

const NOTED = criterionById(rubric, 'F.2') as Criterion;
const TYPED = 'Page 4: typed a moment ago, and not saved.';

async function draftOf(tablet: TestTablet, id: string): Promise<KeptDraft> {
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	return opened.kept;
}

/** A tablet of today with one audit that waits and one that was begun. */
async function atWork(): Promise<{
	server: TestServer;
	tablet: TestTablet;
	sent: string;
	begun: string;
	entryId: string;
}> {
	const items = [workloadItem(), workloadItem({ planRef: 'LEW-M2XDD' })];
	const [sent, begun] = items.map(({ assignmentId }) => assignmentId) as [string, string];
	const server = createServer(items);
	// So that what waits is sealed, and can go while the vault is locked.
	const { publicKey } = await newKeyPair(false);
	const intake = { keyId: await keyIdOf(publicKey), publicKey };
	server.alter = (reply) => ({ ...reply, intake });
	const tablet = await testTablet(server);
	await exchange(tablet);
	const first = await draftOf(tablet, sent);
	const done = await outbox.submit(tablet, { ...first, draft: answeredDraft(first.draft) }, rubric);
	if ('violations' in done) throw new Error(JSON.stringify(done.violations));
	await type(tablet, begun, 'Words of a draft.');
	return { server, tablet, sent, begun, entryId: done.entryId };
}

async function type(tablet: TestTablet, id: string, words: string): Promise<void> {
	const editor = createAuditEditor(tablet, await draftOf(tablet, id), rubric, () => undefined);
	editor.write(NOTED, words);
	await editor.flush();
}

const words = async (tablet: TestTablet, id: string) => (await draftOf(tablet, id)).draft.looseNotes['F.2'];
const waiting = async (tablet: TestTablet) =>
	(await outbox.list(tablet)).filter(({ refusal }) => refusal === null).map(({ entry }) => entry.entryId);

/** What an earlier release's server answers to an envelope: only what its own reader takes is more than a refusal. */
function earlierServer(protocol: 1 | 2) {
	const reader = z.fromJSONSchema(recorded(protocol).envelope);
	const met = { turnedAway: 0 };
	return {
		met,
		takes: (body: unknown) => reader.safeParse(body).success,
		async fetch(_path: string, init: RequestInit): Promise<Response> {
			if (reader.safeParse(JSON.parse(String(init.body))).success) throw new Error('an envelope of today was taken');
			met.turnedAway += 1;
			return Response.json(problem('request.malformed'), { status: 400 });
		}
	};
}

describe('the tablet of today', () => {
	test.each([1, 2] as const)(
		'at a server of protocol %i: everything stays, it is said, and all goes once the server is brought up',
		async (protocol) => {
			const { server, tablet, begun, entryId } = await atWork();
			const today = server.fetch.bind(server);
			const earlier = earlierServer(protocol);
			// The reader is a real one: it takes what its own tablets sent.
			for (const body of recorded(protocol).bodies) expect(earlier.takes(body)).toBe(true);
			server.fetch = earlier.fetch;

			const outcome = await exchange(tablet);
			expect(outcome).toEqual({ state: 'turned_away', problem: problem('request.malformed') });
			expect(exchangeWords(outcome)).toContain('It may need an update. Nothing is lost');
			expect((await introduce(tablet)).state).toBe('turned_away');
			const locked = await openLockedDb(tablet.vault.vaultId, tablet.engine);
			expect((await sendWhileLocked(tablet, locked, AMINA)).state).toBe('turned_away');
			expect([earlier.met.turnedAway, server.stored.size]).toEqual([3, 0]);
			expect((await readAll(locked, 'sending')).map((letter) => letter.entryId)).toEqual([entryId]);
			locked.close();

			// Auditing goes on, also after the browser was closed.
			await type(tablet, begun, 'Words of a draft, and more.');
			const again = await tablet.reopened();
			expect(await waiting(again)).toEqual([entryId]);
			expect(await words(again, begun)).toBe('Words of a draft, and more.');
			expect((await workload.list(again)).map(({ state }) => state)).toEqual(['begun', 'waiting']);

			server.fetch = today;
			expect(await exchange(again)).toMatchObject({ state: 'done', accepted: 1, refused: 0 });
			expect([...server.stored.keys()]).toEqual([entryId]);
			expect(await words(again, begun)).toBe('Words of a draft, and more.');
			expect((await workload.list(again)).map(({ state }) => state)).toEqual(['begun', 'sent']);
		}
	);

	test('at a server of the protocol after: what it adds is passed over, what cannot be read is no receipt', async () => {
		const { server, tablet, begun, entryId } = await atWork();
		// For a reason of its own day.
		server.refuse.set(entryId, { code: 'moon.full', message: 'Not at full moon.' } as never);
		// A reply of another protocol, one with a receipt of a kind that nobody knew, and a server that knows this tablet no more.
		const strange: ((reply: object) => object)[] = [
			(reply) => ({ ...reply, protocol: PROTOCOL + 1 }),
			(reply) => ({ ...reply, receipts: [{ outcome: 'queued', entryId }] })
		];
		for (const alter of strange) {
			server.alter = alter;
			expect(await exchange(tablet)).toEqual({ state: 'not_ours' });
		}
		server.instead = [() => Response.json(problem('request.malformed'), { status: 400 })];
		expect((await exchange(tablet)).state).toBe('turned_away');
		expect(await waiting(tablet)).toEqual([entryId]);
		expect(await words(tablet, begun)).toBe('Words of a draft.');

		// An entry that it turns down for a reason that nobody here knows waits, and the other is received.
		const other = workloadItem({ planRef: 'LEW-Q4N8T' });
		server.items = [...server.items, other];
		const [id, added] = [other.assignmentId, { weather: 'fine' }];
		server.alter = (reply) => ({
			...reply,
			...added,
			receipts: reply.receipts.map((one) => ({ ...one, tide: 'low' }))
		});
		expect(await exchange(tablet)).toEqual({ state: 'server_failed' });
		const next = await draftOf(tablet, id);
		await outbox.submit(tablet, { ...next, draft: answeredDraft(next.draft) }, rubric);
		expect(await exchange(tablet)).toEqual({ state: 'server_failed' });
		expect(await waiting(tablet)).toEqual([entryId]);
		expect((await workload.list(tablet)).find(({ assignmentId }) => assignmentId === id)?.state).toBe('sent');
		server.refuse.clear();
		expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 1, refused: 0 });
		expect(await waiting(tablet)).toEqual([]);
		expect(server.stored.has(entryId)).toBe(true);
		expect(await words(tablet, begun)).toBe('Words of a draft.');
	});
});

describe('an update with a draft open', () => {
	/** A tab of an earlier release with words that are not on disk; it does on a version change what its own code did: saves, and lets go. */
	async function earlierTab(protocol: 1 | 2, engine: Engine): Promise<{ saved: () => boolean }> {
		const { version, rows } = recorded(protocol).tablet;
		const tab = new Dexie(oldDbName(AMINA), { ...engine });
		tab.version(1).stores(Object.fromEntries(OLD_TABLES.slice(0, 6).map((table) => [table, 'id'])));
		if (version === 2) tab.version(2).stores({ guide: 'id', openings: 'id', practice: 'id' });
		await tab.open();
		for (const [table, all] of Object.entries(rows)) await tab.table(table).bulkPut([...all]);
		await tab.table('rubrics').put({ id: rubricKey(rubric), body: rubric });
		const [open] = rows.drafts as readonly { id: string; body: KeptDraft }[];
		if (!open) throw new Error('no draft was recorded');
		let saved = false;
		tab.on('versionchange', () => {
			const { draft, item } = open.body;
			const body = { item, draft: { ...draft, looseNotes: { ...draft.looseNotes, 'F.2': TYPED } } };
			void tab
				.table('drafts')
				.put({ id: open.id, body })
				.then(() => (saved = true))
				.finally(() => tab.close());
			return false;
		});
		return { saved: () => saved };
	}

	test.each([1, 2] as const)(
		'from protocol %i: the last words are there, and what waited is sent',
		async (protocol) => {
			const engine: Engine = { indexedDB: new IDBFactory(), IDBKeyRange };
			const { rows } = recorded(protocol).tablet;
			const tab = await earlierTab(protocol, engine);
			const device = await openDeviceDb(engine);
			const vault = await testVault();
			const now = () => '2026-11-03T09:00:00.000Z';
			await vaults.add(device, AMINA, vaults.newKeptVault(vaultRecord(vault.vaultId), 'copying', now(), now()));
			const db = await openVaultDb(vault, engine);
			expect((await moveIn(device, AMINA, db, engine)).old).toBe('gone');
			expect([tab.saved(), await isThere(oldDbName(AMINA), engine)]).toEqual([true, false]);

			const server = createServer((rows.workload ?? []).map(({ body }) => body as WorkloadItem));
			const { fetch } = server;
			const parts = { db, personId: AMINA, deviceId: vault.vaultId, fetch, now, newId: () => v7() };
			const tablet = createTablet(parts) as TestTablet;
			const [entry] = (rows.outbox ?? []).map(({ body }) => (body as OutboxItem).entry);
			const copies = (rows.submissions ?? []).map(({ body }) => body as KeptSubmission);
			const [open] = (rows.drafts ?? []).map(({ body }) => body as KeptDraft);
			if (!entry || !open) throw new Error('nothing was recorded');
			const { assignmentId, answers } = open.draft;
			expect(await readAll(db, 'submissions')).toEqual(copies);
			expect(await words(tablet, assignmentId)).toBe(TYPED);
			expect((await draftOf(tablet, assignmentId)).draft.answers).toMatchObject(answers);

			expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 1, refused: 0 });
			expect([...server.stored.values()]).toMatchObject([{ entryId: entry.entryId, contentHash: entry.contentHash }]);
			expect(await readAll(db, 'submissions')).toHaveLength(copies.length);
			expect(await words(tablet, assignmentId)).toBe(TYPED);
			for (const each of [db, device]) each.close();
		}
	);

	test('to the release after: it finds the last words and what waits, sealed as they were', async () => {
		const { tablet, begun, entryId } = await atWork();
		const editor = createAuditEditor(tablet, await draftOf(tablet, begun), rubric, () => undefined);
		onVersionChange(tablet.db, () => editor.flush());
		editor.write(NOTED, TYPED);
		// Dexie multiplies its own numbers by ten; a later release brings a table of its own.
		const later = new Dexie(tablet.db.name, { ...tablet.engine });
		const tables = tablet.db.tables.map(({ name }) => [name, 'id'] as const);
		later.version(2).stores({ ...Object.fromEntries(tables), weather: 'id' });
		await later.open();
		expect(editor.saving.state).toBe('saved');
		const found = async (table: 'drafts' | 'outbox', id: string) => {
			const row = (await later.table(table).get(id)) as { body: Sealed };
			return tablet.vault.open(placeOf(table, id), row.body);
		};
		expect(await found('drafts', begun)).toMatchObject({ draft: { looseNotes: { 'F.2': TYPED } } });
		expect(await found('outbox', entryId)).toMatchObject({ entry: { entryId }, refusal: null });
		later.close();
	});
});
