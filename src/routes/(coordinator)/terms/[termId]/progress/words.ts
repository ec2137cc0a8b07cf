/** How the board says where an assignment stands, and what its views and orders are called. */
import type { BoardSort, BoardView } from '#lib/domain/board-groups.ts';
import type { BoardItem, BoardState } from '#lib/domain/board-items.ts';
import type { StepCounts } from '#lib/domain/term-board.ts';
import type { TagTone } from '#lib/ui/Tag.svelte';

interface Words {
	readonly text: string;
	readonly tone: TagTone;
}

const states: Record<BoardState, Words> = {
	given: { text: 'Given out', tone: 'ink' },
	opened: { text: 'Opened', tone: 'ink' },
	sent: { text: 'Sent', tone: 'green' },
	again: { text: 'Open again', tone: 'gold' },
	handed_back: { text: 'Handed back', tone: 'gold' },
	taken_back: { text: 'Taken back', tone: 'grey' }
};

/** Gives the state of an assignment in a word or two; what needs a word with its auditor says so. */
export function stateWords(item: Pick<BoardItem, 'state' | 'overdue' | 'notOpened' | 'asked'>): Words {
	if (item.asked) return { text: 'Asked back', tone: 'gold' };
	if (item.overdue) return { text: 'Overdue', tone: 'red' };
	if (item.notOpened) return { text: 'Not opened', tone: 'gold' };
	return states[item.state];
}

/** Gives where a group of assignments stands. */
export function groupWords({ given, sent, overdue, notOpened }: StepCounts): Words {
	if (overdue > 0) return { text: 'Overdue', tone: 'red' };
	if (notOpened > 0) return { text: 'Not opened', tone: 'gold' };
	return sent === given ? { text: 'All sent', tone: 'green' } : { text: 'Under way', tone: 'ink' };
}

export const viewLabels: Record<BoardView, string> = {
	auditor: 'Auditor',
	agency: 'Agency',
	stage: 'Stage',
	stratum: 'Group of the draw',
	school: 'School or setting'
};

export const sortLabels: Record<BoardSort, string> = {
	trouble: 'Who may need a word first',
	name: 'By name',
	due: 'Next due first',
	sent: 'Least sent first'
};

/** Gives a count with its noun: "1 plan", "3 plans". */
export function some(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}
