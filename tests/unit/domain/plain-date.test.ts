import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	addDays,
	addMonths,
	compare,
	daysBetween,
	formatDate,
	Instant,
	isLeapYear,
	isValid,
	londonDate,
	PlainDate,
	weekday
} from '#lib/domain/plain-date.ts';

const DAY = 86_400_000;

/** Days from 1600 to 2399: both kinds of century, and none where Date reads two-digit years. */
const anyDate = fc
	.integer({ min: Date.UTC(1600, 0, 1) / DAY, max: Date.UTC(2399, 11, 31) / DAY })
	.map((days) => new Date(days * DAY).toISOString().slice(0, 10));

describe('a plain date', () => {
	test.each([
		['2027-02-03', true],
		['2024-02-29', true],
		['2000-02-29', true],
		['2023-02-29', false],
		['1900-02-29', false],
		['2026-04-30', true],
		['2026-04-31', false],
		['2026-06-31', false],
		['2026-09-31', false],
		['2026-11-31', false],
		['2026-12-31', true],
		['2026-12-32', false],
		['2026-00-10', false],
		['2026-13-10', false],
		['2026-01-00', false],
		['2026-1-01', false],
		['26-01-01', false],
		['2026-01-01T00:00', false],
		[' 2026-01-01', false],
		['2026-01-01\n', false],
		['', false],
		['03/02/2027', false]
	])('%j exists: %s', (text, exists) => {
		expect(isValid(text)).toBe(exists);
		expect(PlainDate.safeParse(text).success).toBe(exists);
	});

	test('one that does not exist is refused by every calculation', () => {
		expect(() => addDays('2023-02-29', 1)).toThrow(RangeError);
		expect(() => addMonths('2023-13-01', 1)).toThrow('not a date (YYYY-MM-DD): "2023-13-01"');
		expect(() => daysBetween('2023-02-29', '2023-03-01')).toThrow(RangeError);
		expect(() => formatDate('yesterday')).toThrow(RangeError);
		expect(() => addDays('9999-12-31', 1)).toThrow('outside the years');
		expect(() => addDays('0000-01-01', -1)).toThrow('outside the years');
	});
});

describe('addDays', () => {
	test.each([
		['2026-01-01', 42, '2026-02-12'],
		['2026-01-31', 1, '2026-02-01'],
		['2026-12-31', 1, '2027-01-01'],
		['2024-02-28', 1, '2024-02-29'],
		['2023-02-28', 1, '2023-03-01'],
		['2024-03-01', -1, '2024-02-29'],
		['2027-01-01', -1, '2026-12-31'],
		['2026-05-05', 0, '2026-05-05'],
		// Across both changes of the clock.
		['2026-03-28', 2, '2026-03-30'],
		['2026-10-24', 2, '2026-10-26']
	])('%s and %i days is %s', (from, days, to) => {
		expect(addDays(from, days)).toBe(to);
	});

	test('agrees with another calendar, and undoes itself', () => {
		fc.assert(
			fc.property(anyDate, fc.integer({ min: -80_000, max: 80_000 }), (date, days) => {
				const later = addDays(date, days);
				expect(later).toBe(new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10));
				expect(addDays(later, -days)).toBe(date);
				expect(daysBetween(date, later)).toBe(days);
				expect(compare(date, later)).toBe(Math.sign(-days) + 0);
			})
		);
	});
});

