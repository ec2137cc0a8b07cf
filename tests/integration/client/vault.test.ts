/** What lies on the disk of a tablet: sealed, each record in its own place, and moved there from older releases without a loss. */
import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { liveQuery } from 'dexie';
import { v7 } from 'uuid';
import {
	deleteDb,
	isThere,
	oldDbName,
	OLD_TABLES,
	openDeviceDb,
	openLockedDb,
	openVaultDb,
	type DeviceDb,
	type Engine,
	type PersonDb
} from '#lib/client/db.ts';
import * as device from '#lib/client/device.ts';
import * as drafts from '#lib/client/drafts.ts';
import { createDoor, type Door, type LockedBecause } from '#lib/client/door.svelte.ts';
import * as marker from '#lib/client/marker.ts';
import { moveIn } from '#lib/client/moving-in.ts';
import { put, read, readAll, readIds, VaultLocked, write } from '#lib/client/records.ts';
import { exchange } from '#lib/client/sync.ts';
import * as recovery from '#lib/client/recovery.ts';
import { openVault } from '#lib/client/vault.ts';
import * as vaults from '#lib/client/vaults.ts';
import { wipe } from '#lib/client/wipe.ts';
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import { usualLocks } from '#lib/domain/vault.ts';
import { handOver, receive } from '#lib/sealing/escrow.ts';
import { newKey, NotOpened } from '#lib/sealing/records.ts';
import { newKeyPair } from '#lib/sealing/to-key.ts';
import { testVault, vaultRecord } from '#tests/support/vault.ts';
import { AMINA, answeredDraft, createServer, failWrite, testTablet, workloadItem } from './tablet-builder.ts';

const START = '2026-11-02T09:00:00.000Z';
const now = () => START;

let engine: Engine;
beforeEach(() => {
	engine = { indexedDB: new IDBFactory(), IDBKeyRange };
});

/** Gives everything that lies in the databases of an engine, as one text of every string and byte in it. */
async function onDisk({ indexedDB }: Engine): Promise<string> {
	const parts: string[] = [];
	const take = (value: unknown): void => {
		if (typeof value === 'string') parts.push(value);
		else if (value instanceof Uint8Array) parts.push(Buffer.from(value).toString('latin1'));
		else if (value !== null && typeof value === 'object')
			for (const [key, one] of Object.entries(value)) {
				parts.push(key);
				take(one);
			}
	};
	for (const { name = '' } of await indexedDB.databases()) {
		parts.push(name);
		const db = new Dexie(name, engine);
		await db.open();
		for (const table of db.tables) take(await table.toArray());
		db.close();
	}
	return parts.join('\n');
}

