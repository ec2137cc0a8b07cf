/** An auditor's tablet in WebKit: what its person presses, and whether what stands on its screen is sound. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { PASSPHRASE } from './tablet-page.ts';
import type { WebkitPage } from './webkit.ts';

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A tablet held either way, one with text twice as large, and a narrow screen. */
const LOOKS = [
	[1180, 820, '100%'],
	[820, 1180, '100%'],
	[820, 1180, '200%'],
	[320, 640, '100%']
] as const;

export interface WebkitTablet {
	/** How often axe looked: states times screens. */
	readonly looks: number;
	/** Clicks the button or link whose words begin like this. */
	press(words: string): Promise<void>;
	/** Waits for a heading that holds these words. */
	heading(words: string): Promise<void>;
	/** Waits until these words stand on the page. */
	says(words: string): Promise<void>;
	/** axe finds nothing at any of the looks, and nothing is wider than the screen. */
	sound(state: string): Promise<void>;
	/** Signs somebody of the demonstration in for the first time here; ends where the tablet wants a passphrase. */
	signIn(email: string): Promise<void>;
	/** Locks the tablet with the tests' passphrase; ends on "My audits". */
	setUp(): Promise<void>;
	/** Types the passphrase into a locked tablet; ends with the vault open. */
	unlock(): Promise<void>;
	/** Goes to a page of the app, which is locked then, and unlocks it. */
	open(path: string, title: string): Promise<void>;
	/** Goes from "My audits" to the first question of the first plan, past the practice where it is offered and the question about ties. */
	begin(meanwhile?: (state: 'practice' | 'ties') => Promise<void>): Promise<void>;
}

/** Gives the tablet of a page in WebKit. */
export function webkitTablet(page: WebkitPage, origin: string): WebkitTablet {
	let looks = 0;

	const press = async (words: string) => {
		await page.until(
			`const found = [...document.querySelectorAll('main a, main button')].find((each) => each.textContent.trim().startsWith(arguments[0]));
			if (found) found.setAttribute('data-pressed', arguments[0]);
			return Boolean(found);`,
			words
		);
		await page.click(`[data-pressed="${words}"]`);
	};
	const heading = async (words: string) => {
		await page.until(
			'return [...document.querySelectorAll("h1")].some((each) => each.textContent.includes(arguments[0]))',
			words
		);
	};
	const says = async (words: string) => {
		await page.until('return document.body.innerText.includes(arguments[0])', words);
	};
	const unlock = async () => {
		await page.click('#passphrase');
		await page.type(PASSPHRASE);
		await press('Unlock');
		await page.until('return document.querySelector("button.lock") !== null');
	};

	return {
		get looks() {
			return looks;
		},
		press,
		heading,
		says,
		unlock,
		async sound(state) {
			for (const [width, height, text] of LOOKS) {
				await page.resize(width, height);
				await page.until('return innerWidth === arguments[0]', width);
				await page.run('document.documentElement.style.setProperty("font-size", arguments[0])', text);
				await page.run(`${axe}; window.axe = axe;`);
				const found = await page.run<string[]>(
					`return axe.run(document, { runOnly: arguments[0] }).then(({ violations }) =>
						violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 160)));`,
					tags
				);
				looks += 1;
				expect(found, `${state} at ${width} with text at ${text}`).toEqual([]);
				const over = await page.run<number>('return document.documentElement.scrollWidth - innerWidth');
				expect(over, `${state} is wider than ${width} with text at ${text}`).toBeLessThanOrEqual(0);
				await keepPicture(page, `${state} ${width} ${text}`);
			}
			await page.run('document.documentElement.style.removeProperty("font-size")');
			await page.resize(1180, 820);
			await page.until('return innerWidth === 1180');
		},
		async signIn(email) {
			await page.resize(1180, 820);
			await page.goto(`${origin}/sign-in`);
			await page.click('input[type=email]');
			await page.type(email);
			await page.click('input[type=password]');
			await page.type('made-up people only');
			await page.click('main form button');
			await heading('Lock this tablet');
			await page.until('return document.querySelectorAll(".words li").length === 4');
		},
		async setUp() {
			await press('I would rather choose my own passphrase');
			await heading('Choose your own passphrase');
			await page.click('#own');
			await page.type(PASSPHRASE);
			await press('Go on');
			await heading('Type it once');
			await page.click('#again');
			await page.type(PASSPHRASE);
			await press('Lock this tablet with it');
			await heading('My audits');
		},
		async open(path, title) {
			await page.goto(`${origin}${path}`);
			await heading('Golden Thread is locked');
			await unlock();
			await heading(title);
		},
		async begin(meanwhile = async () => undefined) {
			await press('Start');
			await page.until('return /^\\/(practice|audits)/.test(location.pathname)');
			if (await page.run<boolean>('return location.pathname === "/practice"')) {
				await heading('Practice audit');
				await meanwhile('practice');
				await press('I know these questions: go on without it');
			}
			await page.until(
				'return [...document.querySelectorAll("button")].some((each) => /No, I have no tie/.test(each.textContent))'
			);
			await meanwhile('ties');
			await press('No, I have no tie');
			await page.until(
				'return document.querySelector("#question") && document.querySelector("[data-saving=saved]") !== null'
			);
		}
	};
}

/** PICTURES=some-folder keeps what was looked at. */
async function keepPicture(page: WebkitPage, name: string): Promise<void> {
	const folder = process.env.PICTURES;
	if (folder) writeFileSync(join(folder, `webkit-${name.replace(/\W+/g, '-')}.png`), await page.picture());
}
