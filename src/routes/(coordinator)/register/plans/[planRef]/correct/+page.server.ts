import { fail, redirect } from '@sveltejs/kit';
import { londonDate } from '#lib/domain/plain-date.ts';
import { formOf, PlanForm, planInForm } from '#lib/domain/plan-form.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import type { Actions, PageServerLoad, PageServerLoadEvent } from './$types';
import { knownUrns, yearChoices } from '../../plan-choices.ts';

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const { planRef } = (event as PageServerLoadEvent).params;
	const { plan } = await planCorrections.byRef(store, planRef);
	return { planRef, values: formOf(plan), blank: formOf(null), years: yearChoices(now, plan.cohort) };
});

export const actions: Actions = {
	default: action({
		form: PlanForm,
		act: async ({ store, person, body, event, now }) => {
			const planRef = event.params.planRef ?? '';
			const { plan } = await planCorrections.byRef(store, planRef);
			const known = await knownUrns(store, plan.schoolUrn);
			const read = planInForm(body, { today: londonDate(now), known });
			if ('violations' in read) return fail(422, { violations: [...read.violations], values: body });
			await planCorrections.correct(store, planRef, read.plan, { actorId: person.personId, now });
			redirect(303, `/register/plans/${planRef}?done=corrected`);
		}
	})
};
