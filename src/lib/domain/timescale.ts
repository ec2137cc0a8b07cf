/**
 * The statutory time limits as rules over plain dates (domain reference, section 2). Days and weeks are calendar ones, weekends
 * and holidays count; only `transfer_15wd` counts working days. What a missing date would decide is "cannot tell", never a guess.
 */
import * as z from 'zod';
import { isWorkingDay } from './bank-holidays.ts';
import { addDays, addMonths, isValid, PlainDate } from './plain-date.ts';

export const ruleIds = [
	'assess_decision_6w',
	'advice_6w',
	'no_plan_16w',
	'draft_reply_15d',
	'final_20w',
	'review_12m',
	'review_notice_2w',
	'review_papers_2w',
	'review_report_2w',
	'review_decision_4w',
	'amend_final_8w',
	'amend_final_12w',
	'phase_15feb',
	'phase_31mar',
	'phase_post16_5m',
	'reassess_decision_15d',
	'reassess_final_14w',
	'transfer_15wd',
	'transfer_inform_6w',
	'transfer_review'
] as const;
export type RuleId = (typeof ruleIds)[number];

/** Whether 15 February and 31 March are themselves on time: reg 18 says "before", practice and published guidance say "by". */
export const PHASE_DATE_INCLUSIVE: boolean = true;

export const stepStates = ['on_time', 'late', 'not_due', 'overdue', 'cannot_tell'] as const;
export type StepState = (typeof stepStates)[number];

export interface StepFacts {
	/** When the clock starts (the meeting for rules before a meeting; the transfer for `phase_post16_5m`, `transfer_inform_6w` and `transfer_review`; the day the old authority learns of the move for `transfer_15wd`). */
	readonly start: PlainDate | null;
	/** When the thing happened; null where it has not. */
	readonly done: PlainDate | null;
	/** `phase_15feb`, `phase_31mar`: the calendar year of the transfer; `start` may then be null. */
	readonly transferYear?: number | null | undefined;
	/** `transfer_review`: when the review was due by `review_12m`. */
	readonly reviewDue?: PlainDate | null | undefined;
}

/** `due` is the last day that is on time; null where it cannot be worked out. */
export interface Timescale {
	readonly due: PlainDate | null;
	readonly state: StepState;
}

/**
 * Gives when a step is due under a rule and where it stands on the day `today`: on time where done by the due day, else late;
 * not done yet, not due up to the due day, overdue after it. Where the due day cannot be worked out: cannot tell.
 * Throws a RangeError on a rule that does not exist and on a text that is no date.
 */
export function timescale(ruleId: string, facts: StepFacts, today: PlainDate): Timescale {
	if (!isRuleId(ruleId)) throw new RangeError(`no timescale rule "${ruleId}"; there are: ${ruleIds.join(', ')}`);
	for (const date of [facts.start, facts.done, facts.reviewDue ?? null, today]) {
		if (date !== null && !isValid(date)) throw new RangeError(`${ruleId}: "${date}" is not a date (YYYY-MM-DD)`);
	}
	const due = dueOf(ruleId, facts);
	if (due === null) return { due, state: 'cannot_tell' };
	if (facts.done !== null) return { due, state: facts.done <= due ? 'on_time' : 'late' };
	return { due, state: today <= due ? 'not_due' : 'overdue' };
}

function isRuleId(id: string): id is RuleId {
	return (ruleIds as readonly string[]).includes(id);
}

