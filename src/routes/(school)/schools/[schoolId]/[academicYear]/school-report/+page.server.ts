import { page } from '#lib/server/endpoint.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, person, event }) => {
	const { schoolId = '', academicYear = '' } = event.params;
	const { model, publishedAt } = await schoolReports.get(store, person, schoolId, Number(academicYear));
	return { report: model, publishedAt };
});
