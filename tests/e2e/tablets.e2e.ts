/** Two tablets of one person, and the recovery key: what moves, what stays, and what never leaves the browser. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';
import { openFirstPlan, PASSPHRASE, reopen, reopenCopied, setUpVault } from '../support/tablet-page.ts';

const server = demonstration();

async function signIn(page: Page, email: string) {
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill(email);
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
}

test('a draft goes on on a second tablet with the same passphrase; the first one reads only', async ({ browser }) => {
	test.setTimeout(300_000);
	const iPad = await (await browser.newContext()).newPage();
	await signIn(iPad, 'amina.okafor@example.org');
	await setUpVault(iPad);
	await openFirstPlan(iPad);
	await iPad.getByRole('radio').first().check({ force: true });
	await iPad.locator('[data-saving=saved]').waitFor();
	await reopenCopied(iPad);

	const laptop = await (await browser.newContext()).newPage();
	await signIn(laptop, 'amina.okafor@example.org');
	await expect(laptop.getByRole('heading', { name: 'Use your passphrase here too' })).toBeVisible();
	await lookAt(laptop, 'tablets-same-passphrase');
	await laptop.getByLabel('Your passphrase', { exact: true }).fill('not my passphrase');
	await laptop.getByRole('button', { name: 'Open my audits' }).click();
	await expect(laptop.getByText('This is not your passphrase').first()).toBeVisible();
	await laptop.getByLabel('Your passphrase', { exact: true }).fill(PASSPHRASE);
	await laptop.getByRole('button', { name: 'Open my audits' }).click();
	await expect(laptop.getByText('On another tablet', { exact: true })).toBeVisible();
	await lookAt(laptop, 'tablets-continue-here');
	await laptop.getByRole('button', { name: /^Continue here/ }).click();
	await expect(laptop.getByRole('link', { name: /^Continue / })).toBeVisible();

	// Unlocked again, the first tablet hears of it. It opens where it was locked: the audit, to be read and not to be written.
	await reopen(iPad);
	await expect(iPad.getByText('You went on with this audit on another tablet')).toBeVisible();
	await expect(iPad.getByRole('radio')).toHaveCount(0);
	await lookAt(iPad, 'tablets-moved-away');
	await iPad.context().close();
	await laptop.context().close();
});

test('the recovery key is made in the browser; its private half is in the file and in no request', async ({ page }) => {
	const sent: string[] = [];
	page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
	await signIn(page, 'priya.raman@example.org');
	await page.goto(`${server.origin}/settings`);
	await page.getByRole('button', { name: /recovery key/ }).click();
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save the file' }).click();
	const file = JSON.parse(await readFile(await (await download).path(), 'utf8')) as {
		keyId: string;
		key: { x: string; d: string };
	};
	await page.getByLabel(/I have the file/).check({ force: true });
	await lookAt(page, 'recovery-key');
	await page.getByRole('button', { name: 'Put this key in place' }).click();
	await expect(page.getByText('The recovery key is in place.')).toBeVisible();
	await expect(page.getByText(file.keyId)).toBeVisible();
	expect(sent.filter((text) => text.includes(encodeURIComponent(file.key.x)))).toHaveLength(1);
	expect(sent.filter((text) => text.includes(file.key.d))).toEqual([]);
});
