import { expect, test } from 'vitest';
import { schoolsOf } from '#lib/domain/gias.ts';
import { problemList } from '#lib/domain/register-problem.ts';
import { inShort, tableOf, type Cells } from './register-builder.ts';

const row = (values: Cells): Cells => ({
	URN: '100001',
	UKPRN: '10000001',
	'LA (code)': '209',
	EstablishmentName: 'Copse Primary School',
	'TypeOfEstablishment (code)': '01',
	'EstablishmentStatus (name)': 'Open',
	CloseDate: '',
	'PhaseOfEducation (code)': '2',
	StatutoryLowAge: '3',
	StatutoryHighAge: '11',
	HeadLastName: 'Somebody',
	...values
});

function readSchools(rows: Cells[], urns: string[] = [], ukprns: string[] = []) {
	const found = problemList();
	const read = schoolsOf(
		tableOf('edubasealldata.csv', rows),
		{ laCode: '209', urns: new Set(urns), ukprns: new Set(ukprns) },
		found
	);
	return { ...read, problems: found.list() };
}

test('a school is read by the names of its columns', () => {
	const { schools, rows, problems } = readSchools([row({})]);
	expect(schools).toEqual([
		{
			urn: '100001',
			name: 'Copse Primary School',
			typeCode: 1,
			phaseCode: 2,
			lowAge: 3,
			highAge: 11,
			open: true,
			closedOn: null
		}
	]);
	expect(rows).toEqual([2]);
	expect(problems).toEqual([]);
});

test.each([
	['Open', '209', false, true],
	['Open, but proposed to close', '209', false, true],
	['Closed', '209', false, false],
	['Proposed to open', '209', false, false],
	['Open', '210', false, false],
	['Open', '0209', false, true],
	['Closed', '209', true, true],
	['Closed', '210', true, true],
	['Open', '210', true, true]
])('%s in authority %s, linked %s: kept %s', (status, la, linked, kept) => {
	const { schools } = readSchools(
		[row({ 'EstablishmentStatus (name)': status, 'LA (code)': la }), row({ URN: '100002' })],
		linked ? ['100001'] : []
	);
	expect(schools.some(({ urn }) => urn === '100001')).toBe(kept);
});

test('a closed school that a plan names keeps the day it closed', () => {
	const { schools, problems } = readSchools(
		[row({ 'EstablishmentStatus (name)': 'Closed', CloseDate: '31-08-2024' })],
		['100001']
	);
	expect(schools[0]).toMatchObject({ open: false, closedOn: '2024-08-31' });
	expect(problems).toEqual([]);
});

test.each([
	['URN', 'x', 'error school.malformed edubasealldata.csv 2 URN'],
	['EstablishmentName', '', 'error school.malformed edubasealldata.csv 2 EstablishmentName'],
	['TypeOfEstablishment (code)', 'school', 'error school.malformed edubasealldata.csv 2 TypeOfEstablishment (code)'],
	['PhaseOfEducation (code)', '8', 'error school.malformed edubasealldata.csv 2 PhaseOfEducation (code)'],
	['CloseDate', '2024-08-31', 'warning date.unreadable edubasealldata.csv 2 CloseDate']
])('%s "%s" is told by row and column', (column, text, problem) => {
	expect(inShort(readSchools([row({ [column]: text })]).problems)).toEqual([problem]);
});

test('what is wrong with schools of others is not our business', () => {
	const { schools, problems } = readSchools([row({}), row({ 'LA (code)': '210', 'PhaseOfEducation (code)': 'x' })]);
	expect(schools).toHaveLength(1);
	expect(problems).toEqual([]);
});

test('a school twice, no school of ours, a missing column', () => {
	expect(inShort(readSchools([row({}), row({})]).problems)).toEqual(['error school.twice edubasealldata.csv 3 URN']);
	expect(inShort(readSchools([row({ 'LA (code)': '210' })]).problems)).toEqual([
		'error authority.missing edubasealldata.csv - LA (code)'
	]);
	const { 'LA (code)': _, ...rest } = row({});
	expect(inShort(readSchools([rest]).problems)).toEqual(['error column.missing edubasealldata.csv 1 la (code)']);
});

test('an empty or unlikely age is not known', () => {
	const { schools } = readSchools([row({ StatutoryLowAge: '', StatutoryHighAge: '100' })]);
	expect(schools[0]).toMatchObject({ lowAge: null, highAge: null });
});
