import { endpoint } from '#lib/server/endpoint.ts';
import * as desk from '#lib/server/proposal-desk.ts';
import { seedIn } from '../proposal-view.ts';

/** How far a large proposal is that is being worked out. */
export const GET = endpoint({
	act: ({ store, event }) => {
		const { termId = '' } = event.params;
		const stands = desk.progress(desk.keyOf(store.partnershipId, termId, seedIn(event.url.searchParams)));
		return { state: stands.state, done: stands.state === 'working' ? stands.done : 0 };
	}
});
