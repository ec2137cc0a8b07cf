/** The first page of a tablet that knows nobody yet: what it says when the first exchange comes to nothing, and that trying again works. */
import { expect, test, type Page } from '@playwright/test';
import { problem, type ProblemCode } from '#lib/domain/problem.ts';
import { demonstration } from '../support/demonstration.ts';
import { lookAt } from '../support/looked-at.ts';

const server = demonstration();

/** Has every exchange of a page answered with a refusal, in the place of the server. */
async function refuse(page: Page, status: number, code: ProblemCode): Promise<void> {
	await page.unroute('**/api/sync');
	await page.route('**/api/sync', (route) => route.fulfill({ status, json: problem(code) }));
}

test('says the true reason, and goes on once there is none', async ({ page }) => {
	await page.goto(`${server.origin}/sign-in?next=/assignments`);
	await page.getByLabel('E-mail address').fill('amina.okafor@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await refuse(page, 400, 'request.malformed');
	await page.getByRole('button', { name: 'Sign in' }).click();

	const heading = page.getByRole('heading', { level: 1 });
	const again = page.getByRole('button', { name: 'Try again' });
	await expect(heading).toHaveText('We could not fetch your plans');
	await expect(page.getByText('It may need an update')).toBeVisible();
	await expect(page.getByText('not as an auditor')).toHaveCount(0);
	await lookAt(page, 'first exchange, older server');

	await refuse(page, 503, 'server.full');
	await again.click();
	await expect(page.getByText('cannot answer just now')).toBeVisible();

	await refuse(page, 403, 'request.cross_site');
	await again.click();
	await expect(page.getByText('does not know this address')).toBeVisible();
	await lookAt(page, 'first exchange, other address');

	await refuse(page, 404, 'thing.not_found');
	await again.click();
	await expect(heading).toHaveText('No audits for you here');
	await expect(page.getByRole('link', { name: 'Go to your start page' })).toBeVisible();
	await expect(again).toHaveCount(0);

	await page.unroute('**/api/sync');
	await page.reload();
	await expect(page.getByRole('button', { name: /choose my own passphrase/ })).toBeVisible();
});
