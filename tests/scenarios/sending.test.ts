/** Audits on their way: whatever the network does, each counts once, and none says "Sent" before the server has it. */
import { describe, expect, test } from 'vitest';
import { readAll } from '#lib/client/records.ts';
import { exchange } from '#lib/client/sync.ts';
import { contentHash } from '#lib/server/content-hash.ts';
import { ExchangeEnvelope, ExchangeReply, type OutboxEntry } from '#lib/domain/sync.ts';
import { refuseWrites } from '../support/failing-queries.ts';
import { scenario } from '../support/scenario.ts';
import type { Fault } from '../support/scenario-network.ts';

/** How often one entry is sent in the storm; 1,000 in a full run. A multiple of 50. */
const STORM = Number(process.env.STORM ?? 200);

test('a submission sent twice counts once', async () => {
	const term = await scenario().term({ plans: 2, auditors: ['Amina'] });
	const tablet = await term.tablet('Amina');
	tablet.offline();
	await tablet.audit('plan-1').answerAll('met').submit();
	tablet.online({ loseNextReply: true });
	await tablet.exchange();
	await tablet.exchange();
	expect(await term.submissions()).toHaveLength(1);
	expect(await tablet.outbox()).toEqual([]);
});

test('an audit is made without a network, through a restart, and sent when it returns', async () => {
	const term = await scenario().term({ plans: 2 });
	let tablet = await term.tablet('Amina');
	tablet.offline();
	await tablet.audit('plan-1').answer('B.1', { level: 'partly', note: 'Page 3: needs without examples.' }).save();
	expect(await tablet.states()).toEqual({ 'plan-1': 'begun', 'plan-2': 'new' });
	tablet = await tablet.reopen();
	const entryId = await tablet.audit('plan-1').answerAll('met').submit();
	expect(await tablet.exchange()).toEqual({ state: 'no_network' });
	tablet = await tablet.reopen();
	expect(await tablet.states()).toEqual({ 'plan-1': 'waiting', 'plan-2': 'new' });
	expect(await term.submissions()).toEqual([]);

	term.passes({ hours: 5 });
	tablet.online();
	expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 1, refused: 0 });
	expect(await tablet.states()).toEqual({ 'plan-1': 'sent', 'plan-2': 'new' });
	const [audit] = await term.submissions();
	expect(audit).toMatchObject({
		plan: 'plan-1',
		auditor: 'Amina',
		marking: 'first',
		entryId,
		revision: 1,
		late: false
	});
	expect(audit?.answers['B.1']).toEqual({ level: 'partly', note: 'Page 3: needs without examples.' });
	expect(audit?.answers['F.1']).toEqual({ level: 'met', note: 'Page 4: one part is missing.' });
});

describe('one exchange that goes wrong, then one that does not', () => {
	const cases: [Fault, state: string, arrivals: number, storedAtOnce: number][] = [
		['lose_request', 'no_network', 1, 0],
		['portal', 'not_ours', 1, 0],
		['busy', 'server_failed', 1, 0],
		['lose_reply', 'no_network', 2, 2],
		['cut_reply', 'no_network', 2, 2],
		['short_reply', 'not_ours', 2, 2],
		['bad_gateway', 'server_failed', 2, 2],
		['server_dies', 'no_network', 2, 1],
		['late', 'no_network', 1, 0]
	];
	test.each(cases)('%s', async (fault, state, arrivals, storedAtOnce) => {
		const term = await scenario(fault).term({ plans: 3 });
		const tablet = await term.tablet('Amina');
		await tablet.audit('plan-1').answerAll('met').submit();
		await tablet.audit('plan-2').answerAll('partly').submit();
		const before = tablet.network.arrived.length;
		tablet.network.next.push(fault);
		expect(await tablet.exchange()).toMatchObject({ state });
		expect(tablet.network.happened.get(fault)).toBe(1);
		expect(await term.submissions()).toHaveLength(storedAtOnce);
		// Nothing says "Sent" yet.
		expect(await tablet.states()).toEqual({ 'plan-1': 'waiting', 'plan-2': 'waiting', 'plan-3': 'new' });

		expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 2, refused: 0 });
		expect(tablet.network.arrived.length - before).toBe(arrivals);
		await tablet.network.deliverLate();
		expect(await term.submissions()).toHaveLength(2);
		expect(await tablet.states()).toEqual({ 'plan-1': 'sent', 'plan-2': 'sent', 'plan-3': 'new' });
		expect(await tablet.outbox()).toEqual([]);
		// The receipt on the tablet is the one of the first arrival.
		const kept = await readAll(tablet.real.db, 'submissions');
		const received = (await term.submissions()).map(({ receivedAt }) => receivedAt);
		const receipts = kept.map(({ receipt }) => receipt?.receivedAt);
		expect(receipts.sort()).toEqual(received.sort());
	});
});

