/** Whether the days that were told of a plan can be true: in order, not in the future, not before there were plans, not years apart. */
import type { CaseFacts } from './case-fact.ts';
import { datesWith } from './case-fact.ts';
import { addDays, formatDate, type PlainDate } from './plain-date.ts';
import type { PlanDates } from './plan-dates.ts';
import type { PlanDay } from './plan-days.ts';

/** A day that cannot be true. `field` is the day's own name; advice is named by its place and part, for example `advice.2.received`. */
export interface OrderFault {
	readonly field: string;
	readonly message: string;
}

/** EHC plans began on 1 September 2014 (Children and Families Act 2014, Part 3). */
const FIRST: PlainDate = '2014-09-01';
/** Steps of one review or one assessment that lie further apart are a mistyped year. */
const APART = 3 * 365;

const names: Readonly<Record<PlanDay, string>> = {
	requestReceivedDate: 'the request',
	finalPlanDate: 'the final plan',
	planFirstMadeDate: 'the plan’s first making',
	previousReviewDecisionDate: 'the decision before',
	reviewMeetingDate: 'the review meeting',
	reviewReportReceivedDate: 'the review report',
	reviewDecisionDate: 'the decision',
	amendmentNoticeDate: 'the amendment notice',
	amendedFinalDate: 'the amended final plan',
	phaseTransferDate: 'the phase change',
	phaseTransferFinalDate: 'the final plan naming the next setting'
};

/** What comes before what; `near` where both belong to one round of work. */
const order: readonly { before: PlanDay; after: PlanDay; near: boolean }[] = [
	{ before: 'requestReceivedDate', after: 'finalPlanDate', near: true },
	{ before: 'planFirstMadeDate', after: 'previousReviewDecisionDate', near: false },
	{ before: 'planFirstMadeDate', after: 'reviewMeetingDate', near: false },
	{ before: 'previousReviewDecisionDate', after: 'reviewMeetingDate', near: false },
	{ before: 'previousReviewDecisionDate', after: 'reviewDecisionDate', near: false },
	{ before: 'reviewMeetingDate', after: 'reviewReportReceivedDate', near: true },
	{ before: 'reviewMeetingDate', after: 'reviewDecisionDate', near: true },
	{ before: 'reviewMeetingDate', after: 'amendmentNoticeDate', near: true },
	{ before: 'amendmentNoticeDate', after: 'amendedFinalDate', near: true },
	{ before: 'reviewMeetingDate', after: 'amendedFinalDate', near: true }
];

/**
 * Gives what cannot be true of the days told, at the day that was told (at the later one where both were). What the register alone
 * says is not judged here. One fault a day, the plainest first.
 */
export function orderFaults(facts: CaseFacts, planDates: PlanDates, today: PlainDate): OrderFault[] {
	const merged = datesWith(planDates, facts);
	const found = new Map<string, string>();
	const wrong = (field: string, message: string) => {
		if (!found.has(field)) found.set(field, message);
	};
	for (const [field, day] of Object.entries(facts.dates)) {
		const fault = outside(day, today, field === 'phaseTransferDate');
		if (fault) wrong(field, fault);
	}
	for (const { before, after, near } of order) {
		const [first, second] = [merged[before], merged[after]];
		if (first === null || second === null) continue;
		const field = facts.dates[after] ? after : facts.dates[before] ? before : null;
		if (field === null || found.has(before) || found.has(after)) continue;
		const words = `${capital(names[after])} (${formatDate(second)})`;
		if (second < first) wrong(field, `${words} cannot come before ${names[before]} (${formatDate(first)})`);
		else if (near && second > addDays(first, APART))
			wrong(field, `${words} is more than three years after ${names[before]} (${formatDate(first)}). Check the year.`);
	}
	for (const step of facts.notYet) {
		if (facts.dates[step]) wrong(step, 'Give the day, or say that it has not happened yet; not both');
	}
	facts.advice.forEach(({ adviceRequestedDate: asked, adviceReceivedDate: received, adviceException }, at) => {
		const place = (part: string) => `advice.${at}.${part}`;
		for (const [part, day] of [
			['requested', asked],
			['received', received]
		] as const) {
			const fault = day && outside(day, today, false);
			if (fault) wrong(place(part), fault);
		}
		if (!asked && (received || adviceException)) wrong(place('requested'), 'Enter the day on which they were asked');
		else if (asked && received && received < asked)
			wrong(
				place('received'),
				`The advice (${formatDate(received)}) cannot come before it was asked for (${formatDate(asked)})`
			);
		else if (asked && received && received > addDays(asked, APART))
			wrong(place('received'), `This is more than three years after it was asked for. Check the year.`);
		else if (asked && merged.requestReceivedDate && asked < merged.requestReceivedDate)
			wrong(
				place('requested'),
				`Advice cannot be asked for before the request came (${formatDate(merged.requestReceivedDate)})`
			);
	});
	return [...found].map(([field, message]) => ({ field, message }));
}

function outside(day: PlainDate, today: PlainDate, mayLieAhead: boolean): string | null {
	if (day < FIRST) return 'This is before September 2014, when EHC plans began. Check the year.';
	if (mayLieAhead) return day > addDays(today, 2 * 366) ? 'This is more than two years ahead. Check the year.' : null;
	return day > today ? 'This day has not come yet. Check the year.' : null;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
