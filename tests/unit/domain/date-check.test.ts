import { describe, expect, test } from 'vitest';
import { checkableRules, dateCheck, dateCheckLevels, type DateCheck } from '#lib/domain/date-check.ts';
import { noDates, type PlanDates } from '#lib/domain/plan-dates.ts';
import { criterionById } from '#lib/domain/rubric.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

const TODAY = '2026-11-23';

/** Level and reason of a criterion of the published rubric, as "level: reason". */
function outcome(criterionId: string, dates: Partial<PlanDates>, today = TODAY): string {
	const check = criterionById(rubric, criterionId)?.check as DateCheck;
	const { level, reason } = dateCheck(check, { ...noDates(), ...dates }, today);
	return `${level}: ${reason}`;
}

const UNKNOWN = 'cannot_tell: not_in_register';

test.each(['TIM.1', 'TIM.2', 'TIM.3', 'TIM.4', 'TIM.5', 'TIM.6', 'TIM.7'])(
	'%s of a register that holds nothing',
	(id) => {
		expect(outcome(id, {})).toBe(UNKNOWN);
	}
);

test('the levels are those of the rubric', () => {
	const { note: _note, ...levels } = rubric.dateCheckLevels;
	expect(dateCheckLevels).toEqual(levels);
});

describe('TIM.1, the 20 weeks', () => {
	const requestReceivedDate = '2026-01-05'; // due 25 May 2026
	test.each<[Partial<PlanDates>, string, string]>([
		[{ requestReceivedDate, finalPlanDate: '2026-05-25' }, TODAY, 'met: on_time'],
		[{ requestReceivedDate, finalPlanDate: '2026-05-26' }, TODAY, 'not_met: late'],
		[
			{ requestReceivedDate, finalPlanDate: '2026-05-26', exceptionReason: 'recorded' },
			TODAY,
			'not_applicable: excused'
		],
		[{ requestReceivedDate, finalPlanDate: '2026-05-25', exceptionReason: 'recorded' }, TODAY, 'met: on_time'],
		[{ requestReceivedDate }, '2026-05-25', 'not_applicable: not_due'],
		[{ requestReceivedDate }, '2026-05-26', UNKNOWN],
		[{ requestReceivedDate, notYet: ['finalPlanDate'] }, '2026-05-25', 'not_applicable: not_due'],
		[{ requestReceivedDate, notYet: ['finalPlanDate'] }, '2026-05-26', 'not_met: overdue'],
		[
			{ requestReceivedDate, notYet: ['finalPlanDate'], exceptionReason: 'away_from_area' },
			'2026-05-26',
			'not_applicable: excused'
		],
		[{ requestReceivedDate, exceptionReason: 'recorded' }, '2026-05-26', UNKNOWN],
		[{ finalPlanDate: '2026-05-25' }, TODAY, UNKNOWN],
		[{ finalPlanDate: '2026-05-25', exceptionReason: 'recorded' }, TODAY, UNKNOWN]
	])('%o on %s', (dates, today, result) => {
		expect(outcome('TIM.1', dates, today)).toBe(result);
	});
});

describe('TIM.2, the review inside its 12 months', () => {
	const planFirstMadeDate = '2024-02-29'; // due 28 February 2025
	const previousReviewDecisionDate = '2025-03-10'; // due 9 March 2026
	test.each<[Partial<PlanDates>, string, string]>([
		[{ planFirstMadeDate, previousReviewDecisionDate, reviewDecisionDate: '2026-03-09' }, TODAY, 'met: on_time'],
		[{ planFirstMadeDate, previousReviewDecisionDate, reviewDecisionDate: '2026-03-10' }, TODAY, 'not_met: late'],
		[{ previousReviewDecisionDate, reviewDecisionDate: '2026-03-10' }, TODAY, 'not_met: late'],
		// The first review, or one of which the one before is not known.
		[{ planFirstMadeDate, reviewDecisionDate: '2025-02-28' }, TODAY, 'met: on_time'],
		[{ planFirstMadeDate, reviewDecisionDate: '2025-03-01' }, TODAY, UNKNOWN],
		[{ reviewDecisionDate: '2025-03-01' }, TODAY, UNKNOWN],
		// "The plan is less than 12 months old and has not been reviewed yet."
		[{ planFirstMadeDate }, '2025-02-28', 'not_applicable: not_due'],
		[{ planFirstMadeDate }, '2025-03-01', UNKNOWN],
		[{ planFirstMadeDate, notYet: ['reviewDecisionDate'] }, '2025-03-01', 'not_met: overdue'],
		// An exception of the assessment does not excuse a review.
		[
			{ previousReviewDecisionDate, reviewDecisionDate: '2026-03-10', exceptionReason: 'recorded' },
			TODAY,
			'not_met: late'
		]
	])('%o on %s', (dates, today, result) => {
		expect(outcome('TIM.2', dates, today)).toBe(result);
	});
});

