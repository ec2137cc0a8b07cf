import { describe, expect, test } from 'vitest';
import {
	IMPORT_BYTES,
	PLANS_LIMIT,
	RegisterImport,
	type RegisterPerson,
	type RegisterPlan
} from '#lib/domain/register.ts';
import type { School } from '#lib/domain/school.ts';

const plan = (values: Partial<RegisterPlan> = {}): RegisterPlan => ({
	matchKey: 'a'.repeat(64),
	cohort: 2019,
	primaryNeed: 'ASD',
	schoolUrn: '100001',
	senSetting: null,
	senUnit: false,
	resourcedProvision: false,
	planKind: 'new',
	startedOn: '2019-07-22',
	ceasedOn: null,
	dates: {
		requestReceivedDate: '2019-03-04',
		finalPlanDate: '2019-07-22',
		planFirstMadeDate: '2019-07-22',
		reviewMeetingDate: '2026-05-12',
		reviewDecisionDate: '2026-06-09'
	},
	...values
});
const school: School = {
	urn: '100001',
	name: 'Copse Primary School',
	typeCode: 1,
	phaseCode: 2,
	lowAge: 3,
	highAge: 11,
	open: true,
	closedOn: null
};
const person = (values: Partial<RegisterPerson> = {}): RegisterPerson => ({
	email: 'amina@example.org',
	name: 'Amina Okafor',
	roles: ['auditor'],
	agency: 'health',
	capacity: 3,
	trainedOn: null,
	schoolUrns: [],
	interestUrns: [],
	...values
});
const of = (plans: unknown[]) => ({
	return: { laCode: '209', referenceDate: '2027-01-21', keyId: 'c'.repeat(64), plans },
	schools: null,
	people: null
});
const takes = (value: unknown) => RegisterImport.safeParse(value).success;

test('an import of all three parts, and of each alone', () => {
	expect(takes({ ...of([plan()]), schools: [school], people: [person()] })).toBe(true);
	expect(takes(of([plan()]))).toBe(true);
	expect(takes({ return: null, schools: [school], people: null })).toBe(true);
	expect(takes({ return: null, schools: null, people: [person()] })).toBe(true);
	expect(takes({ return: null, schools: null, people: null })).toBe(false);
});

describe('a field that could name a child refuses the whole import', () => {
	test.each([
		['name'],
		['surname'],
		['forename'],
		['postcode'],
		['upn'],
		['uniquelearnernumber'],
		['personbirthdate'],
		['birthDate'],
		['ethnicity'],
		['sex'],
		['nativeId'],
		['planRef']
	])('%s', (field) => {
		const plans = [plan(), { ...plan({ matchKey: null }), [field]: 'x' }];
		const parsed = RegisterImport.safeParse(of(plans));
		expect(parsed.success).toBe(false);
		expect(JSON.stringify(parsed.error?.issues)).toContain(field);
	});

	test('also beside the plans, within the dates, in a school and in a person', () => {
		expect(takes({ ...of([plan()]), names: ['x'] })).toBe(false);
		expect(takes({ ...of([plan()]), return: { ...of([plan()]).return, key: 'x' } })).toBe(false);
		expect(takes(of([plan({ dates: { birthDate: '2015-08-31' } as RegisterPlan['dates'] })]))).toBe(false);
		expect(takes({ return: null, schools: [{ ...school, headLastName: 'x' }], people: null })).toBe(false);
		expect(takes({ return: null, schools: null, people: [{ ...person(), address: 'x' }] })).toBe(false);
	});
});

test.each<[string, unknown]>([
	['a match key that is no hash', of([plan({ matchKey: 'A123456789012' })])],
	['a cohort that is a birth date', of([{ ...plan(), cohort: '2015-08-31' }])],
	['an unknown need', of([{ ...plan(), primaryNeed: 'XYZ' }])],
	['a setting code beside a URN', of([plan({ senSetting: 'EHE' })])],
	['a date that does not exist', of([plan({ startedOn: '2019-02-30' })])],
	['a plan twice', of([plan(), plan({ cohort: 2018 })])],
	['no plan', of([])],
	['a school twice', { return: null, schools: [school, school], people: null }],
	['a person twice', { return: null, schools: null, people: [person(), person()] }],
	['an auditor without an agency', { return: null, schools: null, people: [person({ agency: null })] }],
	['an agency without an auditor', { return: null, schools: null, people: [person({ roles: ['chair'] })] }],
	['a role twice', { return: null, schools: null, people: [person({ roles: ['auditor', 'auditor'] })] }],
	['an address with capitals', { return: null, schools: null, people: [person({ email: 'Amina@example.org' })] }]
])('%s is refused', (_, value) => {
	expect(takes(value)).toBe(false);
});

test('plans without a match key may be many', () => {
	expect(takes(of([plan({ matchKey: null }), plan({ matchKey: null })]))).toBe(true);
});

test('the plans of the largest authority fit into the bytes that are taken, even with every date known', () => {
	const kent = 20_635;
	const full = plan({
		dates: {
			...plan().dates,
			exceptionReason: 'recorded',
			phaseTransferType: 'post16_to_post16',
			transferYear: 2027,
			phaseTransferDate: '2027-09-01',
			phaseTransferFinalDate: '2027-03-01'
		}
	});
	expect(kent).toBeLessThan(PLANS_LIMIT);
	expect(JSON.stringify(full).length * kent).toBeLessThan(IMPORT_BYTES);
});
