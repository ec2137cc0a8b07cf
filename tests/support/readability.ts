/**
 * How hard a text is to read. Flesch–Kincaid's grade is the American school year whose pupils read such a text; a pupil of grade 6 is 11
 * years old, so a text of grade 6.9 at most is one for a reading age of 11. Sentences end at . ! ? and, as Flesch has it, at : and ; too.
 * (Kincaid and others, "Derivation of new readability formulas", Naval Technical Training Command, 1975.)
 */
import { syllable } from 'syllable';

/** Reading age 11: below grade 7. */
export const GRADE_LIMIT = 6.9;
/** What can be held in mind at once: GOV.UK asks for 25 words at most; a reader of 11 gets fewer. */
export const SENTENCE_LIMIT = 22;
/** The formula was made for passages. Below this it jumps with a single word, so short texts are judged by their words alone. */
export const SHORT = 12;
/** A word that a reader of 11 may stumble over, unless the glossary explains it. */
export const HARD_SYLLABLES = 4;

export interface Reading {
	readonly words: number;
	readonly sentences: number;
	readonly grade: number;
	readonly longest: number;
	readonly hardWords: readonly string[];
}

/** Gives the sentences of a text. */
export function sentencesOf(text: string): string[] {
	return text
		.split(/(?<=[.!?:;…])["”’)]*\s+|\n+/)
		.map((one) => one.trim())
		.filter((one) => wordsOf(one).length > 0);
}

/** Gives the words of a text. A number, a code and a letter are words too, as they are read out. */
export function wordsOf(text: string): string[] {
	return text.match(/[\p{L}\p{N}]+(?:['’.][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Gives how many syllables a word counts: a word that the glossary explains is a known one and counts two at most. */
function weight(word: string, known: ReadonlySet<string>): number {
	// An address is not read out letter by letter.
	if (/\d|\p{L}\.\p{L}/u.test(word) || /^[A-Z]{2,}$/.test(word)) return 1;
	const count = Math.max(1, syllable(word));
	return known.has(word.toLowerCase().replace(/['’]s$/, '')) ? Math.min(2, count) : count;
}

/** Measures a text. `known`: words in small letters that count as known. */
export function measure(text: string, known: ReadonlySet<string> = new Set()): Reading {
	const sentences = sentencesOf(text);
	const lengths = sentences.map((one) => wordsOf(one).length);
	const words = wordsOf(text);
	const count = words.length;
	if (count === 0) return { words: 0, sentences: 0, grade: 0, longest: 0, hardWords: [] };
	const syllables = words.reduce((sum, word) => sum + weight(word, known), 0);
	return {
		words: count,
		sentences: sentences.length,
		grade: 0.39 * (count / sentences.length) + 11.8 * (syllables / count) - 15.59,
		longest: Math.max(...lengths),
		hardWords: words.filter((word) => weight(word, known) >= HARD_SYLLABLES)
	};
}

/** Gives why a text is too hard for a reading age of 11, in words for whoever wrote it; null where it is not. */
export function tooHard(text: string, known: ReadonlySet<string> = new Set()): string | null {
	const { words, grade, longest, hardWords } = measure(text, known);
	if (longest > SENTENCE_LIMIT) return `a sentence of ${longest} words`;
	if (words >= SHORT) return grade > GRADE_LIMIT ? `grade ${grade.toFixed(1)}` : null;
	return hardWords.length > 0 ? `hard words: ${hardWords.join(', ')}` : null;
}
