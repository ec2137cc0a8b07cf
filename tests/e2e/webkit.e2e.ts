/**
 * The auditor's half in WebKit, the engine of every iPad: signed in, the tablet locked, a whole plan audited with the keys and sent, then the
 * other states; axe finds nothing in any, held either way, on a narrow screen and with large text. Run with WEBKIT=1, since WebKit is much to bring to a machine; else it is left out with the reason.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { serve, type Served } from '../support/served.ts';
import { PASSPHRASE } from '../support/tablet-page.ts';
import { noWebkit, startWebkit, type WebkitPage } from '../support/webkit.ts';

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** As WebDriver names them. */
const RIGHT = '\uE014';
const ESCAPE = '\uE00C';

let server: Served;
let page: WebkitPage;

// The reason is made where WebKit is looked for: not asked for, or not on this machine.
test.skip(noWebkit !== null, `${noWebkit}`);

// One tablet goes from state to state.
test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
	test.setTimeout(180_000);
	server = await serve();
	await server.seed();
	await server.start();
	page = await startWebkit();
});

test.afterAll(async () => {
	await page?.close();
	await server?.close();
});

/** Clicks the button or link whose words begin like this. */
async function press(words: string): Promise<void> {
	await page.until(
		`const found = [...document.querySelectorAll('main a, main button')].find((each) => each.textContent.trim().startsWith(arguments[0]));
		if (found) found.setAttribute('data-pressed', arguments[0]);
		return Boolean(found);`,
		words
	);
	await page.click(`[data-pressed="${words}"]`);
}

const heading = (words: string) =>
	page.until(
		'return [...document.querySelectorAll("h1")].some((each) => each.textContent.includes(arguments[0]))',
		words
	);

/** How often axe looked: states times screens. */
let looks = 0;

/** axe finds nothing at either way of holding a tablet, on a narrow screen and with text twice as large, and nothing is wider than the screen. */
async function sound(state: string): Promise<void> {
	for (const [width, height, text] of [
		[1180, 860, '100%'],
		[820, 1180, '100%'],
		[820, 1180, '200%'],
		[320, 640, '100%']
	] as const) {
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
	}
	await page.run('document.documentElement.style.removeProperty("font-size")');
	await page.resize(1180, 860);
	await page.until('return innerWidth === 1180');
}

/** Types the passphrase into a locked tablet; ends with the vault open. */
async function unlock(): Promise<void> {
	await page.click('#passphrase');
	await page.type(PASSPHRASE);
	await press('Unlock');
	await page.until('return document.querySelector("button.lock") !== null');
}

/** Goes to a page of the app, which is locked then, and unlocks it. */
async function open(path: string, title: string): Promise<void> {
	await page.goto(`${server.origin}${path}`);
	await heading('Golden Thread is locked');
	await unlock();
	await heading(title);
}

