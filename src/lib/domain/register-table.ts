/** A CSV file as rows of text, and its columns found by name: files of different years order, add and drop columns. */
import type { FileProblem, Place, Problems } from './register-problem.ts';

/** One file. `rows[0]` is row 2 of the file; a blank line stays in its place as an empty row, so that row numbers hold. */
export interface CsvTable {
	readonly name: string;
	readonly header: readonly string[];
	readonly rows: readonly (readonly string[])[];
	/** What was already wrong with the file's text. */
	readonly problems?: readonly FileProblem[];
}

/** Gives a column's name as it is compared: without space around it, in lower case. */
export function columnName(text: string): string {
	return text.trim().toLowerCase();
}

/** A table whose columns have been found. */
export interface Sheet {
	readonly file: string;
	/** Indices of the rows that hold anything. */
	readonly filled: readonly number[];
	has(column: string): boolean;
	/** Gives a cell without space around it; '' where the column or the cell is missing. */
	cell(index: number, column: string): string;
	/** Gives where a cell stands, for a problem's place. */
	at(index: number, column?: string): Required<Place>;
}

/**
 * Gives the sheet of a table. A missing key column is an error that names file and column, and so is a wanted column that stands
 * there twice; unknown columns are passed over.
 */
export function sheetOf(table: CsvTable, keys: readonly string[], optional: readonly string[], found: Problems): Sheet {
	const wanted = new Set([...keys, ...optional]);
	const places = new Map<string, number>();
	table.header.forEach((text, index) => {
		const name = columnName(text);
		if (!wanted.has(name)) return;
		if (places.has(name)) {
			found.error(
				'column.twice',
				{ file: table.name, row: 1, column: text.trim() },
				'This column is there twice. Keep the one that holds the data.'
			);
		} else places.set(name, index);
	});
	for (const key of keys) {
		if (places.has(key)) continue;
		found.error(
			'column.missing',
			{ file: table.name, row: 1, column: key },
			'This column is missing, and we cannot do without it. Export the file again with all its columns.'
		);
	}
	const filled: number[] = [];
	table.rows.forEach((row, index) => {
		if (row.some((text) => text.trim() !== '')) filled.push(index);
	});
	return {
		file: table.name,
		filled,
		has: (column) => places.has(column),
		cell: (index, column) => {
			const place = places.get(column);
			return place === undefined ? '' : (table.rows[index]?.[place] ?? '').trim();
		},
		at: (index, column) => ({ file: table.name, row: index + 2, column: column ?? null })
	};
}
