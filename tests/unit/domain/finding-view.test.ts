/** What a filter shows: a half-year as its report has it, groups protected, several half-years added up, the audits beneath. */
import { describe, expect, test } from 'vitest';
import { filterIn, type FindingFilter, type FindingKind } from '#lib/domain/finding-filter.ts';
import { halfYearFindings, type HalfYearFindings } from '#lib/domain/finding-half-year.ts';
import { rowsOf, type AuditRow } from '#lib/domain/finding-rows.ts';
import { breakdownOf, findingView, pooledFigure } from '#lib/domain/finding-view.ts';
import { groupInWords, methodOfFigure, sentencesOf } from '#lib/domain/finding-words.ts';
import type { AuditRecord, LevelAnswer } from '#lib/domain/findings.ts';
import { tooFew, type Figure } from '#lib/domain/report-figure.ts';
import { applicableCriteria, criterionById, type Criterion } from '#lib/domain/rubric.ts';
import { suppressionRules } from '#lib/domain/suppression.ts';
import type { Period } from '#lib/domain/period.ts';
import { audit, context, levels, madeUpAudits } from '#tests/support/audit-records.ts';
import { learningReportOf } from '#tests/support/report-models.ts';
import { fullRubric } from '#tests/support/rubric.ts';

const rule = suppressionRules['dfe-2026'].distribution;
const kind: FindingKind = {
	profile: 'full',
	rubricId: fullRubric.rubricId,
	rubricVersion: fullRubric.version,
	periods: ['2025-h2', '2026-h1'],
	usual: '2026-h1'
};

function filterOf(text = ''): FindingFilter {
	const choices = {
		sections: fullRubric.sections.map(({ code }) => code),
		themes: fullRubric.themes.map(({ id }) => id)
	};
	const { filter, violations } = filterIn([...new URLSearchParams(text)], kind, choices);
	expect(violations).toEqual([]);
	return filter;
}

function half(records: readonly AuditRecord[], period: Period = '2026-h1'): HalfYearFindings {
	return halfYearFindings(fullRubric, learningReportOf(records, { period }), records);
}

/** So many plans of a year group; the first so many fail F.2, half of them partly. */
function plans(of: number, failing: number, yearGroup: number, from = 0): AuditRecord[] {
	const own = { ...context, yearGroup };
	return Array.from({ length: of }, (_, at) => {
		const weak: Record<string, LevelAnswer> = at >= failing ? {} : { 'F.2': { level: at % 2 ? 'partly' : 'not_met' } };
		return audit(from + at, { context: own, yearGroup, levels: levels(own, 'met', weak) });
	});
}

const applies = (record: AuditRecord) => applicableCriteria(fullRubric, record.context).some(({ id }) => id === 'F.2');
const tallied = (rows: readonly AuditRow[]) => {
	const counts: Record<string, number> = {};
	for (const { answer, stage } of rows)
		counts[`${stage ?? '-'} ${answer}`] = (counts[`${stage ?? '-'} ${answer}`] ?? 0) + 1;
	return counts;
};

describe('a half-year', () => {
	const records = madeUpAudits(200, 'half-year');
	const one = half(records);

	test('all audits are what the report says, with how many plans were asked', () => {
		const lines = one.criteria({});
		expect(lines.map(({ asked: _, ...figure }) => figure)).toEqual(one.report.criteria);
		for (const { asked, figure } of lines)
			if (figure.state === 'too_few') expect(asked).toBeNull();
			else expect(asked).toBeGreaterThanOrEqual(figure.of);
		expect(one.plans({})).toBe(200);
		expect(one.sections({})).toBe(one.report.sections);
	});

	test('groups that are shown are counted from their own audits', () => {
		let compared = 0;
		for (const stage of one.valuesOf('stage', {})) {
			const line = one.criterion('F.2', { stage });
			const rows = rowsOf(one, 'F.2', applies, { stage });
			if (line?.figure.state !== 'shown') {
				expect(rows).toEqual([]);
				continue;
			}
			compared += 1;
			expect(rows).toHaveLength(line.asked ?? -1);
			expect(rows.filter(({ answer }) => answer === 'met')).toHaveLength(line.figure.count);
		}
		expect(compared).toBeGreaterThan(1);
	});

	test('a group never shows a small count, nor anything that the report hides', () => {
		const hidden = new Set(
			one.report.criteria.filter(({ figure }) => figure.state !== 'shown').map(({ criterionId }) => criterionId)
		);
		let shown = 0;
		for (const dimension of ['stage', 'need', 'agency'] as const)
			for (const value of one.valuesOf(dimension, {}))
				for (const { criterionId, figure, partly, notMet } of one.criteria({ [dimension]: value })) {
					if (figure.state === 'too_few') continue;
					shown += 1;
					expect(hidden).not.toContain(criterionId);
					if (figure.state !== 'shown') throw new Error('a group is shown exactly or not at all');
					expect(Math.min(figure.count, figure.of - figure.count)).toBeGreaterThanOrEqual(rule.minimumCell);
					for (const part of [partly, notMet])
						if (part !== null && part !== 0) expect(part).toBeGreaterThanOrEqual(rule.minimumCell);
				}
		expect(shown).toBeGreaterThan(50);
	});

	test('a group that the report’s own table hides is hidden here', () => {
		const few = half([...plans(60, 30, 4), ...plans(60, 30, 8, 100), ...plans(3, 1, 1, 200)]);
		const rows = few.report.coverage.stage.rows.filter(({ audited }) => audited === 'c').map(({ id }) => id);
		expect(rows.length).toBeGreaterThan(1);
		for (const stage of rows) {
			expect(few.plans({ stage })).toBeNull();
			expect(few.criterion('F.2', { stage })?.figure).toEqual(tooFew);
			expect(few.overall({ stage })?.goodOrBetter).toEqual(tooFew);
		}
	});
});

