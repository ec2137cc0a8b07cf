import { page } from '#lib/server/endpoint.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, person }) => ({
	schools: await schoolReports.schoolsFor(store, person),
	everything: person.roles.includes('coordinator')
}));
