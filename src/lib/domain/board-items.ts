/** The audits of a term's board: where each stands, from everything that is stored around it. */
import { statusOf, type Assignment, type Marking } from './assignment.ts';
import type { Agency } from './person.ts';
import { daysBetween, londonDate, type Instant, type PlainDate } from './plain-date.ts';
import type { TabletReport } from './sync.ts';
import type { Stage } from './year-group.ts';

/** Days after which a plan that nobody opened, or a tablet that nobody heard of, is something to ask about. */
export const PATIENCE = 7;

/** Where an assignment stands. `again`: sent once and opened again; what was sent counts until the next comes. */
export const boardStates = ['given', 'opened', 'sent', 'again', 'handed_back', 'taken_back'] as const;
export type BoardState = (typeof boardStates)[number];

/** What the board is worked out from. */
export interface BoardInput {
	readonly sample: readonly {
		readonly planRef: string;
		readonly auditsWanted: 1 | 2;
		readonly stage: Stage;
		/** Id of the group of the draw that it belongs to. */
		readonly stratum: string;
		readonly schoolUrn: string | null;
		/** Held back since it was drawn. */
		readonly held: boolean;
	}[];
	/** All of the term, also those handed or taken back. */
	readonly assignments: readonly Pick<
		Assignment,
		| 'assignmentId'
		| 'planRef'
		| 'auditorId'
		| 'marking'
		| 'dueOn'
		| 'assignedAt'
		| 'openedAt'
		| 'chasedAt'
		| 'declinedAt'
		| 'withdrawnAt'
		| 'submittedAt'
		| 'reason'
	>[];
	readonly auditors: readonly {
		readonly personId: string;
		readonly agency: Agency | null;
		readonly disabledAt: string | null;
	}[];
	/** What was asked back or opened again, each assignment's by revision. */
	readonly revisions: readonly {
		readonly assignmentId: string;
		readonly revision: number;
		readonly askedAt: Instant | null;
		readonly askedWords: string | null;
		readonly openedAt: Instant | null;
		readonly refusedAt: Instant | null;
	}[];
	/** The last report of every tablet. */
	readonly tablets: readonly {
		readonly personId: string;
		readonly deviceId: string;
		readonly reportedAt: Instant;
		readonly report: TabletReport;
	}[];
	/** Plans to do that their auditor came to be tied to, by assignment: they are not sent to a tablet. */
	readonly tied: ReadonlySet<string>;
	readonly today: PlainDate;
	/** A closed term asks for no decisions. */
	readonly closed: boolean;
}

/** An assignment with what is known around it. */
export interface BoardItem {
	readonly assignmentId: string;
	readonly planRef: string;
	readonly marking: Marking;
	readonly auditorId: string;
	readonly agency: Agency | null;
	readonly stage: Stage | null;
	readonly stratum: string | null;
	readonly schoolUrn: string | null;
	readonly dueOn: PlainDate;
	readonly state: BoardState;
	readonly overdue: boolean;
	/** Its auditor came to be tied to it, and still has to do it: it is not sent to their tablet. */
	readonly tied: boolean;
	/** Given out a week ago or longer, and as far as is known never opened. */
	readonly notOpened: boolean;
	/** The auditor asks for it back, and nobody has decided. */
	readonly asked: { readonly at: Instant; readonly words: string } | null;
	/** How far the tablet said its auditor is. */
	readonly answered: { readonly answered: number; readonly of: number } | null;
	readonly chasedAt: Instant | null;
	readonly reason: string | null;
}

/** Gives whether somebody still has to do something with it. */
export function isOpen(item: Pick<BoardItem, 'state'>): boolean {
	return item.state === 'given' || item.state === 'opened' || item.state === 'again';
}

function stateOf(
	assignment: BoardInput['assignments'][number],
	{ begun, reopened }: { begun: boolean; reopened: boolean }
): BoardState {
	switch (statusOf(assignment)) {
		case 'submitted':
			return 'sent';
		case 'declined':
			return 'handed_back';
		case 'withdrawn':
			return 'taken_back';
		case 'assigned':
			if (reopened) return 'again';
			return assignment.openedAt !== null || begun ? 'opened' : 'given';
	}
}

/** Gives every assignment of a term with what is known around it. */
export function itemsOf({
	sample,
	assignments,
	auditors,
	revisions,
	tablets,
	tied,
	today,
	closed
}: BoardInput): BoardItem[] {
	const plans = new Map(sample.map((plan) => [plan.planRef, plan]));
	const people = new Map(auditors.map((person) => [person.personId, person]));
	const latest = new Map<string, BoardInput['revisions'][number]>();
	for (const revision of revisions) {
		const known = latest.get(revision.assignmentId);
		if (!known || known.revision < revision.revision) latest.set(revision.assignmentId, revision);
	}
	// The latest word of any of a person's tablets comes last, so that it stays.
	const progress = new Map<string, { answered: number; of: number }>();
	for (const { personId, report } of [...tablets].sort((a, b) => (a.reportedAt < b.reportedAt ? -1 : 1)))
		for (const { assignmentId, answered, of } of report.begun)
			progress.set(`${personId} ${assignmentId}`, { answered, of });

	return assignments.map((assignment) => {
		const { assignmentId, planRef, marking, auditorId, dueOn, chasedAt, reason } = assignment;
		const revision = latest.get(assignmentId);
		const begun = progress.get(`${auditorId} ${assignmentId}`);
		const reopened = revision !== undefined && revision.openedAt !== null;
		const state = stateOf(assignment, { begun: begun !== undefined, reopened });
		const open = isOpen({ state }) && !closed;
		const undecided = state === 'sent' && revision && !revision.openedAt && !revision.refusedAt ? revision : null;
		return {
			assignmentId,
			planRef,
			marking,
			auditorId,
			agency: people.get(auditorId)?.agency ?? null,
			stage: plans.get(planRef)?.stage ?? null,
			stratum: plans.get(planRef)?.stratum ?? null,
			schoolUrn: plans.get(planRef)?.schoolUrn ?? null,
			dueOn,
			state,
			tied: open && tied.has(assignmentId),
			overdue: open && dueOn < today,
			notOpened: open && state === 'given' && daysBetween(londonDate(assignment.assignedAt), today) >= PATIENCE,
			asked: undecided?.askedAt ? { at: undecided.askedAt, words: undecided.askedWords ?? '' } : null,
			answered: isOpen({ state }) ? (begun ?? null) : null,
			chasedAt,
			reason
		};
	});
}
