import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditRecord, LevelAnswer } from '#lib/domain/findings.ts';
import { learningReport, LearningReport, type LearningReportInput } from '#lib/domain/learning-report.ts';
import { figureWords, percentWords } from '#lib/domain/learning-report-words.ts';
import { changeOf } from '#lib/domain/report-change.ts';
import { figureOf, sumOfFigures, type Figure } from '#lib/domain/report-figure.ts';
import { stageOfRecord } from '#lib/domain/report-stages.ts';
import { schoolActionOf, statementOf } from '#lib/domain/criterion-words.ts';
import { listed } from '#lib/domain/report-words.ts';
import { suppressionRules } from '#lib/domain/suppression.ts';
import { audit, context, levels, madeUpAudits } from '#tests/support/audit-records.ts';
import { fullRubric } from '#tests/support/rubric.ts';

function countsOf(records: readonly AuditRecord[], groupOf: (record: AuditRecord) => string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const record of records) counts[groupOf(record)] = (counts[groupOf(record)] ?? 0) + 20;
	return counts;
}

function report(records: readonly AuditRecord[], overrides: Partial<LearningReportInput> = {}): LearningReport {
	return learningReport({
		rubric: fullRubric,
		period: '2026-h1',
		profile: 'full',
		records,
		previous: null,
		register: {
			stage: countsOf(records, stageOfRecord),
			need: countsOf(records, ({ primaryNeed }) => primaryNeed ?? 'none'),
			settingGroup: countsOf(records, ({ settingGroup }) => settingGroup)
		},
		ruleId: 'dfe-2026',
		partnershipName: 'Lewisham',
		compiledAt: '2027-03-04T09:00:00.000Z',
		...overrides
	});
}

/** So many plans of which so many get this level in one criterion, everything else met. */
function withLevel(
	count: number,
	of: number,
	criterionId: string,
	level: 'not_met' | 'partly' = 'not_met'
): AuditRecord[] {
	return Array.from({ length: of }, (_, at) =>
		audit(at, { levels: levels(context, 'met', at < count ? { [criterionId]: { level } } : {}) })
	);
}

function criterion(model: LearningReport, id: string) {
	return model.criteria.find(({ criterionId }) => criterionId === id);
}

describe('enough audits', () => {
	test('29 plans say nothing about the area, 30 do', () => {
		const few = report(madeUpAudits(29, 'few'));
		expect(few).toMatchObject({ enough: false, headlines: [], sections: [], criteria: [], themes: [], overall: null });
		expect(few.summary).toContain('too few to say anything about the area');
		expect(few.counts.plans).toBe(29);
		const enough = report(madeUpAudits(30, 'few'));
		expect(enough.enough).toBe(true);
		expect(enough.sections.length).toBeGreaterThan(0);
		expect(enough.summary).not.toContain('too few');
	});

	test('second audits do not make up the number', () => {
		const records = madeUpAudits(29, 'few');
		expect(records.length).toBeGreaterThan(30);
		expect(report(records).enough).toBe(false);
	});
});

describe('what counts', () => {
	test('one profile and one rubric version; the others are counted as left out', () => {
		const others = [
			audit(900, { context: { ...context, profile: 'core' } }),
			audit(901, { context: { ...context, profile: 'plan-only' } }),
			audit(902, { rubricVersion: '0.1.0' })
		];
		const model = report([...madeUpAudits(40, 'own'), ...others]);
		expect(model.counts).toMatchObject({ plans: 40, otherProfile: 2, otherRubric: 1 });
		const left = model.method.find(({ title }) => title === 'What did not count')?.text;
		expect(left).toMatch(/^2 audits of another kind .* and 1 audit made with other questions\.$/);
	});

	test('late audits count and are said to be late', () => {
		const records = madeUpAudits(40, 'late').map((record, at) => ({
			...record,
			late: at < 3 && record.marking === 'first'
		}));
		const model = report(records);
		expect(model.counts.late).toBe(2);
		expect(model.method[0]?.text).toContain('2 audits of them came after');
	});

	test('a plan audited again counts once, and a second audit without its first not at all', () => {
		const records = [
			...withLevel(0, 35, 'F.2'),
			audit(0, { submittedOn: '2027-02-20' }),
			audit(99, { marking: 'second' })
		];
		expect(report(records).counts).toMatchObject({ plans: 35, repeated: 1, unpaired: 1, pairs: 0 });
	});

	test('a profile that the rubric does not have is refused', () => {
		expect(() => report([], { profile: 'nobody' })).toThrow(RangeError);
	});
});

