/**
 * Which column of a plain list holds what: which each is likely to be, and when a matching is enough to import the list, or to find the
 * plans by it.
 */
import type { Violation } from './problem.ts';
import { findingFields, isImported, listFields, listThings, numberFields, type ListField } from './register-list.ts';
import { columnName } from './register-table.ts';

/** Which column holds what: the name of a column, as `listHeader` gives it. */
export type ListMatching = Readonly<Partial<Record<ListField, string>>>;

function bare(text: string): string {
	return text.toLowerCase().replace(/[^a-z0-9]+/g, '');
}

/**
 * Gives the columns that the things of the register are likely to be: what was matched last time wins, then the headings that people
 * use. A column is never taken twice.
 */
export function guessMatching(header: readonly string[], remembered: ListMatching = {}): ListMatching {
	const free = new Set(header);
	const matching: Partial<Record<ListField, string>> = {};
	const take = (field: ListField, column: string | undefined) => {
		if (column === undefined || matching[field] !== undefined || !free.delete(column)) return;
		matching[field] = column;
	};
	for (const field of listFields) {
		const before = remembered[field];
		if (before !== undefined)
			take(
				field,
				header.find((column) => columnName(column) === columnName(before))
			);
	}
	for (const field of listFields) {
		const headings = [bare(field), ...listThings[field].headings];
		// A heading that is first in the list fits best, wherever its column stands.
		for (const heading of headings)
			take(
				field,
				header.find((column) => free.has(column) && bare(column) === heading)
			);
	}
	return matching;
}

/** Gives what keeps a matching from being used for an import, at the field where it can be put right; empty where it will do. */
export function matchingFaults(matching: ListMatching): Violation[] {
	const faults = [...numberFaults(matching)];
	if (!matching.birth_date && !matching.year_group)
		faults.push({
			field: 'birth_date',
			code: 'age.unmatched',
			message: 'Choose the column of the date of birth, or that of the year group'
		});
	return [...faults, ...twiceFaults(matching, listFields.filter(isImported))];
}

/** Gives what keeps a matching from being used for finding plans, at the field where it can be put right. */
export function findingFaults(matching: ListMatching): Violation[] {
	return [
		...numberFaults(matching),
		...(matching.surname
			? []
			: [
					{
						field: 'surname',
						code: 'name.unmatched',
						message: 'Choose the column of the last name, or of the whole name'
					}
				]),
		...twiceFaults(matching, findingFields)
	];
}

function numberFaults(matching: ListMatching): Violation[] {
	if (numberFields.some((field) => matching[field])) return [];
	return [
		{
			field: 'upn',
			code: 'number.unmatched',
			message: 'Choose the column of the UPN, the ULN or your own number: without one no plan can be found again'
		}
	];
}

function twiceFaults(matching: ListMatching, fields: readonly ListField[]): Violation[] {
	const first = new Map<string, ListField>();
	return fields.flatMap((field) => {
		const column = matching[field];
		if (!column) return [];
		const before = first.get(column);
		if (before === undefined) {
			first.set(column, field);
			return [];
		}
		return [
			{
				field,
				code: 'column.twice',
				message: `“${listThings[field].label}” has the same column as “${listThings[before].label}”: choose another for one of them`
			}
		];
	});
}