test('a server whose disk is full takes nothing, and a tablet waits and sends again once there is room', async () => {
	const term = await scenario().term({ plans: 1 });
	const tablet = await term.tablet('Amina');
	await tablet.audit('plan-1').answerAll('met').submit();
	const full = refuseWrites('sqlite');
	try {
		for (let nth = 0; nth < 2; nth += 1) expect(await tablet.exchange()).toEqual({ state: 'server_failed' });
	} finally {
		full.stop();
	}
	expect(full.happened).toBe(true);
	expect(await tablet.states()).toEqual({ 'plan-1': 'waiting' });
	expect(await term.submissions()).toEqual([]);
	expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 1, refused: 0 });
	expect(await term.submissions()).toHaveLength(1);
});

test('two tabs submit the same draft: one wins, the other is told, and it counts once', async () => {
	const term = await scenario().term({ plans: 1 });
	const one = await term.tablet('Amina');
	const other = await one.tab();
	await one.audit('plan-1').answerAll('met').save();
	const results = await Promise.allSettled([one.audit('plan-1').submit(), other.audit('plan-1').submit()]);
	expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	const outcomes = await Promise.all([one.exchange(), other.exchange(), one.exchange()]);
	expect(outcomes.map((outcome) => outcome.state)).toEqual(['done', 'done', 'done']);
	expect(outcomes.map((outcome) => outcome.state === 'done' && outcome.accepted)).toEqual([1, 0, 0]);
	expect(await term.submissions()).toHaveLength(1);
});

test('two tabs without a common lock send the same entry at the same time: it counts once', async () => {
	const term = await scenario().term({ plans: 1 });
	const one = await term.tablet('Amina');
	const other = await one.tab();
	await one.audit('plan-1').answerAll('met').submit();
	const free = { request: (_name: string, ...rest: unknown[]) => (rest.at(-1) as () => unknown)() };
	const unlocked = { ...other.real, locks: free as unknown as typeof other.real.locks };
	const outcomes = await Promise.all([one.exchange(), exchange(unlocked)]);
	expect(outcomes).toEqual([
		expect.objectContaining({ state: 'done', accepted: 1 }),
		expect.objectContaining({ state: 'done', accepted: 1 })
	]);
	expect(await term.submissions()).toHaveLength(1);
	expect(await one.outbox()).toEqual([]);
});

test('two tablets of one person audit the same plan: the first to arrive counts, the other is parked whole', async () => {
	const term = await scenario().term({ plans: 1 });
	const tablet = await term.tablet('Amina');
	const phone = await term.tablet('Amina');
	await tablet.audit('plan-1').answerAll('met').submit();
	const entryId = await phone.audit('plan-1').answerAll('partly', 'From the phone.').submit();
	await tablet.exchange();
	expect(await phone.exchange()).toMatchObject({ state: 'done', accepted: 0, refused: 1 });
	expect(await phone.outbox()).toEqual([
		{ plan: 'plan-1', kind: 'submission', refused: 'assignment.already_submitted', entryId }
	]);
	const [parked] = await phone.waiting();
	expect(JSON.stringify(parked)).toContain('From the phone.');
	expect(await term.submissions()).toHaveLength(1);
	expect((await term.submissions())[0]?.answers['F.1']?.level).toBe('met');
});

