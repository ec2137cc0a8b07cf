/** An auditor's first taps in a browser: a plan is opened, and the question about ties is answered. */
import type { Page } from '@playwright/test';

/**
 * Opens the first plan under "My audits", passes over the practice where it is offered, and says that nothing ties the auditor to the plan;
 * ends with its first question on the screen.
 */
export async function openFirstPlan(page: Page): Promise<void> {
	await page
		.getByRole('link', { name: /^(Start|Continue)/ })
		.first()
		.click();
	await passOverPractice(page);
	await sayNoTie(page);
}

/** Goes on without the practice, where it is offered before the first plan. */
export async function passOverPractice(page: Page): Promise<void> {
	await page.waitForURL(/\/(practice|audits)[/?]/);
	if (new URL(page.url()).pathname === '/practice')
		await page.getByRole('button', { name: /go on without it/ }).click();
	await page.waitForURL(/\/audits\//);
}

/** Answers the question about ties, where the plan asks it; ends with a question of the audit on the screen. */
export async function sayNoTie(page: Page): Promise<void> {
	const none = page.getByRole('button', { name: 'No, I have no tie' });
	const question = page.locator('.question h1');
	await none.or(question).first().waitFor();
	if ((await none.count()) > 0) await none.click();
	await question.waitFor();
}
