/**
 * Reads a PDF back: its pages' words, its structure tags, what its catalogue says. Written for the PDFs that Typst makes (no
 * encryption, no object streams), so that tests and benchmarks need no other program.
 */
import { inflateSync } from 'node:zlib';

export interface ReadPdf {
	readonly pages: readonly string[];
	/** Every page's words, single spaces between them. */
	readonly words: string;
	/** How often each structure tag stands in it: H1, TH, Figure and so on. */
	readonly tags: ReadonlyMap<string, number>;
	/** The bytes as text, for looking into dictionaries. */
	readonly source: string;
}

interface PdfObject {
	readonly dictionary: string;
	readonly stream: Buffer | null;
}

/** Gives what a PDF says. Throws an Error where the bytes are none. */
export function readPdf(bytes: Uint8Array): ReadPdf {
	const buffer = Buffer.from(bytes);
	const source = buffer.toString('latin1');
	if (!source.startsWith('%PDF-')) throw new Error('not a PDF');
	const objects = objectsOf(buffer, source);
	const pages = pageObjects(objects).map((page) => pageText(objects, page));
	const tags = new Map<string, number>();
	for (const { dictionary } of objects.values()) {
		const tag = /\/Type\s*\/StructElem/.test(dictionary) && /\/S\s*\/([A-Za-z0-9]+)/.exec(dictionary)?.[1];
		if (tag) tags.set(tag, (tags.get(tag) ?? 0) + 1);
	}
	return { pages, words: pages.join(' ').replace(/\s+/g, ' ').trim(), tags, source };
}

function objectsOf(buffer: Buffer, source: string): Map<string, PdfObject> {
	const objects = new Map<string, PdfObject>();
	const heads = /(\d+) 0 obj\b/g;
	for (let head = heads.exec(source); head; head = heads.exec(source)) {
		const start = head.index + head[0].length;
		const end = source.indexOf('endobj', start);
		const streamAt = source.slice(start, end).search(/stream\r?\n/);
		const dictionary = source.slice(start, streamAt < 0 ? end : start + streamAt);
		let stream: Buffer | null = null;
		if (streamAt >= 0) {
			const from = start + streamAt + (source.slice(start + streamAt).match(/^stream\r?\n/)?.[0].length ?? 0);
			const length = Number(/\/Length (\d+)(?! \d+ R)/.exec(dictionary)?.[1]);
			const raw = buffer.subarray(from, from + length);
			stream = dictionary.includes('/FlateDecode') ? inflateSync(raw) : raw;
			heads.lastIndex = from + length;
		}
		objects.set(head[1] ?? '', { dictionary, stream });
	}
	return objects;
}

function pageObjects(objects: Map<string, PdfObject>): PdfObject[] {
	const root = [...objects.values()].find(
		({ dictionary }) => /\/Type\s*\/Pages\b/.test(dictionary) && !/\/Parent/.test(dictionary)
	);
	const kids = (node: PdfObject): PdfObject[] => {
		if (!/\/Type\s*\/Pages\b/.test(node.dictionary)) return [node];
		const list = /\/Kids\s*\[([^\]]*)\]/.exec(node.dictionary)?.[1] ?? '';
		return [...list.matchAll(/(\d+) 0 R/g)].flatMap((ref) => kids(objects.get(ref[1] ?? '') as PdfObject));
	};
	return root ? kids(root) : [];
}

function pageText(objects: Map<string, PdfObject>, page: PdfObject): string {
	const resources = resolved(objects, page.dictionary, 'Resources');
	const fonts = new Map<string, Map<number, string>>();
	for (const font of resolved(objects, resources, 'Font').matchAll(/\/(\w+) (\d+) 0 R/g)) {
		const toUnicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font[2] ?? '')?.dictionary ?? '')?.[1];
		fonts.set(font[1] ?? '', characterMap(objects.get(toUnicode ?? '')?.stream?.toString('latin1') ?? ''));
	}
	const contents = /\/Contents (\d+) 0 R/.exec(page.dictionary)?.[1] ?? '';
	return shownText(objects.get(contents)?.stream?.toString('latin1') ?? '', fonts);
}

