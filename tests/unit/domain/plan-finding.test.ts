import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	childrenInList,
	childrenOf,
	findPlans,
	isFindingColumn,
	isPlainList,
	notFoundReasons,
	type ChildrenRead,
	type KeyedChild,
	type PlanToFind
} from '#lib/domain/plan-finding.ts';
import type { ListMatching } from '#lib/domain/register-list-matching.ts';
import type { CsvTable } from '#lib/domain/register-table.ts';
import { onePlan, tableOf, type Cells } from './register-builder.ts';

const FILE = 'Blade-Export_21-01-2027_person.csv';

/** Reads a table as the page does: recognised by all its columns, then only those that are wanted. */
function read({ header, rows, ...table }: CsvTable): ChildrenRead {
	const kept = header.flatMap((column, index) => (isFindingColumn(column) ? [index] : []));
	return childrenOf(header, {
		...table,
		header: kept.map((index) => header[index] ?? ''),
		rows: rows.map((row) => (row.length === 0 ? [] : kept.map((index) => row[index] ?? '')))
	});
}

function person(cells: Cells = {}): Cells {
	return { ...onePlan().person[0], ...cells };
}

const codesOf = (reading: ChildrenRead) =>
	'problems' in reading ? reading.problems.map(({ code, column }) => `${code} ${column ?? ''}`.trim()) : [];

describe('the person file', () => {
	test('gives who each child is, by row', () => {
		const table = tableOf(FILE, [person(), person({ upn: '', forename: 'Zoë', personbirthdate: '2015-09-01' })]);
		expect(read({ ...table, rows: [table.rows[0] ?? [], [], table.rows[1] ?? []] })).toEqual({
			children: [
				{
					row: 2,
					number: 'A123456789012',
					child: {
						forename: 'Markerforename',
						surname: 'Markersurname',
						bornOn: '2015-08-31',
						upn: 'A123456789012',
						uln: '1234567890',
						own: null
					}
				},
				{
					row: 4,
					number: '1234567890',
					child: {
						forename: 'Zoë',
						surname: 'Markersurname',
						bornOn: '2015-09-01',
						upn: null,
						uln: '1234567890',
						own: null
					}
				}
			]
		});
	});

	test.each<[string, Cells, string | null]>([
		['a UPN in small letters', { upn: 'a123456789012' }, 'A123456789012'],
		['a temporary UPN', { upn: 'A12345678901B' }, 'A12345678901B'],
		['a UPN too short', { upn: 'A12345678901' }, '1234567890'],
		['a ULN as a spreadsheet writes it', { upn: '', uniquelearnernumber: '1234567890.0' }, '1234567890'],
		['a ULN too long', { upn: '', uniquelearnernumber: '12345678901' }, null],
		['neither', { upn: '', uniquelearnernumber: '' }, null]
	])('%s', (_what, cells, number) => {
		const reading = read(tableOf(FILE, [person(cells)]));
		expect('children' in reading && reading.children[0]?.number).toBe(number);
	});

	test('a birth date that cannot be read is told as none, and the child is still there', () => {
		const reading = read(tableOf(FILE, [person({ personbirthdate: '31/08/2015' })]));
		expect('children' in reading && reading.children[0]?.child.bornOn).toBeNull();
	});

	test.each<[string, CsvTable, string[]]>([
		['another module', tableOf(FILE, onePlan().requests), ['file.other']],
		['a file of something else', tableOf('Book1.csv', [{ name: 'x', email: 'y' }]), ['file.other']],
		[
			'no forename',
			tableOf(FILE, [{ surname: 'A', personbirthdate: '', upn: 'A123456789012' }]),
			['column.missing forename']
		],
		[
			'no birth date and no surname',
			tableOf(FILE, [{ forename: 'A', upn: 'A123456789012' }]),
			['column.missing surname', 'column.missing personbirthdate']
		],
		['neither number', tableOf(FILE, [{ forename: 'A', surname: 'B', personbirthdate: '' }]), ['column.missing upn']],
		[
			'a column twice',
			{
				...tableOf(FILE, [person()], ['forename', 'surname', 'personbirthdate', 'upn']),
				header: ['forename', 'Forename', 'surname', 'upn']
			},
			['column.twice Forename', 'column.missing personbirthdate']
		],
		['no rows', tableOf(FILE, [], Object.keys(person())), ['file.no_rows']],
		[
			'a text that could not be read',
			{
				name: 'return.xlsx',
				header: [],
				rows: [],
				problems: [
					{
						severity: 'error',
						code: 'file.not_text',
						file: 'return.xlsx',
						row: null,
						column: null,
						message: 'No text.'
					}
				]
			},
			['file.not_text']
		],
		[
			'a file that was cut off',
			{
				...tableOf(FILE, [person()]),
				problems: [{ severity: 'error', code: 'file.truncated', file: FILE, row: 2, column: null, message: 'Cut off.' }]
			},
			['file.truncated']
		]
	])('%s is a problem', (_what, table, codes) => {
		expect(codesOf(read(table))).toEqual(codes);
	});

	test('one number column is enough', () => {
		const { upn: _upn, ...withoutUpn } = person();
		const { uniquelearnernumber: _uln, ...withoutUln } = person();
		expect(codesOf(read(tableOf(FILE, [withoutUpn])))).toEqual([]);
		expect(codesOf(read(tableOf(FILE, [withoutUln])))).toEqual([]);
	});

	test('no problem repeats what stands in a cell', () => {
		const shifted = tableOf(FILE, [person()], ['surname', 'upn', 'postcode', 'persontableid']);
		const said = JSON.stringify(read(shifted));
		expect(said).toContain('column.missing');
		expect(said).not.toMatch(/Marker|A123456789012|2015|ZZ99/);
	});

	test('nothing else of a child is wanted', () => {
		for (const column of ['postcode', 'ethnicity', 'sex', 'gendercurrent', 'NativeId', 'persontableid', 'sourceid']) {
			expect(isFindingColumn(column)).toBe(false);
		}
		for (const column of ['Forename', ' SURNAME ', 'personbirthdate', 'upn', 'uniquelearnernumber']) {
			expect(isFindingColumn(column)).toBe(true);
		}
	});
});

