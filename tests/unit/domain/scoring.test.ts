import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowedLevels, type Context, type Criterion, type Level, type Rubric } from '#lib/domain/rubric.ts';
import {
	answersViolations,
	auditResult,
	overallResult,
	sectionResult,
	type ScoredAnswers,
	type SectionResult
} from '#lib/domain/scoring.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';
import { naiveAudit } from './scoring-naive.ts';

const year4: Context = { profile: 'full', yearGroup: 4, planKind: 'amended', phaseTransfer: false };

/** Answers as levels by criterion id. */
type Levels = Readonly<Record<string, Level>>;

function answersOf(levels: Levels): ScoredAnswers {
	return Object.fromEntries(Object.entries(levels).map(([id, level]) => [id, { level }]));
}

/** Every scored criterion met, and what a test is about in its place. */
function allMetBut(levels: Levels, of: Rubric = rubric): ScoredAnswers {
	const scored = of.sections.flatMap((section) => section.criteria).filter((criterion) => criterion.weight > 0);
	return answersOf({ ...Object.fromEntries(scored.map((criterion) => [criterion.id, 'met' as const])), ...levels });
}

/** One section's result in the published rubric. */
function section(code: string, levels: Levels, context: Partial<Context> = {}): SectionResult | null {
	return sectionResult(rubric, code, answersOf(levels), { ...year4, ...context });
}

function overall(answers: ScoredAnswers, context: Partial<Context> = {}, of: Rubric = rubric) {
	return auditResult(of, answers, { ...year4, ...context }).overall;
}

/** Criterion A.2 (no legal must, always applies) as a mould for made-up ones. */
const mould = rubric.sections[0]?.criteria[1] as Criterion;

/** A rubric whose only section X has a criterion of each weight, X.1 on, that may be "does not apply" and "cannot tell". */
function rubricOf(weights: number[], change: Partial<Rubric['sections'][number]> = {}): Rubric {
	const one = structuredClone(rubric);
	const first = one.sections[0] as Rubric['sections'][number];
	const criteria = weights.map((weight, at): Criterion => {
		return { ...mould, id: `X.${at + 1}`, weight, naAllowed: true, naWhen: 'It does not.', cannotTellAllowed: true };
	});
	one.sections = [{ ...first, code: 'X', overallWeight: 1, requiredForOverall: true, criteria, ...change }];
	one.scoring.overallRule.outstandingRequiresAnswered = [];
	return one;
}

/** The levels in turn to X.1, X.2, ... */
function inTurn(...runs: [count: number, level: Level][]): ScoredAnswers {
	const levels = runs.flatMap(([count, level]) => Array.from({ length: count }, () => level));
	return answersOf(Object.fromEntries(levels.map((level, at) => [`X.${at + 1}`, level])));
}

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

describe('against a second, naive implementation', () => {
	const all = rubric.sections.flatMap((one) => one.criteria);

	const context = fc.record({
		profile: fc.constantFrom(...rubric.profiles.map((profile) => profile.id)),
		yearGroup: fc.integer({ min: -2, max: 20 }),
		planKind: fc.constantFrom('new' as const, 'amended' as const),
		phaseTransfer: fc.boolean(),
		switchedOff: fc.oneof(
			{ weight: 3, arbitrary: fc.constant<string[]>([]) },
			{ weight: 1, arbitrary: fc.subarray(rubric.sections.filter((one) => one.optional).map((one) => one.code)) }
		)
	});

	/** Good audits and bad ones: chances in a hundred of each level, so that every grade and cap comes up. */
	const chances = fc.constantFrom(
		{ met: 96, partly: 3, not_met: 1, not_applicable: 5, cannot_tell: 2, none: 0 },
		{ met: 85, partly: 10, not_met: 2, not_applicable: 10, cannot_tell: 5, none: 0 },
		{ met: 55, partly: 30, not_met: 10, not_applicable: 20, cannot_tell: 10, none: 2 },
		{ met: 30, partly: 35, not_met: 35, not_applicable: 30, cannot_tell: 0, none: 0 },
		{ met: 20, partly: 10, not_met: 5, not_applicable: 50, cannot_tell: 40, none: 20 },
		{ met: 60, partly: 5, not_met: 1, not_applicable: 600, cannot_tell: 5, none: 0 }
	);

	function drawn(weights: Record<string, number>, random: number, criterion: Criterion): Level | null {
		if (criterion.answerKind === 'record_only') return allowedLevels(criterion)[Math.floor(random * 2)] ?? null;
		const offered: (Level | 'none')[] = [...allowedLevels(criterion), 'none'];
		let left = random * offered.reduce((sum, level) => sum + (weights[level] ?? 0), 0);
		for (const level of offered) {
			left -= weights[level] ?? 0;
			if (left < 0) return level === 'none' ? null : level;
		}
		return null;
	}

	test('every section, share, cap and overall grade agree', () => {
		const seen = { sections: new Map<string, number>(), overall: new Map<string, number>() };
		const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
		fc.assert(
			fc.property(
				context,
				chances,
				fc.array(fc.noBias(fc.integer({ min: 0, max: 9999 })), {
					minLength: all.length,
					maxLength: all.length
				}),
				(where, weights, randoms) => {
					const levels: Record<string, Level> = {};
					for (const [at, criterion] of all.entries()) {
						const level = drawn(weights, (randoms[at] ?? 0) / 10_000, criterion);
						if (level) levels[criterion.id] = level;
					}
					const naive = naiveAudit(rubric, levels, where);
					const { sections, overall: result } = auditResult(rubric, answersOf(levels), where);
					expect(
						sections.map(({ caps, ...rest }) => ({
							...rest,
							caps: caps.map(({ grade, criterionId }) => [grade, criterionId])
						}))
					).toEqual(naive.sections);
					expect(result && { ...result, caps: result.caps.map((cap) => cap.grade) }).toEqual(naive.overall);
					for (const one of sections) count(seen.sections, one.grade);
					count(seen.overall, result?.grade ?? 'none');
				}
			),
			{ numRuns: 1500, seed: 2027 }
		);
		// The comparison means nothing where a grade never came up.
		for (const grade of ['outstanding', 'good', 'requires_improvement', 'inadequate', 'not_graded', 'not_applicable'])
			expect(seen.sections.get(grade) ?? 0, grade).toBeGreaterThan(50);
		for (const grade of ['outstanding', 'good', 'requires_improvement', 'inadequate', 'not_graded', 'none'])
			expect(seen.overall.get(grade) ?? 0, grade).toBeGreaterThan(5);
	});
});
