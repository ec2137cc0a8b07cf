/**
 * People who chose a second passphrase on a second tablet, with a draft of the same plan under each: both are copied, each comes back by its own
 * words, and the one that is sent first counts.
 */
import { describe, expect, test } from 'vitest';
import * as backups from '#lib/client/backups.ts';
import { read } from '#lib/client/records.ts';
import { restore } from '#lib/client/restore.ts';
import { bring } from '#lib/client/other-copy.ts';
import { wrapWithPassphrase } from '#lib/sealing/passphrase.ts';
import * as vaults from '#lib/server/vaults.ts';
import { scenario, type ScenarioTerm } from '#tests/support/scenario.ts';
import type { ScenarioTablet } from '#tests/support/scenario-tablet.ts';
import type { TestVault } from '#tests/support/vault.ts';

const answered = (note: string) => ({ level: 'partly' as const, note });

/** Amina's iPad and her laptop, which has a passphrase of its own; a draft of the same plan on each, both copied. */
async function atWork(name: string) {
	const term = await scenario(name).term({ plans: 2 });
	const iPad = await term.tablet('Amina');
	await iPad.audit('plan-1').answer('B.1', answered('On the iPad, page 3.')).save();
	await iPad.exchange();
	const laptop = await term.tablet('Amina', 'new words');
	await laptop.audit('plan-1').answer('B.1', answered('On the laptop, page 5.')).save();
	await laptop.exchange();
	const { assignmentId } = await term.assignment('plan-1');
	const copies = () => term.store.selectFrom('draftBackup').select(['vaultId', 'deviceId']).execute();
	return { term, iPad, laptop, assignmentId, copies };
}

/** Puts words that can be typed before a tablet's vault, as the server keeps it for the next tablet. */
async function wrapped(term: ScenarioTerm, { personId, real }: ScenarioTablet, words: string) {
	const { vaultId, dataKey } = real.vault as TestVault;
	const wrap = await wrapWithPassphrase(vaultId, dataKey, words);
	await vaults.keep(term.store, { personId, deviceId: real.deviceId, now: term.now }, { vaultId, wrap, escrow: null });
}

