import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditRecord } from '#lib/domain/findings.ts';
import { learningReport, type LearningReport } from '#lib/domain/learning-report.ts';
import type { Phase } from '#lib/domain/school.ts';
import { unwrittenSchoolGuide } from '#lib/domain/school-guide.ts';
import { schoolReport, SchoolReport, type SchoolReportInput } from '#lib/domain/school-report.ts';
import { yearPicture, type YearPicture } from '#lib/domain/school-picture.ts';
import { audit, context, levels, madeUpAudits } from '#tests/support/audit-records.ts';
import { fullRubric } from '#tests/support/rubric.ts';

const nobody = { stage: {}, need: {}, settingGroup: {} };

function halfYear(
	period: string,
	records: readonly AuditRecord[],
	previous: LearningReport | null = null
): LearningReport {
	return learningReport({
		rubric: fullRubric,
		period,
		profile: 'full',
		records,
		previous,
		register: nobody,
		ruleId: 'dfe-2026',
		partnershipName: 'Lewisham',
		compiledAt: '2027-09-10T09:00:00.000Z'
	});
}

function pictureOf(records: readonly AuditRecord[], reports: readonly LearningReport[]): YearPicture {
	const shown = { own: new Set<string>(), pooled: new Set<string>() };
	return yearPicture({
		rubric: fullRubric,
		profile: 'full',
		academicYear: 2026,
		records,
		reports,
		ruleId: 'dfe-2026',
		shown
	});
}

const year = madeUpAudits(240, 'year');
const reports = [halfYear('2026-h1', year.slice(0, 130)), halfYear('2026-h2', year.slice(130))];
const picture = pictureOf(year, reports);
const emptyPicture = pictureOf([], []);

/** So many plans of the school, half of their questions met. */
function plans(count: number, from = 0): AuditRecord[] {
	return Array.from({ length: count }, (_, at) => {
		const mixed = Object.fromEntries(
			Object.entries(levels(context)).map(([id, answer], place) => [
				id,
				answer.level === 'met' && (place + at) % 2 ? ({ level: 'partly' } as const) : answer
			])
		);
		return audit(5000 + from + at, { levels: mixed });
	});
}

function report(own: Record<number, readonly AuditRecord[]>, overrides: Partial<SchoolReportInput> = {}): SchoolReport {
	return schoolReport({
		school: { urn: '900001', name: 'Ashgrove Primary School', phase: 'primary', lowAge: 4, highAge: 11 },
		academicYear: 2026,
		rubric: fullRubric,
		profile: 'full',
		own,
		published: [],
		dates: [],
		picture,
		ruleId: 'dfe-2026',
		partnershipName: 'Lewisham',
		guide: unwrittenSchoolGuide,
		compiledAt: '2027-09-20T09:00:00.000Z',
		...overrides
	});
}

describe("the school's own figures", () => {
	test.each([
		['none', {}, 'withheld', null, []],
		['five this year', { 2026: plans(5) }, 'withheld', null, []],
		['six this year', { 2026: plans(6) }, 'own', 6, [2026]],
		['three and three', { 2026: plans(3), 2025: plans(3, 10) }, 'pooled', 6, [2026, 2025]],
		['three and two', { 2026: plans(3), 2025: plans(2, 10) }, 'withheld', null, []],
		['two, two and two', { 2026: plans(2), 2025: plans(2, 10), 2024: plans(2, 20) }, 'pooled', 6, [2026, 2025, 2024]],
		['the same plan twice', { 2026: plans(3), 2025: plans(3) }, 'withheld', null, []],
		['none this year', { 2025: plans(9) }, 'pooled', 9, [2026, 2025]],
		['four years back', { 2026: plans(3), 2023: plans(9, 10) }, 'withheld', null, []]
	] as const)('%s: %#', (_, own, basis, count, years) => {
		const model = report(own);
		expect(model).toMatchObject({ basis, plans: count, years });
		expect(model.own === null).toBe(basis === 'withheld');
	});

	test('grades need eleven plans', () => {
		const mixed = (count: number) => [
			...Array.from({ length: 6 }, (_, at) => audit(at, { levels: levels(context, 'not_met') })),
			...Array.from({ length: count - 6 }, (_, at) => audit(100 + at))
		];
		expect(report({ 2026: mixed(10) }).own?.goodOrBetter.state).toBe('too_few');
		// Of eleven, five would be a small count, so the grades show from twelve on, six on each side.
		expect(report({ 2026: mixed(11) }).own?.goodOrBetter.state).toBe('too_few');
		expect(report({ 2026: mixed(12) }).own?.goodOrBetter).toEqual({ state: 'shown', count: 6, of: 12 });
	});

	test('other kinds of audit and other questions are not the school’s figures', () => {
		const others = plans(9).map((record, at) =>
			at < 4
				? { ...record, profile: 'core', context: { ...context, profile: 'core' } }
				: { ...record, rubricVersion: '0.1.0' }
		);
		expect(report({ 2026: others }).basis).toBe('withheld');
	});

	test('what is withheld is nowhere in the model', () => {
		const model = report({ 2026: plans(5) });
		expect(model).toEqual(report({}));
	});
});

