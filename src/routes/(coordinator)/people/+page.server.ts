import * as z from 'zod';
import { agencyLabels, roleLabels } from '#lib/domain/person.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import * as signIn from '#lib/server/sign-in.ts';
import { Id } from '#lib/domain/ids.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store }) => {
	const everyone = await people.list(store);
	const joined = await people.signedUp(store);
	return {
		people: everyone.map((one) => ({
			personId: one.personId,
			name: one.name,
			email: one.email,
			roles: one.roles.map((role) => roleLabels[role]).join(', '),
			agency: one.agency ? agencyLabels[one.agency] : '',
			capacity: one.roles.includes('auditor') ? one.capacity : null,
			trainedOn: one.trainedOn,
			disabled: one.disabledAt !== null,
			joined: joined.has(one.personId)
		}))
	};
});

export const actions: Actions = {
	invite: action({
		form: z.strictObject({ personId: Id }),
		act: async ({ store, person, body, event, now }) => {
			const invited = await people.byId(store, body.personId);
			const { link } = await signIn.invite(store, body.personId, {
				actorId: person.personId,
				origin: event.url.origin,
				now
			});
			return { invited: { name: invited.name, email: invited.email, link } };
		}
	}),
	disable: action({
		form: z.strictObject({ personId: Id }),
		act: async ({ store, person, body, now }) => {
			await people.disable(store, body.personId, { actorId: person.personId, now });
			return { disabled: true };
		}
	})
};
