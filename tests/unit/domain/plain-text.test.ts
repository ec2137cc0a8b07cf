import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paragraphsOf, PlainLine, PlainText, shortened, tidyText } from '#lib/domain/plain-text.ts';

describe('typed words', () => {
	test.each([
		['new lines of any kind', 'one\r\ntwo\rthree\nfour', 'one\ntwo\nthree\nfour'],
		['space at the ends', '  one  \n two  \n\n', 'one\n two'],
		['many empty lines', 'one\n\n\n\n\ntwo', 'one\n\ntwo'],
		['control characters', 'a\u0000b\u0007c\td', 'a b c d'],
		['letters in parts', 'e\u0301', '\u00e9'],
		['what is no markup to us', '<b>#import $x$ *y*</b>', '<b>#import $x$ *y*</b>'],
		['nothing', ' \n \r\n ', '']
	])('%s', (_, typed, tidy) => expect(tidyText(typed)).toBe(tidy));

	test('are tidy once they are tidied', () => {
		fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (typed) => tidyText(tidyText(typed)) === tidyText(typed)));
	});

	test('are counted once they are tidy, and a line is one line', () => {
		expect(PlainText(5).parse('  12345 \r\n')).toBe('12345');
		expect(PlainText(5).safeParse('123456').error?.issues[0]?.message).toBe('Shorten this to 5 characters or fewer');
		expect(PlainLine(9, 'Write it').parse('one\r\n\r\ntwo ')).toBe('one two');
		expect(PlainLine(9, 'Write it').safeParse(' \n ').error?.issues[0]?.message).toBe('Write it');
	});

	test('are shown as paragraphs, one a line', () => {
		expect(paragraphsOf('one\n\n two \n')).toEqual(['one', 'two']);
		expect(paragraphsOf('')).toEqual([]);
	});
});

describe('shortening', () => {
	test.each([
		['fits exactly', '12345', 5, '12345'],
		['between words', 'one two three', 10, 'one two …'],
		['never after a comma', 'one, two', 6, 'one …'],
		['in the middle where there is no space', 'abcdefghij', 6, 'abcd …']
	])('%s', (_, text, most, short) => expect(shortened(text, most)).toBe(short));

	test('is never longer than asked, nor half a character', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 60 }), (text, most) => {
				const short = shortened(text, most);
				expect(short.length).toBeLessThanOrEqual(most);
				if (text.isWellFormed()) expect(short.isWellFormed()).toBe(true);
			})
		);
	});
});
