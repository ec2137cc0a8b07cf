import { describe, expect, test } from 'vitest';
import {
	allowedLevels,
	applicableCriteria,
	Context,
	contextFaults,
	criterionById,
	noteRequired,
	Rubric,
	sectionsOf,
	type Criterion
} from '#lib/domain/rubric.ts';
import { fullRubric as rubric, rubricJson } from '#tests/support/rubric.ts';

const year4: Context = { profile: 'full', yearGroup: 4, planKind: 'amended', phaseTransfer: false };

function idsOf(context: Partial<Context>): string[] {
	return applicableCriteria(rubric, { ...year4, ...context }).map((criterion) => criterion.id);
}

function criterion(id: string): Criterion {
	const found = criterionById(rubric, id);
	if (!found) throw new Error(`no criterion ${id}`);
	return found;
}

describe('the schema', () => {
	test('takes the published rubric and changes nothing in it', () => {
		expect(Rubric.parse(rubricJson())).toEqual(rubricJson());
	});

	type Path = (string | number)[];
	/** Puts a value at a place of the file, or takes the key out where the value is undefined. */
	function spoilt(path: Path, value: unknown): unknown {
		const json = rubricJson();
		const keys = [...path];
		const last = keys.pop() as string | number;
		let place = json as Record<string | number, unknown>;
		for (const key of keys) place = place[key] as Record<string | number, unknown>;
		if (value === undefined) delete place[last];
		else place[last] = value;
		return json;
	}

	// sections[5] is F: F.1 to F.7; sections[14] is TIM; sections[2].criteria[5] is C.6, only recorded.
	const F1: Path = ['sections', 5, 'criteria', 0];
	const C6: Path = ['sections', 2, 'criteria', 5];
	const TIM1: Path = ['sections', 14, 'criteria', 0];

	test.each<[string, Path, unknown, string, string?]>([
		// The shape.
		['a missing key', [...F1, 'weight'], undefined, 'sections.5.criteria.0.weight'],
		['a key nobody knows', [...F1, 'mark'], 3, 'sections.5.criteria.0', 'mark'],
		['a key nobody knows at the top', ['secret'], 3, '', 'secret'],
		['a weight off the scale', [...F1, 'weight'], 4, 'sections.5.criteria.0.weight'],
		['half a weight', [...F1, 'weight'], 1.5, 'sections.5.criteria.0.weight'],
		['an unknown grade', [...F1, 'legal', 'onNotMet'], 'poor', 'sections.5.criteria.0.legal.onNotMet'],
		['an unknown kind of evidence', [...F1, 'evidence', 0], 'rumour', 'sections.5.criteria.0.evidence.0'],
		['an unknown answer kind', [...F1, 'answerKind'], 'essay', 'sections.5.criteria.0.answerKind'],
		['an empty question', [...F1, 'question'], '', 'sections.5.criteria.0.question'],
		['a version that is none', ['version'], 'draft', 'version', 'is not a version'],
		['a criterion id that is none', [...F1, 'id'], 'F1', 'sections.5.criteria.0.id', 'is not a criterion id'],
		['an unknown timescale rule', [...TIM1, 'check', 'rules', 0], 'final_19w', 'sections.14.criteria.0.check.rules.0'],
		['coverage over 1', ['scoring', 'sectionRule', 'minCoverage'], 1.1, 'scoring.sectionRule.minCoverage'],
		['coverage too fine', ['scoring', 'sectionRule', 'minCoverage'], 0.60001, 'scoring.sectionRule.minCoverage'],
		[
			'an overall cap unknown',
			['scoring', 'overallRule', 'caps', 0, 'when'],
			'it rains',
			'scoring.overallRule.caps.0.when'
		],
		['another meaning of late', ['dateCheckLevels', 'late'], 'partly', 'dateCheckLevels.late'],
		['levels that are gone', ['answerScale'], [], 'answerScale'],
		['two ways to include', ['profiles', 1, 'includes', 'themes'], ['voice'], 'profiles.1.includes'],
		// What no shape can say.
		['a criterion twice', [...F1, 'id'], 'F.2', 'sections.5.criteria.1.id', 'F.2 is there twice'],
		['a section twice', ['sections', 6, 'code'], 'F', 'sections.6.code', 'F is there twice'],
		['a level twice', ['answerScale', 1, 'id'], 'met', 'answerScale.1.id', 'met is there twice'],
		['a grade twice', ['grades', 1, 'id'], 'outstanding', 'grades.1.id', 'outstanding is there twice'],
		['a profile twice', ['profiles', 1, 'id'], 'full', 'profiles.1.id', 'full is there twice'],
		['a theme twice', ['themes', 1, 'id'], 'voice', 'themes.1.id', 'voice is there twice'],
		[
			'a contributor twice',
			['contributors', 1, 'id'],
			'sen_service',
			'contributors.1.id',
			'sen_service is there twice'
		],
		['an id of another section', [...F1, 'id'], 'G.9', 'sections.5.criteria.0.id', "section's code F"],
		['an unknown theme', [...F1, 'themes', 1], 'weather', 'sections.5.criteria.0.themes.1', 'weather is no theme'],
		['one theme two times', [...F1, 'themes', 1], 'golden_thread', 'sections.5.criteria.0.themes.1', 'twice'],
		[
			'an unknown contributor',
			[...F1, 'contributors', 0],
			'police',
			'sections.5.criteria.0.contributors.0',
			'police is no'
		],
		[
			'evidence two times',
			[...F1, 'evidence'],
			['plan', 'plan'],
			'sections.5.criteria.0.evidence.1',
			'plan is there twice'
		],
		['does not apply, without when', [...F1, 'naAllowed'], true, 'sections.5.criteria.0.naWhen', 'F.1 must say'],
		['a scored criterion without weight', [...F1, 'weight'], 0, 'sections.5.criteria.0.weight', 'weight 0 just where'],
		['a recorded one with weight', [...C6, 'weight'], 1, 'sections.2.criteria.5.weight', 'weight 0 just where'],
		['a recorded one that is core', [...C6, 'core'], true, 'sections.2.criteria.5.answerKind', 'only recorded'],
		['a recorded legal must', [...C6, 'legal', 'must'], true, 'sections.2.criteria.5.answerKind', 'only recorded'],
		[
			'options that nobody can list',
			[...F1, 'recordOptions'],
			[{ id: 'a', label: 'A' }],
			'sections.5.criteria.0.recordOptions',
			'has options'
		],
		[
			'an option twice',
			['sections', 11, 'criteria', 4, 'recordOptions', 1, 'id'],
			'community_paediatrics',
			'sections.11.criteria.4.recordOptions.1.id',
			'twice'
		],
		['a cap without a must', [...F1, 'legal', 'must'], false, 'sections.5.criteria.0.legal.onNotMet', 'no legal must'],
		[
			'a cap for partly without a must',
			[...F1, 'legal', 'must'],
			false,
			'sections.5.criteria.0.legal.onPartlyMet',
			'no legal must'
		],
		[
			'a must without a reference',
			[...F1, 'legal', 'refs'],
			[],
			'sections.5.criteria.0.legal.refs',
			'without a reference'
		],
		[
			'a must that is a should',
			[...F1, 'legal', 'basis'],
			'code_should',
			'sections.5.criteria.0.legal.basis',
			'without a must'
		],
		[
			'a must from a related duty',
			[...F1, 'legal', 'basis'],
			'related_duty',
			'sections.5.criteria.0.legal.basis',
			'without a must'
		],
		['a must without a basis', [...F1, 'legal', 'basis'], null, 'sections.5.criteria.0.legal.basis', 'without a must'],
		[
			'years the wrong way round',
			[...F1, 'appliesTo'],
			{ minYear: 9, maxYear: 8, planTypes: null, phaseTransferOnly: false },
			'sections.5.criteria.0.appliesTo',
			'begins after'
		],
		[
			'a date check without a check',
			[...TIM1, 'check'],
			undefined,
			'sections.14.criteria.0.check',
			'just where it is a date check'
		],
		[
			'a scale with a check',
			[...F1, 'check'],
			{ rules: ['final_20w'], combine: 'all', inputs: ['x'] },
			'sections.5.criteria.0.check',
			'just where it is a date check'
		],
		[
			'a rule without dates',
			[...TIM1, 'check', 'rules', 0],
			'no_plan_16w',
			'sections.14.criteria.0.check.rules.0',
			'cannot judge'
		],
		[
			'a rule not for contributors',
			['sections', 14, 'criteria', 6, 'check', 'rules', 0],
			'final_20w',
			'sections.14.criteria.6.check.rules.0',
			'cannot judge'
		],
		['more answers than criteria', ['sections', 5, 'minAnswered'], 8, 'sections.5.minAnswered', 'asks for 8'],
		[
			'a required section that does not count',
			['sections', 5, 'overallWeight'],
			0,
			'sections.5.requiredForOverall',
			'no overall weight'
		],
		[
			'a profile of an unknown section',
			['profiles', 2, 'includes', 'sections', 0],
			'Z',
			'profiles.2.includes.sections.0',
			'Z is no section'
		],
		[
			'a profile of an unknown theme',
			['profiles', 3, 'includes', 'themes', 0],
			'weather',
			'profiles.3.includes.themes.0',
			'weather is no theme'
		],
		['points for a level not scored', ['answerScale', 3, 'points'], 1, 'answerScale.3.points', 'not scored but has 1'],
		[
			'a scored level without points',
			['answerScale', 1, 'points'],
			null,
			'answerScale.1.points',
			'scored but has null'
		],
		['met with fewer points', ['answerScale', 0, 'points'], 0, 'answerScale.0.points', 'met must have the most'],
		['a lowest grade out of reach', ['grades', 3, 'minPercent'], 10, 'grades.3.minPercent', 'must begin at 0'],
		[
			'grades the wrong way round',
			['grades', 1, 'minPercent'],
			95,
			'grades.0.minPercent',
			'outstanding must need more than good'
		],
		[
			'grades at one percentage',
			['grades', 0, 'minPercent'],
			70,
			'grades.0.minPercent',
			'outstanding must need more than good'
		],
		['two grades of one rank', ['grades', 1, 'rank'], 4, 'grades.1.rank', 'same rank'],
		[
			'an unknown criterion for Outstanding',
			['scoring', 'overallRule', 'outstandingRequiresAnswered', 0],
			'B.9',
			'scoring.overallRule.outstandingRequiresAnswered.0',
			'B.9 is no criterion'
		],
		[
			'an example of an unknown section',
			['scoring', 'workedExample', 'section'],
			'Z',
			'scoring.workedExample.section',
			'Z is no section'
		],
		[
			'an example of an unknown criterion',
			['scoring', 'workedExample', 'answers', 'F.9'],
			'met',
			'scoring.workedExample.answers.F.9',
			'F.9 is no criterion'
		],
		[
			'an item naming an unknown criterion',
			['seedCoverage', 'items', '1.5', 0],
			'PFA.9',
			'seedCoverage.items.1.5.0',
			'PFA.9 is no criterion'
		],
		[
			'an item that a criterion does not name',
			['seedCoverage', 'items', '1.5', 0],
			'A.1',
			'seedCoverage.items.1.5.0',
			'A.1 does not name item 1.5'
		],
		[
			'an item named and not listed',
			[...F1, 'seedItems', 0],
			'2.12',
			'sections.5.criteria.0.seedItems.0',
			'F.1 is not listed under item 2.12'
		],
		['sections miscounted', ['counts', 'sections'], 16, 'counts.sections', 'says 16, there are 17'],
		['criteria miscounted', ['counts', 'criteria'], 87, 'counts.criteria', 'says 87, there are 88'],
		['scored ones miscounted', ['counts', 'scored'], 84, 'counts.scored', 'says 84, there are 85'],
		['core ones miscounted', ['counts', 'core'], 46, 'counts.core', 'says 46, there are 47'],
		['legal musts miscounted', ['counts', 'legalMust'], 27, 'counts.legalMust', 'says 27, there are 28'],
		['recorded ones miscounted', ['counts', 'recordOnly'], 2, 'counts.recordOnly', 'says 2, there are 3']
	])('refuses %s and names the place', (_what, path, value, place, words) => {
		const result = Rubric.safeParse(spoilt(path, value));
		expect(result.success).toBe(false);
		const issues = result.error?.issues.map((issue) => ({ at: issue.path.join('.'), message: issue.message })) ?? [];
		expect(issues).toContainEqual({ at: place, message: expect.stringContaining(words ?? '') as string });
	});

	test.each([null, [], 'rubric', 3, {}])('refuses %j', (value) => {
		expect(Rubric.safeParse(value).success).toBe(false);
	});
});

