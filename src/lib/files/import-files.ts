/** The whole way from chosen files to one import: in the import page's worker, on the command line and for the demonstration. */
import { isReadColumn } from '#lib/domain/register-files.ts';
import { readRegister, type ReadingOptions, type RegisterReading } from '#lib/domain/register-reading.ts';
import type { CsvTable } from '#lib/domain/register-table.ts';
import { FILE_BYTES, readCsv } from './csv.ts';

/** A file as browsers and Node give it: bytes that are read when their turn comes. */
export interface ChosenFile {
	readonly name: string;
	readonly size: number;
	arrayBuffer(): Promise<ArrayBuffer>;
}

export interface Progress {
	/** The file being read; null once all are joined and checked. */
	readonly file: string | null;
	/** Bytes of all files read, about. */
	readonly done: number;
	readonly of: number;
}

/** Gives what a set of files says. Columns that nothing reads, among them names and addresses, are dropped row by row. */
export async function readImportFiles(
	files: readonly ChosenFile[],
	options: ReadingOptions,
	onProgress: (progress: Progress) => void = () => undefined
): Promise<RegisterReading> {
	const of = files.reduce((sum, { size }) => sum + size, 0);
	const tables: CsvTable[] = [];
	let before = 0;
	for (const file of files) {
		onProgress({ file: file.name, done: before, of });
		// A file that is too large is refused by its size, before it fills the memory.
		const bytes = file.size > FILE_BYTES ? null : new Uint8Array(await file.arrayBuffer());
		tables.push(
			bytes
				? readCsv(file.name, bytes, {
						keep: isReadColumn,
						onProgress: (done, all) =>
							onProgress({ file: file.name, done: before + Math.round((file.size * done) / all), of })
					})
				: tooLarge(file.name)
		);
		before += file.size;
	}
	onProgress({ file: null, done: of, of });
	return readRegister(tables, options);
}

/** Gives what stands for a file that is too large to be read. */
export function tooLarge(name: string): CsvTable {
	return {
		name,
		header: [],
		rows: [],
		problems: [
			{
				severity: 'error',
				code: 'file.too_large',
				file: name,
				row: null,
				column: null,
				message: 'This file is larger than any that we know (200 MB). Is it the right one?'
			}
		]
	};
}
