/** Passphrases of four words: from the English list of BIP 39, whose 2,048 words differ in their first four letters. 44 bits. */
import { randomBytes } from './bytes.ts';

export const WORDS = 4;

/** Gives four words by chance. The list (13 kB) is loaded when the first passphrase is made. */
export async function newWords(): Promise<string[]> {
	const { wordlist } = await import('@scure/bip39/wordlists/english.js');
	const numbers = new Uint16Array(randomBytes(WORDS * 2).buffer);
	// 65,536 is a whole multiple of 2,048: every word is equally likely.
	return Array.from(numbers, (number) => wordlist[number % wordlist.length] as string);
}
