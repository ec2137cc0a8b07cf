/** Ties at opening: nobody audits a plan of somebody they know, with or without a network. */
import { expect, test } from 'vitest';
import * as drafts from '#lib/client/drafts.ts';
import * as openings from '#lib/client/openings.ts';
import * as worries from '#lib/client/worries.ts';
import { scenario } from '../support/scenario.ts';

test('who knows the family hands a plan back offline; it goes to somebody else and never comes back', async () => {
	const term = await scenario().term({ plans: 2, auditors: ['Amina', 'Tomasz'], given: { 'plan-1': 'Amina' } });
	const amina = await term.tablet('Amina');
	amina.offline();
	await amina.decline('plan-1', 'know_family');
	const { assignmentId } = await term.assignment('plan-1');
	expect(await drafts.find(amina.real, assignmentId)).toMatchObject({
		kind: 'handed_back',
		planRef: term.planRefOf('plan-1')
	});
	amina.online();
	expect(await amina.exchange()).toMatchObject({ accepted: 1, refused: 0 });
	expect(await amina.states()).not.toHaveProperty('plan-1');

	await expect(term.reassign('plan-1', 'Amina')).rejects.toThrow('assignment.interest');
	await term.reassign('plan-1', 'Tomasz');
	const tomasz = await term.tablet('Tomasz');
	expect(await tomasz.states()).toMatchObject({ 'plan-1': 'new' });
});

test('who has no tie opens the plan; the team learns when, once, and of the safeguarding button only that it was used', async () => {
	const term = await scenario().term({ plans: 1, auditors: ['Amina'] });
	const tablet = await term.tablet('Amina');
	const { assignmentId } = await term.assignment('plan-1');
	const found = await drafts.find(tablet.real, assignmentId);
	if (found.kind !== 'new') throw new Error(found.kind);
	expect(found.asked).toBe(false);
	tablet.offline();
	await openings.declareNoTie(tablet.real, found.item);
	await worries.noteUse(tablet.real, assignmentId);
	await tablet.audit('plan-1').answerAll('met').submit();
	tablet.online({ loseNextReply: true });
	await tablet.exchange();
	expect(await tablet.exchange()).toMatchObject({ accepted: 3, refused: 0 });

	expect((await term.entries()).map(({ kind }) => kind)).toEqual(['opening', 'safeguarding', 'submission']);
	const rows = await term.store.selectFrom('activity').selectAll().where('subject', '=', assignmentId).execute();
	expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining(['assignment.opened', 'safeguarding.used']));
	expect(rows.filter(({ action }) => action === 'safeguarding.used')).toEqual([
		expect.objectContaining({ details: '{}' })
	]);
});
