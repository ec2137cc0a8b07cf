/** The chair opens figures to their audits and notes; whoever else asks learns nothing, and every reading is written down. */
import { expect, test } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';
import { visitor, type Visitor } from '../support/visitor.ts';

const PASSWORD = 'made-up people only';

const server = demonstration();

async function signedIn(email: string): Promise<Visitor> {
	const one = visitor(server.origin);
	await one.signIn(email, PASSWORD);
	return one;
}

/** An answer without the number that each page carries once. */
async function plain(answered: Response): Promise<{ status: number; text: string }> {
	return { status: answered.status, text: (await answered.text()).replaceAll(/nonce="[^"]+"/g, '') };
}

/** The page that an address leads to. */
async function page(one: Visitor, path: string): Promise<{ path: string; text: string }> {
	let at = path;
	let answered = await one.get(at);
	if (answered.status === 307) {
		at = answered.headers.get('location') ?? '';
		answered = await one.get(at);
	}
	expect(answered.status, at).toBe(200);
	return { path: at, text: await answered.text() };
}

test('an auditor and a headteacher get the same answer as for a page that is not there', async () => {
	for (const email of ['amina.okafor@example.org', 'hugo.ferreira@example.org']) {
		const one = await signedIn(email);
		const nowhere = await plain(await one.get('/no-such-page'));
		expect(nowhere.status).toBe(404);
		for (const path of ['/findings', '/findings?section=F', '/findings/F.2', '/findings/Z.9']) {
			expect(await plain(await one.get(path)), path).toEqual(nowhere);
		}
		expect((await one.send('/findings/F.2?/read', { part: '1' })).status).toBe(404);
	}
	const nobody = await visitor(server.origin).get('/findings');
	expect([nobody.status, nobody.headers.get('location')]).toEqual([303, '/sign-in?next=%2Ffindings']);
});

test('an address says all that is chosen, and the same for everybody who shares it', async () => {
	const chair = await signedIn('ruth.castellan@example.org');
	const first = await page(chair, '/findings?by=theme&section=F&stage=');
	expect(first.path).toMatch(/^\/findings\?profile=full&rubric=[^&]+&from=(\d{4}-h[12])&to=\1&section=F&by=theme$/);
	const coordinator = await signedIn('priya.raman@example.org');
	const shared = await page(coordinator, first.path);
	const main = ({ text }: { text: string }) =>
		/<main[\s\S]*<\/main>/
			.exec(text)?.[0]
			.replaceAll(/<!--[\s\S]*?-->/g, '')
			.replaceAll(/svelte-\w+/g, '');
	expect(main(shared)).toBe(main(first));
	expect(main(first)).toContain('Special educational provision');
});

test('wrong filters are named, one by one, and no figures are shown', async () => {
	const chair = await signedIn('ruth.castellan@example.org');
	for (const path of ['/findings', '/findings/F.2']) {
		const { text } = await page(chair, `${path}?stage=ks9&from=1066-h1&need=%3Cscript%3Ealert(1)%3C/script%3E`);
		expect(text).toContain('There is a problem');
		expect(text).toContain('<title>Error: ');
		for (const name of ['stage', 'from', 'need']) expect(text, name).toContain(`href="#${name}"`);
		expect(text).not.toContain('<script>alert');
		expect(text).not.toMatch(/\d+ of \d+ plans/);
	}
	expect((await chair.get('/findings/Z.9')).status).toBe(404);
});

test('notes are shown only after asking, and the reading stands in the activity', async () => {
	const chair = await signedIn('ruth.castellan@example.org');
	const { text } = await page(chair, '/findings/F.2');
	expect(text).toContain('That you read them is recorded');
	expect(text).not.toContain('class="notes');
	const coordinator = await signedIn('priya.raman@example.org');
	const told = 'Notes on a question were read';
	expect((await page(coordinator, '/activity')).text).not.toContain(told);

	const refused = await chair.send('/findings/F.2?/read', { part: 'all' });
	expect(refused.status).toBe(422);
	expect(await refused.text()).toContain('There is a problem');
	expect((await page(coordinator, '/activity')).text).not.toContain(told);

	const read = await (await chair.send('/findings/F.2?/read', { part: '1' })).text();
	expect(read).toContain('That you read them is recorded');
	const notes = /<ul class="notes[\s\S]*?<\/ul>/.exec(read)?.[0] ?? '';
	expect(notes.match(/<li/g)?.length).toBeGreaterThan(5);
	const { text: acts } = await page(coordinator, '/activity');
	expect(acts).toContain(told);
	const [, first = ''] = /<li[^>]*>([^<]+)/.exec(notes) ?? [];
	expect(first.length).toBeGreaterThan(5);
	expect(acts).not.toContain(first);
});

test('the chair reads what a figure means for all plans, and how it was weighted', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto(`${server.origin}/sign-in?next=%2Ffindings`);
	await page.getByLabel('E-mail address').fill('ruth.castellan@example.org');
	await page.getByLabel('Password').fill(PASSWORD);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/findings\?/);
	const said = page.getByText(/^All plans: (about|less|95)/);
	await expect(said.first()).toBeVisible();
	await lookAt(page, 'findings-all-plans');
	const row = page.getByRole('row').filter({ has: said }).first();
	await row.getByRole('link').click();
	const figure = page.getByText(/^Of .* plans that could be drawn/).first();
	await expect(figure).toContainText(/(about \d0%|less than 5%|95% or more) \(between \d+% and \d+%\)/);
	await page.getByRole('link', { name: 'How it was weighted' }).click();
	await expect(page.getByText('the effective sample size (Kish 1965)')).toBeInViewport();
	await lookAt(page, 'finding-all-plans');
	await page.goto(`${server.origin}/findings?stage=ks2`);
	await expect(page.getByText('Weighted figures of groups would let the counts of small ones')).toBeVisible();
	await expect(said).toHaveCount(0);
});
