/** The board of a term: how far its audits have come, who is stuck, what its coordinator decides today. Stored facts in, nothing kept. */
import { isLive, statusOf, type Assignment, type Marking } from './assignment.ts';
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

/** Audits at each step; an audit counts in `given`, and in `opened` too once it was opened, sent or opened again. */
export interface StepCounts {
	readonly given: number;
	readonly opened: number;
	readonly sent: number;
	readonly again: number;
	readonly overdue: number;
	readonly notOpened: number;
}

/** One tablet on which something waits. */
export interface TabletLine {
	readonly auditorId: string;
	readonly deviceId: string;
	readonly reportedAt: Instant;
	readonly count: number;
}

/** An audit that the sample wants and nobody has; `before` is the last one who had it. */
export interface Vacancy {
	readonly planRef: string;
	readonly marking: Marking;
	readonly before: BoardItem | null;
}

/** What needs a decision today. */
export interface Decisions {
	readonly handedBack: readonly Vacancy[];
	readonly tied: readonly BoardItem[];
	/** Plans held back since they were drawn of which an audit is open or wanted: with whom, or null where with nobody. */
	readonly held: readonly { readonly planRef: string; readonly marking: Marking; readonly item: BoardItem | null }[];
	readonly askedBack: readonly BoardItem[];
	readonly overdue: readonly BoardItem[];
	readonly notOpened: readonly BoardItem[];
	readonly waiting: readonly TabletLine[];
	readonly refused: readonly TabletLine[];
	/** Auditors with something to do whose tablet was not heard of for a week; null: never heard of. */
	readonly silent: readonly { readonly auditorId: string; readonly heardAt: Instant | null; readonly open: number }[];
	readonly disabled: readonly { readonly auditorId: string; readonly open: number }[];
	readonly unfilled: readonly Vacancy[];
}

/** Somebody who may need a word, and why. */
export interface Stuck {
	readonly auditorId: string;
	/** What they still have to do; somebody with nothing may have a tablet that is stuck. */
	readonly open: number;
	readonly overdue: number;
	readonly notOpened: number;
	readonly waiting: number;
	readonly refused: number;
	readonly silent: boolean;
	readonly chasedAt: Instant | null;
}

export interface TermBoard {
	readonly drawn: { readonly plans: number; readonly audits: number };
	readonly counts: StepCounts;
	readonly items: readonly BoardItem[];
	readonly decisions: Decisions;
	readonly stuck: readonly Stuck[];
}

/** Gives whether somebody still has to do something with it. */
export function isOpen(item: Pick<BoardItem, 'state'>): boolean {
	return item.state === 'given' || item.state === 'opened' || item.state === 'again';
}

/** Counts assignments by step; what was handed or taken back counts nowhere. */
export function countsOf(items: readonly BoardItem[]): StepCounts {
	const live = items.filter(({ state }) => state !== 'handed_back' && state !== 'taken_back');
	const having = (matches: (item: BoardItem) => boolean) => live.filter(matches).length;
	return {
		given: live.length,
		opened: having(({ state }) => state !== 'given'),
		sent: having(({ state }) => state === 'sent'),
		again: having(({ state }) => state === 'again'),
		overdue: having(({ overdue }) => overdue),
		notOpened: having(({ notOpened }) => notOpened)
	};
}

/** Gives the board of a term as of a day. */
export function boardOf(input: BoardInput): TermBoard {
	const items = itemsOf(input);
	const decisions = input.closed ? nothing : decisionsOf(input, items);
	return {
		drawn: {
			plans: input.sample.length,
			audits: input.sample.reduce((sum, { auditsWanted }) => sum + auditsWanted, 0)
		},
		counts: countsOf(items),
		items,
		decisions,
		stuck: stuckOf(items, decisions)
	};
}

const nothing: Decisions = {
	handedBack: [],
	tied: [],
	held: [],
	askedBack: [],
	overdue: [],
	notOpened: [],
	waiting: [],
	refused: [],
	silent: [],
	disabled: [],
	unfilled: []
};

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

