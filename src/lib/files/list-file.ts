/** A plain list of plans: its headings, for the coordinator to match, and its rows by what was matched. */
import { readRegisterList, type ListOptions } from '#lib/domain/register-list-reading.ts';
import type { ListMatching } from '#lib/domain/register-list-matching.ts';
import { isImported, isWithoutHeadings, listFields, listHeader, type ListField } from '#lib/domain/register-list.ts';
import type { RegisterReading } from '#lib/domain/register-reading.ts';
import type { CsvTable } from '#lib/domain/register-table.ts';
import { FILE_BYTES, readCsv } from './csv.ts';
import { tooLarge, type ChosenFile, type Progress } from './import-files.ts';

/** Enough of a file to hold its headings. */
const FIRST_BYTES = 64 * 1024;

/** Gives the columns of a list by name, or in words why there are none. */
export async function readListHeader(
	file: Pick<Blob, 'slice'> & { readonly name: string }
): Promise<{ readonly header: readonly string[] } | { readonly trouble: string }> {
	const bytes = new Uint8Array(await file.slice(0, FIRST_BYTES).arrayBuffer());
	const { header, problems = [] } = readCsv(file.name, bytes, { headerOnly: true, anySeparator: true });
	const [problem] = problems;
	if (problem) return { trouble: problem.message };
	if (isWithoutHeadings(header)) {
		return {
			trouble:
				'The first row of this file holds no headings: a date or a number stands in it. Put a row with a heading for each column above it.'
		};
	}
	return { header: listHeader(header) };
}

/** Gives what a list says by the columns that were matched. All other columns, names among them, are dropped row by row. */
export async function readListFile(
	file: ChosenFile,
	matching: ListMatching,
	options: ListOptions,
	onProgress: (progress: Progress) => void = () => undefined
): Promise<RegisterReading> {
	return readRegisterList(
		await listTable(file, matching, listFields.filter(isImported), onProgress),
		matching,
		options
	);
}

/** Gives the table of a list with the matched columns of `fields` alone. */
export async function listTable(
	file: ChosenFile,
	matching: ListMatching,
	fields: readonly ListField[],
	onProgress: (progress: Progress) => void = () => undefined
): Promise<CsvTable> {
	const columns = new Set(fields.flatMap((field) => matching[field] ?? []));
	const of = file.size;
	onProgress({ file: file.name, done: 0, of });
	if (file.size > FILE_BYTES) return tooLarge(file.name);
	const bytes = new Uint8Array(await file.arrayBuffer());
	const header = listHeader(readCsv(file.name, bytes, { headerOnly: true, anySeparator: true }).header);
	const table = readCsv(file.name, bytes, {
		anySeparator: true,
		keep: (_, place) => columns.has(header[place] ?? ''),
		onProgress: (done, all) => onProgress({ file: file.name, done: Math.round((of * done) / all), of })
	});
	onProgress({ file: null, done: of, of });
	return { ...table, header: header.filter((column) => columns.has(column)) };
}
