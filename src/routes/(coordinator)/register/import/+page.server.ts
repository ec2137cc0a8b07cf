import { page } from '#lib/server/endpoint.ts';
import { importSetting } from '#lib/server/register.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(({ store }) => importSetting(store));
