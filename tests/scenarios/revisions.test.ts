/** An audit that is asked back, opened again and sent anew: it counts once, and a published report stays as it was. */
import { describe, expect, test } from 'vitest';
import * as drafts from '#lib/client/drafts.ts';
import type { KeptSubmission } from '#lib/client/db.ts';
import * as outbox from '#lib/client/outbox.ts';
import * as requests from '#lib/client/requests.ts';
import { answer } from '#lib/domain/audit.ts';
import { LEASE_DAYS } from '#lib/domain/tablet.ts';
import * as auditRecords from '#lib/server/audit-records.ts';
import * as revisions from '#lib/server/revisions.ts';
import { scenario, type ScenarioTerm } from '../support/scenario.ts';
import type { ScenarioTablet } from '../support/scenario-tablet.ts';

/** A term with two audits in the first half-year, one of them asked back. */
async function askedBack() {
	const term = await scenario().term({ plans: 2, auditors: ['Amina'] });
	const tablet = await term.tablet('Amina');
	term.on('2027-02-20');
	await tablet.audit('plan-1').answerAll('met').submit();
	await tablet.audit('plan-2').answerAll('met').submit();
	await tablet.exchange();
	const { assignmentId } = await term.assignment('plan-1');
	const kept = (await drafts.latestSubmission(tablet.real, assignmentId)) as KeptSubmission;
	tablet.offline();
	await requests.ask(tablet.real, kept.submission, 'Sections E and F were swapped.');
	tablet.online();
	expect(await tablet.exchange()).toMatchObject({ accepted: 1, refused: 0 });
	return { term, tablet, assignmentId };
}

/** The coordinator opens it, the tablet fetches it, its auditor puts one answer right and sends it. */
async function putRight({ term, tablet, assignmentId }: Awaited<ReturnType<typeof askedBack>>) {
	await revisions.open(term.store, assignmentId, 'Put the two sections right.', term.by);
	await tablet.exchange();
	const opened = await drafts.open(tablet.real, assignmentId);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	expect(opened.kept.item.reopened?.reason).toBe('Put the two sections right.');
	const { draft } = opened.kept;
	expect(draft).toMatchObject({ revision: 2, answers: { 'F.1': { level: 'met' }, 'F.2': { level: 'met' } } });
	const put = answer(draft, 'F.2', { level: 'not_met', note: 'Page 7.' }, tablet.real.now());
	await drafts.save(tablet.real, { ...opened.kept, draft: put });
	const done = await outbox.submit(tablet.real, { ...opened.kept, draft: put }, opened.rubric);
	if ('violations' in done) throw new Error('not whole');
	expect(await tablet.exchange()).toMatchObject({ accepted: 1, refused: 0 });
	expect(await tablet.states()).toEqual({ 'plan-1': 'sent', 'plan-2': 'sent' });
}

const audits = async (term: ScenarioTerm, period: '2026-h1' | '2026-h2') =>
	(await auditRecords.forPeriods(term.store, [period])).map(({ planRef, levels }) => [
		term.planOf(planRef),
		levels['F.2']?.level
	]);
const standing = async (tablet: ScenarioTablet, assignmentId: string) =>
	(await tablet.summaries()).find((audit) => audit.assignmentId === assignmentId)?.item;

test('an audit is asked back; the tablet says that the coordinator decides, then why it is open again', async () => {
	const { term, tablet, assignmentId } = await askedBack();
	expect(await standing(tablet, assignmentId)).toMatchObject({ askedBack: { refused: null } });
	await revisions.refuse(term.store, assignmentId, 'The report is written already.', term.by);
	await tablet.exchange();
	expect(await standing(tablet, assignmentId)).toMatchObject({
		askedBack: { refused: 'The report is written already.' }
	});
	await putRight({ term, tablet, assignmentId });
	expect(await standing(tablet, assignmentId)).not.toHaveProperty('askedBack');
	expect(await standing(tablet, assignmentId)).not.toHaveProperty('reopened');
	expect((await term.submissions()).map(({ plan, revision }) => [plan, revision])).toEqual([
		['plan-1', 1],
		['plan-2', 1],
		['plan-1', 2]
	]);
});

