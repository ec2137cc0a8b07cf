import fc from 'fast-check';
import loadHighs from 'highs';
import { beforeAll, describe, expect, test } from 'vitest';
import { fraction, integer, randomStream, type Random } from '#lib/domain/random.ts';
import {
	suppress,
	suppressionRules,
	suppressShare,
	type SuppressedTable,
	type SuppressionRule
} from '#lib/domain/suppression.ts';
import { attack, type Reader } from './suppression-attack.ts';

const dfe: SuppressionRule = { mode: 'dfe', minimumCell: 6, minimumBase: 11 };
const nhs: SuppressionRule = { mode: 'nhs', minimumCell: 8, minimumBase: 11 };

function tableOf(counts: number[][]) {
	const columns = (counts[0] ?? []).map((_, j) => `column ${j}`);
	return { rows: counts.map((_, i) => `row ${i}`), columns, counts };
}

/** A table as text, a row for each line: cells, then the total. */
function drawn({ cells, rowTotals, columnTotals, total }: SuppressedTable): string[] {
	const lines = cells.map((row, i) => `${row.join(' ')} | ${rowTotals[i]}`);
	return [...lines, `${columnTotals.join(' ')} | ${total}`];
}

const suppressed = (counts: number[][], rule = dfe) => drawn(suppress(tableOf(counts), rule));

/** Tables of every kind: large and small counts, many noughts, one row or column, rows whose plans all fall in one cell. */
function anyCounts(random: Random): number[][] {
	const rows = 1 + integer(random, 5);
	const columns = 1 + integer(random, 5);
	const scale = [3, 8, 15, 40, 200][integer(random, 5)]!;
	const noughts = fraction(random) * 0.6;
	return Array.from({ length: rows }, () => {
		const row = Array.from({ length: columns }, () => (fraction(random) < noughts ? 0 : integer(random, scale + 1)));
		const single = integer(random, columns);
		return integer(random, 8) === 0 ? row.map((count, j) => (j === single ? count : 0)) : row;
	});
}

const counts = fc.string().map((seed) => anyCounts(randomStream(seed)));

