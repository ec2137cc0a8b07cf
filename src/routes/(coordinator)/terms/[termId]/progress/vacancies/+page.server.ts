import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { londonDate } from '#lib/domain/plain-date.ts';
import { dueFor, statusOf, termLabel } from '#lib/domain/term.ts';
import * as assignments from '#lib/server/assignments.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as handovers from '#lib/server/handovers.ts';
import * as people from '#lib/server/people.ts';
import * as terms from '#lib/server/terms.ts';
import { dueField, lookedAtFields } from '../handover-form.ts';
import { shownOf, wishIn } from '../handover-rows.ts';
import type { Actions, PageServerLoad } from './$types';

/** Who would take what nobody has, and what would move for it. */
export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const term = await terms.byId(store, event.params.termId ?? '');
	const heading = { termId: term.termId, label: termLabel(term), status: statusOf(term), endsOn: term.endsOn };
	const today = londonDate(now);
	const base = { term: heading, today, dueOn: dueFor(term, today) };
	if (heading.status !== 'confirmed')
		return { ...base, basis: { basis: '', basisDecidedBy: '' }, wanting: 0, handover: null };
	const wish = wishIn(event.url.searchParams);
	const [seen, everyone, given, wanting] = await Promise.all([
		handovers.lookAtVacancies(store, term.termId, wish, now),
		people.list(store),
		assignments.list(store, term.termId),
		handovers.wanting(store, term.termId)
	]);
	const [last] = given.slice(-1);
	return {
		...base,
		/** As it was said the last time plans were given out: it seldom changes within a term. */
		basis: { basis: last?.basis ?? '', basisDecidedBy: last?.basisDecidedBy ?? '' },
		wanting: wanting.length,
		handover: shownOf(seen, wish, everyone)
	};
});

export const actions: Actions = {
	default: action({
		form: z.strictObject({
			...lookedAtFields,
			...dueField,
			basis: z
				.string()
				.trim()
				.min(5, 'Say on what basis plans may be shared with these auditors')
				.max(500, 'Shorten this to 500 characters'),
			basisDecidedBy: z.string().trim().min(3, 'Say who decided it').max(200, 'Shorten this to 200 characters')
		}),
		act: async ({ store, person, body, event, now }) => {
			const { seed, extra, fingerprint, ...giving } = body;
			const { termId = '' } = event.params;
			const by = { actorId: person.personId, now };
			await handovers.fillVacancies(store, termId, { seed, extra, fingerprint, giving }, by);
			redirect(303, `/terms/${termId}/progress`);
		}
	})
};
