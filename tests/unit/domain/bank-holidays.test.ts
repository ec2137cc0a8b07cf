import { expect, test } from 'vitest';
import { bankHolidays, isWorkingDay } from '#lib/domain/bank-holidays.ts';
import { addDays, weekday } from '#lib/domain/plain-date.ts';

/** Easter Sunday by Gauss's rule as corrected for the Gregorian calendar. */
function easter(year: number): string {
	const century = Math.floor(year / 100);
	const moon = (19 * (year % 19) + century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 15) % 30;
	const full = moon - Math.floor((moon + Math.floor((year % 19) / 11)) / 29);
	const sunday = (year + Math.floor(year / 4) + full + 2 - century + Math.floor(century / 4)) % 7;
	return addDays(`${year}-03-28`, full - sunday);
}

function mondayFrom(date: string, step: 1 | -1): string {
	return weekday(date) === 1 ? date : mondayFrom(addDays(date, step), step);
}

/** The usual holidays; a day at the weekend is made up for on the next working day. */
function usual(year: number): string[] {
	const made: string[] = [];
	const makeUp = (date: string): string => (weekday(date) > 5 || made.includes(date) ? makeUp(addDays(date, 1)) : date);
	made.push(makeUp(`${year}-01-01`));
	made.push(addDays(easter(year), -2), addDays(easter(year), 1));
	made.push(mondayFrom(`${year}-05-01`, 1), mondayFrom(`${year}-05-31`, -1), mondayFrom(`${year}-08-31`, -1));
	const days = [`${year}-12-25`, `${year}-12-26`];
	made.push(...days.filter((day) => weekday(day) <= 5));
	for (const day of days) if (weekday(day) > 5) made.push(makeUp(day));
	return made.toSorted();
}

test('Easter in the shipped years', () => {
	expect([2022, 2023, 2024, 2025, 2026, 2027, 2028].map(easter)).toEqual([
		'2022-04-17',
		'2023-04-09',
		'2024-03-31',
		'2025-04-20',
		'2026-04-05',
		'2027-03-28',
		'2028-04-16'
	]);
});

test.each(Object.entries(bankHolidays))('%s', (year, holidays) => {
	// The Jubilee moved the spring holiday and added a day; the Queen's funeral and the Coronation added one each.
	const moved: Record<string, string[]> = { 2022: ['2022-05-30'] };
	const added: Record<string, string[]> = {
		2022: ['2022-06-02', '2022-06-03', '2022-09-19'],
		2023: ['2023-05-08']
	};
	const expected = [...usual(Number(year)).filter((day) => !moved[year]?.includes(day)), ...(added[year] ?? [])];
	expect(holidays.map((day) => `${year}-${day}`)).toEqual(expected.toSorted());
});

test('years are whole and without a gap', () => {
	expect(Object.keys(bankHolidays)).toEqual(['2022', '2023', '2024', '2025', '2026', '2027', '2028']);
});

test.each([
	['2026-11-23', true],
	['2026-11-27', true],
	['2026-11-28', false],
	['2026-11-29', false],
	['2026-12-25', false],
	['2026-12-28', false],
	['2026-12-29', true],
	['2022-05-30', true],
	['2022-06-02', false],
	['2022-09-19', false],
	['2023-05-08', false],
	['2021-12-31', null],
	['2022-01-04', true],
	['2028-12-29', true],
	['2029-01-02', null]
])('%s is a working day: %s', (date, working) => {
	expect(isWorkingDay(date)).toBe(working);
});
