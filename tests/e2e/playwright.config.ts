import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// The browser that is there: named by the launcher, else the usual places, else Playwright's own.
const executablePath = [
	process.env.CHROMIUM_PATH,
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome'
].find((path) => path && existsSync(path));

export default defineConfig({
	testDir: '.',
	testMatch: '*.e2e.ts',
	globalSetup: '../support/seeded-once.ts',
	outputDir: '../../test-results',
	fullyParallel: false,
	// Files side by side; each has a server and a store of its own.
	workers: 2,
	retries: 0,
	timeout: 240_000,
	expect: { timeout: 15_000 },
	reporter: 'list',
	use: {
		viewport: { width: 1180, height: 820 },
		actionTimeout: 20_000,
		navigationTimeout: 30_000,
		locale: 'en-GB',
		timezoneId: 'Europe/London',
		// A record of every step costs a third of the time, so it is made when somebody looks for a fault.
		trace: process.env.TRACE ? 'retain-on-failure' : 'off',
		launchOptions: {
			...(executablePath ? { executablePath } : {}),
			args: [
				...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync'
			]
		}
	}
});
