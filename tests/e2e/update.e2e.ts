/**
 * A newer build arrives while an audit is open: it is offered and waits; the note just typed is kept; once used, the same question is
 * on the screen again. The newer build is the same one with other bytes, put in by a proxy before the server. And an older tab that stands
 * still is named.
 */
import { createServer, request, type Server } from 'node:http';
import { expect, test } from '@playwright/test';
import { lookAt } from '../support/looked-at.ts';
import { openFirstPlan, PASSPHRASE, reopen, setUpVault, signInOn, unlockVault } from '../support/tablet-page.ts';
import { serve, type Served } from '../support/served.ts';

let server: Served;
let proxy: Server;
let address: string;
let released = 1;

test.beforeAll(async () => {
	test.setTimeout(300_000);
	proxy = createServer((asked, answer) => {
		// Without conditions, or the server would say that its own file has not changed.
		const { 'if-none-match': _, 'if-modified-since': __, ...kept } = asked.headers;
		const onward = request(
			`${server.origin}${asked.url}`,
			{ method: asked.method, headers: { ...kept, 'accept-encoding': 'identity' } },
			(given) => {
				const isWorker = asked.url === '/service-worker.js';
				const headers = { ...given.headers };
				if (isWorker) delete headers['content-length'];
				answer.writeHead(given.statusCode ?? 502, headers);
				given.on('data', (chunk: Buffer) => answer.write(chunk));
				given.on('end', () => answer.end(isWorker ? `\n// release ${released}\n` : undefined));
			}
		);
		onward.on('error', () => answer.destroy());
		asked.pipe(onward);
	});
	await new Promise<void>((done) => proxy.listen(0, 'localhost', done));
	const at = proxy.address();
	address = `http://localhost:${at !== null && typeof at === 'object' ? at.port : 0}`;
	server = await serve({ ORIGIN: address });
	await server.seed();
	await server.start();
});

test.afterAll(async () => {
	proxy.closeAllConnections();
	proxy.close();
	await server.close();
});

test('a newer build waits while an audit is open, and takes nothing with it', async ({ page }) => {
	await signInOn(page, address);
	await setUpVault(page);
	await openFirstPlan(page);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await reopen(page);
	await page.locator('.question input[type=radio][value=partly]').check({ force: true });
	const workerBefore = await page.evaluate(
		async () => (await navigator.serviceWorker.getRegistration())?.active?.scriptURL
	);
	expect(workerBefore).toContain('/service-worker.js');

	released = 2;
	await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
	await expect(page.getByText('A newer Golden Thread is ready')).toBeVisible();
	// Offered, not taken: the old one still serves this page.
	expect(await page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting))).toBe(
		true
	);

	const note = page.locator('#note');
	await note.fill('Section A, page 1: only one voice.');
	const asked = await page.locator('.question .tags .id').innerText();
	const reloaded = page.waitForEvent('load');
	await page.getByRole('button', { name: 'Use the newer one' }).click();
	await reloaded;
	await unlockVault(page);
	await expect(page.locator('.question .tags .id')).toHaveText(asked);
	await expect(note).toHaveValue('Section A, page 1: only one voice.');
	await expect(page.locator('.question input[value=partly]')).toBeChecked();
	await expect(page.getByText('A newer Golden Thread is ready')).toHaveCount(0);
	expect(await page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting))).toBe(
		false
	);
});

test('a tab that stands still with the records of an older release is named; once it is closed, all of it is here', async ({
	page,
	context
}) => {
	await signInOn(page, address, 'tomasz.zielinski');
	const own = page.getByRole('button', { name: /choose my own passphrase/ });
	await expect(own).toBeVisible();
	const personId = await page.evaluate(
		() =>
			new Promise<string>((done, failed) => {
				const opening = indexedDB.open('golden-thread-device');
				opening.onerror = () => failed(opening.error as DOMException);
				opening.onsuccess = () => {
					const reading = opening.result.transaction('facts').objectStore('facts').get('device');
					reading.onsuccess = () => {
						opening.result.close();
						done((reading.result as { body: { personId: string } }).body.personId);
					};
				};
			})
	);
	// As that release kept them; the page runs none of its code, so it does nothing when it is asked to let go.
	const frozen = await context.newPage();
	await frozen.goto(`${address}/privacy`);
	await frozen.evaluate(
		(name) =>
			new Promise<void>((done, failed) => {
				const opening = indexedDB.open(name, 20);
				opening.onerror = () => failed(opening.error as DOMException);
				opening.onupgradeneeded = () => opening.result.createObjectStore('practice', { keyPath: 'id' });
				opening.onsuccess = () => {
					const kept = { edition: null, answers: {}, doneAt: '2026-11-20T09:00:00.000Z', passedOver: true };
					const writing = opening.result.transaction('practice', 'readwrite');
					writing.objectStore('practice').put({ id: 'practice', body: kept });
					writing.oncomplete = () => done();
				};
			}),
		`golden-thread-${personId}`
	);

	await own.click();
	const passphrase = page.getByLabel('Your passphrase', { exact: true });
	await passphrase.fill(PASSPHRASE);
	await page.getByRole('button', { name: 'Go on' }).click();
	await expect(page.getByRole('heading', { name: 'Type it once' })).toBeVisible();
	await passphrase.fill(PASSPHRASE);
	await page.getByRole('button', { name: 'Lock this tablet with it' }).click();
	const named = page.getByRole('status').filter({ hasText: 'Golden Thread is open in another tab or window' });
	await expect(named).toContainText('Close it there to go on.');
	await lookAt(page, 'held-by-another-tab');

	await frozen.close();
	await expect(page.getByRole('button', { name: 'Lock', exact: true })).toBeVisible();
	await expect(named).toHaveCount(0);
	// What lay there is in the vault: the practice is not offered to somebody who passed over it.
	await page
		.getByRole('link', { name: /^Start/ })
		.first()
		.click();
	await page.waitForURL(/\/audits\//);
});
