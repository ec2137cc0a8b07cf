/** What points to a person in a note: warned of in place while it is typed, put right or confirmed, and held back until then. */
import { expect, test, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';
import { openFirstPlan, reopen, setUpVault } from '../support/tablet-page.ts';

const server = demonstration();

async function begin(page: Page) {
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('amina.okafor@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await setUpVault(page);
	await openFirstPlan(page);
}

test('a note is warned of, put right, confirmed, remembered, and asked about before it is sent', async ({ page }) => {
	await begin(page);
	const note = page.locator('#note');
	const warning = page.locator('#note-warning');
	await page.locator('.question input[type=radio][value=partly]').check({ force: true });
	await note.pressSequentially('Page 2 says ring 07700 900123 at home.');
	await expect(warning).toContainText('This looks like a phone number');
	await expect(warning.locator('mark')).toHaveText('07700 900123');
	await expect(note).toHaveAttribute('aria-describedby', /note-warning/);
	await expect(page.getByRole('status').filter({ hasText: 'may point to a person' })).toHaveCount(1);
	await lookAt(page, 'identifier-warning');

	// "Fix it" selects the very words, so that typing puts others in their place.
	await warning.getByRole('button', { name: /^Fix it/ }).click();
	expect(await note.evaluate((box: HTMLTextAreaElement) => box.value.slice(box.selectionStart, box.selectionEnd))).toBe(
		'07700 900123'
	);
	await page.keyboard.type('the number M1 1AE');
	await expect(warning).toContainText('This looks like a postcode');
	await expect(warning).not.toContainText('phone');

	await page.getByRole('link', { name: /Check my answers/ }).click();
	await expect(page.getByRole('heading', { name: 'One note to look at before you send' })).toBeVisible();
	await lookAt(page, 'identifier-check-page');
	await page.getByRole('button', { name: 'Send my audit' }).click();
	await expect(page.getByRole('alert').getByText(/what looks like a postcode/)).toBeVisible();
	await page
		.getByRole('link', { name: /what looks like a postcode/ })
		.last()
		.click();

	await warning.getByRole('button', { name: /^It is not about a person/ }).click();
	await expect(warning).toHaveCount(0);
	await expect(page.getByText('You said that “M1 1AE” is not about a person.')).toBeVisible();
	await lookAt(page, 'identifier-kept');
	await expect(page.locator('p.status')).toContainText('Saved on this tablet');
	await reopen(page);
	await expect(page.getByText('You said that “M1 1AE” is not about a person.')).toBeVisible();
	await page.getByRole('button', { name: /^Warn me again/ }).click();
	await expect(warning).toContainText('This looks like a postcode');
});

test('the words of a plan handed back are asked about too', async ({ page }) => {
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('amina.okafor@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await setUpVault(page);
	const forms = page.locator('details.hand-back');
	await expect(forms.first()).toBeVisible();
	const before = await forms.count();
	const form = forms.last();
	await form.locator('summary').click();
	await form.getByRole('radio').last().check({ force: true });
	await form.getByRole('textbox').fill('Ask jo@example.org');
	await form.getByRole('button', { name: 'Hand it back' }).click();
	await expect(form.getByText('This looks like an e-mail address')).toBeVisible();
	await lookAt(page, 'identifier-hand-back');
	await expect(page.getByText('Handed back')).toHaveCount(0);
	await form.getByRole('button', { name: /^It is not about a person/ }).click();
	await form.getByRole('button', { name: 'Hand it back' }).click();
	await expect(forms).toHaveCount(before - 1);
});
