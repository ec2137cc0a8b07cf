/**
 * A plain list of plans, from an empty installation: columns of any name are matched once, every problem is told by row and column,
 * the import is previewed, written and taken back; and while every request of the browser is watched, nothing of a child is in one.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { serve, type Served } from '../support/served.ts';
import { newPassword } from '../support/visitor.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const pictures = process.env.PICTURES;
let server: Served;

test.beforeAll(async () => {
	server = await serve();
	await server.start();
});

test.afterAll(() => server.close());

/** What names a child in the lists below; none of it may be in a request. */
const planted = [
	...['Quillfeather', 'Persephone', 'Wrenbury', 'Ambrose', 'ZZ99 4XY', 'ZZ994XY', '485 777 3456', '4857773456'],
	...['H801200001001', 'H801200001002', 'H801200001003', 'CASE-88101', 'CASE-88102', 'CASE-88103'],
	...['14/03/2014', '2014-03-14', '29/11/2010', '2010-11-29', '02/02/2017', '2017-02-02', 'mother works nights']
];
const header = 'Child;Pupil no;System ref;D.O.B.;Post code;NHS;Main need;School;Final plan;Notes';
const rows = [
	'Quillfeather, Persephone;H801200001001;CASE-88101;14/03/2014;ZZ99 4XY;485 777 3456;Autism;;22/07/2019;mother works nights',
	'Wrenbury, Ambrose;H801200001002;CASE-88102;29/11/2010;;;SLCN;;01/09/2020;',
	'Wrenbury, Zoë;H801200001003;CASE-88103;02/02/2017;;;SEMH;;14/01/2025;'
];
/** A file as a spreadsheet on Windows saves it. */
const list = (lines: readonly string[]) => ({
	name: 'our plans.csv',
	mimeType: 'text/csv',
	buffer: Buffer.from([header, ...lines].join('\r\n'), 'latin1')
});

