/** What the register says for headteachers' summaries: which schools the plans in force name, and the dates of their plans. */
import { datesWith, noFacts } from '#lib/domain/case-fact.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import type { PlanDates } from '#lib/domain/plan-dates.ts';
import { inForce, type Plan } from '#lib/domain/plan.ts';
import type { School } from '#lib/domain/school.ts';
import * as caseFacts from './case-facts.ts';
import type { Store } from './db/store.ts';
import * as plans from './plans.ts';
import * as schools from './schools.ts';

async function plansInForce(store: Store, now: Instant): Promise<Plan[]> {
	const today = londonDate(now);
	return (await plans.list(store)).filter((plan) => inForce(plan, today));
}

/** Gives the settings that plans in force name. */
export async function named(store: Store, now: Instant): Promise<ReadonlySet<string | null>> {
	return new Set((await plansInForce(store, now)).map(({ schoolUrn }) => schoolUrn));
}

/** Gives the schools that a plan in force names, or that are among these audited ones. */
export async function schoolsWith(store: Store, now: Instant, audited: ReadonlySet<string>): Promise<School[]> {
	const withPlans = await named(store, now);
	return (await schools.list(store)).filter(({ urn }) => withPlans.has(urn) || audited.has(urn));
}

/** Gives the dates of the plans in force by the setting that they name, what the SEN service told last over the register's. */
export async function dates(store: Store, now: Instant): Promise<Map<string | null, PlanDates[]>> {
	const told = await caseFacts.latest(store);
	return new Map(
		[...Map.groupBy(await plansInForce(store, now), ({ schoolUrn }) => schoolUrn)].map(([urn, own]) => [
			urn,
			own.map((plan) => datesWith(plan.dates, told.get(plan.planRef) ?? noFacts()))
		])
	);
}
