/** Figures of findings weighted to all plans: beside shown figures only, and never where a group that is hidden could be worked out. */
import { describe, expect, test } from 'vitest';
import { halfYearFindings, type HalfYearFindings } from '#lib/domain/finding-half-year.ts';
import { allPlansFigures, weigher } from '#lib/domain/finding-weighting.ts';
import type { AuditRecord } from '#lib/domain/findings.ts';
import type { Sampling } from '#lib/domain/weighted-figure.ts';
import { methodOfAllPlans, weightedWords, wholeWords } from '#lib/domain/weighted-words.ts';
import { audit, context, levels, madeUpAudits } from '#tests/support/audit-records.ts';
import { learningReportOf } from '#tests/support/report-models.ts';
import { fullRubric } from '#tests/support/rubric.ts';

const F2 = { of: 'criterion', id: 'F.2' } as const;

function half(records: readonly AuditRecord[], reported = records): HalfYearFindings {
	return halfYearFindings(fullRubric, learningReportOf(reported, { period: '2026-h1' }), records);
}

/** Plans drawn from two groups: the first so many from a group of 400, the others from one of 2,000. */
function drawn(records: readonly AuditRecord[], first: number): Sampling {
	const refs = [...new Set(records.map(({ planRef }) => planRef))];
	return {
		strata: [
			{ id: 'small', population: 400 },
			{ id: 'large', population: 2_000 }
		],
		stratumOf: new Map(refs.map((ref, at) => [ref, at < first ? 'small' : 'large'])),
		uneven: true,
		terms: 1
	};
}

/** So many plans of a year group, of which so many meet F.2. */
function plans(of: number, met: number, yearGroup: number, from: number): AuditRecord[] {
	const own = { ...context, yearGroup };
	return Array.from({ length: of }, (_, at) =>
		audit(from + at, {
			context: own,
			yearGroup,
			levels: levels(own, 'met', at < met ? {} : { 'F.2': { level: 'not_met' } })
		})
	);
}

describe('a figure of all plans', () => {
	// Plainly 56 of 80 met; weighted (400 x 36/40 + 2,000 x 20/40) / 2,400 = 0.57.
	const records = [...plans(40, 36, 4, 0), ...plans(40, 20, 4, 100)];
	const sampling = drawn(records, 40);

	test('is weighted as the groups count in the register, with what it takes to defend it', () => {
		const found = weigher(fullRubric, half(records), sampling)(F2)!;
		expect(found).toMatchObject({ tenths: 6, covers: { count: 2_400, of: 2_400 } });
		expect(weightedWords(found)).toMatch(/^about 60% \(between \d+% and \d+%\)$/);
		const method = methodOfAllPlans({ kind: 'scale' }, { figure: found, terms: 1 }, true);
		const text = method.map((part) => part.text).join(' ');
		expect(text).toContain('all 2,400 plans that could be drawn');
		// Weights 10 and 50: (10 x 40 + 50 x 40)^2 / (10^2 x 40 x 0.9 + 50^2 x 40 x 0.98) = 56.7 plans.
		expect(text).toContain('about 55 plans: the effective sample size');
	});

	test('stands only beside a figure that is shown', () => {
		const one = half(madeUpAudits(200, 'all plans'));
		const evenly = { ...drawn(one.counted, 0), strata: [{ id: 'large', population: 2_000 }] };
		const { overall, sections, criteria } = allPlansFigures(fullRubric, one, evenly);
		expect(overall !== null).toBe(one.figure({ of: 'overall' }, {}).state === 'shown');
		const shown = (of: 'section' | 'criterion', ids: readonly string[]) =>
			ids.filter((id) => one.figure({ of, id }, {}).state === 'shown');
		const criterionIds = one.report.criteria.map(({ criterionId }) => criterionId);
		const sectionIds = one.report.sections.map(({ sectionId }) => sectionId);
		expect(shown('criterion', criterionIds).length).toBeLessThan(criterionIds.length);
		// In one group of the draw all weigh the same: nothing is given away, and every shown figure is said.
		expect(Object.keys(criteria)).toEqual(shown('criterion', criterionIds));
		expect(Object.keys(sections)).toEqual(shown('section', sectionIds));
		for (const [id, { tenths }] of Object.entries(criteria)) {
			const plain = one.figure({ of: 'criterion', id }, {});
			expect(plain.state === 'shown' && Math.floor((10 * plain.count) / plain.of + 0.5)).toBe(tenths);
		}
	});

	test('is not said where a plan was not drawn, or the published figure is of other audits', () => {
		const { stratumOf } = sampling;
		const one = half(records);
		const without = new Map([...stratumOf].slice(1));
		expect(weigher(fullRubric, one, { ...sampling, stratumOf: without })(F2)).toBeNull();
		const changed = [...plans(40, 35, 4, 0), ...plans(40, 20, 4, 100)];
		expect(weigher(fullRubric, half(changed, records), sampling)(F2)).toBeNull();
		expect(weigher(fullRubric, half(records.slice(0, 29)), sampling)(F2)).toBeNull();
	});

	test('is not said where it would tell a stage that is hidden beside it', () => {
		// Key stage 1 (Year 1) is the whole of the heavy group: 7 plans that stand for 2,000.
		const mixed = [...plans(40, 22, 4, 0), ...plans(40, 20, 8, 100), ...plans(7, 3, 1, 200)];
		const one = half(mixed);
		expect(one.figure(F2, { stage: 'ks1' }).state).toBe('too_few');
		expect(one.figure(F2, {}).state).toBe('shown');
		expect(weigher(fullRubric, one, drawn(mixed, 80))(F2)).toBeNull();
	});
});

describe('in words', () => {
	test.each([
		[0, 'less than 5%'],
		[3, 'about 30%'],
		[10, '95% or more']
	])('%i tenths: %s', (tenths, words) => {
		expect(weightedWords({ tenths, low: 1, high: 99 })).toBe(`${words} (between 1% and 99%)`);
	});

	test.each([
		[{ count: 300, of: 300 }, 1, 'all 300 plans that could be drawn'],
		[{ count: 200, of: 300 }, 1, '200 of the 300 plans that could be drawn (those whose groups have an audit)'],
		[{ count: 600, of: 600 }, 2, 'all plans that could be drawn'],
		[{ count: 400, of: 600 }, 2, 'the 66% of plans that could be drawn whose groups have an audit']
	])('%j of %i terms: %s', (covers, terms, words) => {
		expect(wholeWords({ covers }, terms)).toBe(words);
	});

	test('where it is not said, the method says why', () => {
		const why = (drawnSo: boolean) => methodOfAllPlans({ kind: 'scale' }, null, drawnSo)[0]?.text;
		expect(why(true)).toContain('a small group’s count');
		expect(why(false)).toContain('one half-year, of all audits together');
	});
});
