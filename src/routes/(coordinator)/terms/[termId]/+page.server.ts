import { redirect } from '@sveltejs/kit';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import { page } from '#lib/server/endpoint.ts';
import * as terms from '#lib/server/terms.ts';
import type { PageServerLoad } from './$types';

/** What comes next in a term that is being set up. Once plans are given out, its board is the coordinator's home. */
export const load: PageServerLoad = page(async ({ store, event }) => {
	const term = await terms.byId(store, event.params.termId ?? '');
	const status = statusOf(term);
	if (status === 'confirmed' || status === 'closed') redirect(303, `/terms/${term.termId}/progress`);
	const sample = await terms.sample(store, term.termId);
	return { term: { ...term, label: termLabel(term), status }, drawn: sample?.plans.length ?? 0 };
});