describe('at rest', () => {
	const item = workloadItem({ planRef: 'LEW-9ZXWV', settingName: 'Marker Primary School' });

	test('nothing of a plan, an answer or a note can be found; with the vault, all of it', async () => {
		const server = createServer([item]);
		const tablet = await testTablet(server);
		engine = tablet.engine;
		await exchange(tablet);
		const opened = await drafts.open(tablet, item.assignmentId);
		if (opened.kind !== 'draft') throw new Error('no draft');
		const kept = { ...opened.kept, draft: answeredDraft(opened.kept.draft, { note: 'marker-of-the-note' }) };
		await drafts.save(tablet, kept);
		const bytes = await onDisk(engine);
		for (const secret of ['marker-of-the-note', 'LEW-9ZXWV', 'Marker Primary', 'Amina', 'not_met', 'looseNotes'])
			expect(bytes, secret).not.toContain(secret);
		// The search finds what is there: ids, which name nobody.
		expect(bytes).toContain(item.assignmentId);
		expect(await read(tablet.db, 'drafts', item.assignmentId)).toEqual(kept);
	});

	test('another key opens nothing, and a locked database gives only what is sealed for others', async () => {
		const vault = await testVault();
		const mine = await openVaultDb(vault, engine);
		await write(mine, [put('workload', item.assignmentId, item)]);
		const stranger = await openVaultDb(openVault(vaultRecord(vault.vaultId), await newKey()), engine);
		await expect(read(stranger, 'workload', item.assignmentId)).rejects.toThrow(NotOpened);
		const locked = await openLockedDb(vault.vaultId, engine);
		await expect(read(locked, 'workload', item.assignmentId)).rejects.toThrow(VaultLocked);
		await expect(readAll(locked, 'workload')).rejects.toThrow(VaultLocked);
		await expect(write(locked, [put('workload', item.assignmentId, item)])).rejects.toThrow(VaultLocked);
		const receipt = { outcome: 'accepted', entryId: v7(), contentHash: '0', receivedAt: START, sequence: 1 } as const;
		await write(locked, [put('receipts', receipt.entryId, receipt)]);
		expect(await readAll(mine, 'receipts')).toEqual([receipt]);
		for (const db of [mine, stranger, locked]) db.close();
	});

	test('two records put in each other’s place, and one that was changed, are refused, counted and kept', async () => {
		const db = await openVaultDb(await testVault(), engine);
		const [one, two, three] = [workloadItem(), workloadItem(), workloadItem()];
		await write(
			db,
			[one, two, three].map((each) => put('workload', each.assignmentId, each))
		);
		const [first, second] = [await db.workload.get(one.assignmentId), await db.workload.get(two.assignmentId)];
		await db.workload.put({ id: one.assignmentId, body: second?.body });
		await db.workload.put({ id: two.assignmentId, body: first?.body });
		await expect(read(db, 'workload', one.assignmentId)).rejects.toThrow(NotOpened);
		expect(await readAll(db, 'workload')).toEqual([three]);
		expect([...db.damaged].sort()).toEqual([one, two].map(({ assignmentId }) => `workload|${assignmentId}`).sort());
		expect(await readIds(db, 'workload')).toHaveLength(3);
		// From one table into another is another place too.
		const third = await db.workload.get(three.assignmentId);
		await db.drafts.put({ id: three.assignmentId, body: third?.body });
		await expect(read(db, 'drafts', three.assignmentId)).rejects.toThrow(NotOpened);
		db.close();
	});

	test('writes reach the disk in the order in which they were asked for, however long each takes to seal', async () => {
		const vault = await testVault();
		let slow = true;
		const db = await openVaultDb(
			{
				...vault,
				async seal(place, body) {
					if (slow) {
						slow = false;
						for (let nth = 0; nth < 50; nth += 1) await vault.seal(place, body);
					}
					return vault.seal(place, body);
				}
			},
			engine
		);
		const [first, second] = [workloadItem({ planRef: 'LEW-2222B' }), workloadItem({ planRef: 'LEW-3333B' })];
		await Promise.all([write(db, [put('workload', 'same', first)]), write(db, [put('workload', 'same', second)])]);
		expect(await read(db, 'workload', 'same')).toEqual(second);
		db.close();
	});

	test('a live query follows what it reads after something was opened', async () => {
		// A live query asks the world for its IndexedDB.
		Object.assign(Dexie.dependencies, engine);
		const db = await openVaultDb(await testVault(), engine);
		await write(db, [put('workload', 'one', workloadItem())]);
		const seen: number[] = [];
		const more = Promise.withResolvers<void>();
		const following = liveQuery(async () => {
			await read(db, 'workload', 'one');
			return (await readAll(db, 'aside')).length;
		}).subscribe((count) => {
			seen.push(count);
			if (count === 0) void write(db, [put('aside', 'x', {} as never)]);
			else more.resolve();
		});
		await more.promise;
		following.unsubscribe();
		expect(seen).toEqual([0, 1]);
		db.close();
	});
});

