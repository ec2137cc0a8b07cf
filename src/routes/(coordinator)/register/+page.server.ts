import { page } from '#lib/server/endpoint.ts';
import { overview } from '#lib/server/register-overview.ts';
import { undoing } from '#lib/server/register-undo.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event, now }) => ({
	...(await overview(store, now)),
	canUndo: (await undoing(store)) !== null,
	undone: event.url.searchParams.get('done') === 'undone'
}));
