import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fraction, integer, pick, randomStream, sampleOf, shuffle, type Random } from '#lib/domain/random.ts';

/** A stream that gives these numbers and then fails, to see exactly how many were taken. */
function streamOf(...numbers: number[]): Random {
	let at = 0;
	return () => {
		const next = numbers[at++];
		if (next === undefined) throw new Error('the stream is used up');
		return next;
	};
}

function counted<T>(values: T[]): Map<T, number> {
	const counts = new Map<T, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return counts;
}

describe('randomStream', () => {
	// A published sample can be drawn again years later, so the streams of these seeds must never change.
	test.each([
		['', [203509755, 3604600465, 3996645068, 1692306580]],
		['autumn-2026', [1995622429, 2207626512, 894611586, 2645911309]],
		['Łódź 🧵', [839000803, 3446146857, 3364815675, 3167656102]]
	])('the stream of %j is as it always was', (seed, expected) => {
		const random = randomStream(seed);
		expect([random(), random(), random(), random()]).toEqual(expected);
	});

	test('numbers are whole, from 0 to 2^32 - 1', () => {
		fc.assert(
			fc.property(fc.string(), (seed) => {
				const drawn = randomStream(seed)();
				return Number.isInteger(drawn) && drawn >= 0 && drawn < 2 ** 32;
			})
		);
	});

	test('seeds that differ in one character give streams that do not overlap', () => {
		const starts = Array.from({ length: 5_000 }, (_, at) => {
			const random = randomStream(`term-${at}`);
			return `${random()} ${random()}`;
		});
		expect(new Set(starts).size).toBe(5_000);
	});

	test('each of the 32 bits is set half of the time, along a stream and over first numbers of many seeds', () => {
		const random = randomStream('bits');
		const along = Array.from({ length: 20_000 }, () => random());
		const across = Array.from({ length: 20_000 }, (_, at) => randomStream(String(at))());
		for (const numbers of [along, across])
			for (let bit = 0; bit < 32; bit++) {
				const set = numbers.filter((number) => (number >>> bit) & 1).length;
				// 20,000 throws of a fair coin have a standard deviation of 71; five of them are allowed.
				expect(Math.abs(set - 10_000), `bit ${bit}`).toBeLessThan(354);
			}
	});
});

describe('integer', () => {
	test('throws numbers away that would make small results likelier', () => {
		// The last multiple of 3 below 2^32 is 4,294,967,295, so only that number is refused.
		expect(integer(streamOf(4_294_967_295, 4_294_967_294), 3)).toBe(2);
		expect(integer(streamOf(4_294_967_295), 2 ** 32)).toBe(4_294_967_295);
		expect(integer(streamOf(4_294_967_295), 1)).toBe(0);
	});

	test('every result is equally likely', () => {
		const random = randomStream('dice');
		const counts = counted(Array.from({ length: 60_000 }, () => integer(random, 6)));
		const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
		expect(counts.size).toBe(6);
		// The 99.9 % point of chi square with 5 degrees of freedom.
		expect(chiSquare).toBeLessThan(20.5);
	});

	test.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])('refuses to draw one of %d numbers', (n) => {
		expect(() => integer(randomStream('x'), n)).toThrow(RangeError);
	});
});

test('fraction lies from 0 up to but not including 1', () => {
	expect(fraction(streamOf(0))).toBe(0);
	expect(fraction(streamOf(4_294_967_295))).toBeLessThan(1);
	expect(fraction(streamOf(2 ** 31))).toBe(0.5);
});

describe('shuffle', () => {
	test('keeps every value and leaves the given array alone', () => {
		fc.assert(
			fc.property(fc.array(fc.integer()), fc.string(), (values, seed) => {
				const before = [...values];
				const after = shuffle(randomStream(seed), values);
				expect(values).toEqual(before);
				expect([...after].sort()).toEqual([...before].sort());
			})
		);
	});

	test('every order of four is equally likely', () => {
		const random = randomStream('orders');
		const counts = counted(Array.from({ length: 24_000 }, () => shuffle(random, ['a', 'b', 'c', 'd']).join('')));
		const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
		expect(counts.size).toBe(24);
		// The 99.9 % point of chi square with 23 degrees of freedom.
		expect(chiSquare).toBeLessThan(49.7);
	});
});

describe('sampleOf', () => {
	test('gives so many different places of the array', () => {
		fc.assert(
			fc.property(fc.nat(30), fc.nat(30), fc.string(), (size, count, seed) => {
				fc.pre(count <= size);
				const values = Array.from({ length: size }, (_, at) => at);
				const drawn = sampleOf(randomStream(seed), values, count);
				expect(drawn).toHaveLength(count);
				expect(new Set(drawn).size).toBe(count);
			})
		);
	});

	test('every pair of five is equally likely', () => {
		const random = randomStream('pairs');
		const pairs = Array.from({ length: 20_000 }, () => sampleOf(random, [1, 2, 3, 4, 5], 2).sort().join());
		const counts = counted(pairs);
		const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 2_000) ** 2 / 2_000, 0);
		expect(counts.size).toBe(10);
		// The 99.9 % point of chi square with 9 degrees of freedom.
		expect(chiSquare).toBeLessThan(27.9);
	});

	test.each([4, -1, 0.5])('refuses %d of three', (count) => {
		expect(() => sampleOf(randomStream('x'), [1, 2, 3], count)).toThrow(RangeError);
	});
});

test('pick gives one of the values and refuses an empty list', () => {
	const random = randomStream('picks');
	const picked = Array.from({ length: 200 }, () => pick(random, ['north', 'south', 'east']));
	expect(new Set(picked)).toEqual(new Set(['north', 'south', 'east']));
	expect(() => pick(random, [])).toThrow(RangeError);
});