describe('rows beneath a figure', () => {
	test('name a stage only where its own figure is shown; the rest is left unnamed', () => {
		const one = half([
			...plans(60, 30, 4),
			...plans(60, 30, 8, 100),
			...plans(40, 20, 1, 200),
			...plans(30, 3, 11, 300)
		]);
		const rows = rowsOf(one, 'F.2', applies, {});
		expect(rows).toHaveLength(190);
		const named = new Set(rows.map(({ stage }) => stage));
		expect(named).not.toContain('ks4');
		expect(named).toContain(null);
		for (const stage of named) if (stage !== null) expect(one.criterion('F.2', { stage })?.figure.state).toBe('shown');
		expect(rows.every(({ need, agency }) => need === null && agency === null)).toBe(true);
	});

	test('tell partly from not met only where the figure does', () => {
		const split = tallied(rowsOf(half(plans(60, 30, 4)), 'F.2', applies, {}, 'need'));
		expect(split).toEqual({ '- met': 30, '- partly': 15, '- not_met': 15 });
		const together = tallied(rowsOf(half(plans(60, 8, 4)), 'F.2', applies, {}, 'need'));
		expect(together).toEqual({ '- met': 52, '- not_in_full': 8 });
	});

	test('are not listed where the figure is not exact', () => {
		const most = half(plans(60, 3, 4));
		expect(most.criterion('F.2', {})?.figure.state).toBe('most');
		expect(rowsOf(most, 'F.2', applies, {})).toEqual([]);
	});

	test('stand in an order that says nothing of whose they are', () => {
		const records = plans(60, 30, 4);
		expect(rowsOf(half(records.toReversed()), 'F.2', applies, {})).toEqual(rowsOf(half(records), 'F.2', applies, {}));
	});
});

describe('several half-years', () => {
	const early = half(plans(50, 20, 4), '2025-h2');
	const late = half(plans(40, 16, 4), '2026-h1');
	const both = filterOf('from=2025-h2&to=2026-h1');

	test('are added up, and compared with none', () => {
		const view = findingView(fullRubric, both, [early, late], null);
		expect(view).toMatchObject({ plans: 90, comparedWith: null, leftOut: [] });
		expect(view.criteria.find(({ criterionId }) => criterionId === 'F.2')).toMatchObject({
			figure: { state: 'shown', count: 54, of: 90 },
			partly: 18,
			notMet: 18,
			asked: 90
		});
		expect(
			sentencesOf(view, both, fullRubric, late.report.chapters)
				.map(({ detail }) => detail)
				.join()
		).not.toContain('half-year');
	});

	test('one that hides a figure hides it in the sum', () => {
		const hiding = half(plans(40, 3, 4), '2026-h1');
		const view = findingView(fullRubric, both, [early, hiding], null);
		const line = view.criteria.find(({ criterionId }) => criterionId === 'F.2');
		expect(line).toMatchObject({ figure: { state: 'too_few' }, partly: null, asked: null });
	});

	test('one with too few audits is left out whole, and said so', () => {
		const small = half(plans(12, 6, 4), '2026-h1');
		const view = findingView(fullRubric, both, [early, small], null);
		expect(view).toMatchObject({ plans: 50, leftOut: ['September 2026 to February 2027'] });
		expect(view.criteria.find(({ criterionId }) => criterionId === 'F.2')?.figure).toEqual({
			state: 'shown',
			count: 30,
			of: 50
		});
		expect(findingView(fullRubric, both, [small], null)).toMatchObject({ enough: false, plans: null, criteria: [] });
	});

	test('stand side by side as a breakdown', () => {
		const measure = { of: 'criterion', id: 'F.2' } as const;
		expect(breakdownOf(fullRubric, both, [early, late], 'period', measure).lines).toEqual([
			{ id: '2025-h2', label: 'March to August 2026', plans: 50, figure: { state: 'shown', count: 30, of: 50 } },
			{
				id: '2026-h1',
				label: 'September 2026 to February 2027',
				plans: 40,
				figure: { state: 'shown', count: 24, of: 40 }
			}
		]);
	});

	const shown: Figure = { state: 'shown', count: 10, of: 20 };
	test.each([
		[[], tooFew],
		[[shown], shown],
		[[shown, shown], { state: 'shown', count: 20, of: 40 }],
		[[shown, tooFew], tooFew],
		[[shown, { state: 'most', of: 40 }], tooFew],
		[
			[
				{ state: 'most', of: 40 },
				{ state: 'most', of: 35 }
			],
			{ state: 'most', of: 75 }
		],
		[
			[
				{ state: 'few', of: 40 },
				{ state: 'most', of: 35 }
			],
			tooFew
		],
		[[tooFew, tooFew], tooFew]
	] as [Figure[], Figure][])('%j together: %j', (figures, sum) => expect(pooledFigure(figures)).toEqual(sum));
});

