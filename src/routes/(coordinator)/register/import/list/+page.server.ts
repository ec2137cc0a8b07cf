import { page } from '#lib/server/endpoint.ts';
import { listSetting } from '#lib/server/register.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(({ store }) => listSetting(store));
