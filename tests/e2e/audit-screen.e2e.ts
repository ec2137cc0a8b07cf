/**
 * The audit's screen as people meet it: axe finds nothing in its states, on its side and upright, on a phone and narrower, with text twice as
 * large and spaced apart; the focus is never hidden; a place is found again; a save that fails keeps the words.
 */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { openFirstPlan, reopen, setUpVault, signInOn } from '../support/tablet-page.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const server = demonstration();

/** Gives a tablet of its own with a plan open, and the audit's address. */
async function tablet(browser: Browser): Promise<{ page: Page; audit: string }> {
	const page = await (await browser.newContext()).newPage();
	await signInOn(page, server.origin);
	await setUpVault(page);
	await openFirstPlan(page);
	// The worker that comes with the first visit may load the page again once; after that nothing does.
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await reopen(page);
	await page.locator('.question h1').waitFor();
	return { page, audit: new URL(page.url()).pathname };
}

const on = (page: Page, id: string) => expect(page.locator('.question .tags .id')).toHaveText(id);

/** Follows a link to the address, as the app's own do: the vault stays open. */
const follow = (page: Page, address: string) =>
	page.evaluate((href) => {
		const link = document.createElement('a');
		link.href = href;
		document.querySelector('main')?.append(link);
		link.click();
		link.remove();
	}, address);

async function question(page: Page, audit: string, id: string): Promise<void> {
	await follow(page, `${audit}?c=${id}`);
	await on(page, id);
}

async function checkOf(page: Page, audit: string): Promise<void> {
	await follow(page, `${audit}/check`);
	await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
}

/** Style as a person sets it: under our policy only a constructed sheet can be added. */
const wear = (page: Page, css: string) =>
	page.evaluate((text) => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(text);
		document.adoptedStyleSheets = [sheet];
	}, css);

const SPACED =
	'* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';

const screens: readonly {
	name: string;
	width: number;
	height: number;
	css?: string;
	forced?: true;
	dark?: true;
	axe?: true;
}[] = [
	{ name: 'upright', width: 820, height: 1180, axe: true },
	{ name: 'on a phone in the dark', width: 390, height: 844, dark: true, axe: true },
	{ name: '320 wide with text of 200%', width: 320, height: 640, css: 'html { font-size: 200% }' },
	{ name: 'with text of 200%', width: 1180, height: 820, css: 'html { font-size: 200% }' },
	{ name: 'with text spaced apart', width: 390, height: 844, css: SPACED },
	{ name: 'with forced colours', width: 820, height: 1180, forced: true, axe: true },
	// The last one is how the tablet is left for what comes next.
	{ name: 'on its side', width: 1180, height: 820, axe: true }
];

/** How many pressed buttons have the ground of those that are not. */
const alike = (page: Page) =>
	page.locator('button[aria-pressed]').evaluateAll((all) => {
		const groundOf = (one: Element) => getComputedStyle(one).backgroundColor;
		const pressed = all.filter((one) => one.getAttribute('aria-pressed') === 'true');
		const others = new Set(all.filter((one) => !pressed.includes(one)).map(groundOf));
		return pressed.filter((one) => others.has(groundOf(one))).length;
	});

/** On every screen nothing is wider than it; axe finds nothing where the screen is laid out or coloured another way. */
async function sound(page: Page, state: string): Promise<void> {
	for (const { name, width, height, css = '', forced = false, dark = forced, axe = false } of screens) {
		const what = `${state} ${name}`;
		await page.setViewportSize({ width, height });
		await page.emulateMedia({ forcedColors: forced ? 'active' : 'none', colorScheme: dark ? 'dark' : 'light' });
		await wear(page, css);
		await expect
			.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), {
				message: `${what} is wider than the screen`
			})
			.toBeLessThanOrEqual(0);
		if (forced) expect(await alike(page), `${what}: pressed buttons that look like the others`).toBe(0);
		if (!axe) continue;
		// With forced colours the system's own are what people see, and axe looks at ours.
		const { violations } = await new AxeBuilder({ page })
			.withTags(tags)
			.disableRules(forced ? ['color-contrast'] : [])
			.analyze();
		expect(
			violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
			what
		).toEqual([]);
	}
}

test('every state is sound on every screen', async ({ browser }) => {
	const { page, audit } = await tablet(browser);
	await question(page, audit, 'F.2');
	await sound(page, 'a question');
	await page.locator('input[name=answer][value=partly]').check({ force: true });
	await expect(page.getByText('Where did you look, and what is missing?')).toBeVisible();
	await page.getByRole('button', { name: /^Flagged/ }).click();
	await expect(page.getByText('No question has a flag.')).toBeVisible();
	await on(page, 'F.2');
	await sound(page, 'an answer that wants a note, and a view with nothing in it');
	// As Safari does, which gives no focus to what is tapped.
	await page.getByRole('button', { name: 'Keyboard shortcuts' }).dispatchEvent('click');
	await page.getByRole('dialog').waitFor();
	await sound(page, 'the keys');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'Keyboard shortcuts' })).toBeFocused();
	await question(page, audit, 'TIM.2');
	await sound(page, 'a date check');
	await checkOf(page, audit);
	await page.getByRole('button', { name: 'Send my audit' }).click();
	await expect(page.getByRole('alert', { name: 'There is a problem' })).toBeVisible();
	await sound(page, 'the check with gaps');
	await page.context().close();
});

