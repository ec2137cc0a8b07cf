import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { londonDate } from '#lib/domain/plain-date.ts';
import { dueFor, statusOf, termLabel } from '#lib/domain/term.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as handovers from '#lib/server/handovers.ts';
import * as people from '#lib/server/people.ts';
import * as terms from '#lib/server/terms.ts';
import { dueField, lookedAtFields } from '../../handover-form.ts';
import { shownOf, wishIn } from '../../handover-rows.ts';
import type { Actions, PageServerLoad } from './$types';

/** What would become of everything that an auditor still has to do, were they to drop out. */
export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const term = await terms.byId(store, event.params.termId ?? '');
	const auditor = await people.byId(store, event.params.auditorId ?? '');
	const heading = { termId: term.termId, label: termLabel(term), status: statusOf(term), endsOn: term.endsOn };
	const today = londonDate(now);
	if (heading.status !== 'confirmed')
		return { term: heading, today, auditor: { name: auditor.name }, dueOn: '', handover: null };
	const wish = wishIn(event.url.searchParams);
	const [seen, everyone] = await Promise.all([
		handovers.lookAtDropOut(store, term.termId, auditor.personId, wish, now),
		people.list(store)
	]);
	return {
		term: heading,
		today,
		auditor: { name: auditor.name },
		dueOn: dueFor(term, today),
		handover: {
			...shownOf(seen, wish, everyone),
			taken: seen.taken.length - seen.moved.length
		}
	};
});

export const actions: Actions = {
	default: action({
		form: z.strictObject({
			...lookedAtFields,
			...dueField,
			reason: z.string().trim().min(3, 'Say why, in a few words').max(300, 'Shorten the reason to 300 characters')
		}),
		act: async ({ store, person, body, event, now }) => {
			const { termId = '', auditorId = '' } = event.params;
			await handovers.dropOut(store, termId, auditorId, body, { actorId: person.personId, now });
			redirect(303, `/terms/${termId}/progress`);
		}
	})
};
