/** Every kind of person's first pages before there is any record: what is not there yet is said, and the pages are as sound as full ones. */
import { expect, test, type Page } from '@playwright/test';
import { acceptInvitation, invite } from '../support/desk-page.ts';
import { complaintsOf, onEveryScreen } from '../support/looked-at.ts';
import { serve, type Served } from '../support/served.ts';
import { setUpVault } from '../support/tablet-page.ts';

let server: Served;

test.beforeAll(async () => {
	server = await serve();
	await server.start();
});

test.afterAll(() => server.close());

/** Looks at each address, on which these words say what is missing. */
async function lookThrough(page: Page, who: string, addresses: Readonly<Record<string, string>>): Promise<void> {
	const complaints = complaintsOf(page);
	for (const [address, missing] of Object.entries(addresses)) {
		await page.goto(`${server.origin}${address}`);
		await expect(page.getByText(missing).first()).toBeVisible();
		await onEveryScreen(page, `empty-${who}${address.replaceAll('/', '-')}`, complaints);
	}
}

test('pages with nothing on them yet', async ({ browser }) => {
	test.setTimeout(300_000);
	const fresh = async () => (await browser.newContext()).newPage();
	const invited = async (...who: string[]) => {
		const link = /https?:\S+\/invitation\/\S+/.exec(await server.gt('invite', ...who))?.[0] ?? '';
		const page = await fresh();
		await acceptInvitation(page, link);
		return page;
	};

	const coordinator = await invited(
		...['--email', 'cora@example.org', '--name', 'Cora Lin', '--role', 'coordinator'],
		...['--partnership', 'A partnership that begins', '--code', 'BEG', '--la', '209']
	);
	await lookThrough(coordinator, 'coordinator', {
		'/terms': 'Start here',
		'/register': 'Nothing is here yet',
		'/register/plans': 'The register holds no plans yet.',
		'/register/schools': 'The register holds no schools yet.',
		'/register/undo': 'There is nothing to undo',
		'/people': 'Only you are here so far.',
		'/terms/new': 'there would be nothing to draw a sample from',
		'/school-reports': 'No audits have come in yet.',
		'/school-reports/readers': 'There is no school yet',
		'/schools': 'No summary has been compiled yet.'
	});

	const chair = await invited('--email', 'ruth@example.org', '--name', 'Ruth Castellan', '--role', 'chair');
	await lookThrough(chair, 'chair', {
		'/learning-reports': 'No audits have come in yet.',
		'/findings': 'No audits have come in yet.',
		'/actions': 'Nothing has been recommended yet.'
	});

	const headteacher = await invited('--email', 'hugo@example.org', '--name', 'Hugo Ferreira', '--role', 'headteacher');
	await lookThrough(headteacher, 'headteacher', { '/schools': 'No school is linked to your account yet' });

	await coordinator.goto(`${server.origin}/people/new`);
	await coordinator.getByLabel('Name', { exact: true }).fill('Amina Okafor');
	await coordinator.getByLabel('E-mail address').fill('amina@example.org');
	await coordinator.getByLabel('Auditor', { exact: true }).check();
	await coordinator.getByLabel('Agency').selectOption('health');
	await coordinator.getByRole('button', { name: 'Add this person' }).click();
	await coordinator.waitForURL(/done=added/);
	const auditor = await fresh();
	const complaints = complaintsOf(auditor);
	await acceptInvitation(auditor, await invite(coordinator, server.origin, 'amina@example.org'));
	await setUpVault(auditor);
	await expect(auditor.getByRole('heading', { name: 'No plans for you yet' })).toBeVisible();
	await onEveryScreen(auditor, 'empty-auditor-assignments', complaints);
});