function plan(planRef: string, matchKey: string | null): PlanToFind {
	return { planRef, matchKey, setting: 'Made-up Primary School', auditors: ['Amina'], dueOn: '2027-01-15' };
}

function child(row: number, matchKey: string | null, surname = `Surname${row}`): KeyedChild {
	return {
		row,
		matchKey,
		number: matchKey,
		child: { forename: 'Forename', surname, bornOn: '2015-08-31', upn: matchKey, uln: null, own: null }
	};
}

describe('finding plans', () => {
	test('each plan is its own child, in the order of the plans', () => {
		const { found, notFound, wrong } = findPlans(
			[plan('LEW-22222', 'b'), plan('LEW-33333', 'a')],
			[child(2, 'a'), child(3, null), child(4, 'b')],
			true
		);
		expect(found.map((one) => [one.plan.planRef, one.child.surname])).toEqual([
			['LEW-22222', 'Surname4'],
			['LEW-33333', 'Surname2']
		]);
		expect(notFound).toEqual([]);
		expect(wrong).toBeNull();
	});

	test.each<[string, PlanToFind, KeyedChild[], boolean, string, readonly number[]]>([
		['no number in the register', plan('LEW-22222', null), [child(3, null)], true, 'no_number', []],
		['no number, whatever the key', plan('LEW-22222', null), [], false, 'no_number', []],
		['not in the file', plan('LEW-22222', 'a'), [child(3, 'b')], true, 'not_in_file', []],
		['another key', plan('LEW-22222', 'a'), [child(3, 'b')], false, 'other_key', []],
		['two different children', plan('LEW-22222', 'a'), [child(3, 'a'), child(7, 'a')], true, 'several', [3, 7]]
	])('%s', (_what, sought, children, keyIsLast, reason, rows) => {
		const { found, notFound } = findPlans([sought], children, keyIsLast);
		expect(found).toEqual([]);
		expect(notFound).toEqual([{ plan: sought, reason, rows }]);
		expect(Object.keys(notFoundReasons)).toContain(reason);
	});

	test('the same child at two rows is found', () => {
		const { found } = findPlans([plan('LEW-22222', 'a')], [child(3, 'a', 'Same'), child(7, 'a', 'Same')], true);
		expect(found).toHaveLength(1);
	});

	test.each<[string, PlanToFind[], KeyedChild[], boolean, 'key' | 'file' | null]>([
		['nobody, with another key', [plan('LEW-22222', 'a')], [child(2, 'b')], false, 'key'],
		['nobody, with the last key', [plan('LEW-22222', 'a')], [child(2, 'b')], true, 'file'],
		['somebody, with an earlier key', [plan('LEW-22222', 'a'), plan('LEW-33333', 'c')], [child(2, 'a')], false, null],
		['only plans without a number', [plan('LEW-22222', null)], [child(2, 'b')], false, null],
		['two children for one plan', [plan('LEW-22222', 'a')], [child(2, 'a'), child(3, 'a')], false, null],
		['no plans', [], [child(2, 'b')], true, null]
	])('what is wrong: %s', (_what, plans, children, keyIsLast, wrong) => {
		expect(findPlans(plans, children, keyIsLast).wrong).toBe(wrong);
	});

	test('every plan is found or not found, and nobody is given the plan of another number', () => {
		const someKey = fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: null });
		fc.assert(
			fc.property(fc.array(someKey), fc.array(someKey), fc.boolean(), (planKeys, childKeys, keyIsLast) => {
				const plans = planKeys.map((key, at) => plan(`LEW-${at}`, key));
				const { found, notFound } = findPlans(
					plans,
					childKeys.map((key, at) => child(at + 2, key)),
					keyIsLast
				);
				expect([...found, ...notFound].map((one) => one.plan.planRef).sort()).toEqual(
					plans.map(({ planRef }) => planRef).sort()
				);
				for (const one of found) expect(one.child.upn).toBe(one.plan.matchKey);
				for (const one of notFound) {
					const alike = childKeys.filter((key) => key !== null && key === one.plan.matchKey).length;
					expect(alike).not.toBe(1);
				}
			})
		);
	});
});

