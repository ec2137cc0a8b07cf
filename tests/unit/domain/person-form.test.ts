import { describe, expect, test } from 'vitest';
import { PersonForm, personFormOf, personInForm } from '#lib/domain/person-form.ts';
import type { RegisterPerson } from '#lib/domain/register.ts';

const known = new Set(['900001', '900002']);
const person: RegisterPerson = {
	email: 'amina@example.org',
	name: 'Amina Okafor',
	roles: ['auditor', 'headteacher'],
	agency: 'health',
	capacity: 4,
	trainedOn: '2026-06-01',
	schoolUrns: ['900001'],
	interestUrns: ['900002', '900001']
};
const read = (changes: Partial<PersonForm>) => personInForm({ ...personFormOf(person), ...changes }, known);
const faults = (changes: Partial<PersonForm>) => {
	const found = read(changes);
	return 'violations' in found ? found.violations.map(({ field, code }) => `${field} ${code}`) : [];
};

describe('a person who is typed', () => {
	test('comes back as they were shown', () => expect(read({})).toEqual({ person }));

	test('an empty form says what is missing', () => {
		const found = personInForm(personFormOf(null), known);
		expect('violations' in found && found.violations.map(({ field }) => field)).toEqual(['name', 'email', 'agency']);
	});

	test('lists of URNs are taken as people write them, each once; addresses become small letters', () => {
		expect(read({ schoolUrns: '900002; 900001\n900002', email: ' Amina@Example.ORG ' })).toMatchObject({
			person: { schoolUrns: ['900002', '900001'], email: 'amina@example.org' }
		});
	});

	test('only auditors have an agency', () => {
		expect(read({ roles: ['chair'] })).toMatchObject({ person: { agency: null } });
	});

	test.each<[string, Partial<PersonForm>, string[]]>([
		['no name', { name: ' ' }, ['name name.malformed']],
		['a long name', { name: 'x'.repeat(121) }, ['name name.malformed']],
		['the longest name', { name: 'x'.repeat(120) }, []],
		['no address', { email: 'amina' }, ['email email.malformed']],
		['no role', { roles: [] }, ['roles role.missing']],
		['a role that is none', { roles: ['king'] }, ['roles role.missing']],
		['an auditor without an agency', { agency: '' }, ['agency agency.missing']],
		['no capacity: the usual one', { capacity: '' }, []],
		['the most', { capacity: '30' }, []],
		['more than the most', { capacity: '31' }, ['capacity capacity.malformed']],
		['half a plan', { capacity: '2.5' }, ['capacity capacity.malformed']],
		['a day that is none', { trainedOn: '31/02/2026' }, ['trainedOn date.unreadable']],
		['a day as people write it', { trainedOn: '28/02/2026' }, []],
		['a URN that is none', { interestUrns: '12345' }, ['interestUrns urn.malformed']],
		['a setting nobody knows', { interestUrns: '900003' }, ['interestUrns school.unknown']],
		['a headteacher without a school', { schoolUrns: '' }, ['schoolUrns school.missing']]
	])('%s', (_, changes, expected) => expect(faults(changes)).toEqual(expected));

	test('more settings than fit are told', () => {
		const urns = Array.from({ length: 31 }, (_, at) => String(910_000 + at));
		const all = new Set(urns);
		const with31 = personInForm({ ...personFormOf(person), interestUrns: '', schoolUrns: urns.join(' ') }, all);
		expect('violations' in with31 && with31.violations.map(({ code }) => code)).toEqual(['urn.too_many']);
		const with30 = personInForm(
			{ ...personFormOf(person), interestUrns: '', schoolUrns: urns.slice(1).join(' ') },
			all
		);
		expect('person' in with30).toBe(true);
	});

	test('a field too many refuses the form', () => {
		expect(PersonForm.safeParse({ ...personFormOf(null), disabledAt: '' }).success).toBe(false);
	});
});
