import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	differenceByChance,
	differenceOf,
	percentDisplay,
	percentOf,
	pooled,
	Share,
	shareWords,
	tooFewToSay,
	trendOf,
	wilsonInterval
} from '#lib/domain/share.ts';

const anyShare = fc
	.integer({ min: 1, max: 5_000 })
	.chain((of) => fc.integer({ min: 0, max: of }).map((count): Share => ({ count, of })));

describe('what a share is', () => {
	test.each([
		[0, 0],
		[0, 7],
		[7, 7]
	])('%d of %d', (count, of) => {
		expect(Share.parse({ count, of })).toEqual({ count, of });
	});

	test.each([
		[8, 7],
		[-1, 7],
		[0.5, 7],
		[1, 7.5]
	])('not %d of %d', (count, of) => {
		expect(Share.safeParse({ count, of }).success).toBe(false);
	});

	test('pooled', () => {
		expect(
			pooled([
				{ count: 1, of: 2 },
				{ count: 3, of: 4 }
			])
		).toEqual({ count: 4, of: 6 });
		expect(pooled([])).toEqual({ count: 0, of: 0 });
	});
});

describe('wording', () => {
	test.each([
		[0, 1, 0],
		[1, 200, 1],
		[1, 201, 0],
		[1, 3, 33],
		[2, 3, 67],
		[1, 8, 13],
		[3, 8, 38],
		[29, 200, 15],
		[199, 200, 100],
		[198, 200, 99],
		[57, 200, 29],
		[115, 1000, 12]
	])('%d of %d is %d per cent, a half rounded up', (count, of, percent) => {
		expect(percentOf({ count, of })).toBe(percent);
		expect(percentDisplay({ count, of })).toBe(`${percent}%`);
	});

	test('nothing out of nothing is no percentage', () => {
		expect(percentOf({ count: 0, of: 0 })).toBeNull();
		expect(percentDisplay({ count: 0, of: 0 })).toBe('–');
	});

	test('never further from the share than half a per cent', () => {
		fc.assert(
			fc.property(anyShare, (share) => {
				const off = percentOf(share)! * share.of - 100 * share.count;
				expect(2 * off).toBeLessThanOrEqual(share.of);
				expect(2 * off).toBeGreaterThan(-share.of);
			})
		);
	});

	test.each([
		[18, 24, '18 of 24 plans'],
		[1, 1, '1 of 1 plan'],
		[0, 0, '0 of 0 plans']
	])('%d of %d reads %j', (count, of, words) => {
		expect(shareWords({ count, of })).toBe(words);
	});

	test('of another noun', () => {
		expect(shareWords({ count: 1, of: 2 }, { one: 'school', many: 'schools' })).toBe('1 of 2 schools');
	});
});

describe('wilsonInterval', () => {
	// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998, table I, method 3.
	test.each([
		[81, 263, 0.2553, 0.3662],
		[15, 148, 0.0624, 0.1605],
		[0, 20, 0, 0.1611],
		[1, 29, 0.0061, 0.1718]
	])('%d of %d', (count, of, low, high) => {
		const interval = wilsonInterval({ count, of })!;
		expect(interval.low).toBeCloseTo(low, 4);
		expect(interval.high).toBeCloseTo(high, 4);
	});

	test('holds the share, stays within 0 and 1, and mirrors', () => {
		fc.assert(
			fc.property(anyShare, ({ count, of }) => {
				const { low, high } = wilsonInterval({ count, of })!;
				const mirrored = wilsonInterval({ count: of - count, of })!;
				expect(low).toBeGreaterThanOrEqual(0);
				expect(low).toBeLessThanOrEqual(count / of);
				expect(high).toBeGreaterThanOrEqual(count / of);
				expect(high).toBeLessThanOrEqual(1);
				expect(mirrored.low).toBeCloseTo(1 - high, 12);
			})
		);
	});

	test('of nothing there is none', () => {
		expect(wilsonInterval({ count: 0, of: 0 })).toBeNull();
	});
});

describe('differenceOf', () => {
	// Newcombe, "Interval estimation for the difference between independent proportions", 1998, table II, method 10.
	test.each([
		[56, 70, 48, 80, 0.0524, 0.3339],
		[9, 10, 3, 10, 0.1705, 0.809],
		[6, 7, 2, 7, 0.0582, 0.8062],
		[5, 56, 0, 29, -0.0381, 0.1926],
		[0, 10, 0, 20, -0.1611, 0.2775],
		[0, 10, 0, 10, -0.2775, 0.2775],
		[10, 10, 0, 20, 0.6791, 1],
		[10, 10, 0, 10, 0.6075, 1]
	])('%d of %d less %d of %d', (a, m, b, n, low, high) => {
		const found = differenceOf({ count: a, of: m }, { count: b, of: n })!;
		expect(found.difference).toBeCloseTo(a / m - b / n, 12);
		expect(found.low).toBeCloseTo(low, 4);
		expect(found.high).toBeCloseTo(high, 4);
	});

	test('the other way round it is the same with the sign turned', () => {
		fc.assert(
			fc.property(anyShare, anyShare, (one, other) => {
				const there = differenceOf(one, other)!;
				const back = differenceOf(other, one)!;
				expect(back.low).toBeCloseTo(-there.high, 12);
				expect(there.low).toBeGreaterThanOrEqual(-1 - 1e-12);
				expect(there.high).toBeLessThanOrEqual(1 + 1e-12);
			})
		);
	});

	test('with nothing there is none', () => {
		expect(differenceOf({ count: 0, of: 0 }, { count: 1, of: 2 })).toBeNull();
		expect(differenceByChance({ count: 1, of: 2 }, { count: 0, of: 0 })).toBeNull();
	});
});

describe('differenceByChance, both sides of the boundary', () => {
	test.each([
		[18, 30, 18, 30, true],
		[24, 30, 18, 30, true],
		[25, 30, 18, 30, false],
		[11, 30, 18, 30, true],
		[10, 30, 18, 30, false]
	])('%d of %d after %d of %d: %j', (a, m, b, n, chance) => {
		expect(differenceByChance({ count: a, of: m }, { count: b, of: n })).toBe(chance);
	});

	test('a difference that chance explains at one size is real at a hundred times the size', () => {
		expect(differenceByChance({ count: 11, of: 20 }, { count: 10, of: 20 })).toBe(true);
		expect(differenceByChance({ count: 1_100, of: 2_000 }, { count: 1_000, of: 2_000 })).toBe(false);
	});
});

describe('trendOf', () => {
	test.each([
		[10, 29, 29, 30, 'too_few'],
		[10, 30, 29, 29, 'too_few'],
		[10, 30, 29, 30, 'up'],
		[29, 30, 10, 30, 'down'],
		[15, 30, 16, 30, 'chance']
	])('from %d of %d to %d of %d: %s', (a, m, b, n, trend) => {
		expect(trendOf({ count: a, of: m }, { count: b, of: n })).toBe(trend);
	});

	test('30 audits are enough to say, 29 are not', () => {
		expect(tooFewToSay({ count: 1, of: 29 })).toBe(true);
		expect(tooFewToSay({ count: 1, of: 30 })).toBe(false);
	});
});
