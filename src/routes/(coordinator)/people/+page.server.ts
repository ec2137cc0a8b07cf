import * as z from 'zod';
import { agencyLabels, roleLabels } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import { Id } from '#lib/domain/ids.ts';
import type { Actions, PageServerLoad } from './$types';

/** Where somebody's invitation stands; null where there is none that was not used. */
function invitationState(
	invitation: invitations.OpenInvitation | undefined,
	now: Instant
): 'open' | 'run_out' | 'withdrawn' | null {
	if (!invitation) return null;
	if (invitation.withdrawnAt) return 'withdrawn';
	return invitation.expiresAt > now ? 'open' : 'run_out';
}

export const load: PageServerLoad = page(async ({ store, now }) => {
	const everyone = await people.list(store);
	const joined = await people.signedUp(store);
	const invited = new Map((await invitations.waiting(store)).map((one) => [one.personId, one]));
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
			joined: joined.has(one.personId),
			invitation: invitationState(invited.get(one.personId), now),
			invitedUntil: invited.get(one.personId)?.expiresAt ?? null
		}))
	};
});

export const actions: Actions = {
	invite: action({
		form: z.strictObject({ personId: Id }),
		act: async ({ store, person, body, event, now }) => {
			const invited = await people.byId(store, body.personId);
			const { link, code, expiresAt } = await invitations.invite(store, body.personId, {
				actorId: person.personId,
				origin: event.url.origin,
				now
			});
			return {
				invited: {
					name: invited.name,
					email: invited.email,
					auditor: invited.roles.includes('auditor'),
					partnershipName: person.partnershipName,
					origin: event.url.origin,
					link,
					code,
					expiresAt
				}
			};
		}
	}),
	withdraw: action({
		form: z.strictObject({ personId: Id }),
		act: async ({ store, person, body, now }) => {
			const { name } = await people.byId(store, body.personId);
			await invitations.withdraw(store, body.personId, { actorId: person.personId, now });
			return { withdrawn: name };
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
