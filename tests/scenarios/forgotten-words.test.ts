/**
 * Help with forgotten words where it is asked for on another tablet, and where it comes when the session is over. Each tablet is opened by its
 * own help alone, what waits goes meanwhile, and everything is there again with the new words.
 */
import { expect, test } from 'vitest';
import { asSent, helpOf, type Help, type KeptRecovery } from '#lib/client/recovery.ts';
import { handOver, receive } from '#lib/sealing/escrow.ts';
import { keyIdOf, newKeyPair, type KeyPair } from '#lib/sealing/to-key.ts';
import * as recoveries from '#lib/server/recoveries.ts';
import type { ScenarioDoor } from '../support/scenario-door.ts';
import { scenario, type ScenarioTerm } from '../support/scenario.ts';
import { shortRubric } from '../support/scenario-rubric.ts';
import type { ScenarioTablet } from '../support/scenario-tablet.ts';

const OLD = 'the words that are forgotten';
const NEW = 'other words that are new';
const NOTE = 'Page 4: not sent.';

/** A term whose team has a recovery key. */
async function teamWithKey(seed: string): Promise<{ term: ScenarioTerm; key: KeyPair }> {
	const term = await scenario(seed).term({ plans: 2, rubric: shortRubric(), profile: 'core' });
	const key = await newKeyPair(true);
	const named = { keyId: await keyIdOf(key.publicKey), publicKey: key.publicKey };
	await recoveries.setKey(term.store, named, term.by);
	return { term, key };
}

interface Locked {
	readonly tablet: ScenarioTablet;
	readonly behind: ScenarioDoor;
	readonly own: KeptRecovery;
	/** Sends what waits, with the request where it asked, and gives how far its help is. */
	look(asked: boolean): Promise<Help>;
}

/** A tablet whose vault's key is in escrow, locked behind words that nobody knows any more; `work` was done on it with no network before. */
async function locked(
	tablet: ScenarioTablet,
	work: (unlocked: ScenarioTablet) => Promise<unknown> = async () => undefined
): Promise<Locked> {
	expect((await tablet.exchange()).state).toBe('done');
	const { vaultId } = tablet.real.vault;
	const own = { vaultId, pair: await newKeyPair(false) };
	const behind = await tablet.lockBehind(OLD);
	expect(await behind.door.unlock(OLD)).toEqual({ state: 'open' });
	tablet.offline();
	await work(behind.tablet);
	await behind.door.lock('asked');
	tablet.online();
	return {
		tablet,
		behind,
		own,
		async look(asked) {
			const outcome = await tablet.sendLocked(asked ? asSent(own) : undefined);
			return helpOf(vaultId, asked ? own : null, outcome);
		}
	};
}

const begin = (tablet: ScenarioTablet) => tablet.audit('plan-2').answer('F.1', { level: 'partly', note: NOTE }).save();

/** The coordinator opens the escrow for the one request that waits. */
async function grant({ term, key }: { term: ScenarioTerm; key: KeyPair }): Promise<void> {
	const [request, ...more] = await recoveries.open(term.store);
	if (!request?.escrow) throw new Error('no request with an escrow');
	expect(more).toEqual([]);
	const sealed = await handOver(key, request.vaultId, request.escrow, request.publicKey);
	const { personId, recoveryId } = request;
	await recoveries.decide(term.store, { personId, recoveryId }, sealed, term.by);
}

/** Opens a tablet with what was handed over to it, and finds everything in it. */
async function openWith({ behind, own }: Locked, help: Help): Promise<ScenarioTablet> {
	if (help.state !== 'granted') throw new Error(help.state);
	const dataKey = await receive(own.pair, own.vaultId, help.recovered.sealed);
	expect(await behind.door.recover(own.vaultId, dataKey, NEW)).toEqual({ state: 'open' });
	const { tablet } = behind;
	expect((await tablet.audit('plan-2').save()).answers['F.1']?.note).toBe(NOTE);
	await behind.door.lock('asked');
	expect(await behind.door.unlock(OLD)).toEqual({ state: 'wrong' });
	expect(await behind.door.unlock(NEW)).toEqual({ state: 'open' });
	return behind.tablet;
}

test('asked from another tablet, that one alone is opened; this one asks for itself, and all that was not sent is there', async () => {
	const team = await teamWithKey('asked elsewhere');
	const { term } = team;
	const laptop = await locked(await term.tablet('Amina'));
	const iPad = await locked(await term.tablet('Amina'), begin);

	const asked = await laptop.look(true);
	if (asked.state !== 'asked') throw new Error(asked.state);
	expect(await iPad.look(false)).toEqual({ state: 'not_asked', elsewhere: asked.at });
	await grant(team);
	// What was handed over to the laptop comes to nobody else, and is no answer to the iPad.
	expect(await iPad.look(false)).toEqual({ state: 'not_asked', elsewhere: null });
	expect((await laptop.look(true)).state).toBe('granted');
	await expect(openWith(iPad, await laptop.look(true))).rejects.toThrow();
	expect(iPad.behind.door.isOpen).toBe(false);

	expect((await iPad.look(true)).state).toBe('asked');
	await grant(team);
	const opened = await openWith(iPad, await iPad.look(true));
	await opened.audit('plan-1').answerAll('met').submit();
	expect(await opened.exchange()).toMatchObject({ state: 'done', accepted: 1, refused: 0 });
	expect((await term.submissions()).map(({ plan }) => plan)).toEqual(['plan-1']);
	iPad.behind.door.stop();
});

test('granted when the session is over, it waits for its person to sign in; what waited has gone meanwhile', async () => {
	const team = await teamWithKey('granted, session over');
	const { term } = team;
	const first = await term.tablet('Amina');
	const iPad = await locked(first, async (unlocked) => {
		await begin(unlocked);
		await unlocked.audit('plan-1').answerAll('met').submit();
	});
	// The request arrives, and nothing of the answer does.
	first.online({ loseNextReply: true });
	expect(await iPad.look(true)).toMatchObject({ state: 'unreachable', asked: true });
	first.expire();
	await grant(team);
	// The tablet speaks for itself; the key is for its person alone.
	const outcome = await first.sendLocked(asSent(iPad.own));
	expect(outcome).toMatchObject({ state: 'done', accepted: 1, heard: { signedIn: false, recovered: null } });
	expect(await iPad.look(true)).toEqual({ state: 'sign_in', to: 'fetch' });
	expect((await term.submissions()).map(({ plan }) => plan)).toEqual(['plan-1']);

	first.signIn('Amina');
	const opened = await openWith(iPad, await iPad.look(true));
	expect(await opened.exchange()).toMatchObject({ state: 'done', refused: 0 });
	expect(await opened.states()).toEqual({ 'plan-1': 'sent', 'plan-2': 'begun' });
	// The open tablet's exchange closed the request, and what was handed over is deleted.
	expect(await iPad.look(true)).not.toMatchObject({ state: 'granted' });
	iPad.behind.door.stop();
});
