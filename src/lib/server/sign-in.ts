/** Signing in and out. Called as `signIn.enter(desk, ...)`. The invitations that accounts come from: `sign-in-invitations.ts`. */
import { parseSetCookieHeader } from 'better-auth/cookies';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { deleteExpired } from './sessions.ts';
import { hashOf } from './sign-in-adapter.ts';
import { SESSION_MS, cookieName, personsOf, tokenHashOf, type Desk } from './sign-in-desk.ts';
import { countTry } from './sign-in-tries.ts';

/** The session cookie as it is set; it ends with the session. */
export interface SessionCookie {
	readonly name: string;
	readonly value: string;
	readonly maxAge: number;
	readonly secure: boolean;
}

/**
 * Signs somebody in and gives the cookie of their new session. Refuses `sign_in.failed` in the same words and the same time whether
 * the address is unknown, the password wrong or the person disabled, and `sign_in.too_many` past the limit.
 * `replaces` is the cookie that the browser sent: the session it belongs to ends. `as` chooses among a user's persons.
 */
export async function enter(
	desk: Desk,
	ask: {
		email: string;
		password: string;
		address: string;
		userAgent: string | null;
		replaces?: string | undefined;
		as?: string;
	},
	now: Instant
): Promise<SessionCookie> {
	const counted = await countTry(desk.db, desk.secret, ask, now);
	const headers = new Headers(ask.userAgent ? { 'user-agent': ask.userAgent.slice(0, 300) } : {});
	const answer = await desk.auth.api
		.signInEmail({ body: { email: ask.email, password: ask.password }, headers, returnHeaders: true })
		.catch((thrown: unknown) => {
			if (thrown instanceof Error && thrown.name === 'APIError') throw new Refusal('sign_in.failed');
			throw thrown;
		});
	const token = hashOf(answer.response.token);
	const persons = await personsOf(desk.db, answer.response.user.id);
	const person = persons.find((one) => one.personId === ask.as) ?? persons[0];
	if (!person) {
		await desk.db.deleteFrom('session').where('token', '=', token).execute();
		throw new Refusal('sign_in.failed');
	}
	await desk.db
		.updateTable('session')
		.set({
			personId: person.personId,
			createdAt: now,
			lastSeenAt: now,
			expiresAt: new Date(Date.parse(now) + SESSION_MS).toISOString()
		})
		.where('token', '=', token)
		.execute();
	await counted.forgive();
	// Swept here, where sessions are made: nothing else ever reads one that is over.
	await deleteExpired(desk, now);
	if (ask.replaces) await leave(desk, ask.replaces);
	const name = cookieName(desk.https);
	const made = parseSetCookieHeader(answer.headers.get('set-cookie') ?? '').get(name);
	if (!made) throw new Error('better-auth set no session cookie');
	return { name, value: made.value, maxAge: SESSION_MS / 1000, secure: desk.https };
}

/** Ends the session of a cookie, on the server as in the browser. */
export async function leave(desk: Desk, cookie: string | undefined): Promise<void> {
	const token = tokenHashOf(desk, cookie);
	if (token) await desk.db.deleteFrom('session').where('token', '=', token).execute();
}
