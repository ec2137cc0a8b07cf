/**
 * A coordinator draws a term's sample: rules and what is in focus, a theme, a wrong list put right, who cannot be drawn, the sample against
 * the register with its precision, another seed, undo, and on to the proposal. axe finds nothing on the way.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { demonstration } from '../support/demonstration.ts';

const server = demonstration();

async function look(page: Page, name: string): Promise<void> {
	for (const [width, height] of [
		[1180, 820],
		[820, 1180],
		[390, 844]
	] as const) {
		await page.setViewportSize({ width, height });
		const found = await new AxeBuilder({ page }).analyze();
		expect(
			found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
			`${name} at ${width} px`
		).toEqual([]);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(wide, `${name} is wider than ${width} px`).toBeLessThanOrEqual(width);
		const folder = process.env.PICTURES;
		if (folder) {
			mkdirSync(folder, { recursive: true });
			await page.screenshot({ path: join(folder, `${name.replaceAll(' ', '-')}-${width}.png`), fullPage: true });
		}
	}
	await page.setViewportSize({ width: 1180, height: 820 });
}

test('from the rules to a sample that is looked at, changed, undone and kept', async ({ page }) => {
	test.setTimeout(240_000);
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('priya.raman@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/terms/);

	// A rule that cannot be is refused at its field; a school is put in focus.
	await page.goto(`${server.origin}/terms/sampling-rules`);
	await page.getByLabel('Terms for which a plan rests').fill('40');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('alert')).toContainText('from 0 to 12');
	await page.getByLabel('Terms for which a plan rests').fill('3');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('alert')).toContainText('Saved');
	const schools = page.getByLabel('Add a school or other setting');
	await schools.selectOption({ index: 1 });
	await page.getByRole('button', { name: 'Put it in focus' }).first().click();
	await expect(page.getByRole('button', { name: /Take out/ })).toHaveCount(1);
	await look(page, 'rules');

	await page.goto(`${server.origin}/terms/new`);
	await page.getByLabel('Theme of the term').selectOption({ label: 'Years 5 and 9 (item 2.13)' });
	await expect(page.getByLabel('Kind of audit')).toHaveValue('transitions');
	await look(page, 'open a term');
	await page.getByRole('button', { name: 'Open this term' }).click();
	await page.waitForURL(/sample\?theme=years_5_and_9/);

	// Who cannot be drawn, with a list to open.
	await expect(page.getByRole('heading', { name: 'Who can be drawn' })).toBeVisible();
	await page.getByRole('listitem').filter({ hasText: 'Audited in the last 3 terms' }).getByRole('link').click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Audited in the last 3 terms');
	await expect(page.getByRole('row')).toHaveCount(51);
	await look(page, 'left out');
	await page.goBack();

	// A list with a word that is no reference is refused by its line, and nothing that was typed is lost.
	await expect(page.getByLabel('Year 5', { exact: true })).toHaveValue('year_5=4');
	await page.getByLabel('Plan references').fill('LEW-22222\nAmina');
	await page.getByLabel('Name of the list').fill('Looked after');
	await page.getByRole('button', { name: 'Draw the sample' }).click();
	await expect(page.getByRole('alert')).toContainText('Line 2: “Amina” is not a plan reference');
	await expect(page.getByLabel('Name of the list')).toHaveValue('Looked after');
	await expect(page.getByLabel('Year 5', { exact: true })).toHaveValue('year_5=4');
	await look(page, 'form refused');
	await page.getByLabel('Plan references').fill('');
	await page.getByRole('button', { name: 'Draw the sample' }).click();

	const drawn = page.getByRole('region', { name: 'What was drawn' });
	await expect(drawn).toContainText('Plans drawn');
	await expect(drawn).toContainText(/known to ±\s\d+ in 100/);
	const table = page.getByRole('table', { name: 'The sample against the register, group by group' });
	await expect(table.getByRole('rowheader', { name: /^Year 9/ }).first()).toBeVisible();
	await expect(table).toContainText('times the average');
	await look(page, 'drawn');

	// Another seed, then back.
	const rows = await table.innerText();
	const first = await drawn.locator('dd.seed').innerText();
	await page.getByText('Draw it again another way').click();
	await page.getByLabel('Seed').fill('another seed');
	await page.getByLabel('Plans to draw').fill('60');
	await page.getByRole('button', { name: 'Draw again' }).click();
	await expect(drawn.locator('dd.seed')).toHaveText('another seed');
	await page.getByText('Drawn before and put aside (1)').click();
	await expect(drawn).toContainText(`seed ${first}`);
	await page.getByRole('button', { name: /^Undo: back to/ }).click();
	await expect(drawn.locator('dd.seed')).toHaveText(first);
	expect(await table.innerText()).toBe(rows);
	await page.getByRole('link', { name: 'Next: who checks which plan' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

	// A term under way: what its finished audits can say, and what closing it now would leave.
	await page.goto(`${server.origin}/terms`);
	await page.getByRole('row').filter({ hasText: 'Auditing' }).getByRole('link').click();
	await page.waitForURL(/progress/);
	await expect(page.getByRole('heading', { name: 'What can be said of all plans' })).toBeVisible();
	await expect(page.getByText('drawn plans have their first audit')).toContainText(/known to ±\s\d+ in 100/);
	await look(page, 'progress');
	await page.getByRole('link', { name: 'Close this term' }).click();
	await expect(page.getByText('With every drawn plan audited it would be')).toBeVisible();
	await look(page, 'close');
});
