/** Both schemes of colours: words and what must be seen stand out from what they lie on, as WCAG 2.2 (1.4.3 and 1.4.11) asks. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chartTokens } from '#lib/reports/charts/bars.ts';

const sheet = readFileSync('src/colours.scss', 'utf8');
const DARK = '@media screen and (prefers-color-scheme: dark)';

/** The colours of our own that a piece of the sheet sets. */
function tokensIn(piece: string): Record<string, string> {
	return Object.fromEntries(
		[...piece.matchAll(/--gt-([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex])
	);
}

const first = sheet.slice(0, sheet.indexOf(DARK));
const second = sheet.slice(sheet.indexOf(DARK), sheet.indexOf('@media (prefers-contrast'));
const light = tokensIn(first);
const schemes = { light, dark: { ...light, ...tokensIn(second) } };

/** Relative luminance of a colour, from 0 to 1 (WCAG 2.2). */
function luminanceOf(hex: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
		const part = parseInt(hex.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** How much two colours stand apart, from 1 to 21. */
function contrastOf(one: string, other: string): number {
	const [dim = 0, bright = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
	return (bright + 0.05) / (dim + 0.05);
}

const sheets = ['paper', 'ground', 'ground-deep'];
const tinted = ['hover', 'gold-pale'];
/** What lies on what, and how much it must stand out at least. */
const pairs: readonly [over: readonly string[], under: readonly string[], least: number][] = [
	[['text', 'ink', 'ink-soft'], [...sheets, ...tinted], 4.5],
	[['ink-bright', 'visited', 'green', 'amber', 'red', 'gold-dark'], sheets, 4.5],
	[['text'], ['mark'], 4.5],
	[['band-text', 'gold'], ['band'], 4.5],
	[['ink'], ['ink-pale'], 4.5],
	[['gold-dark', 'ink-bright'], ['gold-pale'], 4.5],
	[['green'], ['green-pale'], 4.5],
	[['red'], ['red-pale'], 4.5],
	[['paper'], ['ink', 'green'], 4.5],
	[['button-text'], ['button', 'button-hover', 'danger', 'danger-hover'], 4.5],
	[['focus-text'], ['focus', 'gold'], 4.5],
	[['edge', 'gold-ring', 'button', 'danger'], ['paper', 'ground'], 3],
	[['edge'], ['hover'], 3],
	[['gold-dark'], ['gold-pale'], 3],
	[['bar', 'bar-soft', 'bar-gold', 'bar-outstanding', 'bar-good', 'bar-improve', 'bar-inadequate'], ['paper'], 3]
];

describe.each(Object.entries(schemes))('the %s scheme', (_name, colours) => {
	const cases = pairs.flatMap(([over, under, least]) =>
		over.flatMap((one) => under.map((other) => [one, other, least] as const))
	);
	test.each(cases)('%s on %s stands out %d to 1 or more', (over, under, least) => {
		expect(contrastOf(colours[over] ?? '', colours[under] ?? '')).toBeGreaterThanOrEqual(least);
	});

	// The yellow itself is pale on paper, so a line of ink goes with it; in the dark it stands out alone.
	test.each(sheets)('a focus ring or its line stands out from %s', (under) => {
		const ring = [colours['focus'], colours['ink']].map((one) => contrastOf(one ?? '', colours[under] ?? ''));
		expect(Math.max(...ring)).toBeGreaterThanOrEqual(3);
	});
});

test('the measure itself is right: black and white stand 21 to 1 apart, and #767676 on white 4.54', () => {
	expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
	expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

test('every colour that is set in the dark has one in the light', () => {
	expect(Object.keys(tokensIn(second)).filter((name) => !(name in light))).toEqual([]);
});

describe('no component has a colour of its own', () => {
	const files = [...globSync('src/**/*.svelte'), ...globSync('src/*.scss')];
	const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));

	test('colours stand in colours.scss alone', () => {
		// A QR code is black on white in every light: cameras read nothing else for sure.
		const others = files.filter((file) => file !== 'src/colours.scss' && !file.endsWith('QrCode.svelte'));
		const literal = /#[0-9a-f]{6}\b|\brgba?\(|\bhsla?\(|:\s*(?:white|black)\b/i;
		expect(others.filter((file) => literal.test(texts.get(file) ?? ''))).toEqual([]);
	});

	test('every token that is named is set, and every one that is set is named', () => {
		const set = new Set([...first.matchAll(/^\t(--gt-[a-z-]+):/gm)].map(([, name = '']) => name));
		const named = new Set(
			[...texts.values()].flatMap((text) => [...text.matchAll(/var\((--gt-[a-z-]+)/g)].map(([, name = '']) => name))
		);
		for (const name of Object.values(chartTokens)) named.add(name);
		expect([...named].filter((name) => !set.has(name))).toEqual([]);
		expect([...set].filter((name) => !named.has(name))).toEqual([]);
	});

	test('the browser’s own bar is the header’s colour in both schemes', () => {
		const page = readFileSync('src/app.html', 'utf8');
		const bars = [
			...page.matchAll(/name="theme-color" content="(#[0-9a-f]{6})" media="\(prefers-color-scheme: (\w+)\)"/g)
		];
		expect(bars.map(([, hex, scheme]) => [scheme, hex])).toEqual([
			['light', schemes.light['band']],
			['dark', schemes.dark['band']]
		]);
	});
});
