/** An audit once it is frozen: what one auditor found in one plan. A correction is a new revision, never a change. */
import * as z from 'zod';
import { Answers, Confirmed, violationsOf, type Draft } from './audit.ts';
import { Id } from './ids.ts';
import { Instant, londonDate, type PlainDate } from './plain-date.ts';
import { Context, type Rubric } from './rubric.ts';
import { periodOf, type Period } from './period.ts';
import type { Violation } from './problem.ts';

export const Submission = z.strictObject({
	assignmentId: Id,
	revision: z.int().min(1).max(99),
	rubricId: z.string().max(100),
	rubricVersion: z.string().max(30),
	context: Context,
	answers: Answers,
	/** What its author confirmed of its notes. Absent from a tablet of before notes were checked: those are taken and told apart. */
	confirmed: Confirmed.optional(),
	startedAt: Instant,
	/** By the tablet's clock. */
	submittedAt: Instant
});
export type Submission = z.infer<typeof Submission>;

/** Gives the frozen audit, or what has still to be put right. Notes without an answer and flags stay behind on the tablet. */
export function submit(
	draft: Draft,
	rubric: Rubric,
	now: Instant
): { submission: Submission } | { violations: Violation[] } {
	const violations = violationsOf(draft, rubric);
	if (violations.length > 0) return { violations };
	return {
		submission: {
			assignmentId: draft.assignmentId,
			revision: draft.revision,
			rubricId: draft.rubricId,
			rubricVersion: draft.rubricVersion,
			context: draft.context,
			answers: draft.answers,
			confirmed: confirmedIn(draft),
			startedAt: draft.startedAt,
			submittedAt: now
		}
	};
}

/** What was confirmed and still stands in its note. */
function confirmedIn({ answers, confirmed = {} }: Draft): Confirmed {
	return Object.fromEntries(
		Object.entries(confirmed).flatMap(([criterionId, all]) => {
			const words = all.filter((one) => answers[criterionId]?.note?.includes(one));
			return words.length > 0 ? [[criterionId, words]] : [];
		})
	);
}

/**
 * Gives the day in London on which an audit counts as submitted: by the tablet's clock, but never later than its receipt, so that a
 * clock that runs ahead cannot move an audit into a later half-year, and never before it was assigned, so that a clock that lost
 * its time cannot move it into one that no report will ever cover.
 */
export function submittedOn(submittedAt: Instant, receivedAt: Instant, assignedAt: Instant): PlainDate {
	const earliest = assignedAt < receivedAt ? assignedAt : receivedAt;
	const latest = submittedAt < receivedAt ? submittedAt : receivedAt;
	return londonDate(latest < earliest ? earliest : latest);
}

/**
 * Gives the half-year an audit counts in and whether it is late: the one of its submission, unless that half-year's report was
 * published before the audit arrived; then the first later one that is not yet published, marked late.
 */
export function countsIn(
	on: PlainDate,
	publishedBefore: ReadonlySet<Period>,
	next: (period: Period) => Period
): { period: Period; late: boolean } {
	const own = periodOf(on);
	let period = own;
	while (publishedBefore.has(period)) period = next(period);
	return { period, late: period !== own };
}
