/**
 * The statutory time limits as rules over plain dates (domain reference, section 2). Days and weeks are calendar ones, weekends
 * and holidays count; only `transfer_15wd` counts working days. What a missing date would decide is "cannot tell", never a guess.
 */
import { isWorkingDay } from './bank-holidays.ts';
import { addDays, addMonths, isValid, type PlainDate } from './plain-date.ts';

export { PlanDates } from './plan-dates.ts';

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
	if (!isValid(day)) throw new RangeError(`not a year: ${year}`);
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

/**
 * Rules whose limit may be missed with a permitted exception (reg 5(4), 8(2), 10(4), 13(3), 27(3)). An exception does not stop the
 * clock, it excuses missing it; it never applies to the rules of reviews, amendments and phase changes.
 */
export const excusableRules: ReadonlySet<RuleId> = /* @__PURE__ */ new Set<RuleId>([
	'assess_decision_6w',
	'advice_6w',
	'no_plan_16w',
	'final_20w',
	'reassess_final_14w'
]);
