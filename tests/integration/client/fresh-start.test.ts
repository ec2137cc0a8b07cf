/** A tablet that nobody can open is emptied, but never of anything that waits for the team, and never of more than its person agreed to. */
import { Dexie } from 'dexie';
import { afterEach, expect, test } from 'vitest';
import { v7 } from 'uuid';
import * as backups from '#lib/client/backups.ts';
import { oldDbName, openDeviceDb, openLockedDb } from '#lib/client/db.ts';
import * as device from '#lib/client/device.ts';
import * as drafts from '#lib/client/drafts.ts';
import { empty, look, mayEmpty, remainsOf, type FreshStartParts } from '#lib/client/fresh-start.ts';
import { leftOver } from '#lib/client/left-over.svelte.ts';
import { sendWhileLocked } from '#lib/client/locked.ts';
import * as marker from '#lib/client/marker.ts';
import * as outbox from '#lib/client/outbox.ts';
import { put, write } from '#lib/client/records.ts';
import { exchange, type ExchangeOutcome } from '#lib/client/sync.ts';
import * as vaults from '#lib/client/vaults.ts';
import { problem } from '#lib/domain/problem.ts';
import type { ExchangeReply, WorkloadItem } from '#lib/domain/sync.ts';
import { keyIdOf } from '#lib/sealing/to-key.ts';
import { signingKey } from '../../support/sealed.ts';
import { vaultRecord } from '../../support/vault.ts';
import { AMINA, answeredDraft, createServer, rubric, testTablet, workloadItem } from './tablet-builder.ts';

const START = '2026-11-02T09:00:00.000Z';
const { publicKey } = signingKey();
const intake = { keyId: await keyIdOf(publicKey), publicKey };
const nothing = { waiting: 0, stuck: 0, copied: 0, single: 0, aside: 0 };

let close = () => undefined as void;
afterEach(() => close());

/** A tablet whose plans came; `lock` leaves it as locking does. The server keeps copies of drafts where it is asked to. */
async function tabletWith(...plans: ('submitted' | 'begun')[]) {
	const items = plans.map((_, nth) => workloadItem({ planRef: `LEW-${nth + 2}222B` }));
	const server = createServer(items);
	const team = { keepsCopies: true, signedIn: true, copies: new Map<string, string>() };
	server.alter = (reply: ExchangeReply) => {
		if (team.keepsCopies)
			for (const { assignmentId, vaultId } of server.requests.at(-1)?.backups ?? [])
				team.copies.set(assignmentId, vaultId);
		const places = [...team.copies].map(([assignmentId, vaultId]) => ({
			...{ assignmentId, vaultId },
			savedAt: reply.serverTime,
			here: true
		}));
		return { ...reply, intake, recoveryKey: null, signedIn: team.signedIn, tablet: true, drafts: places };
	};
	const tablet = await testTablet(server);
	const { engine } = tablet;
	await exchange(tablet);
	const deviceDb = await openDeviceDb(engine);
	const facts = await device.facts(deviceDb, () => tablet.deviceId, tablet.now);
	const { vaultId } = tablet.vault;
	await vaults.add(deviceDb, AMINA, vaults.newKeptVault(vaultRecord(vaultId), 'gone', START, START));
	const entries: string[] = [];
	for (const [nth, kind] of plans.entries()) {
		const { assignmentId } = items[nth] as WorkloadItem;
		const opened = await drafts.open(tablet, assignmentId);
		if (opened.kind !== 'draft') throw new Error(opened.kind);
		const kept = { ...opened.kept, draft: answeredDraft(opened.kept.draft) };
		if (kind === 'begun') await drafts.save(tablet, kept);
		else entries.push(((await outbox.submit(tablet, kept, rubric)) as { entryId: string }).entryId);
	}
	await backups.make(tablet);
	const kept = new Map<string, string>();
	const state = { locked: true, left: 0, outcome: null as ExchangeOutcome | null };
	const parts: FreshStartParts = {
		device: deviceDb,
		engine,
		personId: AMINA,
		facts,
		notes: {
			getItem: (key) => kept.get(key) ?? null,
			setItem: (key, value) => void kept.set(key, value),
			removeItem: (key) => void kept.delete(key)
		},
		caches: undefined,
		workers: undefined,
		now: tablet.now,
		async send() {
			const db = await openLockedDb(vaultId, engine);
			const outcome = await sendWhileLocked(tablet, db, AMINA);
			db.close();
			return outcome;
		},
		locked: () => state.locked,
		leave: () => void (state.left += 1)
	};
	marker.note(parts.notes, AMINA, { vaultId, drafts: 1, waiting: 0, at: START });
	close = () => {
		deviceDb.close();
		tablet.db.close();
	};
	const names = async () => (await engine.indexedDB.databases()).map(({ name }) => name).sort();
	return { items, server, team, tablet, engine, parts, state, entries, facts, kept, names };
}

