/**
 * The coordinator's, the chair's and a headteacher's pages as people set their screens and printers: text at twice its size, 320 px,
 * a dark scheme, high contrast, paper. The auditor's pages are looked at with the audit.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';

const pictures = process.env.PICTURES;
const server = demonstration();

async function signIn(browser: Browser, email: string): Promise<Page> {
	const page = await (await browser.newContext()).newPage();
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill(email);
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	return page;
}

async function picture(page: Page, name: string): Promise<void> {
	if (!pictures) return;
	mkdirSync(pictures, { recursive: true });
	await page.screenshot({ path: join(pictures, `reading-${name}.png`) });
}

async function fits(page: Page, width: number, height: number, name: string): Promise<void> {
	await page.setViewportSize({ width, height });
	// Charts take a moment to follow the screen.
	await expect
		.poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: `${name} at ${width} px` })
		.toBeLessThanOrEqual(width);
	await picture(page, `${name}-${width}`);
}

/** The page is dark where a person asks for it, and what is written stands out from it. */
async function contrast(page: Page, name: string): Promise<void> {
	const found = await new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']).analyze();
	expect(
		found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
		name
	).toEqual([]);
	await picture(page, name);
}

/** The colour that lies under all of a page. */
const ground = (page: Page) => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);

/** Looks at the page that is open in every way. */
async function read(page: Page, name: string): Promise<void> {
	await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
	await page.setViewportSize({ width: 820, height: 1180 });
	await page.emulateMedia({ colorScheme: 'dark' });
	expect(await ground(page), `${name}: the page in a dark scheme`).toBe('rgb(15, 22, 35)');
	await contrast(page, `${name}-dark`);
	await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
	await picture(page, `${name}-high-contrast`);
	// The browser sees to contrast then. A button is still seen to be one: it has a line around it.
	const bare = await page
		.locator('.govuk-button')
		.evaluateAll((all) => all.filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) === 0).length);
	expect(bare, `${name}: buttons without a line`).toBe(0);
	await page.emulateMedia({ forcedColors: null });
	await fits(page, 320, 640, name);
	await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
	await fits(page, 820, 1180, `${name}-twice`);
	await page.evaluate(() => (document.documentElement.style.fontSize = ''));
}

/** Whether a page's first chart has a patch of a colour. */
const drawnIn = (page: Page, colour: readonly number[]) =>
	page
		.locator('canvas')
		.first()
		.evaluate((canvas: HTMLCanvasElement, [red, green, blue]) => {
			const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
			let found = 0;
			for (let at = 0; at < data.length; at += 4)
				if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) found += 1;
			return found > 200;
		}, colour);

/** What a page says on paper. */
async function paper(page: Page, name: string): Promise<void> {
	// Paper is white, whatever the screen is.
	await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
	expect(await ground(page)).toBe('rgb(255, 255, 255)');
	await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
	await expect(
		page.locator('.govuk-button:visible, .govuk-back-link:visible, canvas:visible, header:visible, footer:visible')
	).toHaveCount(0);
	const link = page.locator('main a.govuk-link:visible').first();
	if ((await link.count()) > 0)
		expect(await link.evaluate((one) => getComputedStyle(one, '::after').content)).toMatch(/^(none|normal)$/);
	await page.evaluate(() => dispatchEvent(new Event('afterprint')));
	if (pictures) {
		mkdirSync(pictures, { recursive: true });
		writeFileSync(join(pictures, `${name}.pdf`), await page.pdf({ preferCSSPageSize: true }));
	}
	await page.emulateMedia({ media: null, colorScheme: 'light' });
}

test('the coordinator’s pages', async ({ browser }) => {
	const page = await signIn(browser, 'priya.raman@example.org');
	for (const path of [
		...['terms/new', 'register', 'register/plans', 'register/import/list', 'people/new', 'settings']
	]) {
		await page.goto(`${server.origin}/${path}`);
		await read(page, `coordinator-${path.replaceAll('/', '-')}`);
	}
	await page.goto(`${server.origin}/register`);
	await paper(page, 'paper-register');
	await page.goto(`${server.origin}/terms`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/progress$/);
	await read(page, 'coordinator-board');
	await paper(page, 'paper-board');
	const term = page.url().replace(/\/progress$/, '');
	await page.goto(`${term}/progress/reminders`);
	await read(page, 'coordinator-reminders');
	await paper(page, 'paper-reminders');
});

test('the page to sign in on', async ({ browser }) => {
	const page = await (await browser.newContext()).newPage();
	await page.goto(`${server.origin}/sign-in`);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await read(page, 'sign-in-refused');
});

test('the chair’s and a headteacher’s pages', async ({ browser }) => {
	const chair = await signIn(browser, 'ruth.castellan@example.org');
	await chair.goto(`${server.origin}/findings`);
	await read(chair, 'chair-findings');
	await paper(chair, 'paper-findings');
	await chair.goto(`${server.origin}/learning-reports`);
	await chair
		.getByRole('link', { name: /Read the report/ })
		.first()
		.click();
	await chair.locator('canvas').first().waitFor();
	await read(chair, 'chair-report');
	await paper(chair, 'paper-report');

	const head = await signIn(browser, 'hugo.ferreira@example.org');
	await head.locator('a[href$="/school-report"]').first().click();
	await head.locator('canvas').first().waitFor();
	await read(head, 'headteacher-report');
	await test.step('bars follow the scheme while the page is open', async () => {
		await head.emulateMedia({ colorScheme: 'dark' });
		await expect.poll(() => drawnIn(head, [143, 176, 245])).toBe(true);
		await head.emulateMedia({ colorScheme: 'light' });
		await expect.poll(() => drawnIn(head, [29, 58, 112])).toBe(true);
	});
	await test.step('on paper each chart is its table', async () => {
		await head.emulateMedia({ media: 'print' });
		await expect(head.getByText('Show the table').first()).toBeHidden();
		await head.evaluate(() => dispatchEvent(new Event('beforeprint')));
		await expect(head.locator('.chart table').first()).toBeVisible();
		await head.evaluate(() => dispatchEvent(new Event('afterprint')));
		await expect(head.locator('.chart table').first()).toBeHidden();
	});
	await paper(head, 'paper-school-report');
});
