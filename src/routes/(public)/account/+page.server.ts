import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Id } from '#lib/domain/ids.ts';
import { roleLabels } from '#lib/domain/person.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as sessions from '#lib/server/sessions.ts';
import * as tablets from '#lib/server/tablets.ts';
import { personsOf } from '#lib/server/sign-in-desk.ts';
import type { Actions, PageServerLoad } from './$types';

function inHand(locals: App.Locals): sessions.SessionInHand {
	if (!locals.session) throw new Refusal('session.missing');
	return locals.session;
}

export const load: PageServerLoad = page(async ({ store, person, event, now }) => {
	const { desk } = event.locals;
	const session = inHand(event.locals);
	const persons = await personsOf(desk.db, session.userId);
	return {
		account: { name: person.name, email: person.email, partnershipName: person.partnershipName },
		auditor: person.roles.includes('auditor'),
		roles: person.roles.map((role) => roleLabels[role]),
		sessions: await sessions.sessionsOf(desk, session, now),
		tablets: await tablets.list(store, person.personId),
		others: persons.filter((one) => one.personId !== person.personId)
	};
});

export const actions: Actions = {
	end: action({
		form: z.strictObject({ sessionId: Id }),
		act: async ({ body, event }) => {
			await sessions.endSession(event.locals.desk, inHand(event.locals), body.sessionId);
			redirect(303, '/account');
		}
	}),
	revoke: action({
		form: z.strictObject({ tabletId: Id }),
		act: async ({ store, person, body, event, now }) => {
			const { desk } = event.locals;
			await tablets.revoke(store, person.personId, body.tabletId, { actorId: person.personId, now });
			// Whoever has the tablet may be signed in on it; this very session goes on.
			await sessions.endSessionsOf(desk, person.personId, inHand(event.locals).sessionId);
			redirect(303, '/account');
		}
	}),
	change: action({
		form: z.strictObject({ personId: Id }),
		act: async ({ body, event }) => {
			await sessions.actAs(event.locals.desk, inHand(event.locals), body.personId);
			redirect(303, '/');
		}
	})
};
