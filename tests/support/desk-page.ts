/** What people at a desk do in a browser: come in by an invitation, download a PDF; and whether axe finds anything on what they see. */
import { readFileSync } from 'node:fs';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { clean, losesNothing } from './looked-at.ts';
import { readPdf, type ReadPdf } from './pdf-text.ts';
import { newPassword } from './visitor.ts';

/** What everybody of the demonstration signs in with. */
const PASSWORD = 'made-up people only';

/** Signs somebody of the demonstration in on a page of their own. */
export async function signIn(context: BrowserContext, origin: string, email: string): Promise<Page> {
	const page = await context.newPage();
	await page.goto(`${origin}/sign-in`);
	await page.getByLabel('E-mail address').fill(email);
	await page.getByLabel('Password').fill(PASSWORD);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	return page;
}

/** Opens an invitation's link, chooses a password and is signed in. */
export async function acceptInvitation(page: Page, link: string): Promise<void> {
	await page.goto(link);
	await page.getByLabel('Choose a password').fill(newPassword());
	await page.getByRole('button', { name: 'Accept and sign in' }).click();
	await page.waitForURL((url) => !url.pathname.startsWith('/invitation'));
}

/** Invites somebody from the list of people and gives the link for them. */
export async function invite(coordinator: Page, origin: string, email: string): Promise<string> {
	await coordinator.goto(`${origin}/people`);
	await coordinator.getByLabel('Find a person').fill(email);
	const row = coordinator.getByRole('row').filter({ hasText: email });
	await row.getByRole('button', { name: /Invite/ }).click();
	await expect(coordinator.locator('.slip').getByText(`(${email})`)).toBeVisible();
	return coordinator.locator('#link').inputValue();
}

/** Follows the link of a PDF and gives what it says; anything else than a PDF is an error. */
export async function downloadedPdf(page: Page): Promise<ReadPdf> {
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Download as PDF' }).click();
	return readPdf(readFileSync(await (await download).path()));
}

/** Axe finds nothing on the page as it is now, nothing is wider than the screen, and none of its words are lost. */
export async function sound(page: Page, name: string): Promise<void> {
	await clean(page, name);
	await losesNothing(page, name, null);
}
