/**
 * A forgotten passphrase, from the tablet's side: the key pair to which the team hands the vault's key over, and how far that is. The private
 * half cannot be taken out of the browser, and it rests in the device's own database, so that closing the app loses nothing.
 */
import type { Recovered, RecoveryRequest } from '#lib/domain/draft-backup.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { newKeyPair, type KeyPair } from '#lib/sealing/to-key.ts';
import type { DeviceDb } from './db.ts';
import type { ExchangeFailure, ExchangeOutcome } from './sync.ts';

/** What a tablet keeps of its own request. */
export interface KeptRecovery {
	readonly vaultId: string;
	readonly pair: KeyPair;
}

const idOf = (personId: string) => `recovery-${personId}`;

/** Gives what this person wants help with on this tablet, or null. */
export async function find(device: DeviceDb, personId: string): Promise<KeptRecovery | null> {
	const row = await device.facts.get(idOf(personId));
	return row ? (row.body as KeptRecovery) : null;
}

/** Makes a key pair for a new request, in place of the one before; resolves once it is on disk. */
export async function begin(device: DeviceDb, personId: string, vaultId: string): Promise<KeptRecovery> {
	const kept: KeptRecovery = { vaultId, pair: await newKeyPair(false) };
	await device.facts.put({ id: idOf(personId), body: kept });
	return kept;
}

/** Forgets the request and its key: the vault is open, or was never to be. */
export async function forget(device: DeviceDb, personId: string): Promise<void> {
	await device.facts.delete(idOf(personId));
}

/** Gives a request as it goes up. */
export function asSent({ vaultId, pair }: KeptRecovery): RecoveryRequest {
	return { vaultId, publicKey: pair.publicKey };
}

/** How far help with a forgotten passphrase is. */
export type Help =
	/** The team was not heard yet, or has just been told. */
	| { readonly state: 'looking' }
	/** Without the team nothing goes on; `asked`: whether they were asked before. */
	| { readonly state: 'unreachable'; readonly because: ExchangeFailure['state']; readonly asked: boolean }
	/** They can be asked. `elsewhere`: when the person asked from another tablet and has no answer there. */
	| { readonly state: 'not_asked'; readonly elsewhere: Instant | null }
	/** Only the person themself can ask, and fetch what came. */
	| { readonly state: 'sign_in'; readonly to: 'ask' | 'fetch' }
	| { readonly state: 'asked'; readonly at: Instant }
	| { readonly state: 'refused'; readonly at: Instant }
	/** The vault's key is in no escrow: nobody can help. */
	| { readonly state: 'impossible' }
	| { readonly state: 'granted'; readonly recovered: Recovered };

/** Gives how far help is. `own`: this tablet's request; `outcome`: how the last exchange ended, null before the first. */
export function helpOf(vaultId: string, own: KeptRecovery | null, outcome: ExchangeOutcome | null): Help {
	const asked = own?.vaultId === vaultId;
	if (outcome === null) return { state: 'looking' };
	if (outcome.state === 'sign_in') return { state: 'sign_in', to: 'ask' };
	if (outcome.state !== 'done') return { state: 'unreachable', because: outcome.state, asked };
	const { vault, vaults, recovered, signedIn, recovery } = outcome.heard;
	const standing = recovery?.vaultId === vaultId ? recovery : null;
	if (!asked) {
		// Absent where the tablet was open when it last spoke.
		const known = [vault, ...(vaults ?? [])].find((one) => one?.vaultId === vaultId);
		const none = vault === null || known?.escrowed === false;
		if (none) return { state: 'impossible' };
		return { state: 'not_asked', elsewhere: standing?.state === 'open' ? standing.askedAt : null };
	}
	if (!standing?.here) return signedIn ? { state: 'looking' } : { state: 'sign_in', to: 'ask' };
	const at = standing.askedAt;
	if (standing.state === 'refused') return { state: 'refused', at };
	if (standing.state === 'open') return standing.escrowed ? { state: 'asked', at } : { state: 'impossible' };
	if (recovered?.vaultId === vaultId) return { state: 'granted', recovered };
	return { state: 'sign_in', to: 'fetch' };
}