describe('a filter', () => {
	const now = half(madeUpAudits(200, 'now'), '2026-h1');
	const before = half(madeUpAudits(200, 'before', { met: 0.4, from: 1000 }), '2025-h2');

	test('by section and theme chooses among questions, and leaves their figures', () => {
		const view = findingView(fullRubric, filterOf('section=F&theme=provision_specificity'), [now], before);
		const chosen = view.criteria.map(({ criterionId }) => criterionId);
		expect(chosen).toContain('F.2');
		for (const line of view.criteria) {
			const criterion = criterionById(fullRubric, line.criterionId) as Criterion;
			expect(line.sectionId).toBe('F');
			expect(criterion.themes).toContain('provision_specificity');
			expect(line.figure).toEqual(now.criterion(line.criterionId, {})?.figure);
		}
		expect(view.sections.map(({ sectionId }) => sectionId)).toEqual(['F']);
	});

	test('by group is compared with the same group before', () => {
		const view = findingView(fullRubric, filterOf('stage=ks2'), [now], before);
		expect(view.comparedWith).toBe('March to August 2026');
		const overall = view.overall?.change;
		expect(overall?.before).toEqual(before.overall({ stage: 'ks2' })?.goodOrBetter);
		expect(view.plans).toBe(now.plans({ stage: 'ks2' }));
	});

	test('makes sentences that lead to their figures, five at most, none about few plans', () => {
		const all = filterOf();
		const said = sentencesOf(findingView(fullRubric, all, [now], before), all, fullRubric, now.report.chapters);
		expect(said.length).toBeGreaterThan(2);
		expect(said.length).toBeLessThanOrEqual(5);
		const weakest = said.find(({ detail }) => detail.startsWith('Of all questions it was met least often.'));
		expect(weakest?.figure).toHaveProperty('criterionId');
		const section = filterOf('section=F');
		const ofSection = sentencesOf(
			findingView(fullRubric, section, [now], before),
			section,
			fullRubric,
			now.report.chapters
		);
		expect(ofSection[0]?.text).toMatch(
			/^In \d+ of \d+ plans audited, Section F \(special educational provision\) was good or outstanding\.$/
		);
		expect(ofSection[0]?.figure).toEqual({ place: 'section-F' });
		expect(ofSection.some(({ text }) => text.includes('plan as a whole'))).toBe(false);
		const few = filterOf('need=MSI');
		expect(sentencesOf(findingView(fullRubric, few, [now], before), few, fullRubric, now.report.chapters)).toEqual([]);
	});

	test('is told in the method, with numerator, denominator and completion', () => {
		const filter = filterOf('stage=ks2');
		const line = now.criterion('F.2', {});
		if (!line) throw new Error('no line');
		const view = { counted: ['now'], leftOut: ['March to August 2026'] };
		const parts = methodOfFigure(line, criterionById(fullRubric, 'F.2') as Criterion, filter, view, fullRubric, rule);
		expect(parts.map(({ title }) => title)).toEqual([
			'The figure on top (numerator)',
			'Out of (denominator)',
			'Completion',
			'Which audits',
			'How it was judged',
			'How sure it is',
			'What is hidden, and why'
		]);
		const text = parts.map((part) => part.text).join(' ');
		expect(text).toContain(groupInWords(filter));
		expect(text).toContain('Left out: March to August 2026, with fewer than 30 plans.');
		expect(text).toMatch(/between \d+% and \d+%/);
	});
});
