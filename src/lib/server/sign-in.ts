/** Signing in and out, and the invitations that accounts come from. Called as `signIn.enter(desk, ...)`, `signIn.invite(store, ...)`. */
import { randomBytes } from 'node:crypto';
import { parseSetCookieHeader } from 'better-auth/cookies';
import type { Kysely } from 'kysely';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import * as activity from './activity.ts';
import { inTransaction, transactionOf, type Store } from './db/store.ts';
import type { Tables } from './db/tables.ts';
import { newId } from './ids.ts';
import { deleteExpired } from './sessions.ts';
import { hashOf } from './sign-in-adapter.ts';
import { SESSION_MS, authOver, cookieName, personsOf, tokenHashOf, type Desk } from './sign-in-desk.ts';
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

/** An invitation can be used for 72 hours, once. */
export const INVITATION_MS = 72 * 60 * 60 * 1000;

/**
 * Invites somebody of the partnership: gives the link to hand to them, which is never stored (its token rests as a hash) and never
 * shown again. Earlier invitations of theirs end. Refuses `thing.not_found` for a person who is not there or disabled.
 * An invitation to somebody who has an account lets them choose a new password.
 */
export async function invite(
	store: Store,
	personId: string,
	{ actorId, origin, now }: { actorId: string | null; origin: string; now: Instant }
): Promise<{ link: string; expiresAt: Instant }> {
	const token = randomBytes(32).toString('base64url');
	const expiresAt = new Date(Date.parse(now) + INVITATION_MS).toISOString();
	await inTransaction(store, async (tx) => {
		const person = await tx
			.selectFrom('person')
			.select('personId')
			.where('personId', '=', personId)
			.where('disabledAt', 'is', null)
			.executeTakeFirst();
		if (!person) throw new Refusal('thing.not_found');
		await tx.deleteFrom('invitation').where('personId', '=', personId).where('acceptedAt', 'is', null).execute();
		await tx
			.insertInto('invitation')
			.values({
				invitationId: newId(),
				personId,
				tokenHash: hashOf(token),
				createdAt: now,
				expiresAt,
				acceptedAt: null
			})
			.execute();
		await activity.record(tx, { actorId, action: 'person.invited', subject: personId, now });
	});
	return { link: `${origin}/invitation/${token}`, expiresAt };
}

export interface Invited {
	readonly name: string;
	readonly email: string;
	readonly partnershipName: string;
	/** Whether the e-mail address has an account that belongs to another partnership too: then its password must be known. */
	readonly known: boolean;
}

async function openInvitation(db: Kysely<Tables>, token: string, now: Instant) {
	const row = await db
		.selectFrom('invitation')
		.innerJoin('person', (join) =>
			join
				.onRef('person.personId', '=', 'invitation.personId')
				.onRef('person.partnershipId', '=', 'invitation.partnershipId')
		)
		.innerJoin('partnership', 'partnership.partnershipId', 'invitation.partnershipId')
		.select([
			'invitation.invitationId',
			'invitation.partnershipId',
			'person.personId',
			'person.name',
			'person.email',
			'partnership.name as partnershipName'
		])
		.where('invitation.tokenHash', '=', hashOf(token))
		.where('invitation.acceptedAt', 'is', null)
		.where('invitation.expiresAt', '>', now)
		.where('person.disabledAt', 'is', null)
		.executeTakeFirst();
	if (!row) return null;
	const user = await db.selectFrom('user').select('id').where('email', '=', row.email.toLowerCase()).executeTakeFirst();
	const elsewhere =
		user &&
		(await db
			.selectFrom('person')
			.select('personId')
			.where('userId', '=', user.id)
			.where('personId', '!=', row.personId)
			.executeTakeFirst());
	return { ...row, userId: user?.id ?? null, known: elsewhere !== undefined };
}

/** Gives whom an invitation is for, or null where it is unknown, used or out of date: the three look alike. */
export async function invitationOf(desk: Desk, token: string, now: Instant): Promise<Invited | null> {
	const open = await openInvitation(desk.db, token, now);
	if (!open) return null;
	const { name, email, partnershipName, known } = open;
	return { name, email, partnershipName, known };
}

/** Checks the password of an account that is there, within the limit. Refuses `sign_in.failed` and `sign_in.too_many`. */
async function checkPassword(
	desk: Desk,
	ask: { email: string; password: string; address: string },
	now: Instant
): Promise<void> {
	const counted = await countTry(desk.db, desk.secret, ask, now);
	const { internalAdapter, password } = await desk.auth.$context;
	const found = await internalAdapter.findUserByEmail(ask.email, { includeAccounts: true });
	const hash = found?.accounts.find((account) => account.providerId === 'credential')?.password;
	if (!hash || !(await password.verify({ hash, password: ask.password }))) throw new Refusal('sign_in.failed');
	await counted.forgive();
}

/**
 * Accepts an invitation: makes the account with the password chosen, uses the invitation up, and signs the person in. An account that
 * belongs to another partnership too keeps its password, which must be the one given: no coordinator can take over somebody else's
 * account by inviting its address. Refuses `invitation.invalid`, `sign_in.failed`, `sign_in.too_many`.
 */
export async function accept(
	desk: Desk,
	ask: { token: string; password: string; address: string; userAgent: string | null; replaces?: string | undefined },
	now: Instant
): Promise<SessionCookie> {
	const open = await openInvitation(desk.db, ask.token, now);
	if (!open) throw new Refusal('invitation.invalid');
	const email = open.email.toLowerCase();
	const context = await desk.auth.$context;
	if (open.known) await checkPassword(desk, { email, password: ask.password, address: ask.address }, now);
	// Before the transaction: hashing is slow on purpose, and SQLite has one writer.
	const password = open.known ? null : await context.password.hash(ask.password);
	await transactionOf(desk.db, open.partnershipId, async (tx, handle) => {
		// Read again now that nobody else of the partnership writes: used meanwhile, or an account come into being, ends it here.
		const still = await openInvitation(handle, ask.token, now);
		if (still?.userId !== open.userId || still.known !== open.known) throw new Refusal('invitation.invalid');
		await tx.updateTable('invitation').set({ acceptedAt: now }).where('invitationId', '=', open.invitationId).execute();
		const { internalAdapter } = await authOver(handle, desk).$context;
		const userId =
			open.userId ??
			(await internalAdapter.createUser({ email, name: open.name, emailVerified: true }, { method: 'email-password' }))
				.id;
		if (password !== null) {
			await handle.deleteFrom('session').where('userId', '=', userId).execute();
			await handle.deleteFrom('account').where('userId', '=', userId).execute();
			await internalAdapter.linkAccount({ userId, providerId: 'credential', accountId: userId, password });
		}
		await tx.updateTable('person').set({ userId }).where('personId', '=', open.personId).execute();
		await activity.record(tx, {
			actorId: open.personId,
			action: 'person.joined',
			subject: open.personId,
			now
		});
	});
	return enter(desk, { ...ask, email, as: open.personId }, now);
}
