import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import plan from '../../../src/lib/client/practice/plan.json' with { type: 'json' };
import questions from '../../../src/lib/client/practice/questions.json' with { type: 'json' };
import {
	nextOpen,
	Practice,
	practiceAgreement,
	practiceCriterion,
	practiceFaults,
	textOf,
	type PracticeRubric
} from '#lib/domain/practice.ts';
import { Rubric } from '#lib/domain/rubric.ts';

const practice = Practice.parse(plan);
const rubric = Rubric.parse(
	JSON.parse(
		readFileSync(
			new URL(`../../../seeds/rubrics/${practice.rubricId}-${practice.rubricVersion}.json`, import.meta.url)
		).toString()
	)
);

describe('the practice that is shipped', () => {
	test('is sound beside the rubric that it names', () => {
		expect(practiceFaults(practice, rubric)).toEqual([]);
	});

	test('asks at least twelve questions, over all parts of the plan from B to K, and uses every answer', () => {
		const ids = practice.questions.map(({ criterionId }) => criterionId);
		expect(ids.length).toBeGreaterThanOrEqual(12);
		const parts = ['B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K'];
		expect(parts.filter((part) => !ids.some((id) => id.startsWith(part)))).toEqual([]);
		expect(new Set(practice.questions.map(({ level }) => level))).toEqual(new Set(['met', 'partly', 'not_met']));
	});

	test('carries its questions word for word as the rubric has them', () => {
		const asked = new Set(practice.questions.map(({ criterionId }) => criterionId));
		const part: PracticeRubric = {
			rubricId: rubric.rubricId,
			version: rubric.version,
			answerScale: rubric.answerScale,
			evidenceKinds: rubric.evidenceKinds,
			noteRules: rubric.noteRules,
			sections: rubric.sections
				.map((section) => ({ ...section, criteria: section.criteria.filter(({ id }) => asked.has(id)) }))
				.filter(({ criteria }) => criteria.length > 0)
		};
		expect(questions).toEqual(part);
	});

	test('names no person, place or number that could be somebody’s', () => {
		const text = practice.plan.map(textOf).join('\n');
		expect(text).not.toMatch(/\b(he|she|his|her|him|hers)\b/i);
		expect(text).not.toMatch(/\b\d{6,}\b|\b[A-Z]{1,2}\d{1,2} ?\d[A-Z]{2}\b|@/);
		expect(text).not.toMatch(/\b(Mr|Mrs|Ms|Miss|Dr)\b/);
	});
});

describe('faults of a practice', () => {
	const [first] = practice.questions;
	const withFirst = (changed: object) => ({
		...practice,
		questions: [{ ...first, ...changed }, ...practice.questions.slice(1)]
	});
	test.each([
		['another version', { ...practice, rubricVersion: '9.9.9' }, /names ehcp-full-audit@9.9.9/],
		['an unknown question', withFirst({ criterionId: 'B.99' }), /B.99 is not a question/],
		['a question twice', withFirst({ criterionId: 'B.3' }), /B.3 is asked twice/],
		['words that are not there', withFirst({ quotes: [{ section: 'B', words: 'nowhere' }] }), /"nowhere" is not in/],
		['a section that is not there', withFirst({ quotes: [{ section: 'Z', words: 'x' }] }), /does not have/],
		// A date check has no answer "partly"; the practice may only ask what can be answered so.
		['a level that is not allowed', withFirst({ criterionId: 'C.7' }), /C.7 cannot be answered "met"/]
	])('%s', (_, wrong, words) => {
		expect(practiceFaults(wrong as typeof practice, rubric).join('\n')).toMatch(words);
	});
});

describe('how it went', () => {
	const all = Object.fromEntries(practice.questions.map(({ criterionId, level }) => [criterionId, level]));

	test('counts what agrees with the reference out of what was answered', () => {
		expect(practiceAgreement(practice, {})).toEqual({ agreed: 0, of: 0, differing: [] });
		const count = practice.questions.length;
		expect(practiceAgreement(practice, all)).toEqual({ agreed: count, of: count, differing: [] });
		const other = practiceAgreement(practice, { ...all, 'B.1': 'not_met' });
		expect(other).toMatchObject({ agreed: count - 1, of: count });
		expect(other.differing.map(({ criterionId }) => criterionId)).toEqual(['B.1']);
	});

	test('the next question is the first without an answer', () => {
		expect(nextOpen(practice, {})?.criterionId).toBe('B.1');
		expect(nextOpen(practice, { 'B.1': 'partly' })?.criterionId).toBe('B.3');
		expect(nextOpen(practice, all)).toBeNull();
	});

	test('a question that is not there is a fault of ours', () => {
		expect(practiceCriterion(questions as unknown as PracticeRubric, 'B.1').id).toBe('B.1');
		expect(() => practiceCriterion(questions as unknown as PracticeRubric, 'Z.1')).toThrow(RangeError);
	});
});
