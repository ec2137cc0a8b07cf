/**
 * The one rule by which small counts are hidden, for page, PDF, file and chart: no report lets a reader work out a child. By
 * default the custom of DfE's school tables (counts under 6 hidden, with others where subtraction would give them away; a
 * school's figure from 6 plans on, a distribution from 11 on); a partnership can choose NHS England's (1 to 7 hidden, the rest
 * rounded to 5).
 */
import { circulation, protect, type TableNumber } from './disclosure.ts';
import type { Share } from './share.ts';

export interface SuppressionRule {
	readonly mode: 'dfe' | 'nhs';
	/** Counts from 1 to one less than this are hidden. In NHS mode 8 at least. */
	readonly minimumCell: number;
	/** Fewest plans that a figure or a distribution (a row of a table) may rest on. */
	readonly minimumBase: number;
}

/** No minimum count may be set lower than this. */
export const LOWEST_MINIMUM = 5;

/** The first count that NHS mode shows. */
const NHS_MINIMUM_CELL = 8;

/** NHS mode rounds to the nearest multiple of this. */
const NHS_STEP = 5;

/** The versioned rules: `figure` for a single share, `distribution` for tables. A changed rule gets a new name; published reports keep theirs. */
export const suppressionRules = {
	'dfe-2026': {
		figure: { mode: 'dfe', minimumCell: 6, minimumBase: 6 },
		distribution: { mode: 'dfe', minimumCell: 6, minimumBase: 11 }
	},
	'nhs-2026': {
		figure: { mode: 'nhs', minimumCell: 8, minimumBase: 8 },
		distribution: { mode: 'nhs', minimumCell: 8, minimumBase: 11 }
	}
} as const satisfies Record<string, { figure: SuppressionRule; distribution: SuppressionRule }>;
export type SuppressionRuleId = keyof typeof suppressionRules;

export interface CountTable {
	readonly rows: readonly string[];
	readonly columns: readonly string[];
	/** Whole numbers of plans, a row of them for each of `rows`. */
	readonly counts: readonly (readonly number[])[];
}

/** `c`: hidden, to protect it or another number. `z`: not applicable, there are no plans in this row. */
export interface SuppressedTable {
	readonly cells: (number | 'c' | 'z')[][];
	readonly rowTotals: (number | 'c')[];
	readonly columnTotals: (number | 'c')[];
	readonly total: number | 'c';
}

/**
 * Gives a table of counts as it may be shown, with its totals. A row is a group of plans (a school, a phase, the area), its columns
 * the ways in which they can fall (grades, answers): its distribution, whose base is the row's total.
 *
 * Hidden are
 * - everything, where the whole table has fewer plans than `minimumBase`;
 * - a row with its total, where it has fewer plans than `minimumBase` (or than `minimumCell`);
 * - the cells of a row whose plans all fall in one cell, as it would tell the answer of every plan (a table with one column has no
 *   distribution to tell);
 * - every count and every column's total from 1 to `minimumCell` - 1;
 * - further numbers, none without need, so that from all that is shown, totals included, no hidden number can be worked out: each
 *   count from 1 to `minimumCell` - 1 might still be any of these, as far as a reader can tell, each hidden 0 as high as these, and
 *   all else that is hidden is uncertain by as much. This is exact, by the bounds of disclosure.ts, also against a reader who knows
 *   that a hidden count is never 0, except in a row that is hidden whole.
 *
 * A row without any plan is `z` throughout, with the total 0; a column without any is 0, for that is a result. In NHS mode what is
 * left is rounded to the nearest 5, each number by itself, so that totals need not add up.
 *
 * Protects one table. Tables that have plans in common are the caller's to check. Throws a RangeError on a rule below the lowest
 * minimum, and on counts that are no whole numbers or do not fit rows and columns.
 */
