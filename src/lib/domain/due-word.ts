/** The tablet's own reminder: how near the day is by which a plan is due. It needs no network and nobody to send it. */
import { daysBetween, type PlainDate } from './plain-date.ts';

/** Days before the due day from which it is said. */
const SOON = 7;

export interface DueWord {
	readonly text: string;
	readonly late: boolean;
}

/** Gives what to say of a due day on a day; null while there is time. */
export function dueWord(dueOn: PlainDate, today: PlainDate): DueWord | null {
	const days = daysBetween(today, dueOn);
	if (days < 0) return { text: 'Overdue', late: true };
	if (days > SOON) return null;
	return { text: days === 0 ? 'Due today' : days === 1 ? 'Due tomorrow' : `Due in ${days} days`, late: false };
}
