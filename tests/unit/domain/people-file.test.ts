import { describe, expect, test } from 'vitest';
import { peopleOf } from '#lib/domain/people-file.ts';
import { problemList } from '#lib/domain/register-problem.ts';
import { RegisterPerson } from '#lib/domain/register.ts';
import { inShort, tableOf, type Cells } from './register-builder.ts';

const row = (values: Cells = {}): Cells => ({
	email: 'amina@example.org',
	name: 'Amina Okafor',
	role: 'auditor',
	agency: 'health',
	capacity: '',
	trained_on: '03/07/2026',
	school_urns: '',
	interest_urns: '',
	...values
});

function readPeople(rows: Cells[]) {
	const found = problemList();
	const read = peopleOf(tableOf('people.csv', rows), found);
	return { ...read, problems: inShort(found.list()) };
}

test('a person is read', () => {
	const { people, rows, problems } = readPeople([
		row({ role: 'Auditor; chair', capacity: '5', school_urns: '100001; 100002', interest_urns: '100003' })
	]);
	expect(problems).toEqual([]);
	expect(rows).toEqual([2]);
	expect(people).toEqual([
		{
			email: 'amina@example.org',
			name: 'Amina Okafor',
			roles: ['auditor', 'chair'],
			agency: 'health',
			capacity: 5,
			trainedOn: '2026-07-03',
			schoolUrns: ['100001', '100002'],
			interestUrns: ['100003']
		}
	]);
	expect(RegisterPerson.safeParse(people[0]).success).toBe(true);
});

test('only e-mail, name and role are needed; capacity is then three', () => {
	const { people, problems } = readPeople([{ email: 'Ruth@Example.org ', name: 'Ruth', role: 'chair' }]);
	expect(problems).toEqual([]);
	expect(people[0]).toMatchObject({ email: 'ruth@example.org', agency: null, capacity: 3, trainedOn: null });
});

describe('what cannot be read is told by row and column', () => {
	test.each([
		[{ email: '' }, 'error email.malformed people.csv 2 email'],
		[{ email: 'amina at example.org' }, 'error email.malformed people.csv 2 email'],
		[{ email: 'a@example.org;b@example.org' }, 'error email.malformed people.csv 2 email'],
		[{ name: '' }, 'error name.malformed people.csv 2 name'],
		[{ name: 'x'.repeat(121) }, 'error name.malformed people.csv 2 name'],
		[{ role: '' }, 'error role.missing people.csv 2 role'],
		[{ role: 'auditor;boss' }, 'error role.unknown people.csv 2 role'],
		[{ agency: '' }, 'error agency.missing people.csv 2 agency'],
		[{ agency: 'police' }, 'error agency.unknown people.csv 2 agency'],
		[{ capacity: '31' }, 'error capacity.malformed people.csv 2 capacity'],
		[{ capacity: '-1' }, 'error capacity.malformed people.csv 2 capacity'],
		[{ capacity: 'three' }, 'error capacity.malformed people.csv 2 capacity'],
		[{ trained_on: '2026-07-03' }, 'error date.unreadable people.csv 2 trained_on'],
		[{ trained_on: '31/02/2026' }, 'error date.unreadable people.csv 2 trained_on'],
		[{ school_urns: '12345' }, 'error urn.malformed people.csv 2 school_urns'],
		[{ interest_urns: '100001;x' }, 'error urn.malformed people.csv 2 interest_urns']
	])('%j', (values, problem) => {
		expect(readPeople([row(values)]).problems).toEqual([problem]);
	});

	test.each([
		[{ capacity: '0' }, 0],
		[{ capacity: '30' }, 30],
		[{ capacity: '3.0' }, 3]
	])('%j is fine', (values, capacity) => {
		const { people, problems } = readPeople([row(values)]);
		expect(problems).toEqual([]);
		expect(people[0]?.capacity).toBe(capacity);
	});
});

test('the agency of somebody who does not audit is not looked at', () => {
	const { people, problems } = readPeople([row({ role: 'coordinator', agency: 'whatever' })]);
	expect(problems).toEqual([]);
	expect(people[0]?.agency).toBeNull();
});

test('agencies and roles may be written as words', () => {
	const { people, problems } = readPeople([row({ role: 'AUDITOR', agency: 'SEN service' })]);
	expect(problems).toEqual([]);
	expect(people[0]).toMatchObject({ roles: ['auditor'], agency: 'sen_service' });
});

test('an address that comes twice, in any case', () => {
	const { people, problems } = readPeople([row(), row({ email: 'AMINA@example.org' })]);
	expect(people).toHaveLength(1);
	expect(problems).toEqual(['error person.twice people.csv 3 email']);
});

test('a missing column', () => {
	const { role: _, ...rest } = row();
	expect(readPeople([rest]).problems).toEqual(['error column.missing people.csv 1 role']);
});
