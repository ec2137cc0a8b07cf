import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	bootstrapInterval,
	cohenKappa,
	gwetAc,
	krippendorffAlpha,
	type AgreementWeights
} from '#lib/domain/agreement.ts';
import { pick, randomStream } from '#lib/domain/random.ts';

const N = null;

/**
 * Four observers, twelve units: Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, example C; also in Gwet,
 * "Handbook of Inter-Rater Reliability", 4th edition 2014.
 */
const FOUR_OBSERVERS = [
	[1, 1, N, 1],
	[2, 2, 3, 2],
	[3, 3, 3, 3],
	[3, 3, 3, 3],
	[2, 2, 2, 2],
	[1, 2, 3, 4],
	[4, 4, 4, 4],
	[1, 1, 2, 1],
	[2, 2, 2, 2],
	[N, 5, 5, 5],
	[N, N, 1, 1],
	[N, N, 3, N]
];

/** Five observers, fifteen units: Gwet 2014, page 120. */
const FIVE_OBSERVERS = [
	[1, 1, 2, N, 2],
	[1, 1, 0, 1, N],
	[2, 3, 3, 3, N],
	[N, 0, 0, N, 0],
	[0, 0, 0, N, 0],
	[0, 0, 0, N, 0],
	[1, 0, 2, N, 1],
	[1, N, 2, 0, N],
	[2, 2, 2, N, 2],
	[2, 1, 1, 1, N],
	[N, 1, 0, 0, N],
	[0, 0, 0, 0, N],
	[1, 2, 2, 2, N],
	[3, 3, 2, 2, 3],
	[1, 1, 1, N, 1]
];

/** Two abstractors, 100 pregnancies in three categories: Gwet 2014. */
const ABSTRACTORS = [
	[13, 0, 0],
	[0, 20, 7],
	[0, 4, 56]
];

/** Two methods of diagnosis, 223 patients in four categories: Gwet 2014, chapter 2. */
const DIAGNOSES = [
	[40, 6, 4, 15],
	[4, 25, 1, 5],
	[4, 2, 21, 9],
	[17, 13, 12, 45]
];

/** A table of two raters as ratings, a row for each thing rated. */
function ratingsOf(table: number[][]): number[][] {
	return table.flatMap((row, i) => row.flatMap((count, j) => Array.from({ length: count }, () => [i + 1, j + 1])));
}

const anyRatings = fc.array(fc.array(fc.option(fc.integer({ min: 0, max: 3 })), { minLength: 3, maxLength: 3 }), {
	maxLength: 12
});
const DIFFERENCES = ['nominal', 'ordinal', 'interval', 'ratio'] as const;
const WEIGHTS: AgreementWeights[] = ['identity', 'linear', 'quadratic', 'ordinal', 'radical'];

