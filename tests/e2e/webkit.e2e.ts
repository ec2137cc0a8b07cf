/**
 * The auditor's half in WebKit, the engine of every iPad: signed in, the tablet locked, a whole plan audited with the keys and sent, then the
 * other states; axe finds nothing in any, held either way, on a narrow screen and with large text. Run with
 * WEBKIT=1.
 */
import { expect, test } from '@playwright/test';
import { inWebkit } from '../support/webkit-served.ts';

/** As WebDriver names them. */
const RIGHT = '\uE014';
const ESCAPE = '\uE00C';

const here = inWebkit();

test('a whole audit in WebKit, sent and received', async () => {
	const { page, tablet } = here();
	test.setTimeout(600_000);
	console.log(`WebKit ${page.version}`);
	await tablet.signIn('amina.okafor@example.org');
	await tablet.sound('the words of a new vault');
	await tablet.setUp();
	await tablet.sound('My audits');
	await tablet.begin((state) => tablet.sound(state === 'practice' ? 'the practice' : 'the question about ties'));
	await tablet.sound('a question');
	await tablet.press('Keyboard shortcuts');
	await page.until('return document.querySelector("dialog[open]") !== null');
	await tablet.sound('the keys');
	await page.type(ESCAPE);
	await page.until('return document.querySelector("dialog[open]") === null');
	await tablet.press('I am worried about a child');
	await page.until('return document.querySelector("dialog[open]") !== null');
	await tablet.sound('a worry about a child');
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
				await tablet.sound('a note');
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
	await tablet.heading('Check your answers');
	await page.until('return document.body.textContent.includes("Every question is answered")');
	await tablet.sound('the check');
	await tablet.press('Send my audit');
	await tablet.heading('Your audit is sent');
	await page.until(
		'return [...document.querySelectorAll("main [role=status]")].some((each) => each.textContent.includes("Received by the team"))'
	);
	await tablet.sound('a sent audit');
});

test('a tablet locked and opened again, and its other pages, in WebKit', async () => {
	const { page, tablet } = here();
	test.setTimeout(600_000);
	await tablet.open('/practice/audit?c=B.3', '');
	await page.until('return document.querySelector("input[name=answer]") !== null');
	await tablet.sound('a question of the practice');
	await tablet.open('/ready', 'Ready for offline');
	await tablet.sound('ready for offline');
	await tablet.open('/this-tablet', 'What is on this tablet');
	await tablet.sound('this tablet');
	await tablet.open('/outbox', 'Sending');
	await tablet.sound('nothing waits');

	await page.click('button.lock');
	await tablet.heading('Golden Thread is locked');
	await tablet.sound('a locked tablet');
	await page.click('#passphrase');
	await page.type('not this one at all');
	await tablet.press('Unlock');
	await page.until(
		'return document.querySelector("[role=alert]")?.textContent.includes("This is not your passphrase")'
	);
	await tablet.sound('a wrong passphrase');
	await page.run(
		'[...document.querySelectorAll("summary")].find((each) => /I cannot find my words/.test(each.textContent)).click()'
	);
	await tablet.press('Ask for help to open this tablet');
	await tablet.heading('Help to open this tablet');
	await tablet.sound('help with words');
	await tablet.open('/assignments', 'My audits');
	await tablet.begin();
	await page.goto(`${await page.run<string>('return location.origin + location.pathname')}/check`);
	await tablet.unlock();
	await tablet.heading('Check your answers');
	await tablet.press('Send my audit');
	await page.until('return document.querySelector("[role=alert]")?.textContent.includes("There is a problem")');
	await tablet.sound('the check with gaps');
	console.log(`${tablet.looks} looks with axe`);
});
