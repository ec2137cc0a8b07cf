import { describe, expect, test } from 'vitest';
import { guessMatching } from '#lib/domain/register-list-matching.ts';
import { readListFile, readListHeader } from '#lib/files/list-file.ts';
import { FILE_BYTES } from '#lib/files/csv.ts';
import { fakeMatchKey, inShort, KEY_ID, planOf } from '../domain/register-builder.ts';

const options = {
	laCode: '209',
	referenceDate: '2027-01-21',
	key: { keyId: KEY_ID, matchKeyOf: fakeMatchKey },
	schools: [{ urn: '100001', name: 'Zoë’s School' }]
};
const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string) => new Uint8Array([0xff, 0xfe, ...new Uint8Array(Buffer.from(text, 'utf16le'))]);
const windows = (text: string) =>
	Uint8Array.from(text, (character) => ({ ë: 0xeb, '’': 0x92 })[character] ?? character.charCodeAt(0));
const file = (bytes: Uint8Array) => new File([bytes.slice()], 'our plans.csv');

const rows = (separator: string) =>
	[
		['Pupil', 'UPN', '', 'DOB', 'School', 'Pupil'],
		['Smith, Jo', 'A123456789012', 'x', '31/08/2015', 'Zoë’s School', 'Jo'],
		['"said ""no"""', 'B123456789012', '', '1 Sep 2015', '', '']
	]
		.map((cells) => cells.map((cell) => (cell.includes(separator) ? `"${cell}"` : cell)).join(separator))
		.join('\r\n');

async function read(bytes: Uint8Array) {
	const headings = await readListHeader(file(bytes));
	if ('trouble' in headings) throw new Error(headings.trouble);
	return readListFile(file(bytes), guessMatching(headings.header), options);
}

describe('a list of any make', () => {
	test.each([',', ';', '\t', '|'])('cells apart by %j', async (separator) => {
		const bytes = utf8(rows(separator));
		expect(await readListHeader(file(bytes))).toEqual({
			header: ['Pupil', 'UPN', 'Column 3', 'DOB', 'School', 'Pupil (column 6)']
		});
		const reading = await read(bytes);
		expect(reading.problems).toEqual([]);
		expect(reading.import?.return?.plans.map(({ cohort, schoolUrn }) => [cohort, schoolUrn])).toEqual([
			[2019, '100001'],
			[2020, null]
		]);
	});

	test.each([
		['UTF-8 with its mark', new Uint8Array([0xef, 0xbb, 0xbf, ...utf8(rows(','))])],
		['UTF-16', utf16(rows('\t'))],
		['Windows-1252', windows(rows(';'))]
	])('text in %s', async (_, bytes) => {
		const reading = await read(bytes);
		expect(reading.problems).toEqual([]);
		expect(planOf(reading).schoolUrn).toBe('100001');
	});

	test('a separator within quotation marks in a heading does not count', async () => {
		expect(await readListHeader(file(utf8('"a;b;c",UPN\n1,2')))).toEqual({ header: ['a;b;c', 'UPN'] });
	});
});

describe('what is wrong with a file', () => {
	test.each<[string, Uint8Array, RegExp]>([
		['empty', new Uint8Array(), /is empty/],
		['a workbook', new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1]), /workbook/],
		['without headings', utf8('Smith,A123456789012,31/08/2015\n'), /holds no headings/]
	])('%s is told before anything is matched', async (_, bytes, words) => {
		expect(await readListHeader(file(bytes))).toEqual({ trouble: expect.stringMatching(words) });
	});

	test('one that was cut off is told at its row', async () => {
		const text = rows(',');
		const reading = await read(utf8(text.slice(0, text.lastIndexOf(',') - 1)));
		expect(inShort(reading.problems)).toEqual(['error file.truncated our plans.csv 3 -']);
		expect(reading.import).toBeNull();
	});

	test('one that is too large is refused before it is read', async () => {
		const huge = {
			name: 'huge.csv',
			size: FILE_BYTES + 1,
			arrayBuffer: () => Promise.reject(new Error('read all the same'))
		};
		const reading = await readListFile(huge, { upn: 'UPN', birth_date: 'DOB' }, options);
		expect(inShort(reading.problems)).toEqual(['error file.too_large huge.csv - -']);
	});
});

test('only what was matched is kept, and the progress ends where the file does', async () => {
	const bytes = utf8(rows(','));
	const progress: number[] = [];
	const reading = await readListFile(
		file(bytes),
		{ upn: 'UPN', birth_date: 'DOB', surname: 'Pupil', forename: 'Pupil (column 6)' },
		options,
		({ done, of }) => progress.push(done / of)
	);
	expect(JSON.stringify(reading)).not.toMatch(/Smith|Jo|A123456789012|31.08.2015/);
	expect(reading.import?.return?.plans).toHaveLength(2);
	expect(progress.at(-1)).toBe(1);
	expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});
