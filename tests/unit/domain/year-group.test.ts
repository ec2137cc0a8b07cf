import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	academicYearLabel,
	academicYearOf,
	cohortOf,
	stageLabels,
	stageOf,
	stages,
	yearGroup,
	yearGroupLabel
} from '#lib/domain/year-group.ts';

test.each([
	['2026-08-31', 2025, '2025/26'],
	['2026-09-01', 2026, '2026/27'],
	['2026-12-31', 2026, '2026/27'],
	['2027-01-01', 2026, '2026/27'],
	['2099-09-01', 2099, '2099/00'],
	['2008-10-01', 2008, '2008/09']
])('%s is in the school year %i, %s', (date, year, label) => {
	expect(academicYearOf(date)).toBe(year);
	expect(academicYearLabel(year)).toBe(label);
});

describe('the cohort', () => {
	test.each([
		// Youngest and oldest of one Reception class, and their neighbours.
		['2018-08-31', 2022],
		['2018-09-01', 2023],
		['2019-08-31', 2023],
		['2019-09-01', 2024],
		['2020-02-29', 2024]
	])('of a child born on %s is %i', (birthDate, cohort) => {
		expect(cohortOf(birthDate)).toBe(cohort);
	});

	test('gives the age on 31 August before the school year, less 4 (domain reference, section 3)', () => {
		const date = fc
			.date({ min: new Date('1995-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
			.map((moment) => moment.toISOString().slice(0, 10));
		fc.assert(
			fc.property(date, date, (birthDate, onDate) => {
				const august = `${academicYearOf(onDate)}-08-31`;
				const birthdayPassed = birthDate.slice(5) <= august.slice(5);
				const age = Number(august.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (birthdayPassed ? 0 : 1);
				expect(yearGroup(cohortOf(birthDate), onDate)).toBe(age - 4);
			})
		);
	});
});

test.each([
	[2026, '2026-09-01', 0, 'Reception'],
	[2026, '2026-08-31', -1, 'Nursery'],
	[2026, '2025-08-31', -2, 'Nursery'],
	[2022, '2027-08-31', 4, 'Year 4'],
	[2022, '2027-09-01', 5, 'Year 5'],
	[2013, '2026-09-01', 13, 'Year 13'],
	[2006, '2026-11-23', 20, 'Year 20']
])('cohort %i on %s is year %i, %s', (cohort, date, year, label) => {
	expect(yearGroup(cohort, date)).toBe(year);
	expect(yearGroupLabel(year)).toBe(label);
});

test.each([
	[-2, 'early_years'],
	[0, 'early_years'],
	[1, 'ks1'],
	[2, 'ks1'],
	[3, 'ks2'],
	[6, 'ks2'],
	[7, 'ks3'],
	[9, 'ks3'],
	[10, 'ks4'],
	[11, 'ks4'],
	[12, 'post16'],
	[14, 'post16'],
	[15, '19plus'],
	[20, '19plus']
] as const)('year %i is in the stage %s', (year, stage) => {
	expect(stageOf(year)).toBe(stage);
	expect(stageLabels[stage]).not.toBe('');
});

test('every stage has a year', () => {
	const reached = new Set(Array.from({ length: 24 }, (_, at) => stageOf(at - 3)));
	expect([...reached].sort()).toEqual([...stages].sort());
});
