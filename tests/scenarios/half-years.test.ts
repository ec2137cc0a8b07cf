/** Which half-year an audit counts in: by the tablet's clock, never later than its receipt, never in a report already published. */
import { describe, expect, test } from 'vitest';
import { put, write } from '#lib/client/records.ts';
import * as reports from '#lib/server/reports.ts';
import { scenario } from '../support/scenario.ts';

interface Case {
	readonly what: string;
	/** When the audit is made, in true time; the tablet's clock is off by so much. */
	readonly made: string;
	readonly clock: { days?: number; hours?: number; minutes?: number };
	readonly sent: string;
	readonly submittedOn: string;
	readonly period: string;
}

const cases: Case[] = [
	{
		what: 'a true clock, sent on the last day',
		made: '2027-02-28T17:00:00.000Z',
		clock: {},
		sent: '2027-02-28T17:05:00.000Z',
		submittedOn: '2027-02-28',
		period: '2026-h1'
	},
	{
		what: 'a true clock, made on the last day and sent later',
		made: '2027-02-28T23:59:00.000Z',
		clock: {},
		sent: '2027-03-04T10:00:00.000Z',
		submittedOn: '2027-02-28',
		period: '2026-h1'
	},
	{
		what: 'a clock two days ahead cannot move an audit into the next half-year',
		made: '2027-02-27T12:00:00.000Z',
		clock: { days: 2 },
		sent: '2027-02-27T12:30:00.000Z',
		submittedOn: '2027-02-27',
		period: '2026-h1'
	},
	{
		what: 'a clock ten years ahead counts as the day of receipt',
		made: '2027-02-27T12:00:00.000Z',
		clock: { days: 3652 },
		sent: '2027-03-02T12:30:00.000Z',
		submittedOn: '2027-03-02',
		period: '2026-h2'
	},
	{
		what: 'a clock that is behind is believed',
		made: '2027-03-01T08:00:00.000Z',
		clock: { hours: -12 },
		sent: '2027-03-01T09:00:00.000Z',
		submittedOn: '2027-02-28',
		period: '2026-h1'
	},
	{
		what: 'half past midnight in London is still the evening before in UTC (summer time)',
		made: '2027-08-31T23:30:00.000Z',
		clock: {},
		sent: '2027-08-31T23:40:00.000Z',
		submittedOn: '2027-09-01',
		period: '2027-h1'
	},
	{
		what: 'one minute before midnight in London, in summer time',
		made: '2027-08-31T22:58:00.000Z',
		clock: {},
		sent: '2027-08-31T23:40:00.000Z',
		submittedOn: '2027-08-31',
		period: '2026-h2'
	}
];

describe('the half-year of an audit', () => {
	test.each(cases)('$what', async ({ made, clock, sent, submittedOn, period }) => {
		const term = await scenario().term({ plans: 1 });
		const tablet = await term.tablet('Amina');
		term.on(made);
		tablet.clockOff(clock);
		await tablet.audit('plan-1').answerAll('met').submit();
		term.on(sent);
		expect(await tablet.exchange()).toMatchObject({ accepted: 1 });
		expect(await term.submissions()).toMatchObject([{ submittedOn, period, late: false }]);
	});
});

test('an audit that arrives after its report was published counts in the next half-year, marked late', async () => {
	const term = await scenario().term({ plans: 3, auditors: ['Amina'] });
	const tablet = await term.tablet('Amina');
	term.on('2027-02-20');
	await tablet.audit('plan-1').answerAll('met').submit();
	await tablet.exchange();
	tablet.offline();
	await tablet.audit('plan-2').answerAll('met').submit();
	await tablet.audit('plan-3').answerAll('met').submit();
	tablet.online({ loseNextReply: true });
	// The first of the two arrives with a reply lost, before the report is published; the other after.
	const [, second] = await tablet.waiting();
	if (!second) throw new Error('nothing is waiting');
	await tablet.real.db.outbox.delete(second.entry.entryId);
	await tablet.exchange();
	await write(tablet.real.db, [put('outbox', second.entry.entryId, second)]);

	term.on('2027-03-05');
	const published = await term.publish('2026-h1');
	expect(published.counts).toMatchObject({ plans: 2, late: 0 });
	term.on('2027-03-10');
	expect(await tablet.exchange()).toMatchObject({ accepted: 2, refused: 0 });
	const where = (await term.submissions()).map(({ plan, submittedOn, period, late }) => [
		plan,
		submittedOn,
		period,
		late
	]);
	expect(where).toEqual([
		['plan-1', '2027-02-20', '2026-h1', false],
		['plan-2', '2027-02-20', '2026-h1', false],
		['plan-3', '2027-02-20', '2026-h2', true]
	]);
	const { model } = await term.compile('2026-h2');
	expect(model.counts).toMatchObject({ plans: 1, late: 1 });
	await expect(term.compile('2026-h1')).rejects.toThrow('report.published');
});

test('an audit that comes between compiling and publishing keeps the report from being published without it', async () => {
	const term = await scenario().term({ plans: 2 });
	const tablet = await term.tablet('Amina');
	term.on('2027-02-20');
	await tablet.audit('plan-1').answerAll('met').submit();
	await tablet.exchange();
	const { reportId } = await term.compile('2026-h1');
	await tablet.audit('plan-2').answerAll('met').submit();
	await tablet.exchange();
	await expect(reports.publish(term.store, reportId, term.by)).rejects.toThrow('report.stale');
	expect((await term.publish('2026-h1')).counts.plans).toBe(2);
});
