import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Refusal } from '#lib/domain/problem.ts';
import { openAction, openPage } from '#lib/server/endpoint.ts';
import { PASSWORD_MAX, PASSWORD_MIN } from '#lib/server/sign-in-desk.ts';
import * as signIn from '#lib/server/sign-in.ts';
import { addressOf, cookieFrom, giveCookie } from '../../session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = openPage(async ({ event, now }) => {
	const invited = await signIn.invitationOf(event.locals.desk, event.params.token ?? '', now);
	if (!invited) throw new Refusal('invitation.invalid');
	return { invited, passwordMin: PASSWORD_MIN };
});

const Form = z.strictObject({
	password: z
		.string()
		.min(PASSWORD_MIN, `Enter a password of at least ${PASSWORD_MIN} characters`)
		.max(PASSWORD_MAX, `Enter a password of at most ${PASSWORD_MAX} characters`)
});

export const actions: Actions = {
	default: openAction({
		form: Form,
		act: async ({ body, event, now }) => {
			const cookie = await signIn.accept(
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
