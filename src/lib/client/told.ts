/** What the server was told of a vault: one name for its wrap and for the key that its escrow is sealed to, so that a change shows. */
import type { ContactKeys } from './db.ts';
import type { Vault } from './vault.ts';

/** Gives the name of what the server should hold of this vault. */
export function toldOf(vault: Vault, { recoveryKey }: Pick<ContactKeys, 'recoveryKey'>): string {
	return [vault.vaultId, vault.passphraseWrap.n, recoveryKey?.keyId ?? ''].join(' ');
}

/**
 * Whether the team can help this vault's person on the day they forget their passphrase: the server took the vault's key, sealed to the
 * partnership's recovery key. Null where it was not heard yet.
 */
export function escrowKept(vault: Vault, keys: ContactKeys | undefined): boolean | null {
	if (!keys) return null;
	return keys.recoveryKey !== null && keys.told === toldOf(vault, keys);
}
