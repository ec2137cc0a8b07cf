/** People with more than one tablet, and tablets that are out of date, locked, forgotten or revoked: whatever was typed is still there. */
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import * as backups from '#lib/client/backups.ts';
import { bring } from '#lib/client/left-behind.ts';
import { read, readAll } from '#lib/client/records.ts';
import { restore } from '#lib/client/restore.ts';
import type { Sender } from '#lib/client/tablet.ts';
import { LEASE_DAYS } from '#lib/domain/tablet.ts';
import { escrowTo, handOver, receive } from '#lib/sealing/escrow.ts';
import { newKey, rawKey } from '#lib/sealing/records.ts';
import { keyIdOf, newKeyPair } from '#lib/sealing/to-key.ts';
import * as farewells from '#lib/server/farewells.ts';
import * as people from '#lib/server/people.ts';
import * as recoveries from '#lib/server/recoveries.ts';
import * as tablets from '#lib/server/tablets.ts';
import * as vaults from '#lib/server/vaults.ts';
import { vaultUpload } from '#tests/support/sealed.ts';
import { scenario } from '#tests/support/scenario.ts';

/** A network that is gone from the request number `nth` on. */
const losingFrom = (fetch: Sender['fetch'], nth: number): Sender['fetch'] => {
	let asked = 0;
	return (path, init) => ((asked += 1) < nth ? fetch(path, init) : Promise.reject(new TypeError('gone')));
};

const answered = (note: string) => ({ level: 'partly' as const, note });

describe('a draft that moves', () => {
	test('goes on whole on another tablet; the first one reads only from its next contact on, and keeps what it had', async () => {
		const term = await scenario('moves').term({ plans: 2 });
		const iPad = await term.tablet('Amina');
		await iPad.audit('plan-1').answer('B.1', answered('On the iPad, page 3.')).save();
		await iPad.exchange();
		const laptop = await term.tablet('Amina');
		expect(await laptop.states()).toEqual({ 'plan-1': 'elsewhere', 'plan-2': 'new' });
		expect(JSON.stringify(await term.store.selectFrom('draftBackup').selectAll().execute())).not.toContain('page 3');

		// Meanwhile the first one goes on without a network.
		iPad.offline();
		await iPad.audit('plan-1').answer('B.2', answered('Typed on the way.')).save();
		expect(await laptop.goOnHere('plan-1')).toMatchObject({ state: 'done' });
		expect(await laptop.states()).toMatchObject({ 'plan-1': 'begun' });
		expect((await laptop.audit('plan-1').save()).answers['B.1']).toEqual(answered('On the iPad, page 3.'));

		iPad.online();
		await iPad.exchange();
		expect(await iPad.states()).toMatchObject({ 'plan-1': 'elsewhere' });
		await expect(iPad.audit('plan-1').submit()).rejects.toThrow();
		const assignmentId = (await term.assignment('plan-1')).assignmentId;
		const kept = await read(iPad.real.db, 'drafts', assignmentId);
		expect(kept?.draft.answers['B.2']).toEqual(answered('Typed on the way.'));

		// Taken back, the first tablet's own words stand beside the draft that came.
		await laptop.audit('plan-1').answer('B.3', answered('On the laptop.')).save();
		await laptop.exchange();
		await iPad.goOnHere('plan-1');
		const draft = await iPad.audit('plan-1').save();
		expect(draft.answers['B.3']).toEqual(answered('On the laptop.'));
		expect(draft.answers['B.2']).toBeUndefined();
		const [aside, ...more] = await backups.aside(iPad.real);
		expect(more).toEqual([]);
		expect(aside?.draft.answers['B.2']).toEqual(answered('Typed on the way.'));

		await iPad.audit('plan-1').answerAll('met').submit();
		await iPad.exchange();
		await laptop.exchange();
		expect(await laptop.states()).toMatchObject({ 'plan-1': 'sent_elsewhere' });
		expect(await term.submissions()).toHaveLength(1);
	});

	test('with the answer lost on the way it is here after the next exchange', async () => {
		const term = await scenario('lost claim').term({ plans: 1 });
		const iPad = await term.tablet('Amina');
		await iPad.audit('plan-1').answer('B.1', answered('Page 3.')).save();
		await iPad.exchange();
		const laptop = await term.tablet('Amina');
		laptop.online({ loseNextReply: true });
		expect(await laptop.goOnHere('plan-1')).toEqual({ state: 'no_network' });
		expect(await laptop.states()).toEqual({ 'plan-1': 'elsewhere' });
		await laptop.exchange();
		expect(await laptop.states()).toEqual({ 'plan-1': 'begun' });
		expect((await laptop.audit('plan-1').save()).answers['B.1']).toEqual(answered('Page 3.'));
	});

	test('does not take back an audit that waits on the first tablet: it still counts', async () => {
		const term = await scenario('moved and sent').term({ plans: 1 });
		const iPad = await term.tablet('Amina');
		await iPad.audit('plan-1').answer('B.1', answered('Page 3.')).save();
		await iPad.exchange();
		iPad.offline();
		await iPad.audit('plan-1').answerAll('met').submit();
		const laptop = await term.tablet('Amina');
		await laptop.goOnHere('plan-1');
		await laptop.audit('plan-1').answer('B.2', answered('On the laptop.')).save();
		iPad.online();
		expect(await iPad.exchange()).toMatchObject({ state: 'done', accepted: 1, refused: 0 });
		await laptop.exchange();
		expect(await laptop.states()).toEqual({ 'plan-1': 'sent_elsewhere' });
		const assignmentId = (await term.assignment('plan-1')).assignmentId;
		expect((await read(laptop.real.db, 'drafts', assignmentId))?.draft.answers['B.2']).toEqual(
			answered('On the laptop.')
		);
	});
});

