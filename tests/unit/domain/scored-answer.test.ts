import { describe, expect, test } from 'vitest';
import { allowedLevels, type Context } from '#lib/domain/rubric.ts';
import type { ScoredAnswers } from '#lib/domain/scored-answer.ts';
import { answersViolations, auditResult, overallResult, sectionResult } from '#lib/domain/scoring.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';
import { allMetBut, year4 } from './scoring-builder.ts';

describe('what has to be put right before scoring', () => {
	test.each<[string, Record<string, unknown>, Partial<Context>, string, string]>([
		['an unknown criterion', { 'F.9': { level: 'met' } }, {}, 'F.9', 'answer.unknown_criterion'],
		['a name that every object has', { constructor: { level: 'met' } }, {}, 'constructor', 'answer.unknown_criterion'],
		['an unknown level', { 'F.1': { level: 'excellent' } }, {}, 'F.1', 'answer.level'],
		['does not apply, not offered', { 'F.1': { level: 'not_applicable' } }, {}, 'F.1', 'answer.level'],
		['cannot tell, not offered', { 'F.1': { level: 'cannot_tell' } }, {}, 'F.1', 'answer.level'],
		['yes to a scale', { 'F.1': { level: 'yes' } }, {}, 'F.1', 'answer.level'],
		['met to what is only recorded', { 'C.7': { level: 'met' } }, {}, 'C.7', 'answer.level'],
		['does not apply, not offered for a record', { 'C.7': { level: 'not_applicable' } }, {}, 'C.7', 'answer.level'],
		[
			'a level not offered to a criterion outside the context',
			{ 'F.6': { level: 'not_applicable' } },
			{},
			'F.6',
			'answer.level'
		],
		['an unknown option', { 'K.5': { level: 'yes', listed: ['gp', 'dentist'] } }, {}, 'K.5', 'answer.listed'],
		['a list where there is none', { 'F.1': { level: 'met', listed: ['gp'] } }, {}, 'F.1', 'answer.listed'],
		['an unknown profile', {}, { profile: 'quick' }, 'context.profile', 'context.profile'],
		['an unknown year group', {}, { yearGroup: null }, 'context.yearGroup', 'context.yearGroup'],
		['an unknown plan kind', {}, { planKind: null as unknown as 'new' }, 'context.planKind', 'context.planKind'],
		['a section that cannot be switched off', {}, { switchedOff: ['B'] }, 'context.switchedOff', 'context.switchedOff']
	])('%s', (_what, bad, change, field, code) => {
		const answers = { ...allMetBut({}), ...bad } as ScoredAnswers;
		const context = { ...year4, ...change };
		expect(answersViolations(rubric, answers, context)).toEqual([
			{ field, code, message: expect.any(String) as string }
		]);
		expect(() => sectionResult(rubric, 'F', answers, context)).toThrow(RangeError);
		expect(() => overallResult(rubric, [], answers, context)).toThrow(code);
		expect(() => auditResult(rubric, answers, context)).toThrow(field);
	});

	test('nothing in whole audits with every level that is offered', () => {
		for (const item of rubric.sections.flatMap((one) => one.criteria)) {
			for (const level of allowedLevels(item)) {
				expect(answersViolations(rubric, { [item.id]: { level } }, year4)).toEqual([]);
			}
		}
		expect(answersViolations(rubric, {}, year4)).toEqual([]);
		expect(
			answersViolations(
				rubric,
				{ 'K.5': { level: 'yes', listed: ['gp', 'hearing'] }, 'F.1': { level: 'met', listed: [] } },
				year4
			)
		).toEqual([]);
	});

	test("a missing note and a missing answer are somebody else's to find", () => {
		expect(answersViolations(rubric, { 'F.1': { level: 'not_met' } }, year4)).toEqual([]);
	});

	test('every fault is listed', () => {
		const answers = { 'F.9': { level: 'met' }, 'F.1': { level: 'yes', listed: ['gp'] } } as const;
		expect(answersViolations(rubric, answers, { ...year4, yearGroup: null }).map(({ code }) => code)).toEqual([
			'context.yearGroup',
			'answer.level',
			'answer.listed',
			'answer.unknown_criterion'
		]);
	});

	test('a section that is not in the rubric is refused', () => {
		expect(() => sectionResult(rubric, 'Z', {}, year4)).toThrow('no section "Z"');
		expect(() => sectionResult(rubric, 'F.1', {}, year4)).toThrow(RangeError);
	});
});
