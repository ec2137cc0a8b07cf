/** Reads the reports of the test runners: how many passed and failed, and what to look at first. */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './machine.js';

/**
 * The opening lines of a reason, without the colours of a terminal: a property that failed names its seed in the second and what
 * broke it in the third.
 * @param {string} [words]
 */
function opening(words = '') {
	const lines = stripVTControlCharacters(words)
		.split('\n')
		.filter((line) => line.trim() !== '');
	return lines
		.slice(0, 5)
		.map((line) => `\n    ${line.trim().slice(0, 300)}`)
		.join('');
}

/**
 * What Vitest's report holds, in the words of `npm test`.
 * @typedef {{ status: string, fullName: string, failureMessages?: string[] }} VitestCase
 * @param {{ numPassedTests: number, numFailedTests: number, numFailedTestSuites: number,
 *   testResults: { name: string, status: string, message?: string, assertionResults: VitestCase[] }[] }} json
 */
export const vitestCounts = (json) => ({
	passed: json.numPassedTests,
	failed: Math.max(json.numFailedTests, json.numFailedTestSuites > 0 ? 1 : 0),
	failures: json.testResults
		.filter(({ status }) => status === 'failed')
		.flatMap(({ name, message, assertionResults }) => {
			const file = relative(root, name);
			const cases = assertionResults.filter(({ status }) => status === 'failed');
			return cases.length === 0
				? [`${file}${opening(message)}`]
				: cases.map(({ fullName, failureMessages }) => `${file}: ${fullName}${opening(failureMessages?.[0])}`);
		})
});

/**
 * Gives the browser tests that did not pass at their first try, each with its reason.
 * @param {{ suites?: any[], specs?: any[] }} within a suite of Playwright's report, or the report
 * @returns {string[]}
 */
function failedIn({ suites = [], specs = [] }) {
	const own = specs
		.filter((spec) => spec.tests.some((/** @type {any} */ { status }) => status === 'unexpected' || status === 'flaky'))
		.map((spec) => {
			const reason = spec.tests
				.flatMap((/** @type {any} */ { results }) => results)
				.find((/** @type {any} */ { error }) => error)?.error;
			return `${spec.file}: ${spec.title}${opening(reason?.message)}`;
		});
	return [...own, ...suites.flatMap(failedIn)];
}

/**
 * What Playwright's report holds, in the words of `npm test`; a test that passed at its second try has failed.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number }, suites?: any[] }} json
 */
export const browserCounts = (json) => ({
	passed: json.stats.expected,
	failed: json.stats.unexpected + json.stats.flaky,
	failures: failedIn(json)
});

/**
 * Gives the browser tests that were left out for a reason of their own; those behind a failed one have none.
 * @param {{ suites?: any[], specs?: any[] }} within a suite of Playwright's report, or the report
 * @returns {string[]}
 */
export function skippedIn({ suites = [], specs = [] }) {
	const own = specs.flatMap((spec) =>
		spec.tests
			.flatMap((/** @type {any} */ test) => test.annotations)
			.filter((/** @type {any} */ { type, description }) => type === 'skip' && description)
			.map((/** @type {any} */ { description }) => `${spec.title} (${description})`)
	);
	return [...own, ...suites.flatMap(skippedIn)];
}
