/** The chair’s pages with the demonstration loaded, and a corrected edition of a report. */
import { expect, test } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { signIn } from '../support/desk-page.ts';
import { complaintsOf, onEveryScreen } from '../support/looked-at.ts';

const server = demonstration();

test('the chair’s pages', async ({ browser }) => {
	test.setTimeout(300_000);
	const page = await signIn(await browser.newContext(), server.origin, 'ruth.castellan@example.org');
	const complaints = complaintsOf(page);
	await page.goto(`${server.origin}/learning-reports`);
	await onEveryScreen(page, 'chair-learning-reports', complaints);
	await page
		.getByRole('link', { name: /Read the report/ })
		.first()
		.click();
	await page.waitForURL(/learning-reports\/./);
	await page.locator('canvas').first().waitFor();
	await onEveryScreen(page, 'chair-learning-report', complaints);
	await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
	await onEveryScreen(page, 'chair-learning-report-tables', complaints);
	const report = page.url();
	await page.goto(`${report}/summary`);
	await onEveryScreen(page, 'chair-board-summary', complaints);
	await page.goto(`${server.origin}/actions`);
	await onEveryScreen(page, 'chair-actions', complaints);
	await page
		.getByRole('link', { name: /^Change/ })
		.first()
		.click();
	await page.getByLabel('How far is it?').waitFor();
	await onEveryScreen(page, 'chair-action', complaints);
	for (const [query, name] of [
		['', 'findings'],
		['?from=2025-h1&to=2026-h1&by=period', 'findings-time'],
		['?section=F&by=stage', 'findings-section'],
		['?stage=ks9', 'findings-wrong']
	]) {
		await page.goto(`${server.origin}/findings${query}`);
		await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
		await onEveryScreen(page, `chair-${name}`, complaints);
	}
	await page.goto(`${server.origin}/findings/F.2`);
	await page.getByRole('button', { name: 'Read the notes' }).click();
	await expect(page.getByText('That you read them is recorded')).toBeVisible();
	await onEveryScreen(page, 'chair-finding', complaints);
	await page.goto(`${server.origin}/terms`);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Page not found');
});

test('the chair corrects a report: what is written is kept, previewed and published', async ({ browser }) => {
	test.setTimeout(300_000);
	const page = await signIn(await browser.newContext(), server.origin, 'ruth.castellan@example.org');
	const complaints = complaintsOf(page);
	await page.goto(`${server.origin}/learning-reports`);
	const read = page.getByRole('link', { name: /Read the report of March to August 2026/ });
	await read.first().click();
	await page.getByRole('link', { name: 'Make a corrected edition' }).click();
	await page.getByLabel('What changes, and why?').waitFor();
	await onEveryScreen(page, 'chair-correct', complaints);
	await page.getByRole('button', { name: /Begin edition/ }).click();
	await expect(page.getByRole('alert')).toContainText('Say what changed');
	await expect(page.getByRole('alert')).toBeFocused();
	complaints.length = 0;
	await page.getByLabel('What changes, and why?').fill('The foreword gave a wrong date.');
	await page.getByRole('button', { name: /Begin edition/ }).click();
	await page.waitForURL(/write$/);
	await page.locator('canvas').first().waitFor();
	await onEveryScreen(page, 'chair-write', complaints);

	// A part is saved by itself; what is typed elsewhere stays.
	await page.getByLabel('Your foreword').fill('Written anew.');
	await page.getByLabel('Your comment on “What was audited”').fill('Typed and not saved.');
	const foreword = page.locator('form', { has: page.getByLabel('Your foreword') });
	await foreword.getByRole('button', { name: 'Save' }).click();
	await expect(foreword.getByRole('status')).toHaveText('Saved');
	await expect(page.getByLabel('Your comment on “What was audited”')).toHaveValue('Typed and not saved.');

	// Somebody else saves the same part first: nothing typed is lost.
	const other = await signIn(await browser.newContext(), server.origin, 'priya.raman@example.org');
	await other.goto(page.url());
	await other.getByLabel('Your comment on “What was audited”').fill('Saved by somebody else.');
	const theirs = other.locator('form', { has: other.getByLabel('Your comment on “What was audited”') });
	await theirs.getByRole('button', { name: 'Save' }).click();
	await expect(theirs.getByRole('status')).toHaveText('Saved');
	await other.context().close();
	const audited = page.locator('form', { has: page.getByLabel('Your comment on “What was audited”') });
	await audited.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('alert')).toContainText('Somebody else saved this part');
	await expect(audited).toContainText('Saved by somebody else.');
	await expect(page.getByLabel('Your comment on “What was audited”')).toHaveValue('Typed and not saved.');
	// The refused form itself is what the browser complains of.
	complaints.length = 0;
	await onEveryScreen(page, 'chair-write-refused', complaints);
	await audited.getByRole('button', { name: 'Save' }).click();
	await expect(audited.getByRole('status')).toHaveText('Saved');

	await page.getByRole('link', { name: 'Look at the whole report' }).first().click();
	await page.getByRole('link', { name: 'Publish this report' }).click();
	await page.getByRole('heading', { name: 'Publish this report?' }).waitFor();
	await onEveryScreen(page, 'chair-preview', complaints);
	await page.getByRole('button', { name: 'Publish for good' }).click();
	await expect(page.getByText(/^Edition 2, published on/)).toBeVisible();
	await expect(page.getByText('Typed and not saved.')).toBeVisible();
	await page.goto(`${server.origin}/learning-reports`);
	await expect(page.getByText('What changed: The foreword gave a wrong date.')).toBeVisible();
	await onEveryScreen(page, 'chair-learning-reports-editions', complaints);
});
