/**
 * Joins the nine modules of an SEN2 return by their table ids. A row whose parent is missing and an id that comes twice are
 * errors: either means that a file was cut off or mixed up, and an import would end plans that go on.
 */
import { fileShapes, idColumn, sen2Modules, type Sen2Module } from './register-files.ts';
import type { Problems } from './register-problem.ts';
import { sheetOf, type CsvTable, type Sheet } from './register-table.ts';

export type Sen2Tables = Readonly<Record<Sen2Module, CsvTable>>;

/** A module with its rows' places by own id and by parent's id. */
export interface JoinedModule {
	readonly sheet: Sheet;
	readonly byId: ReadonlyMap<string, number>;
	/** Indices of the rows of one parent, in the order of the file. */
	of(parentId: string): readonly number[];
}

export type JoinedReturn = Readonly<Record<Sen2Module, JoinedModule>>;

const NONE: readonly number[] = [];

/** Gives the modules joined; problems by file, row and column go to `found`. Columns that are missing leave their joins empty. */
export function joinReturn(tables: Sen2Tables, found: Problems): JoinedReturn {
	const joined = {} as Record<Sen2Module, JoinedModule>;
	for (const module of sen2Modules) {
		const { parent, keys, optional } = fileShapes[module];
		const sheet = sheetOf(tables[module], keys, optional, found);
		joined[module] = joinModule(module, sheet, parent === null ? null : joined[parent], parent, found);
	}
	return joined;
}

function joinModule(
	module: Sen2Module,
	sheet: Sheet,
	above: JoinedModule | null,
	parent: Sen2Module | null,
	found: Problems
): JoinedModule {
	const own = idColumn(module);
	const byId = new Map<string, number>();
	const byParent = new Map<string, number[]>();
	// A missing id column was told once; telling it again at each row would bury it.
	const checksOwn = sheet.has(own);
	const checksParent =
		parent !== null && above !== null && sheet.has(idColumn(parent)) && above.sheet.has(idColumn(parent));
	for (const index of sheet.filled) {
		const id = sheet.cell(index, own);
		if (checksOwn) {
			const before = byId.get(id);
			if (id === '') {
				found.error('id.missing', sheet.at(index, own), 'This row has no table id, so nothing can be joined to it.');
			} else if (before !== undefined) {
				found.error(
					'id.twice',
					sheet.at(index, own),
					`Row ${before + 2} has the same table id. Each row needs its own: is a row there twice?`
				);
			} else byId.set(id, index);
		}
		if (parent === null) continue;
		const parentId = sheet.cell(index, idColumn(parent));
		if (checksParent && !above.byId.has(parentId)) {
			found.error(
				'parent.missing',
				sheet.at(index, idColumn(parent)),
				`This row belongs to a row that the file "${above.sheet.file}" does not hold. Is that file complete, and from the same return?`
			);
		}
		const siblings = byParent.get(parentId);
		if (siblings) siblings.push(index);
		else byParent.set(parentId, [index]);
	}
	return { sheet, byId, of: (parentId) => (parentId === '' ? NONE : (byParent.get(parentId) ?? NONE)) };
}
