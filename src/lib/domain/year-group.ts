/**
 * School years, year groups and stages (domain reference, section 3). A plan keeps the cohort, which never goes out of date;
 * the year group is worked out from it for a day.
 */
import type { PlainDate } from './plain-date.ts';

/** The calendar year in whose September a child was due in Reception. */
export type Cohort = number;

/** National curriculum year: Reception 0, nursery -1 and below, Year 9 for age 13, Year 20 for age 24. */
export type YearGroup = number;

export const stages = ['early_years', 'ks1', 'ks2', 'ks3', 'ks4', 'post16', '19plus'] as const;
export type Stage = (typeof stages)[number];

export const stageLabels: Readonly<Record<Stage, string>> = {
	early_years: 'Early years',
	ks1: 'Key stage 1',
	ks2: 'Key stage 2',
	ks3: 'Key stage 3',
	ks4: 'Key stage 4',
	post16: 'Post-16',
	'19plus': '19 and over'
};

/** Stages as samples are drawn from them: key stages 1 and 2 together, and 3 and 4. */
export const stageGroups = ['early_years', 'primary', 'secondary', 'post16', '19plus'] as const;
export type StageGroup = (typeof stageGroups)[number];

export const stageGroupLabels: Readonly<Record<StageGroup, string>> = {
	early_years: 'Early years',
	primary: 'Primary',
	secondary: 'Secondary',
	post16: 'Post-16',
	'19plus': '19 and over'
};

/** Gives the group of stages that a stage belongs to. */
export function stageGroupOf(stage: Stage): StageGroup {
	switch (stage) {
		case 'ks1':
		case 'ks2':
			return 'primary';
		case 'ks3':
		case 'ks4':
			return 'secondary';
		default:
			return stage;
	}
}

/** Gives the school year of a day by the calendar year it began in: 2026 for 1 September 2026 to 31 August 2027. */
export function academicYearOf(date: PlainDate): number {
	const year = Number(date.slice(0, 4));
	return Number(date.slice(5, 7)) >= 9 ? year : year - 1;
}

/** Gives a school year's name: 2026 is "2026/27". */
export function academicYearLabel(academicYear: number): string {
	return `${academicYear}/${String((academicYear + 1) % 100).padStart(2, '0')}`;
}

/** Gives the cohort of a birth date: the September after the fourth birthday, counting 31 August as before it. */
export function cohortOf(birthDate: PlainDate): Cohort {
	return academicYearOf(birthDate) + 5;
}

/** Gives the national curriculum year on a day: age on the 31 August before that school year, less 4. */
export function yearGroup(cohort: Cohort, onDate: PlainDate): YearGroup {
	return academicYearOf(onDate) - cohort;
}

/** Gives the stage of a year group. */
export function stageOf(year: YearGroup): Stage {
	if (year <= 0) return 'early_years';
	if (year <= 2) return 'ks1';
	if (year <= 6) return 'ks2';
	if (year <= 9) return 'ks3';
	if (year <= 11) return 'ks4';
	return year <= 14 ? 'post16' : '19plus';
}

/** Gives a year group in words: "Nursery", "Reception", "Year 4". */
export function yearGroupLabel(year: YearGroup): string {
	if (year < 0) return 'Nursery';
	return year === 0 ? 'Reception' : `Year ${year}`;
}
