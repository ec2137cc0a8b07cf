import { describe, expect, test } from 'vitest';
import { guessMatching, matchingFaults, type ListMatching } from '#lib/domain/register-list-matching.ts';
import { listTemplate } from '#lib/domain/register-list.ts';

describe('a matching is guessed', () => {
	test('from the template, whole and without a fault', () => {
		const header = listTemplate();
		const matching = guessMatching(header);
		expect(Object.values(matching)).toEqual(header);
		expect(Object.entries(matching).every(([field, column]) => field === column)).toBe(true);
		expect(matchingFaults(matching)).toEqual([]);
	});

	test('from the columns of an SEN2 return, each where it belongs', () => {
		expect(
			guessMatching([
				'surname',
				'personbirthdate',
				'upn',
				'uniquelearnernumber',
				'sentype',
				'URN',
				'startdate',
				'week20'
			])
		).toEqual({
			surname: 'surname',
			birth_date: 'personbirthdate',
			upn: 'upn',
			uln: 'uniquelearnernumber',
			primary_need: 'sentype',
			urn: 'URN',
			started_on: 'startdate',
			exception: 'week20'
		});
	});

	test.each([
		['Date of Birth', 'birth_date'],
		['D.O.B.', 'birth_date'],
		['NC Year', 'year_group'],
		['Primary Need', 'primary_need'],
		['Current school', 'school_name'],
		['Plan start date', 'started_on'],
		['Case ID', 'own_number'],
		['Annual Review Date', 'review_meeting']
	])('"%s" is %s', (heading, field) => {
		expect(guessMatching(['Something', heading])).toEqual({ [field]: heading });
	});

	test('a heading that only holds a known word is left to the coordinator', () => {
		expect(guessMatching(['Date of birth of mother', 'Need for transport', 'URN or DfE'])).toEqual({});
	});

	test('the heading that fits best wins wherever it stands, and no column is taken twice', () => {
		expect(guessMatching(['Setting', 'School name'])).toEqual({ school_name: 'School name' });
		expect(guessMatching(['Need', 'Primary need'])).toEqual({ primary_need: 'Primary need' });
		expect(Object.values(guessMatching(['Year', 'Year group']))).toEqual(['Year group']);
	});

	test('what was matched last time comes first, in small or capital letters, if the file still has it', () => {
		const remembered: ListMatching = { started_on: 'GO LIVE', upn: 'Gone', birth_date: 'Entered' };
		expect(guessMatching(['Start date', 'Go live', 'UPN', 'DOB', 'entered'], remembered)).toEqual({
			started_on: 'Go live',
			upn: 'UPN',
			birth_date: 'entered'
		});
	});
});

describe('a matching will do', () => {
	const full: ListMatching = { upn: 'a', birth_date: 'b' };
	test.each<[string, ListMatching, string[]]>([
		['with a UPN and a date of birth', full, []],
		['with a ULN and a year group', { uln: 'a', year_group: 'b' }, []],
		['with the area’s own number', { own_number: 'a', birth_date: 'b' }, []],
		['not without a number', { birth_date: 'b' }, ['upn']],
		['not with names for numbers', { forename: 'a', surname: 'c', birth_date: 'b' }, ['upn']],
		['not without an age', { upn: 'a', urn: 'c' }, ['birth_date']],
		['not with nothing', {}, ['upn', 'birth_date']],
		['not with one column for two things', { ...full, started_on: 'c', ceased_on: 'c' }, ['ceased_on']],
		['not with one column for the two that it needs', { upn: 'a', birth_date: 'a' }, ['birth_date']]
	])('%s', (_, matching, fields) => {
		expect(matchingFaults(matching).map(({ field }) => field)).toEqual(fields);
	});
});
