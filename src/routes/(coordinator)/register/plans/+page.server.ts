import * as z from 'zod';
import { londonDate } from '#lib/domain/plain-date.ts';
import { SenType, senTypeLabels } from '#lib/domain/plan.ts';
import { yearGroup, yearGroupLabel } from '#lib/domain/year-group.ts';
import { page } from '#lib/server/endpoint.ts';
import * as plans from '#lib/server/plans.ts';
import { FIRST_YEAR, LAST_YEAR, planStates, search } from '#lib/server/plan-search.ts';
import type { PageServerLoad } from './$types';

/** The address is typed by anybody: what it does not say rightly is as if it said nothing. */
const Query = z.object({
	ref: z.string().trim().max(20).catch(''),
	school: z.string().trim().max(100).catch(''),
	need: z
		.union([SenType, z.literal('none')])
		.nullable()
		.catch(null),
	year: z.coerce.number().int().min(FIRST_YEAR).max(LAST_YEAR).nullable().catch(null),
	state: z.enum(planStates).catch('in_force'),
	page: z.coerce.number().int().min(1).max(10_000).catch(1)
});

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const given = Object.fromEntries([...event.url.searchParams].filter(([, value]) => value !== ''));
	const { ref, year, ...query } = Query.parse({ year: null, ...given });
	const found = await search(store, { ...query, planRef: ref, year }, now);
	return {
		query: {
			ref,
			school: query.school,
			need: query.need ?? '',
			year: year === null ? '' : String(year),
			state: query.state
		},
		/** Whether the register holds no plan at all, in force or ended. */
		empty: found.total === 0 && (await plans.list(store)).length === 0,
		total: found.total,
		page: found.page,
		pages: found.pages,
		plans: found.plans.map(({ plan, schoolName, held }) => ({
			planRef: plan.planRef,
			year: yearGroupLabel(yearGroup(plan.cohort, londonDate(now))),
			need: plan.primaryNeed === null ? 'Not known' : senTypeLabels[plan.primaryNeed],
			school: schoolName ?? (plan.schoolUrn === null ? '' : `URN ${plan.schoolUrn}`),
			held,
			ceasedOn: plan.ceasedOn
		}))
	};
});
