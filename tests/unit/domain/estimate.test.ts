import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverOf, effectiveSizeOf, halfWidthAt, weightedMean, weightedShare } from '#lib/domain/estimate.ts';
import { stratifiedMean } from '#lib/domain/sampling.ts';
import { wilsonInterval } from '#lib/domain/share.ts';
import { api00 } from '#tests/support/api-schools.ts';
import { coverageOf, designs, methods } from '#tests/support/coverage.ts';

/** An odd number of values with this mean and variance. */
function valuesOf(count: number, mean: number, variance: number): number[] {
	const away = Math.sqrt(variance);
	const half = (count - 1) / 2;
	return [mean, ...Array<number>(half).fill(mean - away), ...Array<number>(half).fill(mean + away)];
}

describe('published examples', () => {
	// Lohr, "Sampling: Design and Analysis", `agstrat`: acres of farms in 1992, counties by region.
	const acres = [
		{ population: 220, values: valuesOf(21, 97_629.81, 7_647_472_708) },
		{ population: 1_054, values: valuesOf(103, 300_504.16, 29_618_183_543) },
		{ population: 1_382, values: valuesOf(135, 211_315.04, 53_587_487_856) },
		{ population: 422, values: valuesOf(41, 662_295.51, 396_185_950_266) }
	];
	test.each([
		['stratifiedMean', stratifiedMean(acres)],
		['weightedMean', weightedMean(acres)]
	])('Lohr’s mean acres by %s: 295,561, standard error 16,380', (_, found) => {
		expect(found?.estimate).toBeCloseTo(295_560.77, 1);
		expect(found?.standardError).toBeCloseTo(16_379.87, 1);
	});

	test('Lohr’s share of counties with fewer than 200,000 acres: 0.5139, standard error 0.0248', () => {
		const counties = [
			{ population: 220, audited: 21, of: 21, count: 20 },
			{ population: 1_054, audited: 103, of: 103, count: 31 },
			{ population: 1_382, audited: 135, of: 135, count: 91 },
			{ population: 422, audited: 41, of: 41, count: 12 }
		];
		const share = weightedShare(counties)!;
		expect(share.estimate).toBeCloseTo(0.5139, 4);
		expect(share.covers).toEqual({ count: 3_078, of: 3_078 });
		const asMean = stratifiedMean(
			counties.map(({ population, of, count }) => ({
				population,
				values: Array.from({ length: of }, (_, at) => (at < count ? 1 : 0))
			}))
		)!;
		expect(asMean.estimate).toBeCloseTo(share.estimate, 12);
		expect(asMean.standardError).toBeCloseTo(0.0248, 4);
		// The regions differ, which the interval does not take into account: it is a little wider than the published error says.
		expect((share.high - share.low) / 2).toBeGreaterThan(1.96 * 0.0248);
		expect((share.high - share.low) / 2).toBeLessThan(1.96 * 0.0248 * 1.2);
	});

	test('`apistrat` of R’s survey package, svymean(~api00): 662.29, standard error 9.4089', () => {
		const schools = [
			{ population: 4_421, values: api00.elementary },
			{ population: 755, values: api00.high },
			{ population: 1_018, values: api00.middle }
		];
		for (const found of [stratifiedMean(schools)!, weightedMean(schools)!]) {
			expect(found.estimate).toBeCloseTo(662.29, 2);
			expect(found.standardError).toBeCloseTo(9.4089, 4);
		}
	});

	test('`fpc` of Stata’s and R’s manuals: 5.4481, standard error 0.616', () => {
		const found = weightedMean([
			{ population: 15, values: [2.8, 4.1, 6.8, 6.8, 9.2] },
			{ population: 12, values: [3.7, 6.6, 4.2] }
		])!;
		expect(found.estimate).toBeCloseTo(5.4481, 4);
		expect(found.standardError).toBeCloseTo(0.616, 3);
		// Satterthwaite's degrees of freedom lie between the least of a stratum (2) and the sum (6).
		const t = (found.high - found.estimate) / found.standardError;
		expect(t).toBeGreaterThan(2.447);
		expect(t).toBeLessThan(4.303);
	});
});

