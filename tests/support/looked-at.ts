/**
 * A page as people meet it: on the three screens and a narrow one, with words twice as large and words spaced apart, under axe; pictures are
 * kept where asked for.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { lostWords } from './lost-words.ts';

/** Axe is slow, so it looks at the widest layout and at the narrowest. */
const screens = [
	{ width: 1180, height: 820, axe: true },
	{ width: 820, height: 1180, axe: false },
	{ width: 390, height: 844, axe: false },
	{ width: 320, height: 640, axe: true }
];
const NARROW = 320;
const UPRIGHT = { width: 820, height: 1180 };

/** Letters, words, lines and paragraphs as far apart as a reader may set them (WCAG 2.2, 1.4.12). */
const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
	p { margin-bottom: 2em !important }`;

/** Text twice as large (1.4.4); on the narrow screen that is 1.4.10 too. */
const LARGE = 'html { font-size: 200% }';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const pictures = process.env.PICTURES;

/** Collects what the browser complains of on a page from here on. */
export function complaintsOf(page: Page): string[] {
	const complaints: string[] = [];
	page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(error.message));
	return complaints;
}

/**
 * Looks at what is on the page on every screen: axe finds nothing at the widest and the narrowest, there with large text too; nothing is wider
 * than the screen; and no words are lost where they are larger or further apart. `complaints`, where they were collected, must be none.
 */
export async function onEveryScreen(page: Page, name: string, complaints: readonly string[] = []): Promise<void> {
	for (const { axe, ...screen } of screens) {
		await page.setViewportSize(screen);
		const what = `${name} at ${screen.width} px`;
		await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
		if (axe) await clean(page, what);
		await losesNothing(page, what, null);
		await losesNothing(page, `${what}, spaced apart`, SPACED);
		await losesNothing(page, `${what}, twice as large`, LARGE);
		if (screen.width === NARROW) {
			await wear(page, LARGE);
			await clean(page, `${what}, twice as large`);
			await wear(page, null);
		}
		if (pictures) {
			mkdirSync(pictures, { recursive: true });
			await page.screenshot({ path: join(pictures, `${name}-${screen.width}.png`), fullPage: true });
		}
	}
	expect(complaints, `${name}: what the browser complained of`).toEqual([]);
}

/** The same in the middle of a test, which goes on with a tablet held upright. */
export async function lookAt(page: Page, name: string): Promise<void> {
	await onEveryScreen(page, name);
	await page.setViewportSize(UPRIGHT);
}

/** Puts a style of the reader's on the page, or takes it off (null). Under our policy only a constructed sheet can be added. */
async function wear(page: Page, style: string | null): Promise<void> {
	await page.evaluate((text) => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(text ?? '');
		document.adoptedStyleSheets = text === null ? [] : [sheet];
	}, style);
}

/** Axe finds nothing on the page as it is now. It runs in the page itself, which has no frames: that is twice as quick. */
export async function clean(page: Page, what: string): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(tags).analyze();
	expect(
		violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
		what
	).toEqual([]);
}

/** Nothing is wider than the screen and no words are lost, with a style of the reader's or as it is (null). Charts take a moment to follow it. */
export async function losesNothing(page: Page, what: string, style: string | null): Promise<void> {
	await expect.poll(() => page.evaluate(lostWords, style), { message: `${what}: what is lost` }).toEqual([]);
}
