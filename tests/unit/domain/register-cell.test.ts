import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '#lib/domain/plain-date.ts';
import { britishDate, flag, listOf, sen2Date, wholeNumber } from '#lib/domain/register-cell.ts';

test.each([
	['2022-Sep-28 00:00:00', '2022-09-28'],
	['2022-sep-28 23:59:59', '2022-09-28'],
	['2022-SEP-28', '2022-09-28'],
	['2022-Sep-28T00:00:00.000', '2022-09-28'],
	['2024-Feb-29 00:00:00', '2024-02-29'],
	['2023-Feb-29 00:00:00', null],
	['2022-09-28', '2022-09-28'],
	['2022-09-28 00:00:00', '2022-09-28'],
	['2022-Sept-28', null],
	['2022-Foo-28', null],
	['22-Sep-28', null],
	['28/09/2022', null],
	['2022-Sep-28 00:00:00 x', null],
	['', null]
])('the SEN2 date "%s" is %s', (text, date) => {
	expect(sen2Date(text)).toBe(date);
});

test.each([
	['28-09-2022', '2022-09-28'],
	['28/09/2022', '2022-09-28'],
	['1/2/2026', '2026-02-01'],
	['31/02/2026', null],
	['09/28/2022', null],
	['28/09/22', null],
	['2022-09-28', null],
	['', null]
])('the day-first date "%s" is %s', (text, date) => {
	expect(britishDate(text)).toBe(date);
});

test('every day is read as it is written', () => {
	const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
			const date = addDays('1990-01-01', days);
			const [year = '', month = '', day = ''] = date.split('-');
			expect(sen2Date(`${year}-${months[Number(month) - 1]}-${day} 00:00:00`)).toBe(date);
			expect(britishDate(`${day}/${month}/${year}`)).toBe(date);
		})
	);
});

test.each([
	['1', true],
	['TRUE', true],
	['yes', true],
	['Y', true],
	['0', false],
	['false', false],
	['No', false],
	['n', false],
	['2', null],
	['', null]
])('the flag "%s" is %s', (text, expected) => {
	expect(flag(text)).toBe(expected);
});

test.each([
	['0', 0],
	['12', 12],
	['3.0', 3],
	['999999', 999_999],
	['1000000', null],
	['-1', null],
	['1.5', null],
	['three', null],
	['', null]
])('the number "%s" is %s', (text, expected) => {
	expect(wholeNumber(text)).toBe(expected);
});

test('a list is split at semicolons', () => {
	expect(listOf(' a; b ;;c ')).toEqual(['a', 'b', 'c']);
	expect(listOf('')).toEqual([]);
});
