/**
 * Which findings somebody looks at, as an address says it: kind of audit, half-years, part of the plan, groups of audits, and what
 * to break them down by. The same filter always makes the same address, so that a view can be shared.
 */
import { dimensionGroups, dimensions, narrowedIn, type Dimension, type Narrowing } from './finding-groups.ts';
import { periodLabel, type Period } from './period.ts';
import type { Violation } from './problem.ts';

export const breakdowns = ['stage', 'need', 'agency', 'theme', 'period'] as const;
export type BreakdownBy = (typeof breakdowns)[number];

/** The names of the filters in an address, in the order in which they are written. */
export const filterNames = [
	'profile',
	'rubric',
	'from',
	'to',
	'section',
	'theme',
	'stage',
	'need',
	'agency',
	'by'
] as const;
export type FilterName = (typeof filterNames)[number];

/** What each filter is called, on the form and in what is wrong with it. */
export const filterLabels: Readonly<Record<FilterName, string>> = {
	profile: 'Kind of audit',
	rubric: 'Questions',
	from: 'From',
	to: 'To',
	section: 'Section',
	theme: 'Theme',
	stage: 'Stage',
	need: 'Main need',
	agency: 'Agency',
	by: 'Broken down by'
};

/** A profile and rubric version of which there are audits, and the half-years that have some, the oldest first. */
export interface FindingKind {
	readonly profile: string;
	readonly rubricId: string;
	readonly rubricVersion: string;
	readonly periods: readonly Period[];
	/** The half-year that is shown where none is asked for. */
	readonly usual: Period;
}

/** What there is to choose from. */
export interface FilterChoices {
	/** The most frequent kind of the latest audits first. */
	readonly kinds: readonly FindingKind[];
	readonly sections: readonly string[];
	readonly themes: readonly string[];
}

export interface FindingFilter {
	readonly profile: string;
	/** Rubric id and version, `id@version`. */
	readonly rubric: string;
	/** The first and the last half-year. */
	readonly from: Period;
	readonly to: Period;
	readonly section: string | null;
	readonly theme: string | null;
	readonly narrowing: Narrowing;
	readonly by: BreakdownBy | null;
}

/** Gives the name of a kind's questions, as a filter has it. */
export function rubricName({ rubricId, rubricVersion }: Pick<FindingKind, 'rubricId' | 'rubricVersion'>): string {
	return `${rubricId}@${rubricVersion}`;
}

const whyOne = 'Smaller groups could tell of a single plan.';

/** Whether a breakdown is by groups of plans. */
export function isDimension(by: BreakdownBy): by is Dimension {
	return (dimensions as readonly string[]).includes(by);
}

/** The values of an address, in its order. */
export type Query = readonly (readonly [name: string, value: string])[];

/** Reads single values; remembers what is wrong, by the filter's name and never repeating what was typed. */
function reader(query: Query) {
	const violations: Violation[] = [];
	const refuse = (field: FilterName, message: string) => {
		violations.push({ field, code: 'filter.unknown', message: `${filterLabels[field]}: ${message}` });
		return null;
	};
	const one = (name: FilterName): string | null => {
		const [value, ...more] = query.filter(([key, text]) => key === name && text !== '').map(([, text]) => text);
		if (more.length > 0) return refuse(name, 'choose only one.');
		return value ?? null;
	};
	const oneOf = <Value extends string>(
		name: FilterName,
		values: readonly Value[],
		otherwise = 'choose one from the list.'
	): Value | null => {
		const value = one(name);
		if (value === null) return null;
		return values.find((known) => known === value) ?? refuse(name, otherwise);
	};
	return { violations, refuse, oneOf };
}

/**
 * Gives the kind of audit that an address asks for: the most frequent one unless told otherwise; null where there are no audits.
 * A profile or questions that no audit was made with are violations, and so is a pair that does not go together.
 */
