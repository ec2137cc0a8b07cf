import { describe, expect, test } from 'vitest';
import { learningReport } from '#lib/domain/learning-report.ts';
import { tooFew } from '#lib/domain/report-figure.ts';
import { yearPicture, type YearPictureInput } from '#lib/domain/school-picture.ts';
import { AREA_MINIMUM } from '#lib/domain/share.ts';
import { audit, context, levels } from '#tests/support/audit-records.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

/** So many audits of a profile, every other one met throughout and the rest not met. */
function audits(count: number, profile = 'full') {
	const own = { ...context, profile };
	return Array.from({ length: count }, (_, at) =>
		audit(at, { context: own, levels: levels(own, at % 2 === 0 ? 'met' : 'not_met') })
	);
}

function picture(profile: string, count: number, overrides: Partial<YearPictureInput> = {}) {
	const records = audits(count, profile);
	const report = learningReport({
		rubric,
		period: '2026-h1',
		profile,
		records,
		previous: null,
		register: { stage: {}, need: {}, settingGroup: {} },
		ruleId: 'dfe-2026',
		partnershipName: 'Lewisham',
		compiledAt: '2027-03-10T09:00:00.000Z'
	});
	return yearPicture({
		rubric,
		profile,
		academicYear: 2026,
		records,
		reports: [report],
		ruleId: 'dfe-2026',
		shown: { own: new Set(), pooled: new Set() },
		...overrides
	});
}

describe('the picture of a school year', () => {
	test('has an area and its one phase from the minimum on, and neither below', () => {
		const enough = picture('full', AREA_MINIMUM);
		expect(enough.area?.plans).toBe(AREA_MINIMUM);
		expect(Object.keys(enough.phases)).toEqual(['primary']);
		expect(enough.phases.primary?.plans).toBe(AREA_MINIMUM);
		const few = picture('full', AREA_MINIMUM - 1);
		expect(few.area).toBeNull();
		expect(few.phases).toEqual({});
	});

	test('of a profile without an overall grade has no figure for the whole', () => {
		const { area, phases, halves } = picture('health-care-routine', 40);
		expect(area?.goodOrBetter).toEqual(tooFew);
		expect(area?.sections.C).not.toEqual(tooFew);
		expect(area?.sections.A).toEqual(tooFew);
		expect(phases).toEqual({});
		expect(halves).toEqual([{ label: 'September 2026 to February 2027', figure: tooFew, change: null }]);
	});

	test('takes audits and reports of its own profile, rubric and year alone', () => {
		const another = picture('full', 40, { profile: 'core' });
		expect(another).toEqual({ academicYear: 2026, area: null, phases: {}, halves: [] });
		expect(picture('full', 40, { academicYear: 2027 }).area).toBeNull();
		const newer = picture('full', 40, { rubric: { ...rubric, version: '9.9.9' } });
		expect([newer.area, newer.phases, newer.halves]).toEqual([null, {}, []]);
	});
});