describe('a session that is over', () => {
	test('the outbox empties by itself for a fortnight, and then once the same person signs in', async () => {
		const term = await scenario('expired').term({ plans: 3 });
		const tablet = await term.tablet('Amina');
		tablet.expire();
		await tablet.audit('plan-1').answerAll('met').submit();
		expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 1 });
		term.passes({ days: LEASE_DAYS - 1 });
		await tablet.audit('plan-2').answerAll('met').submit();
		expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 1 });
		term.passes({ days: LEASE_DAYS, minutes: 1 });
		await tablet.audit('plan-3').answerAll('met').submit();
		expect(await tablet.exchange()).toEqual({ state: 'sign_in' });
		expect(await tablet.states()).toMatchObject({ 'plan-3': 'waiting' });
		tablet.signIn('Amina');
		expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 1 });
		expect(await term.submissions()).toHaveLength(3);
		// And the tablet has its own credential again.
		tablet.expire();
		expect(await tablet.exchange()).toMatchObject({ state: 'done' });
	});

	test("with somebody else signed in nothing of the first one's goes, in no name", async () => {
		const term = await scenario('another').term({
			plans: 2,
			auditors: ['Amina', 'Ben'],
			given: { 'plan-1': 'Amina', 'plan-2': 'Ben' }
		});
		const tablet = await term.tablet('Amina');
		await tablet.audit('plan-1').answerAll('met').submit();
		tablet.signIn('Ben');
		expect(await tablet.exchange()).toEqual({ state: 'other_person', personId: term.personOf('Ben') });
		expect(await tablet.sendLocked()).toEqual({ state: 'other_person', personId: term.personOf('Ben') });
		expect(await term.submissions()).toEqual([]);
		tablet.expire();
		expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 1 });
		expect((await term.submissions()).map(({ auditor }) => auditor)).toEqual(['Amina']);
	});
});

test('a credential is given to nobody but whose tablet it is, whoever is signed in by the time that it is asked for', async () => {
	const term = await scenario('mixed up').term({ plans: 1, auditors: ['Amina', 'Ben'], given: { 'plan-1': 'Amina' } });
	const tablet = await term.tablet('Amina');
	tablet.signIn('Ben');
	// An old answer, played back on the way, says that the tablet has no credential: it asks for one, in Ben's session.
	tablet.network.next.push('old_reply');
	await tablet.exchange();
	expect(await tablets.list(term.store, term.personOf('Ben'))).toEqual([]);
	tablet.signIn('Amina');
	await tablet.audit('plan-1').answerAll('met').submit();
	expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 1 });
});

