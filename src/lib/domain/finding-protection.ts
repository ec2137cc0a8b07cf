/**
 * Which groups' numbers may be shown when findings are narrowed at will, so that no view and no two views together give away what
 * one of them hides. A learning report has a few fixed tables; here a reader may ask for any group of groups and subtract. So a
 * number of a group is shown only where
 *
 * 1. the report itself shows the same number for all audits (the caller's to check);
 * 2. it is shown in every wider group that leaves one of its filters out;
 * 3. it is shown in the table that breaks each of those wider groups down by the filter that was left out, under the one rule of
 *    suppression.ts: small counts, groups of too few plans and all-or-nothing are hidden there, and further groups with them where
 *    subtracting the others from the whole would tell;
 * 4. with two or three filters, also all the other groups into which they split the audits (these but not those, neither) could
 *    be shown.
 *
 * Whoever subtracts one view from another therefore ends at a number that might be shown itself, or at several hidden ones
 * together. Half-years do not come into it: each is protected alone, and several are added up from what each of them shows.
 */
import { narrowedIn, narrowingKey, widened, type Cube, type Dimension, type Narrowing } from './finding-groups.ts';
import { suppress, type SuppressionRule } from './suppression.ts';

/** Gives, for one kind of number in a cube, whether a group's may be shown. `countsOf`: how its audits fall, in whole counts. */
export function protection<Tally>(
	cube: Cube<Tally>,
	countsOf: (tally: Tally) => readonly number[],
	rule: SuppressionRule
): (narrowing: Narrowing) => boolean {
	const lines = new Map<string, ReadonlySet<string>>();
	const known = new Map<string, boolean>();

	/** The groups that the table of a wider group by one dimension shows whole. */
	function shownInLine(wider: Narrowing, dimension: Dimension): ReadonlySet<string> {
		const key = `${dimension} ${narrowingKey(wider)}`;
		const before = lines.get(key);
		if (before) return before;
		const values = cube.valuesOf(dimension, wider);
		const counts = values.map((value) => countsOf(cube.of({ ...wider, [dimension]: value })));
		const whole = rowsShown(counts, rule);
		const shown = new Set(values.filter((_, at) => whole[at]));
		lines.set(key, shown);
		return shown;
	}

	function decide(narrowing: Narrowing): boolean {
		const named = narrowedIn(narrowing);
		for (const dimension of named) {
			const wider = widened(narrowing, dimension);
			if (!shown(wider)) return false;
			if (!shownInLine(wider, dimension).has(narrowing[dimension] as string)) return false;
		}
		return named.length < 2 || others(named, narrowing).every((counts) => rowsShown([counts], rule)[0]);
	}

	/** What is counted in each group that the filters split the audits into, but the one that fits them all. */
	function others(named: readonly Dimension[], narrowing: Narrowing): number[][] {
		const found: number[][] = [];
		for (let without = 1; without < 2 ** named.length; without++) {
			const kept = named.filter((_, at) => !(without & (2 ** at)));
			const left = named.filter((_, at) => without & (2 ** at));
			found.push(outside(kept, left, narrowing));
		}
		return found;
	}

	/** Audits that fit the filters `kept` and none of `left`, by counting in and out. */
	function outside(kept: readonly Dimension[], left: readonly Dimension[], narrowing: Narrowing): number[] {
		const sum: number[] = [];
		for (let taken = 0; taken < 2 ** left.length; taken++) {
			const also = left.filter((_, at) => taken & (2 ** at));
			const fits = Object.fromEntries([...kept, ...also].map((dimension) => [dimension, narrowing[dimension]]));
			const sign = also.length % 2 === 0 ? 1 : -1;
			countsOf(cube.of(fits)).forEach((count, at) => (sum[at] = (sum[at] ?? 0) + sign * count));
		}
		return sum;
	}

	function shown(narrowing: Narrowing): boolean {
		const key = narrowingKey(narrowing);
		const before = known.get(key);
		if (before !== undefined) return before;
		const decided = decide(narrowing);
		known.set(key, decided);
		return decided;
	}
	return shown;
}

/** Gives for each row of a table whether the suppression rule leaves all of it. */
function rowsShown(counts: readonly (readonly number[])[], rule: SuppressionRule): boolean[] {
	const columns = (counts[0] ?? []).map((_, at) => String(at));
	const { cells, rowTotals } = suppress({ rows: counts.map((_, at) => String(at)), columns, counts }, rule);
	return cells.map((row, at) => rowTotals[at] !== 'c' && !row.includes('c'));
}
