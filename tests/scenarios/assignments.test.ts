/** Plans that change hands while audits are on their way: whoever no longer has a plan cannot send it, and nobody loses a word. */
import { describe, expect, test } from 'vitest';
import { put, write } from '#lib/client/records.ts';
import * as outbox from '#lib/client/outbox.ts';
import { statusOf } from '#lib/domain/assignment.ts';
import { findingsOf } from '#lib/domain/findings.ts';
import { applicableCriteria } from '#lib/domain/rubric.ts';
import * as auditRecords from '#lib/server/audit-records.ts';
import * as activity from '#lib/server/activity.ts';
import { rubric } from '../support/builders.ts';
import { scenario } from '../support/scenario.ts';

describe('a plan taken back while its audit was on the tablet', () => {
	test('the audit is refused and parked, can be exported whole, and what is sent again is refused again', async () => {
		const term = await scenario().term({ plans: 2 });
		const tablet = await term.tablet('Amina');
		tablet.offline();
		const entryId = await tablet.audit('plan-1').answerAll('partly', 'Every word of it.').submit();
		await term.withdraw('plan-1');
		tablet.online();
		expect(await tablet.exchange()).toMatchObject({ state: 'done', accepted: 0, refused: 1 });
		expect(await tablet.outbox()).toEqual([
			{ plan: 'plan-1', kind: 'submission', refused: 'assignment.withdrawn', entryId }
		]);
		expect(await tablet.states()).toEqual({ 'plan-1': 'refused', 'plan-2': 'new' });
		expect(await term.submissions()).toEqual([]);

		const [parked] = await tablet.waiting();
		if (!parked) throw new Error('nothing is parked');
		const file = outbox.exportFile(parked);
		expect(file.name).toBe(`golden-thread-${term.planRefOf('plan-1')}-submission.json`);
		expect(JSON.parse(file.text)).toMatchObject({ entry: parked.entry, refusal: { code: 'assignment.withdrawn' } });
		expect(file.text.split('Every word of it.').length - 1).toBeGreaterThan(60);

		await tablet.sendAgain(entryId);
		await tablet.exchange();
		await tablet.exchange();
		expect(await tablet.outbox()).toMatchObject([{ refused: 'assignment.withdrawn' }]);
		const refusals = (await activity.list(term.store, { limit: 100 })).filter(
			({ action }) => action === 'entry.refused'
		);
		expect(refusals).toHaveLength(2);
	});

	test('a draft stays to be read, and a plan that was not begun goes', async () => {
		const term = await scenario().term({ plans: 2 });
		const tablet = await term.tablet('Amina');
		await tablet.audit('plan-1').answer('B.1', { level: 'partly', note: 'Half done.' }).save();
		await term.withdraw('plan-1');
		await term.withdraw('plan-2');
		await tablet.exchange();
		expect(await tablet.states()).toEqual({ 'plan-1': 'taken_back' });
		expect((await tablet.audit('plan-1').save()).answers['B.1']?.note).toBe('Half done.');
	});

	test('an audit that the server already had stays sent, though its reply was lost and the plan taken for somebody else', async () => {
		const term = await scenario().term({ plans: 1, auditors: ['Amina', 'Ben'], given: { 'plan-1': 'Amina' } });
		const tablet = await term.tablet('Amina');
		await tablet.audit('plan-1').answerAll('met').submit();
		tablet.online({ loseNextReply: true });
		await tablet.exchange();
		await expect(term.withdraw('plan-1')).rejects.toThrow('assignment.not_open');
		await expect(term.reassign('plan-1', 'Ben')).rejects.toThrow('assignment.not_open');
		await tablet.exchange();
		expect(await tablet.states()).toEqual({ 'plan-1': 'sent' });
		expect(await term.submissions()).toHaveLength(1);
	});
});