describe('what is hidden, DfE', () => {
	test('nothing where nothing is small', () => {
		expect(
			suppressed(
				[
					[6, 10],
					[20, 0],
					[7, 9]
				].map((row) => [...row, 30])
			)
		).toEqual(['6 10 30 | 46', '20 0 30 | 50', '7 9 30 | 46', '33 19 90 | 142']);
	});

	test.each([
		[5, ['c c 30 | 75', 'c c 90 | 165']],
		[1, ['c c 30 | 71', 'c c 90 | 161']],
		[6, ['6 40 30 | 76', '36 40 90 | 166']],
		[0, ['0 40 30 | 70', '30 40 90 | 160']]
	])('a count of %d', (count, [row, totals]) => {
		const [first, , last] = suppressed([
			[count, 40, 30],
			[30, 0, 60]
		]);
		if (count >= 6 || count === 0) expect([first, last]).toEqual([row, totals]);
		else expect(first!.startsWith('c')).toBe(true);
	});

	test('a second cell in the row and in both columns, so that subtraction does not help', () => {
		expect(
			suppressed([
				[10, 20, 30, 12],
				[3, 22, 14, 9],
				[11, 12, 13, 14]
			])
		).toEqual(['c 20 30 c | 72', 'c 22 14 c | 48', '11 12 13 14 | 50', '24 54 57 35 | 170']);
	});

	test('one row: the totals of its columns are its cells, so they go too', () => {
		expect(suppressed([[3, 37]])).toEqual(['c c | 40', 'c c | 40']);
		expect(suppressed([[3, 12, 20, 30]])).toEqual(['c c 20 30 | 65', 'c c 20 30 | 65']);
	});

	test('two small counts whose sum says too much take a third with them', () => {
		// 1 + 2 in a row of 33 could only be 1 and 2: with 12 hidden as well each might be 1 to 5.
		expect(suppressed([[1, 2, 12, 18]])).toEqual(['c c c 18 | 33', 'c c c 18 | 33']);
		// 5 + 5 is enough by itself.
		expect(suppressed([[5, 5, 12, 18]])).toEqual(['c c 12 18 | 40', 'c c 12 18 | 40']);
	});

	test('all in one cell tells the answer of every plan', () => {
		expect(suppressed([[0, 40]])).toEqual(['c c | 40', 'c c | 40']);
		expect(
			suppressed([
				[0, 40, 0],
				[20, 20, 20],
				[30, 30, 30]
			])[0]
		).toBe('c c c | 40');
		// One plan elsewhere is a small count, six are not.
		expect(suppressed([[1, 39]])[0]).toBe('c c | 40');
		expect(suppressed([[6, 34]])[0]).toBe('6 34 | 40');
	});

	test('in a table with one column there is no answer to tell', () => {
		expect(suppressed([[12], [40]])).toEqual(['12 | 12', '40 | 40', '52 | 52']);
	});

	test('a row of ten plans is hidden whole with its total, a row of eleven is not', () => {
		const [ten, ...others] = suppressed([
			[0, 10],
			[20, 30],
			[25, 20]
		]);
		expect(ten).toBe('c c | c');
		// Its numbers would follow from the columns and the grand total: another row goes with it.
		expect(others.join()).toContain('c c | c');
		expect(
			suppressed([
				[6, 6],
				[20, 30]
			])[0]
		).toBe('6 6 | 12');
		expect(
			suppressed([
				[4, 6],
				[20, 30],
				[25, 20]
			])[0]
		).toBe('c c | c');
		expect(
			suppressed([
				[5, 6],
				[20, 30],
				[25, 20]
			])[0]
		).toMatch(/^c c \| 11$/);
	});

	test('a table of ten plans is hidden whole', () => {
		expect(
			suppressed([
				[0, 4],
				[6, 0]
			])
		).toEqual(['c c | c', 'c c | c', 'c c | c']);
	});

	test('a row without any plan is z and does no harm; a column without any is a result', () => {
		expect(
			suppressed(
				[
					[20, 0],
					[0, 0],
					[30, 0]
				].map(([a, b]) => [a!, b!, a!])
			)
		).toEqual(['20 0 20 | 40', 'z z z | 0', '30 0 30 | 60', '50 0 50 | 100']);
		expect(
			suppressed([
				[0, 0],
				[0, 0]
			])
		).toEqual(['z z | 0', 'z z | 0', '0 0 | 0']);
	});

	test('no rows and no columns', () => {
		expect(suppress({ rows: [], columns: [], counts: [] }, dfe)).toEqual({
			cells: [],
			rowTotals: [],
			columnTotals: [],
			total: 0
		});
		expect(suppress({ rows: ['a'], columns: [], counts: [[]] }, dfe)).toEqual({
			cells: [[]],
			rowTotals: [0],
			columnTotals: [],
			total: 0
		});
	});

	test('minimums of a partnership that is more careful', () => {
		expect(
			suppressed(
				[
					[9, 40],
					[30, 30]
				],
				{ mode: 'dfe', minimumCell: 10, minimumBase: 11 }
			)[0]
		).toBe('c c | 49');
		expect(
			suppressed(
				[
					[9, 40],
					[30, 30]
				],
				{ mode: 'dfe', minimumCell: 9, minimumBase: 11 }
			)[0]
		).toBe('9 40 | 49');
		expect(
			suppressed(
				[
					[20, 20],
					[300, 300],
					[300, 300]
				],
				{ mode: 'dfe', minimumCell: 6, minimumBase: 41 }
			)[0]
		).toBe('c c | c');
	});

	test('a row of fewer plans than a cell needs is hidden whole, even where the base is lower', () => {
		expect(
			suppressed(
				[
					[3, 4],
					[30, 30],
					[40, 40]
				],
				{ mode: 'dfe', minimumCell: 8, minimumBase: 5 }
			)[0]
		).toBe('c c | c');
	});
});

