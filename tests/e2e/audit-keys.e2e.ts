/**
 * A whole audit by keyboard alone, from "My audits" to "sent": no mouse, no tap. On the way the layout is watched: nothing moves while a
 * question is answered, and the main states read as the aria snapshots say.
 */
import { expect, test, type Page } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';

const server = demonstration();

/** Presses Tab until what has the focus reads like this. Fails after a round through the page. */
async function tabTo(page: Page, words: RegExp): Promise<void> {
	const met: string[] = [];
	for (let nth = 0; nth < 90; nth += 1) {
		await page.keyboard.press('Tab');
		const said = await page.evaluate(() => {
			const element = document.activeElement;
			return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').replace(/\s+/g, ' ').trim();
		});
		if (words.test(said)) return;
		met.push(said.slice(0, 40));
	}
	throw new Error(`Tab never reached ${String(words)}; it met ${met.join(' | ')}`);
}

const questionOn = (page: Page) => page.locator('.question .tags .id').innerText();

/** Where things stand that must not move while a question is answered. */
const places = (page: Page) =>
	page.evaluate(() =>
		['header', '#question', '#note', '.after', '.foot', 'footer'].map((name) => {
			const box = document.querySelector(name)?.getBoundingClientRect();
			return `${name} ${box?.x} ${(box?.y ?? 0) + scrollY} ${box?.width}`;
		})
	);

