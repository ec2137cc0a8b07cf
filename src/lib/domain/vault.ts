/**
 * The lock on what a tablet holds: how its key is wrapped, and the rules of trying, idling and staying away. What was found is an
 * argument, and so is the time; a clock that was turned back never makes a wait or a lease longer.
 */
import * as z from 'zod';
import { Id } from './ids.ts';
import type { Instant } from './plain-date.ts';
import { Base64Url } from './sealed.ts';

/** A key of 256 bits, sealed. */
const SealedKey = z.strictObject({ n: Base64Url.length(16), c: Base64Url.length(64) });

/** How a passphrase is made into a key. Kept with each wrap, within what a tablet can bear; memory in KiB. */
const Argon2id = z.strictObject({
	kdf: z.literal('argon2id'),
	memoryKib: z
		.int()
		.min(19 * 1024)
		.max(1024 * 1024),
	passes: z.int().min(1).max(20),
	parallelism: z.int().min(1).max(4)
});
const Pbkdf2 = z.strictObject({ kdf: z.literal('pbkdf2'), rounds: z.int().min(600_000).max(10_000_000) });
export type Kdf = z.infer<typeof Argon2id> | z.infer<typeof Pbkdf2>;

/** A vault's data key, sealed with a key made of a passphrase. */
export const PassphraseWrap = z.discriminatedUnion('kdf', [
	z.strictObject({
		kind: z.literal('passphrase'),
		...Argon2id.shape,
		salt: Base64Url.length(22),
		...SealedKey.shape
	}),
	z.strictObject({
		kind: z.literal('passphrase'),
		...Pbkdf2.shape,
		salt: Base64Url.length(22),
		...SealedKey.shape
	})
]);
export type PassphraseWrap = z.infer<typeof PassphraseWrap>;

/** The same key, sealed with a key made of what a passkey gives for a salt. */
export const PasskeyWrap = z.strictObject({
	kind: z.literal('passkey'),
	credentialId: Base64Url.min(1).max(1366),
	prfSalt: Base64Url.length(43),
	...SealedKey.shape
});
export type PasskeyWrap = z.infer<typeof PasskeyWrap>;

/** One person's vault as a tablet keeps it. The passphrase's wrap is always there; a passkey is never the only way in. */
export const VaultRecord = z.strictObject({
	vaultId: Id,
	passphrase: PassphraseWrap,
	passkeys: z.array(PasskeyWrap).max(5)
});
export type VaultRecord = z.infer<typeof VaultRecord>;

/** Characters that a passphrase of one's own needs. */
export const PASSPHRASE_LENGTH = 12;
const DIFFERENT = 6;

/**
 * Gives a passphrase as it counts: capitals, accents typed in two ways, and how many spaces or hyphens stand between words make no
 * difference, because tablets add them by themselves.
 */
export function spokenForm(passphrase: string): string {
	return passphrase
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[\s\p{Dash}]+/gu, ' ')
		.trim();
}