describe('a vault that is locked', () => {
	test('sends what waits; the receipt is there after unlocking', async () => {
		const term = await scenario('locked').term({ plans: 2 });
		const tablet = await term.tablet('Amina');
		await tablet.audit('plan-1').answerAll('met').submit();
		await tablet.audit('plan-2').answer('B.1', answered('Page 3.')).save();
		await backups.make(tablet.real);
		tablet.expire();
		tablet.online({ loseNextReply: true });
		expect(await tablet.sendLocked()).toEqual({ state: 'no_network' });
		expect(await tablet.sendLocked()).toMatchObject({ state: 'done', accepted: 1, refused: 0 });
		expect(await tablet.sendLocked()).toMatchObject({ state: 'done', accepted: 0 });
		expect(await term.submissions()).toHaveLength(1);
		expect(await term.store.selectFrom('draftBackup').selectAll().execute()).toHaveLength(1);
		expect(await tablet.states()).toMatchObject({ 'plan-1': 'waiting' });
		expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 1 });
		expect(await tablet.states()).toMatchObject({ 'plan-1': 'sent', 'plan-2': 'begun' });
		for (const table of ['sending', 'receipts'] as const) expect(await readAll(tablet.real.db, table)).toEqual([]);
	});

	test('a forgotten passphrase: the key comes back through the escrow, and with it what was not sent', async () => {
		const term = await scenario('forgotten').term({ plans: 1 });
		const recovery = await newKeyPair(true);
		const named = { keyId: await keyIdOf(recovery.publicKey), publicKey: recovery.publicKey };
		await recoveries.setKey(term.store, named, term.by);
		const tablet = await term.tablet('Amina');
		await tablet.audit('plan-1').answer('B.1', answered('Not sent yet.')).save();
		await tablet.exchange();
		const { vaultId } = tablet.real.vault;
		const personId = term.personOf('Amina');
		expect(await vaults.escrowOf(term.store, personId, vaultId)).not.toBeNull();
		// The key in this vault is made for the test; its escrow is made with one that can be compared.
		const dataKey = await newKey();
		const upload = vaultUpload({ vaultId, escrow: await escrowTo(recovery.publicKey, vaultId, dataKey) });
		await vaults.keep(term.store, { personId, deviceId: tablet.real.deviceId, now: term.now }, upload);

		const own = await newKeyPair(false);
		const ask = { vaultId, publicKey: own.publicKey };
		expect(await tablet.sendLocked(ask)).toMatchObject({ state: 'done', heard: { recovered: null } });
		const [request] = await recoveries.open(term.store);
		if (!request?.escrow) throw new Error('nobody asked');
		const sealed = await handOver(recovery, vaultId, request.escrow, request.publicKey);
		await recoveries.decide(term.store, { personId, recoveryId: request.recoveryId }, sealed, term.by);
		const heard = await tablet.sendLocked(ask);
		const recovered = heard.state === 'done' ? heard.heard.recovered : null;
		if (!recovered) throw new Error('the key did not come');
		expect(await rawKey(await receive(own, vaultId, recovered.sealed))).toEqual(await rawKey(dataKey));
		// What was saved lies where it lay, and the open tablet's first exchange closes the request.
		expect((await tablet.audit('plan-1').save()).answers['B.1']).toEqual(answered('Not sent yet.'));
		await tablet.exchange();
		expect(await recoveries.standing(term.store, { personId, deviceId: tablet.real.deviceId })).toBeNull();
	});
});

