/** What tablets make with keys, for tests of the server: credentials, sealed entries, vaults that nobody opens. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { DraftBackup, VaultUpload } from '#lib/domain/draft-backup.ts';
import { PublicKey, type NamedKey, type SealedTo } from '#lib/domain/sealed.ts';
import { sealedEntryPlace, type OutboxEntry } from '#lib/domain/sync.ts';
import { signedText, tabletHeader, type SignedPath } from '#lib/domain/tablet.ts';
import { bytesOf } from '#lib/sealing/bytes.ts';
import { sealTo } from '#lib/sealing/to-key.ts';
import { newId } from '#lib/server/ids.ts';
import { minutes } from './builders.ts';

/** A key that a tablet signs with. */
export interface SigningKey {
	readonly publicKey: PublicKey;
	readonly privateKey: KeyObject;
}

export function signingKey(): SigningKey {
	const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	return { publicKey: PublicKey.parse(pair.publicKey.export({ format: 'jwk' })), privateKey: pair.privateKey };
}

/** Gives the header of a signed request. */
export function signed(
	{ privateKey }: SigningKey,
	{
		tabletId,
		counter,
		body,
		path = '/api/sync'
	}: { tabletId: string; counter: number; body: string; path?: SignedPath }
): string {
	const text = signedText(path, tabletId, counter, createHash('sha256').update(body).digest('hex'));
	const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
	return tabletHeader({ tabletId, counter, signature: signature.toString('base64url') });
}

/** Gives an entry as a tablet seals it to the intake key. */
export async function sealedEntry(
	{ publicKey }: Pick<NamedKey, 'publicKey'>,
	{ entryId, contentHash, body }: OutboxEntry
): Promise<{ entryId: string; contentHash: string; sealed: SealedTo }> {
	const place = sealedEntryPlace({ entryId, contentHash });
	return { entryId, contentHash, sealed: await sealTo(publicKey, place, bytesOf(JSON.stringify(body))) };
}

/** A vault as a tablet tells the server of it. */
export function vaultUpload(changed: Partial<VaultUpload> = {}): VaultUpload {
	const wrap = {
		kind: 'passphrase',
		kdf: 'argon2id',
		memoryKib: 19 * 1024,
		passes: 2,
		parallelism: 1,
		salt: 'A'.repeat(22),
		n: 'B'.repeat(16),
		c: 'C'.repeat(64)
	} as const;
	return { vaultId: newId(), wrap, escrow: null, ...changed };
}

/** Gives an escrow to a recovery key; what is in it is 32 bytes of nothing. */
export function escrow(publicKey: PublicKey): Promise<SealedTo> {
	return sealTo(publicKey, 'vault|test|escrow', new Uint8Array(32));
}

export function draftBackup(assignmentId: string, changed: Partial<DraftBackup> = {}): DraftBackup {
	const sealed = { n: 'D'.repeat(16), c: 'E'.repeat(40) };
	return { assignmentId, vaultId: newId(), savedAt: minutes(90), sealed, ...changed };
}
