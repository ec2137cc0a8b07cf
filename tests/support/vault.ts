/** An open vault with a random key, without the work of a passphrase: for tests that are about what is in it. */
import { v7 } from 'uuid';
import { openVault, type Vault } from '#lib/client/vault.ts';
import type { VaultRecord } from '#lib/domain/vault.ts';
import { toBase64Url } from '#lib/sealing/bytes.ts';
import { newKey } from '#lib/sealing/records.ts';

/** A vault with the key that opens it, for tests that put a passphrase before it. */
export interface TestVault extends Vault {
	readonly dataKey: CryptoKey;
}

/** Gives a vault's record whose wrap is of the right shape and opens to nobody. */
export function vaultRecord(vaultId: string = v7()): VaultRecord {
	const zeros = (length: number) => toBase64Url(new Uint8Array(length));
	const argon2id = { kdf: 'argon2id', memoryKib: 19_456, passes: 2, parallelism: 1 } as const;
	const passphrase = { kind: 'passphrase', ...argon2id, salt: zeros(16), n: zeros(12), c: zeros(48) } as const;
	return { vaultId, passphrase, passkeys: [] };
}

/** Gives an open vault; each call makes another key. */
export async function testVault(vaultId?: string): Promise<TestVault> {
	const dataKey = await newKey();
	return { ...openVault(vaultRecord(vaultId), dataKey), dataKey };
}
