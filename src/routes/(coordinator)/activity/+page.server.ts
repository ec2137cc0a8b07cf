import * as activity from '#lib/server/activity.ts';
import { page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store }) => {
	const [lines, everyone] = await Promise.all([activity.list(store, { limit: 200 }), people.list(store)]);
	const names = new Map(everyone.map((one) => [one.personId, one.name]));
	return {
		lines: lines.map((line) => ({
			...line,
			actor: line.actorId ? (names.get(line.actorId) ?? 'Someone') : 'The server'
		}))
	};
});
