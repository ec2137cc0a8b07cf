import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { periodOf } from '#lib/domain/period.ts';
import { londonDate } from '#lib/domain/plain-date.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as reports from '#lib/server/reports.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const { line, model } = await reports.get(store, event.params.reportId ?? '');
	const running = line.period >= periodOf(londonDate(now));
	return { line, report: model, running, asking: event.url.searchParams.get('ask') === 'publish' };
});

export const actions: Actions = {
	publish: action({
		form: z.strictObject({}),
		act: async ({ store, person, event, now }) => {
			const reportId = event.params.reportId ?? '';
			await reports.publish(store, reportId, { actorId: person.personId, now });
			redirect(303, `/learning-reports/${reportId}`);
		}
	})
};