test('the same plan on a second tablet is seen as sent there', async () => {
	const term = await scenario().term({ plans: 2 });
	const tablet = await term.tablet('Amina');
	const phone = await term.tablet('Amina');
	await phone.audit('plan-1').answer('B.1', { level: 'met' }).save();
	await tablet.audit('plan-1').answerAll('met').submit();
	await tablet.exchange();
	await phone.exchange();
	expect(await phone.states()).toEqual({ 'plan-1': 'sent_elsewhere', 'plan-2': 'new' });
});

describe('an entry that is not what it was', () => {
	async function sentOnce() {
		const term = await scenario().term({ plans: 1 });
		const tablet = await term.tablet('Amina');
		const entryId = await tablet.audit('plan-1').answerAll('met').submit();
		return { term, tablet, entryId };
	}
	function otherAnswer(entry: OutboxEntry, { withHash }: { withHash: boolean }): OutboxEntry {
		if (entry.body.kind !== 'submission') throw new Error('not an audit');
		const { submission } = entry.body;
		const answers = { ...submission.answers, 'F.1': { level: 'not_met' as const, note: 'Changed.' } };
		const body = { ...entry.body, submission: { ...submission, answers } };
		return { ...entry, body, contentHash: withHash ? contentHash(body) : entry.contentHash };
	}

	test('the same number with other content is refused and parked; the first stays', async () => {
		const { term, tablet, entryId } = await sentOnce();
		tablet.online({ loseNextReply: true });
		await tablet.exchange();
		await tablet.meddle(entryId, (entry) => otherAnswer(entry, { withHash: true }));
		expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 0, refused: 1 });
		expect(await tablet.outbox()).toMatchObject([{ refused: 'entry.changed', entryId }]);
		expect((await tablet.waiting())[0]?.entry.body).toMatchObject({
			submission: { answers: { 'F.1': { level: 'not_met', note: 'Changed.' } } }
		});
		expect((await term.submissions()).map(({ answers }) => answers['F.1']?.level)).toEqual(['met']);
	});

	test('content that no longer fits its hash is refused and parked', async () => {
		const { term, tablet, entryId } = await sentOnce();
		await tablet.meddle(entryId, (entry) => otherAnswer(entry, { withHash: false }));
		await tablet.exchange();
		expect(await tablet.outbox()).toMatchObject([{ refused: 'entry.hash_mismatch', entryId }]);
		expect(await term.submissions()).toEqual([]);
	});

	test('an audit that is not whole is refused, and can be opened and put right', async () => {
		const { term, tablet, entryId } = await sentOnce();
		await tablet.meddle(entryId, (entry) => {
			if (entry.body.kind !== 'submission') throw new Error('not an audit');
			const { 'F.1': _out, ...answers } = entry.body.submission.answers;
			const body = { ...entry.body, submission: { ...entry.body.submission, answers } };
			return { ...entry, body, contentHash: contentHash(body) };
		});
		await tablet.exchange();
		expect(await tablet.outbox()).toMatchObject([{ refused: 'submission.invalid', entryId }]);
		expect((await tablet.waiting())[0]?.refusal?.detail).toEqual(['F.1: answer.missing']);
		await tablet.openAgain(entryId);
		expect(await tablet.states()).toEqual({ 'plan-1': 'begun' });
		await tablet.audit('plan-1').answer('F.1', { level: 'partly', note: 'Put right.' }).submit();
		await tablet.exchange();
		expect(await tablet.states()).toEqual({ 'plan-1': 'sent' });
		expect((await term.submissions()).map(({ answers }) => answers['F.1'])).toEqual([
			{ level: 'partly', note: 'Put right.' }
		]);
	});

	test('one bad entry never blocks the next', async () => {
		const term = await scenario().term({ plans: 3 });
		const tablet = await term.tablet('Amina');
		const bad = await tablet.audit('plan-1').answerAll('met').submit();
		await tablet.audit('plan-2').answerAll('met').submit();
		await tablet.meddle(bad, (entry) => otherAnswer(entry, { withHash: false }));
		await tablet.audit('plan-3').answerAll('met').submit();
		expect(await tablet.exchange()).toMatchObject({ accepted: 2, refused: 1 });
		expect((await term.submissions()).map(({ plan }) => plan).sort()).toEqual(['plan-2', 'plan-3']);
	});
});

