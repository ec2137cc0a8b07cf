import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { londonDate } from '#lib/domain/plain-date.ts';
import { Recommendation } from '#lib/domain/recommendation.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as recommendations from '#lib/server/recommendations.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const all = await recommendations.list(store, now);
	const chosen = event.url.searchParams.get('change');
	const rubric = await rubrics.latest(store);
	return {
		actions: all,
		changing: all.find(({ recommendationId }) => recommendationId === chosen) ?? null,
		changed: event.url.searchParams.get('changed'),
		today: londonDate(now),
		profiles: Object.fromEntries((rubric?.profiles ?? []).map(({ id, label }) => [id, label]))
	};
});

const { owner, due, state, done } = Recommendation.shape;

export const actions: Actions = {
	change: action({
		form: z.strictObject({ recommendationId: z.uuid(), seen: z.string().max(40), owner, due, state, done }),
		act: async ({ store, person, body, now }) => {
			const { recommendationId, seen, ...changed } = body;
			await recommendations.change(store, recommendationId, seen, changed, { actorId: person.personId, now });
			redirect(303, `/actions?changed=${recommendationId}#action-${recommendationId}`);
		}
	})
};
