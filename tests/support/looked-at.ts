/** A page as people meet it: on the three screens and a narrow one, with large text, under axe; pictures are kept where asked for. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Axe is slow, so it looks at the widest layout and at the narrowest. */
const screens = [
	{ width: 1180, height: 820, axe: true },
	{ width: 820, height: 1180, axe: false },
	{ width: 390, height: 844, axe: false },
	{ width: 320, height: 640, axe: true }
];
const UPRIGHT = { width: 820, height: 1180 };
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
 * Looks at what is on the page on every screen: axe finds nothing at the widest and the narrowest, and nothing is wider than the screen.
 * `complaints`, where they were collected, must be none.
 */
export async function onEveryScreen(page: Page, name: string, complaints: readonly string[] = []): Promise<void> {
	for (const { axe, ...screen } of screens) {
		await page.setViewportSize(screen);
		const what = `${name} at ${screen.width} px`;
		await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
		if (axe) await clean(page, what);
		await fits(page, what);
		if (pictures) {
			mkdirSync(pictures, { recursive: true });
			await page.screenshot({ path: join(pictures, `${name}-${screen.width}.png`), fullPage: true });
		}
	}
	expect(complaints, `${name}: what the browser complained of`).toEqual([]);
}

/** The same, and with text twice as large nothing is wider than the screen. */
export async function lookAt(page: Page, name: string): Promise<void> {
	await onEveryScreen(page, name);
	await page.setViewportSize(UPRIGHT);
	await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
	await fits(page, `${name} with text twice as large`);
	await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
}

async function clean(page: Page, what: string): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
	expect(
		violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
		what
	).toEqual([]);
}

/** Charts take a moment to follow the screen. */
async function fits(page: Page, what: string): Promise<void> {
	await expect
		.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), {
			message: `${what}: wider than the screen`
		})
		.toBeLessThanOrEqual(0);
}
