/** What the coordinator of a term has to decide about today. */
import { isLive, statusOf, type Marking } from './assignment.ts';
import { isOpen, PATIENCE, type BoardInput, type BoardItem } from './board-items.ts';
import { daysBetween, londonDate, type Instant } from './plain-date.ts';
import type { TabletReport } from './sync.ts';

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

/** What a closed term asks: nothing. */
export const noDecisions: Decisions = {
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

/** Gives what has to be decided, each kind in its own order. */
export function decisionsOf(input: BoardInput, items: readonly BoardItem[]): Decisions {
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
