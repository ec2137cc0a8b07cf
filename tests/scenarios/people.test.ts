/** Who is signed in, and whose audits go: sessions end, tablets change hands, people leave. */
import { expect, test } from 'vitest';
import { put, write } from '#lib/client/records.ts';
import * as people from '#lib/server/people.ts';
import { scenario } from '../support/scenario.ts';

test('a session that runs out stops neither the answering nor the sending: the tablet has a credential of its own', async () => {
	const term = await scenario().term({ plans: 2 });
	const tablet = await term.tablet('Amina');
	await tablet.audit('plan-1').answerAll('met').submit();
	tablet.expire();
	expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 1 });
	await tablet.audit('plan-2').answerAll('partly').submit();
	expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 1 });
	expect(await tablet.states()).toEqual({ 'plan-1': 'sent', 'plan-2': 'sent' });
	expect((await term.submissions()).map(({ auditor }) => auditor)).toEqual(['Amina', 'Amina']);
});

test('another person signs in on the tablet: nothing of the first is sent as theirs, and nothing is lost', async () => {
	const term = await scenario().term({
		plans: 2,
		auditors: ['Amina', 'Ben'],
		given: { 'plan-1': 'Amina', 'plan-2': 'Ben' }
	});
	const amina = await term.tablet('Amina');
	amina.offline();
	await amina.audit('plan-1').answerAll('met').submit();
	amina.online();
	amina.signIn('Ben');
	// Her tablet does not know it yet and sends: the server takes her audit from nobody but her.
	expect(await amina.exchange()).toEqual({ state: 'other_person', personId: term.personOf('Ben') });
	expect(await term.submissions()).toEqual([]);
	expect(await amina.outbox()).toMatchObject([{ plan: 'plan-1', refused: null }]);
	expect(await amina.states()).toEqual({ 'plan-1': 'waiting' });

	const ben = await amina.handOver();
	await ben.exchange();
	expect(await ben.states()).toEqual({ 'plan-2': 'new' });
	expect(await ben.outbox()).toEqual([]);
	await ben.audit('plan-2').answerAll('partly').submit();
	await ben.exchange();
	expect(await term.submissions()).toMatchObject([{ plan: 'plan-2', auditor: 'Ben' }]);

	ben.signIn('Amina');
	const again = await ben.handOver();
	expect(await again.states()).toEqual({ 'plan-1': 'waiting' });
	await again.exchange();
	expect(await again.states()).toEqual({ 'plan-1': 'sent' });
	expect((await term.submissions()).map(({ plan, auditor }) => [plan, auditor])).toEqual([
		['plan-2', 'Ben'],
		['plan-1', 'Amina']
	]);
});

test('a coordinator who signs in on the tablet sends nothing', async () => {
	const term = await scenario().term({ plans: 1 });
	const tablet = await term.tablet('Amina');
	await tablet.audit('plan-1').answerAll('met').submit();
	tablet.signIn('Cora');
	const { state } = await tablet.exchange();
	expect(state).toBe('other_person');
	expect(await tablet.outbox()).toMatchObject([{ plan: 'plan-1', refused: null }]);
	expect(await term.submissions()).toEqual([]);
	tablet.signIn('Amina');
	await tablet.exchange();
	expect(await term.submissions()).toHaveLength(1);
});

test('somebody who left sends nothing from then on, and keeps what they made', async () => {
	const term = await scenario().term({ plans: 2 });
	const tablet = await term.tablet('Amina');
	await tablet.audit('plan-1').answerAll('met').submit();
	await tablet.exchange();
	await tablet.audit('plan-2').answerAll('met').submit();
	await people.disable(term.store, term.personOf('Amina'), term.by);
	expect(await tablet.exchange()).toEqual({ state: 'revoked' });
	expect(await term.submissions()).toMatchObject([{ plan: 'plan-1' }]);
});

test('two partnerships on one server never meet', async () => {
	const one = await scenario().term({ plans: 1 });
	const other = await scenario().term({ plans: 1 });
	const tablet = await one.tablet('Amina');
	const stranger = await other.tablet('Amina');
	await tablet.audit('plan-1').answerAll('met').submit();
	const [item] = await tablet.waiting();
	if (!item) throw new Error('nothing is waiting');
	await write(stranger.real.db, [put('outbox', item.entry.entryId, item)]);
	await stranger.exchange();
	expect(await stranger.outbox()).toMatchObject([{ refused: 'assignment.not_found' }]);
	await tablet.exchange();
	expect(await one.submissions()).toHaveLength(1);
	expect(await other.submissions()).toEqual([]);
	await stranger.sendAgain(item.entry.entryId);
	await stranger.exchange();
	expect(await stranger.outbox()).toMatchObject([{ refused: 'assignment.not_found' }]);
	expect(await other.entries()).toEqual([]);
});
