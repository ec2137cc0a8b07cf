/** What comes sealed: audits, drafts that move, vaults and forgotten passphrases, and the last post of a revoked tablet. */
import { describe, expect, test } from 'vitest';
import { Farewell } from '#lib/domain/farewell.ts';
import type { Person } from '#lib/domain/person.ts';
import { usualLocks } from '#lib/domain/vault.ts';
import { ExchangeEnvelope, ExchangeReply, type Receipt } from '#lib/domain/sync.ts';
import * as activity from '#lib/server/activity.ts';
import * as assignments from '#lib/server/assignments.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as farewells from '#lib/server/farewells.ts';
import { newId } from '#lib/server/ids.ts';
import * as intakeKeys from '#lib/server/intake-keys.ts';
import * as recoveries from '#lib/server/recoveries.ts';
import * as submissions from '#lib/server/submissions.ts';
import { exchange } from '#lib/server/sync.ts';
import * as sentCopies from '#lib/server/sent-copies.ts';
import * as tabletLocks from '#lib/server/tablet-locks.ts';
import * as tablets from '#lib/server/tablets.ts';
import * as vaults from '#lib/server/vaults.ts';
import { handOver, escrowTo, receive } from '#lib/sealing/escrow.ts';
import { newKey, rawKey } from '#lib/sealing/records.ts';
import { keyIdOf, newKeyPair } from '#lib/sealing/to-key.ts';
import { begunTerm, by, envelope, minutes, signedIn, START, submissionEntry } from '#tests/support/builders.ts';
import { draftBackup, sealedEntry, signingKey, vaultUpload } from '#tests/support/sealed.ts';
import { engines, withStore } from '#tests/support/store.ts';

const SECRET = 'a secret of more than thirty-two characters';

async function desk(store: Store) {
	const term = await begunTerm(store);
	const [first] = term.assignments;
	const auditor = term.auditors.find(({ personId }) => personId === first?.auditorId);
	const other = term.auditors.find(({ personId }) => personId !== first?.auditorId);
	if (!first || !auditor || !other) throw new Error('the term is too small');
	/** A tablet of somebody: what it sends is parsed as on the wire, both ways. */
	const tablet = (who: Person = auditor, secret = SECRET) => {
		const deviceId = newId();
		return {
			deviceId,
			async send(parts: Partial<ExchangeEnvelope> = {}, at = 100, around: { signedIn?: boolean } = {}) {
				const sent = ExchangeEnvelope.parse(JSON.parse(JSON.stringify({ ...envelope([], parts), deviceId })));
				const reply = await exchange(store, signedIn(store, who), sent, minutes(at), { secret, ...around });
				return ExchangeReply.parse(JSON.parse(JSON.stringify(reply)));
			}
		};
	};
	return { ...term, first, auditor, other, tablet };
}

const codeOf = (receipt: Receipt | undefined) =>
	receipt?.outcome === 'refused' ? receipt.problem.code : receipt?.outcome;