/** Gives why a passphrase of one's own is too easy to guess: `short`, or `simple` for few different characters; null where it is neither. */
export function passphraseFault(passphrase: string): 'short' | 'simple' | null {
	const characters = [...spokenForm(passphrase)];
	if (characters.length < PASSPHRASE_LENGTH) return 'short';
	return new Set(characters).size < DIFFERENT ? 'simple' : null;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Times that a partnership may set: minutes until the lock falls, days until the team must have been heard. */
export const LockSettings = z.strictObject({
	/** Without a touch or a key, while the app is in front. */
	frontMinutes: z.int().min(2).max(30),
	/** While another app is in front: people read the plan in one. */
	hiddenMinutes: z.int().min(2).max(60),
	leaseDays: z.int().min(1).max(30)
});
export type LockSettings = z.infer<typeof LockSettings>;
export const usualLocks: LockSettings = { frontMinutes: 5, hiddenMinutes: 10, leaseDays: 14 };

/** How long before the lock falls it is said. */
export const WARNING = 60 * SECOND;

/** A moment on both clocks, in milliseconds: the one on the wall, which people set, and one that only ever runs on. */
export interface Moment {
	readonly wall: number;
	/** May stand still while a tablet sleeps. */
	readonly steady: number;
}

/** Gives the milliseconds between two moments: by the clock that says more, so that neither sleep nor a clock turned back hides any. */
export function between(from: Moment, to: Moment): number {
	return Math.max(to.wall - from.wall, to.steady - from.steady, 0);
}

export type IdleVerdict =
	| { readonly state: 'open'; readonly checkIn: number }
	/** Milliseconds until the lock falls; one tap stops it. */
	| { readonly state: 'warn'; readonly left: number }
	| { readonly state: 'lock' };

/**
 * Gives whether an open vault stays open. `touched`: the last touch or key. `hidden`: since when another app is in front, null while
 * this one is. `checkIn`: milliseconds after which to ask again.
 */
export function idleVerdict(
	locks: LockSettings,
	{ touched, hidden }: { readonly touched: Moment; readonly hidden: Moment | null },
	now: Moment
): IdleVerdict {
	const left = hidden
		? locks.hiddenMinutes * MINUTE - between(hidden, now)
		: locks.frontMinutes * MINUTE - between(touched, now);
	if (left <= 0) return { state: 'lock' };
	if (hidden) return { state: 'open', checkIn: left };
	return left <= WARNING ? { state: 'warn', left } : { state: 'open', checkIn: left - WARNING };
}

/** Wrong tries within `TRIES_WITHIN` after which each further one has to wait. */
export const TRIES = 10;
export const TRIES_WITHIN = 5 * MINUTE;
/** The first wait; each wrong try after it doubles it. */
export const FIRST_WAIT = MINUTE;
/** So many waits, then only the team's server can say who somebody is. */
export const WAITS = 5;
/** However slowly somebody guesses. */
export const TRIES_IN_ALL = 100;

export type TryVerdict =
	| { readonly state: 'may_try' }
	/** Milliseconds. */
	| { readonly state: 'wait'; readonly left: number }
	/** Sign in online first. Nothing was deleted. */
	| { readonly state: 'sign_in' };

/**
 * Gives whether a passphrase may be tried. `wrong`: when it was wrong since it last was right, or since the person last signed in
 * online; oldest first. A clock that was set anew, either way, counts as time gone by and not as more to wait.
 */
export function tryVerdict(wrong: readonly Instant[], now: Instant): TryVerdict {
	const times = wrong.map((instant) => Date.parse(instant));
	let waits = 0;
	for (const [nth, time] of times.entries()) {
		const first = times[nth - TRIES + 1];
		if (waits > 0) waits += 1;
		else if (first !== undefined && Math.abs(time - first) <= TRIES_WITHIN) waits = 1;
	}
	if (waits > WAITS || times.length >= TRIES_IN_ALL) return { state: 'sign_in' };
	const last = times.at(-1);
	if (waits === 0 || last === undefined) return { state: 'may_try' };
	const left = FIRST_WAIT * 2 ** (waits - 1) - Math.abs(Date.parse(now) - last);
	return left > 0 ? { state: 'wait', left } : { state: 'may_try' };
}

/** How long a tablet may go without the team. */
export interface Lease {
	/** The tablet's clock when it last heard the team. */
	readonly contactAt: Instant;
	/** The team's clock then. */
	readonly serverAt: Instant;
	/** The latest that the tablet's clock ever said since, moved on while the app runs. */
	readonly seenAt: Instant;
}

/** Gives the lease of a tablet that just heard the team. */
export function newLease(contactAt: Instant, serverAt: Instant): Lease {
	return { contactAt, serverAt, seenAt: contactAt };
}

/**
 * Gives the lease with what the clock says now; `ran`: milliseconds that the app ran since `seenAt` was last moved on. What is measured by the
 * team's clock, since the tablet's was ahead when the team was heard, is noted too: turned back once more, it would count for nothing.
 */
export function leaseSeen(lease: Lease, now: Instant, ran: number): Lease {
	const [at, contact] = [Date.parse(now), Date.parse(lease.contactAt)];
	const byTeam = at < contact ? contact + at - Date.parse(lease.serverAt) : at;
	const seen = Math.max(Date.parse(lease.seenAt) + Math.max(ran, 0), at, byTeam);
	return { ...lease, seenAt: new Date(seen).toISOString() };
}

/**
 * Gives how many milliseconds are left of a lease, 0 where it is over. A clock that was turned back does not make it longer: the latest
 * it ever said counts, and a clock that was ahead when the team was heard and was put right since is measured by the team's.
 */
export function leaseLeft(locks: LockSettings, lease: Lease, now: Instant): number {
	const [at, contact, seen] = [now, lease.contactAt, lease.seenAt].map((instant) => Date.parse(instant)) as [
		number,
		number,
		number
	];
	const gone = Math.max(at - contact, seen - contact, at < contact ? at - Date.parse(lease.serverAt) : 0);
	return Math.max(0, locks.leaseDays * DAY - gone);
}
