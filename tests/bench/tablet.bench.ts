/**
 * The tablet in Chromium: from a tap on an answer to the transaction that keeps it, from the list to an open audit, and from a
 * closed browser to the open draft with the server switched off. Each also with the processor slowed down four times. The floor
 * beside them is a plain form that writes to localStorage, which promises nothing at a power cut.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { openFirstPlan, PASSPHRASE, setUpVault, signInOn } from '../support/tablet-page.ts';
import { serve } from '../support/served.ts';
import { percentile, type Row } from './figures.ts';
import { plainPage, type PlainPage } from './plain-page.ts';

const TAPS = 60;
const STARTS = 10;
const OPENINGS = 12;
/** How long the passphrase takes to type, in milliseconds: not at all, and four words at eight letters a second. */
const TYPINGS = [0, 3000];
/** The questions of the plain form, as many as the longest audit has. */
const QUESTIONS = 79;

const options = {
	...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
	viewport: { width: 1180, height: 820 },
	args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking', '--no-first-run']
};

/**
 * Runs in the page before its own scripts: notes when a writing transaction is complete, and when the question is on the screen. Where a start
 * is measured it says so on the console: looking for something from outside has the page run what looks, as slowly as everything else.
 */
function watch() {
	const seen = {
		locked: 0,
		submitted: 0,
		derived: 0,
		question: 0,
		shift: 0,
		completed: (_at: number): void => undefined
	};
	(globalThis as unknown as { seen: typeof seen }).seen = seen;
	const open = IDBDatabase.prototype.transaction;
	IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof open>) {
		const transaction = open.apply(this, args);
		if (args[1] === 'readwrite') transaction.addEventListener('complete', () => seen.completed(performance.now()));
		return transaction;
	};
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value;
	}).observe({ type: 'layout-shift' });
	// What was typed and sent before the app had started is sent again by the app.
	addEventListener('submit', () => (seen.submitted ||= performance.now()), { capture: true });
	// The passphrase has become a key, and what it opens comes next.
	const decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
	crypto.subtle.decrypt = (...args) => {
		if (seen.submitted > 0) seen.derived ||= performance.now();
		return decrypt(...args);
	};
	// There to be typed into, and painted: the field has the focus, and the frame after that has begun.
	addEventListener('focusin', ({ target }) => {
		if (seen.locked > 0 || (target as Element).id !== 'passphrase') return;
		requestAnimationFrame(() =>
			requestAnimationFrame(() => {
				seen.locked ||= performance.now();
				console.debug('seen: locked');
			})
		);
	});
	new MutationObserver(() => {
		if (seen.question === 0 && document.querySelector('.question h1')) {
			seen.question = performance.now();
			console.debug('seen: question');
		}
	}).observe(document, { childList: true, subtree: true });
}

async function slowed(page: Page, rate: number): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate });
}

/** Milliseconds from each tap to the completed transaction. */
async function taps(page: Page): Promise<number[]> {
	const figures: number[] = [];
	for (let nth = 0; nth < TAPS; nth += 1) {
		figures.push(
			await page.evaluate(async (turn) => {
				const { seen } = globalThis as unknown as { seen: { completed: (at: number) => void } };
				const radios = document.querySelectorAll<HTMLInputElement>('.question input[type=radio]');
				const completed = new Promise<number>((done) => (seen.completed = done));
				const began = performance.now();
				radios[turn % 2]?.click();
				return (await completed) - began;
			}, nth)
		);
		// A person does not tap again within a tenth of a second.
		await new Promise((done) => setTimeout(done, 100));
	}
	return figures;
}

/** The same for a plain form with a plain save, on a page of ours that has no worker. */
async function floor(page: Page): Promise<number[]> {
	return page.evaluate(async (count) => {
		const figures: number[] = [];
		const radio = document.createElement('input');
		radio.type = 'checkbox';
		radio.addEventListener('change', () =>
			localStorage.setItem('answer', JSON.stringify({ checked: radio.checked, note: 'x'.repeat(4000) }))
		);
		document.body.append(radio);
		for (let nth = 0; nth < count; nth += 1) {
			const began = performance.now();
			radio.click();
			figures.push(performance.now() - began);
			await new Promise((done) => setTimeout(done, 20));
		}
		localStorage.removeItem('answer');
		return figures;
	}, TAPS);
}

