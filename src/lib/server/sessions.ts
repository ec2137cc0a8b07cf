/** Who is asking: from the session in the cookie to the person as they are now. Nothing is remembered between requests. */
import type { Instant } from '#lib/domain/plain-date.ts';
import { Role, type SignedIn } from '#lib/domain/person.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { isFull } from './db/store-error.ts';
import { personsOf, tokenHashOf, type Desk } from './sign-in-desk.ts';

/** Pages ask for the password again after half an hour without a request. */
export const IDLE_MS = 30 * 60 * 1000;
/** How often the last use is written down: a page more or less within a minute is not worth a write. */
const SEEN_EVERY_MS = 60 * 1000;

/** A session as the gate knows it. */
export interface SessionInHand {
	readonly sessionId: string;
	readonly userId: string;
}

export interface Asker {
	readonly person: SignedIn;
	readonly session: SessionInHand;
}

/**
 * Gives who a cookie speaks for, or null. The person is read at each request, so that one who was disabled has lost access at once.
 * A `page` ends after 30 idle minutes. The tablet's `exchange` goes on until the session's twelve hours are over and does not count as
 * use: it runs by itself, and after that by the tablet's own credential (`tablet-credential.ts`).
 */
export async function whoAsks(
	desk: Desk,
	cookie: string | undefined,
	now: Instant,
	purpose: 'page' | 'exchange'
): Promise<Asker | null> {
	const token = tokenHashOf(desk, cookie);
	if (!token) return null;
	const row = await desk.db
		.selectFrom('session')
		.innerJoin('person', 'person.personId', 'session.personId')
		.innerJoin('partnership', 'partnership.partnershipId', 'person.partnershipId')
		.select([
			'session.id as sessionId',
			'session.userId',
			'session.lastSeenAt',
			'session.expiresAt',
			'person.personId',
			'person.partnershipId',
			'person.name',
			'person.email',
			'partnership.name as partnershipName'
		])
		.where('session.token', '=', token)
		// Both ways, so that a person's link to another account ends the sessions of the old one.
		.whereRef('person.userId', '=', 'session.userId')
		.where('person.disabledAt', 'is', null)
		.executeTakeFirst();
	if (!row || row.expiresAt <= now) return null;
	if (purpose === 'page') {
		const idle = Date.parse(now) - Date.parse(row.lastSeenAt ?? now);
		if (idle >= IDLE_MS) return null;
		if (idle >= SEEN_EVERY_MS) {
			const seen = desk.db.updateTable('session').set({ lastSeenAt: now }).where('id', '=', row.sessionId).execute();
			// On a full disk reading goes on, for as long as the last use that could be written down allows.
			await seen.catch((thrown: unknown) => {
				if (!isFull(thrown)) throw thrown;
			});
		}
	}
	return { session: { sessionId: row.sessionId, userId: row.userId }, person: await signedIn(desk.db, row) };
}

interface PersonRow {
	readonly partnershipId: string;
	readonly personId: string;
	readonly partnershipName: string;
	readonly name: string;
	readonly email: string;
}

/** Gives a person with the roles and settings that they have now. */
async function signedIn(db: Desk['db'], row: PersonRow): Promise<SignedIn> {
	const of = { partnershipId: row.partnershipId, personId: row.personId };
	const roles = await db
		.selectFrom('personRole')
		.select('role')
		.where('partnershipId', '=', of.partnershipId)
		.where('personId', '=', of.personId)
		.orderBy('role')
		.execute();
	const schools = await db
		.selectFrom('personSchool')
		.select('schoolUrn')
		.where('partnershipId', '=', of.partnershipId)
		.where('personId', '=', of.personId)
		.orderBy('schoolUrn')
		.execute();
	return {
		...of,
		partnershipName: row.partnershipName,
		name: row.name,
		email: row.email,
		roles: roles.map(({ role }) => Role.parse(role)),
		schoolUrns: schools.map(({ schoolUrn }) => schoolUrn)
	};
}

