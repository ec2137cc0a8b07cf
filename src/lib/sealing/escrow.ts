/**
 * The way back into a vault whose passphrase is forgotten: its data key, sealed to the partnership's recovery key by the tablet, and
 * sealed anew to a tablet's own key by whoever holds the private half of the recovery key, in their browser.
 */
import type { PublicKey, SealedTo } from '#lib/domain/sealed.ts';
import { keyOf, rawKey } from './records.ts';
import { openSealed, sealTo, type KeyPair } from './to-key.ts';

const escrowOf = (vaultId: string) => `vault|${vaultId}|escrow`;
const recoveredOf = (vaultId: string) => `vault|${vaultId}|recovered`;

/** Gives a vault's data key, sealed to the partnership's recovery key. */
export async function escrowTo(recoveryKey: PublicKey, vaultId: string, dataKey: CryptoKey): Promise<SealedTo> {
	return sealTo(recoveryKey, escrowOf(vaultId), await rawKey(dataKey));
}

/** Opens an escrow with the recovery key and seals what is in it to a tablet's key; rejects with NotOpened where it is another's. */
export async function handOver(
	recovery: KeyPair,
	vaultId: string,
	escrow: SealedTo,
	tabletKey: PublicKey
): Promise<SealedTo> {
	const raw = await openSealed(recovery, escrowOf(vaultId), escrow);
	try {
		return await sealTo(tabletKey, recoveredOf(vaultId), raw);
	} finally {
		raw.fill(0);
	}
}

/** Gives the data key that was handed over to this tablet; rejects with NotOpened where it was another. */
export async function receive(own: KeyPair, vaultId: string, sealed: SealedTo): Promise<CryptoKey> {
	return keyOf(await openSealed(own, recoveredOf(vaultId), sealed));
}
