/**
 * Drafts that could not be saved when their page went: the vault was locked, or their auditor went to another page, with the disk full. They
 * wait in memory, unseen while the vault is locked, until they can be saved or are on the screen again.
 */
import type { KeptDraft } from './db.ts';
import { save } from './drafts.ts';
import { put, RecordMoved, write } from './records.ts';
import type { Tablet } from './tablet.ts';
import type { Vault } from './vault.ts';

/** A draft with words that are not on disk, and why. */
export interface LeftOver {
	readonly vaultId: string;
	readonly kept: KeptDraft;
	readonly error: unknown;
}

let all = $state.raw<readonly LeftOver[]>([]);

const without = ({ vaultId, kept }: Pick<LeftOver, 'vaultId' | 'kept'>) =>
	all.filter((one) => one.vaultId !== vaultId || one.kept.draft.assignmentId !== kept.draft.assignmentId);

export const leftOver = {
	/** How many there are, of whoever works on this tablet. */
	get count() {
		return all.length;
	},
	/** Why the last of them could not be saved; null where there is none. */
	get error(): unknown {
		return all.at(-1)?.error ?? null;
	},
	/** Gives those of a vault. */
	of: ({ vault }: { readonly vault: Pick<Vault, 'vaultId'> }): LeftOver[] =>
		all.filter(({ vaultId }) => vaultId === vault.vaultId),
	/** Keeps a draft in memory, in place of what was kept of it before. */
	keep(one: LeftOver): void {
		all = [...without(one), one];
	},
	/** Forgets a draft: it is on disk by now. */
	drop(one: Pick<LeftOver, 'vaultId' | 'kept'>): void {
		all = without(one);
	},
	/** Gives a draft to whoever shows it again; from then on it is theirs to save. */
	take({ vault }: Pick<Tablet, 'vault'>, assignmentId: string): LeftOver | null {
		const found = leftOver.of({ vault }).find(({ kept }) => kept.draft.assignmentId === assignmentId);
		if (found) all = without(found);
		return found ?? null;
	},
	/**
	 * Tries again to save all that belongs to an open vault. What cannot be saved stays; where the draft is gone by now, because it was sent
	 * or handed back in another tab, the words are kept aside and shown.
	 */
	async save(tablet: Tablet): Promise<void> {
		for (const one of leftOver.of(tablet)) {
			try {
				await save(tablet, one.kept).catch((error: unknown) => {
					if (!(error instanceof RecordMoved)) throw error;
					const { assignmentId, changedAt } = one.kept.draft;
					const aside = { ...one.kept, keptAt: tablet.now() };
					return write(tablet.db, [put('aside', `${assignmentId}@${changedAt}`, aside)]);
				});
				leftOver.drop(one);
			} catch (error) {
				leftOver.keep({ ...one, error });
			}
		}
	},
	/**
	 * Saves what waits of some plans, before a draft of them comes from elsewhere: saved afterwards, it would take that one's place. Rejects
	 * with the storage's error where it cannot be saved yet.
	 */
	async settle(tablet: Tablet, assignmentIds: readonly string[]): Promise<void> {
		await leftOver.save(tablet);
		const stuck = leftOver.of(tablet).find(({ kept }) => assignmentIds.includes(kept.draft.assignmentId));
		if (stuck) throw stuck.error;
	}
};
