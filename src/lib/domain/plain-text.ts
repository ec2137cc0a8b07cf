/** Words that somebody types for others to read: plain text, never markup. What is shown of it are paragraphs. */
import * as z from 'zod';

/** What no reader sees and no keyboard means: control characters but for the new line. */
const CONTROL = /(?!\n)\p{Cc}/gu;

/** Gives typed words in one form: composed letters, "\n" for every new line, no control characters, nothing empty at either end. */
export function tidyText(typed: string): string {
	return typed
		.replace(/\r\n?/g, '\n')
		.replace(CONTROL, ' ')
		.normalize('NFC')
		.replace(/ +$/gm, '')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/** Gives the schema of some paragraphs of at most so many characters, counted once they are tidy; they may be empty. */
export function PlainText(most: number) {
	return z
		.string()
		.overwrite(tidyText)
		.max(most, `Shorten this to ${most.toLocaleString('en-GB')} characters or fewer`);
}

/** Gives the schema of one line that must be there, of at most so many characters. `missing` says what to do where it is empty. */
export function PlainLine(most: number, missing: string) {
	return z
		.string()
		.overwrite((typed) => tidyText(typed).replace(/\s+/g, ' '))
		.min(1, missing)
		.max(most, `Shorten this to ${most} characters or fewer`);
}

/** Gives the paragraphs of a text: each line that has something on it. */
export function paragraphsOf(text: string): string[] {
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

/** Gives a text of at most so many characters: whole where it fits, otherwise cut between words and marked with an ellipsis. */
export function shortened(text: string, most: number): string {
	if (text.length <= most) return text;
	const room = text.slice(0, Math.max(1, most - 2));
	const space = room.lastIndexOf(' ');
	// A cut never leaves half of a character that takes two units.
	const cut = (space > room.length / 2 ? room.slice(0, space) : room).replace(/[\uD800-\uDBFF]$/, '');
	return `${cut.replace(/[\s,;:.]+$/, '')} …`;
}