describe('krippendorffAlpha', () => {
	test.each([
		['nominal', 0.743],
		['ordinal', 0.815],
		['interval', 0.849],
		['ratio', 0.797]
	] as const)('four observers, %s difference: %d as published', (difference, alpha) => {
		expect(krippendorffAlpha(FOUR_OBSERVERS, difference)).toBeCloseTo(alpha, 3);
	});

	test('two observers, two values: example A of the same paper', () => {
		const one = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0];
		const other = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0];
		expect(
			krippendorffAlpha(
				one.map((value, at) => [value, other[at]!]),
				'nominal'
			)
		).toBeCloseTo(0.095, 3);
	});

	test('two observers, five values: example B of the same paper', () => {
		const code = (letter: string) => letter.charCodeAt(0);
		const [one, other] = ['aabbdcccedda', 'babbbccceddd'].map((letters) => [...letters].map(code)) as [
			number[],
			number[]
		];
		expect(
			krippendorffAlpha(
				one.map((value, at) => [value, other[at]!]),
				'nominal'
			)
		).toBeCloseTo(0.692, 3);
	});

	test('with two values every difference is the same', () => {
		const zeroAndOne = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1)), {
			minLength: 1,
			maxLength: 20
		});
		fc.assert(
			fc.property(zeroAndOne, (ratings) => {
				const nominal = krippendorffAlpha(ratings, 'nominal');
				for (const difference of DIFFERENCES) {
					const alpha = krippendorffAlpha(ratings, difference);
					if (nominal === null) expect(alpha).toBeNull();
					else expect(alpha).toBeCloseTo(nominal, 10);
				}
			})
		);
	});

	test('never above 1, and the same whatever the order of plans and raters', () => {
		fc.assert(
			fc.property(anyRatings, fc.constantFrom(...DIFFERENCES), (ratings, difference) => {
				const alpha = krippendorffAlpha(ratings, difference);
				const turned = krippendorffAlpha(ratings.map((row) => row.toReversed()).toReversed(), difference);
				if (alpha === null) expect(turned).toBeNull();
				else {
					expect(alpha).toBeLessThanOrEqual(1);
					expect(turned).toBeCloseTo(alpha, 10);
				}
			})
		);
	});

	test('a plan with one rating or none changes nothing', () => {
		const more = [...FOUR_OBSERVERS, [N, N, 2, N], [N, N, N, N]];
		expect(krippendorffAlpha(more, 'ordinal')).toBe(krippendorffAlpha(FOUR_OBSERVERS, 'ordinal'));
	});

	test.each([
		['no plan', []],
		['no rating', [[N, N]]],
		[
			'no two ratings of one plan',
			[
				[1, N],
				[N, 2]
			]
		],
		[
			'no variation',
			[
				[2, 2],
				[2, 2]
			]
		],
		[
			'variation only in what has no pair',
			[
				[2, 2],
				[1, N]
			]
		]
	])('%s: cannot be computed', (_, ratings) => {
		for (const difference of DIFFERENCES) expect(krippendorffAlpha(ratings, difference)).toBeNull();
	});

	test.each([
		[
			'full agreement',
			[
				[1, 1],
				[2, 2]
			],
			1
		],
		[
			'full disagreement of two',
			[
				[1, 2],
				[2, 1]
			],
			-0.5
		]
	])('%s', (_, ratings, alpha) => {
		expect(krippendorffAlpha(ratings, 'nominal')).toBeCloseTo(alpha, 12);
	});

	test('refuses what is no number, and less than 0 for a ratio', () => {
		expect(() => krippendorffAlpha([[Number.NaN, 1]], 'nominal')).toThrow('NaN is not a rating');
		expect(() => krippendorffAlpha([[-1, 1]], 'ratio')).toThrow('0 or more');
		expect(krippendorffAlpha([[-1, 1]], 'interval')).toBe(0);
	});
});

