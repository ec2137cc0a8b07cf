/** A browser that forgot a tablet's databases: the alarm, and the audits back from the copies that the team keeps. */
import { expect, test, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';
import { openFirstPlan, PASSPHRASE, reopenCopied, setUpVault, signInOn, unlockVault } from '../support/tablet-page.ts';

const server = demonstration();
const NOTE = 'Page 4: copied by the team, sealed.';

/** Deletes what a browser keeps here under these names, from a page that has none of it open. Gives what it deleted. */
async function forget(page: Page, prefix: string): Promise<string[]> {
	await page.goto(`${server.origin}/help`);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	return page.evaluate(async (start) => {
		const names = (await indexedDB.databases()).map(({ name = '' }) => name).filter((name) => name.startsWith(start));
		for (const name of names)
			await new Promise((done, fail) => {
				const asked = indexedDB.deleteDatabase(name);
				asked.onsuccess = done;
				asked.onerror = fail;
			});
		return names;
	}, prefix);
}

test('drafts come back after their database has gone, and after every database has', async ({ browser }) => {
	const tablet = await browser.newContext({ viewport: { width: 820, height: 1180 } });
	const page = await tablet.newPage();
	await signInOn(page, server.origin);
	await setUpVault(page);
	// A worker that comes later loads its page anew.
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await openFirstPlan(page);
	const audit = page.url();
	await page.locator('#note').fill(NOTE);
	await page.locator('[data-saving=saved]').waitFor();
	// The copy goes up when the tablet is locked and speaks next.
	await reopenCopied(page);
	await expect(page.locator('#note')).toHaveValue(NOTE);

	const alarm = page.getByRole('alert').filter({ hasText: 'Your audits have gone from this tablet' });
	const came = page.getByRole('alert').filter({ hasText: 'What came back to this tablet' });
	const bringBack = page.getByRole('button', { name: 'Bring back what can be' });
	const known = page.getByRole('button', { name: 'I know, do not show this again' });

	expect(await forget(page, 'golden-thread-vault-')).toHaveLength(1);
	await page.goto(`${server.origin}/assignments`);
	await unlockVault(page);
	await expect(alarm).toContainText('1 begun');
	await lookAt(page, 'lost-alarm');
	await bringBack.click();
	await expect(came).toContainText('is back, as it was on');
	await lookAt(page, 'lost-back');
	await known.click();
	await expect(came).toHaveCount(0);
	await page.goto(audit);
	await unlockVault(page);
	await expect(page.locator('#note')).toHaveValue(NOTE);

	// Everything has gone, the tablet's own database and the key's wraps with it: the same passphrase opens the copies.
	expect((await forget(page, 'golden-thread-')).length).toBeGreaterThan(1);
	await page.goto(`${server.origin}/assignments`);
	await expect(page.getByRole('heading', { name: 'Use your passphrase here too' })).toBeVisible();
	await expect(alarm).toContainText('Type your passphrase below');
	await lookAt(page, 'lost-all');
	await page.getByLabel('Your passphrase', { exact: true }).fill(PASSPHRASE);
	await page.getByRole('button', { name: 'Open my audits' }).click();
	await expect(bringBack).toBeVisible();
	// The alarm stays until its person said that they know, also over a lock.
	await expect(page.getByText('On another tablet', { exact: true })).toBeVisible();
	await page.reload();
	await unlockVault(page);
	await expect(alarm).toBeVisible();
	await bringBack.click();
	await expect(came).toContainText('is back, as it was on');
	await page.goto(audit);
	await unlockVault(page);
	await expect(page.locator('#note')).toHaveValue(NOTE);
	await tablet.close();
});