describe('the criteria that apply', () => {
	test('are in the order of the rubric, whatever the profile', () => {
		const all = rubric.sections.flatMap((section) => section.criteria.map((item) => item.id));
		for (const profile of rubric.profiles) {
			const ids = idsOf({ profile: profile.id, yearGroup: 11, phaseTransfer: true });
			expect(ids).toEqual(all.filter((id) => ids.includes(id)));
			expect(ids.length).toBeGreaterThan(0);
		}
	});

	test.each([
		['F.6', 'minYear 9', 8, false],
		['F.6', 'minYear 9', 9, true],
		['C.7', 'minYear 1', 0, false],
		['C.7', 'minYear 1', 1, true],
		['H1.1', 'maxYear 13', 13, true],
		['H1.1', 'maxYear 13', 14, false],
		['PFA.1', 'Years 5 to 8', 4, false],
		['PFA.1', 'Years 5 to 8', 5, true],
		['PFA.1', 'Years 5 to 8', 8, true],
		['PFA.1', 'Years 5 to 8', 9, false],
		['A.1', 'any year', -2, true],
		['A.1', 'any year', 20, true]
	])('%s (%s) in year %i: %s', (id, _rule, yearGroup, applies) => {
		expect(idsOf({ yearGroup }).includes(id)).toBe(applies);
	});

	test.each([
		['TIM.1', 'new', true],
		['TIM.1', 'amended', false],
		['TIM.4', 'new', false],
		['TIM.4', 'amended', true],
		['TIM.2', 'new', true],
		['TIM.2', 'amended', true]
	] as const)('%s for a plan that is %s: %s', (id, planKind, applies) => {
		expect(idsOf({ planKind }).includes(id)).toBe(applies);
	});

	test('two more come with a phase transfer', () => {
		const without = idsOf({});
		expect(idsOf({ phaseTransfer: true }).filter((id) => !without.includes(id))).toEqual(['TIM.6', 'CUR.4']);
	});

	test('a section that is switched off leaves every profile', () => {
		for (const { id: profile } of rubric.profiles) {
			const switchedOff = ['A', 'GT', 'PFA', 'TIM', 'CUR', 'COP'];
			const left = sectionsOf(rubric, { ...year4, profile, yearGroup: 11, switchedOff });
			expect(left.filter(({ section }) => section.optional)).toEqual([]);
			expect(sectionsOf(rubric, { ...year4, profile, yearGroup: 11, switchedOff: [] }).length).toBeGreaterThanOrEqual(
				left.length
			);
		}
	});

	test('the full audit has every section; a section with none left is absent', () => {
		const codes = (yearGroup: number) => sectionsOf(rubric, { ...year4, yearGroup }).map(({ section }) => section.code);
		expect(codes(10)).toEqual(rubric.sections.map((section) => section.code));
		expect(codes(4)).not.toContain('PFA');
		expect(codes(14)).not.toContain('H1');
	});

	test('the core audit has the core criteria and so no section J', () => {
		const core = sectionsOf(rubric, { ...year4, profile: 'core', yearGroup: 10 });
		expect(core.flatMap(({ criteria }) => criteria).every((item) => item.core)).toBe(true);
		expect(core.map(({ section }) => section.code)).not.toContain('J');
	});

	test('the health and care audit has its eight sections, whole', () => {
		const sections = sectionsOf(rubric, { ...year4, profile: 'health-care-routine', yearGroup: 10 });
		expect(sections.map(({ section }) => section.code)).toEqual(['C', 'D', 'E', 'F', 'G', 'H1', 'H2', 'J']);
		for (const { section, criteria } of sections) expect(criteria).toEqual(section.criteria);
	});

	test('the transitions audit has what bears one of its themes', () => {
		const ids = idsOf({ profile: 'transitions', yearGroup: 10, phaseTransfer: true });
		expect(ids).toContain('B.5');
		expect(ids).toContain('PFA.4');
		expect(ids).not.toContain('B.1');
	});

	test('the plan-only audit asks nothing that needs advice, dates or the case record', () => {
		const ids = idsOf({ profile: 'plan-only', yearGroup: 10, phaseTransfer: true });
		expect(ids).toContain('F.1');
		for (const id of ['B.2', 'B.5', 'C.5', 'D.4', 'G.4', 'K.2', 'K.3', 'K.5', 'TIM.1', 'CUR.1'])
			expect(ids).not.toContain(id);
	});
});

