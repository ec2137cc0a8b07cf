/**
 * The main job, end to end, by each of the four kinds of people, from an empty installation and the demonstration's own files: register
 * in, sample drawn, plans given out, one plan audited on a tablet with the server switched off, the others sent by the other auditors,
 * the learning report written and published by the chair, a school's summary read by its headteacher, both as PDFs too.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { acceptInvitation, downloadedPdf, invite, sound } from '../support/desk-page.ts';
import { openFirstPlan, reopen, setUpVault } from '../support/tablet-page.ts';
import { serve, type Served } from '../support/served.ts';
import { newPassword, visitor } from '../support/visitor.ts';

let server: Served;
let files: string;

test.beforeAll(async () => {
	server = await serve();
	files = mkdtempSync(join(tmpdir(), 'golden-thread-files-'));
	await server.gt('demo', '--out', files);
	await server.start();
});

test.afterAll(async () => {
	await server.close();
	rmSync(files, { recursive: true, force: true });
});

/** Gives the id of the question on the screen, for example F.2. */
const questionOn = (page: Page) => page.locator('.question .tags .id').innerText();

/** Answers the question on the screen the way a quick auditor would; one in seven is partly met, with a note. */
async function answerQuestion(page: Page, nth: number): Promise<void> {
	const question = page.locator('.question fieldset').first();
	const note = page.locator('#note');
	if ((await question.locator('input[type=radio]:checked').count()) === 0) {
		const partly = question.locator('input[type=radio][value=partly]');
		const chosen = nth % 7 === 3 && (await partly.count()) > 0 ? partly : question.locator('input[type=radio]').first();
		await chosen.check({ force: true });
	}
	const wanted = await question.locator('input[type=radio]:checked').getAttribute('value');
	if (wanted === 'partly' && (await note.inputValue()) === '')
		await note.fill('Section F, page 3: how often it happens is missing.');
}

/** Goes to the next question; gives false on the last one. */
async function goOn(page: Page): Promise<boolean> {
	const next = page.getByRole('link', { name: 'Next', exact: true });
	if ((await next.count()) === 0) return false;
	const before = await questionOn(page);
	await next.click();
	await expect(page.locator('.question .tags .id')).not.toHaveText(before);
	return true;
}