/** What hides the element that has the focus; null where it is seen, 'round' where the focus has left the page. */
const hiding = (page: Page) =>
	page.evaluate(() => {
		const element = document.activeElement;
		if (!element || element === document.body) return 'round';
		const box = (element.closest('label') ?? element).getBoundingClientRect();
		const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
		const y = Math.min(Math.max(box.y + Math.min(box.height / 2, 20), 0), innerHeight - 1);
		const top = document.elementFromPoint(x, y);
		const seen = top !== null && (element.contains(top) || top.contains(element) || top.closest('label') !== null);
		const inside = box.bottom > 0 && box.top < innerHeight;
		return seen && inside && top !== document.documentElement && !top.matches('.move')
			? null
			: `${element.outerHTML.slice(0, 120)} under ${top?.outerHTML.slice(0, 120)}`;
	});

test('the focus is never hidden behind what stays in sight', async ({ browser }) => {
	const { page, audit } = await tablet(browser);
	for (const [width, height] of [
		[1180, 820],
		[820, 1180],
		[320, 640]
	] as const) {
		await page.setViewportSize({ width, height });
		for (const open of [() => question(page, audit, 'F.2'), () => checkOf(page, audit)]) {
			await open();
			let met = 0;
			for (; met < 90; met += 1) {
				await page.keyboard.press('Tab');
				const hidden = await hiding(page);
				if (hidden === 'round') break;
				expect(hidden, `at ${width} by ${height}`).toBeNull();
			}
			expect(met).toBeGreaterThan(12);
		}
	}
	await page.context().close();
});

test('sections keep their places, a view keeps the question, and the app opens where it was left', async ({
	browser
}) => {
	const { page, audit } = await tablet(browser);
	const sections = page.getByRole('navigation', { name: 'Sections of the plan' });
	const next = page.getByRole('link', { name: 'Next', exact: true });
	const flag = page.getByRole('button', { name: 'Come back to this' });
	await question(page, audit, 'F.3');
	await sections.getByRole('link', { name: /^B / }).click();
	await on(page, 'B.1');
	await next.click();
	await on(page, 'B.2');
	await sections.getByRole('link', { name: /^F / }).click();
	await on(page, 'F.3');
	await sections.getByRole('link', { name: /^B / }).click();
	await on(page, 'B.2');

	// Two questions are flagged; that view goes through them and leaves what is on the screen.
	await flag.click();
	await question(page, audit, 'F.5');
	await flag.click();
	await question(page, audit, 'A.1');
	await page.getByRole('button', { name: 'Flagged 2' }).click();
	await on(page, 'A.1');
	await next.click();
	await on(page, 'B.2');
	await next.click();
	await on(page, 'F.5');
	const unanswered = page.getByRole('button', { name: /^Not answered/ });
	await unanswered.click();
	await on(page, 'F.5');
	await page.locator('input[name=answer][value=met]').check({ force: true });
	await on(page, 'F.5');
	await page.getByRole('link', { name: 'Back', exact: true }).click();
	await on(page, 'F.4');
	await next.click();
	// F.6 is asked from Year 9 on, and which plan comes first hangs on the draw; F.5 is answered and left out of this view.
	await expect(page.locator('.question .tags .id')).toHaveText(/^F\.[67]$/);
	const left = await page.locator('.question .tags .id').innerText();
	await reopen(page);
	await on(page, left);
	await expect(unanswered).toHaveAttribute('aria-pressed', 'true');
	await page.getByRole('link', { name: 'My audits' }).first().click();
	await page
		.getByRole('link', { name: /^Continue/ })
		.first()
		.click();
	await on(page, left);
	await page.context().close();
});

test('a save that fails keeps the words on the screen, with a copy and a second try', async ({ browser }) => {
	const { page, audit } = await tablet(browser);
	await question(page, audit, 'F.2');
	await page.evaluate(() => {
		const put = IDBObjectStore.prototype.put;
		Object.assign(window, { full: true });
		IDBObjectStore.prototype.put = function (...given: Parameters<typeof put>) {
			if ('full' in window) throw new DOMException('made to fail', 'QuotaExceededError');
			return put.apply(this, given);
		};
	});
	await page.locator('#note').fill('Page 3: how often is missing.');
	const alert = page.getByRole('alert').filter({ hasText: 'Your last answer is not saved' });
	await expect(alert).toContainText('This tablet is full');
	await expect(page.locator('[data-saving=failed]')).toBeVisible();
	await expect(page.locator('#note')).toHaveValue('Page 3: how often is missing.');
	await sound(page, 'a save that failed');
	const saved = page.waitForEvent('download');
	await alert.getByRole('button', { name: 'Keep a copy' }).click();
	expect(readFileSync(await (await saved).path(), 'utf8')).toContain('how often is missing');
	await alert.getByRole('button', { name: 'Try again' }).click();
	await expect(alert).toBeVisible();
	await page.evaluate(() => delete (window as { full?: boolean }).full);
	await alert.getByRole('button', { name: 'Try again' }).click();
	await expect(alert).toHaveCount(0);
	await reopen(page);
	await expect(page.locator('#note')).toHaveValue('Page 3: how often is missing.');
	await page.context().close();
});