describe('TIM.3, the decision four weeks after the meeting', () => {
	const reviewMeetingDate = '2026-01-05'; // due 2 February 2026
	test.each<[Partial<PlanDates>, string, string]>([
		[{ reviewMeetingDate, reviewDecisionDate: '2026-02-02' }, TODAY, 'met: on_time'],
		[{ reviewMeetingDate, reviewDecisionDate: '2026-02-03' }, TODAY, 'not_met: late'],
		// If amending, the proposed changes must go with it.
		[{ reviewMeetingDate, reviewDecisionDate: '2026-02-02', amendmentNoticeDate: '2026-02-02' }, TODAY, 'met: on_time'],
		[
			{ reviewMeetingDate, reviewDecisionDate: '2026-01-20', amendmentNoticeDate: '2026-02-03' },
			TODAY,
			'not_met: late'
		],
		[
			{ reviewMeetingDate, reviewDecisionDate: '2026-02-03', amendmentNoticeDate: '2026-01-20' },
			TODAY,
			'not_met: late'
		],
		[{ reviewMeetingDate, amendmentNoticeDate: '2026-01-20' }, TODAY, UNKNOWN],
		[{ reviewMeetingDate }, '2026-02-02', 'not_applicable: not_due'],
		[{ reviewMeetingDate }, '2026-02-03', UNKNOWN],
		[{ reviewMeetingDate, notYet: ['reviewDecisionDate'] }, '2026-02-03', 'not_met: overdue'],
		[{ reviewDecisionDate: '2026-02-02' }, TODAY, UNKNOWN],
		// "No review meeting in the period."
		[{ notYet: ['reviewMeetingDate'] }, TODAY, 'not_applicable: not_begun'],
		[{ reviewMeetingDate, reviewDecisionDate: '2026-02-03', exceptionReason: 'recorded' }, TODAY, 'not_met: late']
	])('%o on %s', (dates, today, result) => {
		expect(outcome('TIM.3', dates, today)).toBe(result);
	});
});

describe('TIM.4, both limits of an amended plan', () => {
	const reviewMeetingDate = '2026-01-05'; // 12 weeks: 30 March 2026
	const amendmentNoticeDate = '2026-01-26'; // 8 weeks: 23 March 2026
	test.each<[Partial<PlanDates>, string, string]>([
		[{ reviewMeetingDate, amendmentNoticeDate, amendedFinalDate: '2026-03-23' }, TODAY, 'met: on_time'],
		// In time for the meeting, late for the notice.
		[{ reviewMeetingDate, amendmentNoticeDate, amendedFinalDate: '2026-03-24' }, TODAY, 'not_met: late'],
		// A late notice does not buy time.
		[{ reviewMeetingDate, amendmentNoticeDate: '2026-03-01', amendedFinalDate: '2026-03-30' }, TODAY, 'met: on_time'],
		[{ reviewMeetingDate, amendmentNoticeDate: '2026-03-01', amendedFinalDate: '2026-03-31' }, TODAY, 'not_met: late'],
		// A missed limit is certain, even where the other one is not known; a kept one is not enough.
		[{ reviewMeetingDate, amendedFinalDate: '2026-03-31' }, TODAY, 'not_met: late'],
		[{ reviewMeetingDate, amendedFinalDate: '2026-03-30' }, TODAY, UNKNOWN],
		[{ amendmentNoticeDate, amendedFinalDate: '2026-03-23' }, TODAY, UNKNOWN],
		// SEN2 has no date of the amended plan: nothing follows from its absence.
		[{ reviewMeetingDate, amendmentNoticeDate }, TODAY, UNKNOWN],
		[{ reviewMeetingDate, amendmentNoticeDate }, '2026-03-23', 'not_applicable: not_due'],
		[{ reviewMeetingDate, amendmentNoticeDate }, '2026-03-24', UNKNOWN],
		[{ reviewMeetingDate, amendmentNoticeDate, notYet: ['amendedFinalDate'] }, '2026-03-24', 'not_met: overdue'],
		[{ reviewMeetingDate, notYet: ['amendmentNoticeDate'] }, '2026-03-30', 'not_applicable: not_due'],
		[{ notYet: ['amendmentNoticeDate', 'reviewMeetingDate'] }, TODAY, 'not_applicable: not_begun']
	])('%o on %s', (dates, today, result) => {
		expect(outcome('TIM.4', dates, today)).toBe(result);
	});
});

