import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countedOf, findingsOf, judgedWithTheme, type AuditRecord, type Findings } from '#lib/domain/findings.ts';
import { applicableCriteria } from '#lib/domain/rubric.ts';
import { overallResult, sectionResult } from '#lib/domain/scoring.ts';
import { audit, context, levels, madeUpAudits } from '#tests/support/audit-records.ts';
import { fullRubric } from '#tests/support/rubric.ts';

function criterion(findings: Findings, id: string) {
	return findings.criteria.find(({ criterionId }) => criterionId === id);
}

describe('criteria', () => {
	test('four outcomes are counted, and what could not be answered apart', () => {
		// C.4 may not apply and may not be told; TIM.1 is worked out from dates.
		const given = ['met', 'met', 'met', 'partly', 'not_met', 'not_met', 'not_applicable', 'cannot_tell'] as const;
		const records = given.map((level, at) => audit(at, { levels: levels(context, 'met', { 'C.5': { level } }) }));
		const { 'C.5': _left, ...rest } = levels(context);
		const found = criterion(findingsOf(fullRubric, [...records, audit(20, { levels: rest })]), 'C.5');
		expect(found).toMatchObject({
			applicable: 9,
			met: { count: 3, of: 6 },
			partly: { count: 1, of: 6 },
			notMet: { count: 2, of: 6 },
			notApplicable: 1,
			excused: 0,
			cannotTell: 1,
			unanswered: 1
		});
	});

	test('an excused delay is not counted with what does not apply', () => {
		const of = { ...context, planKind: 'new' } as const;
		const answered = [
			{ level: 'met' },
			{ level: 'not_applicable' },
			{ level: 'not_applicable', excused: true }
		] as const;
		const records = answered.map((answer, at) =>
			audit(at, { context: of, levels: levels(of, 'met', { 'TIM.1': answer }) })
		);
		expect(criterion(findingsOf(fullRubric, records), 'TIM.1')).toMatchObject({
			met: { count: 1, of: 1 },
			notApplicable: 1,
			excused: 1
		});
	});

	test.each([
		[8, 0],
		[9, 1]
	])('Year %i: %i plans to which F.6 applies', (yearGroup, applicable) => {
		const findings = findingsOf(fullRubric, [audit(1, { context: { ...context, yearGroup } })]);
		expect(criterion(findings, 'F.6')?.applicable).toBe(applicable);
	});

	test('what is only recorded counts yes out of yes and no, and what is listed', () => {
		const answers = [
			{ level: 'yes', listed: ['community_paediatrics', 'speech_language_therapy'] },
			{ level: 'yes', listed: ['community_paediatrics'] },
			{ level: 'no' }
		] as const;
		const records = answers.map((answer, at) => audit(at, { levels: levels(context, 'met', { 'K.5': answer }) }));
		const found = criterion(findingsOf(fullRubric, records), 'K.5');
		expect(found?.yes).toEqual({ count: 2, of: 3 });
		expect(found?.met).toEqual({ count: 0, of: 0 });
		expect(found?.listed).toEqual({ community_paediatrics: 2, speech_language_therapy: 1 });
	});

	test('every plan a criterion applies to is counted once', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 60 }), fc.string(), (count, seed) => {
				const records = madeUpAudits(count, seed);
				for (const found of findingsOf(fullRubric, records).criteria) {
					const aside = found.notApplicable + found.excused + found.cannotTell + found.unanswered;
					expect(found.met.count + found.partly.count + found.notMet.count).toBe(found.met.of);
					expect(found.met.of + found.yes.of + aside).toBe(found.applicable);
				}
			}),
			{ numRuns: 30 }
		);
	});
});

describe('grades', () => {
	test('each section and the whole plan are counted as scoring grades them', () => {
		const records = madeUpAudits(40, 'grades').filter(({ marking }) => marking === 'first');
		const findings = findingsOf(fullRubric, records);
		for (const section of fullRubric.sections) {
			const expected = {
				outstanding: 0,
				good: 0,
				requires_improvement: 0,
				inadequate: 0,
				not_graded: 0,
				not_applicable: 0
			};
			for (const record of records) {
				const result = sectionResult(fullRubric, section.code, record.levels, record.context);
				if (result) expected[result.grade] += 1;
			}
			const { not_graded: notGraded, not_applicable: notApplicable, ...grades } = expected;
			const found = findings.sections.find(({ sectionId }) => sectionId === section.code);
			expect(found).toMatchObject({ grades, notGraded, notApplicable });
			expect(found?.goodOrBetter).toEqual({ count: grades.outstanding + grades.good, of: found?.graded });
		}
		const overall = records.map((record) => {
			const sections = fullRubric.sections.map(({ code }) =>
				sectionResult(fullRubric, code, record.levels, record.context)
			);
			return overallResult(fullRubric, sections, record.levels, record.context)?.grade;
		});
		expect(findings.overall?.grades.good).toBe(overall.filter((grade) => grade === 'good').length);
		expect(findings.overall?.notGraded).toBe(overall.filter((grade) => grade === 'not_graded').length);
	});

	test('a profile without an overall grade has none', () => {
		const of = { ...context, profile: 'health-care-routine' };
		expect(findingsOf(fullRubric, [audit(1, { context: of })]).overall).toBeNull();
		expect(findingsOf(fullRubric, [audit(1)]).overall).not.toBeNull();
	});
});

