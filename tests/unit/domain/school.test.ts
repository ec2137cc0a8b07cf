import { describe, expect, test } from 'vitest';
import {
	phaseLabels,
	phaseOf,
	phases,
	School,
	settingGroupLabels,
	settingGroupOf,
	settingGroups,
	type Phase,
	type SettingGroup
} from '#lib/domain/school.ts';

/** The domain reference's table (section 4), written out apart from the product's own. */
const table: Record<Exclude<SettingGroup, 'other'>, string[]> = {
	mainstream_maintained: ['01', '02', '03', '05'],
	mainstream_academy: ['28', '34', '35', '40', '41'],
	nursery_school: ['15'],
	special_state: ['07', '12', '33', '36', '44'],
	special_independent: ['08', '10'],
	independent: ['06', '11'],
	alternative_provision: ['14', '38', '42', '43'],
	post16: ['18', '31', '32', '39', '45', '46']
};

describe('the setting group', () => {
	const rows = Object.entries(table).flatMap(([group, codes]) => codes.map((code) => [code, group] as const));
	test.each(rows)('of type code %s is %s, zero in front or not', (code, group) => {
		expect(settingGroupOf(Number(code))).toBe(group);
		expect(settingGroupOf(Number.parseInt(code.replace(/^0/, ''), 10))).toBe(group);
	});

	test('of every other code, and of none, is other', () => {
		const known = new Set(rows.map(([code]) => Number(code)));
		for (let code = 0; code <= 99; code += 1) if (!known.has(code)) expect(settingGroupOf(code)).toBe('other');
		expect(settingGroupOf(null)).toBe('other');
		expect(settingGroupOf(Number.NaN)).toBe('other');
	});
});

describe('the phase', () => {
	test.each<[number, Phase]>([
		[1, 'early_years'],
		[2, 'primary'],
		[3, 'primary'],
		[4, 'secondary'],
		[5, 'secondary'],
		[6, 'post16'],
		[7, 'all_through']
	])('by code %i is %s, whatever the ages', (phaseCode, phase) => {
		expect(phaseOf({ phaseCode, lowAge: 0, highAge: 99 })).toBe(phase);
		expect(phaseOf({ phaseCode, lowAge: null, highAge: null })).toBe(phase);
	});

	test.each<[number | null, number | null, Phase]>([
		[null, null, 'other'],
		[4, null, 'other'],
		[null, 11, 'other'],
		[2, 5, 'early_years'],
		[2, 6, 'primary'],
		[4, 11, 'primary'],
		[4, 13, 'primary'],
		[4, 14, 'all_through'],
		[8, 13, 'primary'],
		[8, 14, 'all_through'],
		[9, 14, 'secondary'],
		[11, 16, 'secondary'],
		[11, 19, 'secondary'],
		[15, 19, 'secondary'],
		[16, 19, 'post16'],
		[16, 99, 'post16'],
		[2, 19, 'all_through'],
		[0, 25, 'all_through']
	])('without a code, ages %s to %s: %s', (lowAge, highAge, phase) => {
		expect(phaseOf({ phaseCode: 0, lowAge, highAge })).toBe(phase);
	});
});

test('every group and phase has its own words', () => {
	expect(Object.keys(settingGroupLabels).sort()).toEqual([...settingGroups].sort());
	expect(new Set(Object.values(settingGroupLabels)).size).toBe(settingGroups.length);
	expect(Object.keys(phaseLabels).sort()).toEqual([...phases].sort());
	expect(new Set(Object.values(phaseLabels)).size).toBe(phases.length);
});

test.each<[string, object, boolean]>([
	['as it is', {}, true],
	['no ages', { lowAge: null, highAge: null }, true],
	['type code 99', { typeCode: 99 }, true],
	['type code 100', { typeCode: 100 }, false],
	['type code -1', { typeCode: -1 }, false],
	['phase code 7', { phaseCode: 7 }, true],
	['phase code 8', { phaseCode: 8 }, false],
	['a URN of five figures', { urn: '90000' }, false],
	['no name', { name: '' }, false],
	['a telephone number', { telephone: '0' }, false]
])('a school: %s', (_what, change, good) => {
	const school: School = {
		urn: '900001',
		name: 'Larkfield Primary School',
		typeCode: 1,
		phaseCode: 2,
		lowAge: 4,
		highAge: 11,
		open: true,
		closedOn: null
	};
	expect(School.safeParse({ ...school, ...change }).success).toBe(good);
});
