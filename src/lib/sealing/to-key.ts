/**
 * Sealing to somebody's public key, so that only they can open it: a key pair made for this once and their own give a shared secret
 * (ECDH, P-256), HKDF-SHA-256 makes the key of it, AES-256-GCM seals. As in ECIES and HPKE's base mode (RFC 9180), whose curve needs
 * more than every tablet's WebCrypto has.
 */
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import type { KeyId, PublicKey, SealedTo } from '#lib/domain/sealed.ts';
import { bytesOf, fromBase64Url, joined, sha256Hex, toBase64Url, type Bytes } from './bytes.ts';
import { NotOpened, openWith, sealWith } from './records.ts';

/** A key that things can be sealed to, with the half that opens them. */
export interface KeyPair {
	readonly publicKey: PublicKey;
	readonly privateKey: CryptoKey;
}

/** The private half as a JSON Web Key, as the partnership keeps it in a file. */
export type PrivateKey = PublicKey & { readonly d: string };

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** Gives the public half alone, whatever else a JSON Web Key carries. */
export function publicHalf({ kty, crv, x, y }: PublicKey | JsonWebKey): PublicKey {
	if (kty !== 'EC' || crv !== 'P-256' || !x || !y) throw new TypeError('not a P-256 key');
	return { kty, crv, x, y };
}

/** Gives the name of a public key. */
export async function keyIdOf(publicKey: PublicKey): Promise<KeyId> {
	return (await sha256Hex(bytesOf(canonicalJson(publicHalf(publicKey))))).slice(0, 16);
}

/** Makes a key pair. `extractable`: whether the private half can ever leave (for a file); a tablet's own never does. */
export async function newKeyPair(extractable: boolean): Promise<KeyPair> {
	const { publicKey, privateKey } = await crypto.subtle.generateKey(CURVE, extractable, ['deriveBits']);
	return { publicKey: publicHalf(await crypto.subtle.exportKey('jwk', publicKey)), privateKey };
}

/** Gives the private half of an extractable pair as a JSON Web Key. */
export async function privateKeyOf({ privateKey }: KeyPair): Promise<PrivateKey> {
	const key = await crypto.subtle.exportKey('jwk', privateKey);
	if (!key.d) throw new TypeError('not a private key');
	return { ...publicHalf(key), d: key.d };
}

/** Gives the pair of a private key as it was kept; rejects where it is none. */
export async function keyPairOf(kept: PrivateKey): Promise<KeyPair> {
	const { kty, crv, x, y, d } = kept;
	const privateKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, CURVE, false, ['deriveBits']);
	return { publicKey: publicHalf(kept), privateKey };
}

/** A point as X9.62 writes it uncompressed. */
function pointOf({ x, y }: PublicKey): Bytes {
	return joined(Uint8Array.of(4), fromBase64Url(x), fromBase64Url(y));
}

async function sharedKey(own: CryptoKey, theirs: PublicKey, purpose: string, epk: PublicKey, to: PublicKey) {
	const point = await crypto.subtle.importKey('jwk', theirs, CURVE, false, []);
	const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: point }, own, 256);
	const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
	const info = joined(bytesOf(`golden-thread to-key 1|${purpose}|`), pointOf(epk), pointOf(to));
	return crypto.subtle.deriveKey(
		{ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info },
		material,
		{ name: 'AES-GCM', length: 256 },
		false,
		['encrypt', 'decrypt']
	);
}

/** Seals bytes to a public key. `purpose` says what they are and whose; opening them as anything else fails. */
export async function sealTo(publicKey: PublicKey, purpose: string, bytes: Bytes): Promise<SealedTo> {
	const to = publicHalf(publicKey);
	const once = await newKeyPair(false);
	const key = await sharedKey(once.privateKey, to, purpose, once.publicKey, to);
	const { n, c } = await sealWith(key, purpose, bytes);
	return { keyId: await keyIdOf(to), epk: once.publicKey, n: toBase64Url(n), c: toBase64Url(c) };
}

/** Opens what was sealed to this pair for the same purpose; rejects with NotOpened otherwise. */
export async function openSealed(
	{ publicKey, privateKey }: KeyPair,
	purpose: string,
	sealed: SealedTo
): Promise<Bytes> {
	let key: CryptoKey;
	let parts: { n: Bytes; c: Bytes };
	try {
		// A point that is not on the curve, or text that is none: not ours either.
		key = await sharedKey(privateKey, sealed.epk, purpose, sealed.epk, publicKey);
		parts = { n: fromBase64Url(sealed.n), c: fromBase64Url(sealed.c) };
	} catch {
		throw new NotOpened(purpose);
	}
	return openWith(key, purpose, parts);
}
