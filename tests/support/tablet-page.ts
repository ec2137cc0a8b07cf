/** An auditor's first taps in a browser: the tablet is locked, a plan is opened, and the question about ties is answered. */
import type { Page } from '@playwright/test';

/** The passphrase of every tablet of the tests; one of a person's own, so that no test has to remember four words. */
export const PASSPHRASE = 'made up passphrase of the tests';

/** Signs an auditor of the demonstration in on their tablet; by this name before the @, on the way to "My audits". */
export async function signInOn(page: Page, origin: string, who = 'amina.okafor'): Promise<void> {
	await page.goto(`${origin}/sign-in?next=/assignments`);
	await page.getByLabel('E-mail address').fill(`${who}@example.org`);
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
}

/**
 * Locks a tablet on which its auditor just signed in for the first time; ends with the vault open. One whose person has a passphrase on
 * another tablet begins with a new one, so that tests on the same server do not meet.
 */
export async function setUpVault(page: Page, passphrase: string = PASSPHRASE): Promise<void> {
	const own = page.getByRole('button', { name: /choose my own passphrase/ });
	const forgotten = page.getByRole('button', { name: 'I do not have my passphrase' });
	await own.or(forgotten).waitFor();
	if ((await forgotten.count()) > 0) {
		await forgotten.click();
		await page.getByRole('button', { name: 'Choose a new passphrase' }).click();
	}
	await own.click();
	await page.getByLabel('Your passphrase', { exact: true }).fill(passphrase);
	await page.getByRole('button', { name: 'Go on' }).click();
	await page.getByRole('heading', { name: 'Type it once' }).waitFor();
	await page.getByLabel('Your passphrase', { exact: true }).fill(passphrase);
	await page.getByRole('button', { name: 'Lock this tablet with it' }).click();
	await page.getByRole('button', { name: 'Lock', exact: true }).waitFor();
}

/** Unlocks the tablet after its page was loaded anew; ends with the vault open. */
export async function unlockVault(page: Page, passphrase: string = PASSPHRASE): Promise<void> {
	await page.getByLabel('Your passphrase', { exact: true }).fill(passphrase);
	await page.getByRole('button', { name: 'Unlock' }).click();
	await page.getByRole('button', { name: 'Lock', exact: true }).waitFor();
}

/** Loads the page anew, or goes to another address, and unlocks. */
export async function reopen(page: Page, address?: string): Promise<void> {
	if (address === undefined) await page.reload();
	else await page.goto(address);
	await unlockVault(page);
}

/**
 * Loads the page anew and unlocks; ends when the team has a copy of every draft as it is now. A locked tablet speaks too, and may then send an
 * older copy that was on its way when the page was left; only an open one says how far its audits are.
 */
export async function reopenCopied(page: Page, passphrase: string = PASSPHRASE): Promise<void> {
	await page.reload();
	const copied = page.waitForResponse(
		(answer) =>
			answer.url().endsWith('/api/sync') && (answer.request().postData() ?? '').includes('"report"') && answer.ok()
	);
	await unlockVault(page, passphrase);
	await copied;
}

/**
 * Opens the first plan under "My audits", passes over the practice where it is offered, and says that nothing ties the auditor to the plan;
 * ends with its first question on the screen.
 */
export async function openFirstPlan(page: Page): Promise<void> {
	await page
		.getByRole('link', { name: /^(Start|Continue)/ })
		.first()
		.click();
	await passOverPractice(page);
	await sayNoTie(page);
}

/** Goes on without the practice, where it is offered before the first plan. */
export async function passOverPractice(page: Page): Promise<void> {
	await page.waitForURL(/\/(practice|audits)[/?]/);
	if (new URL(page.url()).pathname === '/practice')
		await page.getByRole('button', { name: /go on without it/ }).click();
	await page.waitForURL(/\/audits\//);
}

/** Answers the question about ties, where the plan asks it; ends with a question of the audit on the screen. */
export async function sayNoTie(page: Page): Promise<void> {
	const none = page.getByRole('button', { name: 'No, I have no tie' });
	const question = page.locator('.question h1');
	await none.or(question).first().waitFor();
	if ((await none.count()) > 0) await none.click();
	await question.waitFor();
}
