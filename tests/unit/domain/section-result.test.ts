import { describe, expect, test } from 'vitest';
import type { Context, Criterion, Level } from '#lib/domain/rubric.ts';
import type { ScoredAnswers } from '#lib/domain/scored-answer.ts';
import { sectionResult } from '#lib/domain/scoring.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';
import { allMetBut, answersOf, inTurn, rubricOf, section, year4 } from './scoring-builder.ts';

describe('the worked example of the rubric', () => {
	const levels = {
		'F.1': 'met',
		'F.2': 'partly',
		'F.3': 'met',
		'F.4': 'partly',
		'F.5': 'met',
		'F.7': 'not_met'
	} as const;

	test('comes out as written', () => {
		expect(section('F', levels)).toEqual({
			sectionId: 'F',
			grade: 'good',
			share: { points: 21, of: 28 },
			uncapped: 'good',
			caps: [
				{ grade: 'good', criterionId: 'F.2', reason: 'F.2 is a legal must answered partly' },
				{ grade: 'good', criterionId: null, reason: expect.stringMatching(/^Outstanding needs/) as string }
			]
		});
	});

	test('and F.6 counts from Year 9 on, as unanswered', () => {
		// 14 of 17: still enough, and the same share.
		expect(section('F', levels, { yearGroup: 9 })).toMatchObject({ grade: 'good', share: { points: 21, of: 28 } });
		expect(section('F', { ...levels, 'F.6': 'met' }, { yearGroup: 9 })).toMatchObject({
			share: { points: 27, of: 34 }
		});
	});
});

describe('the grade by the share alone', () => {
	test.each([
		// 100 criteria of weight 1: one point is half a percent.
		[0, 0, 'inadequate'],
		[39, 1, 'inadequate'],
		[40, 0, 'requires_improvement'],
		[69, 1, 'requires_improvement'],
		[70, 0, 'good'],
		[89, 1, 'good'],
		[90, 0, 'outstanding'],
		[100, 0, 'outstanding']
	])('%i met and %i partly of 100 is %s', (met, partly, grade) => {
		const result = sectionResult(
			rubricOf(Array.from({ length: 100 }, () => 1)),
			'X',
			inTurn([met, 'met'], [partly, 'partly'], [100 - met - partly, 'not_met']),
			year4
		);
		expect(result).toMatchObject({ uncapped: grade, share: { points: 2 * met + partly, of: 200 } });
	});

	test.each([
		// Weights 3 and 1, so that the threshold lies between two neighbouring shares: 7 x 3 + 1 ... of 2 x 10.
		[[3, 3, 3, 1], ['met', 'met', 'not_met', 'met'], 14, 20, 'good'],
		[[3, 3, 3, 1], ['met', 'met', 'not_met', 'partly'], 13, 20, 'requires_improvement'],
		[[3, 3, 3, 1], ['met', 'not_met', 'not_met', 'met'], 8, 20, 'requires_improvement'],
		[[3, 3, 3, 1], ['met', 'not_met', 'not_met', 'partly'], 7, 20, 'inadequate'],
		[[3, 3, 2, 2], ['met', 'met', 'met', 'partly'], 18, 20, 'outstanding'],
		[[3, 3, 3, 1], ['met', 'met', 'partly', 'met'], 17, 20, 'good'],
		// 69 in 100 by thirds: 29 of 42 is 69.05 %, 30 of 42 is 71.43 %.
		[
			[3, 3, 3, 3, 3, 3, 3],
			['met', 'met', 'met', 'met', 'partly', 'not_met', 'not_met'],
			27,
			42,
			'requires_improvement'
		],
		[[3, 3, 3, 3, 3, 3, 3], ['met', 'met', 'met', 'met', 'met', 'not_met', 'not_met'], 30, 42, 'good']
	] as [number[], Level[], number, number, string][])(
		'weights %j answered %j: %i of %i is %s',
		(weights, levels, points, of, grade) => {
			const answers = answersOf(Object.fromEntries(levels.map((level, at) => [`X.${at + 1}`, level])));
			expect(sectionResult(rubricOf(weights), 'X', answers, year4)).toMatchObject({
				share: { points, of },
				uncapped: grade
			});
		}
	);

	test('an answer with weight 0 changes neither the share nor the coverage', () => {
		const levels = { 'C.1': 'met', 'C.2': 'met', 'C.3': 'met', 'C.4': 'met', 'C.5': 'met' } as const;
		const alone = section('C', levels, { yearGroup: 10 });
		expect(alone).toMatchObject({ grade: 'outstanding', share: { points: 22, of: 22 } });
		for (const level of ['yes', 'no', 'not_applicable', 'cannot_tell'] as const)
			expect(section('C', { ...levels, 'C.6': level, 'C.7': 'no' }, { yearGroup: 10 })).toEqual(alone);
	});
});