test('a term goes all the way, from the register to the learning report', async ({ browser }) => {
	test.setTimeout(600_000);
	const desk = await browser.newContext({ viewport: { width: 1180, height: 820 } });
	const coordinator = await desk.newPage();
	const complaints: string[] = [];
	coordinator.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
	coordinator.on('pageerror', (error) => complaints.push(error.message));

	await test.step('the first coordinator gets in', async () => {
		const said = await server.gt(
			...['invite', '--email', 'cora@example.org', '--name', 'Cora Lin', '--role', 'coordinator'],
			...['--partnership', 'Lewisham demonstration partnership', '--code', 'LEW', '--la', '209']
		);
		await coordinator.goto(/https?:\S+\/invitation\/\S+/.exec(said)?.[0] ?? '');
		await coordinator.getByLabel('Choose a password').fill(newPassword());
		await coordinator.getByRole('button', { name: 'Accept and sign in' }).click();
		await expect(coordinator.getByRole('heading', { name: 'Start here' })).toBeVisible();
	});

	await test.step('register, schools and people are imported; nothing that names a child leaves the browser', async () => {
		const sent: string[] = [];
		coordinator.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
		await coordinator.getByRole('link', { name: 'Import files' }).click();
		const saved = coordinator.waitForEvent('download');
		await coordinator.getByRole('button', { name: /Make the key/ }).click();
		await saved;
		await coordinator.getByRole('button', { name: 'Go on to the files' }).click();
		await coordinator.setInputFiles(
			'#files',
			readdirSync(files).map((name) => join(files, name))
		);
		await coordinator.getByRole('button', { name: 'Check these files' }).click();
		await expect(coordinator.locator('#confirm')).toBeVisible({ timeout: 60_000 });
		await coordinator.locator('#confirm').getByRole('button').first().click();
		await expect(coordinator.getByRole('link', { name: 'Open a term and draw the sample' })).toBeVisible({
			timeout: 60_000
		});

		const person = readFileSync(
			join(files, readdirSync(files).find((name) => /_person\.csv$/.test(name)) ?? ''),
			'utf8'
		);
		const [head = '', ...rows] = person.split(/\r?\n/);
		const columns = head
			.toLowerCase()
			.split(',')
			.map((name) => name.replaceAll('"', ''));
		const all = sent.join('\n');
		// The watch does see what is sent, or its silence would prove nothing.
		expect(all).toContain('matchKey');
		for (const name of ['upn', 'postcode', 'surname', 'nativeid']) {
			const at = columns.indexOf(name);
			const values = rows.slice(0, 400).map((row) => (row.split(',')[at] ?? '').replaceAll('"', ''));
			const long = values.filter((value) => value.length >= 6);
			expect(at, `${name} is a column of the person file`).toBeGreaterThanOrEqual(0);
			expect(long.filter((value) => all.includes(value))).toEqual([]);
		}
	});

	await test.step('a term is opened, its sample drawn, the proposal confirmed', async () => {
		await coordinator.getByRole('link', { name: 'Open a term and draw the sample' }).click();
		await coordinator.getByRole('link', { name: 'Open a term', exact: true }).click();
		await coordinator.getByRole('button', { name: 'Open this term' }).click();
		await coordinator.getByRole('button', { name: 'Draw the sample' }).click();
		await expect(coordinator.getByRole('heading', { name: 'The sample against the register' })).toBeVisible();
		await coordinator.getByRole('link', { name: 'Next: who checks which plan' }).click();
		await expect(coordinator.getByText('This is a proposal.')).toBeVisible();
		await coordinator.getByRole('button', { name: 'Confirm and tell the auditors' }).click();
		await expect(coordinator.getByRole('alert')).toContainText('Say on what basis');
		// The form that was refused on purpose is the one thing the browser may complain of.
		expect(complaints.splice(0)).toEqual([expect.stringContaining('422')]);
		await coordinator.getByLabel('On what basis').fill('Data sharing agreement of September');
		await coordinator.getByLabel('Who decided that?').fill('Head of the SEN service');
		await coordinator.getByRole('button', { name: 'Confirm and tell the auditors' }).click();
		await expect(coordinator.getByText(/of \d+ assignments/)).toBeVisible();
	});

	const links = new Map<string, string>();
	await test.step('the auditors are invited', async () => {
		await coordinator.getByRole('link', { name: 'People' }).click();
		for (let nth = 0; nth < 15; nth += 1) {
			await coordinator.getByLabel('Find a person').fill('auditor');
			const rows = coordinator.getByRole('row').filter({ hasText: '@example.org' });
			const row = rows.nth(nth);
			const email = /\S+@example\.org/.exec((await row.innerText()) ?? '')?.[0] ?? '';
			await row.getByRole('button', { name: /Invite/ }).click();
			await expect(coordinator.getByRole('heading', { name: /^Invitation for / })).toBeVisible();
			await expect(coordinator.locator('#link')).toHaveValue(/invitation/);
			await expect(coordinator.locator('.slip').getByText(`(${email})`)).toBeVisible();
			links.set(email, await coordinator.locator('#link').inputValue());
		}
		expect(links.size).toBe(15);
	});

	const [link = '', ...others] = links.values();
	const tablet = await browser.newContext({ viewport: { width: 820, height: 1180 }, hasTouch: true });
	await test.step('an auditor checks a plan with the server switched off', async () => {
		let page = await tablet.newPage();
		page.on('pageerror', (error) => complaints.push(error.message));
		await acceptInvitation(page, link);
		await setUpVault(page);
		await expect(page.getByRole('heading', { name: 'My audits' })).toBeVisible();
		await expect(page.getByRole('link', { name: /^Start/ })).toHaveCount(3);
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

		await server.stop();
		await reopen(page);
		await expect(page.getByRole('link', { name: /^Start/ })).toHaveCount(3);
		await openFirstPlan(page);
		await expect(page.getByText(/\d+ of \d+ answered/).last()).toBeVisible();
		for (let nth = 0; nth < 10; nth += 1) {
			await answerQuestion(page, nth);
			expect(await goOn(page)).toBe(true);
		}
		await expect(page.locator('[data-saving=saved]')).toBeVisible();
		const address = page.url();

		// A reload, and then the tab closed: what was answered is there, still without a server.
		await reopen(page);
		await expect(page.getByText(/1\d of \d+ answered/)).toBeVisible();
		await page.close();
		page = await tablet.newPage();
		page.on('pageerror', (error) => complaints.push(error.message));
		await reopen(page, address);
		await expect(page.getByText(/1\d of \d+ answered/)).toBeVisible();

		// A plan with gaps is not sent, and says what is missing.
		await page.getByRole('link', { name: 'Check my answers' }).last().click();
		await page.getByRole('button', { name: 'Send my audit' }).click();
		await expect(page.getByRole('alert')).toContainText(/\d+ questions left/);
		await page.getByRole('link', { name: 'Back to the questions' }).click();

		for (let nth = 10; nth < 110; nth += 1) {
			await answerQuestion(page, nth);
			if (!(await goOn(page))) break;
		}
		await page.getByRole('link', { name: 'Check my answers' }).last().click();
		// Whatever the way through the sections left out is answered from the check page.
		for (let nth = 0; nth < 40; nth += 1) {
			const gap = page.locator('.gaps a').first();
			if ((await gap.count()) === 0) break;
			await gap.click();
			await answerQuestion(page, 0);
			await page.getByRole('link', { name: 'Check my answers' }).last().click();
			await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
		}
		const send = page.getByRole('button', { name: 'Send my audit' });
		await send.click();
		await expect(send).toHaveCount(0);
		await reopen(page, `${server.origin}/outbox`);
		await expect(page.getByText('Waiting to send').first()).toBeVisible();

		// The network comes back: the outbox empties by itself.
		await server.start();
		await page.evaluate(() => window.dispatchEvent(new Event('online')));
		await expect(page.getByText('Waiting to send')).toHaveCount(0, { timeout: 60_000 });
		await reopen(page, `${server.origin}/assignments`);
		await expect(page.getByText(/Received by the team/)).toBeVisible();
	});

	await test.step('the other auditors send theirs', async () => {
		let accepted = 0;
		for (const invitation of others) {
			const auditor = visitor(server.origin);
			await auditor.accept(invitation, newPassword());
			accepted += await auditor.auditAll((criterion) => (/^(C|D|G|H)/.test(criterion.id) ? 'not_met' : 'met'));
		}
		expect(accepted).toBe(42);
		await coordinator.goto(`${server.origin}/terms`);
		await expect(coordinator.getByText(/^43 of /)).toBeVisible();
	});

	await test.step('the chair gets in, looks at the findings, writes the learning report and publishes it', async () => {
		const chairLink = await invite(coordinator, server.origin, 'ruth.castellan@example.org');
		const page = await (await browser.newContext({ viewport: { width: 1180, height: 820 } })).newPage();
		page.on('pageerror', (error) => complaints.push(error.message));
		await acceptInvitation(page, chairLink);
		await expect(page.getByRole('heading', { level: 1, name: 'Learning reports' })).toBeVisible();
		await sound(page, 'the chair’s first page, with no report yet');
		await page.getByRole('link', { name: 'Findings' }).click();
		await expect(page.getByRole('heading', { name: 'What we can say' })).toBeVisible();
		await sound(page, 'the findings');

		await page.getByRole('link', { name: 'Learning reports' }).click();
		await page.getByRole('button', { name: /^Compile/ }).click();
		await page.getByRole('link', { name: 'Write', exact: true }).click();
		const foreword = page.locator('form', { has: page.getByLabel('Your foreword') });
		await foreword.getByLabel('Your foreword').fill('The forum met on a Thursday and read every note.');
		await foreword.getByRole('button', { name: 'Save' }).click();
		await expect(foreword.getByRole('status')).toHaveText('Saved');
		await page.locator('canvas').first().waitFor();
		await sound(page, 'the report while it is written');
		await page.getByRole('link', { name: 'Look at the whole report' }).first().click();
		await expect(page.getByRole('heading', { name: 'What we can say' })).toBeVisible();
		await page.getByRole('link', { name: 'Publish this report' }).click();
		await page.getByRole('button', { name: 'Publish for good' }).click();
		await expect(page.getByText(/^Published/).first()).toBeVisible();
		await expect(page.getByRole('link', { name: 'Publish this report' })).toHaveCount(0);
		const { words } = await downloadedPdf(page);
		expect(words).toContain('Lewisham demonstration partnership');
		expect(words).toContain('The forum met on a Thursday and read every note.');
		// 43 audits came in; those of plans audited twice count once.
		const heading = /(\d+) plans? (?:was|were) audited/.exec(words);
		expect(Number(heading?.[1])).toBeGreaterThanOrEqual(30);
		expect(words).toMatch(/\d+ of \d+/);
		await page.context().close();
	});

	await test.step('the schools’ summaries are compiled and published, and a headteacher is added', async () => {
		await coordinator.goto(`${server.origin}/school-reports`);
		await coordinator.getByRole('button', { name: /^Compile/ }).click();
		await coordinator.getByRole('link', { name: /^Publish/ }).click();
		await coordinator.getByRole('button', { name: 'Publish for good' }).click();
		await expect(coordinator.getByText(/published for/)).toBeVisible();
		await coordinator.getByRole('link', { name: 'Who can read the summaries' }).click();
		await coordinator.getByRole('link', { name: 'Schools with nobody' }).click();
		// Whose school it is depends on the sample, so the headteacher is of one that was in it.
		const schools = coordinator.getByRole('row').filter({ hasText: /20\d\d\/\d\d/ });
		await schools
			.first()
			.getByRole('link', { name: /^Add its headteacher/ })
			.click();
		await coordinator.getByLabel('Name', { exact: true }).fill('Henry Ballard');
		await coordinator.getByLabel('E-mail address').fill('henry.ballard@example.org');
		await coordinator.getByRole('button', { name: 'Add this person' }).click();
		await coordinator.waitForURL(/done=added/);
	});

	await test.step('the headteacher reads the summary on a phone and keeps the PDF', async () => {
		const headLink = await invite(coordinator, server.origin, 'henry.ballard@example.org');
		const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
		page.on('pageerror', (error) => complaints.push(error.message));
		await acceptInvitation(page, headLink);
		await expect(page.getByRole('heading', { level: 1, name: 'My schools' })).toBeVisible();
		await sound(page, 'a headteacher’s schools');
		await page.locator('a[href$="/school-report"]').first().click();
		await page.waitForURL(/school-report$/);
		await expect(page.getByRole('heading', { name: 'What good looks like' })).toBeVisible();
		await sound(page, 'a school’s summary');
		const name = await page.getByRole('heading', { level: 1 }).innerText();
		const { words, pages } = await downloadedPdf(page);
		expect(words).toContain(name);
		expect(words).toContain('What good looks like');
		expect(pages).toHaveLength(2);
		// What is of the whole area is none of a headteacher's business.
		await page.goto(`${server.origin}/findings`);
		await expect(page.getByRole('heading', { level: 1 })).toContainText('Page not found');
		await page.context().close();
	});

	expect(complaints).toEqual([]);
});
