import { page } from '#lib/server/endpoint.ts';
import * as schoolGuides from '#lib/server/school-guides.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, person, now }) => {
	const schools = await schoolReports.schoolsFor(store, person, now);
	const everything = person.roles.includes('coordinator');
	return {
		schools,
		everything,
		/** Settings that the account names and the register does not hold. */
		unknown: everything ? [] : person.schoolUrns.filter((urn) => !schools.some((school) => school.urn === urn)),
		contact: (await schoolGuides.get(store)).contact
	};
});
