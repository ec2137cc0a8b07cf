/**
 * Which groups' numbers may be shown when findings are narrowed at will, so that no view and no two views together give away what
 * one of them hides. A learning report has a few fixed tables; here a reader may ask for any group and subtract. So
 *
 * 1. a group is named by one thing at a time: a stage, or a main need, or an agency. Tables that cross two of them hang together in
 *    so many ways that hiding cells in each does not protect what can be worked out from all of them (tried: adding and
 *    subtracting views of two filters gave small counts away);
 * 2. a number of a group is shown only where the report shows the same number for all audits (the caller's to check);
 * 3. and only where the table of all groups of its kind shows it under the one rule of suppression.ts: small counts, groups of too
 *    few plans and all-or-nothing are hidden there, and further groups with them where subtracting the others from the whole would
 *    tell. The three tables have nothing but the whole in common, so what each protects stays protected beside the others.
 *
 * Half-years do not come into it: each is protected alone, and several are added up from what each of them shows.
 */
import { narrowedIn, type Cube, type Dimension, type Narrowing } from './finding-groups.ts';
import { suppress, type SuppressionRule } from './suppression.ts';

/** Gives, for one kind of number in a cube, whether a group's may be shown. `countsOf`: how its audits fall, in whole counts. */
export function protection<Tally>(
	cube: Cube<Tally>,
	countsOf: (tally: Tally) => readonly number[],
	rule: SuppressionRule
): (narrowing: Narrowing) => boolean {
	const lines = new Map<Dimension, ReadonlySet<string>>();

	/** The groups that the table by one dimension shows whole. */
	function shownBy(dimension: Dimension): ReadonlySet<string> {
		const before = lines.get(dimension);
		if (before) return before;
		const values = cube.valuesOf(dimension, {});
		const whole = rowsShown(
			values.map((value) => countsOf(cube.of({ [dimension]: value }))),
			rule
		);
		const shown = new Set(values.filter((_, at) => whole[at]));
		lines.set(dimension, shown);
		return shown;
	}

	return (narrowing) => {
		const [dimension, second] = narrowedIn(narrowing);
		if (dimension === undefined) return true;
		return second === undefined && shownBy(dimension).has(narrowing[dimension] ?? '');
	};
}

/** Gives for each row of a table whether the suppression rule leaves all of it. */
function rowsShown(counts: readonly (readonly number[])[], rule: SuppressionRule): boolean[] {
	const columns = (counts[0] ?? []).map((_, at) => String(at));
	const { cells, rowTotals } = suppress({ rows: counts.map((_, at) => String(at)), columns, counts }, rule);
	return cells.map((row, at) => rowTotals[at] !== 'c' && !row.includes('c'));
}
