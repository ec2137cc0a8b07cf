import { page } from '#lib/server/endpoint.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event }) => {
	const published = await rubrics.list(store);
	const wanted = event.url.searchParams.get('version');
	const chosen = published.find((one) => `${one.rubricId}@${one.version}` === wanted) ?? published[0];
	return {
		published: published.map(({ rubricId, version, publishedAt }) => ({
			key: `${rubricId}@${version}`,
			rubricId,
			version,
			publishedAt
		})),
		rubric: chosen ? await rubrics.get(store, chosen.rubricId, chosen.version) : null
	};
});