describe('from a release without vaults', () => {
	const records = () =>
		OLD_TABLES.flatMap((table) =>
			[1, 2].map((nth) => ({ table, id: `${table}-${nth}`, body: { kept: `${table} ${nth}` } }))
		);

	async function oldTablet(version: 1 | 2): Promise<ReturnType<typeof records>> {
		const old = new Dexie(oldDbName(AMINA), { ...engine });
		const first = ['contact', 'rubrics', 'workload', 'drafts', 'submissions', 'outbox'];
		old.version(1).stores(Object.fromEntries(first.map((name) => [name, 'id'])));
		if (version === 2) old.version(2).stores({ guide: 'id', openings: 'id', practice: 'id' });
		await old.open();
		const kept = records().filter(({ table }) => version === 2 || first.includes(table));
		for (const { table, id, body } of kept) await old.table(table).put({ id, body });
		old.close();
		return kept;
	}

	async function begun(): Promise<{ db: PersonDb; deviceDb: DeviceDb; again: () => Promise<PersonDb> }> {
		const deviceDb = await openDeviceDb(engine);
		const vault = await testVault();
		await vaults.add(deviceDb, AMINA, vaults.newKeptVault(vaultRecord(vault.vaultId), 'copying', START, START));
		return { db: await openVaultDb(vault, engine), deviceDb, again: () => openVaultDb(vault, engine) };
	}

	test.each([1, 2] as const)(
		'every record of version %i is in the vault, and the old database is gone',
		async (version) => {
			const kept = await oldTablet(version);
			const { db, deviceDb } = await begun();
			expect((await moveIn(deviceDb, AMINA, db, engine)).old).toBe('gone');
			for (const { table, id, body } of kept)
				expect(canonicalJson(await read(db, table, id))).toBe(canonicalJson(body));
			expect(await isThere(oldDbName(AMINA), engine)).toBe(false);
			expect(await onDisk(engine)).not.toContain('kept');
			// Doing it again does nothing.
			await write(db, [put('drafts', 'drafts-1', { newer: true } as never)]);
			await moveIn(deviceDb, AMINA, db, engine);
			expect(await read(db, 'drafts', 'drafts-1')).toEqual({ newer: true });
		}
	);

	test('killed at any write, it carries on with every record once', async () => {
		for (let nth = 1; ; nth += 1) {
			engine = { indexedDB: new IDBFactory(), IDBKeyRange };
			const kept = await oldTablet(2);
			const { db, deviceDb, again } = await begun();
			const writes = failWrite(db, nth);
			const facts = failWrite(deviceDb as unknown as PersonDb, nth - records().length);
			for (const each of [db, deviceDb]) {
				each.close({ disableAutoOpen: false });
				await each.open();
			}
			const failed = await moveIn(deviceDb, AMINA, db, engine).then(
				() => false,
				() => true
			);
			for (const each of [db, deviceDb]) each.close();
			const [reopened, facts2] = [await again(), await openDeviceDb(engine)];
			// One whole set is there, and which one counts is known.
			const { old } = (await vaults.find(facts2, AMINA)) as vaults.KeptVault;
			if (old === 'copying') expect(await isThere(oldDbName(AMINA), engine)).toBe(true);
			expect((await moveIn(facts2, AMINA, reopened, engine)).old).toBe('gone');
			for (const { table, id, body } of kept) expect(await read(reopened, table, id)).toEqual(body);
			expect(await isThere(oldDbName(AMINA), engine)).toBe(false);
			for (const each of [reopened, facts2]) each.close();
			if (!failed) {
				expect(writes.calls).toBe(records().length);
				expect(facts.calls).toBe(2);
				expect(nth).toBe(records().length + 3);
				break;
			}
		}
	});

	test('a tab of the old release saves and lets go before anything is copied', async () => {
		await oldTablet(2);
		const tab = new Dexie(oldDbName(AMINA), { ...engine });
		tab.version(2).stores(Object.fromEntries(OLD_TABLES.map((table) => [table, 'id'])));
		await tab.open();
		tab.on('versionchange', () => {
			void tab
				.table('drafts')
				.put({ id: 'drafts-1', body: { typed: 'at the last moment' } })
				.finally(() => tab.close());
			return false;
		});
		const { db, deviceDb } = await begun();
		await moveIn(deviceDb, AMINA, db, engine);
		expect(await read(db, 'drafts', 'drafts-1')).toEqual({ typed: 'at the last moment' });
	});
});

