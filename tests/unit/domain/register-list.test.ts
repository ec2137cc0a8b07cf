import { describe, expect, test } from 'vitest';
import { isImported, isWithoutHeadings, listFields, listHeader, listTemplate } from '#lib/domain/register-list.ts';

describe('the columns of a list', () => {
	test('have a name each, whatever the headings are', () => {
		expect(listHeader([' UPN ', '', 'Date', 'date', 'Two\n lines', 'Column 2'])).toEqual([
			'UPN',
			'Column 2',
			'Date',
			'date (column 4)',
			'Two lines',
			'Column 2 (column 6)'
		]);
	});

	test.each<[string, boolean]>([
		['Unique pupil number', false],
		['A123456789012', true],
		['1234567890', true],
		['123456789', false],
		['03/02/2015', true],
		['3 Feb 2015', true],
		['2027', false],
		['Review 2026', false]
	])('a first row with "%s" is one of data: %s', (heading, data) => {
		expect(isWithoutHeadings(['Surname', heading])).toBe(data);
	});
});

test('names of children are never among what is imported', () => {
	expect(listFields.filter((field) => !isImported(field))).toEqual(['forename', 'surname']);
	expect(listTemplate()).not.toContain('surname');
});
