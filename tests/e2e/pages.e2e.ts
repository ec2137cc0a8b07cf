/**
 * Every page with the demonstration loaded: opened by those who may, on the three screens people use and on a narrow one; axe finds
 * nothing, nothing is wider than the screen, and the browser complains of nothing.
 * With PICTURES set to a folder, a picture of each page is kept there.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { passOverPractice, reopen, sayNoTie, setUpVault, unlockVault } from '../support/tablet-page.ts';
import { serve, type Served } from '../support/served.ts';

const PASSWORD = 'made-up people only';
const screens = [
	{ width: 1180, height: 820 },
	{ width: 820, height: 1180 },
	{ width: 390, height: 844 },
	{ width: 320, height: 640 }
];
/** Axe is slow, so it looks at the widest layout and at the narrowest. */
const axeAt = [1180, 320];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const pictures = process.env.PICTURES;

let server: Served;

test.beforeAll(async () => {
	test.setTimeout(300_000);
	server = await serve();
	await server.seed();
	await server.start();
});

test.afterAll(() => server.close());

async function signIn(context: BrowserContext, email: string): Promise<Page> {
	const page = await context.newPage();
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill(email);
	await page.getByLabel('Password').fill(PASSWORD);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	return page;
}

/** Looks at the page that is open on every screen. */
async function look(page: Page, name: string, complaints: string[]): Promise<void> {
	for (const screen of screens) {
		await page.setViewportSize(screen);
		await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
		if (axeAt.includes(screen.width)) {
			const found = await new AxeBuilder({ page }).withTags(tags).analyze();
			expect(
				found.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html.slice(0, 160)}`),
				`${name} at ${screen.width} px`
			).toEqual([]);
		}
		// Charts take a moment to follow the screen.
		await expect
			.poll(() => page.evaluate(() => document.documentElement.scrollWidth), {
				message: `${name} is wider than ${screen.width} px`
			})
			.toBeLessThanOrEqual(screen.width);
		if (pictures) {
			mkdirSync(pictures, { recursive: true });
			await page.screenshot({ path: join(pictures, `${name}-${screen.width}.png`) });
		}
	}
	expect(complaints, `${name}: what the browser complained of`).toEqual([]);
}

function listen(page: Page): string[] {
	const complaints: string[] = [];
	page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(error.message));
	return complaints;
}

test('pages that anyone may open', async ({ browser }) => {
	const page = await (await browser.newContext()).newPage();
	const complaints = listen(page);
	for (const path of [
		'/',
		'/sign-in',
		'/invitation',
		'/help',
		'/help/coordinators',
		'/help/chairs',
		'/help/headteachers',
		'/privacy',
		'/accessibility',
		'/cookies'
	]) {
		await page.goto(`${server.origin}${path}`);
		await look(page, `public-${path.slice(1).replaceAll('/', '-') || 'start'}`, complaints);
	}
	await page.getByRole('link', { name: 'Golden Thread' }).first().focus();
	await page.goto(`${server.origin}/sign-in`);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	// The refused form itself is what the browser complains of.
	complaints.length = 0;
	await look(page, 'public-sign-in-refused', complaints);
	await page.goto(`${server.origin}/no-such-page`);
	complaints.length = 0;
	await look(page, 'public-not-found', complaints);
});

test('the coordinator’s pages', async ({ browser }) => {
	test.setTimeout(400_000);
	const page = await signIn(await browser.newContext(), 'priya.raman@example.org');
	const complaints = listen(page);
	for (const path of [
		'/terms',
		'/terms/new',
		'/register',
		'/register/plans',
		'/register/undo',
		'/register/schools',
		'/register/schools/new',
		'/people/new',
		'/register/plans?school=nowhere',
		'/register/plans/new',
		'/register/import',
		'/people',
		'/rubrics',
		'/activity',
		'/school-reports',
		'/school-reports/readers',
		'/settings',
		'/schools',
		'/account',
		'/what-we-hold'
	]) {
		await page.goto(`${server.origin}${path}`);
		await look(page, `coordinator${path.replaceAll(/[/?=]/g, '-')}`, complaints);
	}
	await page.goto(`${server.origin}/register/schools`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/schools\/\d{6}$/);
	await look(page, 'coordinator-register-school', complaints);
	await page.goto(`${server.origin}/people`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/people\/./);
	await look(page, 'coordinator-person', complaints);
	await page.goto(`${server.origin}/register/plans`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/plans\/LEW-/);
	await page.getByLabel('Why is it held back?').fill('A tribunal is under way');
	await page.getByRole('button', { name: /^Hold/ }).click();
	await page.waitForURL(/done=held/);
	await look(page, 'coordinator-register-plan-held', complaints);
	await page.getByRole('link', { name: 'Correct this plan' }).click();
	await page.waitForURL(/\/correct$/);
	await look(page, 'coordinator-register-plan-correct', complaints);
	await page.goto(`${server.origin}/terms`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/terms\/[0-9a-f-]+\/progress$/);
	const term = page.url().replace(/\/progress$/, '');
	await look(page, 'coordinator-term', complaints);
	await page
		.getByRole('region', { name: /^The board by/ })
		.getByRole('link')
		.first()
		.click();
	await expect(page.locator('#open')).toBeVisible();
	await look(page, 'coordinator-term-open', complaints);
	for (const part of [
		...['progress?view=school', 'progress/reminders?who=all', 'progress/close'],
		...['sample', 'find-plans', 'case-facts', 'assignments']
	]) {
		await page.goto(`${term}/${part}`);
		await look(page, `coordinator-term-${part.replaceAll(/[/?=]/g, '-')}`, complaints);
	}
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/assignments\/./);
	await look(page, 'coordinator-term-assignment', complaints);
});

test('the pages of a draft of questions', async ({ browser }) => {
	test.setTimeout(300_000);
	const page = await signIn(await browser.newContext(), 'priya.raman@example.org');
	const complaints = listen(page);
	await page.goto(`${server.origin}/rubrics`);
	await page.getByText(/Begin a draft from version/).click();
	await page.getByLabel('A name for it').fill('After the summer forum');
	await page.getByRole('button', { name: 'Begin the draft' }).click();
	await page.waitForURL(/rubrics\/drafts\/[0-9a-f-]+$/);
	const draft = page.url();
	await page.goto(`${draft}?question=F.1`);
	await page.getByLabel('Weight').selectOption('1');
	await page.getByLabel('Question F.1').fill('');
	await page.getByRole('button', { name: 'Save F.1' }).click();
	await expect(page.getByRole('alert')).toContainText('Enter the question');
	// The refused form itself is what the browser complains of.
	complaints.length = 0;
	await look(page, 'coordinator-draft-refused', complaints);
	await page.getByLabel('Question F.1').fill('Is it clear what help there is?');
	await page.getByRole('button', { name: 'Save F.1' }).click();
	await expect(page.getByText('Saved: F.1.')).toBeVisible();
	await look(page, 'coordinator-draft', complaints);
	await page.getByRole('link', { name: 'Try it on past audits' }).click();
	await expect(page.getByText('graded by both versions')).toBeVisible();
	await look(page, 'coordinator-draft-try-out', complaints);
	await page.goto(`${server.origin}/rubrics/compare?to=draft:${draft.split('/').at(-1)}`);
	await expect(page.getByText('Is it clear what help there is?')).toBeVisible();
	await look(page, 'coordinator-compare', complaints);
	await page.goto(`${draft}?as=text`);
	await page.getByLabel('The whole draft as JSON').fill('{ "rubricId": ');
	await page.getByRole('button', { name: 'Save the text' }).click();
	await expect(page.getByRole('alert')).toContainText('not JSON yet');
	complaints.length = 0;
	await look(page, 'coordinator-draft-text', complaints);
	await page.goto(draft);
	await page.getByText(/^Publish version/).click();
	await page.getByRole('button', { name: 'Publish it for good' }).click();
	await page.waitForURL(/\/rubrics\?version=/);
	await look(page, 'coordinator-rubric-published', complaints);
});

test('the chair’s pages', async ({ browser }) => {
	test.setTimeout(300_000);
	const page = await signIn(await browser.newContext(), 'ruth.castellan@example.org');
	const complaints = listen(page);
	await page.goto(`${server.origin}/learning-reports`);
	await look(page, 'chair-learning-reports', complaints);
	await page
		.getByRole('link', { name: /Read the report/ })
		.first()
		.click();
	await page.waitForURL(/learning-reports\/./);
	await page.locator('canvas').first().waitFor();
	await look(page, 'chair-learning-report', complaints);
	await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
	await look(page, 'chair-learning-report-tables', complaints);
	const report = page.url();
	await page.goto(`${report}/summary`);
	await look(page, 'chair-board-summary', complaints);
	await page.goto(`${server.origin}/actions`);
	await look(page, 'chair-actions', complaints);
	await page
		.getByRole('link', { name: /^Change/ })
		.first()
		.click();
	await page.getByLabel('How far is it?').waitFor();
	await look(page, 'chair-action', complaints);
	for (const [query, name] of [
		['', 'findings'],
		['?from=2025-h1&to=2026-h1&by=period', 'findings-time'],
		['?section=F&by=stage', 'findings-section'],
		['?stage=ks9', 'findings-wrong']
	]) {
		await page.goto(`${server.origin}/findings${query}`);
		await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
		await look(page, `chair-${name}`, complaints);
	}
	await page.goto(`${server.origin}/findings/F.2`);
	await page.getByRole('button', { name: 'Read the notes' }).click();
	await expect(page.getByText('That you read them is recorded')).toBeVisible();
	await look(page, 'chair-finding', complaints);
	await page.goto(`${server.origin}/terms`);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Page not found');
});

test('the chair corrects a report: what is written is kept, previewed and published', async ({ browser }) => {
	test.setTimeout(300_000);
	const page = await signIn(await browser.newContext(), 'ruth.castellan@example.org');
	const complaints = listen(page);
	await page.goto(`${server.origin}/learning-reports`);
	const read = page.getByRole('link', { name: /Read the report of March to August 2026/ });
	await read.first().click();
	await page.getByRole('link', { name: 'Make a corrected edition' }).click();
	await page.getByLabel('What changes, and why?').waitFor();
	await look(page, 'chair-correct', complaints);
	await page.getByRole('button', { name: /Begin edition/ }).click();
	await expect(page.getByRole('alert')).toContainText('Say what changed');
	complaints.length = 0;
	await page.getByLabel('What changes, and why?').fill('The foreword gave a wrong date.');
	await page.getByRole('button', { name: /Begin edition/ }).click();
	await page.waitForURL(/write$/);
	await page.locator('canvas').first().waitFor();
	await look(page, 'chair-write', complaints);

	// A part is saved by itself; what is typed elsewhere stays.
	await page.getByLabel('Your foreword').fill('Written anew.');
	await page.getByLabel('Your comment on “What was audited”').fill('Typed and not saved.');
	const foreword = page.locator('form', { has: page.getByLabel('Your foreword') });
	await foreword.getByRole('button', { name: 'Save' }).click();
	await expect(foreword.getByRole('status')).toHaveText('Saved');
	await expect(page.getByLabel('Your comment on “What was audited”')).toHaveValue('Typed and not saved.');

	// Somebody else saves the same part first: nothing typed is lost.
	const other = await signIn(await browser.newContext(), 'priya.raman@example.org');
	await other.goto(page.url());
	await other.getByLabel('Your comment on “What was audited”').fill('Saved by somebody else.');
	const theirs = other.locator('form', { has: other.getByLabel('Your comment on “What was audited”') });
	await theirs.getByRole('button', { name: 'Save' }).click();
	await expect(theirs.getByRole('status')).toHaveText('Saved');
	await other.context().close();
	const audited = page.locator('form', { has: page.getByLabel('Your comment on “What was audited”') });
	await audited.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('alert')).toContainText('Somebody else saved this part');
	await expect(audited).toContainText('Saved by somebody else.');
	await expect(page.getByLabel('Your comment on “What was audited”')).toHaveValue('Typed and not saved.');
	// The refused form itself is what the browser complains of.
	complaints.length = 0;
	await look(page, 'chair-write-refused', complaints);
	await audited.getByRole('button', { name: 'Save' }).click();
	await expect(audited.getByRole('status')).toHaveText('Saved');

	await page.getByRole('link', { name: 'Look at the whole report' }).first().click();
	await page.getByRole('link', { name: 'Publish this report' }).click();
	await page.getByRole('heading', { name: 'Publish this report?' }).waitFor();
	await look(page, 'chair-preview', complaints);
	await page.getByRole('button', { name: 'Publish for good' }).click();
	await expect(page.getByText(/^Edition 2, published on/)).toBeVisible();
	await expect(page.getByText('Typed and not saved.')).toBeVisible();
	await page.goto(`${server.origin}/learning-reports`);
	await expect(page.getByText('What changed: The foreword gave a wrong date.')).toBeVisible();
	await look(page, 'chair-learning-reports-editions', complaints);
});

test('the headteacher’s pages', async ({ browser }) => {
	const page = await signIn(await browser.newContext(), 'hugo.ferreira@example.org');
	const complaints = listen(page);
	await page.goto(`${server.origin}/schools`);
	await look(page, 'headteacher-schools', complaints);
	await page.locator('a[href$="/school-report"]').first().click();
	await page.waitForURL(/school-report$/);
	await look(page, 'headteacher-school-report', complaints);
});

test('the auditor’s pages', async ({ browser }) => {
	test.setTimeout(300_000);
	const page = await signIn(await browser.newContext(), 'amina.okafor@example.org');
	const complaints = listen(page);
	await page.locator('.words li').nth(3).waitFor();
	await look(page, 'auditor-set-up', complaints);
	await setUpVault(page);
	await expect(page.getByRole('heading', { name: 'My audits' })).toBeVisible();
	const begin = page.getByRole('link', { name: /^(Start|Continue)/ }).first();
	await begin.waitFor();
	await look(page, 'auditor-assignments', complaints);
	await begin.click();
	await passOverPractice(page);
	await page.getByRole('button', { name: 'No, I have no tie' }).waitFor();
	await look(page, 'auditor-ties', complaints);
	await sayNoTie(page);
	await look(page, 'auditor-audit', complaints);
	await page.getByRole('button', { name: 'Lock', exact: true }).click();
	await page.getByRole('button', { name: 'Unlock' }).click();
	await expect(page.getByRole('alert')).toContainText('Type your passphrase');
	await look(page, 'auditor-locked', complaints);
	await unlockVault(page);
	const address = new URL(page.url());
	await page.getByRole('button', { name: 'I am worried about a child' }).click();
	await expect(page.getByRole('dialog', { name: 'If you are worried about a child' })).toBeVisible();
	await look(page, 'auditor-worried', complaints);
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'I am worried about a child' })).toBeFocused();
	await reopen(page, `${address.origin}${address.pathname}/cover-slip`);
	await expect(page.getByRole('heading', { name: 'Cover slip' })).toBeVisible();
	await look(page, 'auditor-cover-slip', complaints);
	for (const criterion of ['F.2', 'K.5', 'TIM.2']) {
		await reopen(page, `${address.origin}${address.pathname}?c=${criterion}`);
		await expect(page.locator('.question .tags .id')).toHaveText(criterion);
		const partly = page.locator('.question input[type=radio][value=partly]');
		if (criterion === 'F.2') await partly.check({ force: true });
		await look(page, `auditor-audit-${criterion}`, complaints);
	}
	await reopen(page, `${address.origin}${address.pathname}/check`);
	await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
	await look(page, 'auditor-check', complaints);
	await page.getByRole('button', { name: 'Send my audit' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await look(page, 'auditor-check-gaps', complaints);
	await reopen(page, `${server.origin}/outbox`);
	await expect(page.getByRole('heading', { name: 'Sending' })).toBeVisible();
	await look(page, 'auditor-outbox', complaints);
	await reopen(page, `${server.origin}/this-tablet`);
	await page.getByText('Plans given to you').waitFor();
	await look(page, 'auditor-this-tablet', complaints);
	await reopen(page, `${server.origin}/practice`);
	await page.getByRole('link', { name: 'Start the practice' }).waitFor();
	await look(page, 'auditor-practice', complaints);
	await reopen(page, `${server.origin}/practice/audit?c=B.3`);
	await page.getByText('question 2 of').waitFor();
	await look(page, 'auditor-practice-question', complaints);
	await page.locator('input[name=answer][value=met]').check({ force: true });
	await page.getByRole('button', { name: 'See the reference answer' }).click();
	await expect(page.locator('.reference')).toBeVisible();
	await look(page, 'auditor-practice-reference', complaints);
	await page.goto(`${server.origin}/my-ties`);
	await look(page, 'auditor-my-ties', complaints);
});