/** A dictionary within a dictionary, written there or referred to. */
function resolved(objects: Map<string, PdfObject>, dictionary: string, key: string): string {
	const at = dictionary.search(new RegExp(`/${key}\\b`));
	if (at < 0) return '';
	const rest = dictionary.slice(at + key.length + 1);
	const reference = /^\s*(\d+) 0 R/.exec(rest)?.[1];
	if (reference) return objects.get(reference)?.dictionary ?? '';
	let depth = 0;
	for (let end = 0; end < rest.length - 1; end++) {
		const two = rest.slice(end, end + 2);
		if (two === '<<') depth += 1;
		if (two === '>>') depth -= 1;
		if (two === '<<' || two === '>>') end += 1;
		if (two === '>>' && depth === 0) return rest.slice(0, end + 1);
	}
	return rest;
}

function characterMap(cmap: string): Map<number, string> {
	const map = new Map<number, string>();
	const text = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
	for (const block of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
		for (const pair of (block[1] ?? '').matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g))
			map.set(parseInt(pair[1] ?? '', 16), text(pair[2] ?? ''));
	for (const block of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
		for (const range of (block[1] ?? '').matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) {
			const [from, to] = [parseInt(range[1] ?? '', 16), parseInt(range[2] ?? '', 16)];
			const first = parseInt(range[3] ?? '', 16);
			for (let code = from; code <= to; code++) map.set(code, String.fromCodePoint(first + code - from));
		}
	return map;
}

/** The text that a content stream shows, in the order in which it is drawn; a new place is a space. */
function shownText(content: string, fonts: Map<string, Map<number, string>>): string {
	let out = '';
	let font = new Map<number, string>();
	for (let at = 0; at < content.length;) {
		const rest = content.slice(at, at + 200);
		if (content[at] === '(') {
			const { bytes, end } = literal(content, at);
			out += decoded(bytes, font);
			at = end;
			continue;
		}
		// What stands in place of drawn text (the soft hyphen of a broken word) is no text of its own.
		const attributes = content.startsWith('<<', at) ? endOfDictionary(content, at) : null;
		const name = /^\/(\w+)\s+[\d.]+\s+Tf\b/.exec(rest);
		const hex = /^<([0-9a-fA-F\s]*)>/.exec(rest);
		const moved = /^(?:BT|ET|Tm|Td|TD|T\*)(?=\s)/.exec(rest);
		if (attributes !== null) at = attributes;
		else if (name) font = fonts.get(name[1] ?? '') ?? new Map();
		else if (hex) out += decoded(Buffer.from((hex[1] ?? '').replace(/\s/g, ''), 'hex'), font);
		else if (moved) out += ' ';
		if (attributes === null) at += (name ?? hex ?? moved)?.[0].length ?? 1;
	}
	return out.replace(/\s+/g, ' ').trim();
}

function endOfDictionary(content: string, from: number): number {
	let at = from + 2;
	while (!content.startsWith('>>', at)) {
		if (content[at] === '(') at = literal(content, at).end;
		else if (content.startsWith('<<', at)) at = endOfDictionary(content, at);
		else at += 1;
	}
	return at + 2;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** A string in round brackets, which may hold balanced ones and escapes (ISO 32000-1, 7.3.4.2). */
function literal(content: string, from: number): { bytes: Buffer; end: number } {
	let text = '';
	let depth = 0;
	for (let at = from; ; at++) {
		const char = content[at];
		if (char === undefined) throw new Error('a string without an end');
		if (char === '\\') {
			const octal = /^[0-7]{1,3}/.exec(content.slice(at + 1, at + 4))?.[0];
			const next = content[at + 1] ?? '';
			text += octal ? String.fromCharCode(parseInt(octal, 8)) : (escapes[next] ?? next);
			at += octal ? octal.length : 1;
			continue;
		}
		if (char === '(') depth += 1;
		if (char === ')') depth -= 1;
		if (depth === 0) return { bytes: Buffer.from(text, 'latin1'), end: at + 1 };
		if (at > from) text += char;
	}
}

function decoded(codes: Buffer, font: Map<number, string>): string {
	let out = '';
	for (let at = 0; at + 1 < codes.length; at += 2) out += font.get(codes.readUInt16BE(at)) ?? '\ufffd';
	return out;
}