describe('a plain list', () => {
	const matching = { upn: 'No', own_number: 'Ref', birth_date: 'Born', surname: 'Name' };
	const list = (rows: string[][], problems: CsvTable['problems'] = []): CsvTable => ({
		name: 'list.csv',
		header: ['Name', 'Born', 'No', 'Ref'],
		rows,
		problems
	});

	test('gives its children with the numbers that the import takes, and rows as a spreadsheet counts them', () => {
		const read = childrenInList(
			list([['Jo Smith', '31/08/2015', 'a123456789012', 'c1'], [], ['Al', 'soon', '', 'c2'], ['No', '', '', '']]),
			matching
		);
		const none = { forename: '', bornOn: null, upn: null, uln: null };
		expect(read).toEqual({
			children: [
				{
					row: 2,
					child: { ...none, surname: 'Jo Smith', bornOn: '2015-08-31', upn: 'A123456789012', own: 'c1' },
					number: 'A123456789012'
				},
				{ row: 4, child: { ...none, surname: 'Al', own: 'c2' }, number: 'own:C2' },
				{ row: 5, child: { ...none, surname: 'No', own: null }, number: null }
			]
		});
	});

	test.each<[string, CsvTable, ListMatching, string]>([
		['no rows', list([[]]), matching, 'file.no_rows'],
		['no name', list([['Jo']]), { upn: 'No' }, 'name.unmatched'],
		['no number', list([['Jo']]), { surname: 'Name' }, 'number.unmatched'],
		['one column twice', list([['Jo']]), { upn: 'No', surname: 'No' }, 'column.twice']
	])('with %s is told', (_, table, given, code) => {
		const read = childrenInList(table, given);
		expect('problems' in read ? read.problems.map((problem) => problem.code) : []).toEqual([code]);
	});

	test.each([
		['our plans.csv', ['Name', 'UPN'], true],
		['person list.csv', ['Name', 'UPN'], false],
		['people we support.csv', ['Name', 'UPN'], true],
		['people.csv', ['email', 'name', 'role'], false],
		['x.csv', ['senneedtableid', 'activeplanstableid', 'sentype', 'sentyperank'], false]
	])('is told from the files that we know: %s', (name, header, plain) => {
		expect(isPlainList(name, header)).toBe(plain);
	});
});
