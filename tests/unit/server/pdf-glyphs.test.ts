import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { coverageOf, printable, printableText, REPLACEMENT } from '#lib/server/pdf-glyphs.ts';

const folder = createRequire(import.meta.url).resolve('@expo-google-fonts/source-sans-3/package.json');
const font = readFileSync(folder.replace('package.json', '400Regular/SourceSans3_400Regular.ttf'));
const covers = coverageOf(font);

describe('what a font draws', () => {
	test.each([
		['a letter', 'a', true],
		['an accent', 'ŵ', true],
		['a Greek letter', 'Ω', true],
		['a Cyrillic letter', 'Ж', true],
		['typographic marks', '’', true],
		['an Arabic letter', 'م', false],
		['a Chinese character', '学', false],
		['an emoji', '😀', false],
		['a code point nobody uses', '\u{10fffd}', false]
	])('%s', (_, char, drawn) => {
		expect(covers(char.codePointAt(0) ?? 0)).toBe(drawn);
	});

	test('bytes that are no font are refused', () => {
		expect(() => coverageOf(new Uint8Array(64))).toThrow(RangeError);
	});
});

describe('printable text', () => {
	test.each([
		['plain', 'Ashgrove Primary School', 'Ashgrove Primary School'],
		['an emoji', 'Sun 😀', `Sun ${REPLACEMENT}`],
		['one mark for one character seen', '👨‍👩‍👧‍👦', REPLACEMENT],
		['a flag', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', REPLACEMENT],
		['parts that make one letter', 'e\u0301', 'é'],
		['a letter whose accent the font lacks', 'q\u0363', 'q'],
		['what is not seen', 'a\u200bb\u202ec\ufeffd', 'abcd'],
		['control characters', 'a\u0000b\u0007c', 'a b c'],
		['lines', 'a\nb\tc', 'a\nb\tc'],
		['nothing', '', '']
	])('%s', (_, text, shown) => {
		expect(printableText(text, covers)).toBe(shown);
	});

	test('every text in a value is made printable, and nothing else changes', () => {
		const value = { name: 'a😀', list: ['😀', 3, null, true], deep: { count: 6 } };
		expect(printable(value, covers)).toEqual({
			name: `a${REPLACEMENT}`,
			list: [REPLACEMENT, 3, null, true],
			deep: { count: 6 }
		});
	});
});
