/**
 * The coordinator's key: made in the browser, kept in a file and in that browser, never sent. Under it a UPN or ULN becomes the
 * match key by which next year's return finds the same plan; the server sees the key's name, not the key.
 */
import * as z from 'zod';
import { Hash } from '#lib/domain/ids.ts';
import { Instant } from '#lib/domain/plain-date.ts';

const KEY_BYTES = 32;

export const KeyFile = z.strictObject({
	kind: z.literal('golden-thread-register-key'),
	version: z.literal(1),
	/** The three letters of the partnership whose register it matches. */
	partnershipCode: z.string().regex(/^[A-Z]{3}$/),
	createdAt: Instant,
	/** SHA-256 that names the key. */
	keyId: Hash,
	/** 256 random bits in base64url. */
	key: z.base64url().length(43)
});
export type KeyFile = z.infer<typeof KeyFile>;

function base64url(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replaceAll('=', '');
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

function hex(buffer: ArrayBuffer): string {
	return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The name of a key: a hash in its own domain, so that it is no match key of anything. */
async function keyIdOf(key: Uint8Array<ArrayBuffer>): Promise<string> {
	const label = new TextEncoder().encode('golden-thread register key id\n');
	const named = new Uint8Array(label.length + key.length);
	named.set(label);
	named.set(key, label.length);
	return hex(await crypto.subtle.digest('SHA-256', named));
}

/** Gives the key file of a new partnership. `key` is 256 random bits; the demonstration alone passes its own. */
export async function newKeyFile(
	partnershipCode: string,
	createdAt: Instant,
	key: Uint8Array<ArrayBuffer> = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
): Promise<KeyFile> {
	return KeyFile.parse({
		kind: 'golden-thread-register-key',
		version: 1,
		partnershipCode,
		createdAt,
		keyId: await keyIdOf(key),
		key: base64url(key)
	});
}

/** What a text that should be a key file is. `broken`: its key is not the one that its id names. */
export type KeyFileReading =
	{ readonly keyFile: KeyFile } | { readonly refusal: 'not_a_key_file' | 'broken' | 'other_partnership' };

/** Reads a key file's text for a partnership. */
export async function readKeyFile(text: string, partnershipCode: string): Promise<KeyFileReading> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return { refusal: 'not_a_key_file' };
	}
	const parsed = KeyFile.safeParse(value);
	if (!parsed.success) return { refusal: 'not_a_key_file' };
	if ((await keyIdOf(bytesOf(parsed.data.key))) !== parsed.data.keyId) return { refusal: 'broken' };
	if (parsed.data.partnershipCode !== partnershipCode) return { refusal: 'other_partnership' };
	return { keyFile: parsed.data };
}

/** Gives a key file's text, as it is saved. */
export function keyFileText(keyFile: KeyFile): string {
	return `${JSON.stringify(keyFile, null, '\t')}\n`;
}

/** Gives the name under which a key file is saved: partnership and day, nothing of the key. */
export function keyFileName({ partnershipCode, createdAt }: KeyFile): string {
	return `golden-thread-key-${partnershipCode}-${createdAt.slice(0, 10)}.json`;
}

/** Gives the key as WebCrypto holds it, for signing only and not to be exported again. */
export async function signingKeyOf(keyFile: KeyFile): Promise<CryptoKey> {
	return crypto.subtle.importKey('raw', bytesOf(keyFile.key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

/** Gives the maker of match keys: HMAC-SHA-256 of a UPN or ULN (UTF-8), in hexadecimal. */
export function matchKeyMaker(signingKey: CryptoKey): (number: string) => Promise<string> {
	const utf8 = new TextEncoder();
	return async (number) => hex(await crypto.subtle.sign('HMAC', signingKey, utf8.encode(number)));
}