describe('the door', () => {
	let time: number;
	let steady: number;
	let timers: { act: () => void; at: number }[];
	let db: PersonDb | null;
	let shut: LockedBecause[];
	let deviceDb: DeviceDb;
	const clock = {
		setTimeout: (act: () => void, ms: number) => {
			const timer = { act, at: steady + ms };
			timers.push(timer);
			return timer;
		},
		clearTimeout: (timer: unknown) => {
			timers = timers.filter((other) => other !== timer);
		}
	};

	function pass(ms: number, wall = ms) {
		const until = steady + ms;
		time += wall;
		for (;;) {
			const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
			if (!next) break;
			timers = timers.filter((other) => other !== next);
			steady = Math.max(steady, next.at);
			next.act();
		}
		steady = until;
	}

	const quiet = () => ({ postMessage: () => undefined, close: () => undefined, onmessage: null });

	async function door(channel: () => ReturnType<typeof quiet> | BroadcastChannel = quiet): Promise<Door> {
		return createDoor({
			device: deviceDb,
			personId: AMINA,
			now: () => new Date(time).toISOString(),
			moment: () => ({ wall: time, steady }),
			clock,
			locks: navigator.locks,
			channel,
			engine,
			opened: (opened) => {
				db = opened;
			},
			shut: async (because) => {
				shut.push(because);
				db = null;
			}
		});
	}

	beforeEach(async () => {
		[time, steady, timers, db, shut] = [Date.parse(START), 0, [], null, []];
		deviceDb = await openDeviceDb(engine);
		await device.facts(deviceDb, v7, now);
	});

	const PHRASE = 'tiger lamp river soup';

	/** R16: the person deleted it, or the tablet forgot it or gives another secret; work that is not sent lies behind it. */
	test('a passkey that has gone leaves the passphrase as the way in, and everything that is not sent', async () => {
		let secret: Uint8Array | null = crypto.getRandomValues(new Uint8Array(32));
		const rawId = crypto.getRandomValues(new Uint8Array(16)).buffer;
		const asked = async () => {
			const first = secret;
			if (!first) throw new DOMException('no such passkey', 'NotAllowedError');
			return { rawId, getClientExtensionResults: () => ({ prf: { results: { first } } }) };
		};
		Object.defineProperty(navigator, 'credentials', { configurable: true, value: { create: asked, get: asked } });
		const one = await door();
		expect(await one.setUp(v7(), PHRASE)).toEqual({ state: 'open' });
		const unsent = { kept: 'not sent' } as never;
		await write(db as unknown as PersonDb, [put('drafts', 'one', unsent), put('outbox', 'two', unsent)]);
		expect(await one.addPasskey()).toBe(true);
		await one.lock('asked');
		expect(await one.unlockWithPasskey()).toEqual({ state: 'open' });
		for (const gone of [null, crypto.getRandomValues(new Uint8Array(32))]) {
			secret = gone;
			await one.lock('asked');
			expect(await one.unlockWithPasskey()).toEqual({ state: 'no_passkey' });
			expect([one.isOpen, db, one.kept?.record.passkeys.length]).toEqual([false, null, 1]);
			expect(await one.unlock(PHRASE)).toEqual({ state: 'open' });
			for (const [table, id] of [
				['drafts', 'one'],
				['outbox', 'two']
			] as const)
				expect(await read(db as unknown as PersonDb, table, id)).toEqual(unsent);
		}
	});

	test('what was set up opens again with the passphrase, and with no other', async () => {
		const first = await door();
		expect(first.kept).toBeNull();
		expect(await first.setUp(v7(), PHRASE)).toEqual({ state: 'open' });
		await write(db as unknown as PersonDb, [put('workload', 'one', workloadItem())]);
		await first.lock('asked');
		expect([first.isOpen, shut, db]).toEqual([false, ['asked'], null]);

		const again = await door();
		expect(await again.unlock('tiger lamp river soap')).toEqual({ state: 'wrong' });
		expect(again.kept?.wrong).toHaveLength(1);
		expect(await again.unlock(PHRASE)).toEqual({ state: 'open' });
		expect(again.kept?.wrong).toEqual([]);
		expect(await readIds(db as unknown as PersonDb, 'workload')).toEqual(['one']);
		again.stop();
	});

	test('a second set-up never takes the place of a vault that is there', async () => {
		const [one, two] = [await door(), await door()];
		const vaultId = v7();
		expect(await one.setUp(vaultId, PHRASE)).toEqual({ state: 'open' });
		expect((await two.setUp(v7(), 'another passphrase')).state).toBe('failed');
		expect((await vaults.find(deviceDb, AMINA))?.record.vaultId).toBe(vaultId);
		one.stop();
	});

	test('wrong tries count before they are made, wait, and end with signing in; nothing is deleted', async () => {
		const first = await door();
		await first.setUp(v7(), PHRASE);
		await first.lock('asked');
		await vaults.change(deviceDb, AMINA, () => ({ wrong: Array.from({ length: 9 }, () => START) }));
		const again = await door();
		expect(await again.unlock('wrong')).toEqual({ state: 'wait', left: 60_000 });
		// Closing the app takes nothing back, and the right passphrase has to wait too.
		const closed = await door();
		pass(59_999);
		expect((await closed.unlock(PHRASE)).state).toBe('wait');
		pass(1);
		expect(await closed.unlock(PHRASE)).toEqual({ state: 'open' });
		await closed.lock('asked');

		await vaults.change(deviceDb, AMINA, () => ({ wrong: Array.from({ length: 100 }, () => START) }));
		const shutOut = await door();
		expect(await shutOut.unlock(PHRASE)).toEqual({ state: 'sign_in', because: 'tries' });
		await shutOut.vouched({ serverAt: START, signedIn: false });
		expect((await shutOut.unlock(PHRASE)).state).toBe('sign_in');
		await shutOut.vouched({ serverAt: START, signedIn: true });
		expect(await shutOut.unlock(PHRASE)).toEqual({ state: 'open' });
		shutOut.stop();
	});

	test('after 14 days without the team it opens only once the person signed in, also with the clock turned back', async () => {
		const first = await door();
		await first.setUp(v7(), PHRASE);
		await first.lock('asked');
		const days = (count: number) => count * 24 * 60 * 60_000;
		time += days(14);
		const late = await door();
		expect(await late.unlock(PHRASE)).toEqual({ state: 'sign_in', because: 'lease' });
		time -= days(10);
		expect(await late.unlock(PHRASE)).toEqual({ state: 'sign_in', because: 'lease' });
		await late.vouched({ serverAt: START, signedIn: false });
		expect((await late.unlock(PHRASE)).state).toBe('sign_in');
		await late.vouched({ serverAt: START, signedIn: true, locks: { ...usualLocks, frontMinutes: 2 } });
		expect(await late.unlock(PHRASE)).toEqual({ state: 'open' });
		expect(late.kept?.locks.frontMinutes).toBe(2);
		late.stop();
	});

	test('it locks by itself: warned a minute before, put off by a touch, not put off by hiding or by the clock', async () => {
		const own = await door();
		await own.setUp(v7(), PHRASE);
		pass(4 * 60_000 - 1);
		expect(own.warning).toBeNull();
		pass(1);
		expect(own.warning).toBe(60_000);
		pass(20_000);
		expect(own.warning).toBe(40_000);
		own.touched();
		expect(own.warning).toBeNull();
		pass(5 * 60_000, -365 * 24 * 60 * 60_000);
		await expect.poll(() => shut).toEqual(['idle']);
		expect(own.isOpen).toBe(false);

		time = Date.parse(START);
		await own.unlock(PHRASE);
		own.hidden(true);
		pass(10 * 60_000 - 1);
		expect(own.isOpen).toBe(true);
		own.hidden(false);
		own.hidden(true);
		// Asleep: no timer runs, and the clock on the wall does.
		time += 10 * 60_000;
		own.hidden(false);
		await expect.poll(() => shut).toEqual(['idle', 'idle']);
		own.stop();
	});

	test('times that the partnership set hold from the contact on that brought them', async () => {
		const own = await door();
		await own.setUp(v7(), PHRASE);
		await own.vouched({ serverAt: START, signedIn: false, locks: { ...usualLocks, frontMinutes: 2 } });
		pass(60_000 - 1);
		expect(own.warning).toBeNull();
		pass(1);
		expect(own.warning).toBe(60_000);
		await own.vouched({ serverAt: START, signedIn: false, locks: { ...usualLocks, frontMinutes: 9 } });
		expect(own.warning).toBeNull();
		pass(8 * 60_000 - 60_000);
		expect(own.warning).toBe(60_000);
		own.stop();
	});

	test('a second tab gets the key from an open one, and both lock together', async () => {
		const name = v7();
		const one = await door(() => new BroadcastChannel(name));
		await one.setUp(v7(), PHRASE);
		const two = await door(() => new BroadcastChannel(name));
		await expect.poll(() => two.isOpen).toBe(true);
		await two.lock('asked');
		await expect.poll(() => one.isOpen).toBe(false);
		expect(shut).toEqual(['asked', 'other_tab']);
		one.stop();
		two.stop();
	});

	test('with the key that was handed over, new words open everything; the old ones and passkeys open nothing', async () => {
		const first = await door();
		const vaultId = v7();
		await first.setUp(vaultId, PHRASE);
		const item = workloadItem();
		await write(db as unknown as PersonDb, [put('workload', 'one', item)]);
		const team = await newKeyPair(false);
		const escrow = await (db as unknown as PersonDb).vault?.sealKeyTo(team.publicKey);
		if (!escrow) throw new Error('no escrow');
		await vaults.addPasskey(deviceDb, AMINA, {
			kind: 'passkey',
			credentialId: 'A',
			prfSalt: 'A'.repeat(43),
			n: 'A'.repeat(16),
			c: 'A'.repeat(64)
		});
		await first.lock('asked');
		first.stop();

		// Asked for, and the app closed: the key is still there, and cannot be taken out.
		const asked = await recovery.begin(deviceDb, AMINA, vaultId);
		const own = await recovery.find(deviceDb, AMINA);
		if (!own) throw new Error('no key');
		expect(recovery.asSent(own)).toEqual({ vaultId, publicKey: asked.pair.publicKey });
		expect(own.pair.privateKey.extractable).toBe(false);
		await expect(crypto.subtle.exportKey('jwk', own.pair.privateKey)).rejects.toThrow();

		const again = await door();
		await again.unlock('a wrong passphrase');
		const before = await vaults.find(deviceDb, AMINA);
		// A key of something else takes the place of nothing: the old words may yet be found.
		expect(await again.recover(vaultId, await newKey(), 'new words for it')).toEqual({ state: 'other_key' });
		expect(await again.recover(v7(), await newKey(), 'new words for it')).toEqual({ state: 'other_key' });
		expect(await vaults.find(deviceDb, AMINA)).toEqual(before);

		const handed = await handOver(team, vaultId, escrow, own.pair.publicKey);
		const dataKey = await receive(own.pair, vaultId, handed);
		expect(await again.recover(vaultId, dataKey, 'new words for it')).toEqual({ state: 'open' });
		expect(await read(db as unknown as PersonDb, 'workload', 'one')).toEqual(item);
		expect(again.kept).toMatchObject({ wrong: [], record: { vaultId, passkeys: [] } });
		expect(await recovery.find(deviceDb, AMINA)).toBeNull();
		await again.lock('asked');
		const last = await door();
		expect(await last.unlock(PHRASE)).toEqual({ state: 'wrong' });
		expect(await last.unlock('NEW words-for it')).toEqual({ state: 'open' });
		last.stop();
	});

	test('words that were found end the asking; on a new tablet the handed key opens the same vault', async () => {
		const first = await door();
		const vaultId = v7();
		await first.setUp(vaultId, PHRASE);
		await first.lock('asked');
		await recovery.begin(deviceDb, AMINA, vaultId);
		expect(await first.unlock(PHRASE)).toEqual({ state: 'open' });
		expect(await recovery.find(deviceDb, AMINA)).toBeNull();
		first.stop();
		engine = { indexedDB: new IDBFactory(), IDBKeyRange };
		deviceDb = await openDeviceDb(engine);
		await recovery.begin(deviceDb, AMINA, vaultId);
		const other = await door();
		expect(await other.recover(vaultId, await newKey(), 'new words for it')).toEqual({ state: 'open' });
		expect(other.kept?.record).toMatchObject({ vaultId, passkeys: [] });
		expect(await recovery.find(deviceDb, AMINA)).toBeNull();
		other.stop();
	});

	test('the vault of another tablet is taken over with its passphrase, and records of an older release move in', async () => {
		const first = await door();
		const vaultId = v7();
		await first.setUp(vaultId, PHRASE);
		const wrap = first.kept?.record.passphrase;
		if (!wrap) throw new Error('no wrap');
		first.stop();
		engine = { indexedDB: new IDBFactory(), IDBKeyRange };
		deviceDb = await openDeviceDb(engine);
		const old = new Dexie(oldDbName(AMINA), { ...engine });
		old.version(1).stores({ drafts: 'id' });
		await old.open();
		await old.table('drafts').put({ id: 'one', body: { typed: 'before there were vaults' } });
		old.close();
		const other = await door();
		expect(await other.adopt(vaultId, wrap, 'another passphrase')).toEqual({ state: 'wrong' });
		expect(await other.adopt(vaultId, wrap, PHRASE)).toEqual({ state: 'open' });
		expect(await read(db as unknown as PersonDb, 'drafts', 'one')).toEqual({ typed: 'before there were vaults' });
		other.stop();
	});
});

