/** Case facts in the browser: one plan typed, many in a file, and what cannot be told at its place. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import Papa from 'papaparse';
import { demonstration } from '../support/demonstration.ts';

const server = demonstration();

test('what only the SEN service knows is typed for one plan and brought in a file for many', async ({ page }) => {
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('priya.raman@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	await page.goto(`${server.origin}/terms`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/terms\/[0-9a-f-]+/);
	const term = /\/terms\/[0-9a-f-]+/.exec(page.url())?.[0] ?? '';
	await page.goto(`${server.origin}${term}/case-facts`);
	const count = page.getByText(/plans still leave something/);
	const before = Number.parseInt((await count.textContent()) ?? '', 10);
	expect(before).toBeGreaterThan(2);

	// One plan, typed: first with a day that has not come, then without.
	const row = page.getByRole('row').filter({ hasText: 'G.4' }).first();
	const ref = (await row.getByRole('link').textContent()) ?? '';
	await row.getByRole('link').click();
	await expect(page.getByRole('heading', { level: 2, name: ref })).toBeVisible();
	const day = page.locator('input[type=date]').first();
	const hasDays = (await day.count()) > 0;
	if (hasDays) await day.fill('2099-01-01');
	await page.getByRole('radio', { name: /^Partly met/ }).check();
	await page.getByRole('button', { name: `Save what is known of ${ref}` }).click();
	const summary = page.getByRole('alert');
	await expect(summary).toBeFocused();
	await summary.getByRole('link', { name: 'Say in a note what is missing or unclear' }).click();
	await expect(page.getByLabel('Note on G.4')).toBeFocused();
	await page.getByLabel('Note on G.4').fill('The panel has agreed therapy alone');
	await expect(summary.getByRole('link', { name: /This day has not come yet/ })).toHaveCount(hasDays ? 1 : 0);
	if (hasDays) await day.fill('');
	for (const other of await page.getByRole('radio', { name: 'Not known to us either' }).all())
		if (!(await other.getAttribute('id'))?.includes('g.4')) await other.check();
	await page.getByRole('button', { name: `Save what is known of ${ref}` }).click();
	await expect(page.getByText(`${ref}: nothing is left open.`)).toBeVisible();
	await expect(count).toContainText(`${before - 1} of`);

	// The rest as a file: the template out, a mistake in, then put right.
	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save the template' }).click();
	const { data: rows } = Papa.parse<string[]>(readFileSync(await (await saving).path(), 'utf8').trim());
	const [header = [], ...plans] = rows;
	const own = plans.find(([planRef]) => planRef === ref) ?? [];
	expect(own[header.indexOf('note_g.4')]).toBe('The panel has agreed therapy alone');
	const wanting = plans.filter((plan) => plan[header.indexOf('still_wanted')]?.includes('G.4'));
	expect(wanting.length).toBeGreaterThan(0);
	const file = (answer: string) => ({
		name: 'facts.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from(
			Papa.unparse([['plan_ref', 'answer_g.4'], ...wanting.map(([planRef = '']) => [planRef, answer])])
		)
	});
	await page.getByLabel('The file, filled in').setInputFiles(file('splendid'));
	await expect(page.getByRole('heading', { name: /nothing can be filled in/ })).toBeFocused();
	await expect(page.getByRole('cell', { name: 'answer_g.4' }).first()).toBeVisible();
	await page.getByLabel('The file, filled in').setInputFiles(file('not known to us either'));
	await expect(page.getByRole('heading', { name: /would be filled in/ })).toBeFocused();
	await page.getByRole('button', { name: /^Fill in th/ }).click();
	await expect(page.getByText(/filled in from the file\.$/)).toBeVisible();
	await expect(page.getByRole('row').filter({ hasText: 'G.4' })).toHaveCount(0);
});
