import { describe, expect, test } from 'vitest';
import type { Context, Rubric } from '#lib/domain/rubric.ts';
import type { ScoredAnswers } from '#lib/domain/scored-answer.ts';
import { overallResult, sectionResult } from '#lib/domain/scoring.ts';
import type { SectionResult } from '#lib/domain/section-result.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';
import { allMetBut, answersOf, type Levels, overall, rubricOf, year4 } from './scoring-builder.ts';

describe('the overall grade', () => {
	test('is Outstanding where everything is met', () => {
		expect(overall(allMetBut({}))).toEqual({ grade: 'outstanding', missing: [], uncapped: 'outstanding', caps: [] });
	});

	test.each(['full', 'core', 'plan-only', 'health-care-routine', 'transitions'])(
		'profile %s: one or none',
		(profile) => {
			const has = rubric.profiles.find((one) => one.id === profile)?.overallGrade;
			expect(overall(allMetBut({}), { profile }) !== null).toBe(has);
		}
	);

	test('plan-only cannot be Outstanding: B.2 is not asked, and an answer outside the profile does not count', () => {
		expect(overall(allMetBut({}), { profile: 'plan-only' })).toEqual({
			grade: 'good',
			missing: [],
			uncapped: 'outstanding',
			caps: [{ grade: 'good', reason: 'Outstanding needs an answer to B.2' }]
		});
	});

	test.each([
		['B.2', 'cannot_tell', 'good'],
		['B.2', 'partly', 'outstanding'],
		['B.2', 'met', 'outstanding']
	] as const)('%s answered %s: the want of an answer leaves %s possible', (id, level, best) => {
		const caps = overall(allMetBut({ [id]: level }))?.caps ?? [];
		expect(caps.filter((cap) => cap.reason.startsWith('Outstanding needs'))).toHaveLength(best === 'good' ? 1 : 0);
	});

	test.each([['F.1'], ['F.2'], ['B.2']])('without an answer to %s the best is Good', (id) => {
		const { [id]: _left, ...rest } = allMetBut({});
		expect(overall(rest)).toMatchObject({
			grade: 'good',
			uncapped: 'outstanding',
			caps: [{ grade: 'good', reason: expect.stringContaining(id) as string }]
		});
	});

	test('several unanswered ones are one cap', () => {
		const { 'F.1': _one, 'B.2': _two, ...rest } = allMetBut({});
		expect(overall(rest)?.caps).toEqual([{ grade: 'good', reason: 'Outstanding needs an answer to B.2, F.1' }]);
	});

	describe('caps', () => {
		const TWO = 'two or more of B, E, F are inadequate';
		const ONE = 'any one of B, E, F is inadequate';
		const MUSTS = 'legal musts are not met in three or more graded sections';
		const WEAK = 'any graded section is requires_improvement or inadequate';
		const badE = {
			'E.1': 'not_met',
			'E.2': 'not_met',
			'E.3': 'not_met',
			'E.4': 'not_met',
			'E.5': 'not_met',
			'E.6': 'not_met'
		} as const;

		test.each<[string, Levels, Partial<Context>, string, string[]]>([
			['nothing weak', {}, {}, 'outstanding', []],
			['a section at Good', { 'A.5': 'not_met' }, {}, 'outstanding', []],
			['I at Requires improvement', { 'I.1': 'not_met' }, {}, 'good', [WEAK]],
			['C Inadequate', { 'C.1': 'not_met' }, {}, 'good', [WEAK]],
			['B Inadequate', { 'B.2': 'not_met' }, {}, 'requires_improvement', [ONE, WEAK]],
			['E Inadequate', badE, {}, 'requires_improvement', [ONE, WEAK]],
			['F Inadequate', { 'F.1': 'not_met' }, {}, 'requires_improvement', [ONE, WEAK]],
			['B and F Inadequate', { 'B.2': 'not_met', 'F.1': 'not_met' }, {}, 'inadequate', [TWO, ONE, WEAK]],
			['B and E Inadequate', { 'B.2': 'not_met', ...badE }, {}, 'inadequate', [TWO, ONE, WEAK]],
			[
				'B, E and F Inadequate',
				{ 'B.2': 'not_met', ...badE, 'F.2': 'not_met' },
				{},
				'inadequate',
				[TWO, ONE, MUSTS, WEAK]
			],
			[
				'C, D, G Inadequate',
				{ 'C.1': 'not_met', 'D.1': 'not_met', 'G.1': 'not_met' },
				{},
				'requires_improvement',
				[MUSTS, WEAK]
			],
			['musts not met in two sections', { 'C.1': 'not_met', 'D.1': 'not_met' }, {}, 'good', [WEAK]],
			[
				'three musts in two sections',
				{ 'C.1': 'not_met', 'F.1': 'not_met', 'F.2': 'not_met' },
				{},
				'requires_improvement',
				[ONE, WEAK]
			],
			['musts partly met in three', { 'C.1': 'partly', 'D.1': 'partly', 'G.1': 'partly' }, {}, 'outstanding', []],
			['not met, but no musts', { 'A.2': 'not_met', 'B.3': 'not_met', 'E.2': 'not_met' }, {}, 'outstanding', []],
			// TIM has no overall weight, so that it is no graded section in any cap.
			[
				'late in everything',
				{ 'TIM.2': 'not_met', 'TIM.3': 'not_met', 'TIM.4': 'not_met', 'TIM.5': 'not_met' },
				{},
				'outstanding',
				[]
			],
			['a third must in TIM', { 'C.1': 'not_met', 'D.1': 'not_met', 'TIM.2': 'not_met' }, {}, 'good', [WEAK]],
			[
				'a third must in a section switched off',
				{ 'C.1': 'not_met', 'D.1': 'not_met', 'A.1': 'not_met' },
				{ switchedOff: ['A'] },
				'good',
				[WEAK]
			],
			[
				'the same, switched on',
				{ 'C.1': 'not_met', 'D.1': 'not_met', 'A.1': 'not_met' },
				{},
				'requires_improvement',
				[MUSTS, WEAK]
			],
			[
				'a third must in a section that is not required',
				{ 'C.1': 'not_met', 'D.1': 'not_met', 'J.2': 'not_met', 'J.1': 'met', 'J.3': 'not_applicable' },
				{},
				'requires_improvement',
				[MUSTS, WEAK]
			],
			[
				'a must that does not apply here',
				{ 'C.1': 'not_met', 'D.1': 'not_met', 'F.6': 'not_met' },
				{ yearGroup: 8 },
				'good',
				[WEAK]
			]
		])('%s', (_what, levels, context, grade, reasons) => {
			const result = overall(allMetBut(levels), context);
			expect(result?.caps.map((cap) => cap.reason)).toEqual(reasons);
			expect(result?.grade).toBe(grade);
		});

		test('a section that is not graded is no graded section in a cap', () => {
			// Of K's 9 only 2 are answered, so that K is not graded; it is not required.
			const levels = { 'K.1': 'not_met', 'K.2': 'cannot_tell', 'K.3': 'cannot_tell', 'K.4': 'cannot_tell' } as const;
			expect(sectionResult(rubric, 'K', allMetBut(levels), year4)?.grade).toBe('not_graded');
			expect(overall(allMetBut({ 'C.1': 'not_met', 'D.1': 'not_met', ...levels }))).toMatchObject({
				grade: 'good',
				missing: [],
				caps: [{ reason: WEAK }]
			});
		});
	});

	test.each(rubric.sections.map(({ code, requiredForOverall }) => [code, requiredForOverall] as const))(
		'without an answer in %s (required: %s)',
		(code, required) => {
			const answers = Object.fromEntries(Object.entries(allMetBut({})).filter(([id]) => !id.startsWith(`${code}.`)));
			const result = overall(answers, { yearGroup: 10 });
			if (required) expect(result).toEqual({ grade: 'not_graded', missing: [code], uncapped: null, caps: [] });
			else expect(result).toMatchObject({ grade: 'outstanding', missing: [] });
		}
	);

	test('what is missing is listed in the order of the rubric', () => {
		const answers = Object.fromEntries(Object.entries(allMetBut({})).filter(([id]) => !/^(GT|C|B)\./.test(id)));
		expect(overall(answers)?.missing).toEqual(['B', 'C', 'GT']);
	});

	test('a required section that does not apply, is switched off or has nothing left is not missed', () => {
		const na = {
			'H1.1': 'not_applicable',
			'H1.2': 'not_applicable',
			'H1.3': 'not_applicable',
			'H1.4': 'not_applicable'
		} as const;
		expect(overall(allMetBut(na))).toMatchObject({ grade: 'outstanding', missing: [] });
		expect(overall(allMetBut({}), { yearGroup: 14 })).toMatchObject({ grade: 'outstanding', missing: [] });
		const withoutGt = Object.fromEntries(Object.entries(allMetBut({})).filter(([id]) => !id.startsWith('GT.')));
		expect(overall(withoutGt, { switchedOff: ['GT'] })).toMatchObject({ grade: 'outstanding', missing: [] });
		expect(overall(withoutGt)).toMatchObject({ grade: 'not_graded', missing: ['GT'] });
	});

	test('nothing graded at all is not graded', () => {
		expect(overallResult(rubric, [], {}, year4)).toEqual({
			grade: 'not_graded',
			missing: [],
			uncapped: null,
			caps: []
		});
	});

	describe('by the weighted mean of the shares, as an exact fraction', () => {
		/** Two sections X and Y of the overall weights given, each with criteria of weight 1. */
		function twoSections(weights: [number, number], sizes: [number, number]): Rubric {
			const one = rubricOf(
				Array.from({ length: sizes[0] }, () => 1),
				{ overallWeight: weights[0] }
			);
			const [second] = rubricOf(Array.from({ length: sizes[1] }, () => 1)).sections;
			const criteria = (second?.criteria ?? []).map((item, at) => ({ ...item, id: `Y.${at + 1}` }));
			one.sections.push({ ...(second as Rubric['sections'][number]), code: 'Y', overallWeight: weights[1], criteria });
			one.scoring.overallRule.caps = [];
			return one;
		}

		function metOf(code: string, met: number, size: number): ScoredAnswers {
			return answersOf(
				Object.fromEntries(Array.from({ length: size }, (_, at) => [`${code}.${at + 1}`, at < met ? 'met' : 'not_met']))
			);
		}

		test.each<[[number, number], [number, number], [number, number], string]>([
			// (1 x 100 + 1 x 80) / 2 = 90
			[[1, 1], [5, 5], [5, 4], 'outstanding'],
			// (1 x 100 + 1 x 79.8) / 2 = 89.9
			[[1, 1], [99, 99], [99, 79], 'good'],
			// (2 x 100/3 + 1 x 200/3) / 3 = 44.4; (1 x 0 + 2 x 60) / 3 = 40
			[[1, 2], [5, 5], [0, 3], 'requires_improvement'],
			[[2, 1], [5, 5], [0, 3], 'inadequate'],
			// (3 x 2/3 + 4 x 29/40) / 7 = 0.7 exactly: thirds and fortieths together.
			[[3, 4], [3, 40], [2, 29], 'good'],
			[[3, 4], [3, 40], [2, 28], 'requires_improvement'],
			// (3 x 1/3 + 4 x 9/20) / 7 = 0.4 exactly.
			[[3, 4], [3, 20], [1, 9], 'requires_improvement'],
			[[3, 4], [3, 20], [1, 8], 'inadequate']
		])('weights %j, %j criteria, %j met: %s', (weights, sizes, met, grade) => {
			const one = twoSections(weights, sizes);
			const answers = { ...metOf('X', met[0], sizes[0]), ...metOf('Y', met[1], sizes[1]) };
			expect(overall(answers, {}, one)?.uncapped).toBe(grade);
		});

		test('sections are not mixed into one heap of criteria', () => {
			// 90 of 91 criteria met, but the mean of 0 % and 100 % is 50 %.
			expect(overall({ ...metOf('X', 0, 1), ...metOf('Y', 90, 90) }, {}, twoSections([1, 1], [1, 90]))?.uncapped).toBe(
				'requires_improvement'
			);
		});
	});

	test('takes the sections as sectionResult gives them, nulls and all', () => {
		const answers = allMetBut({ 'B.2': 'not_met', 'A.5': 'partly' });
		const results = rubric.sections.map((one) => sectionResult(rubric, one.code, answers, year4));
		expect(results).toContain(null);
		expect(overallResult(rubric, results, answers, year4)).toEqual(overall(answers));
	});

	test('refuses a section that the rubric does not have', () => {
		const stray: SectionResult = {
			sectionId: 'Z',
			grade: 'good',
			share: { points: 3, of: 4 },
			uncapped: 'good',
			caps: []
		};
		expect(() => overallResult(rubric, [stray], {}, year4)).toThrow('no section "Z"');
	});
});
