import { describe, expect, test } from 'vitest';
import {
	SchoolForm,
	schoolFormOf,
	schoolInForm,
	schoolPhaseLabels,
	schoolTypeLabels
} from '#lib/domain/school-form.ts';
import { settingGroupOf, type School } from '#lib/domain/school.ts';

const today = '2026-11-23';
const school: School = {
	urn: '900001',
	name: 'Larkfield Primary School',
	typeCode: 34,
	phaseCode: 2,
	lowAge: 4,
	highAge: 11,
	open: false,
	closedOn: '2026-08-31'
};
const faults = (changes: Partial<SchoolForm>) => {
	const found = schoolInForm({ ...schoolFormOf(school), ...changes }, today);
	return 'violations' in found ? found.violations.map(({ field, code }) => `${field} ${code}`) : [];
};

describe('a school that is typed', () => {
	test('comes back as it was shown', () => {
		expect(schoolInForm(schoolFormOf(school), today)).toEqual({ school });
		const bare = { ...school, lowAge: null, highAge: null, open: true, closedOn: null, typeCode: 27, phaseCode: 0 };
		expect(schoolInForm(schoolFormOf(bare), today)).toEqual({ school: bare });
	});

	test('an empty form says what is missing', () => {
		const found = schoolInForm(schoolFormOf(null), today);
		expect('violations' in found && found.violations.map(({ field }) => field)).toEqual([
			'urn',
			'name',
			'typeCode',
			'phaseCode'
		]);
	});

	test.each<[string, Partial<SchoolForm>, string[]]>([
		['a URN of five figures', { urn: '90000' }, ['urn urn.malformed']],
		['a long name', { name: 'x'.repeat(201) }, ['name name.malformed']],
		['the longest name', { name: 'x'.repeat(200) }, []],
		['a phase out of the list', { phaseCode: '8' }, ['phaseCode phase.missing']],
		['ages in words', { lowAge: 'four' }, ['lowAge age.malformed']],
		['one age', { lowAge: '11' }, []],
		['ages the wrong way round', { lowAge: '12' }, ['highAge age.order']],
		['closed, the day not known', { closedOn: '' }, []],
		['closed today', { closedOn: today }, []],
		['closed tomorrow', { closedOn: '2026-11-24' }, ['closedOn date.ahead']],
		['closed on no day', { closedOn: '31/09/2026' }, ['closedOn date.unreadable']],
		['open, and closed on a day', { open: 'open' }, ['closedOn school.open']]
	])('%s', (_, changes, expected) => expect(faults(changes)).toEqual(expected));

	test('every type that decides a group can be chosen, and every phase', () => {
		const grouped = Array.from({ length: 100 }, (_, code) => code).filter((code) => settingGroupOf(code) !== 'other');
		expect(grouped.filter((code) => !(code in schoolTypeLabels))).toEqual([]);
		expect(schoolPhaseLabels).toHaveLength(8);
	});
});