describe('beside what was published before', () => {
	test.each([
		['the earlier year would leave two plans apart', { 2026: plans(2), 2025: plans(7, 10) }, [[2025]], 'withheld'],
		['the years differ by enough plans', { 2026: plans(6), 2025: plans(7, 10) }, [[2025]], 'own'],
		['nothing new', { 2025: plans(7, 10) }, [[2025]], 'pooled'],
		[
			'this year alone differs by enough from an earlier pool',
			{ 2026: plans(6), 2025: plans(2, 10), 2024: plans(6, 20) },
			[[2025, 2024]],
			'own'
		],
		[
			'this year overlaps with an earlier pool by too few',
			{ 2026: plans(3), 2025: plans(3, 10), 2024: plans(3, 20) },
			[[2025, 2024]],
			'withheld'
		]
	] as const)('%s', (_, own, published, basis) => {
		expect(report(own, { published: published.map((years) => [...years]) }).basis).toBe(basis);
	});
});

describe('the picture around it', () => {
	test('is the phase where it can be shown, else the area, else nothing', () => {
		expect(report({}).picture).toMatchObject({ of: 'phase', label: 'primary schools in Lewisham' });
		const early: SchoolReportInput['school'] = {
			urn: '900002',
			name: 'Nest',
			phase: 'early_years',
			lowAge: 2,
			highAge: 5
		};
		expect(report({}, { school: early }).picture).toMatchObject({ of: 'area', label: 'all settings in Lewisham' });
		expect(report({}, { picture: emptyPicture }).picture).toMatchObject({ of: 'none', plans: null, sections: [] });
	});

	const ofPhase = (phase: Phase, count: number, met: number, from: number) =>
		Array.from({ length: count }, (_, at) =>
			audit(from + at, { phase, levels: levels(context, at < met ? 'met' : 'not_met') })
		);

	test.each([
		['thirty plans', 30, 15, true],
		['twenty-nine plans', 29, 15, false],
		['all alike', 40, 40, false]
	])('a phase of %s', (_, count, met, shown) => {
		const { phases } = pictureOf([...ofPhase('primary', count, met, 0), ...ofPhase('secondary', 60, 30, 500)], []);
		expect(phases.primary !== undefined).toBe(shown);
	});

	test('a phase is not shown where the area less that phase would give a small one away', () => {
		const primary = ofPhase('primary', 60, 30, 0);
		expect(pictureOf([...primary, ...ofPhase('secondary', 4, 2, 500)], []).phases).toEqual({});
		expect(Object.keys(pictureOf([...primary, ...ofPhase('secondary', 40, 20, 500)], []).phases).sort()).toEqual([
			'primary',
			'secondary'
		]);
	});

	test('the area is the sum of what the learning reports show, and nothing more', () => {
		const shown = (id: string) =>
			reports.map((model) => model.criteria.find(({ criterionId }) => criterionId === id)?.figure);
		for (const [id, figure] of Object.entries(picture.area?.criteria ?? {})) {
			const parts = shown(id).filter((part) => part?.state === 'shown');
			if (figure.state !== 'shown') expect(parts).toEqual([]);
			else expect(figure.count).toBe(parts.reduce((sum, part) => sum + (part?.state === 'shown' ? part.count : 0), 0));
		}
		expect(picture.area?.plans).toBe(240);
	});
});

