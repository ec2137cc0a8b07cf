/**
 * How far two auditors of the same plan agree, beyond what chance alone would give. Ratings: one row a plan, one column a rater,
 * null where a rater did not rate. Each coefficient is 1 for full agreement, 0 for what chance would give, and null where it
 * cannot be computed.
 */
import { integer, randomStream } from './random.ts';
import type { Interval } from './share.ts';

export type Ratings = readonly (readonly (number | null)[])[];

/** The ratings of each row that were given. */
function givenRatings(ratings: Ratings): number[][] {
	const given = ratings.map((row) => row.filter((rating) => rating !== null));
	for (const rating of given.flat()) if (!Number.isFinite(rating)) throw new RangeError(`${rating} is not a rating`);
	return given;
}

function sumOf(numbers: Iterable<number>): number {
	let sum = 0;
	for (const number of numbers) sum += number;
	return sum;
}

/**
 * Krippendorff's alpha: one less observed disagreement over expected disagreement, over all pairs of ratings of one plan
 * (Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011). Any number of raters, missing ratings allowed.
 * Null where no plan has two ratings, or where all paired ratings are the same: without variation there is nothing to agree
 * on (0 / 0). Throws a RangeError on ratings that are no finite numbers, or negative with the ratio difference.
 */
export function krippendorffAlpha(
	ratings: Ratings,
	difference: 'nominal' | 'ordinal' | 'interval' | 'ratio'
): number | null {
	const units = givenRatings(ratings).filter((unit) => unit.length >= 2);
	const pairable = units.flat();
	const values = [...new Set(pairable)].sort((a, b) => a - b);
	if (difference === 'ratio' && values[0]! < 0) throw new RangeError('the ratio difference needs ratings of 0 or more');
	const places = new Map(values.map((value, place) => [value, place]));
	const totals = values.map((value) => pairable.filter((rating) => rating === value).length);
	const delta = differences(values, totals, difference);
	const distance = (a: number, b: number) => delta[places.get(a)!]![places.get(b)!]!;

	const observed = sumOf(
		units.map((unit) => sumOf(unit.flatMap((a) => unit.map((b) => distance(a, b)))) / (unit.length - 1))
	);
	const expected = sumOf(values.flatMap((_, c) => values.map((__, k) => totals[c]! * totals[k]! * delta[c]![k]!)));
	return expected === 0 ? null : 1 - ((pairable.length - 1) * observed) / expected;
}

/** The squared difference of each two values, by their places; `totals`: how often each value was given. */
function differences(
	values: readonly number[],
	totals: readonly number[],
	difference: 'nominal' | 'ordinal' | 'interval' | 'ratio'
): number[][] {
	const between = (c: number, k: number): number => {
		const [a, b] = [values[c]!, values[k]!];
		switch (difference) {
			case 'nominal':
				return 1;
			case 'interval':
				return a - b;
			case 'ratio':
				return (a - b) / (a + b);
			case 'ordinal': {
				const [low, high] = c < k ? [c, k] : [k, c];
				return sumOf(totals.slice(low, high + 1)) - (totals[c]! + totals[k]!) / 2;
			}
		}
	};
	return values.map((_, c) => values.map((__, k) => (c === k ? 0 : between(c, k) ** 2)));
}

export type AgreementWeights = 'identity' | 'linear' | 'quadratic' | 'ordinal' | 'radical';

/**
 * Gwet's AC1 (identity weights) and AC2 (any other), which stay meaningful where nearly all ratings are the same and kappa does
 * not (Gwet, "Handbook of Inter-Rater Reliability", 4th edition 2014, chapters 2 to 4; "Computing inter-rater reliability and its
 * variance in the presence of high agreement", British Journal of Mathematical and Statistical Psychology 61, 2008).
 * `categories` holds every value that could have been given, also those that nobody gave. Any number of raters, missing ratings
 * allowed: plans with one rating count towards chance agreement, those with none do not. Null where no plan has two ratings, or
 * with fewer than two categories. Throws a RangeError on a rating outside the categories, or a category twice.
 */
