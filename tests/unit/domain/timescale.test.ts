import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '#lib/domain/plain-date.ts';
import { excusableRules, PHASE_DATE_INCLUSIVE, ruleIds, timescale, type StepFacts } from '#lib/domain/timescale.ts';

const TODAY = '2026-11-23';

/** When each rule is due: rule, start, due, and for the two yearly dates the year of the transfer. */
const cases: [rule: string, start: string | null, due: string, more?: Partial<StepFacts>][] = [
	['assess_decision_6w', '2026-01-05', '2026-02-16'],
	['assess_decision_6w', '2024-01-31', '2024-03-13'], // over a 29 February
	['assess_decision_6w', '2023-12-31', '2024-02-11'], // over the new year
	['advice_6w', '2026-01-05', '2026-02-16'],
	['advice_6w', '2024-02-29', '2024-04-11'],
	['no_plan_16w', '2026-01-05', '2026-04-27'],
	['no_plan_16w', '2027-10-24', '2028-02-13'],
	['draft_reply_15d', '2026-01-05', '2026-01-19'], // 15 days with the day of service
	['draft_reply_15d', '2023-12-31', '2024-01-14'],
	['final_20w', '2026-01-05', '2026-05-25'],
	['final_20w', '2027-10-24', '2028-03-12'],
	['final_20w', '2024-02-29', '2024-07-18'],
	['review_12m', '2025-03-10', '2026-03-09'],
	['review_12m', '2025-01-01', '2025-12-31'],
	['review_12m', '2024-02-28', '2025-02-27'],
	['review_12m', '2024-02-29', '2025-02-28'], // 12 months starting with 29 February end on 28 February
	['review_12m', '2024-03-01', '2025-02-28'],
	['review_12m', '2023-03-01', '2024-02-29'],
	['review_12m', '2025-08-31', '2026-08-30'],
	['review_notice_2w', '2026-01-05', '2025-12-22'],
	['review_notice_2w', '2024-03-14', '2024-02-29'],
	['review_papers_2w', '2026-01-05', '2025-12-22'],
	['review_papers_2w', '2023-03-14', '2023-02-28'],
	['review_report_2w', '2026-01-05', '2026-01-19'],
	['review_decision_4w', '2026-01-05', '2026-02-02'],
	['review_decision_4w', '2024-02-01', '2024-02-29'],
	['review_decision_4w', '2023-02-01', '2023-03-01'],
	['amend_final_8w', '2026-01-05', '2026-03-02'],
	['amend_final_8w', '2024-01-31', '2024-03-27'],
	['amend_final_12w', '2026-01-05', '2026-03-30'],
	['amend_final_12w', '2027-10-24', '2028-01-16'],
	['phase_15feb', null, '2027-02-15', { transferYear: 2027 }],
	['phase_15feb', '2027-09-01', '2027-02-15'],
	['phase_15feb', '2028-09-01', '2027-02-15', { transferYear: 2027 }],
	['phase_31mar', null, '2027-03-31', { transferYear: 2027 }],
	['phase_31mar', '2027-09-01', '2027-03-31'],
	['phase_post16_5m', '2027-09-01', '2027-04-01'],
	['phase_post16_5m', '2027-07-31', '2027-02-28'], // no 31 February
	['phase_post16_5m', '2028-07-31', '2028-02-29'],
	['phase_post16_5m', '2027-03-10', '2026-10-10'],
	['reassess_decision_15d', '2026-01-05', '2026-01-20'],
	['reassess_final_14w', '2026-01-05', '2026-04-13'],
	['reassess_final_14w', '2024-02-29', '2024-06-06'],
	['transfer_15wd', '2026-11-23', '2026-12-11'], // a Monday, and counted
	['transfer_15wd', '2026-11-28', '2026-12-18'], // a Saturday: Monday is the first
	['transfer_15wd', '2026-12-07', '2026-12-29'], // over Christmas Day and the day that makes up for Boxing Day
	['transfer_15wd', '2026-12-25', '2027-01-19'],
	['transfer_15wd', '2022-05-23', '2022-06-14'], // over the Jubilee
	['transfer_15wd', '2022-09-05', '2022-09-26'], // over the Queen's funeral
	['transfer_15wd', '2023-04-03', '2023-04-25'], // over Easter
	['transfer_15wd', '2028-12-07', '2028-12-29'], // the last shipped year to its end
	['transfer_inform_6w', '2026-01-05', '2026-02-16'],
	['transfer_review', '2026-01-05', '2026-04-04', { reviewDue: '2026-03-01' }],
	['transfer_review', '2026-01-05', '2026-04-05', { reviewDue: '2026-04-05' }],
	['transfer_review', '2026-01-05', '2026-04-04', { reviewDue: '2026-04-04' }],
	['transfer_review', '2026-01-05', '2026-12-31', { reviewDue: '2026-12-31' }],
	['transfer_review', '2026-11-28', '2027-02-27', { reviewDue: '2026-11-30' }],
	['transfer_review', '2026-11-30', '2027-02-28', { reviewDue: '2026-11-30' }], // 3 months beginning with 30 November
	['transfer_review', '2026-12-01', '2027-02-28', { reviewDue: '2026-11-30' }]
];