describe('figures', () => {
	test.each([
		[5, 36, 'most'],
		[6, 36, 'shown'],
		[30, 36, 'shown'],
		[31, 36, 'few'],
		[36, 36, 'few'],
		[0, 36, 'most']
	] as const)('%i of %i plans not met: %s', (count, of, state) => {
		expect(criterion(report(withLevel(count, of, 'F.2')), 'F.2')?.figure.state).toBe(state);
	});

	test.each([
		[{ count: 5, of: 10 }, 'too_few'],
		[{ count: 6, of: 12 }, 'shown'],
		[{ count: 5, of: 12 }, 'too_few'],
		[{ count: 5, of: 29 }, 'too_few'],
		[{ count: 5, of: 30 }, 'few'],
		[{ count: 25, of: 30 }, 'most']
	] as const)('%o is %s', (share, state) => {
		expect(figureOf(share, suppressionRules['dfe-2026'].distribution).state).toBe(state);
	});

	test('NHS mode hides 1 to 7 and rounds the rest, its base too', () => {
		const rule = suppressionRules['nhs-2026'].distribution;
		expect(figureOf({ count: 18, of: 36 }, rule)).toEqual({ state: 'shown', count: 20, of: 35 });
		expect(figureOf({ count: 7, of: 36 }, rule)).toEqual({ state: 'few', of: 35 });
	});

	test('how the rest splits is shown only where no part is small', () => {
		const split = (partly: number, notMet: number) => {
			const records = Array.from({ length: 60 }, (_, at) => {
				const level = at < partly ? 'partly' : at < partly + notMet ? 'not_met' : 'met';
				return audit(at, { levels: levels(context, 'met', { 'E.3': { level } }) });
			});
			const { partly: shown, notMet: other } = criterion(report(records), 'E.3') ?? {};
			return [shown, other];
		};
		expect(split(6, 8)).toEqual([6, 8]);
		expect(split(5, 8)).toEqual([null, null]);
		expect(split(0, 8)).toEqual([0, 8]);
	});

	test('the sentences name the questions met most and least often', () => {
		const records = Array.from({ length: 60 }, (_, at) =>
			audit(at, {
				levels: levels(context, at < 24 ? 'met' : 'partly', {
					'F.2': { level: at < 10 ? 'met' : 'not_met' },
					'I.2': { level: at < 50 ? 'met' : 'not_met' }
				})
			})
		);
		const said = new Map(report(records).headlines.map(({ topic, text }) => [topic, text]));
		expect(said.get('weakest')).toBe('In only 10 of 60 plans audited, the provision is specific and counted.');
		expect(said.get('strongest')).toBe(
			'In 50 of 60 plans audited, the setting named is where the person is or will be.'
		);
	});

	test('a question that many plans are not asked says of how many it speaks', () => {
		const records = Array.from({ length: 60 }, (_, at) =>
			audit(at, {
				levels: levels(context, at % 2 ? 'met' : 'partly', {
					'D.2': { level: at < 20 ? 'not_applicable' : at < 30 ? 'met' : 'not_met' }
				})
			})
		);
		expect(report(records).headlines.find(({ topic }) => topic === 'weakest')?.text).toBe(
			'In only 10 of 40 plans it applies to, life at home and in the community is described where it matters.'
		);
	});
});

