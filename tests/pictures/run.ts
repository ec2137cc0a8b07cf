/**
 * Takes the pictures of the guides and of the front page anew, from the demonstration: `node tests/pictures/run.ts`, after
 * `npm run build`. Without names it takes all, else those that are named.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { serve, type Served } from '../support/served.ts';
import { openFirstPlan, reopen, setUpVault } from '../support/tablet-page.ts';
import { smallPng } from './small-png.ts';

const folder = resolve(import.meta.dirname, '..', '..', 'docs', 'pictures');
const wanted = new Set(process.argv.slice(2));
const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
	(path) => path && existsSync(path)
);
const desk = { width: 1000, height: 720 };
const tablet = { width: 1180, height: 820 };

/** Keeps what is on the screen as a small picture. */
async function keep(page: Page, name: string): Promise<void> {
	await page.evaluate(() => document.fonts.ready.then(() => undefined));
	const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' });
	const blank = await page.context().newPage();
	const { width, height, pixels } = await blank.evaluate(async (data) => {
		const image = new Image();
		image.src = `data:image/png;base64,${data}`;
		await image.decode();
		const canvas = new OffscreenCanvas(image.width, image.height);
		const context = canvas.getContext('2d');
		if (!context) throw new Error('no canvas');
		context.drawImage(image, 0, 0);
		const all = context.getImageData(0, 0, image.width, image.height).data;
		let text = '';
		for (let at = 0; at < all.length; at += 8192) text += String.fromCharCode(...all.subarray(at, at + 8192));
		return { width: image.width, height: image.height, pixels: btoa(text) };
	}, shot.toString('base64'));
	await blank.close();
	const png = smallPng(Buffer.from(pixels, 'base64'), width, height);
	writeFileSync(join(folder, `${name}.png`), png);
	console.log(`${name}.png: ${Math.round(png.length / 1000)} kB`);
}

async function signIn(browser: Browser, server: Served, email: string, viewport: typeof desk): Promise<Page> {
	const page = await (await browser.newContext({ viewport, locale: 'en-GB', timezoneId: 'Europe/London' })).newPage();
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill(email);
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	return page;
}

async function coordinator(browser: Browser, server: Served): Promise<void> {
	const page = await signIn(browser, server, 'priya.raman@example.org', desk);
	await page.goto(`${server.origin}/terms`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/progress$/);
	await keep(page, 'board');
	await page.goto(`${page.url().replace(/progress$/, 'assignments')}`);
	await page.getByRole('row').nth(1).waitFor();
	await keep(page, 'assignments');

	const files = mkdtempSync(join(tmpdir(), 'golden-thread-pictures-'));
	try {
		const key = join(files, 'key.json');
		await server.gt('demo', '--out', files, '--key', key);
		await page.goto(`${server.origin}/register/import`);
		await page.getByLabel('Key file').setInputFiles(key);
		await page.getByRole('button', { name: 'Go on to the files' }).click();
		const chosen = readdirSync(files).filter((name) => name.endsWith('.csv'));
		await page.setInputFiles(
			'#files',
			chosen.map((name) => ({ name, mimeType: 'text/csv', buffer: readFileSync(join(files, name)) }))
		);
		await page.getByRole('button', { name: 'Check these files' }).click();
		await page.locator('#confirm').waitFor({ timeout: 60_000 });
		await page.evaluate(() => scrollTo(0, 0));
		await keep(page, 'import');
	} finally {
		rmSync(files, { recursive: true, force: true });
	}
}

async function chair(browser: Browser, server: Served): Promise<void> {
	const page = await signIn(browser, server, 'ruth.castellan@example.org', desk);
	await page.goto(`${server.origin}/findings`);
	await page.getByRole('heading', { name: 'What we can say' }).waitFor();
	await keep(page, 'findings');
	await page.goto(`${server.origin}/learning-reports`);
	await page
		.getByRole('link', { name: /Read the report/ })
		.first()
		.click();
	await page.getByRole('heading', { name: 'How good the plans are' }).scrollIntoViewIfNeeded();
	await page.locator('canvas').first().waitFor();
	await page
		.getByRole('heading', { name: 'What we can say' })
		.evaluate((one) => one.scrollIntoView({ block: 'start' }));
	await keep(page, 'learning-report');
}

async function headteacher(browser: Browser, server: Served): Promise<void> {
	const page = await signIn(browser, server, 'hugo.ferreira@example.org', desk);
	await page.locator('a[href$="/school-report"]').first().click();
	await page.locator('canvas').first().waitFor();
	await page.waitForLoadState('networkidle');
	await keep(page, 'school-summary');
}

async function auditor(browser: Browser, server: Served): Promise<void> {
	const page = await signIn(browser, server, 'amina.okafor@example.org', tablet);
	await page.locator('.words li').nth(3).waitFor();
	await keep(page, 'four-words');
	await setUpVault(page);
	await page
		.getByRole('link', { name: /^(Start|Continue)/ })
		.first()
		.waitFor();
	await keep(page, 'my-audits');
	await openFirstPlan(page);
	const { origin, pathname } = new URL(page.url());
	await reopen(page, `${origin}${pathname}?c=F.2`);
	await page.locator('.question h1').waitFor();
	await keep(page, 'audit');
}

const shoots = { coordinator, chair, headteacher, auditor };
const server = await serve();
const browser = await chromium.launch({
	...(executablePath ? { executablePath } : {}),
	args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
});
try {
	await server.seed();
	await server.start();
	for (const [name, shoot] of Object.entries(shoots))
		if (wanted.size === 0 || wanted.has(name)) await shoot(browser, server);
} finally {
	await browser.close();
	await server.close();
}
