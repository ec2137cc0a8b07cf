/**
 * A tablet without space (R6), in the browser itself: the words stay on the screen with a way to keep a copy, leaving the page or locking drops
 * none of them, and they are saved once there is space.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { openFirstPlan, PASSPHRASE, setUpVault, unlockVault } from '../support/tablet-page.ts';
import { serve, type Served } from '../support/served.ts';
import config from './playwright.config.ts';

const { launchOptions = {} } = config.use ?? {};

let server: Served;
/** A profile on disk: one in memory has all the room of the machine. */
let folder: string;
let tablet: BrowserContext;
test.beforeAll(async () => {
	test.setTimeout(120_000);
	server = await serve();
	await server.gt('seed');
	await server.start();
	folder = mkdtempSync(join(tmpdir(), 'golden-thread-profile-'));
	// What the worker keeps would need the room that this test gives away.
	tablet = await chromium.launchPersistentContext(folder, { ...launchOptions, serviceWorkers: 'block' });
});
test.afterAll(async () => {
	await tablet.close();
	await server.close();
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Fills what is left of the browser's room for this origin: it looks at that anew only once a write does not fit. */
function fill(page: Page): Promise<void> {
	return page.evaluate(async () => {
		const opening = indexedDB.open('filler');
		opening.onupgradeneeded = () => opening.result.createObjectStore('filler', { autoIncrement: true });
		const db = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
		const add = (size: number) =>
			new Promise<boolean>((done) => {
				const transaction = db.transaction('filler', 'readwrite');
				transaction.objectStore('filler').add('x'.repeat(size));
				transaction.oncomplete = () => done(true);
				transaction.onabort = () => done(false);
			});
		for (const size of [1_000_000, 100_000, 10_000, 1_000, 100]) while (await add(size));
		db.close();
	});
}

const WORDS = 'Page 4: provision is not counted.';

async function picture(page: Page, name: string): Promise<void> {
	const pictures = process.env.PICTURES;
	if (!pictures) return;
	for (const [width, height] of [
		[820, 1180],
		[1180, 820],
		[390, 844]
	] as const) {
		await page.setViewportSize({ width, height });
		await page.screenshot({ path: `${pictures}/full-disk-${name}-${width}.png` });
	}
	await page.setViewportSize({ width: 820, height: 1180 });
}

test('a full disk is said, nothing typed is dropped, and it goes on once there is space', async () => {
	const page = await tablet.newPage();
	await page.setViewportSize({ width: 820, height: 1180 });
	const chrome = await tablet.newCDPSession(page);
	await chrome.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize: 6_000_000 });
	await page.goto(`${server.origin}/sign-in?next=/assignments`);
	await page.getByLabel('E-mail address').fill('amina.okafor@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await setUpVault(page);
	await openFirstPlan(page);
	const note = page.locator('#note');
	await note.fill('Page 4');
	await page.locator('[data-saving=saved]').waitFor();

	await fill(page);
	await note.fill(WORDS);
	await expect(page.getByText('Your last answer is not saved')).toBeVisible();
	await expect(page.getByText('This tablet is full')).toBeVisible();
	await expect(note).toHaveValue(WORDS);
	const kept = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Keep a copy' }).click();
	expect(await (await kept).createReadStream().then(async (file) => (await file.toArray()).join(''))).toContain(WORDS);
	await picture(page, 'audit');

	// On another page it is still said, and there is still a way out.
	await page
		.getByRole('link', { name: /My audits/ })
		.first()
		.click();
	await expect(page.getByRole('heading', { name: 'To do' })).toBeVisible();
	const unsaved = page.getByText('Your last words are not saved yet');
	await expect(unsaved).toBeVisible();
	await picture(page, 'list');

	// Locked, nothing of it is on the page, and nobody says that it is saved.
	await page.getByRole('button', { name: 'Lock', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'Golden Thread is locked' })).toBeVisible();
	await expect(unsaved).toBeVisible();
	await expect(page.getByText('What you wrote is saved')).toHaveCount(0);
	expect(await page.content()).not.toContain('not counted');
	await page.getByLabel('Your passphrase', { exact: true }).fill(PASSPHRASE);
	await page.getByRole('button', { name: 'Unlock' }).click();
	await expect(page.getByRole('alert').first()).toContainText('Free some space');
	await picture(page, 'locked');

	await chrome.send('Storage.overrideQuotaForOrigin', { origin: server.origin });
	await unlockVault(page);
	await expect(unsaved).toHaveCount(0);
	await openFirstPlan(page);
	await expect(note).toHaveValue(WORDS);
	await page.locator('[data-saving=saved]').waitFor();
});
