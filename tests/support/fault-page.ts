/** What a fault test does on an auditor's screen, and what it reads there. Needs no network after `beginFirstAudit`. */
import type { Page } from '@playwright/test';
import { openFirstPlan, reopen, setUpVault } from './tablet-page.ts';

/** A text that the screen said was saved, and when it said so first, in milliseconds since 1970 by the system's clock. */
export interface SavedText {
	readonly text: string;
	readonly at: number;
}

/** Signs the demonstration's auditor in, opens a plan and waits until the tablet needs no network. Gives the audit's address. */
export async function beginFirstAudit(page: Page, origin: string): Promise<string> {
	await page.goto(`${origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('amina.okafor@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await setUpVault(page);
	await openFirstPlan(page);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	return page.url();
}

/** Opens the audit on a tablet that was closed, and unlocks it; ends with its note ready to be written. */
export async function enter(page: Page, address: string): Promise<void> {
	await reopen(page, address);
	await page.locator('#note').waitFor();
}

export async function noteText(page: Page): Promise<string> {
	return page.locator('#note').inputValue();
}

/** From here on `said` hears each text of the note of which the screen says that it is saved, and the page notes when it first did. */
export async function watchSaved(page: Page, said: (text: string) => void = () => undefined): Promise<void> {
	await page.exposeFunction('heardSaved', said);
	await page.evaluate(() => {
		const texts: { text: string; at: number }[] = [];
		const shared = globalThis as unknown as { savedTexts: typeof texts; heardSaved: (text: string) => Promise<void> };
		shared.savedTexts = texts;
		const look = () => {
			if (document.querySelector('[data-saving=saved]') === null) return;
			const text = document.querySelector<HTMLTextAreaElement>('#note')?.value ?? '';
			if (!text || texts.at(-1)?.text === text) return;
			texts.push({ text, at: Date.now() });
			void shared.heardSaved(text);
		};
		new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
	});
}

export async function savedTexts(page: Page): Promise<SavedText[]> {
	return page.evaluate(() => (globalThis as unknown as { savedTexts: { text: string; at: number }[] }).savedTexts);
}

/** Answers every question of the audit that is open, and returns to the first. */
export async function answerEverything(page: Page): Promise<void> {
	const address = page.url();
	const asked = page.locator('.question .tags .id');
	for (let nth = 0; nth < 120; nth += 1) {
		await answerQuestion(page);
		const next = page.getByRole('link', { name: 'Next', exact: true });
		if ((await next.count()) === 0) break;
		const before = await asked.innerText();
		await next.click();
		await page.waitForFunction((id) => document.querySelector('.question .tags .id')?.textContent !== id, before);
	}
	// Whatever the way through the sections left out is answered from the check page.
	for (let nth = 0; nth < 60; nth += 1) {
		await page.getByRole('link', { name: 'Check my answers' }).last().click();
		await page.getByRole('heading', { name: 'Check your answers' }).waitFor();
		const gap = page.locator('.gaps a').first();
		if ((await gap.count()) === 0) break;
		await gap.click();
		await answerQuestion(page);
	}
	await page.locator('.question').waitFor({ state: 'detached' });
	await enter(page, address);
}

async function answerQuestion(page: Page): Promise<void> {
	const radios = page.locator('.question fieldset').first().locator('input[type=radio]');
	await page.locator('.question h1').waitFor();
	// What the SEN service answered has nothing to choose.
	if ((await radios.count()) === 0 || (await radios.and(page.locator(':checked')).count()) > 0) return;
	await radios.first().check({ force: true });
	await page.locator('[data-saving=saved]').waitFor();
}