describe('themes', () => {
	test('a theme counts the answers to the questions that auditors judge', () => {
		const findings = findingsOf(fullRubric, madeUpAudits(30, 'themes'));
		const specific = findings.themes.find(({ themeId }) => themeId === 'provision_specificity');
		const own = findings.criteria.filter(({ criterionId }) => specific?.criterionIds.includes(criterionId));
		expect(specific?.criterionIds).toContain('F.2');
		expect(specific?.met).toEqual({
			count: own.reduce((sum, { met }) => sum + met.count, 0),
			of: own.reduce((sum, { met }) => sum + met.of, 0)
		});
	});

	test('date checks and what is only recorded are in no theme', () => {
		expect(judgedWithTheme(fullRubric, 'timeliness')).toEqual([]);
		expect(judgedWithTheme(fullRubric, 'ld_register')).toEqual([]);
		expect(judgedWithTheme(fullRubric, 'currency')).not.toContain('TIM.2');
	});
});

describe('which audits count', () => {
	const first = (number: number, overrides: Partial<AuditRecord> = {}) => audit(number, overrides);
	const second = (number: number) => audit(number, { marking: 'second', auditorId: 'another' });

	test.each([
		['nothing', [], { records: 0, repeated: 0, pairs: 0, unpaired: 0 }],
		['two plans', [first(1), first(2)], { records: 2, repeated: 0, pairs: 0, unpaired: 0 }],
		['one plan, two auditors', [first(1), second(1)], { records: 1, repeated: 0, pairs: 1, unpaired: 0 }],
		['the second before the first', [second(1), first(1)], { records: 1, repeated: 0, pairs: 1, unpaired: 0 }],
		['a second without its first', [first(1), second(2)], { records: 1, repeated: 0, pairs: 0, unpaired: 1 }],
		['one plan in two terms', [first(1), first(1), first(2)], { records: 2, repeated: 1, pairs: 0, unpaired: 0 }]
	] as const)('%s', (_, records, expected) => {
		const counted = countedOf(records);
		expect({
			records: counted.records.length,
			repeated: counted.repeated,
			pairs: counted.pairs.length,
			unpaired: counted.unpaired
		}).toEqual(expected);
	});

	test('of two first audits of a plan the later one counts, whichever comes first', () => {
		const early = audit(1, { submittedOn: '2026-10-01', levels: levels(context, 'not_met') });
		const late = audit(1, { submittedOn: '2027-02-01' });
		for (const records of [
			[early, late],
			[late, early]
		])
			expect(countedOf(records).records).toEqual([late]);
	});

	test('a second audit changes no finding but the agreement', () => {
		const alone = findingsOf(fullRubric, [first(1), first(2)]);
		const with2 = findingsOf(fullRubric, [first(1), first(2), { ...second(1), levels: levels(context, 'not_met') }]);
		expect({ ...with2, agreement: null }).toEqual({ ...alone, agreement: null });
		expect(with2.agreement.pairs).toBe(1);
	});

	test.each([
		['profile', { context: { ...context, profile: 'core' } }],
		['rubric version', { rubricVersion: '0.1.0' }],
		['rubric', { rubricId: 'another' }]
	] as const)('results of another %s are never pooled', (_, overrides) => {
		expect(() => findingsOf(fullRubric, [audit(1), audit(2, overrides)])).toThrow(RangeError);
	});
});

describe('agreement', () => {
	const judged = applicableCriteria(fullRubric, context).filter(({ answerKind }) => answerKind === 'scale').length;

	test('counts the questions that both judged, and the plans that both graded', () => {
		const records = [
			audit(1),
			audit(1, {
				marking: 'second',
				levels: levels(context, 'met', { 'B.3': { level: 'partly' }, 'C.5': { level: 'cannot_tell' } })
			})
		];
		const { agreement } = findingsOf(fullRubric, records);
		expect(agreement.sameAnswer).toEqual({ count: judged - 2, of: judged - 1 });
		expect(agreement.sameGrade.of).toBe(1);
	});

	test('is full where all answers are the same and there is something to agree on', () => {
		const some = levels(context, 'met', { 'B.3': { level: 'partly' }, 'E.2': { level: 'not_met' } });
		const records = [audit(1, { levels: some }), audit(1, { marking: 'second', levels: some })];
		const { agreement } = findingsOf(fullRubric, records);
		expect(agreement.alpha).toBeCloseTo(1);
		expect(agreement.gwet).toBeCloseTo(1);
	});

	test('cannot be computed without a plan audited twice', () => {
		expect(findingsOf(fullRubric, [audit(1)]).agreement).toEqual({
			pairs: 0,
			sameAnswer: { count: 0, of: 0 },
			sameGrade: { count: 0, of: 0 },
			alpha: null,
			gwet: null
		});
	});
});

test('no audits give findings of nothing', () => {
	const findings = findingsOf(fullRubric, []);
	expect(findings.plans).toBe(0);
	expect(findings.criteria).toHaveLength(fullRubric.counts.criteria);
	expect(findings.overall).toBeNull();
});