export function gwetAc(
	ratings: Ratings,
	options: { readonly weights: AgreementWeights; readonly categories: readonly number[] }
): number | null {
	const categories = [...options.categories].sort((a, b) => a - b);
	if (new Set(categories).size < categories.length) throw new RangeError('a category is given twice');
	const units = givenRatings(ratings).filter((unit) => unit.length > 0);
	const counts = units.map((unit) => {
		for (const rating of unit)
			if (!categories.includes(rating)) throw new RangeError(`the rating ${rating} is not one of the categories`);
		return categories.map((category) => unit.filter((rating) => rating === category).length);
	});
	const q = categories.length;
	const paired = counts.filter((row) => sumOf(row) >= 2);
	if (q < 2 || paired.length === 0) return null;

	const weights = agreementWeights(categories, options.weights);
	const observed = paired.map((row) => {
		const raters = sumOf(row);
		const agreeing = row.map((count, k) => count * (sumOf(row.map((other, l) => weights[k]![l]! * other)) - 1));
		return sumOf(agreeing) / (raters * (raters - 1));
	});
	const pa = sumOf(observed) / paired.length;
	const prevalence = categories.map((_, k) => sumOf(counts.map((row) => row[k]! / sumOf(row))) / counts.length);
	const pe = (sumOf(weights.flat()) / (q * (q - 1))) * sumOf(prevalence.map((share) => share * (1 - share)));
	return (pa - pe) / (1 - pe);
}

/** How far each two categories agree, from 0 to 1 (Gwet 2014, section 3.5); `categories` in rising order, two at least. */
function agreementWeights(categories: readonly number[], weights: AgreementWeights): number[][] {
	const range = categories.at(-1)! - categories[0]!;
	const steps = categories.length;
	const between = (k: number, l: number): number => {
		const apart = Math.abs(categories[k]! - categories[l]!);
		const spanned = Math.abs(k - l) + 1;
		switch (weights) {
			case 'identity':
				return 0;
			case 'linear':
				return 1 - apart / range;
			case 'quadratic':
				return 1 - (apart / range) ** 2;
			case 'radical':
				return 1 - Math.sqrt(apart / range);
			case 'ordinal':
				return 1 - (spanned * (spanned - 1)) / (steps * (steps - 1));
		}
	};
	return categories.map((_, k) => categories.map((__, l) => (k === l ? 1 : between(k, l))));
}

/**
 * Cohen's kappa of two raters (Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20,
 * 1960), and weighted kappa with disagreements counted by their distance or its square (Cohen, "Weighted kappa", Psychological
 * Bulletin 70, 1968). `table` counts plans by the category of rater 1 (row) and rater 2 (column), categories in the same order.
 * Null where there are no plans, or where chance alone would give full agreement. Throws a RangeError where the table is not square or
 * holds anything but counts.
 */
export function cohenKappa(
	table: readonly (readonly number[])[],
	weights: 'none' | 'linear' | 'quadratic'
): number | null {
	if (table.some((row) => row.length !== table.length)) throw new RangeError('a table of two raters must be square');
	if (table.flat().some((count) => !(Number.isFinite(count) && count >= 0)))
		throw new RangeError('a table of two raters holds counts only');
	const total = sumOf(table.flat());
	const rows = table.map((row) => sumOf(row));
	const columns = table.map((_, j) => sumOf(table.map((row) => row[j]!)));
	const disagreement = (i: number, j: number): number => {
		if (weights === 'none') return i === j ? 0 : 1;
		return weights === 'linear' ? Math.abs(i - j) : (i - j) ** 2;
	};
	const observed = sumOf(table.flatMap((row, i) => row.map((count, j) => count * disagreement(i, j))));
	const expected = sumOf(table.flatMap((row, i) => row.map((_, j) => rows[i]! * columns[j]! * disagreement(i, j))));
	return expected === 0 ? null : 1 - (total * observed) / expected;
}

/**
 * Gives the percentile bootstrap interval of a coefficient, by drawing plans with replacement (Efron and Tibshirani, "An Introduction
 * to the Bootstrap", 1993, chapter 13). The seed fixes the draws. Null where the coefficient cannot be computed, or
 * cannot for half of the draws or more, as with few plans or hardly any disagreement.
 */
export function bootstrapInterval(
	ratings: Ratings,
	coefficient: (ratings: Ratings) => number | null,
	options: { readonly seed: string; readonly draws?: number; readonly level?: number }
): Interval | null {
	const { seed, draws = 1000, level = 0.95 } = options;
	if (coefficient(ratings) === null) return null;
	const random = randomStream(seed);
	const found: number[] = [];
	for (let draw = 0; draw < draws; draw++) {
		const value = coefficient(ratings.map(() => ratings[integer(random, ratings.length)]!));
		if (value !== null) found.push(value);
	}
	if (found.length * 2 <= draws) return null;
	found.sort((a, b) => a - b);
	const at = (share: number) => found[Math.min(found.length - 1, Math.floor(share * found.length))]!;
	return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}
