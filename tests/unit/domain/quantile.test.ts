import { expect, test } from 'vitest';
import { incompleteBeta, student975 } from '#lib/domain/quantile.ts';

// The 97.5 % points of Student's distribution: Fisher and Yates, "Statistical Tables", table III.
test.each([
	[1, 12.706],
	[2, 4.303],
	[5, 2.571],
	[10, 2.228],
	[30, 2.042],
	[120, 1.98]
])('Student with %d degrees of freedom: %d', (degrees, expected) => {
	expect(student975(degrees)).toBeCloseTo(expected, 3);
});

test('Student with many degrees of freedom is normal, and parts of one lie between', () => {
	expect(student975(1e7)).toBeCloseTo(1.959964, 5);
	expect(student975(4.5)).toBeLessThan(student975(4));
	expect(student975(4.5)).toBeGreaterThan(student975(5));
	expect(() => student975(0)).toThrow('0 degrees of freedom');
});

test('the incomplete beta function is the chance of a binomial count, and mirrors', () => {
	// P(X >= 3) of 10 with chance 0.3, summed by hand: 1 - 0.0282475249 - 0.121060821 - 0.2334744405.
	expect(incompleteBeta(0.3, 3, 8)).toBeCloseTo(0.6172172136, 10);
	expect(incompleteBeta(0.7, 8, 3)).toBeCloseTo(1 - 0.6172172136, 10);
	expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
});

// Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 5: at Clopper and Pearson's limits the tails are 2.5 %.
test.each([
	[81, 263, 0.2527, 0.3676],
	[15, 148, 0.0578, 0.1617],
	[1, 29, 0.0009, 0.1776]
])('Clopper and Pearson’s limits of %d of %d', (count, of, low, high) => {
	const below = (limit: number) => 1 - incompleteBeta(limit, count, of - count + 1);
	const above = (limit: number) => incompleteBeta(limit, count + 1, of - count);
	// The limits are printed with four digits.
	expect(below(low - 0.00006)).toBeGreaterThan(0.975);
	expect(below(low + 0.00006)).toBeLessThan(0.975);
	expect(above(high - 0.00006)).toBeLessThan(0.975);
	expect(above(high + 0.00006)).toBeGreaterThan(0.975);
});
