import * as z from 'zod';
import { counted, listed } from '#lib/domain/report-words.ts';
import { academicYearLabel } from '#lib/domain/year-group.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event }) => ({
	years: await schoolReports.years(store),
	asking: event.url.searchParams.get('ask')
}));

const Year = z.strictObject({ academicYear: z.coerce.number().int().min(2015).max(2100) });

export const actions: Actions = {
	compile: action({
		form: Year,
		act: async ({ store, person, body, now }) => {
			const { partnershipName, personId } = person;
			const basis = await schoolReports.compile(store, { ...body, partnershipName }, { actorId: personId, now });
			const { own, pooled, withheld } = basis;
			const parts = [
				`${own} with figures of their own`,
				`${pooled} with several years put together`,
				`${withheld} with schools like them`
			];
			const count = counted(own + pooled + withheld, 'summary', 'summaries');
			return { said: `${count} compiled for ${academicYearLabel(body.academicYear)}: ${listed(parts)}.` };
		}
	}),
	publish: action({
		form: Year,
		act: async ({ store, person, body, now }) => {
			const schools = await schoolReports.publish(store, body.academicYear, { actorId: person.personId, now });
			const count = counted(schools, 'summary', 'summaries');
			return {
				said: `${count} published for ${academicYearLabel(body.academicYear)}. Headteachers can read theirs now.`
			};
		}
	})
};
