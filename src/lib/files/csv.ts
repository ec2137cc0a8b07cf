/**
 * CSV text to tables, by PapaParse: in the import page's worker and on the command line alike. Bytes are decoded here, since the files
 * come in UTF-8, in Windows-1252 (GIAS, and spreadsheets on Windows) and in UTF-16.
 */
import Papa from 'papaparse';
import type { FileProblem } from '#lib/domain/register-problem.ts';
import { columnName, type CsvTable } from '#lib/domain/register-table.ts';

/** Bytes of one file: GIAS, the largest, has some 65 million. */
export const FILE_BYTES = 200 * 1024 * 1024;

/** Rows of one file: GIAS has some 52,000, the placements of the largest authority perhaps twice as many. */
export const FILE_ROWS = 400_000;

export interface CsvOptions {
	/** Gives whether a column is kept, by its name and place. What is not kept is dropped row by row, names and addresses among them. */
	readonly keep?: (column: string, place: number) => boolean;
	/** Whether cells may be separated by something else than commas, as spreadsheets in other settings write them. */
	readonly anySeparator?: boolean;
	/** Told about every hundredth of the file: characters read, of how many. */
	readonly onProgress?: (done: number, of: number) => void;
	/** Only the header: enough to recognise a file from its first bytes. */
	readonly headerOnly?: boolean;
}

interface Decoded {
	readonly text: string;
	readonly problem?: Omit<FileProblem, 'file'>;
}

function refused(code: string, message: string): Decoded {
	return { text: '', problem: { severity: 'error', code, row: null, column: null, message } };
}

function startsWith(bytes: Uint8Array, ...first: number[]): boolean {
	return first.every((byte, index) => bytes[index] === byte);
}

/** Decodes a file's bytes: UTF-16 with its mark, else UTF-8, else Windows-1252. A file that is no text is refused. */
function decode(bytes: Uint8Array, whole: boolean): Decoded {
	if (bytes.byteLength === 0) return refused('file.empty', 'This file is empty. Export it again.');
	if (bytes.byteLength > FILE_BYTES) {
		return refused('file.too_large', 'This file is larger than any that we know (200 MB). Is it the right one?');
	}
	if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
		return refused(
			'file.not_text',
			'This is a workbook or an archive, not a CSV file. Open it and save the sheet as "CSV UTF-8".'
		);
	}
	let text: string;
	if (startsWith(bytes, 0xff, 0xfe)) text = new TextDecoder('utf-16le').decode(bytes);
	else if (startsWith(bytes, 0xfe, 0xff)) text = new TextDecoder('utf-16be').decode(bytes);
	else {
		try {
			// The first bytes of a file may end within a character.
			text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
		} catch {
			text = new TextDecoder('windows-1252').decode(bytes);
		}
	}
	if (text.includes('\u0000')) {
		return refused('file.not_text', 'This is not a text file. Export it again as CSV.');
	}
	if (text.trim() === '') return refused('file.empty', 'This file is empty. Export it again.');
	return { text };
}

/**
 * Gives the table of a CSV file's bytes. What is wrong with its text (not a text, cut off, a quote that never closes, rows of another
 * length than the header) is in `problems`, by row; such a file still gives what could be read, for it to be recognised by.
 */
export function readCsv(name: string, bytes: Uint8Array, options: CsvOptions = {}): CsvTable {
	const { text, problem } = decode(bytes, !options.headerOnly);
	if (problem) return { name, header: [], rows: [], problems: [{ file: name, ...problem }] };
	return readCsvText(name, text, options);
}

/** Characters within which a header ends; GIAS', the longest, has some 4,000. */
const LONGEST_HEADER = 64 * 1024;

/** Gives what separates the cells of a text: the one of four that stands most often in its first line, outside quotation marks. */
function separatorOf(text: string): string {
	const [line = ''] = text
		.slice(0, LONGEST_HEADER)
		.replace(/"(?:[^"]|"")*"/g, '')
		.split(/\r\n|\r|\n/, 1);
	const count = (separator: string) => line.split(separator).length;
	return [',', ';', '\t', '|'].reduce((most, one) => (count(one) > count(most) ? one : most));
}

function readCsvText(
	name: string,
	text: string,
	{ keep, anySeparator = false, onProgress, headerOnly = false }: CsvOptions
): CsvTable {
	const problems: FileProblem[] = [];
	const error = (code: string, row: number | null, message: string) => {
		// One line of hundreds says no more than the first few.
		if (problems.length < 100) problems.push({ severity: 'error', code, file: name, row, column: null, message });
	};
	const rows: string[][] = [];
	// The first row, once it was read, and the places of the columns that are kept.
	const head: { columns: string[]; kept: number[] }[] = [];
	let lastShort = 0;
	let reported = 0;

	Papa.parse<string[]>(text, {
		delimiter: anySeparator ? separatorOf(text) : ',',
		header: false,
		// A blank line keeps its place, so that row numbers are those of a spreadsheet.
		skipEmptyLines: false,
		...(headerOnly ? { preview: 1 } : {}),
		step: ({ data, errors, meta }, parser) => {
			const [first] = head;
			if (!first) {
				if (!anySeparator && data.length === 1 && /[;\t]/.test(data[0] ?? '')) {
					error('file.not_commas', 1, 'The columns of this file are not separated by commas. Export it again as CSV.');
					parser.abort();
				}
				const kept = data.flatMap((column, index) => (!keep || keep(columnName(column), index) ? [index] : []));
				head.push({ columns: data, kept });
				return;
			}
			const width = first.columns.length;
			const row = rows.length + 2;
			const blank = data.every((cell) => cell.trim() === '');
			const quotes = errors.find((found) => found.type === 'Quotes');
			if (quotes?.code === 'MissingQuotes') {
				error(
					'file.truncated',
					row,
					'A quotation mark in this row is never closed: the file seems to be cut off. Export it again.'
				);
			} else if (quotes) {
				error(
					'row.quotes',
					row,
					'A quotation mark stands inside a cell of this row without being doubled. Export the file again.'
				);
			} else if (!blank && data.length < width) {
				lastShort = row;
				error('row.short', row, 'This row has fewer cells than the file has columns. Export the file again.');
			} else if (data.length > width && data.slice(width).some((cell) => cell.trim() !== '')) {
				error('row.long', row, 'This row has more cells than the file has columns. Export the file again.');
			}
			rows.push(blank ? [] : first.kept.map((index) => data[index] ?? ''));
			if (rows.length > FILE_ROWS && !blank) {
				error(
					'file.too_long',
					row,
					`This file has more than ${FILE_ROWS.toLocaleString('en-GB')} rows. Is it the right one?`
				);
				parser.abort();
			}
			if (onProgress && meta.cursor - reported > text.length / 100) {
				reported = meta.cursor;
				onProgress(meta.cursor, text.length);
			}
		}
	});

	while (rows.at(-1)?.length === 0) rows.pop();
	if (lastShort > 0 && lastShort === rows.length + 1) {
		const at = problems.findIndex(({ row }) => row === lastShort);
		const cut: FileProblem = {
			severity: 'error',
			code: 'file.truncated',
			file: name,
			row: lastShort,
			column: null,
			message: 'The last row ends too early: the file seems to be cut off. Export it again.'
		};
		problems.splice(at === -1 ? problems.length : at, 1, cut);
	}
	const header = head.flatMap(({ columns, kept }) => kept.map((index) => columns[index] ?? ''));
	return { name, header, rows, problems };
}
