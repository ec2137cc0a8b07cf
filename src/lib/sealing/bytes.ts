/** Bytes, texts and base64url, as every kind of sealing needs them. */

/** Bytes in memory of their own, as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Gives a text's UTF-8. */
export function bytesOf(text: string): Bytes {
	return encoder.encode(text);
}

/** Gives the text of UTF-8; throws a TypeError where the bytes are none. */
export function textOf(bytes: Uint8Array): string {
	return decoder.decode(bytes);
}

/** Gives bytes one after the other. */
export function joined(...parts: readonly Uint8Array[]): Bytes {
	const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** Gives so many bytes by chance, from the machine's own source. */
export function randomBytes(length: number): Bytes {
	return crypto.getRandomValues(new Uint8Array(length));
}

/** Characters that go through `String.fromCharCode` in one call. */
const AT_ONCE = 8192;

/** Gives base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
	let binary = '';
	for (let at = 0; at < bytes.length; at += AT_ONCE) binary += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Gives the bytes of a base64url; throws a DOMException where it is none. */
export function fromBase64Url(text: string): Bytes {
	return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

/** Gives SHA-256 as 64 hexadecimal digits. */
export async function sha256Hex(bytes: Bytes): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', bytes);
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
