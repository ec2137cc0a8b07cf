import { fail, redirect } from '@sveltejs/kit';
import { londonDate } from '#lib/domain/plain-date.ts';
import { problems } from '#lib/domain/problem.ts';
import { SchoolForm, schoolFormOf, schoolInForm } from '#lib/domain/school-form.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as schools from '#lib/server/schools.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(() => ({ values: schoolFormOf(null) }));

export const actions: Actions = {
	default: action({
		form: SchoolForm,
		act: async ({ store, person, body, now }) => {
			const read = schoolInForm(body, londonDate(now));
			if ('violations' in read) return fail(422, { violations: [...read.violations], values: body });
			if ((await schools.list(store)).some(({ urn }) => urn === read.school.urn)) {
				const taken = { field: 'urn', code: 'school.exists', message: problems['school.exists'].message };
				return fail(422, { violations: [taken], values: body });
			}
			await schools.add(store, read.school, { actorId: person.personId, now });
			redirect(303, `/register/schools?q=${read.school.urn}&state=all&done=saved`);
		}
	})
};