describe('a tablet that is revoked', () => {
	test('with unsent work sends it once; it counts when the coordinator takes it', async () => {
		const term = await scenario('revoked').term({ plans: 2 });
		const tablet = await term.tablet('Amina');
		const personId = term.personOf('Amina');
		await tablet.audit('plan-1').answerAll('met').submit();
		await tablet.audit('plan-2').answer('B.1', answered('Half-way.')).save();
		const [line] = await tablets.list(term.store, personId);
		await tablets.revoke(term.store, personId, line?.tabletId ?? '', term.by);
		expect(await tablet.exchange()).toEqual({ state: 'revoked' });
		expect(await tablet.sendLocked()).toEqual({ state: 'revoked' });
		expect(await term.submissions()).toEqual([]);
		tablet.offline();
		expect(await tablet.sayFarewell()).toBe(false);
		tablet.online();
		expect(await tablet.sayFarewell()).toBe(true);
		const [post] = await farewells.open(term.store, personId);
		expect(post).toMatchObject({ entries: 1, drafts: 1 });
		expect(await term.submissions()).toEqual([]);
		const { secret } = term.server;
		await farewells.take(term.store, { personId, farewellId: post?.farewellId ?? '' }, term.by, { secret });
		expect(await term.submissions()).toHaveLength(1);
		// The draft goes on on the next tablet.
		const next = await term.tablet('Amina');
		await next.goOnHere('plan-2');
		expect((await next.audit('plan-2').save()).answers['B.1']).toEqual(answered('Half-way.'));
	});

	test('words typed after their draft had moved, and what was kept aside, are kept aside on the tablet that has the draft', async () => {
		const term = await scenario('revoked after a move').term({ plans: 3 });
		const iPad = await term.tablet('Amina');
		const laptop = await term.tablet('Amina');
		const personId = term.personOf('Amina');
		for (const plan of ['plan-1', 'plan-2', 'plan-3'])
			await iPad.audit(plan).answer('B.1', answered('On the iPad.')).save();
		await iPad.exchange();
		iPad.offline();
		await iPad.audit('plan-1').answer('B.2', answered('Typed after the move.')).save();
		await iPad.audit('plan-2').answer('B.2', answered('Kept aside before.')).save();
		await iPad.audit('plan-3').answer('B.2', answered('Its audit was sent meanwhile.')).save();
		for (const plan of ['plan-1', 'plan-2', 'plan-3']) await laptop.goOnHere(plan);
		await laptop.audit('plan-1').answer('B.3', answered('On the laptop.')).save();
		await laptop.audit('plan-3').answerAll('met').submit();
		await laptop.exchange();
		// One draft came back, and moved away again: the words that it came in place of lie aside on the iPad.
		iPad.online();
		await iPad.goOnHere('plan-2');
		await laptop.goOnHere('plan-2');
		expect(await backups.aside(iPad.real)).toHaveLength(1);

		const { deviceId } = iPad.real;
		const line = await term.store.selectFrom('tablet').selectAll().where('deviceId', '=', deviceId).executeTakeFirst();
		await tablets.revoke(term.store, personId, line?.tabletId ?? '', term.by);
		expect(await iPad.exchange()).toEqual({ state: 'revoked' });
		expect(await iPad.sayFarewell()).toBe(true);
		const [post] = await farewells.open(term.store, personId);
		const { secret } = term.server;
		const asked = { personId, farewellId: post?.farewellId ?? '' };
		await farewells.take(term.store, asked, term.by, { secret });
		expect(await farewells.open(term.store, personId)).toEqual([]);
		await expect(farewells.take(term.store, asked, term.by, { secret })).rejects.toThrow();

		// The answer with the words is lost on the way, and then the one to our having them: they come again, and none of them twice.
		const told = await laptop.sendLocked();
		const left = told.state === 'done' ? (told.heard.left ?? []) : [];
		expect(left).toHaveLength(3);
		laptop.online({ loseNextReply: true });
		await bring(laptop.real, left);
		expect(await backups.aside(laptop.real)).toEqual([]);
		await bring({ ...laptop.real, fetch: losingFrom(laptop.real.fetch, 2) }, left);
		expect(await backups.aside(laptop.real)).toHaveLength(3);
		expect(await laptop.exchange()).toMatchObject({ state: 'done', heard: { left: [{}, {}, {}] } });
		const aside = await backups.aside(laptop.real);
		expect(aside.map(({ draft }) => draft.answers['B.2']?.note).sort()).toEqual([
			'Its audit was sent meanwhile.',
			'Kept aside before.',
			'Typed after the move.'
		]);
		expect(aside.every(({ takenOff }) => takenOff)).toBe(true);
		expect((await laptop.audit('plan-1').save()).answers['B.3']).toEqual(answered('On the laptop.'));
		expect((await laptop.audit('plan-1').save()).answers['B.2']).toBeUndefined();
		expect(await laptop.exchange()).not.toHaveProperty('heard.left');
	});

	test('an audit that was refused goes with the last post, and is neither sent by a locked tablet nor held up by it', async () => {
		const term = await scenario('revoked with a refusal').term({ plans: 2 });
		const tablet = await term.tablet('Amina');
		const personId = term.personOf('Amina');
		tablet.offline();
		const [first, second] = [await tablet.audit('plan-1').answerAll('met').submit(), await refusable()];
		async function refusable() {
			const entryId = await tablet.audit('plan-2').answerAll('met').submit();
			await tablet.meddle(entryId, (entry) => ({ ...entry, contentHash: 'a1'.repeat(32) }));
			return entryId;
		}
		tablet.online();
		expect(await tablet.exchange()).toMatchObject({ accepted: 1, refused: 1 });
		await tablet.sealReady();
		expect(await tablet.sendLocked()).toMatchObject({ state: 'done', accepted: 0, refused: 0 });
		// Unlocked again it stands as it stood, and is sent again when its auditor says so.
		await tablet.sendAgain(second);
		expect(await readAll(tablet.real.db, 'receipts')).toEqual([]);
		expect(await tablet.exchange()).toMatchObject({ accepted: 0, refused: 1 });
		for (const table of ['sending', 'receipts'] as const) expect(await readAll(tablet.real.db, table)).toEqual([]);
		expect((await tablet.outbox()).map(({ entryId, refused }) => [entryId, refused])).toEqual([
			[second, 'entry.hash_mismatch']
		]);
		expect((await term.submissions()).map(({ plan }) => plan)).toEqual(['plan-1']);

		await tablet.sealReady();
		await people.disable(term.store, personId, term.by);
		expect(await tablet.sendLocked()).toEqual({ state: 'revoked' });
		expect(await tablet.sayFarewell()).toBe(true);
		const [post] = await farewells.open(term.store, personId);
		expect(post).toMatchObject({ entries: 1, drafts: 0 });
		const kept = await term.store.selectFrom('farewell').select('body').executeTakeFirstOrThrow();
		expect(kept.body).toContain(second);
		expect(kept.body).not.toContain(first);
	});

	test('a person whose access ended: the same, from their tablet alone', async () => {
		const term = await scenario('disabled').term({ plans: 1 });
		const tablet = await term.tablet('Amina');
		await tablet.audit('plan-1').answerAll('met').submit();
		await people.disable(term.store, term.personOf('Amina'), term.by);
		expect(await tablet.exchange()).toEqual({ state: 'revoked' });
		expect(await tablet.sayFarewell()).toBe(true);
		expect(await farewells.open(term.store)).toMatchObject([{ entries: 1, drafts: 0 }]);
		expect(await term.submissions()).toEqual([]);
	});
});