describe('gwetAc', () => {
	// As published with the irrCAC package, whose author is Gwet.
	test.each([
		['identity', 0.775],
		['linear', 0.859],
		['quadratic', 0.914],
		['ordinal', 0.899],
		['radical', 0.82]
	] as const)('four observers, %s weights: %d as published', (weights, coefficient) => {
		expect(gwetAc(FOUR_OBSERVERS, { weights, categories: [1, 2, 3, 4, 5] })).toBeCloseTo(coefficient, 3);
	});

	test('AC1 of four observers to five places', () => {
		expect(gwetAc(FOUR_OBSERVERS, { weights: 'identity', categories: [1, 2, 3, 4, 5] })).toBeCloseTo(0.77544, 5);
	});

	test('five observers: 0.497', () => {
		expect(gwetAc(FIVE_OBSERVERS, { weights: 'identity', categories: [0, 1, 2, 3] })).toBeCloseTo(0.497, 3);
	});

	test.each([
		['identity', 0.849, 0.456],
		['linear', 0.9, 0.377],
		['quadratic', 0.94, 0.299],
		['ordinal', 0.925, 0.324],
		['radical', 0.875, 0.418]
	] as const)('two tables of two raters, %s weights', (weights, abstractors, diagnoses) => {
		expect(gwetAc(ratingsOf(ABSTRACTORS), { weights, categories: [1, 2, 3] })).toBeCloseTo(abstractors, 3);
		expect(gwetAc(ratingsOf(DIAGNOSES), { weights, categories: [1, 2, 3, 4] })).toBeCloseTo(diagnoses, 3);
	});

	test('stays high where nearly all is the same, where kappa falls to nought', () => {
		const table = [
			[98, 1],
			[1, 0]
		];
		expect(gwetAc(ratingsOf(table), { weights: 'identity', categories: [1, 2] })).toBeGreaterThan(0.97);
		expect(cohenKappa(table, 'none')).toBeLessThan(0);
	});

	test('categories that nobody used count, and so does a plan with one rating, but not one with none', () => {
		const ratings = [
			[1, 1],
			[2, 2],
			[1, 2]
		];
		const coefficient = (rows: (number | null)[][], categories: number[]) =>
			gwetAc(rows, { weights: 'identity', categories })!;
		// By hand: agreement 2/3, both categories at a half. Chance: 1/2 with two categories, 1/4 with three.
		expect(coefficient(ratings, [1, 2])).toBeCloseTo(1 / 3, 12);
		expect(coefficient(ratings, [3, 1, 2])).toBeCloseTo(5 / 9, 12);
		expect(coefficient([...ratings, [N, N]], [1, 2])).toBeCloseTo(1 / 3, 12);
		// With a plan rated 1 once, category 1 has 5/8: chance 2 x 5/8 x 3/8 = 15/32.
		expect(coefficient([...ratings, [1, N]], [1, 2])).toBeCloseTo((2 / 3 - 15 / 32) / (17 / 32), 12);
	});

	test('full agreement is 1, also without variation', () => {
		for (const weights of WEIGHTS) {
			expect(
				gwetAc(
					[
						[2, 2],
						[2, 2]
					],
					{ weights, categories: [0, 1, 2] }
				)
			).toBe(1);
			expect(
				gwetAc(
					[
						[0, 0],
						[2, 2]
					],
					{ weights, categories: [0, 1, 2] }
				)
			).toBeCloseTo(1, 12);
		}
	});

	test('never above 1', () => {
		fc.assert(
			fc.property(anyRatings, fc.constantFrom(...WEIGHTS), (ratings, weights) => {
				const coefficient = gwetAc(ratings, { weights, categories: [0, 1, 2, 3] });
				if (coefficient !== null) expect(coefficient).toBeLessThanOrEqual(1 + 1e-12);
			})
		);
	});

	test.each([
		['no plan', [], [0, 1]],
		[
			'no two ratings of one plan',
			[
				[0, N],
				[N, 1]
			],
			[0, 1]
		],
		['one category', [[0, 0]], [0]],
		['no category', [], []]
	])('%s: cannot be computed', (_, ratings, categories) => {
		expect(gwetAc(ratings, { weights: 'linear', categories })).toBeNull();
	});

	test('refuses a rating outside the categories and a category twice', () => {
		expect(() => gwetAc([[0, 7]], { weights: 'linear', categories: [0, 1] })).toThrow('the rating 7');
		expect(() => gwetAc([[0, 1]], { weights: 'linear', categories: [0, 1, 1] })).toThrow('twice');
	});
});

