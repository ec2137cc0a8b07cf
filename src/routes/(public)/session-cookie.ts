/** The session cookie and the asker's address, as the pages of signing in read and write them. */
import type { RequestEvent } from '@sveltejs/kit';
import { cookieName } from '#lib/server/sign-in-desk.ts';
import type { SessionCookie } from '#lib/server/sign-in.ts';

/** Gives the session cookie that the browser sent. */
export function cookieFrom(event: RequestEvent): string | undefined {
	return event.cookies.get(cookieName(event.locals.desk.https));
}

/** Sets the cookie of a new session. */
export function giveCookie(event: RequestEvent, { name, value, maxAge, secure }: SessionCookie): void {
	event.cookies.set(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge });
}

/** Takes the session cookie away. */
export function takeCookie(event: RequestEvent): void {
	const { https } = event.locals.desk;
	event.cookies.delete(cookieName(https), { path: '/', httpOnly: true, sameSite: 'lax', secure: https });
}

/** Gives the asker's address; '' where the proxy in front did not say it, which leaves the limit per account. */
export function addressOf(event: RequestEvent): string {
	try {
		return event.getClientAddress();
	} catch {
		return '';
	}
}