describe('what a school can do', () => {
	const schools: [string, SchoolReportInput['school']][] = [
		['a primary school', { urn: '900001', name: 'A', phase: 'primary', lowAge: 4, highAge: 11 }],
		['an infant school', { urn: '900001', name: 'A', phase: 'primary', lowAge: 3, highAge: 7 }],
		['a secondary school', { urn: '900001', name: 'A', phase: 'secondary', lowAge: 11, highAge: 18 }],
		['a college', { urn: '900001', name: 'A', phase: 'post16', lowAge: 16, highAge: 25 }],
		['a school of unknown ages', { urn: '900001', name: 'A', phase: 'primary', lowAge: null, highAge: null }]
	];

	test.each(schools)('%s gets three things to do, each with wording', (_, school) => {
		for (const own of [{}, { 2026: plans(14) }] as Record<number, AuditRecord[]>[]) {
			for (const around of [picture, emptyPicture]) {
				const { actions, examples } = report(own, { school, picture: around });
				expect(new Set(actions.map(({ criterionId }) => criterionId)).size).toBe(3);
				// A limit to keep has no wording.
				const worded = actions.filter(({ criterionId }) => criterionOf(criterionId).help.strongExample);
				expect(examples.map(({ criterionId }) => criterionId)).toEqual(worded.map(({ criterionId }) => criterionId));
				expect(worded.length).toBeGreaterThanOrEqual(2);
				for (const { criterionId, strong, weak } of examples) {
					const { help } = criterionOf(criterionId);
					expect({ strong, weak }).toEqual({ strong: help.strongExample, weak: help.weakExample });
				}
			}
		}
	});

	function criterionOf(id: string) {
		const found = fullRubric.sections.flatMap(({ criteria }) => criteria).find((criterion) => criterion.id === id);
		if (!found) throw new Error(`no criterion ${id}`);
		return found;
	}

	test.each([
		['a primary school', schools[0]?.[1], (min: number | null, _max: number | null) => (min ?? 0) <= 6],
		['an infant school', schools[1]?.[1], (min: number | null, _max: number | null) => (min ?? 0) <= 2],
		['a college', schools[3]?.[1], (_min: number | null, max: number | null) => (max ?? 99) >= 12]
	] as const)('%s is only told what fits its ages', (_, school, fits) => {
		fc.assert(
			fc.property(fc.string(), (seed) => {
				const records = madeUpAudits(120, seed, { met: 0.5 });
				const model = report(
					{},
					{ school: school as SchoolReportInput['school'], picture: pictureOf(records, [halfYear('2026-h1', records)]) }
				);
				for (const { criterionId } of [...model.actions, ...model.picture.contributions]) {
					const { appliesTo, contributors } = criterionOf(criterionId);
					expect(contributors).toContain('education_setting');
					expect(fits(appliesTo.minYear, appliesTo.maxYear)).toBe(true);
				}
			}),
			{ numRuns: 15 }
		);
	});

	test('follows the school’s own weakest themes where they are shown', () => {
		const weak = Array.from({ length: 14 }, (_, at) =>
			audit(at, {
				levels: levels(context, at % 2 ? 'met' : 'partly', { 'F.7': { level: 'not_met' }, 'E.5': { level: 'partly' } })
			})
		);
		// Monitoring: of 56 answers, those about F.7, E.5 and half of the rest are not met.
		expect(report({ 2026: weak }).actions[0]?.criterionId).toMatch(/^(F\.7|E\.5)$/);
	});
});