describe('nothing small is shown', () => {
	const small = (value: unknown) => typeof value === 'number' && value >= 1 && value <= 5;
	const sizes = fc.constantFrom(30, 33, 41, 60, 120, 250);

	function figuresOf(model: LearningReport): Figure[] {
		return [
			...model.criteria.flatMap(({ figure, listed }) => [figure, ...listed.map((option) => option.figure)]),
			...model.sections.map(({ grades }) => grades.goodOrBetter),
			...(model.overall ? [model.overall.grades.goodOrBetter] : []),
			...model.themes.map(({ met }) => met)
		];
	}

	test('no count of 1 to 5, no all or nothing, no split of a small count', () => {
		fc.assert(
			fc.property(sizes, fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), (count, seed, met) => {
				const model = report(madeUpAudits(count, seed, { met }));
				for (const figure of figuresOf(model)) {
					if (figure.state !== 'shown') continue;
					expect(figure.count).toBeGreaterThanOrEqual(6);
					expect(figure.of - figure.count).toBeGreaterThanOrEqual(6);
				}
				for (const { partly, notMet, notApplicable, excused, cannotTell, unanswered } of model.criteria)
					expect([partly, notMet, notApplicable, excused, cannotTell, unanswered].filter(small)).toEqual([]);
				for (const table of [model.coverage.stage, model.coverage.need, model.coverage.settingGroup])
					expect(table.rows.flatMap(({ audited, register }) => [audited, register]).filter(small)).toEqual([]);
				expect(model.agencies.flatMap(({ auditors, audits }) => [auditors, audits]).filter(small)).toEqual([]);
			}),
			{ numRuns: 60 }
		);
	});

	test('a hidden grade cannot be worked out: both grades of its side are hidden', () => {
		fc.assert(
			fc.property(sizes, fc.string(), (count, seed) => {
				const model = report(madeUpAudits(count, seed));
				const graded = [
					...model.sections.map(({ grades }) => grades),
					...(model.overall ? [model.overall.grades] : [])
				];
				for (const { goodOrBetter, grades } of graded) {
					for (const side of [
						[grades.outstanding, grades.good],
						[grades.requires_improvement, grades.inadequate]
					])
						expect(side.filter((cell) => cell === 'c').length).not.toBe(1);
					expect(Object.values(grades).filter(small)).toEqual([]);
					if (goodOrBetter.state !== 'shown') expect(Object.values(grades)).toEqual(['c', 'c', 'c', 'c']);
					else if (grades.outstanding !== 'c')
						expect(Number(grades.outstanding) + Number(grades.good)).toBe(goodOrBetter.count);
				}
			}),
			{ numRuns: 60 }
		);
	});

	test('a theme is made of shown criteria alone', () => {
		const model = report(withLevel(4, 40, 'F.2'));
		// Every question is met in all or all but a few plans, so that no theme has a figure.
		expect(model.criteria.every(({ figure }) => figure.state !== 'shown')).toBe(true);
		expect(model.themes).toEqual([]);
		expect(
			sumOfFigures([
				{ state: 'most', of: 40 },
				{ state: 'shown', count: 10, of: 40 }
			])
		).toEqual({
			state: 'shown',
			count: 10,
			of: 40
		});
	});

	test.each([
		[5, 'too_few'],
		[6, 'shown']
	] as const)('%i plans to Reception: the question for Year 1 and above is %s', (youngest, state) => {
		const years = [...Array<number>(youngest).fill(0), ...Array<number>(60).fill(5)];
		const records = years.map((yearGroup, at) => {
			const of = { ...context, yearGroup };
			const asked: Record<string, LevelAnswer> = yearGroup >= 1 ? { 'C.7': { level: at % 2 ? 'yes' : 'no' } } : {};
			return audit(at, { context: of, levels: levels(of, 'met', asked) });
		});
		expect(criterion(report(records), 'C.7')?.figure.state).toBe(state);
	});

	test('a question for whole stages is hidden where it would give away a stage that is hidden', () => {
		const rows = [
			[0, 8],
			[1, 30],
			[4, 40],
			[8, 30],
			[10, 3]
		] as const;
		const records = rows.flatMap(([yearGroup, count]) =>
			Array.from({ length: count }, (_, at) => {
				const of = { ...context, yearGroup };
				const asked: Record<string, LevelAnswer> = yearGroup >= 1 ? { 'C.7': { level: at % 2 ? 'yes' : 'no' } } : {};
				return audit(yearGroup * 100 + at, { context: of, levels: levels(of, 'met', asked) });
			})
		);
		const model = report(records);
		const hidden = model.coverage.stage.rows.filter(({ audited }) => audited === 'c').map(({ id }) => id);
		// Three plans of Key stage 4 are hidden, and early years with them; "Year 1 and above" is all but early years.
		expect(hidden.sort()).toEqual(['early_years', 'ks4']);
		expect(criterion(model, 'C.7')?.figure.state).toBe('too_few');
	});
});

