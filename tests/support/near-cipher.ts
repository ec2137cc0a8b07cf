/**
 * AES-GCM on this thread, for tests that seal and open hundreds of thousands of small records: Node's WebCrypto hands each of them to
 * another thread and waits, which takes longer than the work itself. The cipher is the same, and it answers later, as a browser's does.
 */
import { createCipheriv, createDecipheriv, KeyObject } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const TAG = 16;

const keys = new WeakMap<CryptoKey, KeyObject>();
function keyOf(key: CryptoKey): KeyObject {
	const known = keys.get(key) ?? KeyObject.from(key);
	keys.set(key, known);
	return known;
}

function bytesOf(source: BufferSource | undefined): Uint8Array {
	if (source === undefined) return new Uint8Array();
	if (source instanceof ArrayBuffer) return new Uint8Array(source);
	return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
	return new Uint8Array(Buffer.concat(parts)).buffer;
}

function sealed({ iv, additionalData }: AesGcmParams, key: CryptoKey, data: BufferSource): ArrayBuffer {
	const cipher = createCipheriv(CIPHER, keyOf(key), bytesOf(iv)).setAAD(bytesOf(additionalData));
	return joined([cipher.update(bytesOf(data)), cipher.final(), cipher.getAuthTag()]);
}

function opened({ iv, additionalData }: AesGcmParams, key: CryptoKey, data: BufferSource): ArrayBuffer {
	const bytes = bytesOf(data);
	const opener = createDecipheriv(CIPHER, keyOf(key), bytesOf(iv))
		.setAAD(bytesOf(additionalData))
		.setAuthTag(bytes.subarray(-TAG));
	return joined([opener.update(bytes.subarray(0, -TAG)), opener.final()]);
}

/** What is done and not told yet. Told in a later turn: a transaction that waits for a cipher must find itself over, as in a browser. */
let untold: (() => void)[] = [];

function later(act: () => ArrayBuffer): Promise<ArrayBuffer> {
	const done = Promise.withResolvers<ArrayBuffer>();
	try {
		const bytes = act();
		untold.push(() => done.resolve(bytes));
	} catch (thrown) {
		untold.push(() => done.reject(thrown as Error));
	}
	if (untold.length === 1)
		setImmediate(() => {
			const now = untold;
			untold = [];
			for (const tell of now) tell();
		});
	return done.promise;
}

type Verb = typeof crypto.subtle.encrypt;

/** Has `crypto.subtle` seal and open here whatever a key does that may be taken out, as a vault's may; all else goes the usual way. */
export function cipherNearby(): void {
	const { subtle } = crypto;
	const nearby =
		(usual: Verb, act: typeof sealed): Verb =>
		(algorithm, key, data) =>
			key.extractable && key.algorithm.name === 'AES-GCM'
				? later(() => act(algorithm as AesGcmParams, key, data))
				: usual.call(subtle, algorithm, key, data);
	const { encrypt, decrypt } = subtle;
	Object.defineProperty(subtle, 'encrypt', { value: nearby(encrypt, sealed), configurable: true });
	Object.defineProperty(subtle, 'decrypt', { value: nearby(decrypt, opened), configurable: true });
}