describe('audits that have gone from a tablet', () => {
	test('come back from the copies that the team keeps; what cannot is named, and another tablet keeps its own', async () => {
		const term = await scenario('lost records').term({ plans: 5 });
		const iPad = await term.tablet('Amina');
		await iPad.audit('plan-1').answer('B.1', answered('Copied, page 3.')).save();
		await iPad.audit('plan-2').answerAll('met').submit();
		await iPad.exchange();
		const laptop = await term.tablet('Amina');
		await laptop.audit('plan-4').answer('B.1', answered('On the laptop.')).save();
		await laptop.exchange();
		iPad.offline();
		await iPad.audit('plan-3').answer('B.1', answered('Never copied.')).save();
		const plans = await Promise.all(
			['plan-1', 'plan-2', 'plan-3'].map(async (plan) => (await term.assignment(plan)).assignmentId)
		);
		const lost = { vaultId: iPad.real.vault.vaultId, drafts: 2, waiting: 1, at: term.now, plans: [...plans, v7()] };

		// The browser forgot everything: its person signs in anew, and types the same passphrase.
		const again = await term.tablet('Amina');
		again.offline();
		expect(await restore(again.real, lost)).toEqual({ state: 'no_network' });
		again.online();
		const [first, second, third] = plans.map((_, nth) => term.planRefOf(`plan-${nth + 1}`));
		expect(await restore(again.real, lost)).toEqual({
			state: 'restored',
			back: [{ planRef: first, savedAt: expect.any(String) as string }],
			sent: [second],
			gone: [third],
			others: 1
		});
		expect((await again.audit('plan-1').save()).answers['B.1']).toEqual(answered('Copied, page 3.'));
		expect(await again.states()).toMatchObject({ 'plan-3': 'new', 'plan-4': 'elsewhere', 'plan-5': 'new' });
	});
});
