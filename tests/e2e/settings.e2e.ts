/** The settings in the browser: what a coordinator writes stands where it is read, and what is mistyped is said where it is. */
import { expect, test } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';
import { setUpVault } from '../support/tablet-page.ts';

const server = demonstration();

test('what auditors and headteachers are told is written, previewed and put right', async ({ page }) => {
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('priya.raman@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	await page.goto(`${server.origin}/settings`);
	await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();

	const worry = page.getByRole('region', { name: 'I am worried about a child' });
	await page.getByRole('button', { name: 'Add a safeguarding contact' }).click();
	const fourth = page.getByRole('group', { name: 'Safeguarding contact 4' });
	await fourth.getByLabel('Who it is').fill('School nursing line');
	await expect(worry.getByText('School nursing line')).toBeVisible();
	await page.getByLabel('Minutes that an audit usually takes').fill('an hour');
	await page.getByRole('button', { name: 'Save what auditors are told' }).click();

	const summary = page.getByRole('alert');
	await expect(summary).toBeFocused();
	await summary.getByRole('link', { name: 'Enter the minutes as a number, for example 60' }).click();
	await expect(page.getByLabel('Minutes that an audit usually takes')).toBeFocused();
	await expect(page.getByLabel('Minutes that an audit usually takes')).toHaveValue('an hour');
	await page.getByLabel('Minutes that an audit usually takes').fill('90');
	await page.getByRole('button', { name: 'Save what auditors are told' }).click();
	await summary
		.getByRole('link', { name: 'Enter a phone number or an e-mail address for School nursing line' })
		.click();
	await expect(fourth.getByLabel('Phone')).toBeFocused();
	await fourth.getByLabel('Phone').fill('020 7946 0555');
	await page.getByRole('button', { name: 'Save what auditors are told' }).click();
	await expect(page.getByText('Each tablet has these words after its next contact.')).toBeVisible();
	await page.reload();
	await expect(worry.getByText('020 7946 0555')).toBeVisible();

	await page.getByLabel('About what and where, day 4').fill('Reviews, online');
	await page.getByRole('button', { name: 'Save what headteachers are told' }).click();
	await page.getByRole('link', { name: 'Enter the day of this training' }).click();
	await expect(page.getByLabel('Day 4', { exact: true })).toBeFocused();
	await page.getByLabel('Day 4', { exact: true }).fill('2031-02-03');
	await page.getByRole('button', { name: 'Save what headteachers are told' }).click();
	await expect(page.getByText('The next summaries that you compile have these words.')).toBeVisible();
	await page.reload();
	await expect(page.getByLabel('About what and where, day 4')).toHaveValue('Reviews, online');
});

test('how soon tablets lock is set, told to a tablet, and kept by it', async ({ browser }) => {
	const desk = await (await browser.newContext()).newPage();
	await desk.goto(`${server.origin}/sign-in?next=/settings`);
	await desk.getByLabel('E-mail address').fill('priya.raman@example.org');
	await desk.getByLabel('Password').fill('made-up people only');
	await desk.getByRole('button', { name: 'Sign in' }).click();
	const minutes = desk.getByLabel('Minutes until it locks in use');
	await expect(minutes).toHaveValue('5');
	await minutes.fill('1');
	await desk.getByRole('button', { name: 'Save what tablets do' }).click();
	await desk.getByRole('alert').getByRole('link', { name: 'Enter at least 2 minutes' }).click();
	await expect(minutes).toBeFocused();
	await expect(minutes).toHaveValue('1');
	await lookAt(desk, 'settings-tablets');
	await minutes.fill('2');
	const copies = desk.getByLabel('Days that a copy of a sent audit stays');
	await expect(copies).toHaveValue('7');
	await copies.fill('10');
	await desk.getByRole('button', { name: 'Save what tablets do' }).click();
	await expect(desk.getByText('Each tablet keeps to these times from its next contact on.')).toBeVisible();
	await expect(minutes).toHaveValue('2');
	await desk.goto(`${server.origin}/settings`);
	await expect(copies).toHaveValue('10');

	await desk.getByText('The key for what tablets send').click();
	await desk.getByRole('button', { name: 'Make a new key for what tablets send' }).click();
	await expect(desk.getByText('The new key is in use.')).toBeVisible();
	await desk.context().close();

	const tablet = await (await browser.newContext()).newPage();
	await tablet.clock.install();
	await tablet.goto(`${server.origin}/sign-in?next=/assignments`);
	await tablet.getByLabel('E-mail address').fill('amina.okafor@example.org');
	await tablet.getByLabel('Password').fill('made-up people only');
	await tablet.getByRole('button', { name: 'Sign in' }).click();
	await setUpVault(tablet);
	await expect(tablet.getByRole('link', { name: /^Start/ }).first()).toBeVisible();
	await tablet.clock.fastForward('01:10');
	await expect(tablet.getByText('locks in a minute')).toBeVisible();
	await tablet.clock.fastForward('01:00');
	await expect(tablet.getByRole('heading', { name: 'Golden Thread is locked' })).toBeVisible();
	await tablet.context().close();
});
