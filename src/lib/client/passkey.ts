/**
 * Asking this tablet for a passkey: its fingerprint, face or code gives a secret for a salt (WebAuthn's PRF extension). It works without a
 * network, because nobody but this tablet checks anything; what proves the right one is that its secret opens the vault.
 */
import type { PasskeyWrap } from '#lib/domain/vault.ts';
import { bytesOf, fromBase64Url, randomBytes, toBase64Url, type Bytes } from '#lib/sealing/bytes.ts';
import type { PasskeySecret } from '#lib/sealing/passkey.ts';

interface Capabilities {
	getClientCapabilities?: () => Promise<Record<string, boolean>>;
}

/** Gives whether this tablet may have such passkeys; only making one tells for sure. */
export async function mayHavePasskeys(): Promise<boolean> {
	if (typeof PublicKeyCredential === 'undefined') return false;
	const asked = PublicKeyCredential as typeof PublicKeyCredential & Capabilities;
	const [own, capabilities] = await Promise.all([
		asked.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false),
		asked.getClientCapabilities?.().catch(() => ({})) ?? {}
	]);
	return own && (capabilities as Record<string, boolean>)['extension:prf'] !== false;
}

/** What the PRF extension gave of a credential, or null. */
function secretOf(credential: PublicKeyCredential): Bytes | null {
	const first = credential.getClientExtensionResults().prf?.results?.first;
	if (!first) return null;
	return first instanceof ArrayBuffer
		? new Uint8Array(first)
		: new Uint8Array(first.buffer as ArrayBuffer, first.byteOffset, first.byteLength);
}

async function ask(allowed: readonly { id: Bytes; prfSalt: Bytes }[]): Promise<PublicKeyCredential | null> {
	const credential = await navigator.credentials
		.get({
			publicKey: {
				challenge: randomBytes(32),
				allowCredentials: allowed.map(({ id }) => ({ type: 'public-key', id })),
				userVerification: 'required',
				extensions: {
					prf: {
						evalByCredential: Object.fromEntries(
							allowed.map(({ id, prfSalt }) => [toBase64Url(id), { first: prfSalt }])
						)
					}
				}
			}
		})
		.catch(() => null);
	return credential as PublicKeyCredential | null;
}

/** Makes a passkey for a vault and gives its secret; null where the person would not or the tablet's passkeys give none. */
export async function makePasskey(vaultId: string): Promise<PasskeySecret | null> {
	const prfSalt = randomBytes(32);
	const made = (await navigator.credentials
		.create({
			publicKey: {
				challenge: randomBytes(32),
				rp: { name: 'Golden Thread' },
				user: { id: bytesOf(vaultId), name: 'Unlock this tablet', displayName: 'Unlock this tablet' },
				// ES256 and RS256: every platform has one of them. Nothing is signed that anybody checks.
				pubKeyCredParams: [
					{ type: 'public-key', alg: -7 },
					{ type: 'public-key', alg: -257 }
				],
				authenticatorSelection: { authenticatorAttachment: 'platform', userVerification: 'required' },
				extensions: { prf: { eval: { first: prfSalt } } }
			}
		})
		.catch(() => null)) as PublicKeyCredential | null;
	if (!made) return null;
	const credentialId = new Uint8Array(made.rawId);
	// Many give the secret only when asked, not when made.
	const asked = secretOf(made) ? made : await ask([{ id: credentialId, prfSalt }]);
	const secret = asked && secretOf(asked);
	return secret ? { credentialId, prfSalt, secret } : null;
}

/** Asks for one of a vault's passkeys; gives its wrap and its secret, or null where nothing came of it. */
export async function askPasskey(
	wraps: readonly PasskeyWrap[]
): Promise<{ readonly wrap: PasskeyWrap; readonly secret: Bytes } | null> {
	const allowed = wraps.map(({ credentialId, prfSalt }) => ({
		id: fromBase64Url(credentialId),
		prfSalt: fromBase64Url(prfSalt)
	}));
	const given = await ask(allowed);
	const secret = given && secretOf(given);
	const wrap = given && wraps.find(({ credentialId }) => credentialId === toBase64Url(new Uint8Array(given.rawId)));
	return secret && wrap ? { wrap, secret } : null;
}
