/** Sealing with a key that is at hand: AES-256-GCM, a random nonce of 96 bits each time, and additional data that says what is sealed. */
import type { SealedText } from '#lib/domain/sealed.ts';
import { bytesOf, fromBase64Url, randomBytes, textOf, toBase64Url, type Bytes } from './bytes.ts';

/** Nonce, and ciphertext with its tag. */
export interface Sealed {
	readonly n: Bytes;
	readonly c: Bytes;
}

/** Thrown where something cannot be opened: another key, another place, or changed since it was sealed. Which of them, nobody can tell. */
export class NotOpened extends Error {
	constructor(place: string) {
		super(`what is sealed as "${place}" does not open`);
		this.name = 'NotOpened';
	}
}

const NONCE = 12;

/** Gives a new random key. It can be taken out again, so that it can be wrapped. */
export function newKey(): Promise<CryptoKey> {
	return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
}

/** Gives the 32 bytes of a key. */
export async function rawKey(key: CryptoKey): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.exportKey('raw', key));
}

/** Gives the key of 32 bytes; throws where there are not so many. */
export function keyOf(raw: Bytes, extractable = true): Promise<CryptoKey> {
	if (raw.length !== 32) throw new RangeError('a key has 32 bytes');
	return crypto.subtle.importKey('raw', raw, 'AES-GCM', extractable, ['encrypt', 'decrypt']);
}

/** Seals bytes. `place` says what they are; opening them as anything else fails. */
export async function sealWith(key: CryptoKey, place: string, bytes: Bytes): Promise<Sealed> {
	const n = randomBytes(NONCE);
	const c = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: n, additionalData: bytesOf(place) }, key, bytes);
	return { n, c: new Uint8Array(c) };
}

/** Opens what `sealWith` sealed for the same place; rejects with NotOpened otherwise. */
export async function openWith(key: CryptoKey, place: string, sealed: Sealed): Promise<Bytes> {
	try {
		const algorithm = { name: 'AES-GCM', iv: sealed.n, additionalData: bytesOf(place) };
		return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.c));
	} catch {
		throw new NotOpened(place);
	}
}

/** Seals a JSON value. */
export function sealJson(key: CryptoKey, place: string, value: unknown): Promise<Sealed> {
	return sealWith(key, place, bytesOf(JSON.stringify(value)));
}

/** Opens a JSON value; rejects with NotOpened. */
export async function openJson(key: CryptoKey, place: string, sealed: Sealed): Promise<unknown> {
	return JSON.parse(textOf(await openWith(key, place, sealed)));
}

/** Gives sealed bytes as text, for the wire. */
export function asText({ n, c }: Sealed): SealedText {
	return { n: toBase64Url(n), c: toBase64Url(c) };
}

/** Gives the bytes of what came as text. */
export function asBytes({ n, c }: SealedText): Sealed {
	return { n: fromBase64Url(n), c: fromBase64Url(c) };
}
