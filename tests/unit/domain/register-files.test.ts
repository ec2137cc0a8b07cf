import { expect, test } from 'vitest';
import { fileKindOf, fileShapes, isReadColumn, sen2Modules, type FileKind } from '#lib/domain/register-files.ts';

const keys = (kind: FileKind) => [...fileShapes[kind].keys];

test.each([...sen2Modules, 'gias', 'people'] as const)('%s is known by its columns under any name', (kind) => {
	expect(fileKindOf('Book1.csv', keys(kind))).toBe(kind);
	expect(
		fileKindOf(
			'Book1.csv',
			[...keys(kind), 'added_in_2028'].map((column) => ` ${column.toUpperCase()} `)
		)
	).toBe(kind);
});

test.each<[string, string[], FileKind | null]>([
	['Blade-Export_21-01-2027_senneed.csv', [], 'senneed'],
	['Blade-Export_21-01-2027_sen2.csv', [], 'sen2'],
	['blade export 2027 SENNEED (1).CSV', [], 'senneed'],
	['SEN2 return person.csv', [], 'person'],
	['edubasealldata20270121.csv', [], 'gias'],
	['gias.csv', [], 'gias'],
	['people.csv', [], 'people'],
	['our people.csv', [], 'people'],
	['personal.csv', [], null],
	['Blade-Export_21-01-2027_person.csv', keys('requests'), 'requests'],
	['Blade-Export_21-01-2027_person.csv', ['persontableid'], 'person'],
	['Book1.csv', ['senneedtableid', 'activeplanstableid'], 'senneed'],
	['Book1.csv', ['URN', 'EstablishmentName'], 'gias'],
	['Book1.csv', ['name', 'email'], null],
	['Book1.csv', [], null]
])('"%s" with %j is %s', (name, header, kind) => {
	expect(fileKindOf(name, header)).toBe(kind);
});

test('no reader wants what names a child', () => {
	for (const column of [
		'surname',
		'forename',
		'Surname',
		'postcode',
		'Postcode',
		'ethnicity',
		'sex',
		'gendercurrent',
		'NativeId',
		'sourceid',
		'HeadFirstName',
		'HeadLastName'
	]) {
		expect(isReadColumn(column), column).toBe(false);
	}
	expect(isReadColumn(' PersonBirthDate ')).toBe(true);
});