describe('TIM.5, the report two weeks after the meeting', () => {
	const reviewMeetingDate = '2026-01-05'; // due 19 January 2026
	test.each<[Partial<PlanDates>, string]>([
		[{ reviewMeetingDate, reviewReportReceivedDate: '2026-01-19' }, 'met: on_time'],
		[{ reviewMeetingDate, reviewReportReceivedDate: '2026-01-20' }, 'not_met: late'],
		[{ reviewMeetingDate }, UNKNOWN],
		[{ notYet: ['reviewMeetingDate'] }, 'not_applicable: not_begun']
	])('%o', (dates, result) => {
		expect(outcome('TIM.5', dates)).toBe(result);
	});
});

describe('TIM.6, the next setting named in time', () => {
	test.each<[Partial<PlanDates>, string, string]>([
		[
			{ phaseTransferType: 'school_phase', transferYear: 2027, phaseTransferFinalDate: '2027-02-15' },
			TODAY,
			'met: on_time'
		],
		[
			{ phaseTransferType: 'school_phase', transferYear: 2027, phaseTransferFinalDate: '2027-02-16' },
			TODAY,
			'not_met: late'
		],
		[
			{ phaseTransferType: 'secondary_to_post16', transferYear: 2027, phaseTransferFinalDate: '2027-03-31' },
			TODAY,
			'met: on_time'
		],
		[
			{ phaseTransferType: 'secondary_to_post16', transferYear: 2027, phaseTransferFinalDate: '2027-04-01' },
			TODAY,
			'not_met: late'
		],
		[
			{ phaseTransferType: 'post16_to_post16', phaseTransferDate: '2027-09-01', phaseTransferFinalDate: '2027-04-01' },
			TODAY,
			'met: on_time'
		],
		[
			{ phaseTransferType: 'post16_to_post16', phaseTransferDate: '2027-09-01', phaseTransferFinalDate: '2027-04-02' },
			TODAY,
			'not_met: late'
		],
		[
			{ phaseTransferType: 'post16_to_post16', transferYear: 2027, phaseTransferFinalDate: '2027-04-01' },
			TODAY,
			UNKNOWN
		],
		[{ phaseTransferType: 'school_phase', transferYear: 2027 }, '2027-02-15', 'not_applicable: not_due'],
		[{ phaseTransferType: 'school_phase', transferYear: 2027 }, '2027-02-16', UNKNOWN],
		[
			{ phaseTransferType: 'school_phase', transferYear: 2027, notYet: ['phaseTransferFinalDate'] },
			'2027-02-16',
			'not_met: overdue'
		],
		[{ phaseTransferType: 'school_phase' }, TODAY, UNKNOWN],
		[{ transferYear: 2027, phaseTransferFinalDate: '2027-02-15' }, TODAY, UNKNOWN],
		[
			{
				phaseTransferType: 'school_phase',
				transferYear: 2027,
				phaseTransferFinalDate: '2027-02-16',
				exceptionReason: 'recorded'
			},
			TODAY,
			'not_met: late'
		]
	])('%o on %s', (dates, today, result) => {
		expect(outcome('TIM.6', dates, today)).toBe(result);
	});
});