describe('not applicable and not graded', () => {
	test.each([
		['every one does not apply', inTurn([5, 'not_applicable']), 'not_applicable'],
		['nothing is answered', {}, 'not_graded'],
		['every one cannot be told', inTurn([5, 'cannot_tell']), 'not_graded'],
		['coverage 3 of 5', inTurn([3, 'met'], [2, 'cannot_tell']), 'outstanding'],
		['coverage 2 of 5', inTurn([2, 'met'], [3, 'cannot_tell']), 'not_graded'],
		['unanswered counts as cannot tell does', inTurn([2, 'met']), 'not_graded'],
		['unanswered, but enough', inTurn([3, 'met']), 'outstanding'],
		[
			'what does not apply is left out: 2 of 3',
			inTurn([2, 'met'], [1, 'cannot_tell'], [2, 'not_applicable']),
			'outstanding'
		],
		[
			'what does not apply is left out: 1 of 2',
			inTurn([1, 'met'], [1, 'cannot_tell'], [3, 'not_applicable']),
			'not_graded'
		],
		['not met is an answer', inTurn([3, 'not_met'], [2, 'cannot_tell']), 'inadequate']
	] as [string, ScoredAnswers, string][])('%s: %s', (_what, answers, grade) => {
		const result = sectionResult(rubricOf([1, 1, 1, 1, 1]), 'X', answers, year4);
		expect(result?.grade).toBe(grade);
		if (grade.startsWith('not_')) expect(result).toMatchObject({ share: null, uncapped: null, caps: [] });
	});

	test('coverage is of the weight, not of the number', () => {
		const weighted = rubricOf([3, 3, 2, 1, 1]);
		expect(sectionResult(weighted, 'X', inTurn([2, 'met']), year4)?.grade).toBe('outstanding');
		expect(sectionResult(rubricOf([3, 2, 3, 1, 1]), 'X', inTurn([2, 'met']), year4)?.grade).toBe('not_graded');
		// 0.6 of 15 is 9 exactly, and 0.6 * 15 is not 9 in floating point everywhere.
		expect(sectionResult(rubricOf([3, 3, 3, 3, 3]), 'X', inTurn([3, 'met']), year4)?.grade).toBe('outstanding');
	});

	test.each([
		[1, 1, 'outstanding'],
		[2, 1, 'not_graded'],
		[2, 2, 'outstanding'],
		[3, 2, 'not_graded']
	])('with minAnswered %i and %i answered: %s', (minAnswered, met, grade) => {
		const answers = inTurn([met, 'met'], [3 - met, 'not_applicable']);
		expect(sectionResult(rubricOf([3, 3, 3], { minAnswered }), 'X', answers, year4)?.grade).toBe(grade);
	});

	test('section J wants two answers', () => {
		expect(section('J', { 'J.1': 'met', 'J.2': 'not_applicable', 'J.3': 'not_applicable' })?.grade).toBe('not_graded');
		expect(section('J', { 'J.1': 'met', 'J.2': 'not_applicable', 'J.3': 'met' })?.grade).toBe('outstanding');
	});

	test('a whole section may not apply, whether or not it says so', () => {
		const na = (ids: string[]) => Object.fromEntries(ids.map((id) => [id, 'not_applicable' as const]));
		expect(section('H1', na(['H1.1', 'H1.2', 'H1.3', 'H1.4']))?.grade).toBe('not_applicable');
		// TIM says `mayBeWhollyNotApplicable: false`; the rule's second step asks only for the weights.
		expect(section('TIM', na(['TIM.2', 'TIM.3', 'TIM.4', 'TIM.5']))?.grade).toBe('not_applicable');
	});

	test('no result for a section outside the profile, switched off, or with nothing left to score', () => {
		expect(section('B', {}, { profile: 'health-care-routine' })).toBeNull();
		expect(section('A', { 'A.1': 'met' }, { switchedOff: ['A'] })).toBeNull();
		expect(section('PFA', {})).toBeNull();
		expect(section('PFA', {}, { yearGroup: 5 })?.grade).toBe('not_graded');
		expect(section('H1', {}, { yearGroup: 14 })).toBeNull();
		expect(section('J', {}, { profile: 'core' })).toBeNull();
		// K has a record-only criterion; leave nothing else.
		const recorded = structuredClone(rubric);
		for (const one of recorded.sections)
			if (one.code === 'K') one.criteria = one.criteria.filter((item) => item.weight === 0);
		expect(sectionResult(recorded, 'K', {}, year4)).toBeNull();
	});

	test('the core profile scores core criteria alone', () => {
		expect(section('A', { 'A.1': 'met', 'A.3': 'met' }, { profile: 'core' })).toMatchObject({
			grade: 'outstanding',
			share: { points: 10, of: 10 }
		});
		// The same answers are half of the full audit's section.
		expect(section('A', { 'A.1': 'met', 'A.3': 'met' })?.grade).toBe('not_graded');
	});

	test('a phase transfer adds its criterion', () => {
		const levels = { 'CUR.1': 'met', 'CUR.2': 'met', 'CUR.3': 'met', 'CUR.5': 'met', 'CUR.4': 'not_met' } as const;
		expect(section('CUR', levels)).toMatchObject({ grade: 'outstanding', share: { points: 18, of: 18 } });
		expect(section('CUR', levels, { phaseTransfer: true })).toMatchObject({
			grade: 'good',
			share: { points: 18, of: 24 }
		});
	});
});

