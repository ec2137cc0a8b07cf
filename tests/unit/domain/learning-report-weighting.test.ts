import { describe, expect, test } from 'vitest';
import { learningReport, LearningReport } from '#lib/domain/learning-report.ts';
import type { Sampling } from '#lib/domain/weighted-figure.ts';
import { audit, context, levels } from '#tests/support/audit-records.ts';
import { fullRubric } from '#tests/support/rubric.ts';

/** Forty plans of a small group, nearly all good, and forty of a large one, a quarter of them good. */
const records = Array.from({ length: 80 }, (_, at) => {
	const good = at < 40 ? at < 34 : at < 50;
	return audit(at, { levels: levels(context, good ? 'met' : 'not_met') });
});
const sampling: Sampling = {
	strata: [
		{ id: 'small', population: 800 },
		{ id: 'large', population: 2_000 }
	],
	stratumOf: new Map(records.map(({ planRef }, at) => [planRef, at < 40 ? 'small' : 'large'])),
	uneven: true,
	terms: 1
};
const report = (more: { sampling?: Sampling; earlier?: readonly LearningReport[] }) =>
	learningReport({
		rubric: fullRubric,
		period: '2026-h1',
		profile: 'full',
		records,
		previous: null,
		register: { stage: {}, need: {}, settingGroup: {} },
		ruleId: 'dfe-2026',
		partnershipName: 'Lewisham',
		compiledAt: '2027-03-02T09:00:00.000Z',
		...more
	});
const said = ({ method }: LearningReport) =>
	method.find(({ title }) => title === 'What it means for all plans')?.text ?? null;

describe('what a report says of all plans', () => {
	test('weighted in tenths, beside the plain count, and it is still a report that can be read back', () => {
		const made = report({ sampling });
		expect(LearningReport.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
		// 44 of 80 plainly; weighted (800 x 34/40 + 2,000 x 10/40) / 2,800 = 0.42.
		expect(made.overall?.grades.goodOrBetter).toEqual({ state: 'shown', count: 44, of: 80 });
		expect(said(made)).toContain('the plan as a whole in about 4 in 10 (95% interval: ');
		expect(said(made)).toContain('all plans that could be drawn');
		expect(made.method.at(-1)?.text).toContain('All other figures are unweighted');
	});

	test('nothing where every plan was as likely, or where nobody knows how plans were drawn', () => {
		expect(said(report({ sampling: { ...sampling, uneven: false } }))).toBeNull();
		expect(said(report({}))).toBeNull();
	});

	test('groups without an audit are told', () => {
		const strata = [...sampling.strata, { id: 'empty', population: 700 }];
		expect(said(report({ sampling: { ...sampling, strata } }))).toContain(
			'the 80% of plans whose groups have an audit'
		);
	});

	test('no figure where a small group would be given away', () => {
		// One plan of the second group stands for 300 others.
		const stratumOf = new Map(records.map(({ planRef }, at) => [planRef, at < 73 ? 'small' : 'large']));
		const found = said(report({ sampling: { ...sampling, stratumOf } }));
		expect(found).toContain('so none is shown');
		expect(found).not.toMatch(/\d/);
	});

	test('a corrected edition says what the edition before said', () => {
		const first = report({ sampling });
		const moved = {
			...sampling,
			strata: sampling.strata.toReversed().map(({ population }, at) => ({ id: sampling.strata[at]!.id, population }))
		};
		expect(said(report({ sampling: moved }))).not.toBe(said(first));
		expect(said(report({ sampling: moved, earlier: [first] }))).toBe(said(first));
		expect(said(report({ sampling, earlier: [report({})] }))).toBeNull();
	});
});
