import { fail, redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { PersonForm, personFormOf, personInForm } from '#lib/domain/person-form.ts';
import { Id } from '#lib/domain/ids.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { SealedTo } from '#lib/domain/sealed.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import * as personCorrections from '#lib/server/person-corrections.ts';
import * as farewells from '#lib/server/farewells.ts';
import * as recoveries from '#lib/server/recoveries.ts';
import * as sessions from '#lib/server/sessions.ts';
import * as tablets from '#lib/server/tablets.ts';
import * as schools from '#lib/server/schools.ts';
import * as ties from '#lib/server/ties.ts';
import type { Actions, PageServerLoad, PageServerLoadEvent } from './$types';
import { atField } from '../refused.ts';

/** What was just done, as the address tells it after the form. */
const dones = [
	'added',
	'corrected',
	'ended',
	'given_back',
	'tie_ended',
	'revoked',
	'recovered',
	'not_recovered',
	'taken',
	'some_refused',
	'dropped'
] as const;

export const load: PageServerLoad = page(async ({ store, person: asker, event }) => {
	const { params, url } = event as PageServerLoadEvent;
	const found = await personCorrections.byId(store, params.personId);
	const tied = await ties.of(store, params.personId);
	return {
		ties: tied.map((tie) => ({ ...tie, endable: ties.mayEnd(tie) })),
		asking: url.searchParams.get('tie'),
		personId: params.personId,
		name: found.person.name,
		values: personFormOf(found.person),
		disabledAt: found.disabledAt,
		joined: found.joined,
		openPlans: found.openPlans,
		tablets: await tablets.list(store, params.personId),
		recoveries: await recoveries.open(store, params.personId),
		farewells: await farewells.open(store, params.personId),
		oneself: params.personId === asker.personId,
		done: z.enum(dones).safeParse(url.searchParams.get('done')).data ?? null
	};
});

const Nothing = z.strictObject({});

export const actions: Actions = {
	correct: action({
		form: PersonForm,
		act: async ({ store, person, body, event, now }) => {
			const personId = event.params.personId ?? '';
			const before = await personCorrections.byId(store, personId);
			const known = new Set([
				...(await schools.list(store)).map(({ urn }) => urn),
				...before.person.schoolUrns,
				...before.person.interestUrns
			]);
			const read = personInForm(body, known);
			if ('violations' in read) return fail(422, { violations: [...read.violations], values: body });
			const made = await atField('email', ['person.exists', 'person.joined'], () =>
				atField('roles', ['person.last_coordinator'], () =>
					personCorrections.correct(store, personId, read.person, { actorId: person.personId, now })
				)
			);
			const inner = 'violations' in made ? made : made.done;
			if ('violations' in inner) return fail(422, { violations: inner.violations, values: body });
			// Somebody who gave their own role away may not see this page any more.
			const stays = personId !== person.personId || read.person.roles.includes('coordinator');
			redirect(303, stays ? `/people/${personId}?done=corrected` : '/');
		}
	}),
	endTie: action({
		form: z.strictObject({ ref: z.string().min(1).max(200) }),
		act: async ({ store, person, body, event, now }) => {
			const personId = event.params.personId ?? '';
			await ties.end(store, personId, body.ref, { actorId: person.personId, now });
			redirect(303, `/people/${personId}?done=tie_ended`);
		}
	}),
	end: action({
		form: Nothing,
		act: async ({ store, person, event, now }) => {
			const personId = event.params.personId ?? '';
			await people.disable(store, personId, { actorId: person.personId, now });
			redirect(303, personId === person.personId ? '/' : `/people/${personId}?done=ended`);
		}
	}),
	giveBack: action({
		form: Nothing,
		act: async ({ store, person, event, now }) => {
			const personId = event.params.personId ?? '';
			await people.enable(store, personId, { actorId: person.personId, now });
			redirect(303, `/people/${personId}?done=given_back`);
		}
	}),
	revoke: action({
		form: z.strictObject({ tabletId: Id }),
		act: async ({ store, person, body, event, now }) => {
			const personId = event.params.personId ?? '';
			await tablets.revoke(store, personId, body.tabletId, { actorId: person.personId, now });
			const { desk, session } = event.locals;
			await sessions.endSessionsOf(desk, personId, personId === person.personId ? (session?.sessionId ?? null) : null);
			redirect(303, `/people/${personId}?done=revoked`);
		}
	}),
	recover: action({
		form: z.strictObject({ recoveryId: Id, sealed: z.string().max(4000).optional() }),
		act: async ({ store, person, body, event, now }) => {
			const personId = event.params.personId ?? '';
			const sealed = body.sealed === undefined ? null : sealedIn(body.sealed);
			const by = { actorId: person.personId, now };
			await recoveries.decide(store, { personId, recoveryId: body.recoveryId }, sealed, by);
			redirect(303, `/people/${personId}?done=${sealed ? 'recovered' : 'not_recovered'}`);
		}
	}),
	take: action({
		form: z.strictObject({ farewellId: Id }),
		act: async ({ store, person, body, event, now }) => {
			const personId = event.params.personId ?? '';
			const { failed, desk } = event.locals;
			const around = { failed, secret: desk.secret };
			const by = { actorId: person.personId, now };
			const receipts = await farewells.take(store, { personId, farewellId: body.farewellId }, by, around);
			const refused = receipts.some(({ outcome }) => outcome === 'refused');
			redirect(303, `/people/${personId}?done=${refused ? 'some_refused' : 'taken'}`);
		}
	}),
	drop: action({
		form: z.strictObject({ farewellId: Id }),
		act: async ({ store, person, body, event, now }) => {
			const personId = event.params.personId ?? '';
			await farewells.drop(store, { personId, farewellId: body.farewellId }, { actorId: person.personId, now });
			redirect(303, `/people/${personId}?done=dropped`);
		}
	})
};

/** Gives what the coordinator's browser sealed. Refuses `request.malformed`. */
function sealedIn(text: string): SealedTo {
	try {
		return SealedTo.parse(JSON.parse(text));
	} catch {
		throw new Refusal('request.malformed');
	}
}
