import { page } from '#lib/server/endpoint.ts';
import { overview } from '#lib/server/register-overview.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(({ store, now }) => overview(store, now));
