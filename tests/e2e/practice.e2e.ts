/**
 * The practice before the first real plan, on a tablet whose server is away: offered at the first Start, done question by question, never
 * offered again; what is kept of it is there after the browser was closed.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import practice from '../../src/lib/client/practice/plan.json' with { type: 'json' };
import { demonstration } from '../support/demonstration.ts';
import { reopen, setUpVault, unlockVault } from '../support/tablet-page.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const server = demonstration();

async function axe(page: Page): Promise<void> {
	const found = await new AxeBuilder({ page }).withTags(tags).analyze();
	expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
}

test('an auditor practises before the first plan, without a network', async ({ browser }) => {
	const tablet = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
	const page = await tablet.newPage();
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('amina.okafor@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await setUpVault(page);
	await expect(page.getByText('not done yet')).toBeVisible();
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

	await server.stop();
	await reopen(page);
	const start = page.getByRole('link', { name: /^Start/ });
	await expect(start).not.toHaveCount(0);
	await start.first().click();
	await expect(page.getByRole('heading', { name: 'Practice audit' })).toBeVisible();
	await expect(page.getByText('Before your first plan')).toBeVisible();
	await axe(page);
	await page.getByRole('link', { name: 'Start the practice' }).click();

	// On a phone the plan comes first, the question is one tap away.
	await expect(page.getByText('Made up for practice.')).toBeVisible();
	await page.getByRole('button', { name: 'The question', exact: true }).click();
	await page.getByRole('button', { name: 'See the reference answer' }).click();
	await expect(page.getByRole('alert')).toContainText('Choose an answer first');

	let agreed = 0;
	for (const [nth, question] of practice.questions.entries()) {
		await expect(page.getByText(`question ${nth + 1} of ${practice.questions.length}`)).toBeVisible();
		// Every third answer is "not met", whatever the reference says.
		const level = nth % 3 === 0 ? 'not_met' : question.level;
		if (level === question.level) agreed += 1;
		await page.locator(`input[name=answer][value=${level}]`).check({ force: true });
		await page.getByRole('button', { name: 'See the reference answer' }).click();
		await expect(page.locator('.reference')).toContainText(question.why);
		await expect(page.locator('.reference h2')).toContainText(
			level === question.level ? 'The reference is the same' : 'The reference is:'
		);
		if (nth === 1) {
			await page.getByText('Help with this question').click();
			await expect(page.getByRole('heading', { name: 'In plain words' })).toBeVisible();
			await axe(page);
			await page.getByRole('button', { name: 'See it in the plan' }).click();
			await expect(page.locator('mark').first()).toBeVisible();
			await expect(page.locator('mark')).toHaveText(question.quotes.map(({ words }) => words));
			await axe(page);
			await page.getByRole('button', { name: 'The question', exact: true }).click();
			// What was answered is there after a reload, and stays as it was given.
			await reopen(page);
			await expect(page.getByText(`2 of ${practice.questions.length} answered`)).toBeVisible();
			await expect(page.locator('.reference')).toHaveCount(1);
			await expect(page.locator(`input[name=answer][value=${level}]`)).toBeDisabled();
		}
		if (nth < practice.questions.length - 1) await page.getByRole('button', { name: 'Next question' }).click();
	}
	await page.getByRole('link', { name: 'See how it went' }).click();
	await expect(page.getByText(`${agreed} of ${practice.questions.length}`)).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Worth a second look' })).toBeVisible();
	await expect(page.locator('article')).toHaveCount(practice.questions.length - agreed);
	await axe(page);

	// On to the plan that was waiting, and from now on straight to it.
	await page.getByRole('link', { name: 'Go on to my plan' }).click();
	await page.waitForURL(/\/audits\//);
	await reopen(page, `${server.origin}/assignments`);
	await expect(page.getByText(/done \d+ \w+ \d{4}/)).toBeVisible();
	await expect(page.getByRole('link', { name: /^(Start|Continue)/ }).first()).toHaveAttribute('href', /^\/audits\//);

	// The help, the privacy page and what this tablet holds open without a network too, from a tap and from an address.
	await page.getByRole('link', { name: 'Help' }).first().click();
	await expect(page.getByRole('heading', { name: 'Worried about a child' })).toBeVisible();
	for (const [path, heading] of [
		['/help', 'Help'],
		['/privacy', 'Privacy'],
		['/this-tablet', 'What is on this tablet']
	] as const) {
		await page.goto(`${server.origin}${path}`);
		if (path === '/this-tablet') await unlockVault(page);
		await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
	}
	await expect(page.getByText('Plans given to you')).toBeVisible();
	await axe(page);
	await server.start();
});
