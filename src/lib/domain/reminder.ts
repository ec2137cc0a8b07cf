/** What an auditor is written about the plans that wait for them: references and dates, and nothing else of a plan. */
import { formatDate, type PlainDate } from './plain-date.ts';
import { termLabel, type Term } from './term.ts';

export interface Reminder {
	readonly subject: string;
	readonly text: string;
}

/** How a reminder went: copied by the coordinator and sent their own way, or sent from here. */
export type ReminderWay = 'copied' | 'mailed';

/** Gives the message to one auditor, in plain words, the earliest due first. `address` is where the tablet finds us. */
export function reminderOf({
	name,
	from,
	term,
	plans,
	address,
	today
}: {
	/** The auditor's name and the coordinator's. */
	readonly name: string;
	readonly from: string;
	readonly term: Pick<Term, 'academicYear' | 'name'>;
	readonly plans: readonly { readonly planRef: string; readonly dueOn: PlainDate }[];
	readonly address: string;
	readonly today: PlainDate;
}): Reminder {
	const key = (one: { planRef: string; dueOn: PlainDate }) => `${one.dueOn} ${one.planRef}`;
	const lines = [...plans]
		.sort((a, b) => (key(a) < key(b) ? -1 : 1))
		.map(({ planRef, dueOn }) => `- ${planRef}, ${dueOn < today ? 'was due' : 'due'} ${formatDate(dueOn)}`);
	const one = lines.length === 1;
	return {
		subject: `${termLabel(term)}: ${one ? 'a plan waits' : `${lines.length} plans wait`} for you to check`,
		text: [
			`Hello ${name},`,
			'',
			one ? 'This plan waits for you to check it:' : 'These plans wait for you to check them:',
			...lines,
			'',
			`To carry on, open Golden Thread on your tablet: ${address}`,
			'If you have done this already, turn on the network and open it once. Then your work is sent.',
			`If you cannot do ${one ? 'it' : 'one of them'}, hand it back there, or tell me. That is fine.`,
			'',
			'Thank you for your help.',
			from
		].join('\n')
	};
}