test('notes of any length and script come through letter by letter', async () => {
	const term = await scenario().term({ plans: 1 });
	const tablet = await term.tablet('Amina');
	const note = `“Speech & language” – naïve <b>Zoë</b> 🧵 \u0000 \\" ${'é'.repeat(1900)}`;
	await tablet.audit('plan-1').answer('F.1', { level: 'not_met', note }).answerAll('met').submit();
	await tablet.exchange();
	expect((await term.submissions())[0]?.answers['F.1']).toEqual({ level: 'not_met', note });
});

test('a full outbox of long audits goes in as many exchanges as it needs', async () => {
	const term = await scenario().term({ plans: 12, auditors: ['Amina'] });
	const tablet = await term.tablet('Amina');
	tablet.offline();
	for (let at = 1; at <= 12; at += 1) await tablet.audit(`plan-${at}`).answerAll('met', 'x'.repeat(500)).submit();
	tablet.online();
	const before = tablet.network.arrived.length;
	expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 12, refused: 0 });
	const requests = tablet.network.arrived.slice(before);
	expect(requests.length).toBeGreaterThan(1);
	for (const body of requests) expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(256 * 1024);
	expect(await term.submissions()).toHaveLength(12);
});

test('one entry over and over on fifty connections: one audit, equal receipts', async () => {
	const term = await scenario().term({ plans: 1 });
	const tablet = await term.tablet('Amina');
	await tablet.audit('plan-1').answerAll('met').submit();
	const { session } = tablet.network;
	tablet.network.next.push('lose_request');
	await tablet.exchange();
	const entries = (await tablet.waiting()).map(({ entry }) => entry);
	const envelope = {
		protocol: 1,
		build: 'storm',
		deviceId: tablet.real.deviceId,
		cursor: null,
		rubricsHeld: [],
		entries
	};
	const body = JSON.stringify(ExchangeEnvelope.parse({ ...envelope, rubricsHeld: ['all'] }));
	const receipts: string[] = [];
	await Promise.all(
		Array.from({ length: 50 }, async () => {
			for (let time = 0; time < STORM / 50; time += 1) {
				const answered = await term.server.answer({ body, header: null }, session, term.now);
				receipts.push(JSON.stringify(ExchangeReply.parse(await answered.json()).receipts));
			}
		})
	);
	expect(receipts).toHaveLength(STORM);
	expect(new Set(receipts).size).toBe(1);
	expect(receipts[0]).toContain('"outcome":"accepted"');
	expect(await term.submissions()).toHaveLength(1);
	expect(await term.entries()).toHaveLength(1);
});

test('an audit goes on while its exchange runs, and nothing typed meanwhile is lost', async () => {
	const term = await scenario().term({ plans: 2 });
	const tablet = await term.tablet('Amina');
	await tablet.audit('plan-1').answerAll('met').submit();
	const [outcome] = await Promise.all([
		tablet.exchange(),
		tablet.audit('plan-2').answer('B.1', { level: 'partly', note: 'Typed meanwhile.' }).save()
	]);
	expect(outcome.state).toBe('done');
	expect((await tablet.audit('plan-2').save()).answers['B.1']).toEqual({ level: 'partly', note: 'Typed meanwhile.' });
});
