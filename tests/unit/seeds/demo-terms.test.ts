/** The demonstration's calendar of terms, on days all over the year. */
import { describe, expect, test } from 'vitest';
import { addDays } from '#lib/domain/plain-date.ts';
import { termAt } from '#lib/domain/term.ts';
import { demoTerms, moment, progress } from '#seeds/demo/school-years.ts';

describe('demoTerms', () => {
	test.each([
		['2026-09-01', 7, 'autumn'],
		['2026-11-23', 7, 'autumn'],
		['2026-12-31', 7, 'autumn'],
		['2027-01-01', 8, 'spring'],
		['2027-03-31', 8, 'spring'],
		['2027-04-01', 9, 'summer'],
		['2027-08-31', 9, 'summer'],
		['2027-09-01', 7, 'autumn']
	])('on %s gives %i terms, the last one %s and open', (today, count, name) => {
		const terms = demoTerms(today);
		expect(terms).toHaveLength(count);
		expect(terms.at(-1)).toMatchObject({ ...termAt(today), name, closedOn: null });
		expect(terms.slice(0, -1).every((term) => term.closedOn !== null)).toBe(true);
		expect(terms.slice(0, 6).map((term) => term.academicYear - termAt(today).academicYear)).toEqual([
			...[-2, -2, -2, -1, -1, -1]
		]);
	});

	test('no step lies after today, on any day of a year, and steps keep their order', () => {
		for (let day = 0; day < 366; day++) {
			const today = addDays('2026-09-01', day);
			for (const term of demoTerms(today)) {
				expect(term.openedOn <= term.confirmedOn, today).toBe(true);
				expect(term.confirmedOn <= today, today).toBe(true);
				expect(term.startsOn <= term.openedOn, today).toBe(true);
				if (term.closedOn) expect(term.confirmedOn < term.dueOn && term.closedOn < today, today).toBe(true);
			}
		}
	});
});

test.each([
	[0, '2026-09-01T08:00:00.000Z'],
	[61.9, '2026-09-01T09:01:00.000Z'],
	[-5, '2026-09-01T08:00:00.000Z'],
	[5000, '2026-09-01T23:59:00.000Z']
])('moment: %d minutes after eight is %s', (minutes, expected) => {
	expect(moment('2026-09-01', minutes)).toBe(expected);
});

test.each([
	['2026-09-01', 0],
	['2026-09-11', 0],
	['2026-09-16', 0.5],
	['2026-09-21', 1],
	['2026-10-01', 1]
])('progress: %s is %d of the way', (day, expected) => {
	expect(progress('2026-09-11', '2026-09-21', day)).toBe(expected);
});