describe('cohenKappa', () => {
	test.each([
		[
			'Cohen 1960, table 2',
			[
				[88, 14, 18],
				[10, 40, 10],
				[2, 6, 12]
			],
			0.492
		],
		[
			'Fleiss, Levin and Paik, table 18.1',
			[
				[75, 1, 4],
				[5, 4, 1],
				[0, 0, 10]
			],
			0.676
		],
		['Gwet 2014, abstractors', ABSTRACTORS, 0.7964]
	])('%s', (_, table, kappa) => {
		expect(cohenKappa(table, 'none')).toBeCloseTo(kappa, 3);
	});

	test('two dermatologists, 88 patients (SAS/STAT, documentation of PROC FREQ)', () => {
		const table = [
			[10, 4, 1, 0],
			[5, 10, 12, 2],
			[2, 4, 12, 5],
			[0, 2, 6, 13]
		];
		expect(cohenKappa(table, 'none')).toBeCloseTo(0.3449, 4);
		expect(cohenKappa(table, 'linear')).toBeCloseTo(0.5082, 4);
	});

	test('quadratic weights, by hand', () => {
		// Squared disagreement of 8 plans: 4 + 2 + 1 = 7; of the margins 3, 3, 2 and 4, 2, 2: 6 + 24 + 12 + 6 + 32 + 4 = 84.
		const table = [
			[2, 0, 1],
			[2, 1, 0],
			[0, 1, 1]
		];
		expect(cohenKappa(table, 'quadratic')).toBeCloseTo(1 - (8 * 7) / 84, 12);
	});

	test('with two categories all weights are the same', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(50), { minLength: 4, maxLength: 4 }), ([a, b, c, d]) => {
				const table = [
					[a!, b!],
					[c!, d!]
				];
				expect(cohenKappa(table, 'linear')).toBe(cohenKappa(table, 'none'));
				expect(cohenKappa(table, 'quadratic')).toBe(cohenKappa(table, 'none'));
			})
		);
	});

	test.each([
		['nothing', []],
		[
			'no plans',
			[
				[0, 0],
				[0, 0]
			]
		],
		[
			'both always the same category: chance alone gives full agreement',
			[
				[7, 0],
				[0, 0]
			]
		]
	])('%s: cannot be computed', (_, table) => {
		for (const weights of ['none', 'linear', 'quadratic'] as const) expect(cohenKappa(table, weights)).toBeNull();
	});

	test('each rater always the same, but not the other’s: 0', () => {
		expect(
			cohenKappa(
				[
					[0, 7],
					[0, 0]
				],
				'none'
			)
		).toBe(0);
	});

	test.each([
		[
			'not square',
			[
				[1, 2, 3],
				[4, 5, 6]
			]
		],
		[
			'negative',
			[
				[1, -2],
				[3, 4]
			]
		],
		[
			'no number',
			[
				[1, Number.NaN],
				[3, 4]
			]
		]
	])('refuses a table that is %s', (_, table) => {
		expect(() => cohenKappa(table, 'none')).toThrow(RangeError);
	});
});

describe('bootstrapInterval', () => {
	const nominal = (ratings: readonly (readonly (number | null)[])[]) => krippendorffAlpha(ratings, 'nominal');

	test('holds the coefficient, is the same for the same seed and narrows with more plans', () => {
		const interval = bootstrapInterval(FIVE_OBSERVERS, nominal, { seed: 'a' })!;
		expect(interval.low).toBeLessThan(nominal(FIVE_OBSERVERS)!);
		expect(interval.high).toBeGreaterThan(nominal(FIVE_OBSERVERS)!);
		expect(bootstrapInterval(FIVE_OBSERVERS, nominal, { seed: 'a' })).toEqual(interval);
		expect(bootstrapInterval(FIVE_OBSERVERS, nominal, { seed: 'b' })).not.toEqual(interval);
		const many = Array.from({ length: 16 }, () => FIVE_OBSERVERS).flat();
		const narrow = bootstrapInterval(many, nominal, { seed: 'a', draws: 200 })!;
		expect((narrow.high - narrow.low) * 2.5).toBeLessThan(interval.high - interval.low);
	});

	test('a lower level is narrower, the whole is all that was drawn', () => {
		const width = (level: number) => {
			const { low, high } = bootstrapInterval(FIVE_OBSERVERS, nominal, { seed: 'a', draws: 200, level })!;
			return high - low;
		};
		expect(width(0.5)).toBeLessThan(width(0.95));
		expect(width(0.95)).toBeLessThan(width(1));
	});

	test('covers the true value about as often as it says', () => {
		// Two raters who agree on 80 of 100 in truth, half of each value: alpha near 0.6; 19 of 20 intervals should hold it.
		const truth = [
			...Array<number[]>(40).fill([0, 0]),
			...Array<number[]>(40).fill([1, 1]),
			...Array<number[]>(10).fill([0, 1]),
			...Array<number[]>(10).fill([1, 0])
		];
		const random = randomStream('coverage');
		const trials = 100;
		let held = 0;
		for (let trial = 0; trial < trials; trial++) {
			const drawn = truth.map(() => pick(random, truth));
			const { low, high } = bootstrapInterval(drawn, nominal, { seed: `trial ${trial}`, draws: 100 })!;
			if (low <= 0.6 && 0.6 <= high) held++;
		}
		expect(held).toBeGreaterThanOrEqual(85);
	});

	test.each([
		['nothing to compute', [[1, N]]],
		['too few plans that disagree', [[1, 1], [2, 2], ...Array<number[]>(40).fill([N as never, 1])]]
	])('%s: none', (_, ratings) => {
		expect(bootstrapInterval(ratings, nominal, { seed: 'a' })).toBeNull();
	});
});
