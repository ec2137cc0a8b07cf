/**
 * Who sends, where a request carries a tablet's own signature in place of a session. Person and tablet are read at each request, so one
 * that was disabled or revoked has lost it at once. The number that each request carries only grows, so none is taken twice.
 */
import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { leaseFrom, readTabletHeader, signedText, type SignedPath } from '#lib/domain/tablet.ts';
import type { Database } from './db/connection.ts';
import type { SignedIn } from '#lib/domain/person.ts';
import { personFor } from './sessions.ts';

/** A tablet that proved itself. */
export interface Signed {
	readonly tabletId: string;
	readonly deviceId: string;
	readonly partnershipId: string;
	readonly personId: string;
	/** The person as they are now; null where their access is ended. */
	readonly person: SignedIn | null;
	readonly revoked: boolean;
}

/**
 * Gives the tablet whose header and body these are, or null where nothing proves it: no header of ours, a tablet that is not known, a
 * signature that is not its own, a lease that is over. Refuses `tablet.counter`, with the number that it may use next, for a signed
 * request with a number that was seen. `body` is read only once the tablet is known.
 */
export async function whoSigned(
	db: Database,
	{
		header,
		path,
		body
	}: { readonly header: string | null; readonly path: SignedPath; readonly body: () => Promise<Uint8Array> },
	now: Instant
): Promise<Signed | null> {
	const claim = readTabletHeader(header);
	if (!claim) return null;
	const row = await db.selectFrom('tablet').selectAll().where('tabletId', '=', claim.tabletId).executeTakeFirst();
	if (!row) return null;
	const revoked = row.revokedAt !== null;
	// A revoked tablet may still say farewell, however long it was away: nothing else is open to it.
	if (!revoked && row.leaseUntil <= now) return null;
	const bodyHash = createHash('sha256')
		.update(await body())
		.digest('hex');
	const text = signedText(path, claim.tabletId, claim.counter, bodyHash);
	const key = createPublicKey({ key: JSON.parse(row.publicKey) as JsonWebKey, format: 'jwk' });
	const signature = Buffer.from(claim.signature, 'base64url');
	if (!verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature)) return null;
	// One statement, so that of two requests with the same number one is turned away.
	const { numUpdatedRows } = await db
		.updateTable('tablet')
		.set({ counter: claim.counter, contactAt: now, ...(revoked ? {} : { leaseUntil: leaseFrom(now) }) })
		.where('partnershipId', '=', row.partnershipId)
		.where('tabletId', '=', claim.tabletId)
		.where('counter', '<', claim.counter)
		.executeTakeFirst();
	if (Number(numUpdatedRows) !== 1)
		throw new Refusal('tablet.counter', [String(await nextCounter(db, claim.tabletId))]);
	const of = { partnershipId: row.partnershipId, personId: row.personId };
	return { tabletId: row.tabletId, deviceId: row.deviceId, ...of, person: await personFor(db, of), revoked };
}

async function nextCounter(db: Database, tabletId: string): Promise<number> {
	const row = await db
		.selectFrom('tablet')
		.select('counter')
		.where('tabletId', '=', tabletId)
		.executeTakeFirstOrThrow();
	return row.counter + 1;
}

/** Whether nobody else exchanges from this browser, of whatever partnership. */
export async function isAlone(db: Database, deviceId: string): Promise<boolean> {
	const rows = await db
		.selectFrom('tablet')
		.select('tabletId')
		.where('deviceId', '=', deviceId)
		.where('revokedAt', 'is', null)
		.execute();
	return rows.length === 0;
}
