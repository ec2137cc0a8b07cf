/** Finding plans of the register for their coordinator: a page at a time, by what a plan is and where it stands. */
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import type { Plan, SenType } from '#lib/domain/plan.ts';
import { academicYearOf, type YearGroup } from '#lib/domain/year-group.ts';
import type { Store } from './db/store.ts';
import { planOf } from './plans.ts';
import * as schools from './schools.ts';

/** Plans a page shows. */
export const PAGE = 50;

/** Schools whose name a search may fit; beyond them the name is too common to be a search. */
const SCHOOLS = 500;

export const planStates = ['in_force', 'held', 'ended', 'by_hand', 'all'] as const;
export type PlanState = (typeof planStates)[number];

/** Year groups at the ends of a list stand for all beyond them. */
export const FIRST_YEAR: YearGroup = -1;
export const LAST_YEAR: YearGroup = 15;

export interface PlanQuery {
	/** Part of a reference. */
	readonly planRef: string;
	/** A URN, or part of a name. */
	readonly school: string;
	/** `none` where it is not known. */
	readonly need: SenType | 'none' | null;
	readonly year: YearGroup | null;
	readonly state: PlanState;
	/** From 1. */
	readonly page: number;
}

export interface FoundPlan {
	readonly plan: Plan;
	readonly schoolName: string | null;
	readonly held: boolean;
}

/** Gives one page of the plans that fit, by reference, and how many fit in all. */
export async function search(
	store: Store,
	query: PlanQuery,
	now: Instant
): Promise<{ plans: FoundPlan[]; total: number; page: number; pages: number }> {
	const nameOf = new Map((await schools.list(store)).map(({ urn, name }) => [urn, name]));
	const fitting = await fittingPlans(store, query, now, nameOf);
	const { total } = await fitting.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
	const pages = Math.max(1, Math.ceil(total / PAGE));
	const page = Math.min(Math.max(1, query.page), pages);
	const rows = await fitting
		.selectAll()
		.orderBy('planRef')
		.limit(PAGE)
		.offset((page - 1) * PAGE)
		.execute();
	return {
		plans: rows.map((row) => ({
			plan: planOf(row),
			schoolName: row.schoolUrn === null ? null : (nameOf.get(row.schoolUrn) ?? null),
			held: row.heldAt !== null
		})),
		total,
		page,
		pages
	};
}

/** The text of a search as the store compares it: what could be a wildcard is not part of any reference. */
const refPart = (text: string) => text.toUpperCase().replaceAll(/[^A-Z0-9-]/g, '');

async function fittingPlans(store: Store, query: PlanQuery, now: Instant, nameOf: ReadonlyMap<string, string>) {
	let plans = store.selectFrom('plan');
	const ref = refPart(query.planRef);
	if (query.planRef.trim() !== '') plans = plans.where('planRef', 'like', `%${ref}%`);
	const school = query.school.trim().toLowerCase();
	if (school !== '') {
		const urns = [...nameOf]
			.filter(([urn, name]) => urn === school || name.toLowerCase().includes(school))
			.map(([urn]) => urn);
		if (/^\d{6}$/.test(school)) urns.push(school);
		plans = plans.where('schoolUrn', 'in', urns.length > 0 ? urns.slice(0, SCHOOLS) : ['']);
	}
	if (query.need === 'none') plans = plans.where('primaryNeed', 'is', null);
	else if (query.need !== null) plans = plans.where('primaryNeed', '=', query.need);
	if (query.year !== null) {
		const cohort = academicYearOf(londonDate(now)) - query.year;
		plans = plans.where('cohort', query.year <= FIRST_YEAR ? '>=' : query.year >= LAST_YEAR ? '<=' : '=', cohort);
	}
	switch (query.state) {
		case 'in_force':
			return plans.where('ceasedOn', 'is', null);
		case 'held':
			return plans.where('heldAt', 'is not', null);
		case 'ended':
			return plans.where('ceasedOn', 'is not', null);
		case 'by_hand':
			return plans.where((eb) =>
				eb.or([eb('correctedAt', 'is not', null), eb('addedAt', 'is not', null), eb('endedAt', 'is not', null)])
			);
		case 'all':
			return plans;
	}
}