describe('a context that the rubric cannot judge', () => {
	const unknownKind = { planKind: null as unknown as 'new' };

	test.each<[string, Partial<Context>, string, string]>([
		['an unknown profile', { profile: 'quick' }, 'profile', '"quick"'],
		['no profile', { profile: '' }, 'profile', '""'],
		['an unknown section switched off', { switchedOff: ['Z'] }, 'switchedOff', '"Z"'],
		['a lettered section switched off', { switchedOff: ['F'] }, 'switchedOff', 'Section F cannot'],
		['a year group not known', { yearGroup: null }, 'yearGroup', 'C.6'],
		['a year group that is no whole number', { yearGroup: 4.5 }, 'yearGroup', 'PFA.1'],
		['a plan kind not known', unknownKind, 'planKind', 'TIM.1, TIM.4, TIM.7']
	])('%s is named, not guessed around', (_what, change, field, words) => {
		const context = { ...year4, ...change };
		expect(contextFaults(rubric, context)).toEqual([{ field, message: expect.stringContaining(words) as string }]);
		expect(() => applicableCriteria(rubric, context)).toThrow(RangeError);
		expect(() => sectionsOf(rubric, context)).toThrow(words);
	});

	test('what no criterion needs may stay unknown', () => {
		const timOff = { ...year4, ...unknownKind, switchedOff: ['TIM'] };
		expect(contextFaults(rubric, timOff)).toEqual([]);
		expect(contextFaults(rubric, { ...year4, ...unknownKind, profile: 'plan-only' })).toEqual([]);
		const yearless = structuredClone(rubric);
		for (const section of yearless.sections)
			section.criteria = section.criteria.filter(
				(item) => item.appliesTo.minYear === null && item.appliesTo.maxYear === null
			);
		expect(contextFaults(yearless, { ...year4, yearGroup: null })).toEqual([]);
		expect(applicableCriteria(yearless, { ...year4, yearGroup: null }).length).toBeGreaterThan(0);
	});

	test('the schema of a context takes what the product makes, and no more', () => {
		expect(Context.parse({ ...year4, switchedOff: ['A'] })).toEqual({ ...year4, switchedOff: ['A'] });
		expect(Context.safeParse({ ...year4, name: 'x' }).success).toBe(false);
		expect(Context.safeParse({ ...year4, planKind: 'old' }).success).toBe(false);
		expect(Context.safeParse({ ...year4, yearGroup: 3.5 }).success).toBe(false);
	});
});

