import { redirect } from '@sveltejs/kit';
import { homeOf } from '#lib/domain/permission.ts';
import { openPage } from '#lib/server/endpoint.ts';
import type { PageServerLoad } from './$types';

/** Whoever is signed in goes straight to their work; everyone else reads what this is. */
export const load: PageServerLoad = openPage(({ event }) => {
	if (event.locals.person) redirect(303, homeOf(event.locals.person.roles));
});
