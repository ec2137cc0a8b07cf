import { describe, expect, test } from 'vitest';
import { noDates } from '#lib/domain/plan-dates.ts';
import { endDayIn, formOf, PlanForm, planInForm, type PlanByHand } from '#lib/domain/plan-form.ts';

const today = '2026-11-23';
const known = new Set(['900001']);
const plan: PlanByHand = {
	cohort: 2019,
	primaryNeed: 'ASD',
	schoolUrn: '900001',
	senSetting: null,
	senUnit: true,
	resourcedProvision: false,
	planKind: 'amended',
	startedOn: '2023-07-22',
	dates: {
		...noDates(),
		requestReceivedDate: '2023-03-04',
		finalPlanDate: '2023-07-22',
		exceptionReason: 'school_closed',
		previousReviewDecisionDate: '2025-06-01',
		reviewMeetingDate: '2026-05-01',
		reviewReportReceivedDate: '2026-05-14',
		reviewDecisionDate: '2026-05-28',
		phaseTransferType: 'post16_to_post16',
		transferYear: 2027,
		phaseTransferDate: '2027-09-01',
		adviceDates: [
			{
				contributor: 'Educational psychologist',
				adviceRequestedDate: '2023-03-10',
				adviceReceivedDate: null,
				adviceException: 'absent'
			}
		],
		notYet: ['amendedFinalDate']
	}
};

const read = (changes: Partial<PlanForm>, of: PlanByHand | null = plan) =>
	planInForm({ ...formOf(of), ...changes }, { today, known });
const faults = (changes: Partial<PlanForm>, of: PlanByHand | null = plan) => {
	const found = read(changes, of);
	return 'violations' in found ? found.violations.map(({ field, code }) => `${field} ${code}`) : [];
};

describe('a plan that is typed', () => {
	test('comes back as it was shown, dates, advice and steps to come included', () => {
		expect(read({})).toEqual({ plan });
	});

	test('needs a year group and a kind, and nothing else', () => {
		expect(faults({}, null)).toEqual(['cohort cohort.missing', 'planKind kind.missing']);
		expect(read({ cohort: '2020', planKind: 'new' }, null)).toEqual({
			plan: {
				cohort: 2020,
				primaryNeed: null,
				schoolUrn: null,
				senSetting: null,
				senUnit: false,
				resourcedProvision: false,
				planKind: 'new',
				startedOn: null,
				dates: noDates()
			}
		});
	});

	test('days may be typed as people write them', () => {
		expect(read({ startedOn: ' 1/2/2024 ' })).toMatchObject({ plan: { startedOn: '2024-02-01' } });
	});

	test.each<[string, Partial<PlanForm>, string[]]>([
		['a day that is none', { startedOn: '2026-02-30' }, ['startedOn date.unreadable']],
		['a day in words', { finalPlanDate: 'in July' }, ['finalPlanDate date.unreadable']],
		['a year with a slip', { startedOn: '0203-07-22' }, ['startedOn date.early']],
		['today', { reviewDecisionDate: today }, []],
		['tomorrow', { reviewDecisionDate: '2026-11-24' }, ['reviewDecisionDate date.ahead']],
		['a move that lies ahead', { phaseTransferDate: '2028-09-01' }, []],
		['a final plan on the day of the request', { finalPlanDate: '2023-03-04' }, []],
		['a final plan before the request', { finalPlanDate: '2023-03-03' }, ['finalPlanDate date.order']],
		['a decision before the meeting', { reviewDecisionDate: '2026-04-30' }, ['reviewDecisionDate date.order']],
		[
			'a decision before the review before',
			{ previousReviewDecisionDate: '2026-06-01' },
			['reviewDecisionDate date.order']
		],
		[
			'a report before the meeting',
			{ reviewReportReceivedDate: '2026-04-30' },
			['reviewReportReceivedDate date.order']
		],
		[
			'an amended plan before its changes',
			{ amendmentNoticeDate: '2026-06-01', amendedFinalDate: '2026-05-31', notYet: [] },
			['amendedFinalDate date.order']
		],
		['a step that is done and to come', { amendedFinalDate: '2026-06-01' }, ['notYet-amendedFinalDate step.both']],
		['a URN that is none', { schoolUrn: '12345' }, ['schoolUrn urn.malformed']],
		['a school nobody knows', { schoolUrn: '900002' }, ['schoolUrn school.unknown']],
		['a school and no school', { senSetting: 'EHE' }, ['senSetting setting.twice']],
		['a need that is none', { primaryNeed: 'XYZ' }, ['primaryNeed choice.unknown']],
		['a year of the move in words', { transferYear: 'soon' }, ['transferYear year.malformed']],
		['a year of the move before the law', { transferYear: '2013' }, ['transferYear year.malformed']],
		['a cohort out of the world', { cohort: '1989' }, ['cohort cohort.missing']],
		['advice without anybody asked', { adviceContributor: ['', '', ''] }, ['adviceContributor-0 contributor.missing']],
		[
			'advice before it was asked for',
			{ adviceReceivedDate: ['2023-03-09', '', ''] },
			['adviceReceivedDate-0 date.order']
		],
		['an unreadable day of advice', { adviceRequestedDate: ['x', '', ''] }, ['adviceRequestedDate-0 date.unreadable']]
	])('%s', (_, changes, expected) => expect(faults(changes)).toEqual(expected));

	test('several faults are told at once, each with words', () => {
		const found = read({ startedOn: 'x', schoolUrn: 'y', planKind: '' });
		const violations = 'violations' in found ? found.violations : [];
		expect(violations.map(({ field }) => field).sort()).toEqual(['planKind', 'schoolUrn', 'startedOn']);
		for (const { message } of violations) expect(message).toMatch(/^[A-Z].{10,}/);
	});

	test('a field too many refuses the form', () => {
		expect(PlanForm.safeParse({ ...formOf(plan), childName: 'x' }).success).toBe(false);
	});

	test('more requests for advice than fit are told', () => {
		const many = Array<string>(61).fill('School');
		expect(faults({ adviceContributor: many })).toContain('adviceContributor-60 advice.too_many');
		expect(faults({ adviceContributor: many.slice(1) })).toEqual([]);
	});
});

describe('the day on which a plan ended', () => {
	test.each([
		['2026-11-23', null, 'day'],
		['22/11/2026', null, 'day'],
		['2026-11-24', null, 'ceasedOn date.ahead'],
		['', null, 'ceasedOn date.missing'],
		['x', null, 'ceasedOn date.unreadable'],
		['2026-01-31', '2026-02-01', 'ceasedOn date.order'],
		['2026-02-01', '2026-02-01', 'day']
	])('%s of a plan since %s: %s', (typed, startedOn, expected) => {
		const found = endDayIn(typed, { startedOn }, today);
		expect('day' in found ? 'day' : found.violations.map(({ field, code }) => `${field} ${code}`).join()).toBe(
			expected
		);
	});
});
