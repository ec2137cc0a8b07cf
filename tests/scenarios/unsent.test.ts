/**
 * R16: a session that is over, an account that was disabled, a passphrase that was forgotten, a passkey that was deleted, each on a tablet with
 * work that is not sent. None of it is lost, and everything reaches the team or goes on.
 */
import { expect, test } from 'vitest';
import { createAuditEditor } from '#lib/client/audit-editor.svelte.ts';
import * as backups from '#lib/client/backups.ts';
import * as drafts from '#lib/client/drafts.ts';
import { openWork } from '#lib/client/open-work.svelte.ts';
import { readAll } from '#lib/client/records.ts';
import { integer, pick, randomStream, type Random } from '#lib/domain/random.ts';
import { criterionById, type Criterion } from '#lib/domain/rubric.ts';
import { LEASE_DAYS } from '#lib/domain/tablet.ts';
import { newKeyPair } from '#lib/sealing/to-key.ts';
import * as farewells from '#lib/server/farewells.ts';
import * as people from '#lib/server/people.ts';
import { usualLocks } from '#lib/domain/vault.ts';
import { COUNT, SEED } from '../support/faults.ts';
import { installKeychain } from '../support/scenario-door.ts';
import { scenario, type ScenarioTerm } from '../support/scenario.ts';
import { shortRubric } from '../support/scenario-rubric.ts';
import type { ScenarioTablet } from '../support/scenario-tablet.ts';

const TIMES = COUNT(50);
const PLANS = ['plan-1', 'plan-2', 'plan-3', 'plan-4'] as const;
const rubric = shortRubric();

interface Unsent {
	readonly random: Random;
	readonly term: ScenarioTerm;
	readonly tablet: ScenarioTablet;
	/** Audits that were submitted, and plans that were only begun with what was written. */
	readonly submitted: readonly string[];
	readonly begun: ReadonlyMap<string, string>;
}

/** A tablet with work of all kinds that was made without a network: at least one audit and one draft. */
async function unsent(seed: string): Promise<Unsent> {
	const random = randomStream(seed);
	const term = await scenario(seed).term({ plans: PLANS.length, rubric, profile: 'core' });
	const tablet = await term.tablet('Amina');
	tablet.offline();
	const submitted: string[] = [];
	const begun = new Map<string, string>();
	for (const [at, plan] of PLANS.entries()) {
		const kind = at === 0 ? 'submitted' : at === 1 ? 'begun' : pick(random, ['submitted', 'begun', 'untouched']);
		if (kind === 'submitted') {
			await tablet
				.audit(plan)
				.answerAll('met', `Page ${integer(random, 1000)}.`)
				.submit();
			submitted.push(plan);
		} else if (kind === 'begun') {
			const note = `Half-way ${integer(random, 1_000_000)}.`;
			await tablet.audit(plan).answer('F.1', { level: 'partly', note }).save();
			begun.set(plan, note);
		}
	}
	tablet.online();
	return { random, term, tablet, submitted, begun };
}

async function expectDrafts({ begun }: Unsent, tablet: ScenarioTablet, seed: string): Promise<void> {
	for (const [plan, note] of begun) expect((await tablet.audit(plan).save()).answers['F.1']?.note, seed).toBe(note);
}

async function expectSent({ term, submitted }: Unsent, seed: string): Promise<void> {
	expect((await term.submissions()).map(({ plan }) => plan).sort(), seed).toEqual([...submitted].sort());
}

/** Nothing has left the tablet, and nothing on it is gone. */
async function expectWaiting(given: Unsent, seed: string): Promise<void> {
	expect((await given.tablet.waiting()).length, seed).toBe(given.submitted.length);
	await expectDrafts(given, given.tablet, seed);
	await expectSent({ ...given, submitted: [] }, seed);
}

const each = (what: string, act: (given: Unsent, seed: string) => Promise<void>) =>
	test(`${what} (${TIMES} times)`, { timeout: 300_000 }, async () => {
		for (let nth = 1; nth <= TIMES; nth += 1) {
			const seed = `${SEED} ${what} ${nth}`;
			const given = await unsent(seed);
			await act(given, seed);
			given.tablet.real.db.close();
		}
		console.log(`R16, seed ${SEED}: ${TIMES} tablets: ${what}`);
	});

each('a session and a lease that are over', async (given, seed) => {
	const { tablet, term } = given;
	tablet.expire();
	term.passes({ days: LEASE_DAYS, minutes: 1 });
	expect(await tablet.exchange(), seed).toEqual({ state: 'sign_in' });
	await expectWaiting(given, seed);
	tablet.signIn('Amina');
	expect(await tablet.exchange(), seed).toMatchObject({ state: 'done', accepted: given.submitted.length });
	await expectSent(given, seed);
	await expectDrafts(given, tablet, seed);
});

each('an account that was disabled', async (given, seed) => {
	const { tablet, term, submitted, begun } = given;
	const personId = term.personOf('Amina');
	await people.disable(term.store, personId, term.by);
	expect(await tablet.exchange(), seed).toEqual({ state: 'revoked' });
	await expectWaiting(given, seed);
	if (integer(given.random, 2) === 0) {
		tablet.offline();
		expect(await tablet.sayFarewell(), seed).toBe(false);
		tablet.online();
		await expectWaiting(given, seed);
	}
	expect(await tablet.sayFarewell(), seed).toBe(true);
	const [post] = await farewells.open(term.store, personId);
	expect(post, seed).toMatchObject({ entries: submitted.length, drafts: begun.size });
	const { secret } = term.server;
	await farewells.take(term.store, { personId, farewellId: post?.farewellId ?? '' }, term.by, { secret });
	await expectSent(given, seed);
	// Given access back, they go on on another tablet where this one stood.
	await people.enable(term.store, personId, term.by);
	const next = await term.tablet('Amina');
	for (const plan of begun.keys()) await next.goOnHere(plan);
	await expectDrafts(given, next, seed);
	next.real.db.close();
});

