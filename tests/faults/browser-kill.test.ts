/**
 * R7: the browser is killed while an auditor types, answers or sends. What the screen had said was saved is there, nothing is half there,
 * and no more than a second of typing is gone. How much was lost and how long opening took are printed; only a full run, which has the
 * machine to itself, judges them by the clock.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { integer, pick, randomStream } from '#lib/domain/random.ts';
import { answerEverything, beginFirstAudit, enter, noteText, watchSaved } from '../support/fault-page.ts';
import { reopen } from '../support/tablet-page.ts';
import { COUNT, FULL, SEED } from '../support/faults.ts';
import { serve, type Served } from '../support/served.ts';
import { newProfile, startBrowser, type Profile } from '../support/tablet-browser.ts';

const KILLS = COUNT(200);
const LONGEST_LOSS = 1000;
const LONGEST_OPENING = 3000;

let server: Served;
/** An audit just begun, and the same audit with every question answered. */
let begun: Profile;
let answered: Profile;
let address: string;
const random = randomStream(`${SEED} browser kill`);
const losses: number[] = [];
const openings: number[] = [];

beforeAll(async () => {
	server = await serve();
	await server.seed();
	await server.start();
	begun = newProfile();
	let browser = await startBrowser(begun);
	address = await beginFirstAudit(browser.page, server.origin);
	await browser.close();
	await server.stop();
	answered = begun.copy();
	browser = await startBrowser(answered);
	await enter(browser.page, address);
	await answerEverything(browser.page);
	await browser.close();
}, 400_000);

afterAll(async () => {
	await server?.close();
	begun?.remove();
	answered?.remove();
	const worst = (figures: readonly number[]) => Math.max(0, ...figures).toFixed(0);
	console.log(
		`R7, seed ${SEED}: ${losses.length} kills while typing, ${worst(losses)} ms of typing lost at most; ` +
			`${openings.length} openings, ${worst(openings)} ms at most`
	);
	if (FULL) {
		expect(Math.max(...losses)).toBeLessThanOrEqual(LONGEST_LOSS);
		expect(Math.max(...openings)).toBeLessThan(LONGEST_OPENING);
	}
});

async function opened<T>(profile: Profile, look: (page: Parameters<typeof enter>[0]) => Promise<T>): Promise<T> {
	const browser = await startBrowser(profile);
	try {
		const began = performance.now();
		await enter(browser.page, address);
		openings.push(performance.now() - began);
		return await look(browser.page);
	} finally {
		await browser.close();
	}
}

/** Types until the kill. Gives what is lost of it, as the time between the first key that is gone and the kill. */
async function killWhileTyping(): Promise<void> {
	const used = begun.copy();
	try {
		const browser = await startBrowser(used);
		await enter(browser.page, address);
		const said: string[] = [];
		await watchSaved(browser.page, (text) => said.push(text));
		await browser.page.locator('#note').focus();
		const keys: { key: string; at: number }[] = [];
		const until = performance.now() + 300 + integer(random, 2700);
		while (performance.now() < until) {
			const key = pick(random, [...'abcdefghijklmnopqrstuvwxyz ']);
			await browser.page.keyboard.type(key);
			keys.push({ key, at: performance.now() });
			// Some stop to think, which is when the pause after the last key is saved.
			if (integer(random, 12) === 0) await new Promise((done) => setTimeout(done, integer(random, 700)));
		}
		await browser.kill();
		const killedAt = performance.now();
		const typed = keys.map(({ key }) => key).join('');
		const kept = await opened(used, noteText);
		expect(typed.startsWith(kept), `typed ${typed}, kept ${kept}, seed ${SEED}`).toBe(true);
		expect(kept.startsWith(said.at(-1) ?? ''), `said ${said.at(-1)}, kept ${kept}, seed ${SEED}`).toBe(true);
		const lost = keys[kept.length];
		losses.push(lost ? killedAt - lost.at : 0);
	} finally {
		used.remove();
	}
}

/** Taps answers until the kill. The last one that the screen said was saved is there, or one that was tapped after it. */
async function killWhileAnswering(): Promise<void> {
	const used = begun.copy();
	try {
		const browser = await startBrowser(used);
		await enter(browser.page, address);
		const radios = browser.page.locator('.question fieldset').first().locator('input[type=radio]');
		const values = await radios.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
		const tapped: string[] = [];
		let saved = -1;
		const until = performance.now() + integer(random, 1200);
		do {
			const value = pick(
				random,
				values.filter((one) => one !== tapped.at(-1))
			);
			tapped.push(value);
			await radios.and(browser.page.locator(`[value="${value}"]`)).check({ force: true });
			if (integer(random, 2) === 0) {
				await browser.page.locator('[data-saving=saved]').waitFor();
				saved = tapped.length - 1;
			}
		} while (performance.now() < until);
		await browser.kill();
		const kept = await opened(used, async (page) => {
			const checked = page.locator('.question fieldset').first().locator('input[type=radio]:checked');
			return (await checked.count()) > 0 ? await checked.getAttribute('value') : null;
		});
		const allowed = saved >= 0 ? tapped.slice(saved) : [null, ...tapped];
		expect(allowed, `tapped ${tapped.join(' ')}, saved ${saved}, seed ${SEED}`).toContain(kept);
	} finally {
		used.remove();
	}
}

/** Sends an audit and is killed on the way. It is a draft with everything in it, or it waits to be sent: never both, never neither. */
async function killWhileSending(): Promise<void> {
	const used = answered.copy();
	try {
		const browser = await startBrowser(used);
		await enter(browser.page, address);
		await browser.page.getByRole('link', { name: 'Check my answers' }).last().click();
		const send = browser.page.getByRole('button', { name: 'Send my audit' });
		await send.waitFor();
		// Not waited for: the kill comes in the middle.
		void send.click().catch(() => undefined);
		await new Promise((done) => setTimeout(done, integer(random, 160)));
		await browser.kill();
		const after = await startBrowser(used);
		try {
			const began = performance.now();
			await enterList(after.page);
			openings.push(performance.now() - began);
			const waiting = await after.page.getByText('It goes by itself when there is a network').count();
			const whole = await after.page.getByText(/(\d+) of \1 answered|All questions are answered|Ready to send/).count();
			expect([waiting, whole > 0 ? 1 : 0], `seed ${SEED}`).toSatisfy(
				([queued, draft]: number[]) => queued! + draft! === 1
			);
		} finally {
			await after.close();
		}
	} finally {
		used.remove();
	}

	async function enterList(page: Parameters<typeof enter>[0]): Promise<void> {
		await reopen(page, `${new URL(address).origin}/assignments`);
		await page.getByRole('heading', { name: 'To do' }).waitFor();
	}
}

const kinds = [killWhileTyping, killWhileTyping, killWhileAnswering, killWhileSending];

test(`a killed browser loses nothing that it said was saved (${KILLS} kills)`, { timeout: 3_600_000 }, async () => {
	for (let nth = 0; nth < KILLS; nth += 1) await kinds[nth % kinds.length]!();
	expect(losses.length).toBeGreaterThan(0);
});
