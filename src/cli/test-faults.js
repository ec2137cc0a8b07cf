/** `npm run test:faults`: every fault test with its full count, which takes hours; `npm test` runs a tenth. */
import { browser, build, install, tool, tracer } from './machine.js';

install();
const CHROMIUM_PATH = browser();
const STRACE_PATH = tracer();
const settings = { CHROMIUM_PATH, STRACE_PATH, FAULTS: 'full', SCHEDULES: process.env.SCHEDULES ?? '10000' };
const projects = ['faults', 'scenarios', 'integration'].flatMap((project) => ['--project', project]);
const files = ['tests/faults', 'tests/scenarios', 'failing-storage', 'failing-queries', 'full-disk', 'two-tabs'];
const inBrowser = ['test', '--config', 'tests/e2e/playwright.config.ts', 'tests/e2e/full-disk.e2e.ts'];
const code =
	build() || tool('vitest', ['run', ...projects, ...files], settings) || tool('playwright', inBrowser, settings);
process.exit(code);