describe.each(engines)('what comes sealed on %s', (engine) => {
	const given = withStore(engine);

	test('an audit sealed to the intake key is opened, judged and kept as a plain one is, and sent twice counts once', async () => {
		const { first, tablet } = await desk(given.store);
		const { send } = tablet();
		const { intake } = await send();
		if (!intake) throw new Error('no key came');
		expect(intake.keyId).toBe(await keyIdOf(intake.publicKey));
		const plain = submissionEntry(first);
		const sealed = await sealedEntry(intake, plain);
		expect(JSON.stringify(sealed)).not.toContain(first.assignmentId);
		const { receipts } = await send({ entries: [sealed] });
		expect(codeOf(receipts[0])).toBe('accepted');
		// The key stays the same, and a plain copy of the same content is the same entry.
		const again = await send({ entries: [await sealedEntry(intake, plain), plain] }, 120);
		expect(again.receipts).toEqual([receipts[0], receipts[0]]);
		expect(again.intake).toEqual(intake);
		expect(await submissions.count(given.store)).toBe(1);
	});

	test('changed on the way, sealed as another entry, or to a key that is not ours, it is refused; the next one is not', async () => {
		const { first, tablet } = await desk(given.store);
		const { send } = tablet();
		const { intake } = await send();
		if (!intake) throw new Error('no key came');
		const plain = submissionEntry(first);
		const sealed = await sealedEntry(intake, plain);
		const flip = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
		const tampered = { ...sealed, sealed: { ...sealed.sealed, c: flip(sealed.sealed.c) } };
		const moved = { ...sealed, entryId: newId() };
		const stranger = await sealedEntry(await newKeyPair(false), plain);
		const offCurve = { ...sealed, sealed: { ...sealed.sealed, epk: { ...sealed.sealed.epk, x: sealed.sealed.epk.y } } };
		const { receipts } = await send({ entries: [tampered, moved, stranger, offCurve, sealed] });
		expect(receipts.map(codeOf)).toEqual([
			'entry.hash_mismatch',
			'entry.hash_mismatch',
			'entry.unknown_key',
			'entry.hash_mismatch',
			'accepted'
		]);
	});

	test('a renewed key takes over, the one before still opens; with another secret both are gone and a new one is made', async () => {
		const { first, assignments: all, auditor, tablet } = await desk(given.store);
		const second = all.find((one) => one.auditorId === auditor.personId && one !== first);
		const { send } = tablet();
		const { intake: old } = await send();
		const renewed = await intakeKeys.renew(given.store, SECRET, by(101));
		expect((await send()).intake).toEqual(renewed);
		if (!old || !second) throw new Error('nothing to send');
		expect(renewed.keyId).not.toBe(old.keyId);
		const { receipts } = await send({ entries: [await sealedEntry(old, submissionEntry(first))] });
		expect(codeOf(receipts[0])).toBe('accepted');

		const elsewhere = tablet(auditor, `${SECRET} of another`);
		const late = await elsewhere.send({ entries: [await sealedEntry(renewed, submissionEntry(second))] }, 130);
		expect(codeOf(late.receipts[0])).toBe('entry.unknown_key');
		expect(late.intake).toBeDefined();
		expect([old.keyId, renewed.keyId]).not.toContain(late.intake?.keyId);
		if (!late.intake) throw new Error('no key came');
		const anew = await elsewhere.send({ entries: [await sealedEntry(late.intake, submissionEntry(second))] }, 140);
		expect(codeOf(anew.receipts[0])).toBe('accepted');
		// Nothing that opens it lies in the store.
		const rows = await given.store.selectFrom('intakeKey').selectAll().execute();
		expect(JSON.stringify(rows)).not.toContain('\\"d\\"');
	});

	test('how soon tablets lock is told in each exchange: the usual times until the partnership sets others', async () => {
		const { tablet } = await desk(given.store);
		const { send } = tablet();
		expect((await send()).locks).toEqual(usualLocks);
		const locks = { frontMinutes: 3, hiddenMinutes: 20, leaseDays: 7 };
		await tabletLocks.write(given.store, locks, by(10));
		expect((await send({ brief: true })).locks).toEqual(locks);
		expect((await send({ protocol: 2 })).locks).toBeUndefined();
	});

	test('how long copies of sent audits stay is told in each exchange: a week until the partnership says otherwise', async () => {
		const { tablet } = await desk(given.store);
		const { send } = tablet();
		expect((await send()).copyDays).toBe(7);
		await sentCopies.write(given.store, 3, by(10));
		expect((await send()).copyDays).toBe(3);
		// A tablet of before would not read a reply that holds what it does not know.
		expect((await send({ protocol: 2 })).copyDays).toBeUndefined();
	});

	test('receipts alone, for a tablet whose vault is locked', async () => {
		const { first, tablet } = await desk(given.store);
		const { send } = tablet();
		const { intake } = await send();
		if (!intake) throw new Error('no key came');
		const reply = await send({ brief: true, entries: [await sealedEntry(intake, submissionEntry(first))] });
		expect(reply).toMatchObject({ workload: null, rubrics: [], intake });
		expect(codeOf(reply.receipts[0])).toBe('accepted');
		expect(reply.drafts).toEqual([]);
	});

	test('a draft lives on one tablet, and moves whole to the one that claims it', async () => {
		const { first, tablet, other } = await desk(given.store);
		const { assignmentId } = first;
		const [iPad, laptop] = [tablet(), tablet()];
		const backup = draftBackup(assignmentId);
		const { vaultId, savedAt } = backup;
		expect((await iPad.send({ backups: [backup] })).drafts).toEqual([{ assignmentId, vaultId, savedAt, here: true }]);
		expect((await laptop.send()).drafts).toEqual([{ assignmentId, vaultId, savedAt, here: false }]);
		// A later backup takes the place of the earlier one; another tablet's does not, before it claims.
		const later = { ...backup, savedAt: minutes(95), sealed: { n: 'F'.repeat(16), c: 'G'.repeat(50) } };
		await iPad.send({ backups: [later] });
		await laptop.send({ backups: [draftBackup(assignmentId, { vaultId })] });
		const moved = await laptop.send({ claims: [assignmentId] });
		expect(moved.claimed).toEqual([{ assignmentId, vaultId, savedAt: minutes(95), sealed: later.sealed }]);
		expect(moved.drafts).toMatchObject([{ assignmentId, here: true }]);
		// The first tablet learns it, and what it backs up now changes nothing.
		const first_ = await iPad.send({ backups: [backup] });
		expect(first_.drafts).toMatchObject([{ assignmentId, savedAt: minutes(95), here: false }]);
		// Claimed twice, as after a lost reply: the same again, and one line.
		expect((await laptop.send({ claims: [assignmentId] })).claimed).toEqual(moved.claimed);
		const lines = await activity.about(given.store, assignmentId);
		expect(lines.filter(({ action }) => action === 'draft.moved')).toHaveLength(1);

		// Somebody else neither sees nor moves nor overwrites it.
		const stranger = tablet(other);
		const foreign = await stranger.send({ claims: [assignmentId], backups: [draftBackup(assignmentId)] });
		expect(foreign).toMatchObject({ claimed: [], drafts: [] });
		expect((await laptop.send()).drafts).toMatchObject([{ savedAt: minutes(95), here: true }]);

		// Sent from the tablet that lost it, the audit counts all the same, and the backup goes.
		expect(codeOf((await iPad.send({ entries: [submissionEntry(first)] })).receipts[0])).toBe('accepted');
		expect((await laptop.send({ backups: [later] })).drafts).toEqual([]);
	});

	test('there is a copy for each vault: one neither keeps the other out nor moves with it, and all go with the plan', async () => {
		const { first, tablet } = await desk(given.store);
		const { assignmentId } = first;
		const [iPad, laptop, third] = [tablet(), tablet(), tablet()];
		const [old, anew] = [draftBackup(assignmentId), draftBackup(assignmentId, { savedAt: minutes(91) })];
		await iPad.send({ vault: vaultUpload({ vaultId: old.vaultId }), backups: [old] });
		const both = await laptop.send({ vault: vaultUpload({ vaultId: anew.vaultId }), backups: [anew] });
		const place = ({ vaultId, savedAt }: typeof old, here: boolean) => ({ assignmentId, vaultId, savedAt, here });
		expect(both.drafts).toEqual([place(old, false), place(anew, true)]);
		expect((await iPad.send({ backups: [old] })).drafts).toEqual([place(old, true), place(anew, false)]);

		// With the vault's id beside it, the one copy that it opens moves; the other tablet's stays.
		const claims = [assignmentId, anew.vaultId];
		const moved = await third.send({ claims });
		expect(moved.claimed).toEqual([
			{ assignmentId, vaultId: anew.vaultId, savedAt: anew.savedAt, sealed: anew.sealed }
		]);
		expect(moved.drafts).toEqual([place(old, false), place(anew, true)]);
		expect((await third.send({ claims })).claimed).toEqual(moved.claimed);
		expect((await iPad.send()).drafts).toEqual([place(old, true), place(anew, false)]);
		expect((await laptop.send({ backups: [anew] })).drafts).toEqual([place(old, false), place(anew, false)]);
		// A vault that has no copy gets none, and moves none.
		const empty = vaultUpload();
		expect((await tablet().send({ vault: empty, claims: [assignmentId, empty.vaultId] })).claimed).toEqual([]);
		expect((await iPad.send()).drafts).toEqual([place(old, true), place(anew, false)]);

		// A tablet of before names no vault: it is given all, and takes what it can open.
		const before = await tablet().send({ claims: [assignmentId] });
		expect(before.claimed?.map(({ vaultId }) => vaultId)).toEqual([old.vaultId, anew.vaultId]);
		expect(before.drafts).toEqual([place(old, true), place(anew, true)]);
		const lines = await activity.about(given.store, assignmentId);
		expect(lines.filter(({ action }) => action === 'draft.moved')).toHaveLength(3);

		expect(codeOf((await iPad.send({ entries: [submissionEntry(first)] })).receipts[0])).toBe('accepted');
		expect((await laptop.send({ backups: [anew] })).drafts).toEqual([]);
		expect(await given.store.selectFrom('draftBackup').selectAll().execute()).toEqual([]);
	});

	test('the backup of a plan that was taken back is shown no more, and none is kept of it', async () => {
		const { first, tablet } = await desk(given.store);
		const { send } = tablet();
		await send({ backups: [draftBackup(first.assignmentId)] });
		await assignments.withdraw(given.store, first.assignmentId, 'A reason', by(110));
		expect((await send({ backups: [draftBackup(first.assignmentId)] }, 120)).drafts).toEqual([]);
	});

	test('a vault is kept for the next tablet; its escrow is not taken away by a tablet that has none', async () => {
		const { auditor, other, tablet } = await desk(given.store);
		const upload = vaultUpload();
		const { send } = tablet();
		expect((await send()).vault).toBeNull();
		expect((await send({ vault: upload })).vault).toEqual({
			vaultId: upload.vaultId,
			wrap: upload.wrap,
			escrowed: false
		});
		expect(await recoveries.withoutEscrow(given.store)).toBe(1);
		const pair = await newKeyPair(true);
		const escrow = await escrowTo(pair.publicKey, upload.vaultId, await newKey());
		await send({ vault: { ...upload, escrow } });
		await send({ vault: upload });
		expect((await tablet().send()).vault).toEqual({ vaultId: upload.vaultId, wrap: upload.wrap, escrowed: true });
		expect(await recoveries.withoutEscrow(given.store)).toBe(0);
		expect((await tablet(other).send()).vault).toBeNull();
		const lines = await activity.about(given.store, auditor.personId);
		expect(lines.filter(({ action }) => action === 'vault.kept')).toHaveLength(2);
	});

	test('a new tablet is told of the vault that changed last, and of each other that drafts are kept under', async () => {
		const { first, auditor, tablet } = await desk(given.store);
		const [old, empty, anew] = [vaultUpload(), vaultUpload(), vaultUpload()];
		const [iPad, laptop] = [tablet(), tablet()];
		await iPad.send({ vault: old, backups: [draftBackup(first.assignmentId, { vaultId: old.vaultId })] }, 100);
		await tablet().send({ vault: empty }, 101);
		await laptop.send({ vault: anew }, 102);
		const offer = ({ vaultId, wrap }: typeof old, at: number, copies: number) => ({
			vaultId,
			wrap,
			escrowed: false,
			changedAt: minutes(at),
			copies
		});
		const told = await tablet().send({}, 103);
		expect(told.vaults).toEqual([offer(anew, 102, 0), offer(old, 100, 1)]);
		expect(told.vault?.vaultId).toBe(anew.vaultId);
		expect((await laptop.send({ cursor: 'any' }, 103)).vaults).toBeUndefined();
		expect((await tablet().send({ protocol: 2 }, 103)).vaults).toBeUndefined();
		await assignments.withdraw(given.store, first.assignmentId, 'A reason', by(110));
		expect((await tablet().send({}, 111)).vaults).toEqual([offer(anew, 102, 0)]);
		expect(await vaults.offers(given.store, auditor.personId)).toHaveLength(1);
	});

	test('a forgotten passphrase: asked by who is signed in, handed over by the coordinator, opened by that tablet alone', async () => {
		const { auditor, other, tablet } = await desk(given.store);
		const recovery = await newKeyPair(true);
		await recoveries.setKey(
			given.store,
			{ keyId: await keyIdOf(recovery.publicKey), publicKey: recovery.publicKey },
			by(1)
		);
		const dataKey = await newKey();
		const upload = vaultUpload();
		const [iPad, laptop] = [tablet(), tablet()];
		expect((await iPad.send()).recoveryKey?.publicKey).toEqual(recovery.publicKey);
		await iPad.send({ vault: { ...upload, escrow: await escrowTo(recovery.publicKey, upload.vaultId, dataKey) } });

		const own = await newKeyPair(false);
		const ask = { recovery: { vaultId: upload.vaultId, publicKey: own.publicKey } };
		// The tablet alone is not enough: whoever found it could ask.
		await laptop.send(ask, 100, { signedIn: false });
		expect(await recoveries.open(given.store)).toEqual([]);
		await laptop.send(ask, 100, { signedIn: true });
		const asking = await laptop.send(ask, 101, { signedIn: true });
		const standing = { vaultId: upload.vaultId, askedAt: minutes(100), state: 'open', here: true, escrowed: true };
		expect([asking.recovery, asking.recovered]).toEqual([standing, null]);
		expect((await iPad.send()).recovery).toEqual({ ...standing, here: false });
		expect((await tablet(other).send()).recovery).toBeNull();
		const [request, ...more] = await recoveries.open(given.store, auditor.personId);
		expect(more).toEqual([]);
		expect(await recoveries.open(given.store, other.personId)).toEqual([]);
		if (!request?.escrow) throw new Error('nothing to open');

		const sealed = await handOver(recovery, request.vaultId, request.escrow, request.publicKey);
		const { recoveryId } = request;
		const at = { personId: auditor.personId, recoveryId };
		await expect(
			recoveries.decide(given.store, { personId: other.personId, recoveryId }, sealed, by(102))
		).rejects.toMatchObject({
			problem: { code: 'thing.not_found' }
		});
		await recoveries.decide(given.store, at, sealed, by(102));
		await expect(recoveries.decide(given.store, at, null, by(103))).rejects.toMatchObject({
			problem: { code: 'recovery.decided' }
		});
		expect(await iPad.send({}, 103, { signedIn: true })).toMatchObject({ recovery: null, recovered: null });
		// And the tablet alone is told that help came, and not given it.
		const alone = await laptop.send(ask, 103, { signedIn: false });
		expect(alone).toMatchObject({ recovery: { ...standing, state: 'granted' }, recovered: null });
		const { recovered } = await laptop.send(ask, 104, { signedIn: true });
		if (!recovered) throw new Error('nothing was handed over');
		expect(await rawKey(await receive(own, recovered.vaultId, recovered.sealed))).toEqual(await rawKey(dataKey));
		await expect(receive(await newKeyPair(false), recovered.vaultId, recovered.sealed)).rejects.toThrow();
		const lines = (await activity.about(given.store, auditor.personId)).map(({ action }) => action);
		expect(lines.filter((action) => action.startsWith('recovery.'))).toEqual(['recovery.granted', 'recovery.asked']);

		// Open again, the tablet speaks as an open one does: the request is closed, and what was handed over is gone.
		await laptop.send({ brief: true, cursor: 'any' }, 105);
		await iPad.send({ cursor: 'any' }, 105);
		expect((await laptop.send({}, 105)).recovery).not.toBeNull();
		await laptop.send({ cursor: 'any' }, 106);
		await laptop.send({ cursor: 'any' }, 107);
		expect(await laptop.send({}, 108, { signedIn: true })).toMatchObject({ recovery: null, recovered: null });
		const all = await activity.about(given.store, auditor.personId);
		expect(all.filter(({ action }) => action === 'recovery.closed')).toMatchObject([{ details: { helped: true } }]);
	});

	test('turned down, nothing is handed over, and the tablet may ask again with another key', async () => {
		const { auditor, tablet } = await desk(given.store);
		const { send } = tablet();
		const ask = async () => ({ recovery: { vaultId: newId(), publicKey: (await newKeyPair(false)).publicKey } });
		await send(await ask(), 100, { signedIn: true });
		const [request] = await recoveries.open(given.store);
		if (!request) throw new Error('nobody asked');
		expect(request.escrow).toBeNull();
		await recoveries.decide(given.store, { personId: auditor.personId, recoveryId: request.recoveryId }, null, by(101));
		expect(await recoveries.open(given.store)).toEqual([]);
		expect(await send()).toMatchObject({
			recovery: { state: 'refused', here: true, escrowed: false },
			recovered: null
		});
		await send(await ask(), 102, { signedIn: true });
		expect(await recoveries.open(given.store)).toHaveLength(1);
		expect((await send()).recovery).toMatchObject({ state: 'open', askedAt: minutes(102) });
	});

	test('the last post of a revoked tablet counts only once the coordinator takes it', async () => {
		const { first, assignments: all, auditor, tablet } = await desk(given.store);
		const second = all.find((one) => one.auditorId === auditor.personId && one !== first);
		if (!second) throw new Error('one plan is too few');
		const at = tablet();
		const { intake } = await at.send();
		if (!intake) throw new Error('no key came');
		const { personId } = auditor;
		const { tabletId } = await tablets.register(
			given.store,
			{ personId, device: 'Safari on an iPad', now: START },
			{ deviceId: at.deviceId, publicKey: signingKey().publicKey, build: 'test' }
		);
		const wrong = { ...(await sealedEntry(intake, submissionEntry(second))), entryId: newId() };
		const farewell = Farewell.parse({
			deviceId: at.deviceId,
			entries: [await sealedEntry(intake, submissionEntry(first)), wrong],
			backups: [draftBackup(second.assignmentId)]
		});
		const of = { tabletId, personId, deviceId: at.deviceId, now: minutes(110) };
		// Not before it is revoked, and once.
		await farewells.keep(given.store, of, farewell);
		expect(await farewells.open(given.store)).toEqual([]);
		await tablets.revoke(given.store, personId, tabletId, by(105));
		await farewells.keep(given.store, of, farewell);
		await farewells.keep(given.store, of, farewell);
		const [post, ...more] = await farewells.open(given.store, personId);
		expect(more).toEqual([]);
		expect(post).toMatchObject({ personId, entries: 2, drafts: 1 });
		expect(await submissions.count(given.store)).toBe(0);
		expect(await tablets.list(given.store, personId)).toMatchObject([{ farewellAt: minutes(110) }]);

		const { farewellId } = post ?? { farewellId: '' };
		const decision = { personId, farewellId };
		await expect(
			farewells.take(given.store, { ...decision, personId: newId() }, by(111), { secret: SECRET })
		).rejects.toMatchObject({ problem: { code: 'thing.not_found' } });
		const receipts = await farewells.take(given.store, decision, by(111), { secret: SECRET });
		expect(receipts.map(codeOf)).toEqual(['accepted', 'entry.hash_mismatch']);
		expect(await submissions.count(given.store)).toBe(1);
		expect((await tablet().send()).drafts).toMatchObject([{ assignmentId: second.assignmentId, here: false }]);
		// What could not be taken stays, until somebody deletes it.
		expect(await farewells.open(given.store)).toMatchObject([{ farewellId, entries: 1, drafts: 0 }]);
		await farewells.drop(given.store, decision, by(112));
		await expect(farewells.drop(given.store, decision, by(113))).rejects.toMatchObject({
			problem: { code: 'farewell.decided' }
		});
		expect(await farewells.open(given.store)).toEqual([]);
		const [row] = await given.store.selectFrom('farewell').selectAll().execute();
		expect(JSON.parse(row?.body ?? '')).toEqual({ deviceId: at.deviceId, entries: [], backups: [] });
	});

	test('tablets of the first two protocols are answered as before', async () => {
		const { tablet } = await desk(given.store);
		const { send } = tablet();
		for (const protocol of [1, 2] as const) {
			const reply = await send({ protocol });
			expect(Object.keys(reply).sort()).toEqual([
				'cursor',
				'personId',
				'protocol',
				'receipts',
				'rubrics',
				'serverTime',
				'workload'
			]);
		}
	});
});
