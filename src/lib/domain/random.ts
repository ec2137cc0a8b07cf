/**
 * Seeded chance: the same seed gives the same stream on every machine, because only exact 32-bit whole-number arithmetic is
 * used. Made for samples and proposals that somebody must be able to draw again, never for secrets.
 */

/** A stream of whole numbers, each from 0 to 2^32 - 1. Calling it moves it on. */
export type Random = () => number;

const TWO_TO_32 = 0x1_0000_0000;

/** Multiplier and start of each of the four hashes of a seed: odd numbers without a pattern, different for each. */
const LANES: readonly (readonly [number, number])[] = [
	[0x9e3779b1, 0x243f6a88],
	[0x85ebca77, 0x85a308d3],
	[0xc2b2ae3d, 0x13198a2e],
	[0x27d4eb2f, 0x03707344]
];

/** Mixes a 32-bit number so that each bit of it sways every bit of the result (the last step of MurmurHash3, Appleby 2011). */
function mixed(value: number): number {
	let bits = value;
	bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
	bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
	return (bits ^ (bits >>> 16)) | 0;
}

function hashed(seed: string, [multiplier, start]: readonly [number, number]): number {
	let hash = start ^ seed.length;
	for (let at = 0; at < seed.length; at++) {
		hash = Math.imul(hash ^ seed.charCodeAt(at), multiplier);
		hash ^= hash >>> 15;
	}
	return mixed(hash);
}

/**
 * Gives the stream of a seed: sfc32, "small fast counting" of the PractRand suite (Doty-Humphrey), its three words of state
 * and its counter filled from four hashes of the seed. Any string is a seed, the empty one too.
 */
export function randomStream(seed: string): Random {
	let [a, b, c, counter] = LANES.map((lane) => hashed(seed, lane)) as [number, number, number, number];
	const next = () => {
		const sum = (a + b + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (((c << 21) | (c >>> 11)) + sum) | 0;
		return sum >>> 0;
	};
	// Fifteen steps until every word of the state hangs on every word of the seed's hash.
	for (let step = 0; step < 15; step++) next();
	return next;
}

/**
 * Gives a whole number from 0 to n - 1, each equally likely: numbers above the last whole multiple of n are thrown away.
 * Throws a RangeError unless n is a whole number from 1 to 2^32.
 */
export function integer(random: Random, n: number): number {
	if (!Number.isInteger(n) || n < 1 || n > TWO_TO_32) throw new RangeError(`cannot draw one of ${n} numbers`);
	const limit = TWO_TO_32 - (TWO_TO_32 % n);
	let drawn = random();
	while (drawn >= limit) drawn = random();
	return drawn % n;
}

/** Gives a number from 0 up to, but not including, 1, in steps of 2^-32. */
export function fraction(random: Random): number {
	return random() / TWO_TO_32;
}

/** Gives a new array with the same values in random order (Fisher and Yates), every order equally likely. */
export function shuffle<T>(random: Random, values: readonly T[]): T[] {
	const shuffled = [...values];
	for (let left = shuffled.length; left > 1; left--) {
		const at = integer(random, left);
		[shuffled[left - 1], shuffled[at]] = [shuffled[at]!, shuffled[left - 1]!];
	}
	return shuffled;
}

/**
 * Gives `count` of the values, without putting any back, every choice equally likely (simple random sampling).
 * They come in random order. Throws a RangeError where there are fewer values than that.
 */
export function sampleOf<T>(random: Random, values: readonly T[], count: number): T[] {
	if (!Number.isInteger(count) || count < 0 || count > values.length)
		throw new RangeError(`cannot draw ${count} of ${values.length} values`);
	const pool = [...values];
	for (let at = 0; at < count; at++) {
		const other = at + integer(random, pool.length - at);
		[pool[at], pool[other]] = [pool[other]!, pool[at]!];
	}
	return pool.slice(0, count);
}

/** Gives one of the values, each equally likely. Throws a RangeError where there is none. */
export function pick<T>(random: Random, values: readonly T[]): T {
	return values[integer(random, values.length)]!;
}
