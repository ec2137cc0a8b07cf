import { fail, redirect } from '@sveltejs/kit';
import { londonDate } from '#lib/domain/plain-date.ts';
import { SchoolForm, schoolFormOf, schoolInForm } from '#lib/domain/school-form.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as plans from '#lib/server/plans.ts';
import * as schools from '#lib/server/schools.ts';
import type { Actions, PageServerLoad, PageServerLoadEvent } from './$types';

export const load: PageServerLoad = page(async ({ store, event }) => {
	const school = await schools.byUrn(store, (event as PageServerLoadEvent).params.urn);
	const counts = await plans.countsBy(store, 'schoolUrn');
	return { urn: school.urn, name: school.name, values: schoolFormOf(school), plans: counts.get(school.urn) ?? 0 };
});

export const actions: Actions = {
	default: action({
		form: SchoolForm,
		act: async ({ store, person, body, event, now }) => {
			const urn = event.params.urn ?? '';
			const read = schoolInForm({ ...body, urn }, londonDate(now));
			if ('violations' in read) return fail(422, { violations: [...read.violations], values: body });
			await schools.correct(store, read.school, { actorId: person.personId, now });
			redirect(303, `/register/schools?q=${urn}&state=all&done=saved`);
		}
	})
};
