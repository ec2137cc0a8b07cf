/**
 * What travels sealed, as text: bytes in base64url without padding. Who can open it is decided by the key that it was sealed with; the
 * sealing itself is in `src/lib/sealing`.
 */
import * as z from 'zod';

/** Bytes as text; the length is in characters, four for every three bytes. */
export const base64Url = (min: number, max: number) =>
	z
		.string()
		.min(min)
		.max(max)
		.regex(/^[A-Za-z0-9_-]+$/, 'is not base64url');

/** The longest sealed text that we take, in characters: a whole audit with long notes and room to spare. */
export const SEALED_LIMIT = 240_000;

/** A coordinate or a nonce has one length only. */
const Coordinate = base64Url(43, 43);
const Nonce = base64Url(16, 16);

/** The public half of a P-256 key pair, as a JSON Web Key (RFC 7517) with nothing besides. */
export const PublicKey = z.strictObject({
	kty: z.literal('EC'),
	crv: z.literal('P-256'),
	x: Coordinate,
	y: Coordinate
});
export type PublicKey = z.infer<typeof PublicKey>;

/** The first 16 hexadecimal digits of SHA-256 over a public key's canonical JSON: its name and its fingerprint. */
export const KeyId = z.string().regex(/^[0-9a-f]{16}$/, 'is not a key id');
export type KeyId = z.infer<typeof KeyId>;

/** A public key with its name. */
export const NamedKey = z.strictObject({ keyId: KeyId, publicKey: PublicKey });
export type NamedKey = z.infer<typeof NamedKey>;

/** Sealed to a public key: only its private half opens it. `epk` is the sender's one-time key, `n` the nonce, `c` the ciphertext. */
export const SealedTo = z.strictObject({
	keyId: KeyId,
	epk: PublicKey,
	n: Nonce,
	c: base64Url(22, SEALED_LIMIT)
});
export type SealedTo = z.infer<typeof SealedTo>;

/** Sealed with a vault's own key: nonce and ciphertext. */
export const SealedText = z.strictObject({ n: Nonce, c: base64Url(22, SEALED_LIMIT) });
export type SealedText = z.infer<typeof SealedText>;
