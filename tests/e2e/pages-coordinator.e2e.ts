/** The coordinator’s pages with the demonstration loaded: axe finds nothing, no words are lost, and the browser complains of nothing. */
import { expect, test } from '@playwright/test';
import { demonstration } from '../support/demonstration.ts';
import { signIn } from '../support/desk-page.ts';
import { complaintsOf, onEveryScreen } from '../support/looked-at.ts';

const server = demonstration();

test('the coordinator’s pages', async ({ browser }) => {
	test.setTimeout(600_000);
	const page = await signIn(await browser.newContext(), server.origin, 'priya.raman@example.org');
	const complaints = complaintsOf(page);
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
		await onEveryScreen(page, `coordinator${path.replaceAll(/[/?=]/g, '-')}`, complaints);
	}
	await page.goto(`${server.origin}/register/schools`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/schools\/\d{6}$/);
	await onEveryScreen(page, 'coordinator-register-school', complaints);
	await page.goto(`${server.origin}/people`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/people\/./);
	await onEveryScreen(page, 'coordinator-person', complaints);
	await page.goto(`${server.origin}/register/plans`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/plans\/LEW-/);
	await page.getByLabel('Why is it held back?').fill('A tribunal is under way');
	await page.getByRole('button', { name: /^Hold/ }).click();
	await page.waitForURL(/done=held/);
	await onEveryScreen(page, 'coordinator-register-plan-held', complaints);
	await page.getByRole('link', { name: 'Correct this plan' }).click();
	await page.waitForURL(/\/correct$/);
	await onEveryScreen(page, 'coordinator-register-plan-correct', complaints);
	await page.goto(`${server.origin}/terms`);
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/\/terms\/[0-9a-f-]+\/progress$/);
	const term = page.url().replace(/\/progress$/, '');
	await onEveryScreen(page, 'coordinator-term', complaints);
	await page
		.getByRole('region', { name: /^The board by/ })
		.getByRole('link')
		.first()
		.click();
	await expect(page.locator('#open')).toBeVisible();
	await onEveryScreen(page, 'coordinator-term-open', complaints);
	for (const part of [
		...['progress?view=school', 'progress/reminders?who=all', 'progress/close'],
		...['sample', 'find-plans', 'case-facts', 'assignments']
	]) {
		await page.goto(`${term}/${part}`);
		await onEveryScreen(page, `coordinator-term-${part.replaceAll(/[/?=]/g, '-')}`, complaints);
	}
	await page.getByRole('row').nth(1).getByRole('link').click();
	await page.waitForURL(/assignments\/./);
	await onEveryScreen(page, 'coordinator-term-assignment', complaints);
});

test('the pages of a draft of questions', async ({ browser }) => {
	test.setTimeout(300_000);
	const page = await signIn(await browser.newContext(), server.origin, 'priya.raman@example.org');
	const complaints = complaintsOf(page);
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
	await expect(page.getByRole('alert')).toBeFocused();
	// The refused form itself is what the browser complains of.
	complaints.length = 0;
	await onEveryScreen(page, 'coordinator-draft-refused', complaints);
	await page.getByLabel('Question F.1').fill('Is it clear what help there is?');
	await page.getByRole('button', { name: 'Save F.1' }).click();
	await expect(page.getByText('Saved: F.1.')).toBeVisible();
	await onEveryScreen(page, 'coordinator-draft', complaints);
	await page.getByRole('link', { name: 'Try it on past audits' }).click();
	await expect(page.getByText('graded by both versions')).toBeVisible();
	await onEveryScreen(page, 'coordinator-draft-try-out', complaints);
	await page.goto(`${server.origin}/rubrics/compare?to=draft:${draft.split('/').at(-1)}`);
	await expect(page.getByText('Is it clear what help there is?')).toBeVisible();
	await onEveryScreen(page, 'coordinator-compare', complaints);
	await page.goto(`${draft}?as=text`);
	await page.getByLabel('The whole draft as JSON').fill('{ "rubricId": ');
	await page.getByRole('button', { name: 'Save the text' }).click();
	await expect(page.getByRole('alert')).toContainText('not JSON yet');
	await expect(page.getByRole('alert')).toBeFocused();
	complaints.length = 0;
	await onEveryScreen(page, 'coordinator-draft-text', complaints);
	await page.goto(draft);
	await page.getByText(/^Publish version/).click();
	await page.getByRole('button', { name: 'Publish it for good' }).click();
	await page.waitForURL(/\/rubrics\?version=/);
	await onEveryScreen(page, 'coordinator-rubric-published', complaints);
});
