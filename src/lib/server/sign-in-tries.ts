/**
 * The limit on guesses: ten failed tries in five minutes for an account and for an address, whoever asks. better-auth's own limit is
 * not used: it believes whatever X-Forwarded-For says, and counts all people together where that header is missing.
 */
import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { Tables } from './db/tables.ts';
import { newId } from './ids.ts';

/** Failed tries allowed within the window, per account and per address. */
export const TRIES = 10;
export const TRIES_WINDOW_MS = 5 * 60 * 1000;

/** The part of an address that one household or organisation holds: IPv4 whole, IPv6 its first 64 bits. */
function networkOf(address: string): string {
	const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();
	if (!plain.includes(':')) return plain;
	const [head = '', tail] = plain.split('::');
	const front = head === '' ? [] : head.split(':');
	const back = tail === undefined || tail === '' ? [] : tail.split(':');
	const groups =
		tail === undefined
			? front
			: [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back];
	return groups
		.slice(0, 4)
		.map((group) => group.replace(/^0+(?=.)/, ''))
		.join(':');
}

export interface Try {
	/** Call when the password was right: a person's own success forgives what was typed wrong before it. */
	forgive(): Promise<void>;
}

/**
 * Counts a try before its password is looked at, so that many at once cannot slip through together. Refuses `sign_in.too_many` past
 * the limit; a refused try does not count, so the wait never grows. Keys rest as keyed hashes: the table names nobody.
 */
export async function countTry(
	db: Kysely<Tables>,
	secret: string,
	{ email, address }: { email: string; address: string },
	now: Instant
): Promise<Try> {
	const keyOf = (kind: string, value: string) => createHmac('sha256', secret).update(`${kind}:${value}`).digest('hex');
	const accountKey = keyOf('account', email.trim().toLowerCase());
	const rows = [accountKey, ...(address ? [keyOf('address', networkOf(address))] : [])].map((tryKey) => ({
		tryId: newId(),
		tryKey,
		at: now
	}));
	const ids = rows.map((row) => row.tryId);
	const since = new Date(Date.parse(now) - TRIES_WINDOW_MS).toISOString();
	await db.deleteFrom('signInTry').where('at', '<=', since).execute();
	await db.insertInto('signInTry').values(rows).execute();
	const counted = await db
		.selectFrom('signInTry')
		.select((eb) => ['tryKey', eb.fn.countAll().as('tries')])
		.where(
			'tryKey',
			'in',
			rows.map((row) => row.tryKey)
		)
		.groupBy('tryKey')
		.execute();
	if (counted.some((row) => Number(row.tries) > TRIES)) {
		await db.deleteFrom('signInTry').where('tryId', 'in', ids).execute();
		throw new Refusal('sign_in.too_many');
	}
	return {
		async forgive() {
			// The address keeps its other failures: one good account must not buy guesses at the others.
			await db
				.deleteFrom('signInTry')
				.where((eb) => eb.or([eb('tryId', 'in', ids), eb('tryKey', '=', accountKey)]))
				.execute();
		}
	};
}
