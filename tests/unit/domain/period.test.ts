import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextPeriod, Period, periodLabel, periodOf, periodRange, previousPeriod } from '#lib/domain/period.ts';
import { addDays } from '#lib/domain/plain-date.ts';

const year = fc.integer({ min: 1990, max: 2200 });
const aPeriod = fc.tuple(year, fc.constantFrom('h1', 'h2')).map(([of, half]): Period => `${of}-${half}`);

describe('the half-year of a day', () => {
	test.each([
		['2026-08-31', '2025-h2'],
		['2026-09-01', '2026-h1'],
		['2026-12-31', '2026-h1'],
		['2027-01-01', '2026-h1'],
		['2027-02-28', '2026-h1'],
		['2027-03-01', '2026-h2'],
		['2028-02-28', '2027-h1'],
		['2028-02-29', '2027-h1'],
		['2028-03-01', '2027-h2'],
		['2028-08-31', '2027-h2']
	])('%s is in %s', (date, period) => {
		expect(periodOf(date)).toBe(period);
	});
});

describe('the days of a half-year', () => {
	test.each([
		['2026-h1', '2026-09-01', '2027-02-28'],
		['2026-h2', '2027-03-01', '2027-08-31'],
		['2027-h1', '2027-09-01', '2028-02-29'],
		['2099-h1', '2099-09-01', '2100-02-28'],
		['1999-h1', '1999-09-01', '2000-02-29'],
		['2099-h2', '2100-03-01', '2100-08-31']
	])('%s is %s to %s', (period, from, to) => {
		expect(periodRange(period)).toEqual({ from, to });
	});

	test('its first and last day fall into it, the days outside do not, and the next begins the day after', () => {
		fc.assert(
			fc.property(aPeriod, (period) => {
				const { from, to } = periodRange(period);
				expect([periodOf(from), periodOf(to)]).toEqual([period, period]);
				expect(periodOf(addDays(from, -1))).toBe(previousPeriod(period));
				expect(periodOf(addDays(to, 1))).toBe(nextPeriod(period));
				expect(periodRange(nextPeriod(period)).from).toBe(addDays(to, 1));
			})
		);
	});

	test('every day falls into a half-year that holds it', () => {
		fc.assert(
			fc.property(fc.integer({ min: -10_000, max: 60_000 }), (days) => {
				const date = addDays('2000-01-01', days);
				const { from, to } = periodRange(periodOf(date));
				expect(from <= date && date <= to).toBe(true);
			})
		);
	});
});

test.each([
	['2026-h1', '2025-h2', '2026-h2'],
	['2026-h2', '2026-h1', '2027-h1']
])('before and after %s', (period, before, after) => {
	expect(previousPeriod(period)).toBe(before);
	expect(nextPeriod(period)).toBe(after);
});

test('after and before undo each other, and half-years sort as text', () => {
	fc.assert(
		fc.property(aPeriod, (period) => {
			expect(previousPeriod(nextPeriod(period))).toBe(period);
			expect(nextPeriod(previousPeriod(period))).toBe(period);
			expect(period < nextPeriod(period)).toBe(true);
		})
	);
});

test.each([
	['2026-h1', 'September 2026 to February 2027'],
	['2026-h2', 'March to August 2027'],
	['1999-h1', 'September 1999 to February 2000']
])('%s in words: %s', (period, words) => {
	expect(periodLabel(period)).toBe(words);
});

test.each([
	['2026-h1', true],
	['2026-h2', true],
	['2026-h0', false],
	['2026-h3', false],
	['26-h1', false],
	['2026-H1', false],
	['2026-h1 ', false],
	['12026-h1', false]
])('%j is a half-year: %s', (text, good) => {
	expect(Period.safeParse(text).success).toBe(good);
});
