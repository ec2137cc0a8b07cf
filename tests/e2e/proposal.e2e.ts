/**
 * A coordinator's way from the sample to plans that are given out: the proposal explained, pinned, changed, held back and undone, confirmed,
 * and put right when somebody drops out and a plan has nobody. axe finds nothing on the way. `PICTURES=some-folder` keeps pictures.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';

const pictures = process.env.PICTURES;
const server = demonstration(() => {
	if (pictures) mkdirSync(pictures, { recursive: true });
});

async function look(page: Page, name: string): Promise<void> {
	for (const [width, height] of [
		[820, 1180],
		[1180, 820],
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
		if (pictures) await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
	}
	await page.setViewportSize({ width: 1180, height: 820 });
}

test('from the sample to a running term, with the proposal in the coordinator’s hands', async ({ page }) => {
	test.setTimeout(300_000);
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('priya.raman@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/terms/);

	await test.step('a term is opened and its sample drawn', async () => {
		await page.goto(`${server.origin}/terms/new`);
		const years = page.getByLabel('School year');
		await years.selectOption({ index: (await years.locator('option').count()) - 1 });
		await page.getByLabel('Term', { exact: true }).selectOption('summer');
		await page.getByRole('button', { name: /Open/ }).click();
		await page.waitForURL(/terms\/[0-9a-f-]+\/sample\?theme=all_plans$/);
		const sample = page.url().replace(/\?.*$/, '');
		await page.goto(sample.replace(/sample$/, 'assignments'));
		await expect(page.getByText('There is no sample yet.')).toBeVisible();
		await page.goto(sample);
		await page.getByRole('button', { name: 'Draw the sample' }).click();
		await page.getByRole('link', { name: 'Next: who checks which plan' }).click();
		await expect(page.getByText('This is a proposal.')).toBeVisible();
		await look(page, 'proposal');
	});

	const rows = page.getByRole('listitem').filter({ has: page.getByText(/^Why, and who else/) });
	const nameIn = async (row: number) => (await rows.nth(row).locator('.row span').first().innerText()).trim();
	const planIn = async (row: number) => (await rows.nth(row).locator('strong').first().innerText()).split(',')[0] ?? '';
	const opened = async (row: number) => {
		await rows.nth(row).locator('summary').focus();
		await page.keyboard.press('Enter');
	};

	await test.step('an audit says why this auditor, and who else at what cost', async () => {
		await opened(0);
		await expect(rows.first()).toContainText('may have this plan, and has');
		await expect(rows.first()).toContainText('Who else, and what it would cost');
		await look(page, 'explained');
	});

	const plan = await planIn(0);
	await test.step('it is given to somebody else, whom the proposal then keeps to, and which says what that costs', async () => {
		const before = await nameIn(0);
		const choice = rows.first().getByLabel(`Give ${plan} to`);
		const [name = ''] = (await choice.locator('option').first().innerText()).split(',');
		await rows.first().getByRole('button', { name: 'Change and pin' }).click();
		await expect(page.getByText(`${name} is pinned to ${plan}`, { exact: true })).toBeVisible();
		expect(await nameIn(0)).toBe(name);
		expect(name).not.toBe(before);
		await expect(page.getByRole('region', { name: 'What it costs' })).toContainText('Audits that nobody has');
		await page.getByRole('link', { name: 'Propose another way' }).click();
		await page.waitForURL(/seed=/);
		expect(await nameIn(0)).toBe(name);
		await look(page, 'pinned');
		await page
			.getByRole('button', { name: new RegExp(`^Undo.*pinned to ${plan}`) })
			.first()
			.click();
		await expect(page.getByText(`${name} is pinned to ${plan}`, { exact: true })).toHaveCount(0);
	});

	await test.step('a plan is held back, a pair kept off', async () => {
		const off = await nameIn(1);
		await opened(1);
		await rows
			.nth(1)
			.getByRole('button', { name: `Keep ${off} off this plan` })
			.click();
		await expect(page.getByText(new RegExp(`^${off} is kept off LEW`))).toBeVisible();
		expect(await nameIn(1)).not.toBe(off);
		await opened(0);
		await rows
			.first()
			.getByRole('button', { name: `Hold ${plan} back` })
			.click();
		await expect(page.getByText(`${plan} is held back`, { exact: true })).toBeVisible();
		await expect(page.getByText(`${plan}, first audit: held back by the coordinator`)).toBeVisible();
	});

	await test.step('the auditors are looked at one by one, and somebody is found', async () => {
		await page.getByRole('link', { name: 'By auditor: what was ruled out' }).click();
		await page.waitForURL(/view=auditors/);
		await expect(page.getByText(/ruled out/).first()).toBeVisible();
		await look(page, 'by-auditor');
		await page.getByLabel('Find a plan, auditor or agency').fill('nobody is called this');
		await page.getByRole('button', { name: 'Find', exact: true }).click();
		await expect(page.getByText('Nothing fits.')).toBeVisible();
		await page.getByRole('link', { name: 'Show all' }).click();
	});

	await test.step('it is confirmed; the plan that is held back is with nobody', async () => {
		await page.getByRole('button', { name: 'Confirm and tell the auditors' }).click();
		await expect(page.getByRole('alert')).toContainText('Say on what basis');
		await page.getByLabel('On what basis').fill('Data sharing agreement of September');
		await page.getByLabel('Who decided that?').fill('Head of the SEN service');
		await page.getByRole('button', { name: 'Confirm and tell the auditors' }).click();
		await expect(page.getByText(/of \d+ assignments/)).toBeVisible();
		await page.getByLabel('Find a plan').fill(plan);
		await expect(page.getByText(/^0 of \d+ assignments/)).toBeVisible();
	});

	await test.step('somebody drops out, and what is left with nobody is proposed', async () => {
		await page.getByRole('link', { name: 'The board of the term' }).click();
		await page.waitForURL(/progress$/);
		const board = page.url();
		await page
			.getByRole('region', { name: /^The board by/ })
			.getByRole('link')
			.first()
			.click();
		await page.getByRole('link', { name: /drops out$/ }).click();
		await page.waitForURL(/drop-out/);
		await expect(page.getByText('This is a proposal.')).toBeVisible();
		await look(page, 'drop-out');
		await page.getByLabel('Why').fill('Off sick');
		await page.getByRole('button', { name: /^Take the plans back/ }).click();
		await page.waitForURL(/progress$/);
		await page.goto(`${board}/vacancies`);
		await look(page, 'vacancies');
		const all = page.getByRole('link', { name: 'Propose it with one plan more for each auditor' });
		if (await all.isVisible()) {
			await all.click();
			await page.waitForURL(/extra=1/);
		}
		await look(page, 'vacancies-more');
		await expect(page.getByText(`${plan}, first audit: held back by the coordinator`)).toBeVisible();
	});
});