describe('wiping', () => {
	const notes = () => {
		const kept = new Map<string, string>();
		return {
			kept,
			getItem: (key: string) => kept.get(key) ?? null,
			setItem: (key: string, value: string) => void kept.set(key, value),
			removeItem: (key: string) => void kept.delete(key)
		};
	};

	test('takes wraps and records of one person, and with the last one the app too', async () => {
		const deviceDb = await openDeviceDb(engine);
		await device.facts(deviceDb, v7, now);
		const [one, two] = [await testVault(), await testVault()];
		const ben = v7();
		for (const [personId, vault] of [
			[AMINA, one],
			[ben, two]
		] as const) {
			await vaults.add(deviceDb, personId, vaults.newKeptVault(vaultRecord(vault.vaultId), 'gone', START, START));
			(await openVaultDb(vault, engine)).close();
		}
		const marks = notes();
		for (const personId of [AMINA, ben])
			marker.note(marks, personId, { vaultId: v7(), drafts: 1, waiting: 0, at: START });
		const [cached, registered] = [new Set(['workbox']), { gone: 0 }];
		const parts = {
			device: deviceDb,
			notes: marks,
			caches: { keys: async () => [...cached], delete: async (name: string) => cached.delete(name) },
			workers: {
				getRegistrations: async () =>
					[
						{ unregister: async () => ((registered.gone += 1), true) }
					] as unknown as readonly ServiceWorkerRegistration[]
			},
			engine
		};
		await wipe(parts, AMINA);
		expect(await vaults.find(deviceDb, AMINA)).toBeNull();
		expect(marker.expected(marks, AMINA)).toBeNull();
		expect((await engine.indexedDB.databases()).map(({ name }) => name).sort()).toEqual(
			['golden-thread-device', `golden-thread-vault-${two.vaultId}`].sort()
		);
		expect(cached.size).toBe(1);
		await wipe(parts, ben);
		expect(await engine.indexedDB.databases()).toEqual([]);
		expect([cached.size, registered.gone, marks.kept.size]).toEqual([0, 1, 0]);
	});
});

test('what should be here is noted outside, and its going is noticed', async () => {
	const kept = new Map<string, string>([['golden-thread-expected', 'not JSON']]);
	const notes = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key)
	};
	expect(marker.expected(notes, AMINA)).toBeNull();
	const counts = { vaultId: v7(), drafts: 2, waiting: 1, at: START };
	marker.note(notes, AMINA, counts);
	expect(marker.expected(notes, AMINA)).toEqual(counts);
	expect(marker.missing(counts, false)).toEqual(counts);
	expect(marker.missing(counts, true)).toBeNull();
	expect(marker.missing({ ...counts, drafts: 0, waiting: 0 }, false)).toBeNull();
	// Found missing once, it is missing until somebody said that they know.
	const gone = { ...counts, gone: true } as const;
	expect(marker.missing(gone, true)).toEqual(gone);
	expect(marker.missing(null, false)).toBeNull();
	marker.forget(notes, AMINA);
	expect(kept.size).toBe(0);
	const full = {
		...notes,
		setItem: () => {
			throw new DOMException('full', 'QuotaExceededError');
		}
	};
	expect(() => marker.note(full, AMINA, counts)).not.toThrow();
	await deleteDb('never-there', engine);
});
