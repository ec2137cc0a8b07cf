/**
 * A tablet without space (R6), in the browser itself: the words stay on the screen with a way to keep a copy, leaving the page, locking or
 * sending drops none of them, and they are saved once there is space. A full run does it 20 times, `npm test` twice.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { integer, pick, randomStream, type Random } from '#lib/domain/random.ts';
import { fill, makeRoom, paintedSaved, watchPainted } from '../support/browser-disk.ts';
import { answerEverything } from '../support/fault-page.ts';
import { COUNT, SEED } from '../support/faults.ts';
import { openFirstPlan, PASSPHRASE, reopen, setUpVault, signInOn, unlockVault } from '../support/tablet-page.ts';
import { serve, type Served } from '../support/served.ts';
import config from './playwright.config.ts';

const { launchOptions = {} } = config.use ?? {};

/** Where somebody is when the disk is full. Each run begins with another, so that two runs of `npm test` see different ones. */
const MOMENTS = ['typing', 'answering', 'locking', 'sending'] as const;
const TIMES = COUNT(20);
const random = randomStream(`${SEED} full disk of a browser`);
const from = integer(random, MOMENTS.length);
const moments = Array.from({ length: TIMES }, (_, nth) => MOMENTS[(from + nth) % MOMENTS.length] ?? 'typing');

let server: Served;
/** A profile on disk: one in memory has all the room of the machine. */
let folder: string;
/** The same with every question answered, where this run sends. Each sending takes a copy of it. */
let answered: string | null = null;
let tablet: BrowserContext;
let address: string;

// What the worker keeps would need the room that these tests give away.
const launch = (profile: string) =>
	chromium.launchPersistentContext(profile, { ...launchOptions, serviceWorkers: 'block' });
const newFolder = () => mkdtempSync(join(tmpdir(), 'golden-thread-profile-'));
const remove = (profile: string) => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });

test.beforeAll(async () => {
	test.setTimeout(240_000);
	server = await serve();
	await server.seed();
	await server.start();
	folder = newFolder();
	tablet = await launch(folder);
	const page = await tablet.newPage();
	await signInOn(page, server.origin);
	await setUpVault(page);
	await openFirstPlan(page);
	address = page.url();
	if (!moments.includes('sending')) return;
	await answerEverything(page);
	await tablet.close();
	answered = newFolder();
	cpSync(folder, answered, { recursive: true });
	tablet = await launch(folder);
	await reopen(await tablet.newPage(), address);
});
test.afterAll(async () => {
	await tablet?.close();
	await server?.close();
	for (const profile of [folder, answered]) if (profile) remove(profile);
});

const note = (page: Page) => page.locator('#note');
const lockButton = (page: Page) => page.getByRole('button', { name: 'Lock', exact: true });
const unsaved = (page: Page) => page.getByText('Your last words are not saved yet');
const saved = (page: Page) => page.locator('[data-saving=saved]').waitFor();

