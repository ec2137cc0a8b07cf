import { Refusal } from '#lib/domain/problem.ts';
import { openPage } from '#lib/server/endpoint.ts';
import type { PageServerLoad } from './$types';

/** The request hook shows this page for every address that is not there or not the asker's, so that the two look alike. */
export const load: PageServerLoad = openPage(() => {
	throw new Refusal('thing.not_found');
});