describe('caps of a section', () => {
	test.each(
		rubric.sections.flatMap(({ code, criteria }) =>
			criteria
				.filter((item) => item.weight > 0)
				.flatMap((item) => [
					[item.id, 'not_met', item.legal.must ? item.legal.onNotMet : null, code] as const,
					[item.id, 'partly', item.legal.must ? item.legal.onPartlyMet : null, code] as const
				])
		)
	)('%s answered %s caps at %s', (id, level, cap, code) => {
		const criterion = rubric.sections.flatMap((one) => one.criteria).find((item) => item.id === id) as Criterion;
		const context: Context = {
			...year4,
			yearGroup: criterion.appliesTo.minYear ?? 4,
			planKind: criterion.appliesTo.planTypes?.[0] ?? 'amended',
			phaseTransfer: criterion.appliesTo.phaseTransferOnly
		};
		const caps = sectionResult(rubric, code, allMetBut({ [id]: level }), context)?.caps;
		const barsOutstanding = level === 'not_met' || criterion.legal.must;
		expect(caps).toEqual([
			...(cap ? [{ grade: cap, criterionId: id, reason: expect.stringContaining(id) as string }] : []),
			...(barsOutstanding ? [{ grade: 'good', criterionId: null, reason: expect.any(String) as string }] : [])
		]);
	});

	test('the lowest cap wins, and all are shown in the order of the criteria', () => {
		const result = section('F', {
			'F.1': 'partly',
			'F.2': 'not_met',
			'F.3': 'met',
			'F.4': 'met',
			'F.5': 'not_met',
			'F.7': 'met'
		});
		expect(result).toMatchObject({
			grade: 'inadequate',
			uncapped: 'requires_improvement',
			share: { points: 13, of: 28 }
		});
		expect(result?.caps.map(({ grade, criterionId }) => [grade, criterionId])).toEqual([
			['good', 'F.1'],
			['inadequate', 'F.2'],
			['requires_improvement', 'F.5'],
			['good', null]
		]);
	});

	test('a cap never lifts a grade', () => {
		const result = section('A', {
			'A.1': 'not_met',
			'A.2': 'not_met',
			'A.3': 'not_met',
			'A.4': 'not_met',
			'A.5': 'met'
		});
		expect(result).toMatchObject({ grade: 'inadequate', uncapped: 'inadequate' });
		expect(result?.caps[0]).toMatchObject({ grade: 'requires_improvement', criterionId: 'A.1' });
	});

	test('Outstanding: one partly outside the legal musts is allowed, one not met is not', () => {
		const met = { 'A.1': 'met', 'A.2': 'met', 'A.3': 'met', 'A.4': 'met' } as const;
		expect(section('A', { ...met, 'A.5': 'partly' })).toMatchObject({
			grade: 'outstanding',
			share: { points: 19, of: 20 },
			caps: []
		});
		expect(section('A', { ...met, 'A.5': 'not_met' })).toMatchObject({
			grade: 'good',
			uncapped: 'outstanding',
			share: { points: 18, of: 20 }
		});
		// A legal must without a cap of its own for partly still bars Outstanding.
		const many = rubricOf(Array.from({ length: 20 }, () => 1));
		const first = many.sections[0]?.criteria[0] as Criterion;
		const legal: Criterion['legal'] = { must: true, basis: 'statute', refs: ['x'], onNotMet: null, onPartlyMet: null };
		first.legal = legal;
		expect(sectionResult(many, 'X', inTurn([1, 'partly'], [19, 'met']), year4)).toMatchObject({
			grade: 'good',
			uncapped: 'outstanding',
			caps: [{ grade: 'good', criterionId: null }]
		});
		expect(sectionResult(many, 'X', inTurn([1, 'not_met'], [19, 'met']), year4)?.caps).toHaveLength(1);
	});

	test("what Outstanding needs is the rubric's to say", () => {
		const loose = rubricOf(Array.from({ length: 20 }, () => 1));
		loose.scoring.sectionRule.outstandingRequires = { noNotMet: false, noLegalMustPartly: false };
		(loose.sections[0]?.criteria[0] as Criterion).legal.must = true;
		expect(sectionResult(loose, 'X', inTurn([1, 'partly'], [1, 'not_met'], [18, 'met']), year4)).toMatchObject({
			grade: 'outstanding',
			caps: []
		});
	});

	test('an answer outside the context sets no cap', () => {
		const levels = {
			'F.1': 'met',
			'F.2': 'met',
			'F.3': 'met',
			'F.4': 'met',
			'F.5': 'met',
			'F.6': 'not_met',
			'F.7': 'met'
		} as const;
		expect(section('F', levels, { yearGroup: 8 })).toMatchObject({ grade: 'outstanding', caps: [] });
		expect(section('F', levels, { yearGroup: 9 })).toMatchObject({ grade: 'requires_improvement', uncapped: 'good' });
	});
});
