/**
 * A coordinator's day with the board of a term: what needs a decision, somebody reminded by copying and by mail, a due date, a plan given
 * on, somebody who drops out, and the term closed. Wide and narrow; axe finds nothing on the way.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { mailServer, type MailServer } from '../support/mail-server.ts';
import { serve, type Served } from '../support/served.ts';

const PASSWORD = 'made-up people only';
/** The server's day, so that the term is half-way through whenever this runs: its clock goes on from here. */
const TODAY = '2026-11-23';
const clock = `
	const Real = Date;
	const shift = Real.parse('${TODAY}T09:00:00Z') - Real.now();
	globalThis.Date = class extends Real {
		constructor(...given) { if (given.length > 0) super(...given); else super(Real.now() + shift); }
		static now() { return Real.now() + shift; }
	};`;
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(clock)}`;

let server: Served;
let post: MailServer;

test.beforeAll(async () => {
	test.setTimeout(300_000);
	post = await mailServer();
	server = await serve({ SMTP_URL: post.url, MAIL_FROM: 'audits@example.org', NODE_OPTIONS });
	await server.gt('seed', '--today', TODAY);
	await server.start();
});
test.afterAll(async () => {
	await server.close();
	await post.close();
});

async function look(page: Page, name: string): Promise<void> {
	for (const width of [1180, 320]) {
		await page.setViewportSize({ width, height: 820 });
		const found = await new AxeBuilder({ page }).analyze();
		expect(
			found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
			`${name} at ${width} px`
		).toEqual([]);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(wide, `${name} is wider than ${width} px`).toBeLessThanOrEqual(width);
	}
	await page.setViewportSize({ width: 1180, height: 820 });
}

test('the board from morning to the end of the term', async ({ browser }) => {
	test.setTimeout(300_000);
	const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
	const page = await context.newPage();
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('priya.raman@example.org');
	await page.getByLabel('Password').fill(PASSWORD);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/\/terms$/);
	await page.getByRole('link', { name: 'Autumn term 2026' }).click();
	await page.waitForURL(/progress$/);
	const board = page.url();
	const decided = (title: RegExp) => page.getByRole('heading', { level: 3, name: title });
	const alert = page.getByRole('alert');

	await test.step('an audit that was asked back is opened again, with a reason', async () => {
		await expect(decided(/^Asked back/)).toBeVisible();
		await page.getByRole('button', { name: /^Open it again/ }).click();
		await expect(alert).toContainText('Say why');
		await alert.getByRole('link').click();
		await expect(page.getByLabel('Your reason')).toBeFocused();
		await look(page, 'refused reason');
		await page.getByLabel('Your reason').fill('The wrong year’s outcomes');
		await page.getByRole('button', { name: /^Open it again/ }).click();
		await expect(page.getByText('Nothing.')).toHaveCount(0);
		await expect(decided(/^Asked back/)).toHaveCount(0);
	});

	await test.step('the board is looked at by the groups of the draw', async () => {
		await page.goto(board);
		await page.getByRole('link', { name: 'Group of the draw', exact: true }).click();
		await page.waitForURL(/view=stratum/);
		const groups = page.getByRole('region', { name: /^The board by/ });
		expect(await groups.getByRole('row').count()).toBeGreaterThan(3);
		await expect(groups).not.toContainText('Not in the sample');
		await look(page, 'strata');
	});

	await test.step('an overdue plan is given to somebody else', async () => {
		await page.goto(board);
		await decided(/^Overdue/)
			.locator('..')
			.getByRole('link')
			.first()
			.click();
		await page.waitForURL(/assignments\/./);
		await look(page, 'assignment');
		await page.getByLabel('New due date').fill('2020-01-01');
		await page.getByRole('button', { name: 'Change it' }).click();
		await expect(alert).toContainText('Choose a day from today');
		await page.getByRole('button', { name: 'Give it to them' }).click();
		await expect(alert).toContainText('Choose the new auditor');
		const able = page.getByLabel('New auditor').locator('option');
		await page.getByLabel('New auditor').selectOption({ index: 1 });
		expect(await able.count()).toBeGreaterThan(5);
		await page.locator('#reassign-reason').fill('They have no time');
		await page.getByRole('button', { name: 'Give it to them' }).click();
		await expect(page.getByRole('link', { name: /taken back/ }).or(page.getByText(/taken back/))).toBeVisible();
	});

	await test.step('a second look from the same agency is a warning to confirm, and stands in the activity', async () => {
		await page.goto(board.replace(/progress$/, 'assignments'));
		const rows = page.getByRole('row').filter({ hasText: 'second' }).filter({ hasText: 'Given out' });
		await page.getByLabel('Find a plan, auditor, agency or state').fill('given out');
		await rows.first().getByRole('link').click();
		await page.waitForURL(/assignments\/./);
		const choice = page.getByLabel('New auditor');
		const same = await choice.locator('option', { hasText: 'same agency as the other auditor' }).allTextContents();
		expect(same.length).toBeGreaterThan(0);
		await choice.selectOption({ label: same[0] ?? '' });
		await page.locator('#reassign-reason').fill('Nobody from another agency has time');
		await page.getByRole('button', { name: 'Give it to them' }).click();
		await expect(alert).toContainText('from the same agency');
		await page.getByLabel('Both auditors of the plan may be from one agency').check();
		await look(page, 'same agency');
		const before = page.url();
		await page.getByRole('button', { name: 'Give it to them' }).click();
		await page.waitForURL((url) => !before.startsWith(`${url.origin}${url.pathname}`));
		await page.goto(`${server.origin}/activity`);
		await expect(
			page.getByText('Both auditors of a plan are from one agency; the coordinator confirmed it')
		).toBeVisible();
	});

	await test.step('a message is copied and noted, and the note taken back', async () => {
		await page.goto(`${board}/reminders`);
		await look(page, 'reminders');
		const first = page
			.getByRole('region')
			.filter({ has: page.getByRole('button', { name: /^Copy the message/ }) })
			.first();
		const words = await first.getByRole('textbox').inputValue();
		expect(words).toMatch(/- LEW-[A-Z0-9]{5}, (was )?due \d/);
		await first.getByRole('button', { name: /^Copy the message/ }).click();
		await expect(page.getByText('Noted: reminded today')).toBeVisible();
		expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(words);
		await page.getByRole('button', { name: /^Undo the note/ }).click();
		await expect(page.getByText('The note is taken back.')).toBeVisible();
	});

	await test.step('all are mailed one by one; the one that did not go is named', async () => {
		const messages = await page.getByRole('button', { name: /^Copy the message/ }).count();
		const [address = ''] = (await page.locator('main').innerText()).match(/[a-z.-]+@example\.org/) ?? [];
		post.refused.add(address);
		await page.getByRole('button', { name: /^Send all/ }).click();
		await expect(page.getByText(`${messages - 1} mails went. 1 did not go.`)).toBeVisible({ timeout: 60_000 });
		expect(post.taken).toHaveLength(messages - 1);
		expect(post.taken.map(({ to }) => to)).not.toContain(address);
		await look(page, 'mailed');
		await expect(page.getByText('Not reminded yet')).toHaveCount(1);
	});

	await test.step('somebody drops out, as it was looked at', async () => {
		await page.goto(board);
		await page
			.getByRole('region', { name: /^The board by/ })
			.getByRole('link')
			.first()
			.click();
		await page.getByRole('link', { name: /drops out$/ }).click();
		await page.waitForURL(/drop-out/);
		await look(page, 'drop-out');
		await page.getByLabel('Why').fill('Off sick');
		await page.getByRole('button', { name: /^Take the plans back/ }).click();
		await page.waitForURL(/progress$/);
		await page.getByRole('link', { name: /^Give these plans/ }).click();
		await page.getByRole('button', { name: 'Propose plans' }).click();
		await page.waitForURL(/auditor=/);
		await look(page, 'give');
	});

	await test.step('the term is closed, and says so', async () => {
		await page.goto(`${board}/close`);
		await look(page, 'close');
		await page.getByRole('button', { name: 'Close the term' }).click();
		await expect(alert).toContainText('Tick the box');
		await page.getByLabel(/^Yes, close/).check();
		await page.getByRole('button', { name: 'Close the term' }).click();
		await expect(page.getByText('This term is closed.')).toBeVisible();
		await look(page, 'closed');
		await page.goto(`${board}/reminders`);
		await expect(page.getByText('nobody needs reminding')).toBeVisible();
		await page.goto(`${server.origin}/terms`);
		await expect(page.getByRole('row', { name: /Autumn term 2026/ })).toContainText('Closed');
	});
});
