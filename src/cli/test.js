/**
 * `npm test`: installs what is missing, runs every gate and every test, and ends with `N passed, N failed`.
 * A gate (types, lint, format, build) counts as one test. Everything runs even when something before it failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browser, build, environment, install, proxies, root, tool, tracer, webkit } from './machine.js';
import { browserCounts, skippedIn, vitestCounts } from './test-report.js';

install();
const CHROMIUM_PATH = browser();
const PROXY_PATHS = proxies();
const STRACE_PATH = tracer();
webkit();

const folder = mkdtempSync(join(tmpdir(), 'golden-thread-test-'));
let passed = 0;
let failed = 0;
/** What failed, by name and with the first line of its reason, to be read at the end without the pages before. @type {string[]} */
const failures = [];
/** Tests that this machine cannot run, each with the reason. @type {string[]} */
const notRun = [];

/**
 * Starts one of the tools beside the next gate: each of them keeps one processor busy. Its words are printed when its own turn comes.
 * @param {string} name
 * @param {string[]} args
 */
function beside(name, args) {
	const words = join(folder, `${name}.txt`);
	const file = openSync(words, 'w');
	const child = spawn(join(root, 'node_modules', '.bin', name), args, {
		cwd: root,
		env: { ...process.env, ...environment() },
		stdio: ['ignore', file, file]
	});
	const ended = once(child, 'exit').then(([code]) => /** @type {number} */ (code ?? 1));
	return async () => {
		const code = await ended;
		closeSync(file);
		process.stdout.write(readFileSync(words));
		return code;
	};
}

/** @param {string} name @param {() => number | Promise<number>} act */
async function gate(name, act) {
	console.log(`\n── ${name}`);
	const began = Date.now();
	const code = await act();
	if (code === 0) passed += 1;
	else {
		failed += 1;
		failures.push(name);
	}
	console.log(`── ${name}: ${code === 0 ? 'passed' : 'FAILED'} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
}

/**
 * Runs a test runner that writes its counts as JSON.
 * @param {string} name
 * @param {(report: string) => number} act
 * @param {(json: any) => { passed: number, failed: number, failures: string[] }} counts
 */
function suite(name, act, counts) {
	console.log(`\n── ${name}`);
	const began = Date.now();
	const report = join(folder, `${name.replaceAll(' ', '-')}.json`);
	const code = act(report);
	const found = existsSync(report)
		? counts(JSON.parse(readFileSync(report, 'utf8')))
		: { passed: 0, failed: 1, failures: ['no report was written'] };
	// A runner that fails outside any test, or that found no test, has failed all the same.
	if ((code !== 0 || found.passed === 0) && found.failed === 0) {
		found.failed = 1;
		found.failures.push(`the runner itself (it ended with ${code})`);
	}
	passed += found.passed;
	failed += found.failed;
	failures.push(...found.failures.map((failure) => `${name}: ${failure}`));
	console.log(
		`── ${name}: ${found.passed} passed, ${found.failed} failed (${((Date.now() - began) / 1000).toFixed(1)} s)`
	);
}

/** @param {string} project */
const vitest = (project) => (/** @type {string} */ report) =>
	tool('vitest', ['run', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`], {
		CHROMIUM_PATH,
		STRACE_PATH
	});
const synced = tool('svelte-kit', ['sync']);
const types = beside('svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings']);
await gate('lint', () => tool('eslint', ['--config', '.eslint.config.js', '.']));
await gate('format', () => tool('prettier', ['--check', '--log-level', 'warn', '.']));
await gate('types', async () => (await types()) || synced);
suite('architecture and unit', vitest('unit'), vitestCounts);
suite('integration', vitest('integration'), vitestCounts);
suite('scenarios', vitest('scenarios'), vitestCounts);
await gate('build', build);
suite('faults', vitest('faults'), (json) => {
	if (!STRACE_PATH)
		notRun.push('power cuts under the browser (there is no strace here, and it could not be installed)');
	return vitestCounts(json);
});
suite(
	'browser',
	(report) =>
		tool('playwright', ['test', '--config', 'tests/e2e/playwright.config.ts', '--reporter=list,json'], {
			CHROMIUM_PATH,
			...PROXY_PATHS,
			PLAYWRIGHT_JSON_OUTPUT_NAME: report
		}),
	(json) => {
		notRun.push(...skippedIn(json));
		return browserCounts(json);
	}
);

rmSync(folder, { recursive: true, force: true });
if (notRun.length > 0) console.log(`\nNot run:\n${notRun.map((each) => `  ${each}`).join('\n')}`);
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((each) => `  ${each}`).join('\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
