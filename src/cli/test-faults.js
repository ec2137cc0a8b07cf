/** `npm run test:faults`: every fault test with its full count, which takes hours; `npm test` runs a tenth. */
import { browser, build, install, tool, tracer } from './machine.js';

install();
const CHROMIUM_PATH = browser();
const STRACE_PATH = tracer();
const settings = { CHROMIUM_PATH, STRACE_PATH, FAULTS: 'full', SCHEDULES: process.env.SCHEDULES ?? '10000' };
const code = build() || tool('vitest', ['run', '--project', 'faults', '--project', 'scenarios'], settings);
process.exit(code);
