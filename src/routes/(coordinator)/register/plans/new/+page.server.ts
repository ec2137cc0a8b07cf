import { fail, redirect } from '@sveltejs/kit';
import { londonDate } from '#lib/domain/plain-date.ts';
import { formOf, PlanForm, planInForm } from '#lib/domain/plan-form.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import type { Actions, PageServerLoad } from './$types';
import { knownUrns, yearChoices } from '../plan-choices.ts';

export const load: PageServerLoad = page(({ now }) => ({
	values: formOf(null),
	blank: formOf(null),
	years: yearChoices(now, null)
}));

export const actions: Actions = {
	default: action({
		form: PlanForm,
		act: async ({ store, person, body, now }) => {
			const read = planInForm(body, { today: londonDate(now), known: await knownUrns(store, null) });
			if ('violations' in read) return fail(422, { violations: [...read.violations], values: body });
			const planRef = await planCorrections.add(store, read.plan, { actorId: person.personId, now });
			redirect(303, `/register/plans/${planRef}?done=added`);
		}
	})
};
