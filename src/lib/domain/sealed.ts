/** What travels sealed, as text. Who can open it is decided by the key; the sealing itself is in `src/lib/sealing`. */
import * as z from 'zod';

/** Bytes as base64url without padding (RFC 4648, section 5). */
export const Base64Url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'is not base64url');

/** The longest sealed text that we take, in characters: a whole audit with long notes and room to spare. */
export const SEALED_LIMIT = 240_000;

/** The public half of a P-256 key pair, as a JSON Web Key (RFC 7517) with nothing besides: 32 bytes each way. */
export const PublicKey = z.strictObject({
	kty: z.literal('EC'),
	crv: z.literal('P-256'),
	x: Base64Url.length(43),
	y: Base64Url.length(43)
});
export type PublicKey = z.infer<typeof PublicKey>;

/** The first 16 hexadecimal digits of SHA-256 over a public key's canonical JSON: its name and its fingerprint. */
export const KeyId = z.string().regex(/^[0-9a-f]{16}$/, 'is not a key id');
export type KeyId = z.infer<typeof KeyId>;

/** A public key with its name. */
export const NamedKey = z.strictObject({ keyId: KeyId, publicKey: PublicKey });
export type NamedKey = z.infer<typeof NamedKey>;

/** Sealed with a vault's own key: a nonce of 96 bits, and ciphertext with its tag of 128 bits. */
export const SealedText = z.strictObject({ n: Base64Url.length(16), c: Base64Url.min(22).max(SEALED_LIMIT) });
export type SealedText = z.infer<typeof SealedText>;

/** Sealed to a public key: only its private half opens it. `epk` is the sender's one-time key, `n` the nonce, `c` the ciphertext. */
export const SealedTo = z.strictObject({ keyId: KeyId, epk: PublicKey, ...SealedText.shape });
export type SealedTo = z.infer<typeof SealedTo>;
