/**
 * The pages that anyone may open, the headteacher’s and the auditor’s, with the demonstration loaded: axe finds nothing, nothing is wider
 * than the screen, and the browser complains of nothing. The coordinator’s and the chair’s have files of their own, to run beside this one.
 */
import { expect, test } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { signIn } from '../support/desk-page.ts';
import { complaintsOf, onEveryScreen } from '../support/looked-at.ts';
import { passOverPractice, reopen, sayNoTie, setUpVault, unlockVault } from '../support/tablet-page.ts';

const server = demonstration();

test('pages that anyone may open', async ({ browser }) => {
	const page = await (await browser.newContext()).newPage();
	const complaints = complaintsOf(page);
	for (const path of [
		'/',
		'/sign-in',
		'/invitation',
		'/help',
		'/help/coordinators',
		'/help/chairs',
		'/help/headteachers',
		'/privacy',
		'/accessibility',
		'/cookies'
	]) {
		await page.goto(`${server.origin}${path}`);
		await onEveryScreen(page, `public-${path.slice(1).replaceAll('/', '-') || 'start'}`, complaints);
	}
	await page.getByRole('link', { name: 'Golden Thread' }).first().focus();
	await page.goto(`${server.origin}/sign-in`);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('alert')).toBeFocused();
	// The refused form itself is what the browser complains of.
	complaints.length = 0;
	await onEveryScreen(page, 'public-sign-in-refused', complaints);
	await page.goto(`${server.origin}/no-such-page`);
	complaints.length = 0;
	await onEveryScreen(page, 'public-not-found', complaints);
});

test('the headteacher’s pages', async ({ browser }) => {
	const page = await signIn(await browser.newContext(), server.origin, 'hugo.ferreira@example.org');
	const complaints = complaintsOf(page);
	await page.goto(`${server.origin}/schools`);
	await onEveryScreen(page, 'headteacher-schools', complaints);
	await page.locator('a[href$="/school-report"]').first().click();
	await page.waitForURL(/school-report$/);
	await onEveryScreen(page, 'headteacher-school-report', complaints);
});

test('the auditor’s pages', async ({ browser }) => {
	test.setTimeout(300_000);
	const page = await signIn(await browser.newContext(), server.origin, 'amina.okafor@example.org');
	const complaints = complaintsOf(page);
	await page.locator('.words li').nth(3).waitFor();
	await onEveryScreen(page, 'auditor-set-up', complaints);
	await setUpVault(page);
	await expect(page.getByRole('heading', { name: 'My audits' })).toBeVisible();
	const begin = page.getByRole('link', { name: /^(Start|Continue)/ }).first();
	await begin.waitFor();
	await onEveryScreen(page, 'auditor-assignments', complaints);
	await begin.click();
	await passOverPractice(page);
	await page.getByRole('button', { name: 'No, I have no tie' }).waitFor();
	await onEveryScreen(page, 'auditor-ties', complaints);
	await sayNoTie(page);
	await onEveryScreen(page, 'auditor-audit', complaints);
	await page.getByRole('button', { name: 'Lock', exact: true }).click();
	await page.getByRole('button', { name: 'Unlock' }).click();
	await expect(page.getByRole('alert')).toContainText('Type your passphrase');
	await onEveryScreen(page, 'auditor-locked', complaints);
	await unlockVault(page);
	const address = new URL(page.url());
	// As Safari does, which gives no focus to what is tapped.
	await page.getByRole('button', { name: 'I am worried about a child' }).dispatchEvent('click');
	await expect(page.getByRole('dialog', { name: 'If you are worried about a child' })).toBeVisible();
	await onEveryScreen(page, 'auditor-worried', complaints);
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'I am worried about a child' })).toBeFocused();
	await reopen(page, `${address.origin}${address.pathname}/cover-slip`);
	await expect(page.getByRole('heading', { name: 'Cover slip' })).toBeVisible();
	await onEveryScreen(page, 'auditor-cover-slip', complaints);
	for (const criterion of ['F.2', 'K.5', 'TIM.2']) {
		await reopen(page, `${address.origin}${address.pathname}?c=${criterion}`);
		await expect(page.locator('.question .tags .id')).toHaveText(criterion);
		const partly = page.locator('.question input[type=radio][value=partly]');
		if (criterion === 'F.2') await partly.check({ force: true });
		await onEveryScreen(page, `auditor-audit-${criterion}`, complaints);
	}
	await reopen(page, `${address.origin}${address.pathname}/check`);
	await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
	await onEveryScreen(page, 'auditor-check', complaints);
	await page.getByRole('button', { name: 'Send my audit' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await onEveryScreen(page, 'auditor-check-gaps', complaints);
	await reopen(page, `${server.origin}/outbox`);
	await expect(page.getByRole('heading', { name: 'Sending' })).toBeVisible();
	await onEveryScreen(page, 'auditor-outbox', complaints);
	await reopen(page, `${server.origin}/this-tablet`);
	await page.getByText('Plans given to you').waitFor();
	await onEveryScreen(page, 'auditor-this-tablet', complaints);
	await reopen(page, `${server.origin}/practice`);
	await page.getByRole('link', { name: 'Start the practice' }).waitFor();
	await onEveryScreen(page, 'auditor-practice', complaints);
	await reopen(page, `${server.origin}/practice/audit?c=B.3`);
	await page.getByText('question 2 of').waitFor();
	await onEveryScreen(page, 'auditor-practice-question', complaints);
	await page.locator('input[name=answer][value=met]').check({ force: true });
	await page.getByRole('button', { name: 'See the reference answer' }).click();
	await expect(page.locator('.reference')).toBeVisible();
	await onEveryScreen(page, 'auditor-practice-reference', complaints);
	await page.goto(`${server.origin}/my-ties`);
	await onEveryScreen(page, 'auditor-my-ties', complaints);
});