describe('themes', () => {
	test('three strongest and three weakest, the school’s own where there are enough', () => {
		const own = report({ 2026: plans(14) }).themes;
		expect([own.of, own.strongest.length, own.weakest.length]).toEqual(['own', 3, 3]);
		const around = report({}).themes;
		expect([around.of, around.strongest.length, around.weakest.length]).toEqual(['picture', 3, 3]);
		expect(report({}, { picture: emptyPicture }).themes).toEqual({ of: 'none', strongest: [], weakest: [] });
	});

	test('only those with a question for the ages that the school teaches', () => {
		for (let seed = 0; seed < 10; seed++) {
			const records = madeUpAudits(120, `themes ${seed}`);
			const { themes } = report({}, { picture: pictureOf(records, [halfYear('2026-h1', records)]) });
			const named = [...themes.strongest, ...themes.weakest].map(({ themeId }) => themeId);
			expect(named.filter((id) => /^pfa_(employment|community|independent_living|health)$/.test(id))).toEqual([]);
		}
	});

	test('own shares are never small counts', () => {
		fc.assert(
			fc.property(fc.string(), fc.integer({ min: 6, max: 20 }), (seed, count) => {
				const records = madeUpAudits(count, seed).filter(({ marking }) => marking === 'first');
				const model = report({ 2026: records });
				const figures = [...model.themes.strongest, ...model.themes.weakest].map((theme) => theme.own);
				for (const figure of [...figures, ...(model.own ? [model.own.answers, model.own.goodOrBetter] : [])]) {
					if (figure.state !== 'shown') continue;
					expect(Math.min(figure.count, figure.of - figure.count)).toBeGreaterThanOrEqual(6);
				}
			}),
			{ numRuns: 40 }
		);
	});
});

describe('the words', () => {
	test.each([
		[{ 2026: plans(12) }, /^12 plans that name your school were audited in 2026\/27\./],
		[{ 2026: plans(3), 2025: plans(3, 10) }, /puts 2025\/26 and 2026\/27 together: 6 plans\./],
		[{}, /^Too few plans that name your school .*: that needs 6\. So we show primary schools in Lewisham/]
	])('say what the figures stand on (%#)', (own, words) => {
		expect(report(own).summary).toMatch(words);
	});

	test('say how the figures were made, why some are hidden and whom to ask', () => {
		const model = report({});
		expect(model.method.map(({ title }) => title)).toEqual([
			'How the figures were made',
			'Why some are hidden',
			'What it is not'
		]);
		expect(model.contact).toBe('the chair of the multi-agency quality assurance forum');
		expect(model.partnership.length).toBeGreaterThanOrEqual(3);
	});

	test('tell what the partnership wrote itself: its own lines first, training to come, how to reach whom to ask', () => {
		const guide = {
			contact: { role: 'the SEN quality lead', phone: '020 7946 0187', email: '' },
			training: [
				{ on: '2027-09-19', words: 'Over already' },
				{ on: '2027-10-02', words: 'Outcomes, online' }
			],
			doing: ['A new form for school advice.']
		};
		const model = report({}, { guide });
		expect(model.partnership[0]).toBe('A new form for school advice.');
		expect(model.partnership.length).toBeGreaterThan(1);
		expect(model.training).toBe('Training for schools: 2 October 2027: Outcomes, online.');
		expect(model).toMatchObject({ contact: 'the SEN quality lead', contactPhone: '020 7946 0187' });
		expect(model).not.toHaveProperty('contactEmail');
	});

	test('compare half-years only where two are shown', () => {
		expect(report({}).change.halves).toHaveLength(2);
		expect(report({}, { picture: emptyPicture }).change.text).toContain('Too few plans');
	});
});

test('the model survives being kept as JSON and holds no plan and no auditor', () => {
	const model = report({ 2026: plans(14) });
	const kept = JSON.stringify(model);
	expect(SchoolReport.parse(JSON.parse(kept))).toEqual(model);
	expect(kept).not.toMatch(/LEW-\d|auditor-\d/);
});
