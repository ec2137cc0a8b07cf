/** What the lists of a plan's form offer. */
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import { academicYearLabel, academicYearOf, yearGroupLabel } from '#lib/domain/year-group.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as schools from '#lib/server/schools.ts';

/** Nobody younger or older has a plan. */
const YOUNGEST = -4;
const OLDEST = 21;

/** Gives the year groups of a school year as choices of a cohort; a cohort beyond them is offered too where a plan has it. */
export function yearChoices(now: Instant, present: number | null): { value: string; label: string }[] {
	const schoolYear = academicYearOf(londonDate(now));
	const years = Array.from({ length: OLDEST - YOUNGEST + 1 }, (_, at) => YOUNGEST + at);
	const cohorts = years.map((year) => schoolYear - year);
	if (present !== null && !cohorts.includes(present)) cohorts.push(present);
	return [
		{ value: '', label: 'Choose' },
		...cohorts.map((cohort) => ({
			value: String(cohort),
			label: `${yearGroupLabel(schoolYear - cohort)} in ${academicYearLabel(schoolYear)} (Reception in ${cohort})`
		}))
	];
}

/** Gives the URNs that a plan may name: those of the register, and the one it names already. */
export async function knownUrns(store: Store, present: string | null): Promise<Set<string>> {
	const urns = new Set((await schools.list(store)).map(({ urn }) => urn));
	if (present !== null) urns.add(present);
	return urns;
}
