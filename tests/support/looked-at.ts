/** A page as people meet it: on the three screens and a narrow one, with large text, under axe; pictures are kept where asked for. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const screens = [
	{ width: 1180, height: 820 },
	{ width: 820, height: 1180 },
	{ width: 390, height: 844 },
	{ width: 320, height: 640 }
];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const pictures = process.env.PICTURES;

/** Looks at what is on the page: axe finds nothing at the widest and the narrowest, and nothing is wider than the screen, with text twice as large too. */
export async function lookAt(page: Page, name: string): Promise<void> {
	for (const screen of screens) {
		await page.setViewportSize(screen);
		if (screen.width === 1180 || screen.width === 320) {
			const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
			expect(
				violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
				`${name} at ${screen.width} px`
			).toEqual([]);
		}
		await fits(page, `${name} at ${screen.width} px`);
		if (pictures) {
			mkdirSync(pictures, { recursive: true });
			await page.screenshot({ path: join(pictures, `${name}-${screen.width}.png`), fullPage: true });
		}
	}
	await page.setViewportSize({ width: 820, height: 1180 });
	await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
	await fits(page, `${name} with text twice as large`);
	await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
}

async function fits(page: Page, what: string): Promise<void> {
	await expect
		.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), {
			message: `${what}: wider than the screen`
		})
		.toBeLessThanOrEqual(0);
}