test('a whole audit by keyboard alone, and nothing moves while it is answered', async ({ browser }) => {
	test.setTimeout(400_000);
	const page = await (await browser.newContext({ viewport: { width: 1180, height: 820 } })).newPage();
	const complaints: string[] = [];
	page.on('pageerror', (error) => complaints.push(error.message));
	const { keyboard } = page;

	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').focus();
	await keyboard.type('amina.okafor@example.org');
	await keyboard.press('Tab');
	await keyboard.type('made-up people only');
	await keyboard.press('Enter');
	await expect(page.locator('.words li').first()).not.toHaveText('…');
	const words = await page.locator('.words li').allInnerTexts();
	await tabTo(page, /I have written them down/);
	await keyboard.press('Enter');
	await page.getByLabel('Your four words').focus();
	await keyboard.type(words.join(' '));
	await keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'My audits' })).toBeVisible();
	await tabTo(page, /^Start/);
	await keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Practice audit' })).toBeVisible();
	await tabTo(page, /go on without it/);
	await keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'No, I have no tie' })).toBeVisible();
	await tabTo(page, /No, I have no tie/);
	await keyboard.press('Enter');
	await expect(page.locator('#question')).toBeFocused();
	await expect(page.locator('[data-saving=saved]')).toBeVisible();

	await test.step('the keys are listed, and the list keeps the focus', async () => {
		await keyboard.press('?');
		const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
		await expect(dialog).toMatchAriaSnapshot(`
			- dialog "Keyboard shortcuts":
			  - heading "Keyboard shortcuts" [level=2]
			  - term: "1"
			  - definition: Met, or Yes
			  - checkbox "Use keys that are a single letter, number or sign" [checked]
			  - button "Close"
		`);
		for (let nth = 0; nth < 6; nth += 1) {
			await keyboard.press('Tab');
			const outside = await page.evaluate(() => {
				const at = document.activeElement;
				return at !== null && at !== document.body && at.closest('dialog') === null;
			});
			expect(outside).toBe(false);
		}
		await keyboard.press('Escape');
		await expect(dialog).toHaveCount(0);
		await expect(page.locator('#question')).toBeFocused();
	});

	await test.step('single keys can be switched off; they do nothing while somebody writes', async () => {
		const single = page.getByRole('checkbox', { name: /single letter/ });
		await keyboard.press('?');
		await expect(page.getByRole('dialog')).toBeVisible();
		await keyboard.press('Tab');
		await expect(single).toBeFocused();
		await keyboard.press('Space');
		await keyboard.press('Escape');
		await keyboard.press('1');
		await keyboard.press('f');
		await keyboard.press('?');
		await expect(page.getByRole('dialog')).toHaveCount(0);
		await expect(page.locator('input[name=answer]:checked')).toHaveCount(0);
		await expect(page.getByRole('button', { name: 'Come back to this' })).toHaveAttribute('aria-pressed', 'false');
		await tabTo(page, /^Keyboard shortcuts$/);
		await keyboard.press('Enter');
		await expect(page.getByRole('dialog')).toBeVisible();
		await keyboard.press('Tab');
		await keyboard.press('Space');
		await expect(single).toBeChecked();
		await keyboard.press('Escape');
		await expect(page.getByRole('button', { name: 'Keyboard shortcuts' })).toBeFocused();
		await keyboard.press('n');
		await expect(page.locator('#note')).toBeFocused();
		await keyboard.type('123 fun?');
		await expect(page.locator('#note')).toHaveValue('123 fun?');
		await expect(page.locator('input[name=answer]:checked')).toHaveCount(0);
		await keyboard.press('Escape');
		await expect(page.locator('#question')).toBeFocused();
	});

	await test.step('an answer, a flag, an undo', async () => {
		const id = await questionOn(page);
		await keyboard.press('1');
		await expect(page.locator('#answer-met')).toBeChecked();
		await keyboard.press('f');
		await expect(page.getByRole('button', { name: 'Come back to this' })).toHaveAttribute('aria-pressed', 'true');
		await expect(page.getByRole('status').filter({ hasText: `${id}: flagged` })).toHaveCount(1);
		await keyboard.press('ArrowRight');
		await expect(page.locator('.question .tags .id')).not.toHaveText(id);
		await keyboard.press('Control+z');
		await expect(page.locator('.question .tags .id')).toHaveText(id);
		await expect(page.locator('input[name=answer]:checked')).toHaveCount(0);
		await expect(page.locator('#question')).toBeFocused();
	});

	await test.step('sent too early, the gaps are listed', async () => {
		await keyboard.press('Control+Enter');
		await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
		await expect(page.locator('main')).toMatchAriaSnapshot(`
			- main:
			  - link "Back to the questions"
			  - heading "Check your answers" [level=1]
			  - region /\\d+ questions left/
			  - button "Show every answer"
			  - region "Send your audit":
			    - heading "Send your audit" [level=2]
			    - button "Send my audit"
		`);
		await keyboard.press('Control+Enter');
		const summary = page.getByRole('alert', { name: 'There is a problem' });
		await expect(summary).toBeFocused();
		await expect(page).toHaveTitle(/^Error: /);
		await keyboard.press('Tab');
		await expect(summary.getByRole('link').first()).toBeFocused();
		await keyboard.press('Enter');
		await expect(page.getByRole('link', { name: /^Answer / }).first()).toBeFocused();
		await keyboard.press('Enter');
		await expect(page.locator('#question')).toBeVisible();
	});

	await expect(page.locator('main')).toMatchAriaSnapshot(`
		- main:
		  - link "My audits"
		  - navigation "Sections of the plan":
		    - group "Questions to go through":
		      - button /All \\d+/ [pressed]
		      - button /Not answered \\d+/
		      - button /Flagged 1/
		      - button /Legal musts \\d+/
		    - list "Sections of the plan"
		  - region:
		    - list "Questions of this section"
		    - group:
		      - heading [level=1]
		      - radio "Met"
		    - textbox /Note/
		    - button "Come back to this" [pressed]
		  - complementary "Help with this question":
		    - heading "What good looks like" [level=2]
	`);

	let finished = 0;
	await test.step('every question is answered', async () => {
		const chosen = page.locator('input[name=answer]:checked');
		const next = page.getByRole('link', { name: 'Next', exact: true });
		const met = new Set<string>();
		for (let more = true; more;) {
			const id = await questionOn(page);
			met.add(id);
			const given = (await page.locator('.said').count()) > 0;
			if (!given && (await chosen.count()) === 0) {
				const partly = met.size % 9 === 4 && (await page.locator('#answer-partly').count()) > 0;
				const before = await places(page);
				await keyboard.press(partly ? '2' : '1');
				await expect(chosen).toHaveCount(1);
				if (partly) {
					await keyboard.press('n');
					await keyboard.type('Page 3: how often is missing.');
					await keyboard.press('Escape');
				}
				await expect(page.locator('[data-saving=saved]')).toBeVisible();
				expect(await places(page), `nothing moved at ${id}`).toEqual(before);
				if ((await page.locator('.after').innerText()).includes('is done')) finished += 1;
			}
			more = (await next.count()) > 0;
			await keyboard.press('ArrowRight');
			if (more) await expect(page.locator('.question .tags .id')).not.toHaveText(id);
		}
		expect(met.size).toBeGreaterThan(60);
	});
	expect(finished).toBeGreaterThan(8);

	await test.step('checked and sent', async () => {
		await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
		await expect(page.getByText('Every question is answered')).toBeVisible();
		await keyboard.press('Control+Enter');
		await expect(page.locator('main')).toMatchAriaSnapshot(`
			- main:
			  - link "My audits"
			  - heading "Your audit is sent" [level=1]
			  - status:
			    - paragraph: /Sent\\. Received by the team/
			  - group: Ask for this audit back
		`);
	});
	expect(complaints).toEqual([]);
});