/** Gives a person as they are now, or null where there is none or their access is ended: for a tablet, which has no session. */
export async function personFor(
	db: Desk['db'],
	{ partnershipId, personId }: { readonly partnershipId: string; readonly personId: string }
): Promise<SignedIn | null> {
	const row = await db
		.selectFrom('person')
		.innerJoin('partnership', 'partnership.partnershipId', 'person.partnershipId')
		.select([
			'person.personId',
			'person.partnershipId',
			'person.name',
			'person.email',
			'partnership.name as partnershipName'
		])
		.where('person.partnershipId', '=', partnershipId)
		.where('person.personId', '=', personId)
		.where('person.disabledAt', 'is', null)
		.executeTakeFirst();
	return row ? signedIn(db, row) : null;
}

/** Ends every session of a person's account but the one in hand: a tablet of theirs is in the wrong hands. */
export async function endSessionsOf(desk: Desk, personId: string, but: string | null): Promise<void> {
	const row = await desk.db.selectFrom('person').select('userId').where('personId', '=', personId).executeTakeFirst();
	if (!row?.userId) return;
	const own = desk.db.deleteFrom('session').where('userId', '=', row.userId);
	await (but === null ? own : own.where('id', '!=', but)).execute();
}

export interface SessionLine {
	readonly sessionId: string;
	/** Browser and kind of machine, as far as the browser says; for example 'Firefox on Windows'. */
	readonly device: string;
	readonly beganAt: Instant;
	readonly lastSeenAt: Instant;
	readonly here: boolean;
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
	[/\bEdg(e|A|iOS)?\//, 'Edge'],
	[/\b(Firefox|FxiOS)\//, 'Firefox'],
	[/\b(Chrome|CriOS)\//, 'Chrome'],
	[/\bSafari\//, 'Safari']
];
const MACHINES: readonly (readonly [RegExp, string])[] = [
	[/\biPad\b/, 'an iPad'],
	[/\biPhone\b/, 'an iPhone'],
	[/\bAndroid\b/, 'Android'],
	[/\bCrOS\b/, 'a Chromebook'],
	[/\bWindows\b/, 'Windows'],
	[/\bMacintosh\b/, 'a Mac or iPad'],
	[/\bLinux\b/, 'Linux']
];

/** Gives what a User-Agent header says, in words. */
export function deviceOf(userAgent: string | null): string {
	const first = (list: readonly (readonly [RegExp, string])[]) =>
		list.find(([sign]) => sign.test(userAgent ?? ''))?.[1];
	return `${first(BROWSERS) ?? 'A browser'} on ${first(MACHINES) ?? 'a device we do not know'}`;
}

/** Gives a user's sessions that are not over, the latest first. */
export async function sessionsOf(
	desk: Desk,
	{ userId, sessionId }: SessionInHand,
	now: Instant
): Promise<SessionLine[]> {
	const rows = await desk.db
		.selectFrom('session')
		.select(['id', 'userAgent', 'createdAt', 'lastSeenAt'])
		.where('userId', '=', userId)
		.where('expiresAt', '>', now)
		.orderBy('createdAt', 'desc')
		.orderBy('id')
		.execute();
	return rows.map((row) => ({
		sessionId: row.id,
		device: deviceOf(row.userAgent),
		beganAt: row.createdAt,
		lastSeenAt: row.lastSeenAt ?? row.createdAt,
		here: row.id === sessionId
	}));
}

/** Ends one of a user's own sessions. Refuses `thing.not_found` for one that is not there or not theirs. */
export async function endSession(desk: Desk, { userId }: SessionInHand, sessionId: string): Promise<void> {
	const done = await desk.db
		.deleteFrom('session')
		.where('id', '=', sessionId)
		.where('userId', '=', userId)
		.executeTakeFirst();
	if (Number(done.numDeletedRows) !== 1) throw new Refusal('thing.not_found');
}

/** Lets a session act as another of its user's persons: somebody who works with two partnerships. Refuses `thing.not_found`. */
export async function actAs(desk: Desk, { sessionId, userId }: SessionInHand, personId: string): Promise<void> {
	const persons = await personsOf(desk.db, userId);
	if (!persons.some((one) => one.personId === personId)) throw new Refusal('thing.not_found');
	await desk.db
		.updateTable('session')
		.set({ personId })
		.where('id', '=', sessionId)
		.where('userId', '=', userId)
		.execute();
}

/** Deletes the sessions that are over. */
export async function deleteExpired(desk: Desk, now: Instant): Promise<void> {
	await desk.db.deleteFrom('session').where('expiresAt', '<=', now).execute();
}
