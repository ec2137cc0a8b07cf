/** A headteacher reads a school's summary and takes its PDF; the coordinator takes all of them and sees who can read; an auditor's ties. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { readPdf } from '../support/pdf-text.ts';

const server = demonstration();

async function signIn(browser: Browser, email: string, width: number, height: number): Promise<Page> {
	const page = await (await browser.newContext({ viewport: { width, height } })).newPage();
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill(email);
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	return page;
}

async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}

/** Follows a link that saves a file, and gives the file's name and bytes. */
async function saved(page: Page, link: string | RegExp): Promise<{ name: string; bytes: Buffer }> {
	const download = page.waitForEvent('download', { timeout: 90_000 });
	await page.getByRole('link', { name: link }).first().click();
	const file = await download;
	return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

for (const [width, height] of [
	[390, 844],
	[1180, 820]
] as const)
	test(`a headteacher reads the summary of their school and takes its PDF at ${width} by ${height}`, async ({
		browser
	}) => {
		const page = await signIn(browser, 'hugo.ferreira@example.org', width, height);
		await expect(page.getByRole('heading', { level: 1, name: 'My schools' })).toBeVisible();
		expect(await faults(page)).toEqual([]);
		const school = await page.locator('tbody th').first().innerText();
		await page.locator('a[href$="/school-report"]').first().click();
		await expect(page.getByRole('heading', { level: 1 })).toContainText(school);
		await expect(page.getByText(/^Published /)).toBeVisible();
		await expect(page.getByRole('heading', { name: 'What good looks like' })).toBeVisible();
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
		expect(await faults(page)).toEqual([]);
		const { name, bytes } = await saved(page, 'Download as PDF');
		expect(name).toMatch(/\.pdf$/);
		const { words } = readPdf(bytes);
		expect(words).toContain(school);
		expect(words).toContain('What good looks like');
		await page.goto(`${server.origin}/school-reports`);
		await expect(page.getByRole('heading', { level: 1 })).toContainText('Page not found');
	});

test('the coordinator takes all summaries as one file, and sees who can read them', async ({ browser }) => {
	test.setTimeout(180_000);
	const page = await signIn(browser, 'priya.raman@example.org', 1180, 820);
	await page.goto(`${server.origin}/school-reports`);
	const link = page.getByRole('link', { name: /^Download all \d+ as a ZIP file/ }).first();
	const count = Number(/\d+/.exec(await link.innerText())?.[0]);
	expect(count).toBeGreaterThan(1);
	const { name, bytes } = await saved(page, /^Download all \d+ as a ZIP file/);
	expect(name).toMatch(/^school-summaries-\d{4}-\d{2}\.zip$/);
	// Each file of a ZIP has one header in the directory at its end.
	const headers = bytes.toString('latin1').split('PK\u0001\u0002').slice(1);
	expect(headers.filter((header) => header.includes('.pdf'))).toHaveLength(count);
	await expect(page.getByText('The ZIP file is made.')).toBeVisible();

	await page.getByRole('link', { name: 'Who can read the summaries' }).click();
	const hugo = page.getByRole('row').filter({ hasText: 'Hugo Ferreira' });
	await expect(hugo).toContainText('can read it');
	await expect(hugo).toContainText('Nothing');
	expect(await faults(page)).toEqual([]);
	await page.getByRole('link', { name: 'Schools with nobody' }).click();
	await expect(page.getByRole('link', { name: 'Schools with nobody' })).toHaveAttribute('aria-current', 'true');
	await expect(hugo).toHaveCount(0);
	await page
		.getByRole('link', { name: /^Add its headteacher/ })
		.first()
		.click();
	await page.waitForURL(/\/people\/new\?headteacher=\d{6}$/);
});

test('an auditor adds a tie to a school and takes it back', async ({ browser }) => {
	const page = await signIn(browser, 'amina.okafor@example.org', 390, 844);
	await page.goto(`${server.origin}/my-ties`);
	const add = page.getByRole('button', { name: 'Add this setting' });
	await page.getByLabel('Name of the school or college').fill('Kestrelbutton');
	await add.click();
	await expect(page.getByRole('alert')).toContainText('Choose what ties you to it');
	expect(await faults(page)).toEqual([]);
	const tie = page.getByRole('region', { name: /Kestrelbutton/ });
	await expect(tie).toHaveCount(0);
	await page.getByLabel('I am a governor or a trustee there').check();
	await add.click();
	await expect(page.getByText('Your tie is noted.')).toBeVisible();
	await expect(tie).toContainText('You are never given a plan that names it.');
	expect(await faults(page)).toEqual([]);
	await tie.getByRole('link', { name: /^Take back/ }).click();
	await tie.getByRole('link', { name: 'Keep it' }).click();
	await tie.getByRole('link', { name: /^Take back/ }).click();
	await tie.getByRole('button', { name: /^Take it back/ }).click();
	await expect(page.getByText('The tie is taken back.')).toBeVisible();
	await expect(tie).toHaveCount(0);
});
