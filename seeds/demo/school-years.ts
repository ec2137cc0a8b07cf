/** When the demonstration's terms were: two whole school years before the present one, and the present one as far as it has come. */
import { addDays, daysBetween, weekday, type Instant, type PlainDate } from '#lib/domain/plain-date.ts';
import { termAt, termNames, usualDates, type TermName } from '#lib/domain/term.ts';

export interface DemoTerm {
	readonly academicYear: number;
	readonly name: TermName;
	readonly startsOn: PlainDate;
	readonly endsOn: PlainDate;
	readonly dueOn: PlainDate;
	readonly openedOn: PlainDate;
	readonly confirmedOn: PlainDate;
	/** Null for the term that `today` falls into. */
	readonly closedOn: PlainDate | null;
}

function workday(date: PlainDate): PlainDate {
	const day = weekday(date);
	return day <= 5 ? date : addDays(date, 8 - day);
}

/** Days from a term's first day to its opening: after the holidays that fall into the fixed ranges. */
const opensAfter: Readonly<Record<TermName, number>> = { autumn: 8, spring: 6, summer: 17 };

/**
 * Gives the terms in their order: the six of the two school years before today's, those of today's school year that are over, and last the
 * one that today falls into. In the first days of a term its steps crowd together, so that none lies after today.
 */
export function demoTerms(today: PlainDate): DemoTerm[] {
	const present = termAt(today);
	return [present.academicYear - 2, present.academicYear - 1, present.academicYear]
		.flatMap((academicYear) => termNames.map((name) => ({ academicYear, name })))
		.filter(
			({ academicYear, name }) =>
				academicYear < present.academicYear || termNames.indexOf(name) <= termNames.indexOf(present.name)
		)
		.map(({ academicYear, name }) => {
			const dates = usualDates(academicYear, name);
			const past = academicYear < present.academicYear || name !== present.name;
			const opened = workday(addDays(dates.startsOn, opensAfter[name]));
			const earliest = (date: PlainDate) => (past || date <= today ? date : today);
			return {
				academicYear,
				name,
				...dates,
				openedOn: earliest(opened),
				confirmedOn: earliest(workday(addDays(opened, 4))),
				closedOn: past ? dates.endsOn : null
			};
		});
}

/** Gives a moment of a day in the made-up partnership's working hours, so many minutes after eight in the morning UTC. */
export function moment(date: PlainDate, minutes: number): Instant {
	const total = 8 * 60 + Math.min(Math.max(0, Math.floor(minutes)), 15 * 60 + 59);
	const two = (number: number) => String(number).padStart(2, '0');
	return `${date}T${two(Math.floor(total / 60))}:${two(total % 60)}:00.000Z`;
}

/** Gives how far a day lies between two others: 0 at the first or before it, 1 at the last or after it. */
export function progress(from: PlainDate, to: PlainDate, day: PlainDate): number {
	const whole = daysBetween(from, to);
	return whole <= 0 ? 1 : Math.min(1, Math.max(0, daysBetween(from, day) / whole));
}
