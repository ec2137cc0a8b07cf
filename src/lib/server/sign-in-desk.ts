/**
 * The desk where people sign in: better-auth on our own tables, with password (scrypt), no sign-up (accounts come from invitations
 * alone) and sessions. None of better-auth's HTTP addresses is served: form actions call it, behind our own gate and limit.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { betterAuth } from 'better-auth/minimal';
import type { Kysely } from 'kysely';
import type { Tables } from './db/tables.ts';
import { newId } from './ids.ts';
import { hashOf, signInAdapter } from './sign-in-adapter.ts';

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

/** A session ends 12 hours after it began, however much it is used. */
export const SESSION_MS = 12 * 60 * 60 * 1000;

export interface DeskSettings {
	/** Signs the cookie. */
	readonly secret: string;
	/** Whether browsers reach us by https: then the cookie is Secure and bound to our host by its name. */
	readonly https: boolean;
}

/** Where people sign in: the store across partnerships (it is not known yet which one is theirs) and the settings of sign-in. */
export interface Desk extends DeskSettings {
	readonly db: Kysely<Tables>;
	readonly auth: ReturnType<typeof authOver>;
}

/** Gives the name of the session cookie. With __Host- a browser takes it only from us, over https and for every path. */
export function cookieName(https: boolean): string {
	return https ? '__Host-golden-thread' : 'golden-thread';
}

/** Gives better-auth over a handle: the database, or a transaction in which an invitation is accepted. */
export function authOver(db: Kysely<Tables>, { secret, https }: DeskSettings) {
	return betterAuth({
		appName: 'Golden Thread',
		// Never served, so never seen; better-auth only wants to know one.
		baseURL: 'http://localhost',
		secret,
		database: signInAdapter(db),
		emailAndPassword: {
			enabled: true,
			disableSignUp: true,
			minPasswordLength: PASSWORD_MIN,
			maxPasswordLength: PASSWORD_MAX
		},
		session: {
			expiresIn: SESSION_MS / 1000,
			disableSessionRefresh: true,
			additionalFields: {
				personId: { type: 'string', required: false, input: false },
				lastSeenAt: { type: 'date', required: false, input: false }
			}
		},
		databaseHooks: {
			session: {
				create: {
					// better-auth's own tokens hold 190 bits; ours hold 256.
					before: async () => ({ data: { token: randomBytes(32).toString('base64url') } })
				}
			}
		},
		rateLimit: { enabled: false },
		telemetry: { enabled: false },
		logger: { disabled: true },
		advanced: {
			// The prefix is in our own name for the cookie; better-auth would put __Secure- before it.
			useSecureCookies: false,
			defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: https, path: '/' },
			cookies: { session_token: { name: cookieName(https) } },
			ipAddress: { disableIpTracking: true },
			database: { generateId: () => newId(), validateSchema: false }
		}
	});
}

/** Opens the desk over a database. */
export function openDesk(db: Kysely<Tables>, settings: DeskSettings): Desk {
	return { db, ...settings, auth: authOver(db, settings) };
}

/** Gives the persons that a user may act as, the oldest first: those of any partnership that are not disabled. */
export async function personsOf(db: Kysely<Tables>, userId: string) {
	return db
		.selectFrom('person')
		.innerJoin('partnership', 'partnership.partnershipId', 'person.partnershipId')
		.select(['person.personId', 'partnership.name as partnershipName'])
		.where('person.userId', '=', userId)
		.where('person.disabledAt', 'is', null)
		.orderBy('person.createdAt')
		.orderBy('person.personId')
		.execute();
}

/**
 * Gives the hash of the token in a session cookie, or null where it was not signed by us. better-auth signs `token.signature` with
 * HMAC-SHA-256 in base64; the check costs nothing and keeps made-up cookies away from the store.
 */
export function tokenHashOf(desk: Pick<Desk, 'secret'>, cookie: string | undefined): string | null {
	if (!cookie || cookie.length > 300) return null;
	const dot = cookie.lastIndexOf('.');
	if (dot < 1) return null;
	const token = cookie.slice(0, dot);
	const expected = createHmac('sha256', desk.secret).update(token).digest();
	const given = Buffer.from(cookie.slice(dot + 1), 'base64');
	if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
	return hashOf(token);
}
