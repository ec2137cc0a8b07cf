/** Words that stand nowhere else, planted to be looked for: in text, and in files with whatever is packed inside them. */
import { inflateSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { integer, randomStream } from '#lib/domain/random.ts';
import { readPdf } from './pdf-text.ts';

export interface Marker<Kind extends string> {
	readonly kind: Kind;
	/** What is looked for, in lower case: any of them is a hit. */
	readonly forms: readonly string[];
}

const LETTERS = 'bcdfghjklmnpqrstvwxz';

/** The markers of one run. */
export class Markers<Kind extends string> {
	readonly all: Marker<Kind>[] = [];
	private readonly random: () => number;

	constructor(seed: string) {
		this.random = randomStream(seed);
	}

	/** Makes a marker: one word, letters alone, so that no way of writing it down changes it. */
	word(kind: Kind): string {
		const letters = Array.from({ length: 8 }, () => LETTERS[integer(this.random, LETTERS.length)] ?? '').join('');
		return this.watch(kind, `zq${letters}`);
	}

	/** Looks from now on for something that was made elsewhere: a token, a reference. */
	watch(kind: Kind, text: string): string {
		const lower = text.toLowerCase();
		this.all.push({ kind, forms: [...new Set([lower, lower.replaceAll('-', '')])] });
		return text;
	}

	/** Gives the markers that stand in a text. */
	in(text: string): Marker<Kind>[] {
		const lower = text.toLowerCase();
		return this.all.filter(({ forms }) => forms.some((form) => lower.includes(form)));
	}
}

/** Gives the strings of a PDF that are written as UTF-16 (ISO 32000-1, 7.9.2.2), in whichever way, after everything else. */
export function wideStrings(source: string): string {
	const hex = [...source.matchAll(/<feff([0-9a-f]*)>/gi)].map(([, digits = '']) =>
		Buffer.from(digits, 'hex').toString('latin1')
	);
	return [source, ...hex].join('\n').replaceAll('\0', '');
}

/** Gives everything that a PDF holds: its bytes, its streams unpacked, the words that it draws, also where a line breaks one. */
export function insidePdf(bytes: Uint8Array): string {
	const buffer = Buffer.from(bytes);
	const { source, words } = readPdf(bytes);
	const streams = [...source.matchAll(/\/FlateDecode[^]*?stream\r?\n/g)].map(({ index, 0: head }) =>
		inflateSync(buffer.subarray(index + head.length), { finishFlush: 2 }).toString('latin1')
	);
	return [source, wideStrings(source), ...streams, words, words.replaceAll(/[\s\u00ad-]/g, '')].join('\n');
}

/** Gives everything that a ZIP of PDFs holds, names too. */
export function insideZip(bytes: Uint8Array): string {
	return Object.entries(unzipSync(bytes))
		.map(([name, file]) => `${name}\n${insidePdf(file)}`)
		.join('\n');
}
