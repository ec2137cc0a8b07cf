/**
 * The lock of a tablet: set up with four words, locked with a note being typed and unlocked to the same caret, wrong words, a second tab,
 * a passkey; and on the disk of the browser, where nothing that was typed can be found.
 */
import { readdirSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { openFirstPlan, setUpVault, signInOn, unlockVault } from '../support/tablet-page.ts';
import config from './playwright.config.ts';

const server = demonstration();
const { launchOptions = {} } = config.use ?? {};

/** Each test has an auditor of its own: one whom the team knows already would be asked for the passphrase of their other tablet. */
async function signIn(page: Page, who = 'amina.okafor'): Promise<void> {
	await signInOn(page, server.origin, who);
	await page
		.getByRole('heading', { name: 'Lock this tablet' })
		.or(page.getByRole('heading', { name: 'Use your passphrase here too' }))
		.waitFor();
}

const lockButton = (page: Page) => page.getByRole('button', { name: 'Lock', exact: true });
const locked = (page: Page) => page.getByRole('heading', { name: 'Golden Thread is locked' });

test('a tablet is locked with four words, and unlocks to the same caret, also without a network', async ({
	browser
}) => {
	const tablet = await browser.newContext({ viewport: { width: 820, height: 1180 }, hasTouch: true });
	const page = await tablet.newPage();
	await signIn(page);
	await expect(page.locator('.words li').nth(3)).not.toHaveText('…');
	const words = (await page.locator('.words li').allInnerTexts()).map((word) => word.trim());
	expect(words).toHaveLength(4);

	await page.getByRole('button', { name: 'I have written them down' }).click();
	await page.getByLabel('Your four words').fill('not what was shown');
	await page.getByRole('button', { name: 'Lock this tablet with it' }).click();
	await expect(page.getByRole('alert')).toContainText('These are not the words that we showed');
	await expect(page).toHaveTitle(/^Error: /);
	await page.getByLabel('Your four words').fill(` ${words.join('-').toUpperCase()} `);
	await page.getByRole('button', { name: 'Lock this tablet with it' }).click();
	await lockButton(page).waitFor();
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

	await openFirstPlan(page);
	const planRef = await page.title();
	const note = page.locator('#note');
	await note.fill('Page 4: provision is not counted.');
	await note.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(7, 7));
	const address = page.url();
	await page.keyboard.press('Shift+Tab');
	await note.focus();
	await note.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(7, 7));
	await page.evaluate(() => document.querySelector<HTMLButtonElement>('.lock')?.click());

	// Nothing of it on the page or in its title, and the key is gone with the page's memory: only the words open it again.
	await expect(locked(page)).toBeVisible();
	expect(await page.content()).not.toContain('provision is not counted');
	await expect(page).toHaveTitle('Golden Thread is locked – Golden Thread');
	expect(planRef).not.toContain('locked');
	await page.getByLabel('Your passphrase', { exact: true }).fill('four other made words');
	await page.getByRole('button', { name: 'Unlock' }).click();
	await expect(page.getByRole('alert')).toContainText('This is not your passphrase');

	await server.stop();
	await unlockVault(page, words.join(' '));
	expect(page.url()).toBe(address);
	await expect(note).toBeFocused();
	await page.keyboard.type('XY ');
	await expect(note).toHaveValue('Page 4:XY  provision is not counted.');

	// A second tab gets the key from the first; both lock together.
	const second = await tablet.newPage();
	await second.goto(`${server.origin}/assignments`);
	await lockButton(second).waitFor();
	await lockButton(second).click();
	await expect(locked(second)).toBeVisible();
	await expect(locked(page)).toBeVisible();
	await second.close();

	// A cold start without a network asks for the words, and what was typed last is there.
	await page.goto(address);
	await expect(locked(page)).toBeVisible();
	await unlockVault(page, words.join(' '));
	await expect(note).toHaveValue('Page 4:XY  provision is not counted.');

	// Ten wrong ones in a row have to wait, and say so; nothing is deleted.
	await lockButton(page).click();
	for (let nth = 0; nth < 10; nth += 1) {
		await page.getByLabel('Your passphrase', { exact: true }).fill(`wrong words ${nth}`);
		await page.getByRole('button', { name: 'Unlock' }).click();
		await expect(page.getByRole('alert')).toContainText(
			nth < 9 ? 'This is not your passphrase' : 'Too many wrong tries'
		);
	}
	await page.getByLabel('Your passphrase', { exact: true }).fill(words.join(' '));
	await page.getByRole('button', { name: 'Unlock' }).click();
	await expect(page.getByRole('alert')).toContainText(/Wait (1 minute|\d+ seconds)/);
	await server.start();
	await tablet.close();
});

