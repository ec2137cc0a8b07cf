/**
 * Which child each plan of a term is: the SEN2 return's `person` file against the register's match keys. It runs in the
 * coordinator's browser alone, since everything it gives names children.
 */
import type { PlainDate } from './plain-date.ts';
import { sen2Date, ulnIn, upnIn } from './register-cell.ts';
import { fileKindLabels, fileKindOf, fileShapes } from './register-files.ts';
import { listDate, ownNumberIn } from './register-list-cell.ts';
import { findingFaults, type ListMatching } from './register-list-matching.ts';
import type { ListField } from './register-list.ts';
import { problemList, type FileProblem, type Problems } from './register-problem.ts';
import { columnName, sheetOf, type CsvTable } from './register-table.ts';

/** The columns of the `person` file that say who a child is. */
const keys: readonly string[] = ['forename', 'surname', 'personbirthdate'];
const numbers: readonly string[] = ['upn', 'uniquelearnernumber'];
const wanted = new Set([...keys, ...numbers]);

/** Gives whether finding plans needs a column: all others are dropped while the file is parsed. */
export function isFindingColumn(text: string): boolean {
	return wanted.has(columnName(text));
}

/** A child as the `person` file has them. */
export interface Child {
	readonly forename: string;
	readonly surname: string;
	/** Null where the file's text is no date. */
	readonly bornOn: PlainDate | null;
	readonly upn: string | null;
	readonly uln: string | null;
	/** The area's own number, of a plain list. */
	readonly own: string | null;
}

/** A child at a row of the file, as a spreadsheet numbers it. */
export interface ChildRow {
	readonly row: number;
	readonly child: Child;
	/** What the import makes the match key of: UPN, else ULN. */
	readonly number: string | null;
}

/** Gives whether a chosen file is a plain list, whose columns have to be matched: it is none of the files that we know by their columns. */
export function isPlainList(name: string, header: readonly string[]): boolean {
	const kind = fileKindOf(name, header);
	const columns = new Set(header.map(columnName));
	return kind !== 'person' && !(kind && fileShapes[kind].keys.every((key) => columns.has(key)));
}

/** What a chosen file gives: its children, or what is wrong with it. Words never repeat what stands in a cell. */
export type ChildrenRead =
	{ readonly children: readonly ChildRow[] } | { readonly problems: readonly [FileProblem, ...FileProblem[]] };

/**
 * Gives the children of a `person` file. `header` holds all columns of the file, by which it is recognised; `table` may hold only
 * those that `isFindingColumn` wants. A file of another kind, a text that was cut off and a missing column are problems.
 */
export function childrenOf(header: readonly string[], table: CsvTable): ChildrenRead {
	const found = problemList();
	const unreadable = table.problems ?? [];
	// A file whose text could not be read has no columns, and has said so.
	if (header.length > 0 || unreadable.length === 0) checkKind(table.name, header, found);
	if (found.list().length > 0) return refusal(found.list());
	if (unreadable.length > 0) return refusal(unreadable);
	const sheet = sheetOf(table, keys, numbers, found);
	if (!numbers.some((column) => sheet.has(column))) {
		found.error(
			'column.missing',
			{ file: table.name, row: 1, column: 'upn' },
			'Neither upn nor uniquelearnernumber is there, and plans are found by them. Export the file again with both.'
		);
	}
	if (sheet.filled.length === 0) {
		found.error('file.no_rows', { file: table.name }, 'This file has no children in it. Export it again.');
	}
	if (found.list().length > 0) return refusal(found.list());
	return {
		children: sheet.filled.map((index) => {
			const upn = upnIn(sheet.cell(index, 'upn'));
			const uln = ulnIn(sheet.cell(index, 'uniquelearnernumber'));
			return {
				row: index + 2,
				child: {
					forename: sheet.cell(index, 'forename'),
					surname: sheet.cell(index, 'surname'),
					bornOn: sen2Date(sheet.cell(index, 'personbirthdate')),
					upn,
					uln,
					own: null
				},
				number: upn ?? uln
			};
		})
	};
}

/**
 * Gives the children of a plain list, by the columns that were matched. `table` has its columns named as `listHeader` names them. A
 * text that was cut off and a matching that will not do are problems.
 */