export function suppress(table: CountTable, rule: SuppressionRule): SuppressedTable {
	const minimumCell = checkedMinimum(rule);
	checkTable(table);
	const { counts } = table;
	const rowSums = counts.map(sumOf);
	const total = sumOf(rowSums);
	if (total > 0 && total < rule.minimumBase) return allHidden(table);

	const base = Math.max(rule.minimumBase, minimumCell);
	const shown = (number: TableNumber) => (number.hidden ? ('c' as const) : displayed(number.value, rule));
	const make = numberMaker(rule, minimumCell);
	const rowNode = (i: number) => i;
	const columnNode = (j: number) => counts.length + j;
	const bottom = counts.length + table.columns.length;
	const right = bottom + 1;

	const cells = counts.map((row, i) => {
		const sum = rowSums[i]!;
		const whole = sum > 0 && (sum < base || (row.length > 1 && row.includes(sum)));
		return row.map((value, j) =>
			make({
				from: rowNode(i),
				to: columnNode(j),
				value,
				hidden: whole || isSmall(value, minimumCell),
				hiddenLow: whole ? 0 : Math.min(1, value),
				mustReachDown: value < minimumCell ? Math.min(1, value) : null,
				ceiling: minimumCell - 1,
				price: sum === 0 ? Infinity : value === 0 ? ZERO_PRICE : CELL_PRICE + value
			})
		);
	});
	const totalOf = (from: number, to: number, value: number, ceiling: number, price: number) =>
		make({ from, to, value, hidden: value > 0 && value <= ceiling, hiddenLow: 0, mustReachDown: null, ceiling, price });
	const rowTotals = rowSums.map((sum, i) =>
		totalOf(right, rowNode(i), sum, base - 1, sum === 0 ? Infinity : TOTAL_PRICE + sum)
	);
	const columnTotals = table.columns.map((_, j) => {
		const sum = sumOf(counts.map((row) => row[j]!));
		return totalOf(columnNode(j), bottom, sum, minimumCell - 1, TOTAL_PRICE + sum);
	});
	const grandTotal = totalOf(bottom, right, total, minimumCell - 1, GRAND_TOTAL_PRICE + total);
	protect(circulation([...cells.flat(), ...rowTotals, ...columnTotals, grandTotal]));
	return {
		cells: cells.map((row, i) => row.map((number) => (rowSums[i] === 0 ? 'z' : shown(number)))),
		rowTotals: rowTotals.map(shown),
		columnTotals: columnTotals.map(shown),
		total: shown(grandTotal)
	};
}

/**
 * Gives a single share as it may be shown, `c` where it rests on fewer plans than `minimumBase`, where its count or the rest is 1 to
 * `minimumCell` - 1, and where it is all or nothing, as that tells the answer of every plan. Rounded in NHS mode. Shares that together
 * make a table go through `suppress` instead. Throws a RangeError on a rule below the lowest minimum.
 */
export function suppressShare({ count, of }: Share, rule: SuppressionRule): Share | 'c' {
	const minimumCell = checkedMinimum(rule);
	const smaller = Math.min(count, of - count);
	if (of < rule.minimumBase || smaller < minimumCell) return 'c';
	return { count: displayed(count, rule), of: displayed(of, rule) };
}

/** What it costs to hide a number on top of its own size: cells before totals, small ones before large ones, and a 0, which says so little, last. */
const CELL_PRICE = 20;
const TOTAL_PRICE = 200;
const GRAND_TOTAL_PRICE = 2_000;
const ZERO_PRICE = 20_000;

function isSmall(value: number, minimumCell: number): boolean {
	return value > 0 && value < minimumCell;
}

function sumOf(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0);
}

/** Gives the smallest count that is shown. */
function checkedMinimum({ mode, minimumCell, minimumBase }: SuppressionRule): number {
	for (const minimum of [minimumCell, minimumBase])
		if (!Number.isInteger(minimum) || minimum < LOWEST_MINIMUM)
			throw new RangeError(`a minimum count of ${minimum} is not a whole number of ${LOWEST_MINIMUM} or more`);
	return mode === 'nhs' ? Math.max(minimumCell, NHS_MINIMUM_CELL) : minimumCell;
}

function checkTable({ rows, columns, counts }: CountTable): void {
	if (counts.length !== rows.length)
		throw new RangeError(`the table has ${counts.length} rows of counts for ${rows.length} rows`);
	counts.forEach((row, i) => {
		if (row.length !== columns.length)
			throw new RangeError(`row ${rows[i]} has ${row.length} counts for ${columns.length} columns`);
		const wrong = row.find((count) => !Number.isSafeInteger(count) || count < 0);
		if (wrong !== undefined) throw new RangeError(`row ${rows[i]} holds ${wrong}, which is not a count`);
	});
}

function allHidden({ columns, counts }: CountTable): SuppressedTable {
	return {
		cells: counts.map((row) => row.map(() => 'c')),
		rowTotals: counts.map(() => 'c'),
		columnTotals: columns.map(() => 'c'),
		total: 'c'
	};
}

function displayed(value: number, { mode }: SuppressionRule): number {
	return mode === 'nhs' ? Math.round(value / NHS_STEP) * NHS_STEP : value;
}

/** Gives the maker of a table's numbers under a rule. `ceiling`: a hidden number of this size or less might be as high as it. */
function numberMaker(rule: SuppressionRule, minimumCell: number) {
	const slack = rule.mode === 'nhs' ? (NHS_STEP - 1) / 2 : 0;
	return ({
		ceiling,
		...number
	}: Omit<TableNumber, 'shownLow' | 'shownHigh' | 'mustReachUp' | 'width'> & { ceiling: number }): TableNumber => {
		const nearest = displayed(number.value, rule);
		return {
			...number,
			// What is shown and not 0 is no hidden count, so a reader knows that it is at least the minimum.
			shownLow: nearest === 0 ? 0 : Math.max(nearest - slack, Math.min(minimumCell, number.value)),
			shownHigh: nearest === 0 ? 0 : nearest + slack,
			mustReachUp: ceiling,
			width: minimumCell - 2
		};
	};
}
