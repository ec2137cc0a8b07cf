/** The sending page in each of its states: nothing yet, waiting, no session, a portal in between, refused, and sent. */
import { expect, test, type Page, type Route } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';
import { setUpVault } from '../support/tablet-page.ts';

const EXCHANGE = '**/api/sync';

const server = demonstration();

async function signIn(page: Page) {
	await page.getByLabel('E-mail address').fill('amina.okafor@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
}

/** In an app on an iPad's home screen its own sheet takes the file; there a download would take the place of the page. */
async function keepOnHomeScreen(page: Page) {
	await page.evaluate(() => {
		const shared = globalThis as unknown as { handedOn: string[] };
		shared.handedOn = [];
		const endings = [null, new DOMException('Not now', 'AbortError'), new DOMException('Not here', 'NotAllowedError')];
		Object.assign(navigator, { standalone: true, canShare: () => true });
		navigator.share = async ({ files: [file] = [] }: ShareData = {}) => {
			if (file) shared.handedOn.push(`${file.name} ${await file.text()}`);
			const ending = endings.shift();
			if (ending) throw ending;
		};
	});
	const handedOn = () => page.evaluate(() => (globalThis as unknown as { handedOn: string[] }).handedOn);
	let downloads = 0;
	page.on('download', () => (downloads += 1));
	const keep = page.getByRole('button', { name: 'Keep a copy for the coordinator' });
	for (const times of [1, 2]) {
		await keep.click();
		await expect.poll(async () => (await handedOn()).length).toBe(times);
	}
	expect((await handedOn())[0]).toMatch(/^golden-thread-LEW-.*-decline\.json \{.*"golden-thread-outbox"/s);
	// Where the sheet itself fails, a download is better than nothing.
	const failed = page.waitForEvent('download');
	await keep.click();
	await failed;
	expect(downloads, 'handed on, or turned away by the person: no download besides').toBe(1);
}

test('each state is told in words, with what to do', async ({ page, context }) => {
	await page.goto(`${server.origin}/sign-in`);
	await signIn(page);
	await setUpVault(page);
	const form = page.locator('details.hand-back').first();
	await expect(form).toBeVisible();
	const sending = page.getByRole('link', { name: /^Sending/ });
	await sending.click();
	await expect(page.getByText('Nothing is waiting.')).toBeVisible();
	await lookAt(page, 'sending-nothing-waits');

	await page.getByRole('link', { name: 'My audits' }).click();
	await context.setOffline(true);
	await form.locator('summary').click();
	await form.getByRole('radio').last().check({ force: true });
	await form.getByRole('button', { name: 'Hand it back' }).click();
	await expect(page.getByText('Handed back').first()).toBeVisible();
	await sending.click();
	await expect(page.getByText(/^1 waiting to go/)).toBeVisible();
	await lookAt(page, 'sending-waiting');

	const answerWith = (status: number, contentType: string, body: string) => (route: Route) =>
		route.fulfill({ status, contentType, body });
	const now = page.getByRole('button', { name: 'Send now' });
	await page.route(EXCHANGE, answerWith(200, 'text/html', '<h1>Welcome to the café</h1>'));
	await context.setOffline(false);
	await now.click();
	await expect(page.getByText(/The network here answers in our place/).first()).toBeVisible();
	await expect(page.getByText(/Sign in to the network there/)).toBeVisible();
	await lookAt(page, 'sending-portal');
	await page.unroute(EXCHANGE);

	// The session is over, not the work: signing in again as the same person goes on where it was.
	await page.route(
		EXCHANGE,
		answerWith(401, 'application/json', JSON.stringify({ code: 'session.missing', message: 'Sign in to go on.' }))
	);
	await now.click();
	await expect(page.getByText('Sign in again to send.').first()).toBeVisible();
	await expect(page.getByText('Sign in as the same person.')).toBeVisible();
	await lookAt(page, 'sending-sign-in');
	await page.unroute(EXCHANGE);

	await page.route(EXCHANGE, async (route) => {
		const answer = await route.fetch();
		const reply = (await answer.json()) as { receipts: { entryId: string; contentHash: string }[] };
		const problem = {
			code: 'note.identifier',
			message: 'Something here looks as if it points to a person.',
			detail: ['words']
		};
		reply.receipts = reply.receipts.map(({ entryId, contentHash }) => ({
			outcome: 'refused',
			entryId,
			contentHash,
			problem
		}));
		await route.fulfill({ response: answer, json: reply });
	});
	await now.click();
	await expect(page.getByText('Not accepted')).toBeVisible();
	await expect(page.getByText(/^One needs you/)).toBeVisible();
	await expect(page.getByText('What you wrote to the coordinator')).toBeVisible();
	await lookAt(page, 'sending-refused');
	const saved = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Keep a copy for the coordinator' }).click();
	expect((await saved).suggestedFilename()).toMatch(/^golden-thread-LEW-.*\.json$/);
	await keepOnHomeScreen(page);
	await page.unroute(EXCHANGE);

	// The server has it: sending it again gets the receipt that it gave at first.
	await page.getByRole('button', { name: 'Send again' }).click();
	await expect(page.getByText('Nothing is waiting.')).toBeVisible();

	// An iPad that slept when the network came back says nothing of it: what is sent tells.
	await page.evaluate(() => dispatchEvent(new Event('offline')));
	await expect(page.locator('p.status')).toContainText('No network');
	await now.click();
	await expect(page.locator('p.status')).not.toContainText('No network');
});

test('a sent audit that has no copy here is said to be sent, and can be asked back', async ({ page, context }) => {
	await page.route(EXCHANGE, async (route) => {
		const answer = await route.fetch();
		const reply = (await answer.json()) as { workload: { items: { receivedAt: string | null }[] } | null };
		// As the team tells it some days after it has the audit.
		const [first] = reply.workload?.items ?? [];
		if (first) first.receivedAt = '2026-11-20T10:00:00.000Z';
		await route.fulfill({ response: answer, json: reply });
	});
	await page.goto(`${server.origin}/sign-in`);
	await signIn(page);
	await setUpVault(page);
	await page.getByRole('link', { name: /^Ask for it back/ }).click();
	await expect(page.getByRole('heading', { name: 'This audit is sent' })).toBeVisible();
	await expect(page.getByText('Received by the team 20 November 2026 at 10:00.')).toBeVisible();
	await lookAt(page, 'sent-without-copy');

	// What was told stays told. What a route asks for goes whether the browser has a network or not, and would still be on its way at the end.
	await page.unrouteAll({ behavior: 'wait' });
	await context.setOffline(true);
	await page.getByText('Ask for this audit back').click();
	await page.getByLabel('What do you want to put right?').fill('I mixed up two pages.');
	await page.getByRole('button', { name: 'Ask for it back' }).click();
	await expect(page.getByText('The team is told as soon as there is a network.')).toBeVisible();
});
