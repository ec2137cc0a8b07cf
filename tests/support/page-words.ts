/** The words that a reader meets on our pages, taken from their sources: a block is what stands together, such as a paragraph or a label. */
import { parse } from 'svelte/compiler';
import ts from 'typescript';

export interface Block {
	readonly file: string;
	readonly text: string;
}

interface Node {
	readonly type: string;
	readonly name?: string;
	readonly start: number;
	readonly end: number;
	readonly [key: string]: unknown;
}

const INLINE = new Set(['a', 'abbr', 'b', 'code', 'em', 'i', 'mark', 'small', 'span', 'strong', 'time']);
/** Attributes and properties whose value is read by somebody. */
const READ = new Set([
	'alt',
	'aria-label',
	'caption',
	'error',
	'hint',
	'label',
	'legend',
	'lead',
	'placeholder',
	'text',
	'title',
	'words'
]);
/** What stands in a measure for a value that is only known when the page is shown. */
const VALUE = '12';

const tidy = (text: string) => text.replace(/\s+/g, ' ').trim();
const isWords = (text: string) => /\p{L}{2}/u.test(text);

/** Gives the blocks of a Svelte page or component: its markup, and what its script says. */
export function wordsOfComponent(file: string, source: string): Block[] {
	const ast = parse(source, { modern: true }) as unknown as {
		fragment: { nodes: Node[] };
		instance: { content: Node } | null;
		module: { content: Node } | null;
	};
	const blocks: string[] = [];
	let run = '';
	const flush = () => {
		const text = tidy(run);
		if (isWords(text)) blocks.push(text);
		run = '';
	};
	/** All but the longest of an expression's own texts stand alone: only one of them is shown at a time. */
	const inline = (expression: Node) => {
		const texts = literalsIn(source.slice(expression.start, expression.end)).sort((a, b) => b.length - a.length);
		run += texts[0] ?? VALUE;
		blocks.push(...texts.slice(1).filter((text) => text.split(' ').length > 2));
	};
	const walk = (nodes: readonly Node[]) => {
		for (const node of nodes) visit(node);
	};
	const branch = (fragment: unknown) => walk((fragment as { nodes: Node[] } | null | undefined)?.nodes ?? []);
	const apart = (fragment: unknown) => {
		const before = run;
		run = '';
		branch(fragment);
		flush();
		run = before;
	};
	const visit = (node: Node): void => {
		switch (node.type) {
			case 'Text':
				run += node.data as string;
				return;
			case 'ExpressionTag':
				return inline(node.expression as Node);
			case 'RegularElement':
			case 'Component':
			case 'SvelteHead':
			case 'TitleElement':
			case 'SvelteElement': {
				if (node.name === 'style' || node.name === 'svg') return;
				const within = node.type === 'RegularElement' && INLINE.has(node.name ?? '');
				if (!within) flush();
				for (const attribute of (node.attributes as Node[] | undefined) ?? [])
					blocks.push(...wordsOfAttribute(attribute, source));
				branch(node.fragment);
				if (!within) flush();
				return;
			}
			case 'IfBlock':
				apart(node.alternate);
				// A mark that is there or not stands by itself; words that are there or not belong to their sentence.
				return isOwnElement(node.consequent) ? apart(node.consequent) : branch(node.consequent);
			case 'EachBlock':
				apart(node.fallback);
				return branch(node.body);
			case 'SnippetBlock':
				return apart(node.body);
			case 'KeyBlock':
				return branch(node.fragment);
			default:
				return;
		}
	};
	walk(ast.fragment.nodes);
	flush();
	for (const script of [ast.instance, ast.module])
		if (script) blocks.push(...literalsIn(source.slice(script.content.start, script.content.end)).filter(isSaid));
	return [...new Set(blocks)].map((text) => ({ file, text }));
}

function isOwnElement(fragment: unknown): boolean {
	const nodes = (fragment as { nodes: Node[] }).nodes.filter(
		({ type, data }) => type !== 'Text' || tidy(data as string) !== ''
	);
	return nodes.length === 1 && nodes[0]?.type === 'RegularElement';
}

function wordsOfAttribute(attribute: Node, source: string): string[] {
	if (attribute.type !== 'Attribute' || !READ.has(attribute.name ?? '')) return [];
	const value = attribute.value;
	if (value === true) return [];
	const parts = (Array.isArray(value) ? value : [value]) as Node[];
	const only = parts.length === 1 ? parts[0] : undefined;
	if (only?.type === 'ExpressionTag') {
		const { start, end } = only.expression as Node;
		return literalsIn(source.slice(start, end)).filter(isWords);
	}
	const text = tidy(parts.map((part) => (part.type === 'Text' ? (part.data as string) : VALUE)).join(''));
	return isWords(text) ? [text] : [];
}

/** Gives the texts of a TypeScript source that somebody reads: whole sentences and labels, not names, keys or classes. */
export function wordsOfScript(file: string, source: string): Block[] {
	return [...new Set(literalsIn(source).filter(isSaid))].map((text) => ({ file, text }));
}

/** Begins as a sentence does and has words apart, or is long enough to be nothing else. */
function isSaid(text: string): boolean {
	return /^[\p{Lu}“‘][^_]*\p{L} \p{L}/u.test(text) || /\p{L} \p{Ll}+ \p{Ll}+ /u.test(text);
}

function literalsIn(source: string): string[] {
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
		// A class list and the like: not for reading.
		if (ts.isPropertyAssignment(node) && /^(class|pattern|when)$/.test(node.name.getText())) return;
		if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(tidy(node.text));
		else if (ts.isTemplateExpression(node)) {
			found.push(tidy(node.head.text + node.templateSpans.map(({ literal }) => VALUE + literal.text).join('')));
			for (const span of node.templateSpans) visit(span.expression);
			return;
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('words.ts', source, ts.ScriptTarget.Latest, true));
	return found.filter(isWords);
}
