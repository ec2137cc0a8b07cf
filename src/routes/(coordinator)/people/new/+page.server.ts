import { fail, redirect } from '@sveltejs/kit';
import { Urn } from '#lib/domain/ids.ts';
import { PersonForm, personFormOf, personInForm } from '#lib/domain/person-form.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as personCorrections from '#lib/server/person-corrections.ts';
import * as schools from '#lib/server/schools.ts';
import type { Actions, PageServerLoad } from './$types';
import { atField } from '../refused.ts';

export const load: PageServerLoad = page(({ event }) => {
	const values = personFormOf(null);
	const urn = Urn.safeParse(event.url.searchParams.get('headteacher')).data;
	return { values: urn ? { ...values, roles: ['headteacher'], schoolUrns: urn } : values };
});

export const actions: Actions = {
	default: action({
		form: PersonForm,
		act: async ({ store, person, body, now }) => {
			const known = new Set((await schools.list(store)).map(({ urn }) => urn));
			const read = personInForm(body, known);
			if ('violations' in read) return fail(422, { violations: [...read.violations], values: body });
			const made = await atField('email', ['person.exists'], () =>
				personCorrections.add(store, read.person, { actorId: person.personId, now })
			);
			if ('violations' in made) return fail(422, { ...made, values: body });
			redirect(303, `/people/${made.done}?done=added`);
		}
	})
};