describe('addMonths', () => {
	test.each([
		['2026-01-15', 1, '2026-02-15'],
		['2026-01-31', 1, '2026-02-28'],
		['2024-01-31', 1, '2024-02-29'],
		['2024-02-29', 12, '2025-02-28'],
		['2024-02-29', 48, '2028-02-29'],
		['2026-08-31', 1, '2026-09-30'],
		['2026-12-01', 1, '2027-01-01'],
		['2026-11-30', 3, '2027-02-28'],
		['2026-07-31', -5, '2026-02-28'],
		['2026-03-31', -1, '2026-02-28'],
		['2026-01-10', -1, '2025-12-10'],
		['2026-01-10', -13, '2024-12-10'],
		['2026-05-05', 0, '2026-05-05']
	])('%s and %i months is %s', (from, months, to) => {
		expect(addMonths(from, months)).toBe(to);
	});

	test('keeps the day number, or gives the last day of the right month', () => {
		fc.assert(
			fc.property(anyDate, fc.integer({ min: -600, max: 600 }), (date, months) => {
				const later = addMonths(date, months);
				const monthsOf = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
				expect(monthsOf(later) - monthsOf(date)).toBe(months);
				if (later.slice(8) !== date.slice(8)) {
					expect(later.slice(8) < date.slice(8)).toBe(true);
					expect(addDays(later, 1).slice(8)).toBe('01');
				}
			})
		);
	});
});

test.each([
	['2026-01-01', '2026-01-01', 0, 0],
	['2026-01-01', '2026-01-02', 1, -1],
	['2026-01-02', '2026-01-01', -1, 1],
	['2024-02-01', '2024-03-01', 29, -1],
	['2023-02-01', '2023-03-01', 28, -1],
	['2026-09-01', '2027-09-01', 365, -1]
])('from %s to %s are %i days', (from, to, days, order) => {
	expect(daysBetween(from, to)).toBe(days);
	expect(compare(from, to)).toBe(order);
});

test.each([
	['2026-11-23', 1],
	['2026-11-28', 6],
	['2026-11-29', 7],
	['1970-01-01', 4],
	['1969-12-31', 3],
	['1900-01-01', 1]
])('%s is day %i of the week', (date, day) => {
	expect(weekday(date)).toBe(day);
});

test.each([
	[2024, true],
	[2026, false],
	[1900, false],
	[2000, true]
])('%i has a 29 February: %s', (year, leap) => {
	expect(isLeapYear(year)).toBe(leap);
});

describe('the day in London', () => {
	test.each([
		['2026-01-15T23:59:59.999Z', '2026-01-15'],
		['2026-01-16T00:00:00.000Z', '2026-01-16'],
		['2026-07-15T22:59:59.999Z', '2026-07-15'],
		['2026-07-15T23:00:00.000Z', '2026-07-16'],
		// The clock goes on at 01:00 UTC on 29 March 2026 and back at 01:00 UTC on 25 October 2026.
		['2026-03-28T23:30:00.000Z', '2026-03-28'],
		['2026-03-29T23:30:00.000Z', '2026-03-30'],
		['2026-10-24T23:30:00.000Z', '2026-10-25'],
		['2026-10-25T23:30:00.000Z', '2026-10-25'],
		['2026-12-31T23:59:59.999Z', '2026-12-31'],
		['2026-08-31T23:00:00.000Z', '2026-09-01']
	])('at %s is %s', (instant, date) => {
		expect(londonDate(instant)).toBe(date);
	});

	test('is not the day where the tests run', () => {
		expect(new Date('2026-01-15T12:00:00.000Z').getDate()).toBe(16);
		expect(londonDate('2026-01-15T12:00:00.000Z')).toBe('2026-01-15');
	});

	test('refuses what is no moment', () => {
		expect(() => londonDate('soon')).toThrow(RangeError);
	});
});

test.each([
	['2026-11-23T06:00:00.000Z', true],
	['2026-11-23T06:00:00Z', false],
	['2026-11-23T06:00:00.000+01:00', false],
	['2026-11-23 06:00:00.000Z', false],
	['2026-02-29T06:00:00.000Z', false],
	['2026-11-23', false]
])('%s is an instant: %s', (text, is) => {
	expect(Instant.safeParse(text).success).toBe(is);
});

test.each([
	['2027-02-03', '3 February 2027'],
	['2026-12-31', '31 December 2026'],
	['2026-01-01', '1 January 2026']
])('%s is shown as %s', (date, words) => {
	expect(formatDate(date)).toBe(words);
});