test('what waits is sent and copies are kept first; then wraps and records go, and the tablet stays the same one', async () => {
	const { server, team, parts, state, facts, kept, names, engine } = await tabletWith('submitted', 'begun');
	expect(await remainsOf(parts)).toEqual({ ...nothing, waiting: 1, single: 1 });
	const looked = await look(parts);
	expect(looked.remains).toEqual({ ...nothing, copied: 1 });
	expect([server.stored.size, team.copies.size]).toEqual([1, 1]);
	expect(mayEmpty(looked)).toBe(true);

	expect(await empty(parts, looked.remains)).toEqual({ state: 'emptied' });
	expect(state.left).toBe(1);
	expect(await names()).toEqual(['golden-thread-device']);
	expect(kept.size).toBe(0);
	const again = await openDeviceDb(engine);
	expect(await vaults.all(again)).toEqual([]);
	expect(await device.facts(again, v7, parts.now)).toMatchObject({ deviceId: facts.deviceId, personId: AMINA });
	expect(await remainsOf({ ...parts, device: again })).toEqual(nothing);
	again.close();
	expect(server.stored.size).toBe(1);
});

test('nothing is emptied while an audit waits, whatever keeps it: no network, a server that fails, nobody signed in', async () => {
	const { server, team, parts, state, names } = await tabletWith('submitted', 'begun');
	const agreed = { ...nothing, single: 1 };
	const before = await names();
	const lost = () => Promise.reject(new TypeError('network error'));
	for (const [answer, ended] of [
		[lost, 'no_network'],
		[() => new Response(null, { status: 503 }), 'server_failed']
	] as const) {
		server.instead = [answer];
		expect(await empty(parts, agreed)).toMatchObject({
			state: 'held',
			looked: { outcome: { state: ended }, remains: { waiting: 1 } }
		});
	}
	// The server takes the request and judges nothing.
	const { alter } = server;
	server.alter = (reply) => {
		const receipts = reply.receipts.map(({ entryId, contentHash }) => ({
			...{ outcome: 'refused' as const, entryId, contentHash },
			problem: problem('server.failed')
		}));
		return alter({ ...reply, receipts });
	};
	server.stored.clear();
	expect(await empty(parts, agreed)).toMatchObject({ state: 'held', looked: { remains: { waiting: 1 } } });
	server.alter = alter;
	// Whoever found the tablet has its credential, and is not its person.
	team.signedIn = false;
	expect(await empty(parts, agreed)).toMatchObject({ state: 'held', looked: { remains: { waiting: 0 } } });
	team.signedIn = true;
	// Another tab opened the vault meanwhile.
	state.locked = false;
	expect(await empty(parts, agreed)).toMatchObject({ state: 'held' });
	expect(await names()).toEqual(before);
	expect(state.left).toBe(0);
});