/** Milliseconds from the tap on Continue in the list of audits to the question on the screen, each time. */
async function openings(page: Page, origin: string): Promise<number[]> {
	const figures: number[] = [];
	for (let nth = 0; nth < OPENINGS; nth += 1) {
		await page.getByRole('link', { name: 'My audits' }).first().click();
		await page.waitForURL(`${origin}/assignments`);
		const go = page.getByRole('link', { name: /^Continue/ }).first();
		await go.waitFor();
		await page.evaluate(() => {
			(globalThis as unknown as { seen: { question: number } }).seen.question = 0;
		});
		const tapped = await go.evaluate((link: HTMLAnchorElement) => {
			const at = performance.now();
			link.click();
			return at;
		});
		await page.locator('.question h1').waitFor();
		figures.push(
			(await page.evaluate(() => (globalThis as unknown as { seen: { question: number } }).seen.question)) - tapped
		);
	}
	return figures;
}

/** Milliseconds from a closed browser to the field of the plain page, its server switched off, each time. */
async function plainStarts(profile: string, origin: string, rate: number): Promise<number[]> {
	const figures: number[] = [];
	for (let nth = 0; nth < STARTS; nth += 1) {
		const context = await chromium.launchPersistentContext(profile, options);
		try {
			await context.addInitScript(watch);
			const cold = context.pages()[0] ?? (await context.newPage());
			await slowed(cold, rate);
			const isThere = cold.waitForEvent('console', { predicate: (message) => message.text() === 'seen: locked' });
			await cold.goto(origin, { waitUntil: 'commit' });
			await isThere;
			figures.push(await cold.evaluate(() => (globalThis as unknown as { seen: { locked: number } }).seen.locked));
		} finally {
			await context.close();
		}
	}
	return figures;
}

/** The floor of it: a plain form with as many questions, filled from localStorage. */
async function plainOpenings(page: Page): Promise<number[]> {
	return page.evaluate(
		({ count, questions }) => {
			localStorage.setItem('answers', JSON.stringify(Array.from({ length: questions }, () => 'x'.repeat(50))));
			const figures: number[] = [];
			for (let nth = 0; nth < count; nth += 1) {
				const began = performance.now();
				const form = document.createElement('form');
				for (const answer of JSON.parse(localStorage.getItem('answers') ?? '[]') as string[]) {
					const text = document.createElement('input');
					text.value = answer;
					form.append(text);
				}
				document.body.append(form);
				form.getBoundingClientRect();
				figures.push(performance.now() - began);
				form.remove();
			}
			localStorage.removeItem('answers');
			return figures;
		},
		{ count: OPENINGS, questions: QUESTIONS }
	);
}

