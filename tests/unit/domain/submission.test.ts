import { londonDate } from '#lib/domain/plain-date.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDraft, type Answers, type Draft } from '#lib/domain/audit.ts';
import { nextPeriod, periodOf, type Period } from '#lib/domain/period.ts';
import { addDays } from '#lib/domain/plain-date.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import { applicableCriteria, type Context } from '#lib/domain/rubric.ts';
import { countsIn, Submission, submit, submittedOn } from '#lib/domain/submission.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

const NOW = '2026-11-02T10:00:00.000Z';
const LATER = '2026-11-02T11:10:00.000Z';
const context: Context = { profile: 'full', yearGroup: 4, planKind: 'amended', phaseTransfer: false };

function whole(): Draft {
	const assignment = {
		assignmentId: '0192f3a1-7b1c-7d2e-8f00-0123456789ab',
		rubricId: rubric.rubricId,
		rubricVersion: rubric.version,
		context,
		revision: 2
	};
	const draft = openDraft(assignment, rubric, noDates(), '2026-11-02', NOW);
	const answers: Answers = { ...draft.answers };
	for (const { id, answerKind } of applicableCriteria(rubric, context))
		answers[id] ??= { level: answerKind === 'record_only' ? 'yes' : 'met' };
	return { ...draft, answers };
}

describe('submitting', () => {
	test('freezes the audit; flags and notes without an answer stay on the tablet', () => {
		const draft: Draft = { ...whole(), flagged: ['B.1'], looseNotes: { 'C.6': 'for next year' } };
		const { answers } = draft;
		const done = submit(draft, rubric, LATER);
		expect(done).toEqual({
			submission: {
				assignmentId: '0192f3a1-7b1c-7d2e-8f00-0123456789ab',
				revision: 2,
				rubricId: rubric.rubricId,
				rubricVersion: rubric.version,
				context,
				answers,
				confirmed: {},
				startedAt: NOW,
				submittedAt: LATER
			}
		});
		expect(Submission.safeParse('submission' in done ? done.submission : null).success).toBe(true);
	});

	test('says what has still to be put right', () => {
		const draft = whole();
		const { 'B.1': _left, ...answers } = draft.answers;
		expect(submit({ ...draft, answers }, rubric, LATER)).toEqual({
			violations: [{ field: 'B.1', code: 'answer.missing', message: 'Choose an answer' }]
		});
	});

	test('says so where the context cannot be judged', () => {
		expect(submit({ ...whole(), context: { ...context, profile: 'nowhere' } }, rubric, LATER)).toMatchObject({
			violations: [{ field: 'context', code: 'context.faulty' }]
		});
	});

	test.each<[string, object, boolean]>([
		['as it is', {}, true],
		['revision 0', { revision: 0 }, false],
		['revision 99', { revision: 99 }, true],
		['revision 100', { revision: 100 }, false],
		['a time without milliseconds', { submittedAt: '2026-11-02T11:10:00Z' }, false],
		['a time in another zone', { submittedAt: '2026-11-02T11:10:00.000+13:00' }, false],
		['flags', { flagged: [] }, false]
	])('the schema: %s', (_what, change, good) => {
		const done = submit(whole(), rubric, LATER);
		expect(Submission.safeParse({ ...('submission' in done && done.submission), ...change }).success).toBe(good);
	});
});

