/** One auditor, one plan, one term. Its state is derived from its timestamps. */
import * as z from 'zod';
import { Id, PlanRef } from './ids.ts';
import { PlainDate } from './plain-date.ts';
import { Context } from './rubric.ts';

export { propose } from './proposal.ts';

export const Marking = z.enum(['first', 'second']);
export type Marking = z.infer<typeof Marking>;

const When = z.iso.datetime().nullable();

export const Assignment = z.strictObject({
	assignmentId: Id,
	termId: Id,
	planRef: PlanRef,
	auditorId: Id,
	marking: Marking,
	rubricId: z.string().max(100),
	rubricVersion: z.string().max(30),
	/** Which criteria apply: the profile, the plan's year group on the term's first day, its kind, what is switched off. */
	context: Context,
	dueOn: PlainDate,
	/** On what basis the plan may be shared with this auditor, and who decided it. No basis, no assignment. */
	basis: z.string().min(1).max(500),
	basisDecidedBy: z.string().min(1).max(200),
	assignedAt: z.iso.datetime(),
	declinedAt: When,
	withdrawnAt: When,
	/** Why it was handed back or taken back. */
	reason: z.string().max(500).nullable(),
	/** When the server received the audit; the tablet's own draft is not known to the server. */
	submittedAt: When,
	/** When its auditor first opened it, as their tablet told. */
	openedAt: When,
	/** When its auditor was last reminded of it. */
	chasedAt: When
});
export type Assignment = z.infer<typeof Assignment>;

export type AssignmentStatus = 'assigned' | 'submitted' | 'declined' | 'withdrawn';

/** Derives where an assignment stands. A sent audit stays sent, whatever is done to the assignment afterwards. */
export function statusOf(assignment: Pick<Assignment, 'submittedAt' | 'declinedAt' | 'withdrawnAt'>): AssignmentStatus {
	if (assignment.submittedAt) return 'submitted';
	if (assignment.withdrawnAt) return 'withdrawn';
	return assignment.declinedAt ? 'declined' : 'assigned';
}

/** Gives whether an assignment still binds its auditor or has been done: its place in the sample is taken. */
export function isLive(assignment: Parameters<typeof statusOf>[0]): boolean {
	const status = statusOf(assignment);
	return status === 'assigned' || status === 'submitted';
}

/** Why an auditor hands a plan back; the words are the ones on the screen. */
export const declineReasons = {
	know_family: 'I know this child or family',
	tie_to_setting: 'I have a tie to this setting',
	no_time: 'I do not have the time',
	cannot_get_plan: 'I cannot get hold of the plan',
	other: 'Another reason'
} as const;
export const DeclineReason = z.enum(
	Object.keys(declineReasons) as [keyof typeof declineReasons, ...(keyof typeof declineReasons)[]]
);
export type DeclineReason = z.infer<typeof DeclineReason>;
