/** The look at lost words itself: a page broken by hand in each way is named as that, and a sound one is not. */
import { expect, test } from '@playwright/test';
import { lostWords } from '../support/lost-words.ts';

const SPACED = '* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important }';

const broken: readonly (readonly [what: string, markup: string, named: RegExp])[] = [
	[
		'a word that does not fit',
		'<p style="font-size: 60px">Recommendations made before</p>',
		/^\d+ px wider than the screen: <p/
	],
	[
		'a box that does not fit',
		'<div style="width: 400px; height: 9px"></div>',
		/^80 px wider than the screen: no words/
	],
	[
		'a line that is cut off',
		'<p style="overflow: hidden; white-space: nowrap; text-overflow: ellipsis; width: 90px">Special educational provision</p>',
		/^cut off: <p/
	],
	[
		'a box that is too low',
		'<p style="overflow: hidden; height: 20px; width: 90px">One and then two</p>',
		/^cut off: <p/
	],
	[
		'words out of their button',
		'<button style="height: 24px; width: 60px; overflow: visible">Send my audit now</button>',
		/^out of its button: <button/
	],
	[
		'what scrolls and cannot be reached',
		'<div style="overflow-x: auto; width: 200px"><p style="width: 300px">Words</p></div>',
		/^scrolls sideways where no key reaches it: <div/
	],
	[
		'words on words',
		'<p style="margin: 0">First line</p><p style="margin: -16px 0 0">Second line</p>',
		/^lies on other words: <p/
	]
];

test('what is lost on a page is found and named', async ({ page }) => {
	await page.setViewportSize({ width: 320, height: 640 });
	for (const [what, markup, named] of broken) {
		await page.setContent(`<body style="margin: 0"><div style="display: contents">${markup}</div></body>`);
		expect(await page.evaluate(lostWords, null), what).toEqual([expect.stringMatching(named)]);
	}

	// It fits until the reader sets its letters apart, and the reader's style is off again afterwards.
	await page.setContent(
		'<body style="margin: 0"><p style="overflow: hidden; white-space: nowrap; font: 16px monospace; width: max-content; max-width: 180px">Who can read them</p></body>'
	);
	expect(await page.evaluate(lostWords, null)).toEqual([]);
	expect(await page.evaluate(lostWords, SPACED)).toEqual([expect.stringMatching(/^cut off: <p/)]);
	expect(await page.evaluate(lostWords, null)).toEqual([]);

	// Neither what a screen reader alone is told, nor a table that keys scroll, nor what stays over the rest is lost.
	await page.setContent(`<body style="margin: 0">
		<span style="position: absolute; width: 1px; height: 1px; overflow: hidden; white-space: nowrap">Words for some</span>
		<div tabindex="0" style="overflow-x: auto"><table style="width: 500px"><tbody><tr><td>18 of 24</td></tr></tbody></table></div>
		<p>First line</p><p style="position: sticky; top: 0; margin-top: -30px">Stays in sight</p></body>`);
	expect(await page.evaluate(lostWords, null)).toEqual([]);
});
