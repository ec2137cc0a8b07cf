import { termLabel } from '#lib/domain/term.ts';
import * as activity from '#lib/server/activity.ts';
import { page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import * as terms from '#lib/server/terms.ts';
import type { PageServerLoad } from './$types';
import { wordsOf } from './words.ts';

export const load: PageServerLoad = page(async ({ store }) => {
	const [lines, everyone, allTerms] = await Promise.all([
		activity.list(store, { limit: 200 }),
		people.list(store),
		terms.list(store)
	]);
	const names = new Map(everyone.map((one) => [one.personId, one.name]));
	const known = new Map([...names, ...allTerms.map((term) => [term.termId, termLabel(term)] as const)]);
	return {
		lines: lines.map((line) => ({
			at: line.at,
			what: wordsOf(line.action),
			about: known.get(line.subject ?? '') ?? line.subject ?? '',
			actor: line.actorId ? (names.get(line.actorId) ?? 'Someone') : 'The server'
		}))
	};
});