describe('change', () => {
	const shown = (count: number, of: number): Figure => ({ state: 'shown', count, of });

	test.each([
		['far more', shown(60, 100), shown(30, 100), 'up'],
		['far fewer', shown(30, 100), shown(60, 100), 'down'],
		['a little more', shown(52, 100), shown(48, 100), 'chance'],
		['the same', shown(50, 100), shown(25, 50), 'chance'],
		['too few now', shown(20, 29), shown(6, 100), 'none'],
		['hidden before', shown(60, 100), { state: 'few', of: 100 } as const, 'none']
	] as const)('%s: %s', (_, now, before, verdict) => {
		expect(changeOf(now, before)?.verdict).toBe(verdict);
	});

	test.each([
		['more plans, the smaller share', shown(50, 110), shown(48, 100), 'a smaller share than'],
		['as many plans, the smaller share', shown(48, 110), shown(48, 100), 'a smaller share than'],
		['fewer plans, the larger share', shown(47, 90), shown(48, 100), 'a larger share than'],
		['as many plans, the larger share', shown(48, 90), shown(48, 100), 'a larger share than'],
		['other counts, the same share', shown(24, 50), shown(48, 100), 'the same share as']
	] as const)('%s: speaks of the share', (_, now, before, words) => {
		expect(changeOf(now, before)?.text).toMatch(new RegExp(`^That is ${words} last half-year \\(48 of 100\\)`));
	});

	test('says what it was and whether chance could make it', () => {
		expect(changeOf(shown(52, 100), shown(48, 100))?.text).toBe(
			'That is more than last half-year (48 of 100); the difference could be chance.'
		);
		expect(changeOf(shown(30, 100), shown(60, 100))?.text).toBe(
			'That is fewer than last half-year (60 of 100), by more than chance alone would explain.'
		);
		expect(changeOf(shown(50, 100), null)).toBeNull();
	});

	test('is only made with the same questions, the same profile and enough audits', () => {
		const now = madeUpAudits(60, 'now');
		const before = report(madeUpAudits(60, 'before'), { period: '2025-h2' });
		expect(report(now, { previous: before }).comparedWith).toBe('March to August 2026');
		for (const other of [
			{ ...before, rubric: { ...before.rubric, version: '0.1.0' } },
			{ ...before, profile: { id: 'core', label: 'Core audit' } },
			report(madeUpAudits(29, 'before'), { period: '2025-h2' })
		]) {
			const model = report(now, { previous: other });
			expect(model.comparedWith).toBeNull();
			expect(model.overall?.change).toBeNull();
			expect(model.sections.every(({ change }) => change === null)).toBe(true);
		}
	});
});

test('the model survives being kept as JSON', () => {
	const model = report(madeUpAudits(80, 'kept'), {
		previous: report(madeUpAudits(80, 'before'), { period: '2025-h2' })
	});
	expect(LearningReport.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
	expect(model.headlines).toHaveLength(5);
});

test('no audit writes a note or a plan into the report', () => {
	const kept = JSON.stringify(report(madeUpAudits(80, 'kept')));
	expect(kept).not.toContain('LEW-');
	expect(kept).not.toContain('auditor-');
	expect(kept).not.toMatch(/"note"/);
});

describe('words', () => {
	const all = fullRubric.sections.flatMap((section) => section.criteria);

	test('every criterion of the published rubric has a statement of its own', () => {
		expect(all.filter((one) => statementOf(one).includes('“') && statementOf(one).includes(one.question))).toEqual([]);
		expect(new Set(all.map(statementOf)).size).toBe(all.length);
	});

	test('another wording of a question is quoted, never guessed', () => {
		const changed = { ...(all[0] as (typeof all)[number]), question: 'Is it blue?' };
		expect(statementOf(changed)).toBe('the answer was yes to “Is it blue?”');
		expect(schoolActionOf(changed)).toBe(changed.help.lookFor);
	});

	test('what schools contribute to has something to do', () => {
		const without = all.filter(
			(one) => one.contributors.includes('education_setting') && schoolActionOf(one) === one.help.lookFor
		);
		expect(without.map(({ id }) => id)).toEqual([]);
	});

	test.each([
		[{ state: 'shown', count: 18, of: 24 } as const, '18 of 24 plans', '75%'],
		[{ state: 'shown', count: 1, of: 8 } as const, '1 of 8 plans', '13%'],
		[{ state: 'shown', count: 1204, of: 2408 } as const, '1,204 of 2,408 plans', '50%'],
		[{ state: 'most', of: 40 } as const, 'all but a few of 40 plans', ''],
		[{ state: 'few', of: 40 } as const, 'hardly any of 40 plans', ''],
		[{ state: 'too_few' } as const, 'too few to say', '']
	])('%o', (figure, words, percent) => {
		expect(figureWords(figure)).toBe(words);
		expect(percentWords(figure)).toBe(percent);
	});

	test.each([
		[[], ''],
		[['a'], 'a'],
		[['a', 'b'], 'a and b'],
		[['a', 'b', 'c'], 'a, b and c']
	])('%o', (items, words) => {
		expect(listed(items)).toBe(words);
	});
});