function dueOf(rule: RuleId, { start, transferYear, reviewDue }: StepFacts): PlainDate | null {
	if (rule === 'phase_15feb' || rule === 'phase_31mar') {
		const year = transferYear ?? (start === null ? null : Number(start.slice(0, 4)));
		return year === null ? null : phaseDay(year, rule === 'phase_15feb' ? '02-15' : '03-31');
	}
	if (start === null) return null;
	switch (rule) {
		case 'assess_decision_6w': // reg 4(1), 5(1)
		case 'advice_6w': // reg 8(1)
		case 'transfer_inform_6w': // reg 15(4)
			return addDays(start, 42);
		case 'no_plan_16w': // reg 10(1)
			return addDays(start, 112);
		case 'draft_reply_15d': // reg 13(1)(a): at least 15 days, counting the day of service
			return addDays(start, 14);
		case 'final_20w': // reg 13(2)
			return addDays(start, 140);
		case 'review_12m': // s.44(1)
			return lastDayOfMonths(start, 12);
		case 'review_notice_2w': // reg 20(3)
		case 'review_papers_2w': // reg 20(4)
			return addDays(start, -14);
		case 'review_report_2w': // reg 20
			return addDays(start, 14);
		case 'review_decision_4w': // reg 20(10), 22(2)(a); R (L, M and P) v Devon CC [2022] EWHC 493 (Admin)
			return addDays(start, 28);
		case 'amend_final_8w': // reg 22(3)
			return addDays(start, 56);
		case 'amend_final_12w': // the Devon judgment: four weeks and eight
			return addDays(start, 84);
		case 'phase_post16_5m': // reg 18(2)
			return addMonths(start, -5);
		case 'reassess_decision_15d': // reg 25
			return addDays(start, 15);
		case 'reassess_final_14w': // reg 27(2)
			return addDays(start, 98);
		case 'transfer_15wd': // reg 15(2)
			return workingDay(start, 15);
		case 'transfer_review': {
			// reg 15(5)
			if (!reviewDue) return null;
			const afterTransfer = lastDayOfMonths(start, 3);
			return reviewDue > afterTransfer ? reviewDue : afterTransfer;
		}
	}
}

function phaseDay(year: number, monthDay: '02-15' | '03-31'): PlainDate {
	const day = `${year}-${monthDay}`;
	return PHASE_DATE_INCLUSIVE ? day : addDays(day, -1);
}

/**
 * The last day of so many months that start with a day: the day before its day number comes again, or the month's last day
 * where it does not (12 months starting with 29 February end on 28 February).
 */
function lastDayOfMonths(start: PlainDate, months: number): PlainDate {
	const again = addMonths(start, months);
	return again.slice(8) === start.slice(8) ? addDays(again, -1) : again;
}

/** The n-th working day, counting the start day where it is one; null past the years whose bank holidays are known. */
function workingDay(start: PlainDate, nth: number): PlainDate | null {
	let counted = 0;
	for (let day = start; ; day = addDays(day, 1)) {
		const working = isWorkingDay(day);
		if (working === null) return null;
		if (working) counted += 1;
		if (counted === nth) return day;
	}
}

/** Permitted exceptions: reg 5(4), 10(4), 13(3), 27(3). `recorded` where only the fact is known, as in SEN2's `week20`. */
export const exceptionReasons = [
	'school_closed',
	'early_years_closed',
	'exceptional_circumstances',
	'away_from_area',
	'recorded'
] as const;

/** Permitted exceptions for a body that was asked for advice: reg 8(2). */
export const adviceExceptions = ['exceptional_circumstances', 'absent', 'missed_appointment', 'recorded'] as const;

/**
 * Phase changes by the rule that holds for them (reg 18): between the phases of school (early years to school, infant to junior,
 * primary or middle to the next), secondary school to post-16, and between post-16 institutions.
 */
export const phaseTransferTypes = ['school_phase', 'secondary_to_post16', 'post16_to_post16'] as const;

/** Steps of a plan whose dates the register can hold. */
const stepDates = [
	'finalPlanDate',
	'reviewMeetingDate',
	'reviewDecisionDate',
	'reviewReportReceivedDate',
	'amendmentNoticeDate',
	'amendedFinalDate',
	'phaseTransferFinalDate'
] as const;
type StepDate = (typeof stepDates)[number];

const Day = /* @__PURE__ */ PlainDate.nullable();

/**
 * What the register holds of a plan's dates. Null is "not in the register", which is not the same as "has not happened":
 * a source that knows that a step has not happened says so in `notYet`.
 */
export const PlanDates = z.strictObject({
	requestReceivedDate: Day,
	finalPlanDate: Day,
	/** Why the 20 weeks may be missed; null where no exception is recorded. */
	exceptionReason: z.enum(exceptionReasons).nullable(),
	planFirstMadeDate: Day,
	/** The decision that ended the review before the last one. */
	previousReviewDecisionDate: Day,
	reviewMeetingDate: Day,
	/** The decision that ended the last review. */
	reviewDecisionDate: Day,
	reviewReportReceivedDate: Day,
	amendmentNoticeDate: Day,
	amendedFinalDate: Day,
	phaseTransferType: z.enum(phaseTransferTypes).nullable(),
	/** Calendar year of the transfer. */
	transferYear: z.int().min(2014).max(2100).nullable(),
	/** The day of the transfer: wanted between post-16 institutions, where no fixed day holds. */
	phaseTransferDate: Day,
	/** When the final plan that names the next setting was sent. */
	phaseTransferFinalDate: Day,
	/** One row for each request for advice; null where the register holds none. A row without a reply is a reply that is missing. */
	adviceDates: z
		.array(
			z.strictObject({
				contributor: z.string().max(60),
				adviceRequestedDate: Day,
				adviceReceivedDate: Day,
				adviceException: z.enum(adviceExceptions).nullable()
			})
		)
		.max(60)
		.nullable(),
	/** Steps of which the source knows that they have not happened yet. */
	notYet: z.array(z.enum(stepDates)).max(stepDates.length).optional()
});
export type PlanDates = z.infer<typeof PlanDates>;

