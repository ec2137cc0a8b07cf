/** What the register holds of a plan's dates: the facts that the date checks are worked out from. */
import * as z from 'zod';
import { PlainDate } from './plain-date.ts';

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
export const stepDates = [
	'finalPlanDate',
	'reviewMeetingDate',
	'reviewDecisionDate',
	'reviewReportReceivedDate',
	'amendmentNoticeDate',
	'amendedFinalDate',
	'phaseTransferFinalDate'
] as const;
export type StepDate = (typeof stepDates)[number];

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

/**
 * Gives the phase change that SEN2's `phasetransferduedate` stands for: 15 February or 31 March of the year of the transfer
 * (reg 18(1)). Any other day tells only the year.
 */
export function phaseTransferOf(dueDate: PlainDate): Pick<PlanDates, 'phaseTransferType' | 'transferYear'> {
	const transferYear = Number(dueDate.slice(0, 4));
	switch (dueDate.slice(5)) {
		case '02-15':
			return { phaseTransferType: 'school_phase', transferYear };
		case '03-31':
			return { phaseTransferType: 'secondary_to_post16', transferYear };
		default:
			return { phaseTransferType: null, transferYear };
	}
}