export function kindIn(
	query: Query,
	kinds: readonly FindingKind[]
): { kind: FindingKind | null; violations: Violation[] } {
	const { violations, refuse, oneOf } = reader(query);
	const profile = oneOf('profile', [...new Set(kinds.map((kind) => kind.profile))]);
	const rubric = oneOf('rubric', [...new Set(kinds.map(rubricName))]);
	const fitting = kinds.filter((kind) => profile === null || kind.profile === profile);
	const kind = fitting.find((candidate) => rubric === null || rubricName(candidate) === rubric);
	if (!kind && rubric !== null) refuse('rubric', 'no audit of this kind was made with these. Choose others.');
	return { kind: kind ?? fitting[0] ?? kinds[0] ?? null, violations };
}

/**
 * Gives the filter that an address says, and what of it cannot be understood: whatever is wrong is left out of the filter and named.
 * Without half-years it is the kind's usual one; with only one of the two, that one. Of stage, need and agency one can be chosen at a
 * time, to narrow or to break down by (why: finding-protection.ts). Names that are no filters are passed over.
 */
export function filterIn(
	query: Query,
	kind: FindingKind,
	{ sections, themes }: Pick<FilterChoices, 'sections' | 'themes'>
): { filter: FindingFilter; violations: Violation[] } {
	const { violations, refuse, oneOf } = reader(query);
	const missing = 'there are no audits of this kind in that half-year. Choose one from the list.';
	const first = oneOf('from', kind.periods, missing);
	const last = oneOf('to', kind.periods, missing);
	const from = first ?? last ?? kind.usual;
	let to = last ?? from;
	if (to < from) {
		refuse('to', 'choose the same half-year as “From”, or a later one.');
		to = from;
	}
	const narrowing: Partial<Record<Dimension, string>> = {};
	for (const dimension of dimensions) {
		const value = oneOf(
			dimension,
			dimensionGroups[dimension].map(({ id }) => id)
		);
		if (value === null) continue;
		const chosen = narrowedIn(narrowing)[0];
		if (chosen) refuse(dimension, `choose one at a time: this or “${filterLabels[chosen]}”. ${whyOne}`);
		else narrowing[dimension] = value;
	}
	let by = oneOf('by', breakdowns);
	const [narrowed] = narrowedIn(narrowing);
	if (narrowed && by !== null && isDimension(by) && by !== narrowed) {
		refuse('by', `choose theme or half-year where “${filterLabels[narrowed]}” is chosen. ${whyOne}`);
		by = null;
	}
	const filter: FindingFilter = {
		profile: kind.profile,
		rubric: rubricName(kind),
		from,
		to,
		section: oneOf('section', sections),
		theme: oneOf('theme', themes),
		narrowing,
		by
	};
	// In the order of the form.
	const place = ({ field }: Violation) => filterNames.findIndex((name) => name === field);
	return { filter, violations: violations.sort((a, b) => place(a) - place(b)) };
}

/** Gives the filter as the query of an address, always in the same order and without what is not chosen. */
export function queryOf(filter: FindingFilter): string {
	const values: Partial<Record<FilterName, string | null>> = { ...filter, ...filter.narrowing };
	const query = new URLSearchParams();
	for (const name of filterNames) {
		const value = values[name];
		if (value) query.set(name, value);
	}
	return query.toString();
}

/** Gives the half-years of a filter, the oldest first. */
export function periodsOf({ from, to }: FindingFilter, kind: FindingKind): Period[] {
	return kind.periods.filter((period) => from <= period && period <= to);
}

/** Gives the time of a filter in words: "September 2026 to February 2027", or from the first month to the last. */
export function timeInWords({ from, to }: Pick<FindingFilter, 'from' | 'to'>): string {
	if (from === to) return periodLabel(from);
	const begins = periodLabel(from).split(' to ');
	const year = /\d{4}/.exec(begins[0] ?? '') ? '' : ` ${/\d{4}$/.exec(periodLabel(from))?.[0] ?? ''}`;
	return `${begins[0]}${year} to ${periodLabel(to).split(' to ')[1]}`;
}
