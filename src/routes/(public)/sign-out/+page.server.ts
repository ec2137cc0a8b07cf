import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { openAction } from '#lib/server/endpoint.ts';
import * as signIn from '#lib/server/sign-in.ts';
import { cookieFrom, takeCookie } from '../session-cookie.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	default: openAction({
		form: z.strictObject({}),
		act: async ({ event }) => {
			await signIn.leave(event.locals.desk, cookieFrom(event));
			takeCookie(event);
			redirect(303, '/sign-in');
		}
	})
};