describe.each(cases)('%s from %s is due %s (%o)', (rule, start, due, more = {}) => {
	const stands = (done: string | null, today: string) => timescale(rule, { start, done, ...more }, today);

	test.each([
		[0, 'on_time'],
		[-1, 'on_time'],
		[1, 'late']
	])('done %i days after it is %s, whatever the day', (days, state) => {
		expect(stands(addDays(due, days), '2000-01-01')).toEqual({ due, state });
		expect(stands(addDays(due, days), '2099-01-01')).toEqual({ due, state });
	});

	test.each([
		[0, 'not_due'],
		[-1, 'not_due'],
		[1, 'overdue']
	])('not done %i days after it is %s', (days, state) => {
		expect(stands(null, addDays(due, days))).toEqual({ due, state });
	});
});

test('every rule has a case', () => {
	expect(new Set(cases.map(([rule]) => rule))).toEqual(new Set(ruleIds));
	expect(ruleIds).toHaveLength(20);
});

describe('cannot tell, and no due day', () => {
	test.each(ruleIds)('%s without a start', (rule) => {
		for (const done of [null, '2026-01-01'])
			expect(timescale(rule, { start: null, done, reviewDue: '2026-01-01' }, TODAY)).toEqual({
				due: null,
				state: 'cannot_tell'
			});
	});

	test.each([
		['phase_15feb', { start: null, done: '2026-01-01', transferYear: null }],
		['phase_31mar', { start: null, done: null }],
		['transfer_review', { start: '2026-01-05', done: '2026-01-06' }],
		['transfer_review', { start: '2026-01-05', done: null, reviewDue: null }],
		['transfer_review', { start: null, done: null, reviewDue: '2026-01-05' }],
		// Past the last shipped year, and before the first one.
		['transfer_15wd', { start: '2028-12-08', done: null }],
		['transfer_15wd', { start: '2028-12-08', done: '2028-12-09' }],
		['transfer_15wd', { start: '2029-06-01', done: null }],
		['transfer_15wd', { start: '2021-12-31', done: null }]
	] as [string, StepFacts][])('%s with %o', (rule, facts) => {
		expect(timescale(rule, facts, TODAY)).toEqual({ due: null, state: 'cannot_tell' });
	});

	test('a transfer year means nothing to the other rules', () => {
		expect(timescale('phase_post16_5m', { start: null, done: null, transferYear: 2027 }, TODAY).state).toBe(
			'cannot_tell'
		);
		expect(timescale('final_20w', { start: null, done: null, transferYear: 2027 }, TODAY).state).toBe('cannot_tell');
	});
});

describe('refused', () => {
	test.each(['final_19w', '', 'toString', 'FINAL_20W'])('the unknown rule %j, by name', (rule) => {
		expect(() => timescale(rule, { start: null, done: null }, TODAY)).toThrow(`no timescale rule "${rule}"`);
		expect(() => timescale(rule, { start: null, done: null }, TODAY)).toThrow(RangeError);
	});

	test.each([
		[{ start: '2026-02-29', done: null }, TODAY, '2026-02-29'],
		[{ start: '2026-01-01', done: '01/02/2026' }, TODAY, '01/02/2026'],
		[{ start: '2026-01-01', done: null, reviewDue: 'soon' }, TODAY, 'soon'],
		[{ start: '2026-01-01', done: null }, 'today', 'today']
	])('%o on %s: %s is no date', (facts, today, named) => {
		expect(() => timescale('transfer_review', facts, today)).toThrow(`"${named}" is not a date`);
	});

	test('a year that is none', () => {
		expect(() => timescale('phase_15feb', { start: null, done: null, transferYear: 27 }, TODAY)).toThrow(
			'not a year: 27'
		);
		expect(() => timescale('phase_31mar', { start: null, done: null, transferYear: 2026.5 }, TODAY)).toThrow(
			RangeError
		);
	});
});

test('the day itself is on time for the yearly dates', () => {
	expect(PHASE_DATE_INCLUSIVE).toBe(true);
});

test('exceptions never excuse reviews, amendments and phase changes', () => {
	expect([...excusableRules].toSorted()).toEqual(
		['advice_6w', 'assess_decision_6w', 'final_20w', 'no_plan_16w', 'reassess_final_14w'].toSorted()
	);
});

test('a later start is never due earlier', () => {
	const day = fc.integer({ min: 0, max: 2200 }).map((days) => addDays('2022-01-01', days));
	fc.assert(
		fc.property(fc.constantFrom(...ruleIds), day, fc.integer({ min: 0, max: 40 }), (rule, start, days) => {
			const facts = { done: null, reviewDue: '2022-01-01' };
			const { due } = timescale(rule, { ...facts, start }, TODAY);
			const { due: later } = timescale(rule, { ...facts, start: addDays(start, days) }, TODAY);
			expect(due).not.toBeNull();
			expect((later as string) >= (due as string)).toBe(true);
		})
	);
});
