import { compareRubrics } from '#lib/domain/rubric-comparison.ts';
import { page } from '#lib/server/endpoint.ts';
import { byKey, choices } from '../versions.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event }) => {
	const versions = await choices(store);
	const { searchParams } = event.url;
	// Without a choice: the newest against the one before it.
	const to = searchParams.get('to') ?? versions[0]?.key ?? null;
	const from = searchParams.get('from') ?? versions.find(({ key }) => key !== to)?.key ?? null;
	if (to === null || from === null) return { versions, from, to, changes: null, unreadable: false };
	const [before, after] = [await byKey(store, from), await byKey(store, to)];
	const unreadable = before === null || after === null;
	return { versions, from, to, unreadable, changes: unreadable ? null : compareRubrics(before, after) };
});
