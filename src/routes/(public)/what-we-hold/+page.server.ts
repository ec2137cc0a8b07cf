import { agencyLabels, roleLabels } from '#lib/domain/person.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { page } from '#lib/server/endpoint.ts';
import * as holdings from '#lib/server/holdings.ts';
import * as sessions from '#lib/server/sessions.ts';
import { wordsOf } from '../../(coordinator)/activity/words.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, person, event, now }) => {
	const { desk, session } = event.locals;
	if (!session) throw new Refusal('session.missing');
	const held = await holdings.of(store, person.personId);
	const { name, email, roles, agency, trainedOn, schoolUrns, capacity } = held.person;
	return {
		held: {
			...held,
			activity: held.activity.map(({ action, count }) => ({ words: wordsOf(action), count })),
			person: {
				name,
				email,
				roles: roles.map((role) => roleLabels[role]),
				agency: agency && agencyLabels[agency],
				trainedOn,
				settings: schoolUrns.length,
				capacity: roles.includes('auditor') ? capacity : null
			}
		},
		sessions: (await sessions.sessionsOf(desk, session, now)).length,
		auditor: roles.includes('auditor')
	};
});
