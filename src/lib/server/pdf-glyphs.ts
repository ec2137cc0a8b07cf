/**
 * What the report's font can draw. One character without a glyph makes a PDF/UA export fail, so that an emoji in a name would
 * block a whole report: every text is checked against the font's own character map first and replaced visibly where it must be.
 */

/** Stands where a character could not be drawn: a question mark in brackets is in every font and plainly not the author's. */
export const REPLACEMENT = '[?]';

/** Gives whether a font draws a code point. */
export type Covers = (codePoint: number) => boolean;

/**
 * Gives the code points that a TrueType or OpenType font has glyphs for, read from its `cmap` table (OpenType specification,
 * formats 4 and 12). Throws a RangeError where the bytes are no font or have neither format.
 */
export function coverageOf(font: Uint8Array): Covers {
	const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
	const covered = new Set<number>();
	const cmap = tableAt(view, 'cmap');
	let read = false;
	for (let record = 0; record < view.getUint16(cmap + 2); record++) {
		const at = cmap + view.getUint32(cmap + 4 + record * 8 + 4);
		const format = view.getUint16(at);
		if (format === 12) readGroups(view, at, covered);
		else if (format === 4) readSegments(view, at, covered);
		read ||= format === 12 || format === 4;
	}
	if (!read) throw new RangeError('the font has no character map of format 4 or 12');
	return (codePoint) => covered.has(codePoint);
}

function tableAt(view: DataView, tag: string): number {
	for (let table = 0; table < view.getUint16(4); table++) {
		const at = 12 + table * 16;
		const name = String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
		if (name === tag) return view.getUint32(at + 8);
	}
	throw new RangeError(`the font has no table "${tag}"`);
}

function readGroups(view: DataView, at: number, covered: Set<number>): void {
	for (let group = 0; group < view.getUint32(at + 12); group++) {
		const start = view.getUint32(at + 16 + group * 12);
		const end = view.getUint32(at + 16 + group * 12 + 4);
		for (let codePoint = start; codePoint <= end; codePoint++) covered.add(codePoint);
	}
}

function readSegments(view: DataView, at: number, covered: Set<number>): void {
	const bytes = view.getUint16(at + 6);
	for (let segment = 0; segment < bytes; segment += 2) {
		const end = view.getUint16(at + 14 + segment);
		const start = view.getUint16(at + 16 + bytes + segment);
		const delta = view.getUint16(at + 16 + 2 * bytes + segment);
		const offsetAt = at + 16 + 3 * bytes + segment;
		const offset = view.getUint16(offsetAt);
		for (let code = start; code <= end && code !== 0xffff; code++) {
			const listed = offset === 0 ? code : view.getUint16(offsetAt + offset + (code - start) * 2);
			if (listed !== 0 && ((listed + delta) & 0xffff) !== 0) covered.add(code);
		}
	}
}

/** Invisible on paper: joiners, direction marks, variation selectors, tags and the byte order mark. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu;
const CONTROL = /(?![\n\t])\p{Cc}/gu;

const graphemes = new Intl.Segmenter('en-GB', { granularity: 'grapheme' });

/** Gives a text in which every character can be drawn. A letter whose accent cannot be drawn keeps its letter. */
export function printableText(text: string, covers: Covers): string {
	const plain = text.normalize('NFC').replace(CONTROL, ' ');
	const drawn = (part: string) =>
		[...part].every((char) => char === '\n' || char === '\t' || covers(char.codePointAt(0) ?? 0));
	if (drawn(plain) && plain.search(UNSEEN) === -1) return plain;
	return [...graphemes.segment(plain)]
		.map(({ segment }) => {
			const seen = segment.replace(UNSEEN, '');
			if (drawn(seen)) return seen;
			const letter = seen.normalize('NFD').replace(/\p{M}/gu, '');
			return letter !== '' && drawn(letter) ? letter : REPLACEMENT;
		})
		.join('');
}

/** Gives the same JSON value with every text in it printable; keys are names of our own and stay. */
export function printable(value: unknown, covers: Covers): unknown {
	if (typeof value === 'string') return printableText(value, covers);
	if (Array.isArray(value)) return value.map((item) => printable(item, covers));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printable(item, covers)]));
}
