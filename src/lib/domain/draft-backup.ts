/**
 * Drafts backed up for a new tablet, and a vault's way back after a forgotten passphrase. The server keeps both and can open neither: drafts
 * are sealed with the vault's key, the key itself with the passphrase and, as the escrow, to the partnership's recovery key.
 */
import * as z from 'zod';
import type { Draft } from './audit.ts';
import { canonicalJson } from './canonical-json.ts';
import { Id } from './ids.ts';
import { Instant } from './plain-date.ts';
import { PublicKey, SealedText, SealedTo } from './sealed.ts';
import { PassphraseWrap } from './vault.ts';

/** One draft as it stood, sealed at the place that `backupPlace` names. */
export const DraftBackup = z.strictObject({
	assignmentId: Id,
	vaultId: Id,
	/** By the tablet's clock; for people to read, never to decide an order. */
	savedAt: Instant,
	sealed: SealedText
});
export type DraftBackup = z.infer<typeof DraftBackup>;

/** Where a draft lives. */
export const DraftPlace = z.object({
	assignmentId: Id,
	vaultId: Id,
	savedAt: Instant,
	/** On the tablet that asks; else on another one of the same person. */
	here: z.boolean()
});
export type DraftPlace = z.infer<typeof DraftPlace>;

/** A draft that moved here. */
export const Claimed = z.object({ assignmentId: Id, vaultId: Id, savedAt: Instant, sealed: SealedText });
export type Claimed = z.infer<typeof Claimed>;

/** What a tablet says of its vault: the key under the passphrase, and under the recovery key where there is one. */
export const VaultUpload = z.strictObject({ vaultId: Id, wrap: PassphraseWrap, escrow: SealedTo.nullable() });
export type VaultUpload = z.infer<typeof VaultUpload>;

/** What a new tablet is given to open the same vault with. */
export const VaultKept = z.object({ vaultId: Id, wrap: PassphraseWrap, escrowed: z.boolean() });
export type VaultKept = z.infer<typeof VaultKept>;

/** One of a person's vaults, as they tell them apart: by when its passphrase was set, and how many audits that were begun it opens. */
export const VaultOffer = VaultKept.extend({ changedAt: Instant, copies: z.int().min(0) });
export type VaultOffer = z.infer<typeof VaultOffer>;

/** "I forgot my passphrase": the key to which the coordinator's browser shall seal the vault's. */
export const RecoveryRequest = z.strictObject({ vaultId: Id, publicKey: PublicKey });
export type RecoveryRequest = z.infer<typeof RecoveryRequest>;

/** The vault's key, sealed to the tablet's own (`src/lib/sealing`, `handOver`). */
export const Recovered = z.object({ vaultId: Id, sealed: SealedTo });
export type Recovered = z.infer<typeof Recovered>;

/** What became of the last request of a person who forgot their passphrase, as their locked tablet is told. */
export const RecoveryStanding = z.object({
	vaultId: Id,
	askedAt: Instant,
	state: z.enum(['open', 'granted', 'refused']),
	/** Asked from the tablet that is told; else from another of the same person. */
	here: z.boolean(),
	/** Whether the vault's key is in escrow. Without that nobody can help. */
	escrowed: z.boolean()
});
export type RecoveryStanding = z.infer<typeof RecoveryStanding>;

/** What an auditor did to a draft; how it came about is no part of it. A note that was emptied is none. */
function workIn({ answers, looseNotes, flagged }: Draft): string {
	const notes = Object.entries(looseNotes).filter(([, words]) => words.trim() !== '');
	return canonicalJson({ answers, notes: Object.fromEntries(notes), flagged: flagged.toSorted() });
}

/**
 * Whether two drafts of a plan hold the same answers, notes and flags, so that one of them may go where the other takes its place. Words
 * typed before a level was chosen count as much as answers.
 */
export function sameWork(one: Draft, other: Draft): boolean {
	return workIn(one) === workIn(other);
}

/** Gives the place that a backup is sealed at. */
export function backupPlace(assignmentId: string): string {
	return `backup|${assignmentId}`;
}
