/**
 * Ready for offline, and what makes it so: what the worker keeps is the release and nothing else; the ready page tells true with and
 * without a network; a worker that has to go takes itself away and leaves the drafts.
 */
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';
import { openFirstPlan, reopen, setUpVault, unlockVault } from '../support/tablet-page.ts';

const server = demonstration();

async function signIn(page: Page) {
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('amina.okafor@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/\/assignments/);
	await setUpVault(page);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

const build = resolve(import.meta.dirname, '../../build');

/** Every file below a folder that a browser can ask for, as its address. */
function addresses(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
		.map((entry) => `/${relative(folder, join(entry.parentPath, entry.name))}`);
}

/** What a release is: all that was built, the static files and the pages that are the same for everybody; not the workers themselves. */
function release(): string[] {
	const files = addresses(join(build, 'client')).filter(
		(path) => !/^\/(service-worker(-remove)?\.js|_app\/version\.json|_app\/env\.js)$/.test(path)
	);
	const pages = addresses(join(build, 'prerendered')).map((path) => path.replace(/\.html$/, ''));
	return [...files, ...pages].sort();
}

/** The addresses in each of the browser's caches. */
const cached = (page: Page) =>
	page.evaluate(async () => {
		const names = await caches.keys();
		const lists = await Promise.all(
			names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url))
		);
		return lists.flat().map((url) => new URL(url).pathname);
	});

test('the cache holds the release and nothing else, whatever was looked at', async ({ page }) => {
	await signIn(page);
	expect((await cached(page)).sort()).toEqual(release());
	expect(release()).toContain('/shell');
	expect(release().length).toBeGreaterThan(50);
	// Data is fetched, signed-in pages are opened: none of it stays.
	for (const path of ['/assignments', '/account', '/what-we-hold', '/outbox', '/ready'])
		await page.goto(`${server.origin}${path}`);
	await openAPlan(page);
	expect((await cached(page)).sort()).toEqual(release());
});

async function openAPlan(page: Page) {
	await reopen(page, `${server.origin}/assignments`);
	await openFirstPlan(page);
}

test('the ready page says what is so and what to do, and tells the same without a network', async ({
	page,
	context
}) => {
	await signIn(page);
	await page.getByRole('link', { name: /ready for offline|Ready for offline/ }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Ready for offline' })).toBeVisible();
	const thing = (title: string) =>
		page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
	await expect(thing('The app itself')).toContainText('Ready');
	await expect(thing('Plans and questions')).toContainText('all their questions are here');
	await expect(thing('The clock')).toContainText('It is right.');
	await expect(thing('On the home screen')).toContainText('browser tab');
	await expect(page.getByText(/build \d+/i).first()).toBeVisible();
	await lookAt(page, 'ready-online');

	// The browser threw a part of the app away.
	await page.evaluate(async () => {
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			const [first] = await cache.keys();
			if (first) await cache.delete(first);
		}
	});
	await page.getByRole('button', { name: 'Look again' }).click();
	await expect(thing('The app itself')).toContainText('To do');
	await expect(thing('The app itself')).toContainText(/\d+ of \d+ parts/);
	await lookAt(page, 'ready-app-incomplete');

	await context.setOffline(true);
	await reopen(page);
	await expect(thing('Plans and questions')).toContainText('all their questions are here');
	await page.getByRole('button', { name: 'Look again' }).click();
	await expect(page.getByRole('status').filter({ hasText: 'Looked again.' })).toHaveCount(1);
	await context.setOffline(false);
});

test('a page loaded while the first worker is installed stays when that one takes it', async ({ page }) => {
	await page.addInitScript(() => {
		sessionStorage.setItem('loads', String(Number(sessionStorage.getItem('loads')) + 1));
		sessionStorage.setItem('worker', String(navigator.serviceWorker.controller !== null));
	});
	const kept = (name: string) => page.evaluate((key) => sessionStorage.getItem(key), name);
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('amina.okafor@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/\/assignments/);
	await page.waitForFunction(
		async () => (await navigator.serviceWorker.getRegistration())?.installing != null,
		undefined,
		{ polling: 5 }
	);
	const loads = Number(await kept('loads'));
	await page.reload();
	await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
	await setUpVault(page);
	expect(await kept('worker'), 'the page was loaded without a worker').toBe('false');
	expect(await kept('loads')).toBe(String(loads + 1));
});

test('a clock that is wrong is said to be, and an iPad is told how to put the app on its home screen', async ({
	browser
}) => {
	const context = await browser.newContext({
		userAgent: 'Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1'
	});
	const page = await context.newPage();
	await page.clock.install({ time: Date.now() + 10 * 60_000 });
	await page.clock.resume();
	await signIn(page);
	await reopen(page, `${server.origin}/ready`);
	await expect(page.getByText(/it was about \d+ minutes fast/)).toBeVisible();
	await expect(page.getByRole('img', { name: /arrow that points up/ })).toBeVisible();
	await expect(page.getByText(/things to do first/)).toBeVisible();
	await lookAt(page, 'ready-ipad');
	await context.close();
});

test('a worker that has to go takes itself and its cache away, and leaves the draft', async ({ page, context }) => {
	await signIn(page);
	await openAPlan(page);
	await reopen(page);
	await page.locator('#note').fill('Section A, page 1: only one voice.');
	await expect(page.locator('p.status')).toContainText('Saved on this tablet');
	const address = page.url();
	expect((await cached(page)).length).toBeGreaterThan(50);

	await server.stop();
	await server.start({ SERVICE_WORKER: 'remove' });
	// It takes the open page over, which saves what is open and loads again.
	const reloaded = page.waitForEvent('load');
	await page
		.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update())
		.catch((error: Error) => expect(error.message).toContain('navigation'));
	await reloaded;
	await unlockVault(page);
	await expect(page.locator('#note')).toHaveValue('Section A, page 1: only one voice.');
	await expect.poll(() => page.evaluate(async () => (await caches.keys()).length)).toBe(0);
	await reopen(page, address);
	await expect(page.locator('#note')).toHaveValue('Section A, page 1: only one voice.');
	// The copy is gone indeed: without a network there is no page any more.
	await context.setOffline(true);
	await expect(page.goto(address)).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
	await context.setOffline(false);

	// The release put right brings the worker back.
	await server.stop();
	await server.start();
	await reopen(page, address);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await expect(page.locator('#note')).toHaveValue('Section A, page 1: only one voice.');
	await expect.poll(async () => (await cached(page)).sort()).toEqual(release());
});

test('workers are asked for anew each time', async ({ request }) => {
	for (const path of ['/service-worker.js', '/service-worker-remove.js']) {
		const answer = await request.get(`${server.origin}${path}`);
		expect(answer.headers()['cache-control']).toBe('no-cache');
		expect(answer.headers()['content-type']).toMatch(/javascript/);
	}
});
