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

install();
const CHROMIUM_PATH = browser();
const PROXY_PATHS = proxies();
const STRACE_PATH = tracer();
webkit();

const folder = mkdtempSync(join(tmpdir(), 'golden-thread-test-'));
let passed = 0;
let failed = 0;
/** @type {string[]} */
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
 * @param {(json: any) => { passed: number, failed: number }} counts
 */
function suite(name, act, counts) {
	console.log(`\n── ${name}`);
	const began = Date.now();
	const report = join(folder, `${name.replaceAll(' ', '-')}.json`);
	const code = act(report);
	const found = existsSync(report) ? counts(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 1 };
	// A runner that fails outside any test, or that found no test, has failed all the same.
	if ((code !== 0 || found.passed === 0) && found.failed === 0) found.failed = 1;
	passed += found.passed;
	failed += found.failed;
	if (found.failed > 0) failures.push(name);
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
/** @param {{ numPassedTests: number, numFailedTests: number, numFailedTestSuites: number }} json */
const vitestCounts = (json) => ({
	passed: json.numPassedTests,
	failed: Math.max(json.numFailedTests, json.numFailedTestSuites > 0 ? 1 : 0)
});

/**
 * Gives the browser tests that were left out for a reason of their own; those behind a failed one have none.
 * @param {{ suites?: any[], specs?: any[] }} within a suite of Playwright's report, or the report
 * @returns {string[]}
 */
function skippedIn({ suites = [], specs = [] }) {
	const own = specs.flatMap((spec) =>
		spec.tests
			.flatMap((/** @type {any} */ test) => test.annotations)
			.filter((/** @type {any} */ { type, description }) => type === 'skip' && description)
			.map((/** @type {any} */ { description }) => `${spec.title} (${description})`)
	);
	return [...own, ...suites.flatMap(skippedIn)];
}

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
		return { passed: json.stats.expected, failed: json.stats.unexpected + json.stats.flaky };
	}
);

rmSync(folder, { recursive: true, force: true });
if (notRun.length > 0) console.log(`\nNot run:\n${notRun.map((each) => `  ${each}`).join('\n')}`);
if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
