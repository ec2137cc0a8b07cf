/** A second passphrase on a second tablet: both audits of a plan are copied, and each comes back by its own words, whichever tablet is lost. */
import { expect, test, type Browser, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';
import { openFirstPlan, PASSPHRASE, reopenCopied, setUpVault, signInOn } from '../support/tablet-page.ts';

const server = demonstration();
const SECOND = 'quite other words for the second tablet';

async function tabletOf(browser: Browser): Promise<Page> {
	const page = await (await browser.newContext()).newPage();
	await signInOn(page, server.origin);
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	return page;
}

const notice = (page: Page) => page.getByText('You also began this audit with another passphrase');
const nth = (page: Page, at: number) => page.getByRole('radio').nth(at);

async function adopt(page: Page, words: string) {
	await expect(page.getByRole('heading', { name: 'Use your passphrase here too' })).toBeVisible();
	await page.getByLabel('Your passphrase', { exact: true }).fill(words);
	await page.getByRole('button', { name: 'Open my audits' }).click();
	await expect(page.getByText('On another tablet', { exact: true })).toBeVisible();
}

async function goOnHere(page: Page) {
	await page.getByRole('button', { name: /^Continue here/ }).click();
	await page.getByRole('link', { name: /^Continue / }).click();
	await expect(nth(page, 0)).toBeAttached();
}

test('begun under two passphrases, a plan comes back by the words of either', async ({ browser }) => {
	test.setTimeout(300_000);
	const iPad = await tabletOf(browser);
	await setUpVault(iPad);
	await openFirstPlan(iPad);
	await nth(iPad, 0).check({ force: true });
	await iPad.locator('[data-saving=saved]').waitFor();
	await reopenCopied(iPad);

	// Another tablet, and another passphrase: it is told of the first copy, and begins the plan anew.
	const laptop = await tabletOf(browser);
	await setUpVault(laptop, SECOND);
	await expect(notice(laptop)).toBeVisible();
	await lookAt(laptop, 'two-passphrases-new');
	await openFirstPlan(laptop);
	await nth(laptop, 1).check({ force: true });
	await laptop.locator('[data-saving=saved]').waitFor();
	await reopenCopied(laptop, SECOND);
	await laptop.context().close();

	// It is lost. On a third tablet its words bring its answers back, and the first one's are not among them.
	const third = await tabletOf(browser);
	await adopt(third, SECOND);
	await lookAt(third, 'two-passphrases-third');
	await goOnHere(third);
	await expect(nth(third, 1)).toBeChecked();
	await third.context().close();

	// The words of before open what was begun under them, though others were chosen since.
	const fourth = await tabletOf(browser);
	await adopt(fourth, PASSPHRASE);
	await goOnHere(fourth);
	await expect(nth(fourth, 0)).toBeChecked();

	// And on the tablet with the first words the second one's audit is brought over; what was answered is kept aside.
	await fourth.getByRole('link', { name: 'My audits' }).first().click();
	await expect(notice(fourth)).toBeVisible();
	await fourth.getByRole('button', { name: /^Bring it here/ }).click();
	const words = fourth.getByLabel('The other passphrase', { exact: true });
	await expect(words).toBeFocused();
	await words.fill('not these words');
	await fourth.getByRole('button', { name: 'Open it here' }).click();
	await expect(fourth.getByText('This passphrase does not open that copy')).toBeVisible();
	await expect(words).toBeFocused();
	await lookAt(fourth, 'two-passphrases-bring');
	await words.fill(SECOND);
	await fourth.getByRole('button', { name: 'Open it here' }).click();
	await expect(fourth.getByRole('heading', { name: 'Kept aside' })).toBeVisible();
	await expect(notice(fourth)).toHaveCount(0);
	await lookAt(fourth, 'two-passphrases-brought');
	await fourth.getByRole('link', { name: /^Continue / }).click();
	await expect(nth(fourth, 1)).toBeChecked();
	await fourth.context().close();
	await iPad.context().close();
});