describe('weightedShare', () => {
	test('of one stratum of endless plans is Wilson’s', () => {
		const found = weightedShare([{ population: 1e15, audited: 148, of: 148, count: 15 }])!;
		const wilson = wilsonInterval({ count: 15, of: 148 })!;
		expect(found.low).toBeCloseTo(wilson.low, 10);
		expect(found.high).toBeCloseTo(wilson.high, 10);
	});

	test('by hand: weights 10 and 50, one in ten and one in fifty audited', () => {
		const strata = [
			{ population: 100, audited: 10, of: 10, count: 9 },
			{ population: 500, audited: 10, of: 10, count: 3 }
		];
		const found = weightedShare(strata)!;
		expect(found.estimate).toBeCloseTo((90 + 150) / 600, 12);
		// (100 + 500)^2 / (10 x 10^2 x 0.9 + 10 x 50^2 x 0.98)
		expect(found.effectiveSize).toBeCloseTo(360_000 / (900 + 24_500), 10);
		expect(effectiveSizeOf(strata)).toBe(found.effectiveSize);
	});

	test('a plan that is not finished is stood for by its stratum, one without a finished plan by none', () => {
		const strata = [
			{ population: 100, audited: 8, of: 8, count: 4 },
			{ population: 300, audited: 0, of: 0, count: 0 },
			{ population: 100, audited: 2, of: 2, count: 2 }
		];
		const found = weightedShare(strata)!;
		expect(found.estimate).toBeCloseTo(0.75, 12);
		expect(found.covers).toEqual({ count: 200, of: 500 });
		expect(coverOf(strata)).toEqual({ count: 200, of: 500 });
	});

	test('a question that applies to some plans: the ratio of two weighted counts', () => {
		const found = weightedShare([
			{ population: 100, audited: 10, of: 5, count: 5 },
			{ population: 400, audited: 10, of: 5, count: 0 }
		])!;
		expect(found.estimate).toBeCloseTo(50 / 250, 12);
	});

	test('all plans audited: certain. All or none: the end is exact, and the other is not', () => {
		const whole = weightedShare([{ population: 10, audited: 10, of: 10, count: 4 }])!;
		expect([whole.low, whole.estimate, whole.high, whole.effectiveSize]).toEqual([0.4, 0.4, 0.4, Infinity]);
		const every = weightedShare([
			{ population: 90, audited: 7, of: 7, count: 7 },
			{ population: 70, audited: 1, of: 1, count: 1 }
		])!;
		expect([every.estimate, every.high]).toEqual([1, 1]);
		expect(every.low).toBeLessThan(0.9);
		const none = weightedShare([{ population: 90, audited: 7, of: 7, count: 0 }])!;
		expect([none.low, none.estimate]).toEqual([0, 0]);
	});

	test('says nothing of nothing, and refuses what cannot be', () => {
		expect(weightedShare([])).toBeNull();
		expect(weightedShare([{ population: 9, audited: 2, of: 0, count: 0 }])).toBeNull();
		expect(() => weightedShare([{ population: 1, audited: 2, of: 2, count: 0 }])).toThrow('2 audited plans');
		expect(() => weightedShare([{ population: 9, audited: 2, of: 1, count: 2 }])).toThrow('2 of 1 answers');
	});

	const anyStrata = fc.array(
		fc
			.record({
				audited: fc.nat(30),
				more: fc.nat(300),
				judged: fc.double({ min: 0, max: 1, noNaN: true }),
				met: fc.double({ min: 0, max: 1, noNaN: true })
			})
			.map(({ audited, more, judged, met }) => {
				const of = Math.round(audited * judged);
				return { population: audited + more, audited, of, count: Math.round(of * met) };
			}),
		{ minLength: 1, maxLength: 8 }
	);
	test('holds the estimate, stays within 0 and 1, mirrors, and never says more than the plans audited', () => {
		fc.assert(
			fc.property(anyStrata, (strata) => {
				const found = weightedShare(strata);
				const mirrored = weightedShare(strata.map((one) => ({ ...one, count: one.of - one.count })));
				if (!found || !mirrored) {
					expect([found, mirrored]).toEqual([null, null]);
					return;
				}
				expect(found.low).toBeGreaterThanOrEqual(0);
				expect(found.high).toBeLessThanOrEqual(1);
				expect(found.low).toBeLessThanOrEqual(found.estimate + 1e-12);
				expect(found.high).toBeGreaterThanOrEqual(found.estimate - 1e-12);
				expect(mirrored.low).toBeCloseTo(1 - found.high, 9);
				// Without the finite population correction no design is surer than as many plans drawn at random.
				const least = Math.min(...strata.map(({ population, audited }) => 1 - audited / Math.max(1, population)));
				const most = strata.reduce((sum, { of }) => sum + of, 0);
				if (least > 0) expect(found.effectiveSize).toBeLessThanOrEqual((most / least) * (1 + 1e-9));
			})
		);
	});
});