/** Gives the dates of a plan of which the register holds none. */
export function noDates(): PlanDates {
	return {
		requestReceivedDate: null,
		finalPlanDate: null,
		exceptionReason: null,
		planFirstMadeDate: null,
		previousReviewDecisionDate: null,
		reviewMeetingDate: null,
		reviewDecisionDate: null,
		reviewReportReceivedDate: null,
		amendmentNoticeDate: null,
		amendedFinalDate: null,
		phaseTransferType: null,
		transferYear: null,
		phaseTransferDate: null,
		phaseTransferFinalDate: null,
		adviceDates: null
	};
}

/** A criterion's date check, as the rubric names it. */
export interface DateCheck {
	readonly rules: readonly RuleId[];
	readonly combine: 'all' | 'whichever_applies';
	readonly perContributor?: boolean | undefined;
}

/** `excused`: missed with a permitted exception. `not_begun`: the clock has not started. */
export type DateCheckReason = 'on_time' | 'late' | 'overdue' | 'not_due' | 'excused' | 'not_begun' | 'not_in_register';

/** One limit of a date check, for the screen and for counting with and without exceptions. */
export interface DateCheckStep {
	readonly rule: RuleId;
	/** Whose reply it is, in a check for each contributor. */
	readonly contributor: string | null;
	readonly start: PlainDate | null;
	readonly done: PlainDate | null;
	readonly due: PlainDate | null;
	readonly reason: DateCheckReason;
}

export type DateCheckLevel = 'met' | 'not_met' | 'not_applicable' | 'cannot_tell';

/** The levels that states become; a rubric's `dateCheckLevels` must say the same. */
export const dateCheckLevels = {
	on_time: 'met',
	late: 'not_met',
	overdue: 'not_met',
	not_due: 'not_applicable',
	cannot_tell: 'cannot_tell'
} as const satisfies Record<StepState, DateCheckLevel>;

const reasonLevels: Readonly<Record<DateCheckReason, DateCheckLevel>> = {
	on_time: dateCheckLevels.on_time,
	late: dateCheckLevels.late,
	overdue: dateCheckLevels.overdue,
	not_due: dateCheckLevels.not_due,
	excused: 'not_applicable',
	not_begun: 'not_applicable',
	not_in_register: dateCheckLevels.cannot_tell
};

/** Which reason decides where several limits are judged together: a missed limit first, then what is not known or not over. */
const precedence = ['late', 'overdue', 'not_in_register', 'not_due', 'on_time', 'excused', 'not_begun'] as const;

/**
 * Gives the level that the register's dates give a date-check criterion on the day `today`, why, and every limit looked at.
 * `all`: every limit counts, a missed one decides. `whichever_applies`: the limit of the plan's kind of phase change.
 * A missed limit with a permitted exception is excused: not applicable (rubric: `dateCheckLevels`).
 */
export function dateCheck(
	check: DateCheck,
	dates: PlanDates,
	today: PlainDate
): { level: DateCheckLevel; reason: DateCheckReason; steps: DateCheckStep[] } {
	const rules = check.combine === 'all' ? check.rules : check.rules.filter((rule) => rule === phaseRule(dates));
	const steps = check.perContributor
		? rules.flatMap((rule) => (dates.adviceDates ?? []).map((advice) => adviceStep(rule, advice, today)))
		: rules.map((rule) => stepOf(rule, dates, today));
	const reason = precedence.find((candidate) => steps.some((step) => step.reason === candidate)) ?? 'not_in_register';
	return { level: reasonLevels[reason], reason, steps };
}

function phaseRule(dates: PlanDates): RuleId | null {
	switch (dates.phaseTransferType) {
		case 'school_phase':
			return 'phase_15feb';
		case 'secondary_to_post16':
			return 'phase_31mar';
		case 'post16_to_post16':
			return 'phase_post16_5m';
		case null:
			return null;
	}
}

