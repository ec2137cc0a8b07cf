/** An open vault: what seals and opens the records of one person. The key is in memory alone, and gone with it. */
import type { PublicKey, SealedTo } from '#lib/domain/sealed.ts';
import type { PassphraseWrap, VaultRecord } from '#lib/domain/vault.ts';
import { openJson, sealJson, type Sealed } from '#lib/sealing/records.ts';

export interface Vault {
	readonly vaultId: string;
	/** The data key's wrap by the passphrase: safe to keep elsewhere, for a new tablet. */
	readonly passphraseWrap: PassphraseWrap;
	/** Seals a JSON value. `place` says what it is (`drafts|…`); it opens nowhere else and in no other vault. */
	seal(place: string, body: unknown): Promise<Sealed>;
	/** Opens what was sealed for the same place; rejects with NotOpened otherwise. */
	open(place: string, sealed: Sealed): Promise<unknown>;
	/** Gives the data key, sealed to the partnership's recovery key (escrow). */
	sealKeyTo(recoveryKey: PublicKey): Promise<SealedTo>;
}

/** Gives the vault that a data key opens. */
export function openVault({ vaultId, passphrase }: VaultRecord, dataKey: CryptoKey): Vault {
	const placed = (place: string) => `${vaultId}|${place}`;
	return {
		vaultId,
		passphraseWrap: passphrase,
		seal: (place, body) => sealJson(dataKey, placed(place), body),
		open: (place, sealed) => openJson(dataKey, placed(place), sealed),
		// Wanted once a vault, and by nothing that opens an audit.
		sealKeyTo: async (recoveryKey) => (await import('#lib/sealing/escrow.ts')).escrowTo(recoveryKey, vaultId, dataKey)
	};
}
