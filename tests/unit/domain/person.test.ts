import { describe, expect, test } from 'vitest';
import {
	agencies,
	agencyLabels,
	DEFAULT_CAPACITY,
	Person,
	roleLabels,
	roles,
	type Agency,
	type Role
} from '#lib/domain/person.ts';

const amina: Person = {
	personId: '0192f3a1-7b1c-7d2e-8f00-0123456789ab',
	email: 'amina@example.org',
	name: 'Amina',
	roles: ['auditor'],
	agency: 'health',
	capacity: DEFAULT_CAPACITY,
	trainedOn: '2026-06-01',
	schoolUrns: [],
	disabledAt: null
};

describe('the schema', () => {
	test.each<[string, object, boolean]>([
		['as she is', {}, true],
		['four roles', { roles: [...roles] }, true],
		['no role', { roles: [] }, false],
		['an unknown role', { roles: ['admin'] }, false],
		['five roles', { roles: [...roles, 'auditor'] }, false],
		['no agency', { agency: null, roles: ['chair'] }, true],
		['an unknown agency', { agency: 'police' }, false],
		['no plans', { capacity: 0 }, true],
		['fewer than none', { capacity: -1 }, false],
		['thirty plans', { capacity: 30 }, true],
		['thirty-one plans', { capacity: 31 }, false],
		['half a plan', { capacity: 2.5 }, false],
		['not trained', { trainedOn: null }, true],
		['trained on a day there was not', { trainedOn: '2026-02-29' }, false],
		['an address that is none', { email: 'amina' }, false],
		['an empty name', { name: '' }, false],
		['a name of 120 characters', { name: 'a'.repeat(120) }, true],
		['a name of 121 characters', { name: 'a'.repeat(121) }, false],
		['thirty settings', { schoolUrns: Array.from({ length: 30 }, () => '900001') }, true],
		['thirty-one settings', { schoolUrns: Array.from({ length: 31 }, () => '900001') }, false],
		['a date of birth', { bornOn: '1980-01-01' }, false]
	])('%s', (_what, change, good) => {
		expect(Person.safeParse({ ...amina, ...change }).success).toBe(good);
	});
});

test('every role and agency has its own word', () => {
	expect(Object.keys(roleLabels).sort()).toEqual([...roles].sort());
	expect(Object.keys(agencyLabels).sort()).toEqual([...agencies].sort());
	const words = [...roles.map((role: Role) => roleLabels[role]), ...agencies.map((one: Agency) => agencyLabels[one])];
	expect(new Set(words).size).toBe(words.length);
});

test('an auditor is given three plans a term unless told otherwise', () => {
	expect(DEFAULT_CAPACITY).toBe(3);
});
