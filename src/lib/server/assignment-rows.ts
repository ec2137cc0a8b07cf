/** How an assignment rests: its row, what the row of a new one says, and back. */
import type { Assignment } from '#lib/domain/assignment.ts';
import { yearGroupOf } from '#lib/domain/frame.ts';
import type { Agency } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { inPhaseTransfer, type Plan } from '#lib/domain/plan.ts';
import type { Context } from '#lib/domain/rubric.ts';
import { profileFor, type Term } from '#lib/domain/term.ts';
import type { StoreTables } from './db/store.ts';
import { newId } from './ids.ts';

/** Gives the assignment of a row. */
export function assignmentOf(row: StoreTables['assignment']): Assignment {
	return {
		assignmentId: row.assignmentId,
		termId: row.termId,
		planRef: row.planRef,
		auditorId: row.auditorId,
		marking: row.marking as Assignment['marking'],
		rubricId: row.rubricId,
		rubricVersion: row.rubricVersion,
		context: JSON.parse(row.context) as Context,
		dueOn: row.dueOn,
		basis: row.basis,
		basisDecidedBy: row.basisDecidedBy,
		assignedAt: row.assignedAt,
		declinedAt: row.declinedAt,
		withdrawnAt: row.withdrawnAt,
		reason: row.reason,
		submittedAt: row.submittedAt,
		openedAt: row.openedAt,
		chasedAt: row.chasedAt
	};
}

/**
 * Gives what decides which criteria apply when an auditor of an agency looks at a plan in a term: all of it as of the term's first
 * day. Where the professionals' advice is withheld from the agency, the audit is of the plan only.
 */
export function contextOf(plan: Plan, term: Term, agency: Agency): Context {
	const yearGroup = yearGroupOf(plan, term.startsOn);
	return {
		profile: profileFor(term, agency),
		yearGroup,
		planKind: plan.planKind,
		phaseTransfer: inPhaseTransfer(plan.dates, yearGroup, term.startsOn),
		switchedOff: [...term.switchedOff].sort()
	};
}

/** Gives the row of a new assignment, made now. */
export function rowOf(
	term: Term,
	{ plan, agency }: { plan: Plan; agency: Agency },
	{ auditorId, marking }: Pick<Assignment, 'auditorId' | 'marking'>,
	{ basis, basisDecidedBy, dueOn }: Pick<Assignment, 'basis' | 'basisDecidedBy' | 'dueOn'>,
	now: Instant
): StoreTables['assignment'] {
	return {
		assignmentId: newId(),
		termId: term.termId,
		planRef: plan.planRef,
		auditorId,
		marking,
		rubricId: term.rubricId,
		rubricVersion: term.rubricVersion,
		context: JSON.stringify(contextOf(plan, term, agency)),
		dueOn,
		basis,
		basisDecidedBy,
		assignedAt: now,
		declinedAt: null,
		withdrawnAt: null,
		reason: null,
		submittedAt: null,
		openedAt: null,
		chasedAt: null
	};
}