test('the lock falls by itself when nobody is there, after a warning that a tap takes away', async ({ browser }) => {
	const tablet = await browser.newContext({ viewport: { width: 820, height: 1180 } });
	const page = await tablet.newPage();
	await page.clock.install();
	await signIn(page, 'tomasz.zielinski');
	await setUpVault(page);
	await page.clock.fastForward('04:05');
	await expect(page.getByText('locks in a minute')).toBeVisible();
	await page.getByRole('button', { name: 'Carry on' }).click();
	await expect(page.getByText('locks in a minute')).toHaveCount(0);
	await page.clock.fastForward('03:00');
	await expect(locked(page)).toHaveCount(0);
	await page.clock.fastForward('02:05');
	await expect(locked(page)).toBeVisible();
	await expect(page.getByText('It locked by itself')).toBeVisible();
	await tablet.close();
});

/** Gives the files under a folder that hold one of the words, as UTF-8 or as UTF-16. */
function filesWith(folder: string, words: readonly string[]): string[] {
	const found: string[] = [];
	for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
		if (!entry.isFile()) continue;
		const bytes = readFileSync(join(entry.parentPath, entry.name));
		if (words.some((word) => bytes.includes(word, 0, 'utf8') || bytes.includes(word, 0, 'utf16le')))
			found.push(join(entry.parentPath, entry.name));
	}
	return found;
}

test('nothing that was typed, and no plan, can be found on the disk', async () => {
	const profile = mkdtempSync(join(tmpdir(), 'golden-thread-profile-'));
	let tablet: BrowserContext | null = null;
	try {
		tablet = await chromium.launchPersistentContext(profile, launchOptions);
		const page = await tablet.newPage();
		await signIn(page, 'grace.adeyemi');
		await setUpVault(page);
		await page.locator('article h3').first().waitFor();
		const planRefs = await page.locator('article h3').allInnerTexts();
		expect(planRefs.length).toBeGreaterThan(0);
		await openFirstPlan(page);
		const markers = Array.from({ length: 200 }, (_, nth) => `marker${nth}q${(nth * 7919) % 997}z`);
		await page.locator('#note').fill(markers.join(' '));
		await page.locator('[data-saving=saved]').waitFor();
		// Something that is not sealed, so that the search is seen to find what is there.
		await page.evaluate(() => {
			localStorage.setItem('planted', 'planted-in-the-open');
			return caches.open('planted').then((cache) => cache.put('/planted', new Response('planted-in-a-cache')));
		});
		await tablet.close();
		tablet = null;
		expect(filesWith(profile, ['planted-in-the-open']).length).toBeGreaterThan(0);
		expect(filesWith(profile, ['planted-in-a-cache']).length).toBeGreaterThan(0);
		expect(filesWith(profile, [...markers, ...planRefs])).toEqual([]);
	} finally {
		await tablet?.close();
		rmSync(profile, { recursive: true, force: true });
	}
});

test('a passkey of the tablet is a quicker way in, without a network too, and can be forgotten', async ({
	browser
}) => {
	const tablet = await browser.newContext({ viewport: { width: 820, height: 1180 } });
	const page = await tablet.newPage();
	const chrome = await tablet.newCDPSession(page);
	await chrome.send('WebAuthn.enable');
	const { authenticatorId } = await chrome.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			hasPrf: true,
			isUserVerified: true,
			automaticPresenceSimulation: true
		}
	});
	await signIn(page, 'leila.haddad');
	await setUpVault(page);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await page.getByRole('link', { name: 'What is on this tablet' }).click();
	const way = page.getByRole('button', { name: 'Use fingerprint, face or tablet code' });
	await way.click();
	await expect(page.getByText('Your passphrase works as well')).toBeVisible();
	expect((await chrome.send('WebAuthn.getCredentials', { authenticatorId })).credentials).toHaveLength(1);

	await server.stop();
	await lockButton(page).click();
	await expect(locked(page)).toBeVisible();
	await way.click();
	await lockButton(page).waitFor();
	await expect(page.getByRole('heading', { name: 'What is on this tablet' })).toBeVisible();

	// Somebody who is not the person is turned away, and what is locked stays locked.
	await lockButton(page).click();
	await chrome.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
	await way.click();
	await expect(page.getByRole('alert').first()).toContainText('passphrase');
	await expect(locked(page)).toBeVisible();
	await unlockVault(page);

	await page.getByRole('button', { name: 'Use only my passphrase' }).click();
	await expect(page.getByText('only your passphrase opens it')).toBeVisible();
	await lockButton(page).click();
	await expect(locked(page)).toBeVisible();
	await expect(way).toHaveCount(0);
	await tablet.close();
	await server.start();
});