describe('a second passphrase', () => {
	test('begun anew under it, a plan is copied too, and comes back by the same words on a third tablet', async () => {
		const { term, iPad, laptop, assignmentId, copies } = await atWork('two copies');
		expect((await copies()).map(({ vaultId }) => vaultId).sort()).toEqual(
			[iPad, laptop].map(({ real }) => real.vault.vaultId).sort()
		);
		expect(await read(laptop.real.db, 'backups', assignmentId)).toMatchObject({ sent: true });

		// The laptop is lost. On a third tablet its words are typed, and what was answered on it is there.
		const third = await term.tablet('Amina', 'new words');
		expect(await third.states()).toEqual({ 'plan-1': 'elsewhere', 'plan-2': 'new' });
		expect(await third.goOnHere('plan-1')).toMatchObject({ state: 'done' });
		expect((await third.audit('plan-1').save()).answers['B.1']).toEqual(answered('On the laptop, page 5.'));
		// The iPad's draft stayed where it is.
		await iPad.exchange();
		expect(await iPad.states()).toMatchObject({ 'plan-1': 'begun' });
		expect((await iPad.audit('plan-1').save()).answers['B.1']).toEqual(answered('On the iPad, page 3.'));
		// The laptop is found again: it reads only, and what it typed meanwhile is kept aside once it goes on.
		await laptop.audit('plan-1').answer('B.2', answered('On the way.')).save();
		await laptop.exchange();
		expect(await laptop.states()).toMatchObject({ 'plan-1': 'elsewhere' });
		await laptop.goOnHere('plan-1');
		expect((await backups.aside(laptop.real)).map(({ draft }) => draft.answers['B.2'])).toEqual([
			answered('On the way.')
		]);
	});

	test('what the other one seals is told of, never offered, and gone from the words once it is sent', async () => {
		const { iPad, laptop } = await atWork('told of');
		await iPad.exchange();
		for (const tablet of [iPad, laptop]) {
			const [one, other] = (await tablet.summaries()).sort((a, b) => a.item.planRef.localeCompare(b.item.planRef));
			expect([one, other].map((audit) => [audit?.state, audit?.shut !== null]).sort()).toEqual([
				['begun', true],
				['new', false]
			]);
		}
		await laptop.audit('plan-1').answerAll('met').submit();
		await laptop.exchange();
		await iPad.exchange();
		for (const tablet of [iPad, laptop])
			expect((await tablet.summaries()).map(({ shut }) => shut)).toEqual([null, null]);
	});

	test('both sent: the first that arrives counts, the other is refused with its words kept, and no copy is left', async () => {
		const { term, iPad, laptop, assignmentId, copies } = await atWork('both sent');
		for (const tablet of [iPad, laptop]) tablet.offline();
		await iPad.audit('plan-1').answerAll('met').submit();
		await laptop.audit('plan-1').answerAll('met').submit();
		laptop.online();
		expect(await laptop.exchange()).toMatchObject({ state: 'done', accepted: 1, refused: 0 });
		expect(await copies()).toEqual([]);
		iPad.online();
		expect(await iPad.exchange()).toMatchObject({ state: 'done', accepted: 0, refused: 1 });
		const [stored, ...more] = await term.submissions();
		expect([stored?.answers['B.1'], more]).toEqual([answered('On the laptop, page 5.'), []]);
		const [refused] = await iPad.waiting();
		expect(refused?.entry.body).toMatchObject({
			submission: { assignmentId, answers: { 'B.1': answered('On the iPad, page 3.') } }
		});
	});

	test('one sent, the other still at work: it is told so and keeps its words to be read', async () => {
		const { iPad, laptop, assignmentId, copies } = await atWork('one sent');
		await laptop.audit('plan-1').answerAll('met').submit();
		await laptop.exchange();
		expect(await copies()).toEqual([]);
		await iPad.audit('plan-1').answer('B.2', answered('Too late.')).save();
		await iPad.exchange();
		expect(await iPad.states()).toMatchObject({ 'plan-1': 'sent_elsewhere' });
		expect((await read(iPad.real.db, 'drafts', assignmentId))?.draft.answers['B.2']).toEqual(answered('Too late.'));
		expect(await copies()).toEqual([]);
	});

	test('handed back from one, the plan leaves no copy of either', async () => {
		const { laptop, copies } = await atWork('handed back');
		await laptop.decline('plan-1', 'no_time');
		await laptop.exchange();
		expect(await copies()).toEqual([]);
	});

	test('records lost: each tablet brings back what its own words open, and moves nothing of the other', async () => {
		const { term, iPad, laptop, assignmentId, copies } = await atWork('records lost');
		const again = await term.tablet('Amina', 'new words');
		const { vaultId } = laptop.real.vault;
		const lost = { vaultId, drafts: 1, waiting: 0, at: term.now, plans: [assignmentId] };
		expect(await restore(again.real, lost)).toMatchObject({ state: 'restored', back: [{}], gone: [] });
		expect((await again.audit('plan-1').save()).answers['B.1']).toEqual(answered('On the laptop, page 5.'));
		expect(await copies()).toContainEqual({ vaultId: iPad.real.vault.vaultId, deviceId: iPad.real.deviceId });
	});

	test('brought by its words to a tablet with others, it goes on there whole; what was here is kept aside', async () => {
		const { term, iPad, laptop, assignmentId, copies } = await atWork('brought');
		await wrapped(term, laptop, 'the laptop and its own words');
		const onLaptop = { vaultId: laptop.real.vault.vaultId, deviceId: laptop.real.deviceId };
		expect(await bring(iPad.real, assignmentId, 'not these words')).toEqual({ state: 'wrong' });
		iPad.offline();
		expect(await bring(iPad.real, assignmentId, 'the laptop and its own words')).toEqual({ state: 'no_network' });
		iPad.online();
		expect(await copies()).toContainEqual(onLaptop);
		expect((await iPad.audit('plan-1').save()).answers['B.1']).toEqual(answered('On the iPad, page 3.'));

		const came = { state: 'here', aside: true };
		expect(await bring(iPad.real, assignmentId, 'The Laptop and its own words')).toEqual(came);
		expect((await iPad.audit('plan-1').save()).answers['B.1']).toEqual(answered('On the laptop, page 5.'));
		expect((await backups.aside(iPad.real)).map(({ draft }) => draft.answers['B.1'])).toEqual([
			answered('On the iPad, page 3.')
		]);
		// From here on this tablet's own passphrase seals it, and it is told of no more.
		await iPad.exchange();
		expect((await iPad.summaries()).map(({ shut }) => shut)).toEqual([null, null]);
		expect(await read(iPad.real.db, 'backups', assignmentId)).toMatchObject({ sent: true });
		expect((await copies()).map(({ deviceId }) => deviceId)).toEqual([iPad.real.deviceId, iPad.real.deviceId]);
		// The laptop reads only. Taking it back, it goes on there, and the iPad is told again.
		await laptop.exchange();
		expect(await laptop.states()).toMatchObject({ 'plan-1': 'elsewhere' });
		await laptop.goOnHere('plan-1');
		await laptop.audit('plan-1').answer('B.2', answered('Later.')).save();
		term.passes({ minutes: 5 });
		await laptop.exchange();
		await iPad.exchange();
		expect((await iPad.summaries()).filter(({ shut }) => shut !== null)).toHaveLength(1);

		// Once it is sent there is nothing to bring.
		await laptop.audit('plan-1').answerAll('met').submit();
		await laptop.exchange();
		expect(await bring(iPad.real, assignmentId, 'the laptop and its own words')).toEqual({ state: 'gone' });
	});

	test('brought to a tablet where nothing was begun; cut off on the way, it comes the next time', async () => {
		const { term, laptop, assignmentId } = await atWork('brought anew');
		await wrapped(term, laptop, 'the laptop and its own words');
		const third = await term.tablet('Amina', 'third words');
		const words = 'the laptop and its own words';
		// The browser dies in the one write of it, when the copy has moved already.
		third.dieInWrite(1);
		expect(await bring(third.real, assignmentId, words)).toMatchObject({ state: 'not_saved' });
		const again = await third.reopen();
		expect(await again.states()).toMatchObject({ 'plan-1': 'new' });
		expect(await bring(again.real, assignmentId, words)).toEqual({ state: 'here', aside: false });
		expect((await again.audit('plan-1').save()).answers['B.1']).toEqual(answered('On the laptop, page 5.'));
	});
});