describe('what is hidden, NHS England', () => {
	test.each([
		[7, 'c'],
		[8, '10'],
		[12, '10'],
		[13, '15'],
		[17, '15'],
		[0, '0']
	])('a count of %d is shown as %s', (count, shown) => {
		expect(
			suppressed(
				[
					[count, 40, 33],
					[50, 51, 52]
				],
				nhs
			)[0]!.split(' ')[0]
		).toBe(shown);
	});

	test('each number is rounded by itself, so that totals need not add up', () => {
		expect(
			suppressed(
				[
					[12, 12],
					[12, 12]
				],
				nhs
			)
		).toEqual(['10 10 | 25', '10 10 | 25', '25 25 | 50']);
	});

	test('1 to 7 are hidden however low the minimum is set', () => {
		expect(
			suppressed(
				[
					[7, 40, 33],
					[50, 51, 52]
				],
				{ ...nhs, minimumCell: 5 }
			)[0]!.startsWith('c')
		).toBe(true);
		expect(
			suppressed(
				[
					[11, 40, 33],
					[50, 51, 52]
				],
				{ ...nhs, minimumCell: 12 }
			)[0]!.startsWith('c')
		).toBe(true);
	});

	test('a number shown lower than it is leaves as much open as one shown higher', () => {
		// The total can be 52 at most, as it is; but 22 and 27 can be 18 and 23, so 3 can be 7 and more.
		expect(
			suppressed(
				[
					[3, 22, 27],
					[50, 52, 52]
				],
				nhs
			)[0]
		).toBe('c 20 25 | 50');
	});

	test('rounding mostly hides by itself, but not always', () => {
		// 3 from the total 50 less 20, 15 and 10, each give or take 2, might be 1 to 7 and more.
		expect(
			suppressed(
				[
					[3, 22, 14, 9],
					[50, 50, 50, 50]
				],
				nhs
			)[0]
		).toBe('c 20 15 10 | 50');
		// 1 from 20 less 20 can be 4 at most, so the other goes too.
		expect(
			suppressed(
				[
					[1, 19],
					[50, 50]
				],
				nhs
			)[0]
		).toBe('c c | 20');
	});
});

describe('what holds for every table', () => {
	test('what is shown is true, small counts are never shown, rows too small show nothing', () => {
		fc.assert(
			fc.property(counts, (table) => {
				const { cells, rowTotals, columnTotals, total } = suppress(tableOf(table), dfe);
				const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
				table.forEach((row, i) => {
					const all = sum(row);
					row.forEach((count, j) => {
						const cell = cells[i]![j]!;
						if (typeof cell === 'number') expect(cell).toBe(count);
						if (count > 0 && count < 6) expect(cell).toBe('c');
						if (all > 0 && (all < 11 || (row.length > 1 && row.includes(all)))) expect(cell).toBe('c');
						expect(cell === 'z').toBe(all === 0 && (sum(table.flat()) === 0 || sum(table.flat()) >= 11));
					});
					if (rowTotals[i] !== 'c') expect(rowTotals[i]).toBe(all);
					if (all > 0 && all < 11) expect(rowTotals[i]).toBe('c');
				});
				columnTotals.forEach((shown, j) => {
					const all = sum(table.map((row) => row[j]!));
					if (shown !== 'c') expect(shown).toBe(all);
					if (all > 0 && all < 6) expect(shown).toBe('c');
				});
				if (total !== 'c') expect(total).toBe(sum(table.flat()));
			}),
			{ numRuns: 500 }
		);
	});

	test('in NHS mode what is shown is the nearest multiple of 5, and 1 to 7 are never shown', () => {
		fc.assert(
			fc.property(counts, (table) => {
				const { cells } = suppress(tableOf(table), nhs);
				table.forEach((row, i) =>
					row.forEach((count, j) => {
						const cell = cells[i]![j]!;
						if (count > 0 && count < 8) expect(cell).toBe('c');
						if (typeof cell === 'number') {
							expect(cell % 5).toBe(0);
							expect(Math.abs(cell - count)).toBeLessThanOrEqual(2);
						}
					})
				);
			}),
			{ numRuns: 300 }
		);
	});

	test('a table without anything small is shown whole', () => {
		const large = fc.array(fc.array(fc.integer({ min: 6, max: 99 }), { minLength: 3, maxLength: 3 }), {
			minLength: 2,
			maxLength: 5
		});
		fc.assert(
			fc.property(large, (table) => {
				expect(JSON.stringify(suppress(tableOf(table), dfe))).not.toContain('"c"');
			})
		);
	});

	test('leaves its input alone', () => {
		const table = tableOf([
			[3, 40],
			[20, 30]
		]);
		const before = structuredClone(table);
		suppress(table, dfe);
		expect(table).toEqual(before);
	});
});