test('handed back without a network, given to another auditor, who completes it', async () => {
	const term = await scenario().term({ plans: 1, auditors: ['Amina', 'Ben'], given: { 'plan-1': 'Amina' } });
	const amina = await term.tablet('Amina');
	const ben = await term.tablet('Ben');
	amina.offline();
	await amina.audit('plan-1').answer('B.1', { level: 'met' }).save();
	await amina.decline('plan-1', 'know_family', 'We are neighbours.');
	expect(await amina.states()).toEqual({ 'plan-1': 'handing_back' });
	expect(statusOf(await term.assignment('plan-1'))).toBe('assigned');
	amina.online({ loseNextReply: true });
	await amina.exchange();
	expect(statusOf(await term.assignment('plan-1'))).toBe('declined');
	expect(await amina.states()).toEqual({ 'plan-1': 'handing_back' });
	await amina.exchange();
	expect(await amina.states()).toEqual({});
	expect(await amina.outbox()).toEqual([]);

	// Knowing the family is a tie: it can never come back to her.
	await expect(term.reassign('plan-1', 'Amina')).rejects.toThrow('assignment.interest');
	await term.reassign('plan-1', 'Ben');
	await ben.exchange();
	expect(await ben.states()).toEqual({ 'plan-1': 'new' });
	await ben.audit('plan-1').answerAll('partly').submit();
	await ben.exchange();
	expect(await term.submissions()).toMatchObject([{ plan: 'plan-1', auditor: 'Ben', marking: 'first' }]);
	const reasons = (await term.assignments()).map((one) => [term.nameOf(one.auditorId), statusOf(one), one.reason]);
	expect(reasons).toEqual([
		['Amina', 'declined', 'I know this child or family: We are neighbours.'],
		['Ben', 'submitted', null]
	]);
});

test('a hand-back that is taken back before it is sent never happened', async () => {
	const term = await scenario().term({ plans: 1 });
	const tablet = await term.tablet('Amina');
	tablet.offline();
	await tablet.audit('plan-1').answer('B.1', { level: 'met' }).save();
	const entryId = await tablet.decline('plan-1', 'no_time');
	await tablet.keepAfterAll(entryId);
	tablet.online();
	await tablet.exchange();
	expect(await tablet.states()).toEqual({ 'plan-1': 'begun' });
	expect(await term.entries()).toEqual([]);
});

test('an audit given to somebody else meanwhile counts once, from the one who has it', async () => {
	const term = await scenario().term({ plans: 1, auditors: ['Amina', 'Ben'], given: { 'plan-1': 'Amina' } });
	const amina = await term.tablet('Amina');
	const ben = await term.tablet('Ben');
	amina.offline();
	await amina.audit('plan-1').answerAll('not_met', 'Long work.').submit();
	await term.reassign('plan-1', 'Ben');
	await ben.exchange();
	await ben.audit('plan-1').answerAll('met').submit();
	await ben.exchange();
	amina.online();
	await amina.exchange();
	expect(await term.submissions()).toMatchObject([{ auditor: 'Ben' }]);
	expect(await amina.outbox()).toMatchObject([{ plan: 'plan-1', refused: 'assignment.withdrawn' }]);
	expect(JSON.stringify(await amina.waiting())).toContain('Long work.');
});

test('two auditors of different agencies audit one plan, and their agreement is counted', async () => {
	const term = await scenario().term({
		plans: 1,
		auditors: ['Amina', 'Ben'],
		given: { 'plan-1': ['Amina', 'Ben'] }
	});
	const [amina, ben] = [await term.tablet('Amina'), await term.tablet('Ben')];
	const { context } = await term.assignment('plan-1', 'Amina');
	const scale = applicableCriteria(rubric, context).filter(({ answerKind }) => answerKind === 'scale');
	const different = scale.slice(0, 7).map(({ id }) => id);
	await amina.audit('plan-1').answerAll('met').submit();
	const other = ben.audit('plan-1');
	for (const id of different) other.answer(id, { level: 'partly', note: 'Seen otherwise.' });
	await other.answerAll('met').submit();
	await ben.exchange();
	await amina.exchange();
	expect((await term.submissions()).map(({ auditor, marking }) => [auditor, marking]).sort()).toEqual([
		['Amina', 'first'],
		['Ben', 'second']
	]);

	const records = await auditRecords.forPeriods(term.store, ['2026-h1']);
	expect(new Set(records.map(({ agency }) => agency)).size).toBe(2);
	const found = findingsOf(rubric, records);
	// The plan counts once, by its first marking; the second says only how far the two agreed.
	expect(found.plans).toBe(1);
	expect(found.criteria.find(({ criterionId }) => criterionId === different[0])?.met).toEqual({ count: 1, of: 1 });
	expect(found.agreement.pairs).toBe(1);
	expect(found.agreement.sameAnswer).toEqual({ count: scale.length - different.length, of: scale.length });
	const n = 2 * scale.length;
	const partly = different.length;
	// Krippendorff's alpha of two categories and two raters, by hand: 1 - (n - 1) x disagreeing pairs / (n0 x n1).
	expect(found.agreement.alpha).toBeCloseTo(1 - ((n - 1) * partly) / (partly * (n - partly)), 10);
	expect((await term.compile('2026-h1')).model.counts).toMatchObject({ plans: 1, pairs: 1, auditors: 2, unpaired: 0 });
});