test.each([
	['F.1', ['met', 'partly', 'not_met']],
	['C.2', ['met', 'partly', 'not_met', 'not_applicable']],
	['B.2', ['met', 'partly', 'not_met', 'cannot_tell']],
	['C.5', ['met', 'partly', 'not_met', 'not_applicable', 'cannot_tell']],
	['TIM.1', ['met', 'partly', 'not_met', 'not_applicable', 'cannot_tell']],
	['C.6', ['yes', 'no', 'not_applicable', 'cannot_tell']],
	['K.5', ['yes', 'no', 'cannot_tell']]
])('%s offers %j', (id, levels) => {
	expect(allowedLevels(criterion(id))).toEqual(levels);
});

test.each([
	['F.1', 'met', undefined, false],
	['F.1', 'partly', undefined, true],
	['F.1', 'not_met', undefined, true],
	['F.1', 'partly', true, true],
	['C.2', 'not_applicable', undefined, false],
	['B.2', 'cannot_tell', undefined, true],
	['TIM.1', 'not_met', true, false],
	['TIM.1', 'cannot_tell', true, false],
	['TIM.1', 'not_met', undefined, true],
	['TIM.1', 'met', undefined, true],
	['C.6', 'yes', undefined, false],
	['C.6', 'cannot_tell', undefined, false]
] as const)('%s answered %s (prefilled: %s) wants a note: %s', (id, level, prefilled, wanted) => {
	expect(noteRequired(rubric, criterion(id), { level, ...(prefilled && { prefilled }) })).toBe(wanted);
});

test('a level of another scale wants no note', () => {
	expect(noteRequired(rubric, criterion('F.1'), { level: 'yes' })).toBe(false);
});

test('a criterion that is not there is null', () => {
	expect(criterionById(rubric, 'F.9')).toBeNull();
	expect(criterionById(rubric, 'toString')).toBeNull();
	expect(criterion('H1.2').id).toBe('H1.2');
});
