import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Refusal } from '#lib/domain/problem.ts';
import { openAction, openPage } from '#lib/server/endpoint.ts';
import { PASSWORD_MIN } from '#lib/server/sign-in-desk.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import { addressOf, cookieFrom, giveCookie } from '../../session-cookie.ts';
import { Password } from '../password.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = openPage(async ({ event, now }) => {
	const invited = await invitations.invitationOf(event.locals.desk, event.params.token ?? '', now);
	if (!invited) throw new Refusal('invitation.invalid');
	return { invited, passwordMin: PASSWORD_MIN };
});

const Form = z.strictObject({ password: Password });

export const actions: Actions = {
	default: openAction({
		form: Form,
		act: async ({ body, event, now }) => {
			const cookie = await invitations.accept(
				event.locals.desk,
				{
					token: event.params.token ?? '',
					password: body.password,
					address: addressOf(event),
					userAgent: event.request.headers.get('user-agent'),
					replaces: cookieFrom(event)
				},
				now
			);
			giveCookie(event, cookie);
			redirect(303, '/');
		}
	})
};
