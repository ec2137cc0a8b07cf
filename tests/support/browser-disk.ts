/** The room that a browser gives to what a page keeps: filled, and freed again; and what the page says of it meanwhile. */
import type { Page } from '@playwright/test';

/**
 * Fills what is left of the browser's room for this origin: it looks at that anew only once a write does not fit. Gives the name of the error
 * with which the smallest write ends.
 */
export async function fill(page: Page): Promise<string | undefined> {
	const chrome = await page.context().newCDPSession(page);
	const { origin } = new URL(page.url());
	const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
	await chrome.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 3_000_000 });
	return page.evaluate(async () => {
		const opening = indexedDB.open('filler');
		opening.onupgradeneeded = () => opening.result.createObjectStore('filler', { autoIncrement: true });
		const db = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
		let why: string | undefined;
		const add = (size: number) =>
			new Promise<boolean>((done) => {
				const transaction = db.transaction('filler', 'readwrite');
				transaction.objectStore('filler').add('x'.repeat(size));
				transaction.oncomplete = () => done(true);
				transaction.onabort = () => {
					why = transaction.error?.name;
					done(false);
				};
			});
		for (const size of [1_000_000, 100_000, 10_000, 1_000, 100]) while (await add(size));
		db.close();
		return why;
	});
}

/** Somebody frees space on the tablet. */
export async function makeRoom(page: Page): Promise<void> {
	const chrome = await page.context().newCDPSession(page);
	const { origin } = new URL(page.url());
	await chrome.send('Storage.overrideQuotaForOrigin', { origin });
	await page.evaluate(
		() =>
			new Promise<void>((done, failed) => {
				const deleting = indexedDB.deleteDatabase('filler');
				deleting.onsuccess = () => done();
				deleting.onerror = () => failed(deleting.error ?? new Error('the filler stays'));
			})
	);
}

/**
 * From here on the page notes, with each picture that it paints, what stands in the note and which answer is chosen while the screen says that
 * all is saved.
 */
export async function watchPainted(page: Page): Promise<void> {
	await page.evaluate(() => {
		const painted = new Set<string>();
		(globalThis as unknown as { painted: Set<string> }).painted = painted;
		const look = () => {
			if (document.querySelector('[data-saving=saved]') !== null) {
				painted.add(document.querySelector<HTMLTextAreaElement>('#note')?.value ?? '');
				painted.add(document.querySelector<HTMLInputElement>('.question input[name=answer]:checked')?.value ?? '');
			}
			requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	});
}

/** Gives what was shown as saved, and begins anew. */
export async function paintedSaved(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const { painted } = globalThis as unknown as { painted: Set<string> };
		const all = [...painted];
		painted.clear();
		return all;
	});
}
