import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Hash, Id, PLAN_REF_ALPHABET, PlanRef, Urn } from '#lib/domain/ids.ts';

describe('a plan reference', () => {
	test.each([
		['LEW-7K3QF', true],
		['ABC-22222', true],
		['ABC-ZZZZZ', true],
		['LEW-7K3Q', false],
		['LEW-7K3QFF', false],
		['LE-7K3QF', false],
		['LEWI-7K3QF', false],
		['lew-7K3QF', false],
		['LEW-7k3qf', false],
		['LEW7K3QF', false],
		[' LEW-7K3QF', false],
		['LEW-7K3QF\n', false],
		['', false]
	])('%j: %s', (text, good) => {
		expect(PlanRef.safeParse(text).success).toBe(good);
	});

	test('is made of every letter of its alphabet and of no other', () => {
		const taken = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter(
			(letter) => PlanRef.safeParse(`LEW-${letter.repeat(5)}`).success
		);
		expect(taken.join('')).toBe(PLAN_REF_ALPHABET);
	});

	test('holds no vowel and nothing that is mistaken for another', () => {
		expect(PLAN_REF_ALPHABET).toHaveLength(27);
		expect(new Set(PLAN_REF_ALPHABET).size).toBe(27);
		expect(PLAN_REF_ALPHABET).not.toMatch(/[01AEIOUYL]/);
	});

	test('any five of its letters will do', () => {
		const five = fc.string({ unit: fc.constantFrom(...PLAN_REF_ALPHABET), minLength: 5, maxLength: 5 });
		fc.assert(fc.property(five, (letters) => PlanRef.safeParse(`LEW-${letters}`).success));
	});
});

test.each([
	['100000', true],
	['012345', true],
	['99999', false],
	['1000000', false],
	['10000a', false],
	['１００００００', false],
	['', false]
])('URN %j: %s', (text, good) => {
	expect(Urn.safeParse(text).success).toBe(good);
});

test.each([
	['a'.repeat(64), true],
	['0123456789abcdef'.repeat(4), true],
	['a'.repeat(63), false],
	['a'.repeat(65), false],
	['A'.repeat(64), false],
	['g'.repeat(64), false],
	['', false]
])('hash %j: %s', (text, good) => {
	expect(Hash.safeParse(text).success).toBe(good);
});

test.each([
	['0192f3a1-7b1c-7d2e-8f00-0123456789ab', true],
	['0192f3a1-7b1c-7d2e-8f00-0123456789a', false],
	['0192f3a17b1c7d2e8f000123456789ab', false],
	['', false]
])('id %j: %s', (text, good) => {
	expect(Id.safeParse(text).success).toBe(good);
});
