import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Id, PlanRef } from '#lib/domain/ids.ts';
import { agencyLabels } from '#lib/domain/person.ts';
import { londonDate } from '#lib/domain/plain-date.ts';
import { dueFor, statusOf, termLabel } from '#lib/domain/term.ts';
import * as assignments from '#lib/server/assignments.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as handovers from '#lib/server/handovers.ts';
import * as people from '#lib/server/people.ts';
import * as terms from '#lib/server/terms.ts';
import { isLive } from '#lib/domain/assignment.ts';
import { dueField, lookedAtFields } from '../handover-form.ts';
import { shownOf, wishIn } from '../handover-rows.ts';
import type { Actions, PageServerLoad } from './$types';

/** Plans that nobody has, and an auditor to give them to: somebody who joined late, or who has room. */
export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const term = await terms.byId(store, event.params.termId ?? '');
	const today = londonDate(now);
	const [given, everyone, ready, wanting] = await Promise.all([
		assignments.list(store, term.termId),
		people.list(store),
		people.auditors(store, today),
		handovers.wanting(store, term.termId)
	]);
	const live = given.filter(isLive);
	const auditors = ready
		.map(({ personId, name, agency, capacity }) => {
			const load = live.filter(({ auditorId }) => auditorId === personId).length;
			return { personId, name, agency: agencyLabels[agency], load, capacity };
		})
		.sort((a, b) => a.load - a.capacity - (b.load - b.capacity) || a.name.localeCompare(b.name));
	const heading = { termId: term.termId, label: termLabel(term), status: statusOf(term), endsOn: term.endsOn };
	const chosen = auditors.find(({ personId }) => personId === event.url.searchParams.get('auditor')) ?? null;
	const wish = wishIn(event.url.searchParams);
	const seen =
		chosen && heading.status === 'confirmed'
			? await handovers.lookAtJoining(store, term.termId, chosen.personId, wish, now)
			: null;
	const [last] = given.slice(-1);
	return {
		term: heading,
		today,
		auditors,
		chosen,
		wanting,
		dueOn: dueFor(term, today),
		/** As it was said the last time plans were given out: it seldom changes within a term. */
		basis: { basis: last?.basis ?? '', basisDecidedBy: last?.basisDecidedBy ?? '' },
		handover: seen && shownOf(seen, wish, everyone)
	};
});

const giving = {
	auditorId: Id,
	...dueField,
	basis: z
		.string()
		.trim()
		.min(5, 'Say on what basis plans may be shared with this auditor')
		.max(500, 'Shorten this to 500 characters'),
	basisDecidedBy: z.string().trim().min(3, 'Say who decided it').max(200, 'Shorten this to 200 characters')
};

export const actions: Actions = {
	join: action({
		form: z.strictObject({ ...giving, ...lookedAtFields }),
		act: async ({ store, person, body, event, now }) => {
			const { auditorId, seed, extra, fingerprint, ...terms } = body;
			const termId = event.params.termId ?? '';
			const by = { actorId: person.personId, now };
			await handovers.join(store, termId, auditorId, { seed, extra, fingerprint, giving: terms }, by);
			redirect(303, `/terms/${termId}/progress?view=auditor&open=${auditorId}#open`);
		}
	}),
	one: action({
		form: z.strictObject({
			...giving,
			planRef: z.string().refine((ref) => PlanRef.safeParse(ref).success, 'Choose the plan'),
			sameAgency: z.literal('on').optional()
		}),
		act: async ({ store, person, body, event, now }) => {
			const { auditorId, planRef, sameAgency, ...terms } = body;
			const termId = event.params.termId ?? '';
			const by = { actorId: person.personId, now };
			const confirmed = { sameAgency: sameAgency === 'on' };
			await handovers.giveOne(store, termId, { auditorId, planRef }, terms, by, confirmed);
			redirect(303, `/terms/${termId}/progress?view=auditor&open=${auditorId}#open`);
		}
	})
};
