/** A term is opened with agencies that may not see advice and with a section left out; a refused form keeps what was ticked. */
import { expect, test } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';

const server = demonstration();

test('what is ticked is what the term is opened with', async ({ page }) => {
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('priya.raman@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/terms/);
	await page.goto(`${server.origin}/terms/new`);
	const years = page.getByLabel('School year');
	await years.selectOption({ index: (await years.locator('option').count()) - 1 });
	await page.getByLabel('Term', { exact: true }).selectOption('summer');
	await page.getByLabel('Parent or carer').check();
	const section = page.locator('input[name="switchedOff[]"]').first();
	await section.check();
	const code = await section.inputValue();
	const due = page.getByLabel('Audits are due on');
	const usual = await due.inputValue();
	await due.fill('2020-01-01');
	await page.getByRole('button', { name: /Open/ }).click();
	await expect(page.getByRole('alert')).toContainText('The due day must lie within the term');
	await expect(page.getByLabel('Parent or carer')).toBeChecked();
	await expect(page.locator(`input[name="switchedOff[]"][value="${code}"]`)).toBeChecked();
	await due.fill(usual);
	await page.getByRole('button', { name: /Open/ }).click();
	await page.waitForURL(/terms\/[0-9a-f-]+\/sample\?theme=all_plans$/);
});