export async function bench(): Promise<Row[]> {
	const server = await serve();
	const profile = mkdtempSync(join(tmpdir(), 'golden-thread-profile-'));
	let context: BrowserContext | null = null;
	let plainServer: PlainPage | null = null;
	const rows: Row[] = [];
	try {
		await server.seed();
		await server.start();
		context = await chromium.launchPersistentContext(profile, options);
		await context.addInitScript(watch);
		const page = await context.newPage();
		await signInOn(page, server.origin);
		await setUpVault(page);
		await openFirstPlan(page);
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
		const address = page.url();

		plainServer = await plainPage();
		const plain = await context.newPage();
		await plain.goto(plainServer.origin);
		await plain.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
		await plain.goto(`${server.origin}/cookies`);
		for (const rate of [1, 4]) {
			const at = rate === 1 ? '' : ` at ${rate}x CPU slowdown`;
			await page.bringToFront();
			await slowed(page, rate);
			await page.evaluate(() => {
				(globalThis as unknown as { seen: { shift: number } }).seen.shift = 0;
			});
			const own = await taps(page);
			const shift = await page.evaluate(() => (globalThis as unknown as { seen: { shift: number } }).seen.shift);
			const opened = await openings(page, server.origin);
			await plain.bringToFront();
			await slowed(plain, rate);
			const least = await floor(plain);
			const leastOpened = await plainOpenings(plain);
			rows.push(
				{ what: `tap to saved, p50${at}`, value: percentile(own, 50), unit: 'ms' },
				{
					what: `tap to saved, p95${at}`,
					value: percentile(own, 95),
					unit: 'ms',
					...(rate === 4 ? { aim: 'at most 50' } : {})
				},
				{ what: `plain form to localStorage, p95${at}`, value: percentile(least, 95), unit: 'ms' },
				{ what: `layout shift of ${TAPS} answers${at}`, value: shift, unit: 'score', aim: '0' },
				{
					what: `an audit opens from the list, p50${at}`,
					value: percentile(opened, 50),
					unit: 'ms',
					...(rate === 4 ? { aim: 'under 300' } : {})
				},
				{
					what: `plain form of ${QUESTIONS} questions from localStorage, p50${at}`,
					value: percentile(leastOpened, 50),
					unit: 'ms'
				}
			);
		}
		await context.close();

		await server.stop();
		await plainServer.stop();
		for (const rate of [1, 4]) {
			rows.push({
				what: `offline cold start to the field of a plain page, p50${rate === 1 ? '' : ` at ${rate}x CPU slowdown`}`,
				value: percentile(await plainStarts(profile, plainServer.origin, rate), 50),
				unit: 'ms'
			});
			for (const typing of TYPINGS) {
				const starts: number[] = [];
				const unlockings: number[] = [];
				const derivations: number[] = [];
				const asked: number[] = [];
				for (let nth = 0; nth < STARTS; nth += 1) {
					context = await chromium.launchPersistentContext(profile, options);
					await context.addInitScript(watch);
					const cold = context.pages()[0] ?? (await context.newPage());
					await slowed(cold, rate);
					const shows = (what: string) =>
						cold.waitForEvent('console', { predicate: (message) => message.text() === `seen: ${what}` });
					const isLocked = shows('locked');
					await cold.goto(address, { waitUntil: 'commit' });
					await isLocked;
					await new Promise((done) => setTimeout(done, typing));
					await cold.locator('#passphrase').fill(PASSPHRASE);
					const isOpen = shows('question');
					await cold.keyboard.press('Enter');
					await isOpen;
					const { locked, submitted, derived, question } = await cold.evaluate(
						() =>
							(globalThis as unknown as { seen: Record<'locked' | 'submitted' | 'derived' | 'question', number> }).seen
					);
					asked.push(locked);
					unlockings.push(question - submitted);
					derivations.push(derived - submitted);
					starts.push(locked + question - submitted);
					await context.close();
				}
				const at = `${typing > 0 ? `, ${typing / 1000} s of typing left out` : ', typed at once'}${rate === 1 ? '' : ` at ${rate}x CPU slowdown`}`;
				rows.push(
					{
						what: `offline cold start to the field for the passphrase, p50${at}`,
						value: percentile(asked, 50),
						unit: 'ms'
					},
					{
						what: `unlocking: from the tap to the open draft, p50${at}`,
						value: percentile(unlockings, 50),
						unit: 'ms',
						...(rate === 4 && typing > 0 ? { aim: 'under 1,200' } : {})
					},
					{
						what: `of it until the passphrase has become a key, p50${at}`,
						value: percentile(derivations, 50),
						unit: 'ms'
					},
					{
						what: `offline cold start to the open draft, p50${at}`,
						value: percentile(starts, 50),
						unit: 'ms',
						...(typing > 0 ? { aim: 'under 1,000' } : {})
					},
					{
						what: `offline cold start to the open draft, slowest of ${STARTS}${at}`,
						value: percentile(starts, 100),
						unit: 'ms'
					}
				);
			}
		}
	} finally {
		await context?.close().catch(() => undefined);
		await plainServer?.stop().catch(() => undefined);
		await server.close();
		rmSync(profile, { recursive: true, force: true });
	}
	return rows;
}
