import * as z from 'zod';
import { settingGroupLabels, settingGroupOf } from '#lib/domain/school.ts';
import { page } from '#lib/server/endpoint.ts';
import * as plans from '#lib/server/plans.ts';
import * as schools from '#lib/server/schools.ts';
import type { PageServerLoad } from './$types';

/** Schools a page shows. */
const PAGE = 50;

/** The address is typed by anybody: what it does not say rightly is as if it said nothing. */
const Query = z.object({
	q: z.string().trim().max(100).catch(''),
	state: z.enum(['open', 'closed', 'all']).catch('open'),
	page: z.coerce.number().int().min(1).max(10_000).catch(1)
});

export const load: PageServerLoad = page(async ({ store, event }) => {
	const query = Query.parse(Object.fromEntries(event.url.searchParams));
	const wanted = query.q.toLowerCase();
	const all = await schools.list(store);
	const found = all.filter(
		({ urn, name, open }) =>
			(urn === wanted || name.toLowerCase().includes(wanted)) &&
			(query.state === 'all' || open === (query.state === 'open'))
	);
	const counts = await plans.countsBy(store, 'schoolUrn');
	const corrected = new Set(await schools.corrected(store));
	const pages = Math.max(1, Math.ceil(found.length / PAGE));
	const at = Math.min(query.page, pages);
	return {
		query: { q: query.q, state: query.state },
		empty: all.length === 0,
		total: found.length,
		page: at,
		pages,
		schools: found.slice((at - 1) * PAGE, at * PAGE).map(({ urn, name, typeCode, open }) => ({
			urn,
			name,
			group: settingGroupLabels[settingGroupOf(typeCode)],
			open,
			byHand: corrected.has(urn),
			plans: counts.get(urn) ?? 0
		}))
	};
});
