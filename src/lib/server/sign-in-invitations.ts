/**
 * The invitations that accounts come from: a link, the same link as a QR code, and a code to type, for an app that was put on an iPad's
 * home screen shares no storage with the browser that opened a link.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { Kysely } from 'kysely';
import { PLAN_REF_ALPHABET } from '#lib/domain/ids.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import * as activity from './activity.ts';
import { inTransaction, transactionOf, type Store } from './db/store.ts';
import type { Tables } from './db/tables.ts';
import { newId } from './ids.ts';
import { hashOf } from './sign-in-adapter.ts';
import { authOver, type Desk } from './sign-in-desk.ts';
import { countTry } from './sign-in-tries.ts';
import { enter, type SessionCookie } from './sign-in.ts';

/** An invitation can be used for 72 hours, once. */
export const INVITATION_MS = 72 * 60 * 60 * 1000;

/** Letters of a code to type: 12 of 27, so 57 bits, beside which the limit on guesses leaves no chance in 72 hours. */
const CODE_LENGTH = 12;

/** Gives a code as it was meant, whatever way it was typed: capitals, without spaces and hyphens. */
export function codeTyped(text: string): string {
	return text.toUpperCase().replaceAll(/[\s\p{Pd}]/gu, '');
}

/** A code in groups of four, as it is read out and typed. */
function inGroups(code: string): string {
	return code.replaceAll(/.{4}(?=.)/g, '$&-');
}

/**
 * Invites somebody of the partnership: gives the link and the code to hand to them, either of which uses the invitation up. Neither is
 * stored (they rest as hashes) nor ever shown again. Earlier invitations of theirs end. Refuses `thing.not_found` for a person who is not there or disabled.
 * An invitation to somebody who has an account lets them choose a new password.
 */
export async function invite(
	store: Store,
	personId: string,
	{ actorId, origin, now }: { actorId: string | null; origin: string; now: Instant }
): Promise<{ link: string; code: string; expiresAt: Instant }> {
	const token = randomBytes(32).toString('base64url');
	const code = Array.from({ length: CODE_LENGTH }, () => PLAN_REF_ALPHABET[randomInt(PLAN_REF_ALPHABET.length)]).join(
		''
	);
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
				codeHash: hashOf(code),
				createdAt: now,
				expiresAt,
				acceptedAt: null
			})
			.execute();
		await activity.record(tx, { actorId, action: 'person.invited', subject: personId, now });
	});
	return { link: `${origin}/invitation/${token}`, code: inGroups(code), expiresAt };
}

/** Takes an invitation back before it is used: its link and its code do nothing any more. Refuses `invitation.none`. */
export async function withdraw(
	store: Store,
	personId: string,
	{ actorId, now }: { actorId: string | null; now: Instant }
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const { numUpdatedRows } = await tx
			.updateTable('invitation')
			.set({ withdrawnAt: now })
			.where('personId', '=', personId)
			.where('acceptedAt', 'is', null)
			.where('withdrawnAt', 'is', null)
			.executeTakeFirst();
		if (numUpdatedRows === 0n) throw new Refusal('invitation.none');
		await activity.record(tx, { actorId, action: 'invitation.withdrawn', subject: personId, now });
	});
}

/** An invitation that nobody has used yet. */
export interface OpenInvitation {
	readonly personId: string;
	readonly createdAt: Instant;
	readonly expiresAt: Instant;
	readonly withdrawnAt: Instant | null;
}

/** Gives everybody's invitation that was not used, run out and withdrawn ones too; one a person. */
export async function waiting(store: Store): Promise<OpenInvitation[]> {
	return store
		.selectFrom('invitation')
		.select(['personId', 'createdAt', 'expiresAt', 'withdrawnAt'])
		.where('acceptedAt', 'is', null)
		.orderBy('personId')
		.execute();
}

/** What opens an invitation: the token of its link, or the code as it was typed. */
export type Ticket = { readonly token: string } | { readonly code: string };

export interface Invited {
	readonly name: string;
	readonly email: string;
	readonly partnershipName: string;
	/** Whether the e-mail address has an account that belongs to another partnership too: then its password must be known. */
	readonly known: boolean;
}

async function openInvitation(db: Kysely<Tables>, ticket: Ticket, now: Instant) {
	const [column, secret] =
		'code' in ticket
			? (['invitation.codeHash', codeTyped(ticket.code)] as const)
			: (['invitation.tokenHash', ticket.token] as const);
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
		.where(column, '=', hashOf(secret))
		.where('invitation.withdrawnAt', 'is', null)
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
	const open = await openInvitation(desk.db, { token }, now);
	return open && invitedOf(open);
}

function invitedOf({ name, email, partnershipName, known }: Invited): Invited {
	return { name, email, partnershipName, known };
}

/**
 * Gives whom a typed code is for. Refuses `invitation.code` where it is unknown, used or out of date, and `sign_in.too_many` past the
 * limit on guesses from one address: a code is short enough to be typed, so it is guarded as a password is.
 */
export async function invitationOfCode(
	desk: Desk,
	ask: { code: string; address: string },
	now: Instant
): Promise<Invited> {
	const code = codeTyped(ask.code);
	const counted = await countTry(desk.db, desk.secret, { email: `code ${code}`, address: ask.address }, now);
	const open = await openInvitation(desk.db, { code }, now);
	if (!open) throw new Refusal('invitation.code');
	await counted.forgive();
	return invitedOf(open);
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
 * account by inviting its address. Refuses `invitation.invalid` (`invitation.code` for a code), `sign_in.failed`, `sign_in.too_many`.
 */
export async function accept(
	desk: Desk,
	ask: Ticket & { password: string; address: string; userAgent: string | null; replaces?: string | undefined },
	now: Instant
): Promise<SessionCookie> {
	if ('code' in ask) await invitationOfCode(desk, ask, now);
	const open = await openInvitation(desk.db, ask, now);
	if (!open) throw new Refusal('invitation.invalid');
	const email = open.email.toLowerCase();
	const context = await desk.auth.$context;
	if (open.known) await checkPassword(desk, { email, password: ask.password, address: ask.address }, now);
	// Before the transaction: hashing is slow on purpose, and SQLite has one writer.
	const password = open.known ? null : await context.password.hash(ask.password);
	await transactionOf(desk.db, open.partnershipId, async (tx, handle) => {
		// Read again now that nobody else of the partnership writes: used meanwhile, or an account come into being, ends it here.
		const still = await openInvitation(handle, ask, now);
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
	const { password: chosen, address, userAgent, replaces } = ask;
	return enter(desk, { email, password: chosen, address, userAgent, replaces, as: open.personId }, now);
}
