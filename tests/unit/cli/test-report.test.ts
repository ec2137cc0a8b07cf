/** What `npm test` says at its end names what failed: the pages before are often cut where they are read. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../src/cli/machine.js';
import { browserCounts, skippedIn, vitestCounts } from '../../../src/cli/test-report.js';

const passing = { status: 'passed', fullName: 'a sum adds up' };

test('a failed test is named with the opening of its reason, without colours', () => {
	const report = {
		numPassedTests: 1,
		numFailedTests: 1,
		numFailedTestSuites: 1,
		testResults: [
			{
				name: join(root, 'tests/unit/sum.test.ts'),
				status: 'failed',
				assertionResults: [
					passing,
					{
						status: 'failed',
						fullName: 'a sum is even',
						failureMessages: [
							'\u001b[31mProperty failed after 3 tests\u001b[39m\n{ seed: 7 }\n\nCounterexample: [1]\nc\nd\ne'
						]
					}
				]
			},
			{ name: join(root, 'tests/unit/ok.test.ts'), status: 'passed', assertionResults: [passing] }
		]
	};
	expect(vitestCounts(report)).toEqual({
		passed: 1,
		failed: 1,
		failures: [
			'tests/unit/sum.test.ts: a sum is even\n    Property failed after 3 tests\n    { seed: 7 }\n    Counterexample: [1]\n    c\n    d'
		]
	});
});

test('a file that could not be read at all is one failure, named', () => {
	const report = {
		numPassedTests: 0,
		numFailedTests: 0,
		numFailedTestSuites: 1,
		testResults: [
			{ name: join(root, 'tests/unit/x.test.ts'), status: 'failed', message: 'No such module', assertionResults: [] }
		]
	};
	expect(vitestCounts(report)).toEqual({
		passed: 0,
		failed: 1,
		failures: ['tests/unit/x.test.ts\n    No such module']
	});
});

test('a browser test that passed at its second try has failed; one left out is told with its reason', () => {
	const spec = (title: string, status: string, more: object) => ({
		file: 'a.e2e.ts',
		title,
		tests: [{ status, annotations: [], results: [], ...more }]
	});
	const report = {
		stats: { expected: 1, unexpected: 1, flaky: 1 },
		suites: [
			{
				specs: [
					spec('fine', 'expected', {}),
					spec('broken', 'unexpected', { results: [{ error: { message: 'Not visible' } }] })
				],
				suites: [
					{
						specs: [
							spec('wavers', 'flaky', { results: [{ error: { message: 'Too slow' } }, {}] }),
							spec('elsewhere', 'skipped', { annotations: [{ type: 'skip', description: 'no WebKit' }] })
						]
					}
				]
			}
		]
	};
	expect(browserCounts(report)).toEqual({
		passed: 1,
		failed: 2,
		failures: ['a.e2e.ts: broken\n    Not visible', 'a.e2e.ts: wavers\n    Too slow']
	});
	expect(skippedIn(report)).toEqual(['elsewhere (no WebKit)']);
});
