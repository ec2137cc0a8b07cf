/** What is wrong in a file that somebody chose: at which file, row and column, in words, and whether it blocks the import. */

/** `error` blocks the import; `warning` is shown, and the import is possible. */
export const severities = ['error', 'warning'] as const;
export type Severity = (typeof severities)[number];

/**
 * One problem of a file. `row` is the row as a spreadsheet numbers it (the header is row 1); null where it is about the whole file.
 * The words never repeat what stands in a cell: a shifted column would put a child's name there.
 */
export interface FileProblem {
	readonly severity: Severity;
	/** Stable, `noun.what`, for filters and tests. */
	readonly code: string;
	readonly file: string;
	readonly row: number | null;
	readonly column: string | null;
	readonly message: string;
}

/** Problems of one kind at one column that are listed one by one; what comes after is counted. */
export const LISTED_ALIKE = 500;

export interface Problems {
	/** Notes an error. */
	error(code: string, at: Place, message: string): void;
	/** Notes a warning. */
	warning(code: string, at: Place, message: string): void;
	/** Gives the list, by file, row and column as they were found; kinds that were found too often end with their count. */
	list(): FileProblem[];
}

export interface Place {
	readonly file: string;
	readonly row?: number | null;
	readonly column?: string | null;
}

/** Gives an empty list of problems that never grows beyond what a person can read. */
export function problemList(): Problems {
	const listed: FileProblem[] = [];
	const alike = new Map<string, { first: FileProblem; count: number }>();

	function add(severity: Severity, code: string, at: Place, message: string): void {
		const found: FileProblem = {
			severity,
			code,
			file: at.file,
			row: at.row ?? null,
			column: at.column ?? null,
			message
		};
		const kind = [severity, code, found.file, found.column].join('\u0000');
		const known = alike.get(kind) ?? { first: found, count: 0 };
		known.count += 1;
		alike.set(kind, known);
		if (known.count <= LISTED_ALIKE) listed.push(found);
	}

	return {
		error: (code, at, message) => add('error', code, at, message),
		warning: (code, at, message) => add('warning', code, at, message),
		list: () => [
			...listed,
			...[...alike.values()]
				.filter(({ count }) => count > LISTED_ALIKE)
				.map(({ first, count }) => ({
					...first,
					row: null,
					message: `${(count - LISTED_ALIKE).toLocaleString('en-GB')} more like this: ${first.message}`
				}))
		]
	};
}

/** Gives whether any of these problems blocks the import. */
export function blocks(problems: readonly FileProblem[]): boolean {
	return problems.some(({ severity }) => severity === 'error');
}
