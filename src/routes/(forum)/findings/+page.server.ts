import { redirect } from '@sveltejs/kit';
import { page } from '#lib/server/endpoint.ts';
import * as findings from '#lib/server/findings.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, person, event, now }) => {
	const query = [...event.url.searchParams];
	const found = await findings.overview(store, { query, partnershipName: person.partnershipName, now });
	// The address says all that is chosen, and nothing that is not: it is what people share.
	if (found?.view && event.url.search !== `?${found.address}`) redirect(307, `/findings?${found.address}`);
	return { found };
});
