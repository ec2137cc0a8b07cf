import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Id } from '#lib/domain/ids.ts';
import { action, page } from '#lib/server/endpoint.ts';
import { undo, undoing } from '#lib/server/register-undo.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store }) => ({ undoing: await undoing(store) }));

export const actions: Actions = {
	default: action({
		form: z.strictObject({ importId: Id }),
		act: async ({ store, person, body, now }) => {
			await undo(store, body.importId, { actorId: person.personId, now });
			redirect(303, '/register?done=undone');
		}
	})
};
