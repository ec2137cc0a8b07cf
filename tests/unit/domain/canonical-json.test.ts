import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#lib/domain/canonical-json.ts';

/** Numbers of RFC 8785, appendix B: the bits of the double, and its text. */
const rfcNumbers: [bits: string, text: string][] = [
	['0000000000000000', '0'],
	['8000000000000000', '0'],
	['0000000000000001', '5e-324'],
	['8000000000000001', '-5e-324'],
	['7fefffffffffffff', '1.7976931348623157e+308'],
	['ffefffffffffffff', '-1.7976931348623157e+308'],
	['4340000000000000', '9007199254740992'],
	['c340000000000000', '-9007199254740992'],
	['4430000000000000', '295147905179352830000'],
	['44b52d02c7e14af5', '9.999999999999997e+22'],
	['44b52d02c7e14af6', '1e+23'],
	['44b52d02c7e14af7', '1.0000000000000001e+23'],
	['444b1ae4d6e2ef4e', '999999999999999700000'],
	['444b1ae4d6e2ef4f', '999999999999999900000'],
	['444b1ae4d6e2ef50', '1e+21'],
	['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
	['3eb0c6f7a0b5ed8d', '0.000001'],
	['41b3de4355555553', '333333333.3333332'],
	['41b3de4355555557', '333333333.33333343'],
	['becbf647612f3696', '-0.0000033333333333333333'],
	['43143ff3c1cb0959', '1424953923781206.2']
];

function doubleOf(bits: string): number {
	return Buffer.from(bits, 'hex').readDoubleBE(0);
}

describe('RFC 8785', () => {
	test.each(rfcNumbers)('the number %s is written %s', (bits, text) => {
		expect(canonicalJson(doubleOf(bits))).toBe(text);
	});

	test.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])('the number %s is refused', (bits) => {
		expect(() => canonicalJson(doubleOf(bits))).toThrow(TypeError);
	});

	test('the example of section 3.2.2, its escapes and its order of keys', () => {
		const input = JSON.parse(
			'{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
				'"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
		) as unknown;
		expect(canonicalJson(input)).toBe(
			'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
				'"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
		);
	});

	test('keys are sorted by UTF-16 code units, as in section 3.2.3', () => {
		const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
		const text = canonicalJson(Object.fromEntries(keys.map((key, at) => [key, at])));
		expect(Object.keys(JSON.parse(text) as object).filter((key) => key !== '1')).toEqual([
			'\r',
			'\u0080',
			'\u00f6',
			'\u20ac',
			'\u{1f600}',
			'\ufb33'
		]);
		expect(text.startsWith('{"\\r":1,"1":3,')).toBe(true);
	});
});

test.each([
	[{ b: 1, a: undefined }, '{"b":1}'],
	[{ b: [{ d: 1, c: 2 }], a: {} }, '{"a":{},"b":[{"c":2,"d":1}]}'],
	[[], '[]'],
	[null, 'null'],
	['', '""']
])('%j is written %s', (value, text) => {
	expect(canonicalJson(value)).toBe(text);
});

test.each<[string, unknown]>([
	['a lone surrogate in a text', 'x\ud800'],
	['a lone surrogate in a key', { '\udfff': 1 }],
	['undefined', undefined],
	['undefined in a list', [undefined]],
	['a big integer', 1n],
	['a function', () => 1],
	['a symbol', Symbol('x')]
])('%s is refused', (_what, value) => {
	expect(() => canonicalJson(value)).toThrow(TypeError);
});

/** JSON values as they can come over the wire, well-formed. */
const json = fc.jsonValue({ stringUnit: 'grapheme' });

test('any JSON value: as another implementation writes it, and the same again after a round trip', () => {
	fc.assert(
		fc.property(json, (value) => {
			const plain = JSON.parse(JSON.stringify(value)) as unknown;
			const text = canonicalJson(plain);
			expect(text).toBe(canonicalize(plain));
			expect(JSON.parse(text)).toEqual(plain);
			expect(canonicalJson(JSON.parse(text))).toBe(text);
		})
	);
});

test('the order in which keys were put in does not matter', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.integer()), (value) => {
			const reversed = Object.fromEntries(Object.entries(value).reverse());
			expect(canonicalJson(reversed)).toBe(canonicalJson(value));
		})
	);
});
