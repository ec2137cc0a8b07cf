/**
 * Finding the plans, as a coordinator does it with the demonstration's own files: the list names every child on the screen, on paper
 * and in the saved file, while every request of the browser is watched, and none holds a name, a number or a birth date.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readCsv } from '#lib/files/csv.ts';
import { keyFileText, newKeyFile } from '#lib/files/match-key.ts';
import { demonstration } from '../support/demonstration.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const pictures = process.env.PICTURES;

let folder: string;
let keyFile: string;
let personFile: string;

const server = demonstration(async ({ gt }) => {
	folder = mkdtempSync(join(tmpdir(), 'golden-thread-find-'));
	keyFile = join(folder, 'key.json');
	await gt('demo', '--out', folder, '--key', keyFile);
	personFile = join(folder, readdirSync(folder).find((name) => /_person\.csv$/.test(name)) ?? '');
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Opens "Find the plans" of the term that is under way, the way there being the one that the pages offer. */
async function openPage(context: BrowserContext): Promise<Page> {
	const page = await context.newPage();
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('priya.raman@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname === '/terms');
	await page.getByRole('main').locator('a[href^="/terms/"]:not([href$="/new"])').first().click();
	await page.getByRole('link', { name: 'Find the plans' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Find the plans' })).toBeVisible();
	return page;
}

interface Row {
	readonly forename: string;
	readonly surname: string;
	readonly born: string;
	readonly upn: string;
	readonly uln: string;
}

/** Every child of the demonstration's file. */
function children(): Row[] {
	const { header, rows } = readCsv('person.csv', readFileSync(personFile));
	const at = (row: readonly string[], column: string) => row[header.indexOf(column)] ?? '';
	return rows.map((row) => ({
		forename: at(row, 'forename'),
		surname: at(row, 'surname'),
		born: at(row, 'personbirthdate'),
		upn: at(row, 'upn'),
		uln: at(row, 'uniquelearnernumber')
	}));
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What of the children stands in texts that were sent, however it may be written there. */
function namedIn(texts: readonly string[], rows: readonly Row[]): string[] {
	const all = texts
		.flatMap((text) => [text, decodeURIComponent(text.replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/gi, '%25'))])
		.join('\n');
	const letters = ` ${all.toLowerCase().replace(/[^\p{L}\n]+/gu, ' ')} `;
	return rows.flatMap(({ forename, surname, born, upn, uln }) => {
		const [date = ''] = born.split(' ');
		const [year = '', month = '', day = ''] = date.split('-');
		const iso = `${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day}`;
		const names = [`${forename} ${surname}`, `${surname} ${forename}`].map(
			(name) => ` ${name.toLowerCase().replace(/[^\p{L}]+/gu, ' ')} `
		);
		return [
			...names.filter((name) => letters.includes(name)),
			...[upn, uln, date, iso].filter((value) => value.length >= 10 && all.includes(value))
		];
	});
}

async function axe(page: Page, name: string): Promise<void> {
	const found = await new AxeBuilder({ page }).withTags(tags).analyze();
	expect(
		found.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html.slice(0, 160)}`),
		name
	).toEqual([]);
}

async function picture(page: Page, name: string): Promise<void> {
	if (!pictures) return;
	mkdirSync(pictures, { recursive: true });
	for (const [width, height] of [
		[1180, 820],
		[820, 1180]
	] as const) {
		await page.setViewportSize({ width, height });
		await page.screenshot({ path: join(pictures, `${name}-${width}.png`) });
	}
	await page.setViewportSize({ width: 1180, height: 820 });
}

test('the list names the children, and no request does', async ({ browser }) => {
	const context = await browser.newContext({ acceptDownloads: true });
	const sent: string[] = [];
	const answers: string[] = [];
	const others: string[] = [];
	const complaints: string[] = [];
	context.on('request', (request) =>
		sent.push(
			`${request.url()} ${JSON.stringify(request.headers())} ${request.postDataBuffer()?.toString('utf8') ?? ''}`
		)
	);
	context.on('response', (response) => answers.push(response.url()));
	context.on('page', (page) => {
		page.on('websocket', (socket) => others.push(socket.url()));
		page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
		page.on('pageerror', (error) => complaints.push(error.message));
	});
	const page = await openPage(context);
	const rows = children();
	expect(rows.length).toBeGreaterThan(1000);
	// It sees what a form sends, and would tell a child in any of these.
	expect(sent.some((text) => text.includes('priya.raman'))).toBe(true);
	const [one] = rows.filter(({ upn }) => upn !== '');
	if (!one) throw new Error('no child with a UPN');
	for (const text of [`?q=${one.upn}`, `{"name":"${one.forename} ${one.surname}"}`, `born=${one.born}`]) {
		expect(namedIn([text], rows)).not.toEqual([]);
	}

	await expect(page.getByText('nothing of it is sent')).toBeVisible();
	await axe(page, 'before');
	await picture(page, 'before');
	await page.getByLabel('Key file').setInputFiles(keyFile);
	await expect(page.getByText('The key was loaded')).toBeVisible();
	await page.getByLabel('Person file of your SEN2 return').setInputFiles(personFile);
	const before = sent.length;
	await page.getByRole('button', { name: 'Find the plans' }).click();
	await expect(page.getByRole('heading', { name: /^\d+ of \d+ plans found$/ })).toBeFocused();

	const list = page.getByRole('table', { name: 'Plans found' });
	const shown = await list.locator('tbody tr').allInnerTexts();
	expect(shown.length).toBeGreaterThan(10);
	const byNumber = new Map(rows.map((row) => [row.upn || `ULN ${row.uln}`, row]));
	for (const text of shown) {
		const cells = text.split('\t').map((cell) => cell.trim());
		const child = byNumber.get(cells[3] ?? '');
		expect(cells[0]).toMatch(/^[A-Z]{3}-[2-9A-Z]{5}$/);
		expect(cells[1]).toBe(`${child?.forename} ${child?.surname}`);
		expect(cells[2]).toContain(child?.born.slice(0, 4));
	}
	await axe(page, 'the list');
	await picture(page, 'list');
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1180);

	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save as CSV' }).click();
	const saved = await saving;
	expect(saved.suggestedFilename()).toMatch(/^plans-to-fetch-(autumn|spring|summer)-term-\d{4}\.csv$/);
	const path = join(folder, 'saved.csv');
	await saved.saveAs(path);
	const table = readCsv('saved.csv', readFileSync(path));
	expect(table.problems).toEqual([]);
	const [found = 0, all = 0] =
		(await page.getByRole('heading', { name: /plans found/ }).innerText()).match(/\d+/g)?.map(Number) ?? [];
	expect(shown).toHaveLength(found);
	expect(table.rows).toHaveLength(all);
	const [first = ''] = shown;
	const [planRef, name] = first.split('\t');
	const row = table.rows.find((cells) => cells[0] === planRef);
	expect(`${row?.[1]} ${row?.[2]}`).toBe(name?.trim());

	await test.step('on paper there is the list alone', async () => {
		await page.emulateMedia({ media: 'print' });
		await expect(page.getByRole('button', { name: 'Save as CSV' })).toBeHidden();
		await expect(page.getByRole('heading', { level: 1 })).toBeHidden();
		await expect(page.getByText('for the SEN service only')).toBeVisible();
		await expect(list).toBeVisible();
		if (pictures) writeFileSync(join(pictures, 'list.pdf'), await page.pdf({ preferCSSPageSize: true }));
		await page.emulateMedia({ media: 'screen' });
	});

	await test.step('leaving the page forgets the list', async () => {
		await page.getByRole('link', { name: 'Register', exact: true }).first().click();
		await expect(page.getByRole('heading', { level: 1, name: 'Register' })).toBeVisible();
		await page.goBack();
		await expect(page.getByRole('heading', { level: 1, name: 'Find the plans' })).toBeVisible();
		await expect(list).toHaveCount(0);
		await page.goto(`${server.origin}/help`);
		await page.goBack();
		await expect(page.getByRole('heading', { level: 1, name: 'Find the plans' })).toBeVisible();
		await expect(list).toHaveCount(0);
	});

	expect(sent.length).toBeGreaterThan(before);
	expect(answers.length).toBeGreaterThan(0);
	expect(namedIn(sent, rows)).toEqual([]);
	expect(others).toEqual([]);
	expect(complaints).toEqual([]);

	// The watch would have seen it: at last this page is made to send a name.
	await page.evaluate(
		(body) => fetch('/api/health', { method: 'POST', body }).then(() => undefined),
		`${one.forename} ${one.surname}`
	);
	expect(namedIn(sent, rows)).not.toEqual([]);
	await context.close();
});

test('a wrong key and a wrong file are told at their field, and what was chosen stays', async ({ browser }) => {
	const context = await browser.newContext();
	const page = await openPage(context);
	const key = page.getByLabel('Key file');
	const person = page.getByLabel('Person file of your SEN2 return');
	const find = page.getByRole('button', { name: 'Find the plans' });
	const alert = page.getByRole('alert');

	await find.click();
	await expect(alert).toContainText('Choose your key file');
	await expect(alert).toContainText('Choose the person file of your return');

	await key.setInputFiles({ name: 'notes.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
	await expect(page.locator('#key-file-error')).toContainText('This is not a key file');

	const real = JSON.parse(readFileSync(keyFile, 'utf8')) as { partnershipCode: string };
	const other = await newKeyFile(real.partnershipCode, '2026-09-01T08:00:00.000Z');
	await key.setInputFiles({
		name: 'other.json',
		mimeType: 'application/json',
		buffer: Buffer.from(keyFileText(other))
	});
	await person.setInputFiles(personFile);
	await find.click();
	await expect(page.locator('#key-file-error')).toContainText('This is another key than the one of the last import');
	await expect(alert).toBeFocused();
	expect(await person.evaluate((input: HTMLInputElement) => input.files?.length)).toBe(1);
	await axe(page, 'a wrong key');
	await picture(page, 'wrong-key');

	await key.setInputFiles(keyFile);
	await find.click();
	await expect(page.getByRole('heading', { name: /plans found$/ })).toBeVisible();

	const text = readFileSync(personFile, 'utf8');
	const csv = (name: string, content: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
	const missing = (
		await page
			.getByRole('row')
			.filter({ hasText: /[A-Z]99\d{10}/ })
			.first()
			.innerText()
	).split('\t');
	const without = text.split('\n').filter((line) => !line.includes(missing[3]?.trim() ?? ''));
	await person.setInputFiles(csv('w_person.csv', without.join('\n')));
	await find.click();
	await expect(page.getByRole('heading', { name: '1 plan not found' })).toBeVisible();
	const left = page.getByRole('row').filter({ hasText: 'Nobody in this file has the number of this plan.' });
	await expect(left).toHaveCount(1);
	await expect(left).toContainText(missing[0]?.trim() ?? '');
	await axe(page, 'a plan that is not in the file');

	const fileError = page.locator('#person-file-error');
	await person.setInputFiles(personFile.replace('_person', '_requests'));
	await expect(page.getByRole('table', { name: 'Plans found' })).toHaveCount(0);
	await find.click();
	await expect(fileError).toContainText('This is another file (SEN2 return: requests for assessment)');

	await person.setInputFiles(csv('x_person.csv', text.replace('forename', 'firstname')));
	await find.click();
	await expect(fileError).toContainText('column forename: This column is missing');

	const [head = ''] = text.split('\n');
	const cells = head.split(',').map((column) => (/forename|surname|id$/i.test(column) ? 'x' : ''));
	await person.setInputFiles(csv('y_person.csv', `${head}\n${cells.join(',')}\n`));
	await find.click();
	await expect(fileError).toContainText('None of the plans of this term is in this file');
	await context.close();
});

test('a list of the area’s own finds them too, and no request names a child', async ({ browser }) => {
	const context = await browser.newContext();
	const sent: string[] = [];
	context.on('request', (request) =>
		sent.push(
			`${request.url()} ${JSON.stringify(request.headers())} ${request.postDataBuffer()?.toString('utf8') ?? ''}`
		)
	);
	const page = await openPage(context);
	const rows = children();
	const lines = rows.map(({ forename, surname, born, upn, uln }) =>
		[`${forename} ${surname}`, born, upn, uln].join(';')
	);
	await page.getByLabel('Key file').setInputFiles(keyFile);
	const file = page.getByLabel('Person file of your SEN2 return, or your own list');
	await file.setInputFiles({
		name: 'people we support.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from(`Who;DOB;Pupil no;ULN\n${lines.join('\n')}\n`)
	});
	await expect(page.getByLabel('Date of birth')).toHaveValue('DOB');
	await page.getByRole('button', { name: 'Find the plans' }).click();
	await expect(page.getByRole('alert')).toContainText('Choose the column of the last name');
	await axe(page, 'a list with a column that is not matched');
	await page.getByLabel('Last name, or the whole name').selectOption('Who');
	await page.getByLabel('UPN', { exact: true }).selectOption('Pupil no');
	await page.getByRole('button', { name: 'Find the plans' }).click();
	await expect(page.getByRole('heading', { name: /^\d+ of \d+ plans found$/ })).toBeFocused();
	const [first = ''] = await page.getByRole('table', { name: 'Plans found' }).locator('tbody tr').allInnerTexts();
	const [, name, , number] = first.split('\t').map((cell) => cell.trim());
	const child = rows.find(({ upn, uln }) => number === upn || number === `ULN ${uln}`);
	expect(name).toBe(`${child?.forename} ${child?.surname}`);
	expect(namedIn(sent, rows)).toEqual([]);

	// Next time the columns are known.
	await page.reload();
	await page.getByLabel('Person file of your SEN2 return, or your own list').setInputFiles({
		name: 'again.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from(`Pupil no;Who\n`)
	});
	await expect(page.getByLabel('Last name, or the whole name')).toHaveValue('Who');
	await expect(page.getByLabel('UPN', { exact: true })).toHaveValue('Pupil no');
	await context.close();
});