describe('in which half-year a corrected audit counts', () => {
	test('corrected in the same half-year: once, as corrected', async () => {
		const asked = await askedBack();
		await putRight(asked);
		expect(await audits(asked.term, '2026-h1')).toEqual([
			['plan-2', 'met'],
			['plan-1', 'not_met']
		]);
		expect((await asked.term.compile('2026-h1')).model.counts.plans).toBe(2);
	});

	test('corrected in the next half-year, before a report was published: in the later one only', async () => {
		const asked = await askedBack();
		asked.term.on('2027-03-10');
		await putRight(asked);
		expect(await audits(asked.term, '2026-h1')).toEqual([['plan-2', 'met']]);
		expect(await audits(asked.term, '2026-h2')).toEqual([['plan-1', 'not_met']]);
		expect((await asked.term.compile('2026-h1')).model.counts.plans).toBe(1);
		expect((await asked.term.compile('2026-h2')).model.counts.plans).toBe(1);
		const counted = await auditRecords.counts(asked.term.store);
		expect(counted.map(({ period, audits: count }) => [period, count])).toEqual([
			['2026-h2', 1],
			['2026-h1', 1]
		]);
		// Publishing either changes nothing about where it counts.
		await asked.term.publish('2026-h1');
		expect(await audits(asked.term, '2026-h1')).toEqual([['plan-2', 'met']]);
		expect(await audits(asked.term, '2026-h2')).toEqual([['plan-1', 'not_met']]);
	});

	test('corrected after its report was published: it stays there as it was reported, and counts in no later one', async () => {
		const asked = await askedBack();
		asked.term.on('2027-03-05');
		expect((await asked.term.publish('2026-h1')).counts.plans).toBe(2);
		asked.term.on('2027-03-10');
		await putRight(asked);
		expect(await audits(asked.term, '2026-h1')).toEqual([
			['plan-1', 'met'],
			['plan-2', 'met']
		]);
		expect(await audits(asked.term, '2026-h2')).toEqual([]);
		await expect(asked.term.compile('2026-h2')).rejects.toThrow('report.empty');
		const counted = await auditRecords.counts(asked.term.store);
		expect(counted.map(({ period, audits: count }) => [period, count])).toEqual([['2026-h1', 2]]);
	});
});

test('a hand-back that was refused, and taken when a late copy of it came to an audit that was open again, is known on its tablet', async () => {
	const term = await scenario().term({ plans: 2, auditors: ['Amina'] });
	const tablet = await term.tablet('Amina');
	await tablet.audit('plan-1').answerAll('met').submit();
	await tablet.decline('plan-1', 'no_time');
	tablet.network.next.push('late');
	expect(await tablet.exchange()).toMatchObject({ state: 'no_network' });
	// Its lease is over, so that nothing but the session speaks for the late copy.
	term.passes({ days: LEASE_DAYS, minutes: 1 });
	expect(await tablet.exchange()).toMatchObject({ accepted: 1, refused: 1 });
	const { assignmentId } = await term.assignment('plan-1');
	await revisions.open(term.store, assignmentId, 'Two sections were swapped.', term.by);
	await tablet.network.deliverLate();
	expect((await term.assignment('plan-1')).declinedAt).not.toBeNull();
	expect(await tablet.states()).toEqual({ 'plan-1': 'hand_back_refused', 'plan-2': 'new' });

	expect(await tablet.exchange()).toMatchObject({ accepted: 1, refused: 0 });
	expect(await tablet.outbox()).toEqual([]);
	expect(await tablet.states()).toMatchObject({ 'plan-2': 'new' });
	expect(await tablet.exchange()).toMatchObject({ accepted: 0, refused: 0 });
});
