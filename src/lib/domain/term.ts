/** One audit cycle: autumn, spring or summer of a school year, with its dates, rubric and sample. */
import * as z from 'zod';
import { Id } from './ids.ts';
import { Agency } from './person.ts';
import { addDays, PlainDate } from './plain-date.ts';

export const termNames = ['autumn', 'spring', 'summer'] as const;
export const TermName = z.enum(termNames);
export type TermName = z.infer<typeof TermName>;

export const Term = z.strictObject({
	termId: Id,
	/** Calendar year of the September in which the school year starts: 2026 for 2026/27. */
	academicYear: z.int().min(2015).max(2100),
	name: TermName,
	startsOn: PlainDate,
	endsOn: PlainDate,
	/** The day by which auditors are asked to have sent their audits. */
	dueOn: PlainDate,
	rubricId: z.string().max(100),
	rubricVersion: z.string().max(30),
	/** The profile that assignments get unless told otherwise. */
	profile: z.string().max(50),
	/** Agencies whose auditors may not see the professionals' advice: their audits are of the plan only. */
	adviceWithheldFrom: z.array(Agency).max(5),
	/** Codes of optional rubric sections that are switched off for the term. */
	switchedOff: z.array(z.string().max(10)).max(30),
	openedAt: z.iso.datetime(),
	sampledAt: z.iso.datetime().nullable(),
	confirmedAt: z.iso.datetime().nullable(),
	closedAt: z.iso.datetime().nullable()
});
export type Term = z.infer<typeof Term>;

/**
 * Gives the usual dates of a term: the fixed ranges used for starting compulsory school age (autumn 1 September to
 * 31 December, spring 1 January to 31 March, summer 1 April to 31 August). A coordinator may change them.
 */
export function usualDates(
	academicYear: number,
	name: TermName
): { startsOn: PlainDate; endsOn: PlainDate; dueOn: PlainDate } {
	switch (name) {
		case 'autumn':
			return { startsOn: `${academicYear}-09-01`, endsOn: `${academicYear}-12-31`, dueOn: `${academicYear}-12-18` };
		case 'spring':
			return {
				startsOn: `${academicYear + 1}-01-01`,
				endsOn: `${academicYear + 1}-03-31`,
				dueOn: `${academicYear + 1}-03-20`
			};
		case 'summer':
			return {
				startsOn: `${academicYear + 1}-04-01`,
				endsOn: `${academicYear + 1}-08-31`,
				dueOn: `${academicYear + 1}-07-10`
			};
	}
}

/** Days that somebody who is given a plan late has for it at least, as far as the term goes. */
const LATE_DAYS = 14;

/** Gives the day by which a plan that is given out today is due: the term's own, or where that is near or past two weeks on, within the term. */
export function dueFor(term: Pick<Term, 'dueOn' | 'endsOn'>, today: PlainDate): PlainDate {
	const fair = addDays(today, LATE_DAYS);
	if (term.dueOn >= fair) return term.dueOn;
	return fair < term.endsOn ? fair : term.endsOn;
}

/** Gives the term that a day falls into by the usual dates. */
export function termAt(date: PlainDate): { academicYear: number; name: TermName } {
	const year = Number(date.slice(0, 4));
	const month = Number(date.slice(5, 7));
	if (month >= 9) return { academicYear: year, name: 'autumn' };
	return { academicYear: year - 1, name: month <= 3 ? 'spring' : 'summer' };
}

/** Gives a term in words, for example "Autumn term 2026". */
export function termLabel(term: Pick<Term, 'academicYear' | 'name'>): string {
	const year = term.name === 'autumn' ? term.academicYear : term.academicYear + 1;
	return `${term.name[0]?.toUpperCase()}${term.name.slice(1)} term ${year}`;
}

export type TermStatus = 'opened' | 'sampled' | 'confirmed' | 'closed';

/** Derives where a term stands from its timestamps. */
export function statusOf(term: Pick<Term, 'sampledAt' | 'confirmedAt' | 'closedAt'>): TermStatus {
	if (term.closedAt) return 'closed';
	if (term.confirmedAt) return 'confirmed';
	return term.sampledAt ? 'sampled' : 'opened';
}

/** The profile of an audit for which the professionals' advice is withheld (rubric: `profiles`). */
export const PLAN_ONLY = 'plan-only';

/**
 * Gives the profile of an auditor's audits in a term: the term's own, or plan-only where the professionals' advice is withheld from
 * their agency (rubric: `profileRule`, set on the assignment). A profile other than the full one stays as it is.
 */
export function profileFor(term: Pick<Term, 'profile' | 'adviceWithheldFrom'>, agency: Agency): string {
	return term.profile === 'full' && term.adviceWithheldFrom.includes(agency) ? PLAN_ONLY : term.profile;
}
