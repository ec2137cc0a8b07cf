/** The board of a term: how far its audits have come, who is stuck, what its coordinator decides today. Stored facts in, nothing kept. */
import { decisionsOf, noDecisions, type Decisions, type TabletLine } from './board-decisions.ts';
import { isOpen, itemsOf, type BoardInput, type BoardItem } from './board-items.ts';
import type { Instant } from './plain-date.ts';

/** Audits at each step; an audit counts in `given`, and in `opened` too once it was opened, sent or opened again. */
export interface StepCounts {
	readonly given: number;
	readonly opened: number;
	readonly sent: number;
	readonly again: number;
	readonly overdue: number;
	readonly notOpened: number;
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
	const decisions = input.closed ? noDecisions : decisionsOf(input, items);
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
