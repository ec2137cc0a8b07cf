/** What the register holds of a plan's dates, in words for its coordinator. */
import type { adviceExceptions, exceptionReasons, phaseTransferTypes } from './plan-dates.ts';
import type { PlanDay } from './plan-days.ts';

export const dayLabels: Readonly<Record<PlanDay, string>> = {
	requestReceivedDate: 'Request for an assessment received',
	finalPlanDate: 'Final plan sent',
	planFirstMadeDate: 'Plan first made',
	previousReviewDecisionDate: 'Decision of the review before the last',
	reviewMeetingDate: 'Meeting of the last review',
	reviewReportReceivedDate: 'Report of the last review received',
	reviewDecisionDate: 'Decision of the last review sent',
	amendmentNoticeDate: 'Proposed changes sent',
	amendedFinalDate: 'Amended final plan sent',
	phaseTransferDate: 'Day of the move to the next phase',
	phaseTransferFinalDate: 'Final plan that names the next setting sent'
};

export const exceptionLabels: Readonly<Record<(typeof exceptionReasons)[number], string>> = {
	school_closed: 'A school was closed for at least four weeks',
	early_years_closed: 'An early years setting was closed for at least four weeks',
	exceptional_circumstances: 'Exceptional circumstances of the child or a parent',
	away_from_area: 'Away from the area for at least four weeks',
	recorded: 'An exception is recorded; which one is not known'
};

export const adviceExceptionLabels: Readonly<Record<(typeof adviceExceptions)[number], string>> = {
	exceptional_circumstances: 'Exceptional circumstances',
	absent: 'Away from the area',
	missed_appointment: 'An appointment was missed',
	recorded: 'Recorded; which one is not known'
};

export const phaseTransferLabels: Readonly<Record<(typeof phaseTransferTypes)[number], string>> = {
	school_phase: 'Between phases of school',
	secondary_to_post16: 'From secondary school to post-16',
	post16_to_post16: 'Between post-16 institutions'
};