test('an audit that was turned down, or of which nothing is sealed, keeps the tablet as it is', async () => {
	const { server, parts, entries, tablet, names } = await tabletWith('submitted', 'submitted');
	const [refused = '', unsealed = ''] = entries;
	server.refuse.set(refused, problem('assignment.withdrawn'));
	await write(tablet.db, [{ table: 'sending', id: unsealed }]);
	const before = await names();
	const looked = await look(parts);
	expect(looked.remains).toEqual({ ...nothing, stuck: 2 });
	expect(mayEmpty(looked)).toBe(false);
	expect(await empty(parts, looked.remains)).toMatchObject({ state: 'held' });
	expect(await names()).toEqual(before);
});

test('more than was agreed to is never lost: the person looks again first', async () => {
	const { team, parts, tablet, items, names } = await tabletWith('begun', 'begun');
	const agreed = (await look(parts)).remains;
	expect(agreed).toEqual({ ...nothing, copied: 2 });
	const [first] = items as [WorkloadItem];
	const opened = await drafts.open(tablet, first.assignmentId);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	// Its last words are in memory alone: the disk is full.
	const { vaultId } = tablet.vault;
	leftOver.keep({ vaultId, kept: opened.kept, error: new DOMException('full', 'QuotaExceededError') });
	const before = await names();
	const held = await empty(parts, agreed);
	expect(held).toMatchObject({ state: 'held', looked: { remains: { copied: 1, single: 1 } } });
	expect(await names()).toEqual(before);
	// One that moved to another tablet has its copy from there; what was kept aside of it is nowhere else.
	const place = { assignmentId: first.assignmentId, vaultId, savedAt: START };
	await write(tablet.db, [
		{ table: 'backups', id: first.assignmentId },
		put('elsewhere', first.assignmentId, place),
		put('aside', `${first.assignmentId}@${START}`, { ...opened.kept, keptAt: START })
	]);
	team.keepsCopies = false;
	expect(await remainsOf(parts)).toEqual({ ...nothing, copied: 1, single: 1, aside: 1 });
	expect(await empty(parts, { ...nothing, copied: 1, single: 1 })).toMatchObject({ state: 'held' });
	expect(await empty(parts, { ...nothing, copied: 1, single: 1, aside: 1 })).toEqual({ state: 'emptied' });
	expect(leftOver.count).toBe(0);
});

test('what a release without vaults left outside is counted, and others on the tablet keep what is theirs', async () => {
	const { parts, engine, names } = await tabletWith('begun');
	const ben = v7();
	const theirs = vaultRecord();
	await vaults.add(parts.device, ben, vaults.newKeptVault(theirs, 'gone', START, START));
	(await openLockedDb(theirs.vaultId, engine)).close();
	const old = new Dexie(oldDbName(AMINA), engine);
	old.version(1).stores({ outbox: 'id', drafts: 'id' });
	await old.open();
	await old.table('outbox').put({ id: v7(), body: {} });
	await old.table('drafts').put({ id: v7(), body: {} });
	old.close();
	// Moved in already, they do not count.
	expect((await look(parts)).remains).toEqual({ ...nothing, copied: 1 });
	await vaults.change(parts.device, AMINA, () => ({ old: 'copying' }));
	expect((await look(parts)).remains).toEqual({ ...nothing, stuck: 1, copied: 1, single: 1 });
	await vaults.change(parts.device, AMINA, () => ({ old: 'gone' }));
	expect(await empty(parts, { ...nothing, copied: 1 })).toEqual({ state: 'emptied' });
	expect(await names()).toEqual(['golden-thread-device', `golden-thread-vault-${theirs.vaultId}`].sort());
});

test('where the wraps cannot be deleted it says so', async () => {
	const { parts } = await tabletWith('begun');
	const { remains } = await look(parts);
	parts.device.facts.hook('deleting', () => {
		throw new DOMException('made to fail', 'UnknownError');
	});
	await expect(empty(parts, remains)).rejects.toThrow('made to fail');
});