test('a whole audit in WebKit, sent and received', async () => {
	test.setTimeout(600_000);
	console.log(`WebKit ${page.version}`);
	await page.resize(1180, 860);
	await page.goto(`${server.origin}/sign-in`);
	await page.click('input[type=email]');
	await page.type('amina.okafor@example.org');
	await page.click('input[type=password]');
	await page.type('made-up people only');
	await page.click('main form button');
	await heading('Lock this tablet');
	await page.until('return document.querySelectorAll(".words li").length === 4');
	await sound('the words of a new vault');
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
	await sound('My audits');
	await press('Start');
	await heading('Practice audit');
	await sound('the practice');
	await page.until(
		'return [...document.querySelectorAll("button")].some((each) => /go on without it/.test(each.textContent))'
	);
	await page.run(
		'[...document.querySelectorAll("button")].find((each) => /go on without it/.test(each.textContent)).click()'
	);
	await page.until(
		'return [...document.querySelectorAll("button")].some((each) => /No, I have no tie/.test(each.textContent))'
	);
	await sound('the question about ties');
	await press('No, I have no tie');
	await page.until(
		'return document.querySelector("#question") && document.querySelector("[data-saving=saved]")  !== null'
	);
	await sound('a question');
	await press('Keyboard shortcuts');
	await page.until('return document.querySelector("dialog[open]") !== null');
	await sound('the keys');
	await page.type(ESCAPE);
	await page.until('return document.querySelector("dialog[open]") === null');
	await press('I am worried about a child');
	await page.until('return document.querySelector("dialog[open]") !== null');
	await sound('a worry about a child');
	await page.type(ESCAPE);
	await page.until('return document.querySelector("dialog[open]") === null');

	const questionOn = () => page.until<string>('return document.querySelector(".question .tags .id").textContent');
	let met = 0;
	for (let more = true; more; met += 1) {
		const id = await questionOn();
		const open = await page.run<boolean>(
			'return !document.querySelector(".said") && !document.querySelector("input[name=answer]:checked")'
		);
		if (open) {
			await page.type('1');
			await page.until('return document.querySelector("input[name=answer]:checked") !== null');
			if (met === 1) {
				await page.type('2');
				await page.until('return document.querySelector("#answer-partly:checked") !== null');
				await page.type('n');
				await page.until('return document.activeElement.id === "note"');
				await page.type('Page 3: 1 of 2 is missing.');
				await sound('a note');
				await page.type(ESCAPE);
			}
			await page.until('return document.querySelector("[data-saving=saved]") !== null');
		}
		more = await page.run<boolean>(
			'return [...document.querySelectorAll(".steps a")].some((each) => each.textContent === "Next")'
		);
		await page.type(RIGHT);
		if (more) await page.until('return document.querySelector(".question .tags .id").textContent !== arguments[0]', id);
	}
	expect(met).toBeGreaterThan(60);
	await heading('Check your answers');
	await page.until('return document.body.textContent.includes("Every question is answered")');
	await sound('the check');
	await press('Send my audit');
	await heading('Your audit is sent');
	await page.until(
		'return [...document.querySelectorAll("main [role=status]")].some((each) => each.textContent.includes("Received by the team"))'
	);
	await sound('a sent audit');
});

test('a tablet locked and opened again, and its other pages, in WebKit', async () => {
	test.setTimeout(600_000);
	await open('/practice/audit?c=B.3', '');
	await page.until('return document.querySelector("input[name=answer]") !== null');
	await sound('a question of the practice');
	await open('/ready', 'Ready for offline');
	await sound('ready for offline');
	await open('/this-tablet', 'What is on this tablet');
	await sound('this tablet');
	await open('/outbox', 'Sending');
	await sound('nothing waits');

	await page.click('button.lock');
	await heading('Golden Thread is locked');
	await sound('a locked tablet');
	await page.click('#passphrase');
	await page.type('not this one at all');
	await press('Unlock');
	await page.until(
		'return document.querySelector("[role=alert]")?.textContent.includes("This is not your passphrase")'
	);
	await sound('a wrong passphrase');
	await page.run(
		'[...document.querySelectorAll("summary")].find((each) => /I cannot find my words/.test(each.textContent)).click()'
	);
	await press('Ask for help to open this tablet');
	await heading('Help to open this tablet');
	await sound('help with words');
	await open('/assignments', 'My audits');
	await press('Start');
	await page.until(
		'return [...document.querySelectorAll("button")].some((each) => /No, I have no tie/.test(each.textContent))'
	);
	await press('No, I have no tie');
	await page.until('return document.querySelector("#question") !== null');
	await page.goto(`${await page.run<string>('return location.origin + location.pathname')}/check`);
	await unlock();
	await heading('Check your answers');
	await press('Send my audit');
	await page.until('return document.querySelector("[role=alert]")?.textContent.includes("There is a problem")');
	await sound('the check with gaps');
	console.log(`${looks} looks with axe`);
});
