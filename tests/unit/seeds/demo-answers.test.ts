/** The invented model of auditors: its patterns, and that its audits could be sent. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Rubric } from '#lib/domain/rubric.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import { submit } from '#lib/domain/submission.ts';
import { auditedDraft, type DemoAuditor } from '#seeds/demo/answers.ts';

const rubric = Rubric.parse(
	JSON.parse(readFileSync(new URL('../../../seeds/rubrics/ehcp-full-audit-0.2.0.json', import.meta.url), 'utf8'))
);
const usual: DemoAuditor = { key: 'somebody', agency: 'school', severity: 'usual' };
const BEGUN = '2025-10-01T09:00:00.000Z';
const DONE = '2025-10-01T10:30:00.000Z';

function draft(number: number, auditor = usual, term = 0, profile = 'full') {
	const context = {
		profile,
		yearGroup: (number % 20) - 2,
		planKind: number % 4 ? ('new' as const) : ('amended' as const),
		phaseTransfer: number % 7 === 0
	};
	return auditedDraft(
		{
			assignmentId: '01900000-0000-7000-8000-000000000000',
			rubricId: rubric.rubricId,
			rubricVersion: rubric.version,
			context,
			revision: 1
		},
		rubric,
		{ key: `plan ${number}`, primaryNeed: 'ASD', dates: noDates() },
		auditor,
		term,
		BEGUN,
		DONE
	);
}

/** Points out of points, of the given criteria over 300 plans. */
function score(of: RegExp, auditor = usual, term = 0): number {
	let points = 0;
	let from = 0;
	for (let number = 0; number < 300; number++) {
		for (const [id, { level }] of Object.entries(draft(number, auditor, term).answers)) {
			if (!of.test(id) || !['met', 'partly', 'not_met'].includes(level)) continue;
			points += level === 'met' ? 2 : level === 'partly' ? 1 : 0;
			from += 2;
		}
	}
	return points / from;
}

describe('an audit of the demonstration', () => {
	test.each(['full', 'plan-only', 'core'])('could be sent, profile %s', (profile) => {
		for (let number = 0; number < 60; number++) {
			const made = submit(draft(number, usual, number % 6, profile), rubric, DONE);
			expect('violations' in made ? made.violations : []).toEqual([]);
		}
	});

	test('is the same when made again', () => {
		expect(draft(7)).toEqual(draft(7));
	});

	test('says nothing in its notes that names a person, a number or a place', () => {
		for (let number = 0; number < 100; number++) {
			for (const { note } of Object.values(draft(number).answers)) {
				if (note === undefined) continue;
				expect(note.length).toBeLessThan(200);
				expect(note).toMatch(/^(Section [A-K][12]?|Whole plan), page \d{1,2}\. /);
				expect(note.replace(/, page \d{1,2}\./, '')).not.toMatch(/\d{3}|@|https?:/);
			}
		}
	});
});

describe('patterns', () => {
	const education = score(/^[ABEFI]\./);

	test('health and social care are weaker', () => {
		expect(score(/^[CG]\./)).toBeLessThan(education - 0.08);
		expect(score(/^(D|H1|H2)\./)).toBeLessThan(education - 0.15);
	});

	test('provision is vague', () => {
		expect(score(/^F\.(2|4)$/)).toBeLessThan(score(/^F\.(1|5|7)$/) - 0.15);
	});

	test('later terms are better', () => {
		expect(score(/./, usual, 5)).toBeGreaterThan(score(/./, usual, 0) + 0.04);
		expect(score(/^F\.2$/, usual, 5)).toBeGreaterThan(score(/^F\.2$/, usual, 0) + 0.08);
	});

	test('strict and lenient auditors differ, but nobody marks everything alike', () => {
		const strict = score(/./, { ...usual, key: 'strict', severity: 'strict' });
		const lenient = score(/./, { ...usual, key: 'lenient', severity: 'lenient' });
		const middle = score(/./);
		expect(strict).toBeLessThan(middle - 0.08);
		expect(lenient).toBeGreaterThan(middle + 0.08);
		expect(strict).toBeGreaterThan(0.3);
		expect(lenient).toBeLessThan(0.97);
	});

	test('two auditors of one plan mostly agree, not always', () => {
		let same = 0;
		let all = 0;
		for (let number = 0; number < 100; number++) {
			const first = draft(number).answers;
			const second = draft(number, { ...usual, key: 'another' }).answers;
			for (const [id, { level }] of Object.entries(first)) {
				if (!/^[A-K]\d?\./.test(id)) continue;
				all += 1;
				if (second[id]?.level === level) same += 1;
			}
		}
		expect(same / all).toBeGreaterThan(0.65);
		expect(same / all).toBeLessThan(0.92);
	});
});
