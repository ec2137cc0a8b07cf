/** Who exchanges: a tablet by its own signature, or a browser by its session. Where both speak, they must speak for the same person. */
import type { SignedIn } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { Database } from './db/connection.ts';
import type { Asker, SessionInHand } from './sessions.ts';
import { whoSigned } from './tablet-credential.ts';

export interface Exchanging {
	readonly person: SignedIn;
	/** Null where the tablet asks alone, its person's session being over. */
	readonly session: SessionInHand | null;
	/** The browser that signed; null where the session alone speaks. */
	readonly deviceId: string | null;
}

/**
 * Gives who exchanges, or null. Refuses `tablet.revoked` for a tablet that was revoked or whose person's access is ended,
 * `session.other_person` (with their id) where somebody else is signed in on the tablet, so that nothing is sent behind their back, and
 * `tablet.counter`.
 */
export async function whoExchanges(
	db: Database,
	ask: {
		/** Gives who is signed in. */
		readonly session: () => Promise<Asker | null>;
		readonly header: string | null;
		readonly body: () => Promise<Uint8Array>;
	},
	now: Instant
): Promise<Exchanging | null> {
	const signed = await whoSigned(db, { header: ask.header, path: '/api/sync', body: ask.body }, now);
	if (signed && (signed.revoked || !signed.person)) throw new Refusal('tablet.revoked');
	const asker = await ask.session();
	if (!signed?.person) return asker && { ...asker, deviceId: null };
	if (asker && asker.person.personId !== signed.personId)
		throw new Refusal('session.other_person', [asker.person.personId]);
	return { person: signed.person, session: asker?.session ?? null, deviceId: signed.deviceId };
}
