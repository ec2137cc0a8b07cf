/**
 * The tablet's own credential: a key that it cannot give away, good for the exchange alone. What is signed, what a request carries, and how
 * long it lasts.
 */
import * as z from 'zod';
import { Id } from './ids.ts';
import type { Instant } from './plain-date.ts';
import { Base64Url, PublicKey } from './sealed.ts';

/** The header that a signed request carries. */
export const TABLET_HEADER = 'x-tablet';
/** Days that a tablet may be out of touch before its person has to sign in again. */
export const LEASE_DAYS = 14;

/** What a tablet says to be given a credential; its person is signed in. */
export const TabletRegistration = z.strictObject({
	/** Whose tablet it is: whoever else is signed in by now must not become that. */
	personId: Id,
	deviceId: Id,
	/** The public half of an ECDSA P-256 key. */
	publicKey: PublicKey,
	/** Build of the tablet's app. */
	build: z.string().max(60)
});
export type TabletRegistration = z.infer<typeof TabletRegistration>;

export const TabletRegistered = z.object({ tabletId: Id, leaseUntil: z.iso.datetime() });
export type TabletRegistered = z.infer<typeof TabletRegistered>;

/** Paths that a credential is good for. */
export type SignedPath = '/api/sync' | '/api/tablets/farewell';

/** Gives the text that a tablet signs: where it goes, who it is, its number, and the body by its hash (SHA-256, hexadecimal). */
export function signedText(path: SignedPath, tabletId: string, counter: number, bodyHash: string): string {
	return `POST ${path}\n${tabletId}\n${counter}\n${bodyHash}`;
}

const Parts = z.tuple([
	Id,
	z
		.string()
		.regex(/^[1-9]\d{0,14}$/)
		.transform(Number),
	// ECDSA over P-256: r and s, 32 bytes each.
	Base64Url.length(86)
]);

export interface TabletClaim {
	readonly tabletId: string;
	/** Grows with every request: one that was seen before is not taken again. */
	readonly counter: number;
	readonly signature: string;
}

/** Gives what the header says, or null where it is none of ours. */
export function readTabletHeader(header: string | null): TabletClaim | null {
	const parsed = Parts.safeParse(header?.split('.'));
	if (!parsed.success) return null;
	const [tabletId, counter, signature] = parsed.data;
	return { tabletId, counter, signature };
}

/** Gives the header of a signed request. */
export function tabletHeader({ tabletId, counter, signature }: TabletClaim): string {
	return `${tabletId}.${counter}.${signature}`;
}

/** Gives when a lease that is renewed now ends. */
export function leaseFrom(now: Instant): Instant {
	return new Date(Date.parse(now) + LEASE_DAYS * 24 * 60 * 60 * 1000).toISOString();
}
