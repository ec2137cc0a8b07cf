import { expect, test } from 'vitest';
import { problemList } from '#lib/domain/register-problem.ts';
import { columnName, sheetOf } from '#lib/domain/register-table.ts';

const KEYS = ['persontableid', 'upn'];

function sheet(header: string[], rows: string[][] = []) {
	const found = problemList();
	return { sheet: sheetOf({ name: 'person.csv', header, rows }, KEYS, ['postcode'], found), problems: found.list() };
}

test('a column is found by its name, whatever its place, case and the space around it', () => {
	expect(columnName('  PersonTableId ')).toBe('persontableid');
	const { sheet: found, problems } = sheet(['Surname', ' UPN', 'PERSONTABLEID '], [['x', ' A1 ', '10']]);
	expect(problems).toEqual([]);
	expect([found.cell(0, 'upn'), found.cell(0, 'persontableid')]).toEqual(['A1', '10']);
	expect([found.has('upn'), found.has('postcode'), found.has('surname')]).toEqual([true, false, false]);
});

test('what is not there is an empty text', () => {
	const { sheet: found } = sheet(KEYS, [['10']]);
	expect(found.cell(0, 'upn')).toBe('');
	expect(found.cell(0, 'postcode')).toBe('');
	expect(found.cell(7, 'upn')).toBe('');
});

test('blank rows are passed over, and row numbers hold', () => {
	const { sheet: found } = sheet(KEYS, [['10', 'A1'], [], ['', '  '], ['', 'A2']]);
	expect(found.filled).toEqual([0, 3]);
	expect(found.at(3, 'upn')).toEqual({ file: 'person.csv', row: 5, column: 'upn' });
	expect(found.at(0)).toEqual({ file: 'person.csv', row: 2, column: null });
});

test.each<[string[], string[]]>([
	[['persontableid', 'upn'], []],
	[['upn'], ['column.missing persontableid']],
	[[], ['column.missing persontableid', 'column.missing upn']],
	[['persontableid', 'upn', 'Upn '], ['column.twice Upn']],
	[['persontableid', 'upn', 'postcode', 'postcode'], ['column.twice postcode']],
	// Columns that nobody wants may stand there as often as they like.
	[['persontableid', 'upn', 'notes', 'notes'], []]
])('the columns %j: %j', (header, expected) => {
	expect(sheet(header).problems.map(({ code, column }) => `${code} ${column}`)).toEqual(expected);
});
