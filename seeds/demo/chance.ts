/** Weighted choices on top of the domain's seeded streams: the same stream, the same choices. */
import { fraction, integer, shuffle, type Random } from '#lib/domain/random.ts';

/** Gives whether something of this share (0 to 1) happens this time. */
export function happens(random: Random, share: number): boolean {
	return fraction(random) < share;
}

/** Gives a whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
	return low + integer(random, Math.max(1, high - low + 1));
}

/** Gives one of the values, each as likely as its weight says. Throws a RangeError where no weight is above 0. */
export function weighted<T>(random: Random, values: readonly T[], weightOf: (value: T) => number): T {
	const weights = values.map(weightOf);
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	if (!(total > 0)) throw new RangeError('no value has a weight');
	let left = fraction(random) * total;
	for (const [at, weight] of weights.entries()) {
		left -= weight;
		if (left < 0) return values[at] as T;
	}
	return values[weights.findLastIndex((weight) => weight > 0)] as T;
}

/** Gives the keys of a count table, each as often as its count, in random order. */
export function dealt<K extends string>(random: Random, counts: Readonly<Partial<Record<K, number>>>): K[] {
	const cards = (Object.entries(counts) as [K, number][]).flatMap(([key, count]) =>
		Array.from({ length: count }, () => key)
	);
	return shuffle(random, cards);
}