/** The screen says that the tablet is full, and a copy of what is not saved can be kept. Gives the copy. */
async function expectTrouble(page: Page): Promise<string> {
	await expect(page.getByText('Your last answer is not saved')).toBeVisible();
	await expect(page.getByText('This tablet is full')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
	return keepCopy(page);
}

/** Gives what is in the copy that the page offers. */
async function keepCopy(page: Page): Promise<string> {
	const kept = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Keep a copy' }).click();
	return (await kept).createReadStream().then(async (file) => (await file.toArray()).join(''));
}

/** Locks, without a word to anybody else of what could not be saved. */
async function lockFull(page: Page, words: string): Promise<void> {
	await lockButton(page).click();
	await expect(page.getByRole('heading', { name: 'Golden Thread is locked' })).toBeVisible();
	await expect(unsaved(page)).toBeVisible();
	await expect(page.getByText('What you wrote is saved')).toHaveCount(0);
	expect(await page.content()).not.toContain(words);
	await page.getByLabel('Your passphrase', { exact: true }).fill(PASSPHRASE);
	await page.getByRole('button', { name: 'Unlock' }).click();
	await expect(page.getByRole('alert').first()).toContainText('Free some space');
}

async function toList(page: Page): Promise<void> {
	await page
		.getByRole('link', { name: /My audits/ })
		.first()
		.click();
	await expect(page.getByRole('heading', { name: 'To do' })).toBeVisible();
}

/** The way back to the plan that has words which are not saved. */
const leftPlan = (page: Page) => page.getByRole('alert').getByRole('link', { name: /^LEW-/ });

/** Locks and unlocks: what is on the screen then comes from the disk. */
async function fromDisk(page: Page): Promise<void> {
	await lockButton(page).click();
	await expect(page.getByText('What you wrote is saved')).toBeVisible();
	await unlockVault(page);
	await note(page).waitFor();
}

async function typing(page: Page, draw: Random): Promise<void> {
	expect(await fill(page)).toBe('QuotaExceededError');
	await paintedSaved(page);
	let words = '';
	for (let left = 1 + integer(draw, 3); left > 0; left -= 1) {
		words = `Page ${integer(draw, 100_000)}: provision is not counted.`;
		await note(page).fill(words);
		expect(await expectTrouble(page)).toContain(words);
		await expect(note(page)).toHaveValue(words);
		expect(await paintedSaved(page), 'shown as saved on a full disk').not.toContain(words);
	}
	await makeRoom(page);
	await page.getByRole('button', { name: 'Try again' }).click();
	await saved(page);
	await fromDisk(page);
	await expect(note(page)).toHaveValue(words);
}

async function answering(page: Page, draw: Random): Promise<void> {
	const radios = page.locator('.question fieldset').first().locator('input[type=radio]');
	const others = await radios
		.and(page.locator(':not(:checked)'))
		.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
	const level = pick(draw, others);
	const chosen = radios.and(page.locator(`[value="${level}"]`));
	expect(await fill(page)).toBe('QuotaExceededError');
	await paintedSaved(page);
	await chosen.check({ force: true });
	expect(await expectTrouble(page)).toContain(`"${level}"`);
	await expect(chosen).toBeChecked();
	expect(await paintedSaved(page), 'shown as saved on a full disk').not.toContain(level);
	await makeRoom(page);
	await page.getByRole('button', { name: 'Try again' }).click();
	await saved(page);
	await fromDisk(page);
	await expect(chosen).toBeChecked();
}

async function locking(page: Page, draw: Random): Promise<void> {
	const words = `Page ${integer(draw, 100_000)}: nobody says how often.`;
	expect(await fill(page)).toBe('QuotaExceededError');
	await note(page).fill(words);
	await lockFull(page, words);
	await makeRoom(page);
	await unlockVault(page);
	await expect(unsaved(page)).toHaveCount(0);
	await expect(note(page)).toHaveValue(words);
	await fromDisk(page);
	await expect(note(page)).toHaveValue(words);
}

/** On a tablet of its own, since an audit is sent once; nothing of it reaches the team. */
async function sending(): Promise<void> {
	const own = newFolder();
	cpSync(answered ?? '', own, { recursive: true });
	const context = await launch(own);
	try {
		const page = await context.newPage();
		await page.route('**/api/sync', (route) => route.abort());
		await reopen(page, address);
		await page.getByRole('link', { name: 'Check my answers' }).last().click();
		await expect(page.getByText('Every question is answered')).toBeVisible();
		expect(await fill(page)).toBe('QuotaExceededError');
		const send = page.getByRole('button', { name: 'Send my audit' });
		await send.click();
		await expect(page.getByText('Your audit could not be saved for sending')).toBeVisible();
		await expect(page.getByText('Every question is answered')).toBeVisible();
		await expect(page.getByRole('link', { name: 'Sending (1)' })).toHaveCount(0);
		await makeRoom(page);
		// From the disk: none of it was taken away for a sending that did not come about.
		await reopen(page);
		await expect(page.getByText('Every question is answered')).toBeVisible();
		await send.click();
		await expect(send).toHaveCount(0);
		await page.goto(`${server.origin}/outbox`);
		await unlockVault(page);
		await expect(page.getByRole('link', { name: 'Sending (1)' })).toBeVisible();
	} finally {
		// While a context closes its routes are gone already, and what waits would go after all.
		await context.setOffline(true);
		await context.close();
		remove(own);
	}
}

const WORDS = 'Page 4: provision is not counted.';
const MORE = 'Page 5: nobody says who.';

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
	const page = tablet.pages().at(-1) as Page;
	await page.setViewportSize({ width: 820, height: 1180 });
	await note(page).fill('Page 4');
	await saved(page);

	expect(await fill(page)).toBe('QuotaExceededError');
	await note(page).fill(WORDS);
	expect(await expectTrouble(page)).toContain(WORDS);
	await expect(note(page)).toHaveValue(WORDS);
	await picture(page, 'audit');

	// On another page it is still said, and there is still a way out.
	await toList(page);
	await expect(unsaved(page)).toBeVisible();
	await picture(page, 'list');
	expect(await keepCopy(page)).toContain(WORDS);
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(unsaved(page)).toBeVisible();

	// Back on its page the words are there, and still said not to be saved.
	await leftPlan(page).click();
	expect(await expectTrouble(page)).toContain(WORDS);
	await expect(note(page)).toHaveValue(WORDS);
	await toList(page);
	await expect(unsaved(page)).toBeVisible();

	// Locked, nothing of it is on the page, and nobody says that it is saved.
	await lockFull(page, 'not counted');
	await picture(page, 'locked');

	// Asking for help needs a little room too.
	await page.getByText('I cannot find my words').click();
	const ask = page.getByRole('button', { name: 'Ask for help to open this tablet' });
	await ask.click();
	await expect(page.getByRole('heading', { name: 'Help to open this tablet' })).toBeVisible();
	await ask.click();
	await expect(page.getByText('This tablet could not save your request')).toBeVisible();
	await picture(page, 'help');
	await page.getByRole('button', { name: 'I have found my words' }).click();

	await makeRoom(page);
	await unlockVault(page);
	await expect(unsaved(page)).toHaveCount(0);
	await openFirstPlan(page);
	await expect(note(page)).toHaveValue(WORDS);
	await saved(page);

	// Room was made while the list was on the screen.
	expect(await fill(page)).toBe('QuotaExceededError');
	await note(page).fill(MORE);
	await expectTrouble(page);
	await toList(page);
	await expect(unsaved(page)).toBeVisible();
	await makeRoom(page);
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(unsaved(page)).toHaveCount(0);
	await reopen(page, address);
	await expect(note(page)).toHaveValue(MORE);
});

test(`a disk that fills at any moment of an audit (${TIMES} times)`, async () => {
	test.setTimeout(60_000 + TIMES * 60_000);
	const page = tablet.pages().at(-1) as Page;
	await reopen(page, address);
	await note(page).waitFor();
	await watchPainted(page);
	for (const [nth, moment] of moments.entries()) {
		const draw = randomStream(`${SEED} full disk of a browser ${nth}`);
		await test.step(`${nth + 1}: ${moment}, seed ${SEED}`, () => {
			if (moment === 'typing') return typing(page, draw);
			if (moment === 'answering') return answering(page, draw);
			if (moment === 'locking') return locking(page, draw);
			return sending();
		});
	}
	console.log(`R6 in the browser, seed ${SEED}: ${TIMES} full disks: ${moments.join(', ')}`);
});