describe('the day an audit counts as submitted', () => {
	test.each([
		['on the day it is received', '2026-11-02T10:00:00.000Z', '2026-11-02T10:00:05.000Z', '2026-11-02'],
		['offline for three weeks', '2026-11-02T10:00:00.000Z', '2026-11-23T10:00:00.000Z', '2026-11-02'],
		['clock a day ahead', '2026-11-03T10:00:00.000Z', '2026-11-02T10:00:05.000Z', '2026-11-02'],
		['clock ten years ahead', '2036-11-02T10:00:00.000Z', '2026-11-02T10:00:05.000Z', '2026-11-02'],
		['clock a day behind', '2026-11-01T10:00:00.000Z', '2026-11-02T10:00:05.000Z', '2026-11-01'],
		['a millisecond ahead over midnight', '2026-03-01T00:00:00.000Z', '2026-02-28T23:59:59.999Z', '2026-02-28'],
		['a millisecond behind over midnight', '2026-02-28T23:59:59.999Z', '2026-03-01T00:00:00.000Z', '2026-02-28'],
		// London is an hour ahead of UTC in summer: its day begins at 23:00.
		['last minute of a summer day', '2026-08-31T22:59:59.999Z', '2026-09-05T08:00:00.000Z', '2026-08-31'],
		['first minute of the next', '2026-08-31T23:00:00.000Z', '2026-09-05T08:00:00.000Z', '2026-09-01'],
		['late in a winter evening', '2026-12-31T23:30:00.000Z', '2027-01-05T08:00:00.000Z', '2026-12-31'],
		['the evening before clocks go forward', '2026-03-28T23:30:00.000Z', '2026-04-05T08:00:00.000Z', '2026-03-28'],
		['the evening on which they went', '2026-03-29T23:30:00.000Z', '2026-04-05T08:00:00.000Z', '2026-03-30'],
		['the evening before they go back', '2026-10-24T23:30:00.000Z', '2026-10-30T08:00:00.000Z', '2026-10-25'],
		['the evening on which they went back', '2026-10-25T23:30:00.000Z', '2026-10-30T08:00:00.000Z', '2026-10-25']
	])('%s', (_what, submittedAt, receivedAt, expected) => {
		expect(submittedOn(submittedAt, receivedAt, '2025-09-01T08:00:00.000Z')).toBe(expected);
	});

	test.each([
		['a tablet clock that lost its time', '1970-01-01T00:00:00.000Z', '2026-10-05'],
		['a millisecond before the day it was assigned', '2026-10-04T22:59:59.999Z', '2026-10-05'],
		['the moment it was assigned', '2026-10-05T09:00:00.000Z', '2026-10-05'],
		['the next day', '2026-10-06T09:00:00.000Z', '2026-10-06']
	])('is never before it was assigned: %s', (_what, submittedAt, expected) => {
		expect(submittedOn(submittedAt, '2026-11-01T09:00:00.000Z', '2026-10-05T09:00:00.000Z')).toBe(expected);
	});

	test('lies between the day it was assigned and its receipt, and is what the tablet says where that does', () => {
		const moment = fc
			.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
			.map((date) => date.toISOString());
		fc.assert(
			fc.property(moment, moment, moment, (submittedAt, one, other) => {
				const [assignedAt = '', receivedAt = ''] = [one, other].sort();
				const on = submittedOn(submittedAt, receivedAt, assignedAt);
				expect(on >= londonDate(assignedAt) && on <= londonDate(receivedAt)).toBe(true);
				if (submittedAt >= assignedAt && submittedAt <= receivedAt) expect(on).toBe(londonDate(submittedAt));
			})
		);
	});
});

describe('the half-year an audit counts in', () => {
	test.each<[string, Period[], Period, boolean]>([
		['2027-02-28', [], '2026-h1', false],
		['2027-03-01', [], '2026-h2', false],
		['2028-02-29', [], '2027-h1', false],
		['2027-02-28', ['2026-h1'], '2026-h2', true],
		['2027-02-28', ['2026-h1', '2026-h2'], '2027-h1', true],
		['2027-02-28', ['2026-h1', '2026-h2', '2027-h1'], '2027-h2', true],
		// A gap among the published ones is filled first.
		['2027-02-28', ['2026-h1', '2027-h1'], '2026-h2', true],
		// Others published change nothing.
		['2027-02-28', ['2025-h2', '2026-h2'], '2026-h1', false]
	])('on %s, published %j: %s, late %s', (on, published, period, late) => {
		expect(countsIn(on, new Set(published), nextPeriod)).toEqual({ period, late });
	});

	test('is the first from its own on whose report is not published', () => {
		const periods: Period[] = [];
		for (let period = '2020-h1'; period < '2030-h1'; period = nextPeriod(period)) periods.push(period);
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 3_600 }), fc.subarray(periods), (days, published) => {
				const on = addDays('2020-09-01', days);
				const own = periodOf(on);
				const { period, late } = countsIn(on, new Set(published), nextPeriod);
				expect(published).not.toContain(period);
				expect(period >= own).toBe(true);
				expect(late).toBe(period !== own);
				for (const between of periods.filter((one) => one >= own && one < period)) expect(published).toContain(between);
			})
		);
	});
});
