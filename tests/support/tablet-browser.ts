/** A browser with a profile on disk that a fault test can kill, trace and start again, as somebody's tablet. */
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { STRACE } from './disk-trace.ts';

const CHROMIUM = [
	process.env.CHROMIUM_PATH,
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome'
].find((path) => path && existsSync(path));

export interface TabletBrowser {
	readonly context: BrowserContext;
	readonly page: Page;
	/** Kills every process of the browser at once, as an empty battery would. */
	kill(): Promise<void>;
	/** Closes it properly. */
	close(): Promise<void>;
}

/** A folder that goes away with `remove`; `copy` gives another with the same content. */
export interface Profile {
	readonly folder: string;
	copy(): Profile;
	remove(): void;
}

export function newProfile(content?: string): Profile {
	const folder = mkdtempSync(join(tmpdir(), 'golden-thread-profile-'));
	if (content !== undefined) cpSync(content, folder, { recursive: true });
	return {
		folder,
		copy: () => newProfile(folder),
		remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
	};
}

/**
 * Starts the browser on a profile. `prepare` runs in each page before its own scripts; `trace` names the file to which the system calls
 * of all its processes are written.
 */
export async function startBrowser(
	profile: Profile,
	{ prepare, trace }: { readonly prepare?: () => void; readonly trace?: string } = {}
): Promise<TabletBrowser> {
	if (!CHROMIUM) throw new Error('no browser for the tests: install Chromium, or set CHROMIUM_PATH to one');
	// Started by a shell that tells its number and then becomes the browser: Playwright does not say which process it started.
	const starter = mkdtempSync(join(tmpdir(), 'golden-thread-starter-'));
	const script = join(starter, 'browser');
	const traced = trace
		? `'${process.env.STRACE_PATH || 'strace'}' ${STRACE.map((part) => `'${part}'`).join(' ')} -o '${trace}' `
		: '';
	writeFileSync(script, `#!/bin/sh\necho $$ > '${starter}/number'\nexec ${traced}'${CHROMIUM}' "$@"\n`);
	chmodSync(script, 0o755);
	const context = await chromium.launchPersistentContext(profile.folder, {
		executablePath: script,
		viewport: { width: 1180, height: 820 },
		locale: 'en-GB',
		timezoneId: 'Europe/London',
		args: [
			...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync'
		]
	});
	const number = Number(readFileSync(join(starter, 'number'), 'utf8'));
	rmSync(starter, { recursive: true, force: true });
	context.setDefaultTimeout(30_000);
	if (prepare) await context.addInitScript(prepare);
	const page = context.pages()[0] ?? (await context.newPage());
	return {
		context,
		page,
		async kill() {
			const closed = new Promise<void>((done) => context.once('close', () => done()));
			// The whole group: the browser's helpers would write on for a moment without it.
			process.kill(-number, 'SIGKILL');
			await closed;
		},
		close: () => context.close()
	};
}
