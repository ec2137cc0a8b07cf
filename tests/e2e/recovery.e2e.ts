/** Forgotten words: asked for on the tablet, granted in the coordinator's browser with the recovery key's file, and everything is there again. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { RecoveryFile } from '#lib/domain/recovery-file.ts';
import type { SealedTo } from '#lib/domain/sealed.ts';
import { handOver, receive } from '#lib/sealing/escrow.ts';
import { rawKey } from '#lib/sealing/records.ts';
import { keyPairOf, newKeyPair } from '#lib/sealing/to-key.ts';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';
import { serve } from '../support/served.ts';
import { openFirstPlan, setUpVault } from '../support/tablet-page.ts';
import { newPassword } from '../support/visitor.ts';

const server = demonstration();
const NOTE = 'Page 4: typed with no network, and not sent.';
const OLD = 'the words that are forgotten';

/** Signs in on the page where somebody is asked to. */
async function giveNames(page: Page, who: string) {
	await page.getByLabel('E-mail address').fill(`${who}@example.org`);
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Gives the text of everything that a page sends from now on. */
function watch(page: Page): string[] {
	const sent: string[] = [];
	page.context().on('request', (request) => {
		sent.push(`${request.url()} ${request.postData() ?? ''}`);
	});
	return sent;
}

const passphrase = (page: Page) => page.getByLabel('Your passphrase', { exact: true });
const lockButton = (page: Page) => page.getByRole('button', { name: 'Lock', exact: true });
const locked = (page: Page) => page.getByRole('heading', { name: 'Golden Thread is locked' });
const helpPage = (page: Page) => page.getByRole('heading', { name: 'Help to open this tablet' });

async function wantHelp(page: Page) {
	await page.getByText('I cannot find my words').click();
	await page.getByRole('button', { name: 'Ask for help to open this tablet' }).click();
	await expect(helpPage(page)).toBeVisible();
}

async function unlockWith(page: Page, words: string) {
	await passphrase(page).fill(words);
	await page.getByRole('button', { name: 'Unlock' }).click();
}

test('forgotten words are replaced with the help of the team, and what was not sent is there', async ({ browser }) => {
	const [auditor, coordinator] = [await browser.newContext(), await browser.newContext()];
	const page = await auditor.newPage();
	const sent = watch(page);
	await page.goto(`${server.origin}/sign-in?next=/assignments`);
	await giveNames(page, 'amina.okafor');
	await setUpVault(page, OLD);
	await expect.poll(() => sent.some((text) => text.includes('"escrow":{'))).toBe(true);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await openFirstPlan(page);
	const address = page.url();

	await auditor.setOffline(true);
	await page.locator('#note').fill(NOTE);
	await page.locator('[data-saving=saved]').waitFor();
	await page.locator('button.lock').click();
	await expect(locked(page)).toBeVisible();

	// No network: said, with what to do.
	await wantHelp(page);
	await expect(page.getByText('You need the network to ask for help')).toBeVisible();
	await lookAt(page, 'help-no-network');
	// It goes on by itself once there is one.
	await auditor.setOffline(false);
	const ask = page.getByRole('button', { name: 'Ask for help to open this tablet' });
	await expect(ask).toBeVisible();
	await lookAt(page, 'help-ask');

	// Whoever found the tablet could ask: its person has to be signed in, and comes back to this page.
	await auditor.clearCookies();
	await ask.click();
	await expect(page.getByText('Sign in to ask for help')).toBeVisible();
	await lookAt(page, 'help-sign-in');
	await page.getByRole('link', { name: 'Sign in' }).click();
	await page.waitForURL(/\/sign-in\?next=/);
	await giveNames(page, 'amina.okafor');
	expect(page.url()).toBe(address);
	await expect(page.getByText('You asked for help on')).toBeVisible();
	await lookAt(page, 'help-asked');

	// Words that are found would open it: nothing of the asking stands in the way.
	await page.getByRole('button', { name: 'I have found my words' }).click();
	await expect(passphrase(page)).toBeFocused();
	await unlockWith(page, 'not these words');
	await expect(page.getByRole('alert')).toContainText('This is not your passphrase');
	await page.reload();
	await expect(page.getByText('You asked for help on')).toBeVisible();

	const desk = await coordinator.newPage();
	const posted = watch(desk);
	await desk.goto(`${server.origin}/sign-in`);
	await giveNames(desk, 'priya.raman');
	const today = desk.getByRole('region', { name: 'Needs a decision today' });
	await expect(today.getByText('Amina Okafor cannot open their tablet')).toBeVisible();
	await expect(desk.getByText('There is no recovery key yet')).toHaveCount(0);
	await lookAt(desk, 'help-home');
	await desk.getByRole('link', { name: 'Autumn term 2026' }).click();
	const forgot = desk.getByRole('heading', { name: /^Forgot their passphrase/ }).locator('..');
	await lookAt(desk, 'help-board');
	await forgot.getByRole('link', { name: 'Amina Okafor' }).click();
	await expect(desk.getByRole('heading', { name: 'Decide: Amina Okafor forgot their passphrase' })).toBeVisible();
	await lookAt(desk, 'help-decide');
	const fileName = readdirSync(server.dataDir).find((name) => name.startsWith('golden-thread-recovery-key-'));
	const path = join(server.dataDir, fileName ?? 'no recovery key');
	await desk.getByLabel('The file with the recovery key').setInputFiles(path);
	await expect(desk.getByText('their tablet lets them choose new words')).toBeVisible();
	await expect(desk.getByRole('heading', { name: /forgot their passphrase/ })).toHaveCount(0);

	await page.getByRole('button', { name: 'Look for an answer' }).click();
	await expect(page.getByText('Your coordinator has helped you')).toBeVisible();
	await lookAt(page, 'help-granted');
	await page.getByRole('button', { name: 'Choose new words' }).click();
	await expect(page.getByRole('heading', { name: 'Your new words' })).toBeVisible();
	await expect(page.locator('.words li').nth(3)).not.toHaveText('…');
	await lookAt(page, 'help-new-words');
	const words = (await page.locator('.words li').allInnerTexts()).map((word) => word.trim()).join(' ');
	await page.getByRole('button', { name: 'I have written them down' }).click();
	await page.getByLabel('Your four words').fill(words);
	const closed = page.waitForResponse((answer) => answer.url().endsWith('/api/sync') && answer.ok());
	await page.getByRole('button', { name: 'Open my audits' }).click();
	await expect(page.locator('#note')).toHaveValue(NOTE);
	await closed;

	// The old words open nothing from here on, the new ones do.
	await lockButton(page).click();
	await expect(locked(page)).toBeVisible();
	await unlockWith(page, OLD);
	await expect(page.getByRole('alert')).toContainText('This is not your passphrase');
	await unlockWith(page, words);
	await expect(page.locator('#note')).toHaveValue(NOTE);

	// The vault's key went nowhere but sealed, and the recovery key's private half nowhere at all.
	const { key } = JSON.parse(readFileSync(path, 'utf8')) as RecoveryFile;
	const upload = sent.map((text) => /"vault":(\{.*?"escrow":\{.*?\}\})/.exec(text)?.[1]).find(Boolean) ?? '{}';
	const { vaultId, escrow } = JSON.parse(upload.slice(0, upload.indexOf('}}') + 2)) as {
		vaultId: string;
		escrow: SealedTo;
	};
	const own = await newKeyPair(false);
	const opened = await handOver(await keyPairOf(key), vaultId, escrow, own.publicKey);
	const bytes = Buffer.from(await rawKey(await receive(own, vaultId, opened)));
	for (const secret of [key.d, bytes.toString('base64url'), bytes.toString('base64'), bytes.toString('hex')])
		expect(
			[...sent, ...posted].filter((text) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
		).toEqual([]);

	// The request is closed, and each step of it stands in the activity.
	await desk.goto(`${server.origin}/terms`);
	await expect(desk.getByRole('heading', { name: 'Terms' })).toBeVisible();
	await expect(today).toHaveCount(0);
	await desk.goto(`${server.origin}/activity`);
	for (const line of ['asked for help', 'the recovery key was used', 'is open again'])
		await expect(desk.getByText(line).first()).toBeVisible();
	await auditor.close();
	await coordinator.close();
});

/** Begins anew on the page that offers it; ends where the tablet is to be locked for the first time. */
async function startAgain(page: Page) {
	await page.getByRole('button', { name: 'Empty this tablet and start again' }).click();
	await expect(page.getByRole('heading', { name: 'Lock this tablet' })).toBeVisible();
	expect(new URL(page.url()).searchParams.get('begin')).toBe('anew');
	// The wraps are gone, and so is what they opened.
	const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
	expect(names).toEqual(['golden-thread-device']);
}

test('turned down, or with no copy of the key, it says so, and the tablet can be begun with anew', async ({
	browser
}) => {
	const [auditor, coordinator] = [await browser.newContext(), await browser.newContext()];
	const page = await auditor.newPage();
	await page.goto(`${server.origin}/sign-in?next=/assignments`);
	await giveNames(page, 'tomasz.zielinski');
	await setUpVault(page, OLD);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await openFirstPlan(page);
	await page.locator('#note').fill(NOTE);
	await page.locator('[data-saving=saved]').waitFor();
	await page.locator('button.lock').click();
	await expect(locked(page)).toBeVisible();
	await wantHelp(page);
	await page.getByRole('button', { name: 'Ask for help to open this tablet' }).click();
	await expect(page.getByText('You asked for help on')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Start again on this tablet' })).toHaveCount(0);

	const desk = await coordinator.newPage();
	await desk.goto(`${server.origin}/sign-in?next=/people`);
	await giveNames(desk, 'priya.raman');
	await desk.getByRole('link', { name: 'Tomasz Zielinski' }).click();
	const turnDown = desk.getByRole('button', { name: 'Turn this down' });
	await turnDown.click();
	await expect(desk.getByText('The request is turned down')).toBeVisible();
	await page.getByRole('button', { name: 'Look for an answer' }).click();
	await expect(page.getByText('Your coordinator said no')).toBeVisible();
	await lookAt(page, 'help-refused');
	await page.getByRole('button', { name: 'Ask again' }).click();
	await expect(page.getByText('You asked for help on')).toBeVisible();
	await desk.reload();
	await turnDown.click();
	await expect(turnDown).toHaveCount(0);
	await page.getByRole('button', { name: 'Look for an answer' }).click();
	await expect(page.getByText('Your coordinator said no')).toBeVisible();

	// The last resort: nothing goes without the network, and nothing without a word from its person.
	await page.route('**/api/sync', (route) => route.abort());
	await page.getByRole('button', { name: 'Start again on this tablet' }).click();
	await expect(page.getByText('You need the network for this')).toBeVisible();
	await lookAt(page, 'start-again-no-network');
	await page.unroute('**/api/sync');
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page.getByText('1 audit that you began and did not send')).toBeVisible();
	await expect(page.getByText('The team keeps a locked copy')).toBeVisible();
	await lookAt(page, 'start-again');
	await page.getByRole('button', { name: 'Empty this tablet and start again' }).click();
	await expect(page.getByRole('alert')).toContainText('Tick the box');
	await lookAt(page, 'start-again-error');
	await page.getByLabel('I know that I lose the audit that I began here').check({ force: true });
	await startAgain(page);
	await setUpVault(page, 'other words that are new');
	const sent = watch(page);
	await openFirstPlan(page);
	await expect(page.locator('#note')).toHaveValue('');
	await page.locator('#note').fill('Begun anew.');
	await page.locator('[data-saving=saved]').waitFor();
	await page.locator('button.lock').click();
	await expect(locked(page)).toBeVisible();
	await page.reload();
	await expect(locked(page)).toBeVisible();
	// What is begun anew has its copy with the team, in place of the one that nobody opens.
	await expect.poll(() => sent.some((text) => text.includes('"backups":[{'))).toBe(true);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await auditor.close();
	await coordinator.close();

	// A tablet that was locked before the team ever heard of its vault.
	const stranger = await browser.newContext();
	const fresh = await stranger.newPage();
	await fresh.goto(`${server.origin}/sign-in?next=/assignments`);
	await giveNames(fresh, 'grace.adeyemi');
	await fresh.getByRole('heading', { name: 'Lock this tablet' }).waitFor();
	await fresh.route('**/api/sync', (route) => route.abort());
	await setUpVault(fresh, OLD);
	await lockButton(fresh).click();
	await expect(locked(fresh)).toBeVisible();
	await fresh.unroute('**/api/sync');
	await wantHelp(fresh);
	await expect(fresh.getByText('Nobody can open this tablet without your words')).toBeVisible();
	await lookAt(fresh, 'help-impossible');
	await fresh.getByRole('button', { name: 'Start again on this tablet' }).click();
	await expect(fresh.getByText('Nothing is lost')).toBeVisible();
	await lookAt(fresh, 'start-again-nothing');
	await startAgain(fresh);
	await stranger.close();
});

test('on another tablet the same help opens the same vault, and what was begun goes on there', async ({ browser }) => {
	const [first, second, coordinator] = [
		await browser.newContext(),
		await browser.newContext(),
		await browser.newContext()
	];
	const iPad = await first.newPage();
	const sent = watch(iPad);
	await iPad.goto(`${server.origin}/sign-in?next=/assignments`);
	await giveNames(iPad, 'leila.haddad');
	await setUpVault(iPad, OLD);
	await openFirstPlan(iPad);
	await iPad.locator('#note').fill(NOTE);
	await iPad.locator('[data-saving=saved]').waitFor();
	await lockButton(iPad).click();
	await expect(locked(iPad)).toBeVisible();
	await wantHelp(iPad);
	await expect.poll(() => sent.some((text) => text.includes('"backups":[{'))).toBe(true);
	await first.close();

	const page = await second.newPage();
	await page.goto(`${server.origin}/sign-in?next=/assignments`);
	await giveNames(page, 'leila.haddad');
	await page.getByRole('button', { name: 'I do not have my passphrase' }).click();
	await lookAt(page, 'help-new-tablet');
	await page.getByRole('button', { name: 'Ask for help to open it here' }).click();
	await page.getByRole('button', { name: 'Ask for help to open this tablet' }).click();
	await expect(page.getByText('You asked for help on')).toBeVisible();

	const desk = await coordinator.newPage();
	await desk.goto(`${server.origin}/sign-in`);
	await giveNames(desk, 'priya.raman');
	await desk
		.getByRole('region', { name: 'Needs a decision today' })
		.getByRole('link', { name: 'Leila Haddad' })
		.click();
	const fileName = readdirSync(server.dataDir).find((name) => name.startsWith('golden-thread-recovery-key-'));
	await desk
		.getByLabel('The file with the recovery key')
		.setInputFiles(join(server.dataDir, fileName ?? 'no recovery key'));
	await expect(desk.getByText('their tablet lets them choose new words')).toBeVisible();

	await page.getByRole('button', { name: 'Look for an answer' }).click();
	await page.getByRole('button', { name: 'Choose new words' }).click();
	await page.getByRole('button', { name: /choose my own passphrase/ }).click();
	await passphrase(page).fill('an own phrase that is new');
	await page.getByRole('button', { name: 'Go on' }).click();
	await expect(page.getByRole('heading', { name: 'Type it once' })).toBeVisible();
	await passphrase(page).fill('an own phrase that is new');
	await page.getByRole('button', { name: 'Open my audits' }).click();
	await page.getByRole('button', { name: /^Continue here/ }).click();
	await page
		.getByRole('link', { name: /^Continue / })
		.first()
		.click();
	await expect(page.locator('#note')).toHaveValue(NOTE);
	await second.close();
	await coordinator.close();
});

test('a partnership without a recovery key is told so on its first page until it has made one', async ({ page }) => {
	const empty = await serve();
	try {
		await empty.start();
		const said = await empty.gt(
			...['invite', '--email', 'cora@example.org', '--name', 'Cora Lin', '--role', 'coordinator'],
			...['--partnership', 'Another partnership', '--code', 'OTH', '--la', '208']
		);
		await page.goto(/https?:\S+\/invitation\/\S+/.exec(said)?.[0] ?? '');
		await page.getByLabel('Choose a password').fill(newPassword());
		await page.getByRole('button', { name: 'Accept and sign in' }).click();
		await expect(page.getByText('There is no recovery key yet')).toBeVisible();
		await lookAt(page, 'help-no-key');
		await page.getByRole('link', { name: 'Make the recovery key' }).click();
		await page.getByRole('button', { name: 'Make the recovery key' }).click();
		await page.getByRole('button', { name: 'Save the file' }).click();
		await page.getByLabel(/I have the file/).check({ force: true });
		await page.getByRole('button', { name: 'Put this key in place' }).click();
		await expect(page.getByText('The recovery key is in place.')).toBeVisible();
		await page.goto(`${empty.origin}/terms`);
		await expect(page.getByRole('heading', { name: 'Start here' })).toBeVisible();
		await expect(page.getByText('There is no recovery key yet')).toHaveCount(0);
	} finally {
		await empty.close();
	}
});
