import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Period } from '#lib/domain/period.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as reports from '#lib/server/reports.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, now }) => {
	const rubric = await rubrics.latest(store);
	return {
		halves: await reports.list(store, now),
		profiles: Object.fromEntries((rubric?.profiles ?? []).map(({ id, label }) => [id, label]))
	};
});

export const actions: Actions = {
	compile: action({
		form: z.strictObject({
			period: Period,
			profile: z.string().max(50),
			rubricId: z.string().max(100),
			rubricVersion: z.string().max(30)
		}),
		act: async ({ store, person, body, now }) => {
			const { partnershipName, personId } = person;
			const line = await reports.compile(store, { ...body, partnershipName }, { actorId: personId, now });
			redirect(303, `/learning-reports/${line.reportId}`);
		}
	})
};