describe('TIM.7, each service within six weeks', () => {
	type Advice = NonNullable<PlanDates['adviceDates']>[number];
	const onTime: Advice = {
		contributor: 'health',
		adviceRequestedDate: '2026-01-05',
		adviceReceivedDate: '2026-02-16',
		adviceException: null
	};
	const late: Advice = { ...onTime, contributor: 'social_care', adviceReceivedDate: '2026-02-17' };
	const excused: Advice = { ...late, adviceException: 'missed_appointment' };
	const missing: Advice = { ...onTime, adviceReceivedDate: null };
	const undated: Advice = { ...onTime, adviceRequestedDate: null };
	test.each<[string, Advice[], string, string]>([
		['one on time', [onTime], TODAY, 'met: on_time'],
		['one on time, one late', [onTime, late], TODAY, 'not_met: late'],
		['one excused', [excused], TODAY, 'not_applicable: excused'],
		['one excused, the rest on time', [excused, onTime], TODAY, 'met: on_time'],
		['one excused, one late', [excused, late], TODAY, 'not_met: late'],
		['one missing after its day', [onTime, missing], '2026-02-17', 'not_met: overdue'],
		['one still to come', [onTime, missing], '2026-02-16', 'not_applicable: not_due'],
		['one missing, excused', [{ ...missing, adviceException: 'absent' }], TODAY, 'not_applicable: excused'],
		['one without the day it was asked', [onTime, undated], TODAY, UNKNOWN],
		['one late beside it', [late, undated], TODAY, 'not_met: late'],
		['none', [], TODAY, UNKNOWN]
	])('%s', (_what, adviceDates, today, result) => {
		expect(outcome('TIM.7', { adviceDates }, today)).toBe(result);
	});

	test('an exception of the assessment excuses no service, and the other way round', () => {
		expect(outcome('TIM.7', { adviceDates: [late], exceptionReason: 'recorded' })).toBe('not_met: late');
		expect(
			outcome('TIM.1', { requestReceivedDate: '2026-01-05', finalPlanDate: '2026-06-01', adviceDates: [excused] })
		).toBe('not_met: late');
	});

	test('gives every service its own step', () => {
		const check = criterionById(rubric, 'TIM.7')?.check as DateCheck;
		expect(dateCheck(check, { ...noDates(), adviceDates: [onTime, excused] }, TODAY).steps).toEqual([
			{
				rule: 'advice_6w',
				contributor: 'health',
				start: '2026-01-05',
				done: '2026-02-16',
				due: '2026-02-16',
				reason: 'on_time'
			},
			{
				rule: 'advice_6w',
				contributor: 'social_care',
				start: '2026-01-05',
				done: '2026-02-17',
				due: '2026-02-16',
				reason: 'excused'
			}
		]);
	});
});

test('the steps say what was looked at', () => {
	const check = criterionById(rubric, 'TIM.4')?.check as DateCheck;
	const dates = { ...noDates(), reviewMeetingDate: '2026-01-05', amendedFinalDate: '2026-03-30' };
	expect(dateCheck(check, dates, TODAY).steps).toEqual([
		{
			rule: 'amend_final_8w',
			contributor: null,
			start: null,
			done: '2026-03-30',
			due: null,
			reason: 'not_in_register'
		},
		{
			rule: 'amend_final_12w',
			contributor: null,
			start: '2026-01-05',
			done: '2026-03-30',
			due: '2026-03-30',
			reason: 'on_time'
		}
	]);
});

test('a rule for which the register has no dates is refused', () => {
	expect(() => dateCheck({ rules: ['no_plan_16w'], combine: 'all' }, noDates(), TODAY)).toThrow(
		'no dates for the rule no_plan_16w'
	);
	expect(checkableRules(false)).not.toContain('no_plan_16w');
	expect(checkableRules(false)).toContain('final_20w');
	expect(checkableRules(true)).toEqual(['advice_6w']);
});