test('an auditor from whom the advice is withheld answers what the plan alone can tell, and is reported apart', async () => {
	const term = await scenario().term({
		plans: 2,
		auditors: ['Amina', 'Ben', 'Cem', 'Dora'],
		given: { 'plan-1': ['Amina', 'Dora'], 'plan-2': 'Dora' },
		// Dora is a parent.
		adviceWithheldFrom: ['parent']
	});
	const [amina, dora] = [await term.tablet('Amina'), await term.tablet('Dora')];
	await amina.audit('plan-1').answerAll('met').submit();
	await amina.exchange();
	await dora.audit('plan-1').answerAll('partly').submit();
	await dora.audit('plan-2').answerAll('partly').submit();
	await dora.exchange();
	const questions = (await term.submissions()).map(({ auditor, answers }) => [auditor, Object.keys(answers)] as const);
	const asked = new Map(questions.map(([auditor, ids]) => [auditor, ids]));
	expect(asked.get('Dora')?.length).toBeLessThan(asked.get('Amina')?.length ?? 0);
	const evidenceOf = new Map(
		rubric.sections.flatMap(({ criteria }) => criteria.map(({ id, evidence }) => [id, evidence.join()]))
	);
	expect(new Set(asked.get('Dora')?.map((id) => evidenceOf.get(id)))).toEqual(new Set(['plan']));

	const full = (await term.compile('2026-h1')).model;
	expect(full.counts).toMatchObject({ plans: 1, pairs: 0, auditors: 1, otherProfile: 2 });
	const apart = (await term.compile('2026-h1', 'plan-only')).model;
	expect(apart.counts).toMatchObject({ plans: 1, pairs: 0, auditors: 1, otherProfile: 1, unpaired: 1 });
});

test('an auditor never gets the second marking of their own plan, nor one of the same agency', async () => {
	const names = ['Amina', 'Ben', 'Cem', 'Dora', 'Ewa', 'Femi'];
	const term = await scenario().term({ plans: 1, auditors: names, given: { 'plan-1': ['Amina', 'Ben'] } });
	await expect(term.reassign('plan-1', 'Amina', 'Ben')).rejects.toThrow('assignment.history');
	// Femi is from the same agency as Amina.
	await expect(term.reassign('plan-1', 'Femi', 'Ben')).rejects.toThrow('assignment.agency');
	await term.reassign('plan-1', 'Cem', 'Ben');
	expect((await term.assignment('plan-1', 'Cem')).marking).toBe('second');
});

test('somebody else cannot send an audit of a plan that is not theirs', async () => {
	const term = await scenario().term({ plans: 1, auditors: ['Amina', 'Ben'], given: { 'plan-1': 'Amina' } });
	const amina = await term.tablet('Amina');
	const ben = await term.tablet('Ben');
	await amina.audit('plan-1').answerAll('met').submit();
	const [item] = await amina.waiting();
	if (!item) throw new Error('nothing is waiting');
	// Forged: Amina's entry, put into Ben's outbox.
	await write(ben.real.db, [put('outbox', item.entry.entryId, item)]);
	await ben.exchange();
	expect(await ben.outbox()).toMatchObject([{ refused: 'assignment.not_found' }]);
	await amina.exchange();
	expect(await term.submissions()).toMatchObject([{ auditor: 'Amina' }]);
	// After it was taken in, the answer is the same words as for other content under this number.
	await ben.sendAgain(item.entry.entryId);
	await ben.exchange();
	expect(await ben.outbox()).toMatchObject([{ refused: 'entry.changed' }]);
	expect(await term.submissions()).toHaveLength(1);
});