async function look(page: Page, name: string): Promise<void> {
	for (const [width, height] of [
		[1180, 820],
		[390, 844],
		[320, 640]
	] as const) {
		await page.setViewportSize({ width, height });
		expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at ${width}`).toBeLessThanOrEqual(
			width
		);
		if (pictures) {
			mkdirSync(pictures, { recursive: true });
			await page.screenshot({ path: join(pictures, `list-${name}-${width}.png`), fullPage: true });
		}
	}
	await page.setViewportSize({ width: 1180, height: 820 });
	const found = await new AxeBuilder({ page }).withTags(tags).analyze();
	expect(found.violations.map(({ id, nodes }) => `${name} ${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
}

test('a list of any make becomes the register, and is taken back; nothing of a child is sent', async ({ browser }) => {
	const context = await browser.newContext({ acceptDownloads: true });
	const sent: string[] = [];
	const complaints: string[] = [];
	context.on('request', (request) =>
		sent.push(
			`${request.url()} ${JSON.stringify(request.headers())} ${request.postDataBuffer()?.toString('utf8') ?? ''}`
		)
	);
	const page = await context.newPage();
	page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(error.message));
	const said = await server.gt(
		...['invite', '--email', 'cora@example.org', '--name', 'Cora Lin', '--role', 'coordinator'],
		...['--partnership', 'Lewisham demonstration partnership', '--code', 'LEW', '--la', '209']
	);
	await page.goto(/https?:\S+\/invitation\/\S+/.exec(said)?.[0] ?? '');
	await page.getByLabel('Choose a password').fill(newPassword());
	await page.getByRole('button', { name: 'Accept and sign in' }).click();
	await page.getByRole('link', { name: 'Import files' }).click();
	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Make the key and save it' }).click();
	await saving;
	await page.getByRole('button', { name: 'Go on to the files' }).click();
	await page.getByRole('link', { name: 'Import a list of your own' }).click();
	await expect(page.getByText('This browser has your key')).toBeVisible();
	await page.getByRole('button', { name: 'Go on to the files' }).click();

	await test.step('the template, and what is no list', async () => {
		await expect(page.getByRole('heading', { name: 'Choose the list' })).toBeFocused();
		await page.getByText('Starting from nothing?').click();
		const template = page.waitForEvent('download');
		await page.getByRole('button', { name: 'Save the template' }).click();
		expect((await template).suggestedFilename()).toBe('golden-thread-plans.csv');
		await page.getByRole('button', { name: 'Go on to the columns' }).click();
		await expect(page.getByRole('alert')).toContainText('Choose a file');
		await look(page, 'choose');
		await page.getByLabel('Your list').setInputFiles({ ...list([]), buffer: Buffer.from(rows.join('\n')) });
		await page.getByRole('button', { name: 'Go on to the columns' }).click();
		await expect(page.getByRole('alert')).toContainText('holds no headings');
	});

	await test.step('columns are guessed, and one that cannot be is asked for', async () => {
		await page
			.getByLabel('Your list')
			.setInputFiles(list([...rows, rows[0] ?? '', rows[1]?.replace('29/11/2010', '29/11/10') ?? '']));
		await page.getByLabel('The day that the list is right for').fill('2027-01-21');
		await page.getByRole('button', { name: 'Go on to the columns' }).click();
		await expect(page.getByLabel('Date of birth')).toHaveValue('D.O.B.');
		await expect(page.getByLabel('Main need')).toHaveValue('Main need');
		await expect(page.getByLabel('Name of the setting')).toHaveValue('School');
		await expect(page.getByLabel('UPN', { exact: true })).toHaveValue('');
		await page.getByRole('button', { name: 'Check this list' }).click();
		await expect(page.getByRole('alert')).toContainText('Choose the column of the UPN');
		await look(page, 'columns');
		await page.getByLabel('UPN', { exact: true }).selectOption('Pupil no');
		await page.getByLabel('Your own number').selectOption('System ref');
		await expect(page.getByText('columns are not read')).toContainText('Child, Post code, NHS, Notes');
	});

	await test.step('a long reading can be stopped', async () => {
		await page.getByRole('button', { name: 'Choose another list' }).click();
		const many = Array.from({ length: 120_000 }, (_, at) => `x;;N${at};02/02/2017;;;SEMH;;;`);
		await page.getByLabel('Your list').setInputFiles({ ...list(many), name: 'long.csv' });
		await page.getByRole('button', { name: 'Go on to the columns' }).click();
		await page.getByLabel('Your own number').selectOption('System ref');
		await page.getByRole('button', { name: 'Check this list' }).click();
		await page.getByRole('button', { name: 'Cancel' }).click();
		await expect(page.getByRole('button', { name: 'Check this list' })).toBeVisible();
		await expect(page.getByRole('heading', { name: 'Match its columns' })).toBeVisible();
	});

	await test.step('what is wrong is told by row and column, and blocks all of it', async () => {
		await page.getByRole('button', { name: 'Choose another list' }).click();
		await page
			.getByLabel('Your list')
			.setInputFiles(list([...rows, rows[0] ?? '', rows[1]?.replace('29/11/2010', '29/11/10') ?? '']));
		await page.getByRole('button', { name: 'Go on to the columns' }).click();
		await page.getByLabel('UPN', { exact: true }).selectOption('Pupil no');
		await page.getByLabel('Decision after the last review').selectOption('Final plan');
		await page.getByLabel('Final plan first sent').selectOption('');
		await page.getByRole('button', { name: 'Check this list' }).click();
		await expect(page.getByRole('heading', { name: 'Put these right first' })).toBeFocused();
		const told = page.getByRole('region', { name: 'Problems in the files' }).getByRole('row');
		await expect(told.filter({ hasText: 'Row 2 has the same number' })).toContainText('Pupil no');
		await expect(told.filter({ hasText: 'We cannot read this date of birth' })).toContainText('6');
		await expect(page.getByRole('button', { name: /import now/i })).toHaveCount(0);
		await look(page, 'problems');
	});

	await test.step('put right, its columns are known, and the import is previewed and written', async () => {
		await page.getByRole('button', { name: 'Choose the list again' }).click();
		await page.getByLabel('Your list').setInputFiles(list(rows));
		await page.getByRole('button', { name: 'Go on to the columns' }).click();
		await expect(page.getByLabel('UPN', { exact: true })).toHaveValue('Pupil no');
		await expect(page.getByLabel('Decision after the last review')).toHaveValue('Final plan');
		await page.getByRole('button', { name: 'Check this list' }).click();
		await expect(page.getByText('Nothing is written yet')).toContainText('with the list for 21 January 2027');
		await look(page, 'preview');
		await page.getByRole('button', { name: /import now/i }).click();
		await expect(page.getByText('3 plans added')).toBeVisible();
		await look(page, 'done');
		await page.getByRole('link', { name: 'Look at the register' }).click();
		await expect(page.getByText('The plans are those of 21 January 2027')).toBeVisible();
	});

	await test.step('and taken back', async () => {
		await page.getByRole('link', { name: 'Undo this import' }).click();
		await expect(page.getByText('Take away again: 3 plans that it added')).toBeVisible();
		await page.getByRole('button', { name: 'Undo this import' }).click();
		await expect(page.getByText('The import is undone')).toBeVisible();
	});

	const all = sent.join('\n');
	// The watch does see what is sent, or its silence would prove nothing.
	expect(all).toContain('matchKey');
	expect(planted.filter((value) => all.includes(value) || all.includes(encodeURIComponent(value)))).toEqual([]);
	for (const heading of ['Pupil no', 'System ref', 'D.O.B.']) expect(all).not.toContain(heading);
	expect(complaints).toEqual([]);
	await page.evaluate((body) => fetch('/api/health', { method: 'POST', body }).then(() => undefined), planted[0] ?? '');
	expect(sent.join('\n')).toContain(planted[0]);
	await context.close();
});