function itemsOf({ sample, assignments, auditors, revisions, tablets, tied, today, closed }: BoardInput): BoardItem[] {
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

/** Gives the audits that the sample wants and nobody has, in the sample's order, with the last one who had each. */
export function vacanciesOf(
	{
		sample,
		assignments
	}: {
		readonly sample: readonly Pick<BoardInput['sample'][number], 'planRef' | 'auditsWanted'>[];
		readonly assignments: BoardInput['assignments'];
	},
	items: readonly BoardItem[]
): Vacancy[] {
	const place = (one: { planRef: string; marking: Marking }) => `${one.planRef} ${one.marking}`;
	const taken = new Set(assignments.filter(isLive).map(place));
	const ended = new Map(assignments.map((one) => [one.assignmentId, one.declinedAt ?? one.withdrawnAt ?? '']));
	const endedAt = (one: BoardItem) => ended.get(one.assignmentId) ?? '';
	const before = new Map<string, BoardItem>();
	for (const one of [...items].sort((a, b) => (endedAt(a) < endedAt(b) ? -1 : 1))) before.set(place(one), one);
	return sample.flatMap(({ planRef, auditsWanted }) =>
		(auditsWanted === 2 ? (['first', 'second'] as const) : (['first'] as const))
			.filter((marking) => !taken.has(place({ planRef, marking })))
			.map((marking) => ({ planRef, marking, before: before.get(place({ planRef, marking })) ?? null }))
	);
}

function decisionsOf(input: BoardInput, items: readonly BoardItem[]): Decisions {
	const disabled = new Set(input.auditors.filter(({ disabledAt }) => disabledAt !== null).map((one) => one.personId));
	const byDue = (a: BoardItem, b: BoardItem) =>
		a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.planRef < b.planRef ? -1 : 1;
	// Somebody whose access was ended cannot be asked: they have a row of their own.
	const reachable = items.filter(({ auditorId, tied }) => !disabled.has(auditorId) && !tied).sort(byDue);
	const held = new Set(input.sample.filter((plan) => plan.held).map(({ planRef }) => planRef));
	const wanted = vacanciesOf(input, items);
	const vacancies = wanted.filter(({ planRef }) => !held.has(planRef));
	const open = Map.groupBy(items.filter(isOpen), ({ auditorId }) => auditorId);
	const busy = [...open].map(([auditorId, own]) => ({ auditorId, open: own.length }));
	const inTerm = new Set(items.map(({ auditorId }) => auditorId));
	const lines = (count: (report: TabletReport) => number): TabletLine[] =>
		input.tablets
			.filter(({ personId, report }) => inTerm.has(personId) && count(report) > 0)
			.map(({ personId, deviceId, reportedAt, report }) => ({
				auditorId: personId,
				deviceId,
				reportedAt,
				count: count(report)
			}));
	return {
		tied: items.filter(({ tied }) => tied).sort(byDue),
		held: [
			...items.filter((item) => isOpen(item) && held.has(item.planRef)).map((item) => ({ ...item, item })),
			...wanted.filter(({ planRef }) => held.has(planRef)).map((one) => ({ ...one, item: null }))
		].map(({ planRef, marking, item }) => ({ planRef, marking, item })),
		handedBack: vacancies.filter(({ before }) => before?.state === 'handed_back'),
		askedBack: items.filter(({ asked }) => asked !== null),
		overdue: reachable.filter(({ overdue }) => overdue),
		notOpened: reachable.filter(({ notOpened }) => notOpened),
		waiting: lines(({ waiting }) => waiting),
		refused: lines(({ refused }) => refused),
		silent: busy
			.filter(({ auditorId }) => !disabled.has(auditorId))
			.map((one) => ({ ...one, heardAt: heardAt(input, one.auditorId) }))
			.filter((one) => isSilent(input, one)),
		disabled: busy.filter(({ auditorId }) => disabled.has(auditorId)),
		unfilled: vacancies.filter(({ before }) => before?.state !== 'handed_back')
	};
}

/** When a tablet of theirs was last in touch: its own report, or an opening or audit that came without one. */
function heardAt({ tablets, assignments }: BoardInput, auditorId: string): Instant | null {
	const reports = tablets.filter(({ personId }) => personId === auditorId).map(({ reportedAt }) => reportedAt);
	const own = assignments.filter((one) => one.auditorId === auditorId);
	const times = [...reports, ...own.flatMap(({ openedAt, submittedAt }) => [openedAt, submittedAt])];
	return (
		times
			.filter((time) => time !== null)
			.sort()
			.at(-1) ?? null
	);
}

/** Whether a week has gone by since a tablet was heard of, or, where that is later, since its auditor had something to do. */
function isSilent(
	{ assignments, today }: BoardInput,
	{ auditorId, heardAt }: { auditorId: string; heardAt: Instant | null }
): boolean {
	const [first] = assignments
		.filter((one) => one.auditorId === auditorId && statusOf(one) === 'assigned')
		.map(({ assignedAt }) => assignedAt)
		.sort();
	const since = [heardAt, first]
		.filter((time) => time !== null && time !== undefined)
		.sort()
		.at(-1);
	return since !== undefined && daysBetween(londonDate(since), today) >= PATIENCE;
}

function stuckOf(items: readonly BoardItem[], decisions: Decisions): Stuck[] {
	const { overdue, notOpened, waiting, refused, silent } = decisions;
	const named = [...overdue, ...notOpened, ...waiting, ...refused, ...silent].map(({ auditorId }) => auditorId);
	const own = <One extends { readonly auditorId: string }>(all: readonly One[], auditorId: string) =>
		all.filter((one) => one.auditorId === auditorId);
	const total = (lines: readonly TabletLine[]) => lines.reduce((sum, { count }) => sum + count, 0);
	return [...new Set(named)]
		.map((auditorId) => ({
			auditorId,
			open: own(items, auditorId).filter(isOpen).length,
			overdue: own(overdue, auditorId).length,
			notOpened: own(notOpened, auditorId).length,
			waiting: total(own(waiting, auditorId)),
			refused: total(own(refused, auditorId)),
			silent: own(silent, auditorId).length > 0,
			chasedAt:
				own(items, auditorId)
					.filter(isOpen)
					.map(({ chasedAt }) => chasedAt)
					.filter((time) => time !== null)
					.sort()
					.at(-1) ?? null
		}))
		.sort(
			(a, b) =>
				b.refused - a.refused ||
				b.overdue - a.overdue ||
				b.notOpened - a.notOpened ||
				Number(b.silent) - Number(a.silent) ||
				(a.auditorId < b.auditorId ? -1 : 1)
		);
}