export function childrenInList(table: CsvTable, matching: ListMatching): ChildrenRead {
	const found = problemList();
	for (const { code, message } of findingFaults(matching)) found.error(code, { file: table.name, row: 1 }, message);
	const problems = [...(table.problems ?? []), ...found.list()];
	if (problems.length > 0) return refusal(problems);
	const placeOf = new Map(table.header.map((column, place) => [column, place]));
	const children = table.rows.flatMap((cells, index) => {
		if (cells.every((text) => text.trim() === '')) return [];
		const cell = (field: ListField) => (cells[placeOf.get(matching[field] ?? '') ?? -1] ?? '').trim();
		const [upn, uln] = [upnIn(cell('upn')), ulnIn(cell('uln'))];
		const own = ownNumberIn(cell('own_number'));
		const child = {
			forename: cell('forename'),
			surname: cell('surname'),
			bornOn: listDate(cell('birth_date')),
			upn,
			uln,
			own: own === null ? null : cell('own_number')
		};
		return [{ row: index + 2, child, number: upn ?? uln ?? own }];
	});
	if (children.length > 0) return { children };
	found.error('file.no_rows', { file: table.name }, 'This list has no row beneath its headings.');
	return refusal(found.list());
}

function refusal(problems: readonly FileProblem[]): ChildrenRead {
	const [first, ...others] = problems;
	return first ? { problems: [first, ...others] } : { children: [] };
}

function checkKind(name: string, header: readonly string[], found: Problems): void {
	const kind = fileKindOf(name, header);
	if (kind === 'person') return;
	found.error(
		'file.other',
		{ file: name },
		kind === null
			? 'This is not the person file of an SEN2 return. Choose the file whose name ends with _person.csv.'
			: `This is another file (${fileKindLabels[kind]}). Choose the one whose name ends with _person.csv.`
	);
}

/** A plan that auditors of a term look at, as the server knows it. */
export interface PlanToFind {
	readonly planRef: string;
	/** Null for a person who had neither number when the return was imported. */
	readonly matchKey: string | null;
	readonly setting: string;
	readonly auditors: readonly string[];
	readonly dueOn: PlainDate;
}

/** Why a plan was not found. */
export type NotFoundReason = 'no_number' | 'other_key' | 'not_in_file' | 'several';

export const notFoundReasons: Readonly<Record<NotFoundReason, string>> = {
	no_number: 'The register has neither a UPN nor a ULN for this plan, so it cannot be found in a file.',
	other_key: 'The key is not the one of the last import, so this plan cannot be told.',
	not_in_file: 'Nobody in this file has the number of this plan.',
	several: 'Different children in this file have the number of this plan. Look at these rows:'
};

export interface FoundPlan {
	readonly plan: PlanToFind;
	readonly child: Child;
}

export interface NotFoundPlan {
	readonly plan: PlanToFind;
	readonly reason: NotFoundReason;
	/** The rows of the file between which nobody but a person can choose. */
	readonly rows: readonly number[];
}

export interface PlansFound {
	readonly found: readonly FoundPlan[];
	readonly notFound: readonly NotFoundPlan[];
	/** What must be wrong where no plan was found that could have been: the key, or the file. Null otherwise. */
	readonly wrong: 'key' | 'file' | null;
}

/** A row of the file with the match key of its number. */
export interface KeyedChild extends ChildRow {
	readonly matchKey: string | null;
}

/**
 * Gives which child each plan is, in the order of `plans`. `keyIsLast`: the match keys were made under the key of the last import.
 * An earlier key still finds the plans that were imported under it. Rows that say the same of the same child are one; where
 * different children share a plan's number, none of them is taken.
 */
export function findPlans(
	plans: readonly PlanToFind[],
	children: readonly KeyedChild[],
	keyIsLast: boolean
): PlansFound {
	const byKey = new Map<string, KeyedChild[]>();
	for (const one of children) {
		if (one.matchKey === null) continue;
		const others = byKey.get(one.matchKey);
		if (others) others.push(one);
		else byKey.set(one.matchKey, [one]);
	}
	const found: FoundPlan[] = [];
	const notFound: NotFoundPlan[] = [];
	for (const plan of plans) {
		const [first, ...others] = plan.matchKey === null ? [] : (byKey.get(plan.matchKey) ?? []);
		if (first && others.every(({ child }) => isSame(child, first.child))) found.push({ plan, child: first.child });
		else if (first) notFound.push({ plan, reason: 'several', rows: [first, ...others].map(({ row }) => row) });
		else notFound.push({ plan, reason: missing(plan, keyIsLast), rows: [] });
	}
	const nobody = found.length === 0 && notFound.every(({ reason }) => reason !== 'several');
	const couldBe = plans.some(({ matchKey }) => matchKey !== null);
	return { found, notFound, wrong: nobody && couldBe ? (keyIsLast ? 'file' : 'key') : null };
}

function missing({ matchKey }: PlanToFind, keyIsLast: boolean): NotFoundReason {
	if (matchKey === null) return 'no_number';
	return keyIsLast ? 'not_in_file' : 'other_key';
}

function isSame(a: Child, b: Child): boolean {
	return a.forename === b.forename && a.surname === b.surname && a.bornOn === b.bornOn;
}
