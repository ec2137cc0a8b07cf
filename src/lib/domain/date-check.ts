/**
 * Date-check criteria worked out from the register's dates: which dates start and end each rule, and what the results make of
 * a criterion (rubric: `answerKinds`, `dateCheckLevels`). The rules themselves are in `timescale.ts`.
 */
import type { PlainDate } from './plain-date.ts';
import type { PlanDates, StepDate } from './plan-dates.ts';
import { excusableRules, timescale, type RuleId, type StepState } from './timescale.ts';

/** A criterion's date check, as the rubric names it. */
export interface DateCheck {
	readonly rules: readonly RuleId[];
	readonly combine: 'all' | 'whichever_applies';
	readonly perContributor?: boolean | undefined;
}

/**
 * Why a check came out as it did. `excused`: missed with a permitted exception. `not_begun`: the clock has not started.
 * `not_in_register`: the dates that would decide are not there.
 */
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

/** The levels that states become; the schema holds a rubric's own `dateCheckLevels` to the same. */
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

/**
 * Which reason decides where several limits are judged together: a missed limit is certain whatever else is missing; then what is
 * not known, then what is not over; what was excused or has not begun leaves the rest to decide.
 */
const precedence = ['late', 'overdue', 'not_in_register', 'not_due', 'on_time', 'excused', 'not_begun'] as const;

/**
 * Gives the level that the register's dates give a date-check criterion on the day `today`, why, and every limit looked at.
 * `all`: every limit counts and a missed one decides. `whichever_applies`: the limit of the plan's kind of phase change.
 * A missed limit with a permitted exception is excused: not applicable (rubric: `dateCheckLevels`). An empty date is no proof
 * that nothing happened, so a step counts as overdue only where the source says that it has not happened (`notYet`).
 * Throws a RangeError on a rule that the register's dates cannot judge (`checkableRules`).
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

/** A row stands for a request, so a reply that is not there is missing: "one or more late or missing" (TIM.7). */
function adviceStep(
	rule: RuleId,
	advice: NonNullable<PlanDates['adviceDates']>[number],
	today: PlainDate
): DateCheckStep {
	const { contributor, adviceRequestedDate: start, adviceReceivedDate: done } = advice;
	const { due, state } = timescale(rule, { start, done }, today);
	const reason = reasonOf(state, excusableRules.has(rule) && advice.adviceException !== null);
	return { rule, contributor, start, done, due, reason };
}

function stepOf(rule: RuleId, dates: PlanDates, today: PlainDate): DateCheckStep {
	const source = sources[rule];
	if (!source) throw new RangeError(`the register holds no dates for the rule ${rule}`);
	const { start, done } = source.dates(dates);
	const { due, state } = timescale(rule, { start, done, transferYear: dates.transferYear }, today);
	const step = { rule, contributor: null, start, done, due };
	const notYet = (field: StepDate | undefined) => field !== undefined && (dates.notYet?.includes(field) ?? false);
	if (start === null && notYet(source.startField)) return { ...step, reason: 'not_begun' };
	const excused = excusableRules.has(rule) && dates.exceptionReason !== null;
	if (state === 'overdue' && !notYet(source.doneField)) return { ...step, reason: 'not_in_register' };
	// Where the review before the last is not known, there may have been one that started the clock anew.
	if (state === 'late' && rule === 'review_12m' && dates.previousReviewDecisionDate === null)
		return { ...step, reason: 'not_in_register' };
	return { ...step, reason: reasonOf(state, excused) };
}

function reasonOf(state: StepState, excused: boolean): DateCheckReason {
	if (state === 'cannot_tell') return 'not_in_register';
	return excused && (state === 'late' || state === 'overdue') ? 'excused' : state;
}

interface Source {
	/** The step that starts the clock, where it is one that may not have happened. */
	readonly startField?: StepDate;
	readonly doneField: StepDate;
	readonly dates: (dates: PlanDates) => Pick<DateCheckStep, 'start' | 'done'>;
}

const phaseSource: Source = {
	doneField: 'phaseTransferFinalDate',
	dates: (dates) => ({ start: dates.phaseTransferDate, done: dates.phaseTransferFinalDate })
};

/** Which of the register's dates start and end a rule. */
const sources: Readonly<Partial<Record<RuleId, Source>>> = {
	final_20w: {
		doneField: 'finalPlanDate',
		dates: (dates) => ({ start: dates.requestReceivedDate, done: dates.finalPlanDate })
	},
	review_12m: {
		doneField: 'reviewDecisionDate',
		dates: (dates) => ({
			start: dates.previousReviewDecisionDate ?? dates.planFirstMadeDate,
			done: dates.reviewDecisionDate
		})
	},
	review_decision_4w: {
		startField: 'reviewMeetingDate',
		doneField: 'reviewDecisionDate',
		dates: (dates) => ({ start: dates.reviewMeetingDate, done: decisionWithChanges(dates) })
	},
	review_report_2w: {
		startField: 'reviewMeetingDate',
		doneField: 'reviewReportReceivedDate',
		dates: (dates) => ({ start: dates.reviewMeetingDate, done: dates.reviewReportReceivedDate })
	},
	amend_final_8w: {
		startField: 'amendmentNoticeDate',
		doneField: 'amendedFinalDate',
		dates: (dates) => ({ start: dates.amendmentNoticeDate, done: dates.amendedFinalDate })
	},
	amend_final_12w: {
		startField: 'reviewMeetingDate',
		doneField: 'amendedFinalDate',
		dates: (dates) => ({ start: dates.reviewMeetingDate, done: dates.amendedFinalDate })
	},
	phase_15feb: phaseSource,
	phase_31mar: phaseSource,
	phase_post16_5m: phaseSource
};

/** Gives the rules that the register's dates can judge: by plan, or by each contributor's reply. */
export function checkableRules(perContributor: boolean): RuleId[] {
	return perContributor ? ['advice_6w'] : (Object.keys(sources) as RuleId[]);
}

/** The decision counts when the proposed changes have gone with it: the later day where they went after it (Devon judgment). */
function decisionWithChanges({ reviewDecisionDate, amendmentNoticeDate }: PlanDates): PlainDate | null {
	if (reviewDecisionDate === null || amendmentNoticeDate === null) return reviewDecisionDate;
	return amendmentNoticeDate > reviewDecisionDate ? amendmentNoticeDate : reviewDecisionDate;
}
