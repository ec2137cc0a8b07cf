/**
 * The server's own key pair, to which tablets seal what they send, so that an outbox empties while its vault is locked. It opens what was
 * sent to us and nothing else. The private half rests sealed with a key made of the server's secret; older pairs still open.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { NamedKey, SealedTo } from '#lib/domain/sealed.ts';
import { PublicKey } from '#lib/domain/sealed.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { textOf } from '#lib/sealing/bytes.ts';
import {
	keyIdOf,
	keyPairOf,
	newKeyPair,
	openSealed,
	privateKeyOf,
	type KeyPair,
	type PrivateKey
} from '#lib/sealing/to-key.ts';
import { NotOpened } from '#lib/sealing/records.ts';
import { record, type By } from './activity.ts';
import { insertAll } from './db/bulk.ts';
import { inTransaction, type Store, type StoreTables } from './db/store.ts';

type Row = StoreTables['intakeKey'];

/** Gives the key that the secret makes: for the intake key's private half alone. */
function wrappingKey(secret: string): Buffer {
	return Buffer.from(hkdfSync('sha256', secret, '', 'golden-thread intake key 1', 32));
}

function wrapped(secret: string, keyId: string, key: PrivateKey): string {
	const nonce = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', wrappingKey(secret), nonce).setAAD(Buffer.from(keyId));
	const sealed = Buffer.concat([cipher.update(JSON.stringify(key), 'utf8'), cipher.final(), cipher.getAuthTag()]);
	return JSON.stringify({ n: nonce.toString('base64url'), c: sealed.toString('base64url') });
}

/** Gives the private half, or null where another secret sealed it. */
function unwrapped(secret: string, { keyId, wrapped: kept }: Row): PrivateKey | null {
	const { n, c } = JSON.parse(kept) as { n: string; c: string };
	const sealed = Buffer.from(c, 'base64url');
	const opener = createDecipheriv('aes-256-gcm', wrappingKey(secret), Buffer.from(n, 'base64url'))
		.setAAD(Buffer.from(keyId))
		.setAuthTag(sealed.subarray(-16));
	try {
		const text = Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()]).toString('utf8');
		return JSON.parse(text) as PrivateKey;
	} catch {
		return null;
	}
}

/** Pairs that were opened, by what they are called and what opened them: a private half is read once in the life of a process. */
const opened = new Map<string, Promise<KeyPair | null>>();

function nameOf(store: Store, secret: string, keyId: string): string {
	const of = createHash('sha256').update(secret).digest('hex').slice(0, 16);
	return `${store.partnershipId} ${keyId} ${of}`;
}

function pairOf(store: Store, secret: string, row: Row): Promise<KeyPair | null> {
	const name = nameOf(store, secret, row.keyId);
	let pair = opened.get(name);
	if (!pair) {
		const key = unwrapped(secret, row);
		pair = key ? keyPairOf(key) : Promise.resolve(null);
		opened.set(name, pair);
	}
	return pair;
}

function newest(store: Store): Promise<Row | undefined> {
	return store.selectFrom('intakeKey').selectAll().orderBy('createdAt', 'desc').orderBy('keyId').executeTakeFirst();
}

/**
 * Gives the public half that tablets seal to from now on, made where there is none, and made anew where the server's secret is another
 * than the one that the last was kept with.
 */
export async function current(store: Store, secret: string, now: string): Promise<NamedKey> {
	const row = await newest(store);
	if (row && (await pairOf(store, secret, row)))
		return { keyId: row.keyId, publicKey: PublicKey.parse(JSON.parse(row.publicKey)) };
	return make(store, secret, { actorId: null, now }, row?.keyId ?? null);
}

/** Makes a new pair that takes the place of the one in use; the earlier ones still open what was sealed to them. */
export async function renew(store: Store, secret: string, by: By): Promise<NamedKey> {
	return make(store, secret, by, (await newest(store))?.keyId ?? null);
}

/** `instead`: the pair that the new one replaces. Where another request replaced it meanwhile, that one's is given. */
async function make(store: Store, secret: string, by: By, instead: string | null): Promise<NamedKey> {
	// Made before the transaction: nothing slow happens inside one.
	const pair = await newKeyPair(true);
	const keyId = await keyIdOf(pair.publicKey);
	const row: Row = {
		keyId,
		publicKey: JSON.stringify(pair.publicKey),
		wrapped: wrapped(secret, keyId, await privateKeyOf(pair)),
		createdAt: by.now
	};
	return inTransaction(store, async (tx) => {
		const before = await newest(tx);
		if (before && before.keyId !== instead)
			return { keyId: before.keyId, publicKey: PublicKey.parse(JSON.parse(before.publicKey)) };
		await insertAll(tx, 'intakeKey', [row]);
		await record(tx, { ...by, action: 'intake_key.made', details: { keyId } });
		return { keyId, publicKey: pair.publicKey };
	});
}

/** Gives a pair of this partnership by its name, or null where it has none of that name that the secret opens. */
async function ours(store: Store, secret: string, keyId: string): Promise<KeyPair | null> {
	const before = opened.get(nameOf(store, secret, keyId));
	if (before) return before;
	const row = await store.selectFrom('intakeKey').selectAll().where('keyId', '=', keyId).executeTakeFirst();
	return row ? pairOf(store, secret, row) : null;
}

/**
 * Gives what was sealed to one of our keys, as JSON. Refuses `entry.unknown_key` where the key is not ours, or the secret that it was kept
 * with is gone, and `entry.hash_mismatch` where the seal does not open: it was changed, or belongs to another entry.
 */
export async function openFor(store: Store, secret: string, place: string, sealed: SealedTo): Promise<unknown> {
	const pair = await ours(store, secret, sealed.keyId);
	if (!pair) throw new Refusal('entry.unknown_key');
	try {
		return JSON.parse(textOf(await openSealed(pair, place, sealed)));
	} catch (thrown) {
		if (thrown instanceof NotOpened || thrown instanceof SyntaxError || thrown instanceof TypeError)
			throw new Refusal('entry.hash_mismatch');
		throw thrown;
	}
}
