/**
 * R8: the power goes while an auditor works. Whatever the screen had said was saved must be on the disk at that moment, and the audit
 * opens with it. The same cuts with the browsers' default durability, which flushes later, must lose something: else the test sees nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { integer, randomStream } from '#lib/domain/random.ts';
import { diskAt, readFolder, readTrace, writeFolder, type DiskEvent } from '../support/disk-trace.ts';
import { COUNT, SEED } from '../support/faults.ts';
import { serve, type Served } from '../support/served.ts';
import { newProfile, startBrowser, type Profile } from '../support/tablet-browser.ts';
import { beginFirstAudit, enter, noteText, savedTexts, watchSaved, type SavedText } from '../support/fault-page.ts';

const CUTS = COUNT(50);
/** Where nothing can record a browser's system calls, `npm test` says that these were not run. */
const canTrace = spawnSync(process.env.STRACE_PATH || 'strace', ['-V']).status === 0;
const BASE = 'Default/IndexedDB';

let server: Served;
let profile: Profile;
let address: string;

beforeAll(async () => {
	server = await serve();
	await server.seed();
	await server.start();
	profile = newProfile();
	const browser = await startBrowser(profile);
	address = await beginFirstAudit(browser.page, server.origin);
	await browser.close();
	await server.stop();
}, 180_000);

afterAll(async () => {
	await server?.close();
	profile?.remove();
});

/** An auditor writes a note with the network gone, piece by piece, until the power goes. */
async function workUntilPowerCut(relaxed: boolean): Promise<{
	saved: readonly SavedText[];
	events: readonly DiskEvent[];
	before: ReadonlyMap<string, Buffer>;
}> {
	const used = profile.copy();
	const folder = mkdtempSync(join(tmpdir(), 'golden-thread-trace-'));
	const trace = join(folder, 'trace');
	try {
		const before = readFolder(join(used.folder, BASE));
		const browser = await startBrowser(used, { trace, prepare: relaxed ? relax : undefined });
		const { page } = browser;
		await enter(page, address);
		await watchSaved(page);
		for (let piece = 1; piece <= Math.max(12, Math.ceil(CUTS / 2)); piece += 1) {
			await page.locator('#note').press('End');
			await page.locator('#note').pressSequentially(`Piece ${piece}. `);
			await page.waitForFunction(
				(wanted) =>
					(globalThis as unknown as { savedTexts: { text: string }[] }).savedTexts.some(({ text }) =>
						text.includes(wanted)
					),
				`Piece ${piece}. `
			);
		}
		const saved = await savedTexts(page);
		await browser.kill();
		return { saved, before, events: readTrace(readFileSync(trace, 'utf8'), join(used.folder, BASE)) };
	} finally {
		used.remove();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Runs in the page: what the browser does by itself where nobody asks for more. */
function relax(): void {
	const open = IDBDatabase.prototype.transaction;
	IDBDatabase.prototype.transaction = function (this: IDBDatabase, names, mode) {
		return open.call(this, names, mode, { durability: 'relaxed' });
	};
}

/** Gives the note as the audit shows it on a browser whose disk lies as after a cut. */
async function noteAfter(files: ReadonlyMap<string, Buffer>): Promise<string | null> {
	const used = profile.copy();
	rmSync(join(used.folder, BASE), { recursive: true, force: true });
	writeFolder(join(used.folder, BASE), files);
	const browser = await startBrowser(used);
	try {
		await enter(browser.page, address);
		return await noteText(browser.page);
	} finally {
		await browser.close();
		used.remove();
	}
}

test.skipIf(!canTrace)(
	`whatever was shown as saved is there after a power cut (${CUTS} cuts)`,
	{ timeout: 900_000 },
	async () => {
		const { saved, events, before } = await workUntilPowerCut(false);
		expect(events.some(({ kind }) => kind === 'flush')).toBe(true);
		const random = randomStream(`${SEED} power cut`);
		let forgotten = 0;
		for (let nth = 0; nth < CUTS; nth += 1) {
			const shown = saved[integer(random, saved.length)]!;
			const cut = diskAt(before, events, shown.at);
			forgotten += cut.forgotten;
			expect(await noteAfter(cut.files), `cut at ${shown.at}, seed ${SEED}`).toContain(shown.text.trim());
		}
		// Said so that a run shows that there was something to forget in some of the cuts.
		console.log(
			`R8: ${CUTS} cuts among ${saved.length} times that the screen said saved, ${forgotten} bytes forgotten`
		);
	}
);

test.skipIf(!canTrace)(
	'with the default durability the same cuts lose what was shown as saved',
	{ timeout: 300_000 },
	async () => {
		const { saved, events, before } = await workUntilPowerCut(true);
		// The words were written and not flushed: an empty record would lose them too, and show nothing.
		expect(events.some(({ kind }) => kind === 'write')).toBe(true);
		const last = saved.at(-1)!;
		const note = await noteAfter(diskAt(before, events, last.at).files).catch(() => null);
		expect(note ?? '').not.toContain(last.text.trim());
	}
);
