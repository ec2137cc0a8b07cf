/** A locked tablet asks for its passphrase before the app has started. What is typed meanwhile is not lost, and nothing moves. */
import { expect, test, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';
import { openFirstPlan, PASSPHRASE, setUpVault, signInOn } from '../support/tablet-page.ts';

const server = demonstration();

/** Runs in the page before its scripts: the app waits at its start, which asks for all its parts at once, until it is let go. */
function hold() {
	const all = Promise.all.bind(Promise);
	const held = new Promise<void>((done) => ((globalThis as unknown as { letGo: () => void }).letGo = done));
	Promise.all = ((parts: Iterable<unknown>) => {
		Promise.all = all;
		return held.then(() => all(parts));
	}) as typeof Promise.all;
}
const letGo = (page: Page) => page.evaluate(() => (globalThis as unknown as { letGo: () => void }).letGo());

const field = (page: Page) => page.getByLabel('Your passphrase', { exact: true });
const first = (page: Page) => page.locator('#first-look');

/** Where the heading, the field and the button are. */
const places = (page: Page) =>
	Promise.all(
		[page.getByRole('heading', { level: 1 }), field(page), page.getByRole('button', { name: 'Unlock' })].map((one) =>
			one.boundingBox()
		)
	);

test('the field is there before the app, and keeps what was typed', async ({ browser }) => {
	test.setTimeout(120_000);
	const tablet = await browser.newContext({ viewport: { width: 820, height: 1180 } });
	const page = await tablet.newPage();
	await signInOn(page, server.origin);
	await setUpVault(page);
	await openFirstPlan(page);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await expect
		.poll(() => page.evaluate(() => localStorage.getItem('golden-thread-locked-until')))
		.toMatch(/^\d{4}-\d\d-\d\dT/);
	await tablet.setOffline(true);
	await page.addInitScript(hold);

	await test.step('half of it typed: the rest goes into the app’s own field', async () => {
		await page.reload();
		await expect(field(page)).toBeFocused();
		await expect(page).toHaveTitle('Golden Thread is locked – Golden Thread');
		await lookAt(page, 'first-look');
		await page.keyboard.type('made up passphrase');
		await page.getByRole('button', { name: 'Show passphrase' }).click();
		await expect(field(page)).toHaveAttribute('type', 'text');
		await field(page).press('Home');
		await page.keyboard.press('ArrowRight');
		const before = await places(page);
		// What is typed while nothing has the focus would be lost.
		const nowhere = await first(page).evaluateHandle((look: HTMLElement) => {
			const times: number[] = [];
			look.addEventListener('focusout', ({ relatedTarget }) => relatedTarget === null && times.push(1));
			return times;
		});

		await letGo(page);
		await expect(first(page)).toHaveCount(0);
		await expect(field(page)).toBeFocused();
		expect(await nowhere.jsonValue()).toEqual([]);
		await expect(field(page)).toHaveValue('made up passphrase');
		await expect(field(page)).toHaveAttribute('type', 'text');
		expect(await field(page).evaluate((its: HTMLInputElement) => its.selectionStart)).toBe(1);
		expect(await places(page)).toEqual(before);
		await field(page).press('End');
		await page.keyboard.type(PASSPHRASE.slice('made up passphrase'.length));
		await page.keyboard.press('Enter');
		await page.locator('.question h1').waitFor();
	});

	await test.step('all of it typed, and Enter: the app unlocks as soon as it can', async () => {
		await page.reload();
		await field(page).fill(PASSPHRASE);
		await page.keyboard.press('Enter');
		await expect(page.getByRole('button', { name: 'Unlocking…' })).toBeVisible();
		await letGo(page);
		await page.locator('.question h1').waitFor();
		await expect(first(page)).toHaveCount(0);
	});

	await test.step('somebody on their way to the help keeps their place', async () => {
		await page.reload();
		await expect(field(page)).toBeFocused();
		await page.getByRole('banner').getByRole('link', { name: 'Help' }).focus();
		await letGo(page);
		await expect(first(page)).toHaveCount(0);
		await expect(page.getByRole('banner').getByRole('link', { name: 'Help' })).toBeFocused();
		await expect(field(page)).toHaveValue('');
	});

	await test.step('where no passphrase may be tried, the app alone says what is so', async () => {
		await page.evaluate(() => localStorage.setItem('golden-thread-locked-until', '2026-01-01T00:00:00.000Z'));
		await page.reload();
		await expect(first(page)).toHaveCount(0);
		await expect(page.getByRole('heading')).toHaveCount(0);
		await letGo(page);
		await page.getByRole('heading', { name: 'Golden Thread is locked' }).waitFor();
	});

	await test.step('where another tab holds the records, the app’s word for it is seen', async () => {
		await tablet.setOffline(false);
		await page.goto(`${server.origin}/privacy`);
		await page.evaluate(() => localStorage.setItem('golden-thread-locked-until', '2999-01-01T00:00:00.000Z'));
		// The records of an older release, held by a page that runs none of its code and does nothing when it is asked to let go.
		const frozen = await tablet.newPage();
		await frozen.goto(`${server.origin}/privacy`);
		await frozen.evaluate(
			() =>
				new Promise<void>((done, failed) => {
					const going = indexedDB.deleteDatabase('golden-thread-device');
					going.onerror = () => failed(going.error as DOMException);
					going.onsuccess = () => {
						const opening = indexedDB.open('golden-thread-device', 1);
						opening.onerror = () => failed(opening.error as DOMException);
						opening.onsuccess = () => done();
					};
				})
		);
		await page.goto(`${server.origin}/assignments`);
		await expect(field(page)).toBeFocused();
		await letGo(page);
		await expect(page.getByText('Golden Thread is open in another tab or window')).toBeVisible();
		await expect(first(page)).toHaveCount(0);
		await frozen.close();
	});

	await test.step('an app that does not start is said to be slow, and what to do', async () => {
		// Noted as the page loads: the app of before may take the note away until then.
		await page.addInitScript(() => localStorage.setItem('golden-thread-locked-until', '2999-01-01T00:00:00.000Z'));
		await page.clock.install();
		await page.reload();
		await expect(field(page)).toBeFocused();
		const slow = page.getByText('This takes longer than usual');
		await expect(slow).toBeHidden();
		await page.clock.fastForward(15_000);
		await expect(slow).toBeVisible();
	});
	await tablet.close();
});
