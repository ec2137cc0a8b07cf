/** A term's assignments gathered by auditor, agency, stage, group of the draw or school. */
import type { PlainDate } from './plain-date.ts';
import { isOpen, type BoardItem } from './board-items.ts';
import { countsOf, type StepCounts } from './term-board.ts';

export const boardViews = ['auditor', 'agency', 'stage', 'stratum', 'school'] as const;
export type BoardView = (typeof boardViews)[number];

export const boardSorts = ['trouble', 'name', 'due', 'sent'] as const;
export type BoardSort = (typeof boardSorts)[number];

export interface BoardGroup {
	/** The auditor's id, agency, stage, stratum or URN; '' where it is not known. */
	readonly key: string;
	readonly label: string;
	readonly counts: StepCounts;
	/** The earliest due date of what is still to be sent. */
	readonly dueOn: PlainDate | null;
	readonly items: readonly BoardItem[];
}

const keyOf: Record<BoardView, (item: BoardItem) => string> = {
	auditor: ({ auditorId }) => auditorId,
	agency: ({ agency }) => agency ?? '',
	stage: ({ stage }) => stage ?? '',
	stratum: ({ stratum }) => stratum ?? '',
	school: ({ schoolUrn }) => schoolUrn ?? ''
};

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byName = (a: string, b: string) => a.localeCompare(b, 'en-GB') || order(a, b);

/** How groups come after one another; among equals the name decides. Nothing due comes after everything due. */
const orders: Record<BoardSort, (a: BoardGroup, b: BoardGroup) => number> = {
	trouble: (a, b) => b.counts.overdue - a.counts.overdue || b.counts.notOpened - a.counts.notOpened,
	name: () => 0,
	due: (a, b) => order(a.dueOn ?? '9999', b.dueOn ?? '9999'),
	sent: (a, b) => a.counts.sent * b.counts.given - b.counts.sent * a.counts.given
};

/**
 * Gives the groups of a view, sorted: those who may need a word first, by name, by the next due date, or the share sent, least first.
 * What was handed or taken back is in no group: its plan is with somebody else, or among the decisions.
 */
export function groupsOf(
	items: readonly BoardItem[],
	view: BoardView,
	sort: BoardSort,
	labelOf: (key: string) => string
): BoardGroup[] {
	const live = items.filter((item) => isOpen(item) || item.state === 'sent');
	return [...Map.groupBy(live, keyOf[view])]
		.map(([key, own]) => ({
			key,
			label: labelOf(key),
			counts: countsOf(own),
			dueOn:
				own
					.filter(isOpen)
					.map(({ dueOn }) => dueOn)
					.sort()[0] ?? null,
			items: [...own].sort((a, b) => order(a.dueOn, b.dueOn) || order(a.planRef, b.planRef))
		}))
		.sort((a, b) => orders[sort](a, b) || byName(a.label, b.label));
}
