import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { openAction, openPage } from '#lib/server/endpoint.ts';
import { PASSWORD_MIN } from '#lib/server/sign-in-desk.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import { addressOf, cookieFrom, giveCookie } from '../session-cookie.ts';
import { Password } from './password.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = openPage(() => ({ passwordMin: PASSWORD_MIN }));

const Code = z.string().trim().min(1, 'Enter the code').max(60, 'Enter the code: twelve letters and numbers');

export const actions: Actions = {
	/** The first step: whom the code is for. The code comes back with it, for the second step. */
	look: openAction({
		form: z.strictObject({ code: Code }),
		act: async ({ body, event, now }) => ({
			invited: await invitations.invitationOfCode(
				event.locals.desk,
				{ code: body.code, address: addressOf(event) },
				now
			),
			code: invitations.codeTyped(body.code)
		})
	}),
	accept: openAction({
		form: z.strictObject({ code: Code, password: z.string().max(1000) }),
		act: async ({ body, event, now }) => {
			const { desk } = event.locals;
			const from = { address: addressOf(event), userAgent: event.request.headers.get('user-agent') };
			const chosen = Password.safeParse(body.password);
			if (!chosen.success) {
				// Stays at the second step: the code is good, the password is not yet.
				const message = chosen.error.issues[0]?.message ?? '';
				const invited = await invitations.invitationOfCode(desk, { code: body.code, address: from.address }, now);
				return { invited, code: body.code, trouble: { field: 'password', code: 'password', message } };
			}
			giveCookie(
				event,
				await invitations.accept(
					desk,
					{ code: body.code, password: chosen.data, ...from, replaces: cookieFrom(event) },
					now
				)
			);
			redirect(303, '/');
		}
	})
};