describe('the attack', () => {
	let highs: Awaited<ReturnType<typeof loadHighs>>;
	beforeAll(async () => {
		highs = await loadHighs();
	});

	/** How many hidden numbers a reader works out, how many more closely than allowed, and how many hidden numbers there are. */
	function attacked(table: number[][], rule: SuppressionRule, published: SuppressedTable, noHiddenZero: boolean) {
		const minimumCell = rule.mode === 'nhs' ? 8 : rule.minimumCell;
		const reader: Reader = { mode: rule.mode, minimumCell, noHiddenZero };
		const bounds = attack(highs, published, reader);
		const result = { hidden: 0, recovered: 0, tighter: 0, wrong: 0 };
		if (bounds === null) return { ...result, wrong: 1 };
		const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
		for (const { place, low, high } of bounds) {
			const [kind, i, j] = place.split('_');
			const at = Number(i);
			const truth =
				kind === 'x'
					? table[at]![Number(j)]!
					: kind === 'r'
						? sum(table[at]!)
						: kind === 'c'
							? sum(table.map((row) => row[at]!))
							: sum(table.flat());
			result.hidden++;
			if (low === high) result.recovered++;
			const isSmallCell = kind === 'x' && truth > 0 && truth < minimumCell;
			const wide = high - low >= minimumCell - 2;
			const covers = high >= minimumCell - 1 && (isSmallCell ? low <= 1 : true);
			if (!wide || (truth < minimumCell && !covers)) result.tighter++;
			if (truth < low || truth > high) result.wrong++;
		}
		return result;
	}

	function total(tables: number, rule: SuppressionRule, noHiddenZero: boolean, seed: string) {
		const all = { hidden: 0, recovered: 0, tighter: 0, wrong: 0 };
		for (let at = 0; at < tables; at++) {
			const table = anyCounts(randomStream(`${seed} ${at}`));
			const found = attacked(table, rule, suppress(tableOf(table), rule), noHiddenZero);
			for (const key of ['hidden', 'recovered', 'tighter', 'wrong'] as const) all[key] += found[key];
		}
		return all;
	}

	test.each([
		['DfE', 1_000, dfe, true],
		['NHS England', 1_000, nhs, true],
		// What this reader finds is never closer, as long as the one before is never wrong.
		['DfE, a reader who thinks that anything hidden might be 0', 100, dfe, false],
		['NHS England, such a reader', 100, nhs, false]
	] as const)(
		'%s: %d tables, no hidden number worked out, none bounded more closely than the hidden range',
		(_, tables, rule, noHiddenZero) => {
			const found = total(tables, rule, noHiddenZero, 'attack');
			expect(found).toEqual({ hidden: expect.any(Number), recovered: 0, tighter: 0, wrong: 0 });
			expect(found.hidden).toBeGreaterThan(5 * tables);
		},
		120_000
	);

	test('would find what hiding the small counts alone gives away', () => {
		let recovered = 0;
		for (let at = 0; at < 100; at++) {
			const table = anyCounts(randomStream(`naive ${at}`));
			const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
			const naive: SuppressedTable = {
				cells: table.map((row) => row.map((count) => (count > 0 && count < 6 ? 'c' : count))),
				rowTotals: table.map(sum),
				columnTotals: table[0]!.map((_, j) => sum(table.map((row) => row[j]!))),
				total: sum(table.flat())
			};
			recovered += attacked(table, dfe, naive, false).recovered;
		}
		expect(recovered).toBeGreaterThan(100);
	});

	test('nothing is hidden without need: showing any cell again that is not small lets something out', () => {
		let checked = 0;
		for (let at = 0; at < 150; at++) {
			const table = anyCounts(randomStream(`need ${at}`));
			const published = suppress(tableOf(table), dfe);
			if (published.total === 'c') continue;
			table.forEach((row, i) => {
				const all = row.reduce((sum, count) => sum + count, 0);
				if (all < 11 || row.includes(all)) return;
				row.forEach((count, j) => {
					if (published.cells[i]![j] !== 'c' || (count > 0 && count < 6)) return;
					const cells = published.cells.with(i, published.cells[i]!.with(j, count));
					const { recovered, tighter } = attacked(table, dfe, { ...published, cells }, true);
					expect(recovered + tighter, `table ${at}, cell ${i} ${j}`).toBeGreaterThan(0);
					checked++;
				});
			});
		}
		expect(checked).toBeGreaterThan(50);
	});
});

