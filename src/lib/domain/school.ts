/** A school, college or other setting, as GIAS (the national register of schools) describes it. */
import * as z from 'zod';
import { Urn } from './ids.ts';
import { PlainDate } from './plain-date.ts';

export const settingGroups = [
	'mainstream_maintained',
	'mainstream_academy',
	'nursery_school',
	'special_state',
	'special_independent',
	'independent',
	'alternative_provision',
	'post16',
	'other'
] as const;
export const SettingGroup = z.enum(settingGroups);
export type SettingGroup = z.infer<typeof SettingGroup>;

export const settingGroupLabels: Record<SettingGroup, string> = {
	mainstream_maintained: 'Mainstream, maintained',
	mainstream_academy: 'Mainstream academy or free school',
	nursery_school: 'Nursery school',
	special_state: 'Special, state',
	special_independent: 'Special, non-maintained or independent',
	independent: 'Independent',
	alternative_provision: 'Alternative provision',
	post16: 'Post-16 and college',
	other: 'Other, or no setting'
};

/** GIAS type codes by setting group; a partnership's reports speak of the groups (domain reference, section 4). */
const groupByType: Record<number, SettingGroup> = Object.fromEntries(
	(
		[
			['mainstream_maintained', [1, 2, 3, 5]],
			['mainstream_academy', [28, 34, 35, 40, 41]],
			['nursery_school', [15]],
			['special_state', [7, 12, 33, 36, 44]],
			['special_independent', [8, 10]],
			['independent', [6, 11]],
			['alternative_provision', [14, 38, 42, 43]],
			['post16', [18, 31, 32, 39, 45, 46]]
		] as const
	).flatMap(([group, codes]) => codes.map((code) => [code, group]))
);

/** Gives the setting group of a GIAS type code. Codes may be written with a leading zero, so they are compared as numbers. */
export function settingGroupOf(typeCode: number | null): SettingGroup {
	return typeCode === null ? 'other' : (groupByType[typeCode] ?? 'other');
}

export const School = z.strictObject({
	urn: Urn,
	name: z.string().min(1).max(200),
	typeCode: z.int().min(0).max(99),
	phaseCode: z.int().min(0).max(7),
	lowAge: z.int().min(0).max(99).nullable(),
	highAge: z.int().min(0).max(99).nullable(),
	open: z.boolean(),
	closedOn: PlainDate.nullable()
});
export type School = z.infer<typeof School>;

export const phases = ['early_years', 'primary', 'secondary', 'all_through', 'post16', 'other'] as const;
export type Phase = (typeof phases)[number];

export const phaseLabels: Record<Phase, string> = {
	early_years: 'Early years',
	primary: 'Primary',
	secondary: 'Secondary',
	all_through: 'All-through',
	post16: 'Post-16',
	other: 'Other'
};

/**
 * Gives the phase that a school is compared with. Many special schools, independents and alternative provision carry
 * GIAS phase 0, so their statutory ages decide: the domain reference, section 4.
 */
export function phaseOf(school: Pick<School, 'phaseCode' | 'lowAge' | 'highAge'>): Phase {
	switch (school.phaseCode) {
		case 1:
			return 'early_years';
		case 2:
		case 3:
			return 'primary';
		case 4:
		case 5:
			return 'secondary';
		case 6:
			return 'post16';
		case 7:
			return 'all_through';
	}
	const { lowAge, highAge } = school;
	if (lowAge === null || highAge === null) return 'other';
	if (highAge <= 5) return 'early_years';
	if (highAge <= 13) return 'primary';
	if (lowAge >= 16) return 'post16';
	if (lowAge >= 9) return 'secondary';
	return 'all_through';
}
