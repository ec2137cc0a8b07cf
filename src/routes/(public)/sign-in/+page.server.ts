import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { openAction, openPage } from '#lib/server/endpoint.ts';
import { ownPath } from '#lib/server/guard.ts';
import * as signIn from '#lib/server/sign-in.ts';
import { addressOf, cookieFrom, giveCookie } from '../session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = openPage(({ event }) => {
	const next = ownPath(event.url.searchParams.get('next'));
	if (event.locals.person) redirect(303, next ?? '/');
	return { next };
});

const Form = z.strictObject({
	email: z.email('Enter your e-mail address, for example name@example.org').max(200, 'Enter your e-mail address'),
	password: z.string().min(1, 'Enter your password').max(1000, 'Enter your password')
});

export const actions: Actions = {
	default: openAction({
		form: Form,
		act: async ({ body, event, now }) => {
			const { desk } = event.locals;
			const cookie = await signIn.enter(
				desk,
				{
					...body,
					address: addressOf(event),
					userAgent: event.request.headers.get('user-agent'),
					replaces: cookieFrom(event)
				},
				now
			);
			giveCookie(event, cookie);
			redirect(303, ownPath(event.url.searchParams.get('next')) ?? '/');
		}
	})
};