describe('suppressShare', () => {
	const { figure } = suppressionRules['dfe-2026'];
	test.each([
		[12, 24, { count: 12, of: 24 }],
		[6, 12, { count: 6, of: 12 }],
		[5, 12, 'c'],
		[7, 12, 'c'],
		[6, 11, 'c'],
		[18, 24, { count: 18, of: 24 }],
		[19, 24, 'c'],
		[0, 24, 'c'],
		[24, 24, 'c'],
		[0, 0, 'c'],
		[3, 5, 'c']
	])('%d of %d', (count, of, shown) => {
		expect(suppressShare({ count, of }, figure)).toEqual(shown);
	});

	test('the base alone can hide it', () => {
		const share = { count: 12, of: 24 };
		expect(suppressShare(share, { ...figure, minimumBase: 24 })).toEqual(share);
		expect(suppressShare(share, { ...figure, minimumBase: 25 })).toBe('c');
	});

	test.each([
		[7, 40, 'c'],
		[8, 40, { count: 10, of: 40 }],
		[33, 41, { count: 35, of: 40 }],
		[34, 41, 'c']
	])('NHS England: %d of %d', (count, of, shown) => {
		expect(suppressShare({ count, of }, suppressionRules['nhs-2026'].figure)).toEqual(shown);
	});
});

describe('rules and tables that are refused', () => {
	test.each([
		[4, 11],
		[6, 4],
		[0, 11],
		[6.5, 11],
		[6, Number.NaN]
	])('minimums of %d and %d', (minimumCell, minimumBase) => {
		for (const mode of ['dfe', 'nhs'] as const) {
			expect(() => suppress(tableOf([[1]]), { mode, minimumCell, minimumBase })).toThrow(
				'not a whole number of 5 or more'
			);
			expect(() => suppressShare({ count: 1, of: 2 }, { mode, minimumCell, minimumBase })).toThrow(RangeError);
		}
	});

	test('5 is allowed', () => {
		const lowest: SuppressionRule = { mode: 'dfe', minimumCell: 5, minimumBase: 5 };
		expect(suppressed([[5, 5]], lowest)[0]).toBe('5 5 | 10');
		expect(suppressed([[4, 40]], lowest)[0]).toBe('c c | 44');
	});

	test('the default rules', () => {
		expect(suppressionRules['dfe-2026']).toEqual({
			figure: { mode: 'dfe', minimumCell: 6, minimumBase: 6 },
			distribution: { mode: 'dfe', minimumCell: 6, minimumBase: 11 }
		});
		expect(suppressionRules['nhs-2026']).toEqual({
			figure: { mode: 'nhs', minimumCell: 8, minimumBase: 8 },
			distribution: { mode: 'nhs', minimumCell: 8, minimumBase: 11 }
		});
	});

	test.each([
		['a row missing', { rows: ['a', 'b'], columns: ['x'], counts: [[1]] }, 'the table has 1 rows of counts for 2 rows'],
		['a column missing', { rows: ['a'], columns: ['x', 'y'], counts: [[1]] }, 'row a has 1 counts for 2 columns'],
		['a negative count', { rows: ['a'], columns: ['x'], counts: [[-1]] }, 'row a holds -1'],
		['half a plan', { rows: ['a'], columns: ['x'], counts: [[1.5]] }, 'row a holds 1.5'],
		['no number', { rows: ['a'], columns: ['x'], counts: [[Number.NaN]] }, 'row a holds NaN']
	])('%s', (_, table, message) => {
		expect(() => suppress(table, dfe)).toThrow(message);
	});
});