each('a passphrase that was forgotten', async (given, seed) => {
	const { tablet, submitted, begun } = given;
	// As locking does it: whatever waits is sealed for the server, drafts with the vault's key.
	await backups.make(tablet.real);
	const { publicKey } = await newKeyPair(false);
	const asked = await tablet.sendLocked({ vaultId: tablet.real.vault.vaultId, publicKey });
	expect(asked, seed).toMatchObject({ state: 'done', accepted: submitted.length });
	await expectSent(given, seed);
	expect(await readAll(tablet.real.db, 'backups'), seed).toHaveLength(begun.size);
	// The vault's key came back: everything lies where it lay, and what was sent meanwhile is known as sent.
	const again = await tablet.reopen();
	await expectDrafts(given, again, seed);
	expect(await again.exchange(), seed).toMatchObject({ state: 'done', refused: 0 });
	const states = await again.states();
	for (const plan of submitted) expect(states[plan], seed).toBe('sent');
	await expectSent(given, seed);
	again.real.db.close();
});

const PHRASE = 'tiger lamp river soup';

/** How a passkey goes, or stops being the one that it was. */
const losses = ['between_lock_and_unlock', 'with_a_draft_open', 'made_anew', 'another_answers'] as const;

each('a passkey that was deleted', async (given, seed) => {
	const keychain = installKeychain();
	const behind = await given.tablet.lockBehind(PHRASE);
	const { door } = behind;
	expect(await door.unlock(PHRASE), seed).toEqual({ state: 'open' });
	expect(await door.addPasskey(), seed).toBe(true);
	await door.lock('asked');
	expect(await door.unlockWithPasskey(), seed).toEqual({ state: 'open' });

	const loss = pick(given.random, losses);
	const [open] = given.begun.keys();
	if (!open) throw new Error('nothing was begun');
	const begun = new Map(given.begun);
	if (loss === 'with_a_draft_open') {
		const typed = `Typed before it locked itself ${integer(given.random, 1_000_000)}.`;
		const { real } = behind.tablet;
		const { assignmentId } = await behind.tablet.audit(open).save();
		const opened = await drafts.open(real, assignmentId);
		if (opened.kind !== 'draft') throw new Error(opened.kind);
		const editor = createAuditEditor(real, opened.kept, opened.rubric, () => undefined);
		const close = openWork.add(editor);
		editor.write(criterionById(opened.rubric, 'F.1') as Criterion, typed);
		keychain.deleteAll();
		// Nobody touches it: it locks by itself, with words in it that no timer has saved.
		given.term.passes({ minutes: usualLocks.frontMinutes });
		await behind.passes(usualLocks.frontMinutes * 60_000);
		close();
		begun.set(open, typed);
		// Before anything is unlocked again, it is on the disk.
		const looked = await given.tablet.tab();
		await expectDrafts({ ...given, begun }, looked, `${seed} ${loss}`);
		looked.real.db.close();
	} else {
		await door.lock('asked');
		if (loss === 'between_lock_and_unlock') keychain.deleteAll();
		else if (loss === 'made_anew') keychain.changeSecrets();
		else keychain.answerAsAnother();
	}
	const [asked, refused] = [keychain.asked, keychain.refused];
	for (let tries = 1 + integer(given.random, 3); tries > 0; tries -= 1)
		expect(await door.unlockWithPasskey(), `${seed} ${loss}`).toEqual({ state: 'no_passkey' });
	expect(keychain.asked, seed).toBeGreaterThan(asked);
	const gone = loss === 'between_lock_and_unlock' || loss === 'with_a_draft_open';
	expect(keychain.refused > refused, `${seed} ${loss}`).toBe(gone);
	expect([door.isOpen, door.kept?.record.passkeys.length, door.kept?.wrong], seed).toEqual([false, 1, []]);

	// What waits may go before anybody finds their passphrase, or after.
	const meanwhile = integer(given.random, 2) === 0;
	if (meanwhile) {
		const sent = await given.tablet.sendLocked();
		expect(sent, seed).toMatchObject({ state: 'done', accepted: given.submitted.length });
		await expectSent(given, seed);
	}
	expect(await door.unlock('tiger lamp river soap'), seed).toEqual({ state: 'wrong' });
	expect(await door.unlock(PHRASE), seed).toEqual({ state: 'open' });
	const { tablet } = behind;
	expect((await tablet.waiting()).length, seed).toBe(given.submitted.length);
	await expectDrafts({ ...given, begun }, tablet, `${seed} ${loss}`);
	expect(await tablet.exchange(), seed).toMatchObject({ state: 'done', refused: 0 });
	await expectSent(given, seed);
	const states = await tablet.states();
	for (const plan of given.submitted) expect(states[plan], seed).toBe('sent');
	for (const plan of begun.keys()) expect(states[plan], seed).toBe('begun');
	door.stop();
});
