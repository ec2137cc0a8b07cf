import { describe, expect, test } from 'vitest';
import { FILE_ROWS, readCsv } from '#lib/files/csv.ts';
import { csvText } from '#lib/files/csv-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readCsv('x.csv', utf8(text));
const codes = (table: ReturnType<typeof readCsv>) =>
	(table.problems ?? []).map(({ code, row }) => `${code} ${row ?? '-'}`);

describe('text', () => {
	test.each([
		['UTF-8', utf8('name\nZoë ’s\n')],
		['UTF-8 with its mark', new Uint8Array([0xef, 0xbb, 0xbf, ...utf8('name\nZoë ’s\n')])],
		['Windows-1252', new Uint8Array([...utf8('name\nZo'), 0xeb, 0x20, 0x92, ...utf8('s\n')])],
		[
			'UTF-16, little end first',
			new Uint8Array([0xff, 0xfe, ...new Uint8Array(Buffer.from('name\nZoë ’s\n', 'utf16le'))])
		],
		[
			'UTF-16, big end first',
			new Uint8Array([0xfe, 0xff, ...new Uint8Array(Buffer.from('name\nZoë ’s\n', 'utf16le').swap16())])
		]
	])('%s', (_, bytes) => {
		expect(readCsv('x.csv', bytes)).toEqual({ name: 'x.csv', header: ['name'], rows: [['Zoë ’s']], problems: [] });
	});

	test.each([
		['nothing', new Uint8Array(), 'file.empty'],
		['blank lines', utf8(' \r\n\r\n'), 'file.empty'],
		['a workbook', new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]), 'file.not_text'],
		['an old workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]), 'file.not_text'],
		['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), 'file.not_text']
	])('%s is refused', (_, bytes, code) => {
		const table = readCsv('x.csv', bytes);
		expect(codes(table)).toEqual([`${code} -`]);
		expect(table).toMatchObject({ header: [], rows: [] });
	});
});

describe('rows', () => {
	test('line ends of every kind, quotes, commas and lines within quotes', () => {
		expect(read('a,b\r\n"x, ""y""","1\n2"\r\n').rows).toEqual([['x, "y"', '1\n2']]);
		expect(read('a,b\n1,2\n3,4').rows).toEqual([
			['1', '2'],
			['3', '4']
		]);
		expect(read('a,b\r1,2\r3,4\r').rows).toEqual([
			['1', '2'],
			['3', '4']
		]);
	});

	test('blank lines keep their place, those at the end are none', () => {
		const table = read('a,b\n1,2\n\n , \n3,4\n\n,\n');
		expect(table.rows).toEqual([['1', '2'], [], [], ['3', '4']]);
		expect(table.problems).toEqual([]);
	});

	test.each([
		['the last row is cut', 'a,b,c\n1,2,3\n4,5', ['file.truncated 3']],
		['the last row is cut before a blank line', 'a,b,c\n1,2,3\n4,5\n\n', ['file.truncated 3']],
		['the last row is whole and has no line end', 'a,b,c\n1,2,3\n4,5,6', []],
		['a quote is never closed', 'a,b,c\n1,2,3\n4,"5,6\n7,8,9\n', ['file.truncated 3']],
		['a quote at the end is never closed', 'a,b,c\n1,2,3\n4,5,"', ['file.truncated 3']],
		['a row in the middle is short', 'a,b,c\n1,2\n4,5,6\n', ['row.short 2']],
		['a row is long', 'a,b,c\n1,2,3,4\n4,5,6\n', ['row.long 2']],
		['a row is long and empty at its end', 'a,b,c\n1,2,3,,\n', []],
		['a quote within a cell', 'a,b,c\n1,"2" x,3\n4,5,6\n', ['row.quotes 2']],
		['semicolons', 'a;b;c\n1;2;3\n', ['file.not_commas 1']],
		['tabs', 'a\tb\tc\n1\t2\t3\n', ['file.not_commas 1']]
	])('%s', (_, text, expected) => {
		expect(codes(read(text))).toEqual(expected);
	});

	test('a file cut anywhere in its last row says so, or is whole', () => {
		const text = 'id,name,day\n1,"Copse, the",2022-Sep-28 00:00:00\n2,"Grove, the",2022-Sep-29 00:00:00';
		const second = text.lastIndexOf('\n') + 1;
		for (let at = second + 1; at < text.lastIndexOf(',') + 1; at++) {
			expect(codes(read(text.slice(0, at))), text.slice(second, at)).toEqual(['file.truncated 3']);
		}
		expect(codes(read(text))).toEqual([]);
	});

	test('hundreds of bad rows do not drown the list, and the cut is still told', () => {
		const table = read(`a,b\n${'1\n'.repeat(500)}`);
		expect(table.problems).toHaveLength(101);
		expect(table.problems?.at(-1)).toMatchObject({ code: 'file.truncated', row: 501 });
	});

	test('too many rows', () => {
		expect(codes(read(`a\n${'1\n'.repeat(FILE_ROWS)}`))).toEqual([]);
		expect(codes(read(`a\n${'1\n'.repeat(FILE_ROWS + 50)}`))).toEqual([`file.too_long ${FILE_ROWS + 2}`]);
	});
});

test('columns that nobody wants are not kept', () => {
	const table = readCsv('x.csv', utf8('Surname,UPN,Postcode\nMarker,A1,ZZ1\n\nOther,A2,ZZ2\n'), {
		keep: (column) => column === 'upn'
	});
	expect(table).toEqual({ name: 'x.csv', header: ['UPN'], rows: [['A1'], [], ['A2']], problems: [] });
});

test('the header alone, from bytes that end within a character', () => {
	const bytes = utf8('name,place\nZoë,x\n').slice(0, 14);
	expect(readCsv('x.csv', bytes, { headerOnly: true })).toEqual({
		name: 'x.csv',
		header: ['name', 'place'],
		rows: [],
		problems: []
	});
});

test('progress is told, and grows', () => {
	const told: number[] = [];
	readCsv('x.csv', utf8(`a,b\n${'1,2\n'.repeat(1000)}`), { onProgress: (done) => told.push(done) });
	expect(told.length).toBeGreaterThan(50);
	expect(told.length).toBeLessThan(110);
	expect(told).toEqual(told.toSorted((a, b) => a - b));
});

describe('a table as CSV', () => {
	test.each([
		['=1+1', "'=1+1"],
		['+44', "'+44"],
		['-1', "'-1"],
		['@x', "'@x"],
		['\tx', "'\tx"],
		['\rx', '"\'\rx"'],
		['\u0000x', "'\u0000x"],
		['=a,"b"', '"\'=a,""b"""'],
		['plain', 'plain'],
		['a,b', '"a,b"'],
		['a\nb', '"a\nb"'],
		['a=b', 'a=b'],
		['', '']
	])('%j is written %j', (value, written) => {
		expect(csvText(['h'], [[value]])).toBe(`h\r\n${written}\r\n`);
	});

	test('numbers are numbers, nothing is nothing', () => {
		expect(csvText(['a', 'b', 'c'], [[-1, null, 'x']])).toBe('a,b,c\r\n-1,,x\r\n');
	});
});
