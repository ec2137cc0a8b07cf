import { expect, test } from 'vitest';
import { halfWidthAt } from '#lib/domain/estimate.ts';
import { termPrecision, withinWords } from '#lib/domain/term-precision.ts';

const stratum = (id: string, population: number, size: number) => ({
	id,
	label: id.toUpperCase(),
	population,
	size,
	probability: size / population,
	merged: []
});
const plans = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1', 'c2'].map((planRef) => ({
	planRef,
	stratum: planRef[0]!,
	inclusionProbability: 0.1,
	auditsWanted: 1 as const
}));
const sample = { strata: [stratum('a', 30, 3), stratum('b', 20, 2), stratum('c', 100, 2)], plans };

test('as planned, as it is now, and which groups nothing can be said of', () => {
	const found = termPrecision(sample, new Set(['a1', 'a2', 'b1', 'elsewhere']));
	expect(found.finished).toEqual({ count: 3, of: 7 });
	expect(found.covers).toEqual({ count: 50, of: 150 });
	expect(found.silent).toEqual([{ id: 'c', label: 'C', population: 100, drawn: 2 }]);
	// (150)^2 / (3 x 100 x 0.9 + 2 x 100 x 0.9 + 2 x 2500 x 0.98)
	expect(found.planned).toBeCloseTo(halfWidthAt(22_500 / (270 + 180 + 4_900))!, 12);
	// (50)^2 / (2 x 225 x (1 - 2 / 30) + 400 x 0.95)
	expect(found.now).toBeCloseTo(halfWidthAt(2_500 / (450 * (1 - 2 / 30) + 380))!, 12);
});

test('before the first audit nothing can be said; with the last one all that was planned', () => {
	expect(termPrecision(sample, new Set())).toMatchObject({ now: null, covers: { count: 0, of: 150 } });
	const done = termPrecision(sample, new Set(plans.map(({ planRef }) => planRef)));
	expect(done.now).toBe(done.planned);
	expect(done.silent).toEqual([]);
});

test('in words, rounded up so that nothing is promised', () => {
	expect([0.0962, 0.1, 0.10001, 0].map(withinWords)).toEqual(['±\u00a010', '±\u00a010', '±\u00a011', 'exactly']);
});
