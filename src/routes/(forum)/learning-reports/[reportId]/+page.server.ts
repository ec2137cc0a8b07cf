import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { periodOf } from '#lib/domain/period.ts';
import { londonDate } from '#lib/domain/plain-date.ts';
import { Correction } from '#lib/domain/report-commentary.ts';
import { publicationOf } from '#lib/domain/report-publication.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as reports from '#lib/server/reports.ts';
import type { Actions, PageServerLoad } from './$types';

const asked = ['publish', 'correct', 'discard'] as const;

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const { line, model, commentary, facts, others, stand } = await reports.whole(
		store,
		event.params.reportId ?? '',
		now
	);
	const ask = event.url.searchParams.get('ask');
	return {
		line,
		publication: publicationOf(model, commentary, facts),
		others,
		stand,
		running: line.period >= periodOf(londonDate(now)),
		asking: asked.find((one) => one === ask) ?? null,
		/** It is the newest edition, and nobody is writing the next. */
		correctable: line.publishedAt !== null && others.every(({ edition }) => edition < line.edition)
	};
});

export const actions: Actions = {
	publish: action({
		form: z.strictObject({ stand: z.string().max(100) }),
		act: async ({ store, person, event, body, now }) => {
			const reportId = event.params.reportId ?? '';
			await reports.publish(store, reportId, { actorId: person.personId, now }, body.stand);
			redirect(303, `/learning-reports/${reportId}`);
		}
	}),
	correct: action({
		form: z.strictObject({ correction: Correction }),
		act: async ({ store, person, event, body, now }) => {
			const by = { actorId: person.personId, now };
			const { reportId } = await reports.correct(store, event.params.reportId ?? '', body.correction, by);
			redirect(303, `/learning-reports/${reportId}/write`);
		}
	}),
	discard: action({
		form: z.strictObject({}),
		act: async ({ store, person, event, now }) => {
			await reports.discard(store, event.params.reportId ?? '', { actorId: person.personId, now });
			redirect(303, '/learning-reports');
		}
	})
};
