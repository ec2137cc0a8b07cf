import { Refusal } from '#lib/domain/problem.ts';
import { TabletRegistration } from '#lib/domain/tablet.ts';
import { endpoint } from '#lib/server/endpoint.ts';
import { deviceOf } from '#lib/server/sessions.ts';
import * as tablets from '#lib/server/tablets.ts';

/** A browser whose person is signed in is given its own credential for the exchange. */
export const POST = endpoint({
	body: TabletRegistration,
	limit: 4 * 1024,
	act: ({ store, person, body, now, event }) => {
		if (body.personId !== person.personId) throw new Refusal('session.other_person', [person.personId]);
		const device = deviceOf(event.request.headers.get('user-agent'));
		return tablets.register(store, { personId: person.personId, device, now }, body);
	}
});
