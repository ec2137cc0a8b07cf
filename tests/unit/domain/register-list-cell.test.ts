import { describe, expect, test } from 'vitest';
import { senSettingLabels, senSettings, senTypeLabels, senTypes } from '#lib/domain/plan.ts';
import { listDate, listKind, listNeed, listSetting, listYearGroup } from '#lib/domain/register-list-cell.ts';

describe('a date', () => {
	test.each<[string, string | null]>([
		['03/02/2027', '2027-02-03'],
		['3/2/2027', '2027-02-03'],
		['03-02-2027', '2027-02-03'],
		['03.02.2027', '2027-02-03'],
		['03/02/2027 00:00', '2027-02-03'],
		['03/02/2027 00:00:00', '2027-02-03'],
		['2027-02-03', '2027-02-03'],
		['2027-02-03T00:00:00', '2027-02-03'],
		['2027-Feb-03 00:00:00', '2027-02-03'],
		['3 Feb 2027', '2027-02-03'],
		['3-Feb-2027', '2027-02-03'],
		['3rd February 2027', '2027-02-03'],
		['29/02/2028', '2028-02-29'],
		['29/02/2027', null],
		['29 Feb 2027', null],
		['12/31/2027', null],
		['03/02/27', null],
		['3 Feb 27', null],
		['3 Fob 2027', null],
		['Feb 2027', null],
		['45000', null],
		['tbc', null]
	])('%s', (text, day) => expect(listDate(text)).toBe(day));
});

describe('a need', () => {
	test.each(senTypes)('%s by its code, in any letters, by its words and by both', (code) => {
		for (const text of [code, code.toLowerCase(), senTypeLabels[code], `${code} - ${senTypeLabels[code]}`])
			expect(listNeed(text), text).toBe(code);
	});

	test.each<[string, string | null]>([
		['Autistic Spectrum Disorder', 'ASD'],
		['Social, Emotional & Mental Health', 'SEMH'],
		['Speech, language and communication needs (SLCN)', 'SLCN'],
		['Speech, language and communication needs (ASD)', null],
		['ASD - Speech, language and communication', null],
		['ASD / SLCN', null],
		['See notes', null]
	])('%s', (text, code) => expect(listNeed(text)).toBe(code));
});

describe('a place without a school', () => {
	test.each(senSettings)('%s', (code) => {
		for (const text of [code, senSettingLabels[code], `${code} (${senSettingLabels[code]})`])
			expect(listSetting(text), text).toBe(code);
	});
	test('in the words that services use', () => {
		expect(['EOTAS', 'Electively home educated', 'early years', 'School'].map(listSetting)).toEqual([
			'OLA',
			'EHE',
			'EYP',
			null
		]);
	});
});

test.each<[string, string | null]>([
	['New', 'new'],
	['initial', 'new'],
	['Amended', 'amended'],
	['A', 'amended'],
	['Maintained', null],
	['Yes', null]
])('a plan that is "%s"', (text, kind) => expect(listKind(text)).toBe(kind));

test.each<[string, number | null]>([
	['N', -1],
	['Nursery', -1],
	['R', 0],
	['Reception', 0],
	['Year R', 0],
	['0', 0],
	['1', 1],
	['Year 4', 4],
	['Y11', 11],
	['Yr 13', 13],
	['20', 20],
	['21', null],
	['-1', null],
	['Year 100', null],
	['4 to 5', null],
	['Key stage 2', null]
])('the year group "%s"', (text, year) => expect(listYearGroup(text)).toBe(year));