test('halfWidthAt: of 100 plans a share of one half is known to 9.6 in 100, of none not at all', () => {
	expect(halfWidthAt(100)).toBeCloseTo(0.0962, 4);
	expect(halfWidthAt(0)).toBeNull();
	expect(halfWidthAt(Infinity)).toBe(0);
});

describe('weightedMean', () => {
	test('a stratum with one value takes its spread from the others; alone it says nothing', () => {
		const found = weightedMean([
			{ population: 50, values: [1, 3, 5, 7] },
			{ population: 50, values: [6] }
		])!;
		expect(found.estimate).toBe(5);
		// Variance 20/3 in both: 0.25 x 0.92 x (20/3)/4 + 0.25 x 0.98 x (20/3).
		expect(found.standardError).toBeCloseTo(Math.sqrt(0.25 * 0.92 * (20 / 12) + 0.25 * 0.98 * (20 / 3)), 12);
		expect(weightedMean([{ population: 50, values: [6] }])).toBeNull();
		expect(weightedMean([{ population: 50, values: [] }])).toBeNull();
		expect(weightedMean([{ population: 1, values: [6] }])).toMatchObject({ estimate: 6, low: 6, high: 6 });
	});
});

// A slice of `npm run bench -- coverage`; docs/estimates.md has the whole of it.
describe('95 % intervals hold the truth', () => {
	const named = (name: string) => designs.find((design) => design.name === name)!;
	test.each([
		'seven strata in proportion',
		'seven strata, three over-sampled',
		'one small stratum over-sampled 8 times',
		'seven strata, a quarter unfinished',
		'a question for half of the plans'
	])('%s', (name) => {
		const cells = [0.1, 0.3, 0.5, 0.7, 0.9].map((share) =>
			coverageOf(named(name), { size: 40, share, spread: 0.5, draws: 800 })
		);
		const average = cells.reduce((sum, { coverage }) => sum + coverage.ours, 0) / cells.length;
		expect(average).toBeGreaterThan(0.93);
		expect(average).toBeLessThan(0.97);
		for (const { coverage } of cells) expect(coverage.ours).toBeGreaterThan(0.92);
	});

	test('where others do not: a share of one in ten, one small stratum over-sampled', () => {
		const { coverage } = coverageOf(
			designs.find(({ name }) => name.includes('8 times'))!,
			{
				size: 40,
				share: 0.1,
				spread: 1,
				draws: 800
			}
		);
		expect(coverage.ours).toBeGreaterThan(0.93);
		for (const method of methods) if (method !== 'ours') expect(coverage[method]).toBeLessThan(0.8);
	});
});
