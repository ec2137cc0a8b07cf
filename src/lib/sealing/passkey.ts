/** A passkey as a second way into a vault: the secret that it gives for a salt (the PRF extension of WebAuthn) wraps the data key. */
import type { PasskeyWrap } from '#lib/domain/vault.ts';
import { bytesOf, fromBase64Url, toBase64Url, type Bytes } from './bytes.ts';
import { keyOf, NotOpened, openWith, rawKey, sealWith } from './records.ts';

/** What a passkey gave: its own name, the salt it was asked with, and the secret of 32 bytes. */
export interface PasskeySecret {
	readonly credentialId: Bytes;
	readonly prfSalt: Bytes;
	readonly secret: Bytes;
}

function placeOf(vaultId: string): string {
	return `vault|${vaultId}|passkey`;
}

async function wrappingKey(vaultId: string, secret: Bytes): Promise<CryptoKey> {
	const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
	return crypto.subtle.deriveKey(
		{
			name: 'HKDF',
			hash: 'SHA-256',
			salt: new Uint8Array(32),
			info: bytesOf(`golden-thread passkey 1|${vaultId}`)
		},
		material,
		{ name: 'AES-GCM', length: 256 },
		false,
		['encrypt', 'decrypt']
	);
}

/** Wraps a vault's data key with what a passkey gave. Never the only wrap of a vault. */
export async function wrapWithPasskey(
	vaultId: string,
	dataKey: CryptoKey,
	{ credentialId, prfSalt, secret }: PasskeySecret
): Promise<PasskeyWrap> {
	const key = await wrappingKey(vaultId, secret);
	const { n, c } = await sealWith(key, placeOf(vaultId), await rawKey(dataKey));
	return {
		kind: 'passkey',
		credentialId: toBase64Url(credentialId),
		prfSalt: toBase64Url(prfSalt),
		n: toBase64Url(n),
		c: toBase64Url(c)
	};
}

/** Gives the data key, or null where the passkey's secret is another. */
export async function openPasskeyWrap(vaultId: string, wrap: PasskeyWrap, secret: Bytes): Promise<CryptoKey | null> {
	const key = await wrappingKey(vaultId, secret);
	try {
		return await keyOf(await openWith(key, placeOf(vaultId), { n: fromBase64Url(wrap.n), c: fromBase64Url(wrap.c) }));
	} catch (error) {
		if (error instanceof NotOpened) return null;
		throw error;
	}
}
