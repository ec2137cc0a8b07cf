import { describe, expect, test } from 'vitest';
import { noDates } from '#lib/domain/plan-dates.ts';
import { inForce, inPhaseTransfer, Plan, senTypeLabels, senTypes } from '#lib/domain/plan.ts';

const plan: Plan = {
	planRef: 'LEW-7K3QF',
	matchKey: null,
	cohort: 2020,
	primaryNeed: 'SLCN',
	schoolUrn: '900001',
	senSetting: null,
	senUnit: false,
	resourcedProvision: false,
	planKind: 'new',
	startedOn: '2024-02-01',
	ceasedOn: null,
	dates: noDates()
};

describe('in force', () => {
	test.each<[string | null, string | null, string, boolean]>([
		['2026-02-01', null, '2026-01-31', false],
		['2026-02-01', null, '2026-02-01', true],
		['2026-02-01', null, '2026-02-02', true],
		[null, null, '1990-01-01', true],
		[null, '2026-07-31', '2026-07-30', true],
		[null, '2026-07-31', '2026-07-31', false],
		[null, '2026-07-31', '2026-08-01', false],
		['2026-02-01', '2026-07-31', '2026-01-31', false],
		['2026-02-01', '2026-07-31', '2026-02-01', true],
		['2026-02-01', '2026-07-31', '2026-07-30', true],
		['2026-02-01', '2026-07-31', '2026-07-31', false],
		// Ceased on the day it started: never in force.
		['2026-02-01', '2026-02-01', '2026-02-01', false]
	])('from %s until %s, on %s: %s', (startedOn, ceasedOn, onDate, expected) => {
		expect(inForce({ startedOn, ceasedOn }, onDate)).toBe(expected);
	});
});

describe('within twelve months of a phase transfer', () => {
	test.each<[number | null, number | null, string, boolean]>([
		// The transfer of September 2027: from 1 September 2026 to 31 August 2027.
		[2027, 4, '2026-08-31', false],
		[2027, 4, '2026-09-01', true],
		[2027, 4, '2026-12-31', true],
		[2027, 4, '2027-01-01', true],
		[2027, 4, '2027-08-31', true],
		[2027, 4, '2027-09-01', false],
		[2027, null, '2027-01-01', true],
		[2026, 4, '2026-08-31', true],
		[2026, 4, '2026-09-01', false],
		// Years in which everybody changes phase, and their neighbours.
		[null, 5, '2026-10-01', false],
		[null, 6, '2026-10-01', true],
		[null, 7, '2026-10-01', false],
		[null, 10, '2026-10-01', false],
		[null, 11, '2026-10-01', true],
		[null, 12, '2026-10-01', false],
		[2030, 6, '2026-10-01', true],
		[null, null, '2026-10-01', false],
		[null, 0, '2026-10-01', false]
	])('due %s, Year %s, on %s: %s', (transferYear, yearGroup, onDate, expected) => {
		expect(inPhaseTransfer({ ...noDates(), transferYear }, yearGroup, onDate)).toBe(expected);
	});
});

describe('the schema', () => {
	test.each<[string, object, boolean]>([
		['as it is', {}, true],
		['an older cohort than there is', { cohort: 1989 }, false],
		['the oldest cohort', { cohort: 1990 }, true],
		['the last cohort', { cohort: 2100 }, true],
		['a later cohort', { cohort: 2101 }, false],
		['an unknown need', { primaryNeed: 'XYZ' }, false],
		['no setting', { schoolUrn: null, senSetting: 'EHE' }, true],
		['an unknown kind', { planKind: 'ceased' }, false],
		['a start that is no day', { startedOn: '2026-02-30' }, false],
		['a match key', { matchKey: 'a'.repeat(64) }, true],
		['a number in clear as its match key', { matchKey: 'A123456789012' }, false],
		['a name', { name: 'a child' }, false],
		['a date of birth', { birthDate: '2016-05-01' }, false]
	])('%s', (_what, change, good) => {
		expect(Plan.safeParse({ ...plan, ...change }).success).toBe(good);
	});
});

test('every need has its own words', () => {
	expect(Object.keys(senTypeLabels).sort()).toEqual([...senTypes].sort());
	expect(new Set(Object.values(senTypeLabels)).size).toBe(senTypes.length);
});