function adviceStep(
	rule: RuleId,
	advice: NonNullable<PlanDates['adviceDates']>[number],
	today: PlainDate
): DateCheckStep {
	const { contributor, adviceRequestedDate: start, adviceReceivedDate: done } = advice;
	const { due, state } = timescale(rule, { start, done }, today);
	return { rule, contributor, start, done, due, reason: reasonOf(state, advice.adviceException !== null) };
}

function stepOf(rule: RuleId, dates: PlanDates, today: PlainDate): DateCheckStep {
	const { start, startField, done, doneField } = datesOf(rule, dates);
	const { due, state } = timescale(rule, { start, done, transferYear: dates.transferYear }, today);
	const step = { rule, contributor: null, start, done, due };
	if (start === null && startField && dates.notYet?.includes(startField)) return { ...step, reason: 'not_begun' };
	// An empty date is no proof that nothing happened: only a source that says so makes a step overdue.
	if (state === 'overdue' && !dates.notYet?.includes(doneField)) return { ...step, reason: 'not_in_register' };
	// The first review is not told from a later one where the review before is not known.
	if (state === 'late' && rule === 'review_12m' && dates.previousReviewDecisionDate === null)
		return { ...step, reason: 'not_in_register' };
	return { ...step, reason: reasonOf(state, excusable.has(rule) && dates.exceptionReason !== null) };
}

/** Rules that a permitted exception of the assessment excuses: reg 5(4), 10(4), 13(3), 27(3). */
const excusable: ReadonlySet<RuleId> = /* @__PURE__ */ new Set<RuleId>([
	'assess_decision_6w',
	'no_plan_16w',
	'final_20w',
	'reassess_final_14w'
]);

function reasonOf(state: StepState, excused: boolean): DateCheckReason {
	if (state === 'cannot_tell') return 'not_in_register';
	return excused && (state === 'late' || state === 'overdue') ? 'excused' : state;
}

interface StepDates {
	readonly start: PlainDate | null;
	/** The step that starts the clock, where it is one that may not have happened. */
	readonly startField?: StepDate;
	readonly done: PlainDate | null;
	readonly doneField: StepDate;
}

/** Which of the register's dates start and end a rule. Throws a RangeError on a rule that the register cannot judge. */
function datesOf(rule: RuleId, dates: PlanDates): StepDates {
	switch (rule) {
		case 'final_20w':
			return { start: dates.requestReceivedDate, done: dates.finalPlanDate, doneField: 'finalPlanDate' };
		case 'review_12m':
			return {
				start: dates.previousReviewDecisionDate ?? dates.planFirstMadeDate,
				done: dates.reviewDecisionDate,
				doneField: 'reviewDecisionDate'
			};
		case 'review_decision_4w':
			return {
				start: dates.reviewMeetingDate,
				startField: 'reviewMeetingDate',
				done: decisionWithChanges(dates),
				doneField: 'reviewDecisionDate'
			};
		case 'review_report_2w':
			return {
				start: dates.reviewMeetingDate,
				startField: 'reviewMeetingDate',
				done: dates.reviewReportReceivedDate,
				doneField: 'reviewReportReceivedDate'
			};
		case 'amend_final_8w':
			return {
				start: dates.amendmentNoticeDate,
				startField: 'amendmentNoticeDate',
				done: dates.amendedFinalDate,
				doneField: 'amendedFinalDate'
			};
		case 'amend_final_12w':
			return {
				start: dates.reviewMeetingDate,
				startField: 'reviewMeetingDate',
				done: dates.amendedFinalDate,
				doneField: 'amendedFinalDate'
			};
		case 'phase_15feb':
		case 'phase_31mar':
		case 'phase_post16_5m':
			return {
				start: dates.phaseTransferDate,
				done: dates.phaseTransferFinalDate,
				doneField: 'phaseTransferFinalDate'
			};
		default:
			throw new RangeError(`the register holds no dates for the rule ${rule}`);
	}
}

/** The decision counts when the proposed changes have gone with it: the later day where they went after it (Devon judgment). */
function decisionWithChanges({ reviewDecisionDate, amendmentNoticeDate }: PlanDates): PlainDate | null {
	if (reviewDecisionDate === null || amendmentNoticeDate === null) return reviewDecisionDate;
	return amendmentNoticeDate > reviewDecisionDate ? amendmentNoticeDate : reviewDecisionDate;
}
