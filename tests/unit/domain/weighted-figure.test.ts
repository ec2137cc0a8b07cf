import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StratumAnswers } from '#lib/domain/estimate.ts';
import { givesNothingAway, leavesGroupsHidden, weightedFigure, type Sampling } from '#lib/domain/weighted-figure.ts';
import { madeUpAudits } from '#tests/support/audit-records.ts';

/** So many audits in each of two strata, of which so many hold. */
function given(counts: readonly (readonly [population: number, audited: number, holding: number])[]) {
	const audits = madeUpAudits(
		counts.reduce((sum, [, audited]) => sum + audited, 0),
		'weighted'
	).filter(({ marking }) => marking === 'first');
	const stratumOf = new Map<string, string>();
	const holding = new Set<string>();
	let at = 0;
	counts.forEach(([, audited, hold], stratum) => {
		for (let plan = 0; plan < audited; plan++, at++) {
			const { planRef } = audits[at]!;
			stratumOf.set(planRef, String(stratum));
			if (plan < hold) holding.add(planRef);
		}
	});
	const sampling: Sampling = {
		strata: counts.map(([population], id) => ({
			id: String(id),
			population
		})),
		stratumOf,
		uneven: true,
		terms: 1
	};
	return { audits, sampling, holds: ({ planRef }: { planRef: string }) => holding.has(planRef) };
}

describe('weightedFigure', () => {
	test('weights each group as it counts among all plans', () => {
		// Plainly 62 of 100; weighted (200 x 0.9 + 2,000 x 0.43) / 2,200 = 0.47.
		const { audits, sampling, holds } = given([
			[200, 40, 36],
			[2_000, 60, 26]
		]);
		const found = weightedFigure(audits, sampling, holds, { minimumCell: 6 }, [])!;
		expect(found).toMatchObject({ tenths: 5, covers: { count: 2_200, of: 2_200 } });
		// Wide enough for every share that is "about 5 in 10".
		expect(found.low).toBeLessThan(40);
		expect(found.high).toBeGreaterThan(60);
	});

	test('a group without an audit is not spoken of; nothing is said of nothing', () => {
		const { audits, sampling, holds } = given([
			[200, 40, 20],
			[2_000, 0, 0]
		]);
		expect(weightedFigure(audits, sampling, holds, { minimumCell: 6 }, [])?.covers).toEqual({ count: 200, of: 2_200 });
		expect(weightedFigure(audits, sampling, () => null, { minimumCell: 6 }, [])).toBeNull();
		expect(weightedFigure([], sampling, holds, { minimumCell: 6 }, [])).toBeNull();
	});

	test('a group whose few audits weigh much would be given away', () => {
		const { audits, sampling, holds } = given([
			[200, 90, 60],
			[2_000, 8, 2]
		]);
		expect(weightedFigure(audits, sampling, holds, { minimumCell: 6 }, [])).toBeNull();
	});
});

/** Every way in which counts could be, with the same sum. */
function ways(strata: readonly StratumAnswers[], sum: number): number[][] {
	const [first, ...rest] = strata;
	if (!first) return sum === 0 ? [[]] : [];
	return Array.from({ length: Math.min(first.of, sum) + 1 }, (_, count) => count).flatMap((count) =>
		ways(rest, sum - count).map((others) => [count, ...others])
	);
}

test('an attack: from the plain count and the tenths nobody learns a group’s count, where they are said', () => {
	const minimumCell = 4;
	const stratum = fc
		.record({ of: fc.integer({ min: 1, max: 9 }), weight: fc.constantFrom(5, 10, 20, 40), met: fc.nat(100) })
		.map(({ of, weight, met }) => ({
			population: of * weight,
			audited: of,
			of,
			count: Math.round((of * met) / 100)
		}));
	let said = 0;
	fc.assert(
		fc.property(fc.array(stratum, { minLength: 2, maxLength: 3 }), (strata) => {
			if (!givesNothingAway(strata, minimumCell)) return;
			said++;
			const total = strata.reduce((sum, { population }) => sum + population, 0);
			const tenths = (counts: readonly number[]) => {
				const counting = strata.reduce((sum, { population, of }, at) => sum + (population / of) * counts[at]!, 0);
				return Math.floor((10 * counting) / total + 0.5);
			};
			const true_ = strata.map(({ count }) => count);
			const sum = true_.reduce((all, count) => all + count, 0);
			const all = ways(strata, sum);
			const alike = all.filter((counts) => tenths(counts) === tenths(true_));
			strata.forEach((_, at) => {
				const possible = new Set(all.map((counts) => counts[at]));
				const left = new Set(alike.map((counts) => counts[at]));
				expect(left.size).toBeGreaterThanOrEqual(Math.min(minimumCell, possible.size));
			});
		}),
		{ numRuns: 1_500 }
	);
	expect(said).toBeGreaterThan(50);
});

test('an attack: beside the counts of shown groups, the tenths leave those of hidden groups open', () => {
	const minimumCell = 3;
	const cell = fc
		.record({ of: fc.integer({ min: 0, max: 4 }), met: fc.nat(100) })
		.map(({ of, met }) => ({ of, count: Math.round((of * met) / 100) }));
	const table = fc
		.record({
			weights: fc.array(fc.constantFrom(4, 6, 10, 30), { minLength: 2, maxLength: 2 }),
			groups: fc.array(fc.record({ shown: fc.boolean(), cells: fc.array(cell, { minLength: 2, maxLength: 2 }) }), {
				minLength: 2,
				maxLength: 3
			})
		})
		.map(({ weights, groups }) => ({
			weights,
			groups: groups.map(({ shown, cells }) => ({
				shown,
				strata: cells.map(({ of, count }, stratum) => {
					const audited = groups.reduce((sum, group) => sum + group.cells[stratum]!.of, 0);
					return { population: audited * weights[stratum]!, audited, of, count };
				})
			}))
		}));
	let said = 0;
	fc.assert(
		fc.property(table, ({ weights, groups }) => {
			const cells = groups.flatMap(({ strata }) => strata);
			if (cells.every(({ of }) => of === 0) || !leavesGroupsHidden(groups, minimumCell)) return;
			if (groups.filter(({ shown }) => !shown).length > 1) said++;
			const total = cells.reduce((sum, { of }, at) => sum + weights[at % 2]! * of, 0);
			const tenths = (counts: readonly number[]) =>
				Math.floor((10 * counts.reduce((sum, count, at) => sum + weights[at % 2]! * count, 0)) / total + 0.5);
			const truth = cells.map(({ count }) => count);
			// All that somebody knows who sees the sum, the shown groups whole, and how many audits each group has in each stratum.
			const seen = ways(
				cells,
				truth.reduce((sum, count) => sum + count, 0)
			).filter((counts) => counts.every((count, at) => !groups[Math.floor(at / 2)]!.shown || count === truth[at]));
			const alike = seen.filter((counts) => tenths(counts) === tenths(truth));
			groups.forEach(({ shown }, at) => {
				if (shown) return;
				const groupCount = (counts: readonly number[]) => counts[2 * at]! + counts[2 * at + 1]!;
				const possible = new Set(seen.map(groupCount));
				const left = new Set(alike.map(groupCount));
				expect(left.size).toBeGreaterThanOrEqual(Math.min(minimumCell, possible.size));
			});
		}),
		{ numRuns: 600 }
	);
	expect(said).toBeGreaterThan(30);
});
