/** The dates of a plan that are one day each: what the register holds of them, and what the SEN service can tell besides. */
import type { PlanDates } from './plan-dates.ts';

/** In the order in which they come about. */
export const planDays = [
	'requestReceivedDate',
	'finalPlanDate',
	'planFirstMadeDate',
	'previousReviewDecisionDate',
	'reviewMeetingDate',
	'reviewReportReceivedDate',
	'reviewDecisionDate',
	'amendmentNoticeDate',
	'amendedFinalDate',
	'phaseTransferDate',
	'phaseTransferFinalDate'
] as const satisfies readonly (keyof PlanDates)[];
export type PlanDay = (typeof planDays)[number];
