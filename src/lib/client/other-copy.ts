/**
 * A draft that its person began under another passphrase, brought here by those words: the copy that the team keeps is opened with that vault's
 * key, which is let go at once, and goes on in this vault. It moves whole, like every draft; what was here is kept aside.
 */
import { backupPlace, type DraftPlace, type VaultKept } from '#lib/domain/draft-backup.ts';
import type { ExchangeRequest } from '#lib/domain/sync.ts';
import { asBytes } from '#lib/sealing/records.ts';
import { asideChanges } from './backups.ts';
import type { KeptDraft } from './db.ts';
import { claim } from './drafts.ts';
import { leftOver } from './left-over.svelte.ts';
import { put, read, remove, write, type Change } from './records.ts';
import { ask, envelope, type Answered, type ExchangeFailure } from './sync.ts';
import { whileExchangeRests, type Tablet } from './tablet.ts';
import { openVault, type Vault } from './vault.ts';

export type Brought =
	/** It goes on here; `aside`: what was answered here before is kept aside. */
	| { readonly state: 'here'; readonly aside: boolean }
	/** The words open none of the copies of this plan. */
	| { readonly state: 'wrong' }
	/** There is no such copy any more: the audit was sent or handed back meanwhile. */
	| { readonly state: 'gone' }
	/** The audit is open in another tab, which would write over what comes. */
	| { readonly state: 'other_tab' }
	| { readonly state: 'no_webassembly' }
	| ExchangeFailure;

/**
 * Brings a plan's copy here that another passphrase seals. Nothing moves before the words have opened its vault. Never rejects: what went wrong is
 * the outcome.
 */
export async function bring(tablet: Tablet, assignmentId: string, passphrase: string): Promise<Brought> {
	const held = await claim(tablet, assignmentId);
	try {
		if (!held.mine) return { state: 'other_tab' };
		return await whileExchangeRests(tablet, () => moved(tablet, assignmentId, passphrase));
	} catch (error) {
		if (error instanceof Error && error.name === 'NoWebAssembly') return { state: 'no_webassembly' };
		return { state: 'not_saved', error };
	} finally {
		held.release();
	}
}

async function moved(tablet: Tablet, assignmentId: string, passphrase: string): Promise<Brought> {
	await leftOver.settle(tablet, [assignmentId]);
	const told = await asked(tablet, {});
	if (told.state !== 'answered') return told;
	const { drafts = [], vault, vaults = vault ? [vault] : [] } = told.reply;
	const copies = drafts.filter((one) => one.assignmentId === assignmentId && one.vaultId !== tablet.vault.vaultId);
	if (copies.length === 0) return { state: 'gone' };
	const opened = await openedBy(passphrase, copies, vaults);
	if (!opened) return { state: 'wrong' };
	const { vaultId } = opened;
	const answer = await asked(tablet, { claims: [assignmentId, vaultId] });
	if (answer.state !== 'answered') return answer;
	const came = answer.reply.claimed?.find((one) => one.assignmentId === assignmentId && one.vaultId === vaultId);
	if (!came) return { state: 'gone' };
	const draft = (await opened.open(backupPlace(assignmentId), asBytes(came.sealed))) as KeptDraft;
	return keep(tablet, draft, { assignmentId, vaultId, savedAt: came.savedAt });
}

/** Asks as a tablet that holds nothing yet, which is told of all vaults, and keeps nothing but what is asked for. */
async function asked(tablet: Tablet, more: Partial<ExchangeRequest>): Promise<Answered | ExchangeFailure> {
	const answer = await ask(tablet, { ...envelope(tablet, null, [], []), brief: true, ...more });
	if (answer.state !== 'answered' || answer.reply.personId === tablet.personId) return answer;
	return { state: 'other_person', personId: answer.reply.personId };
}

/** Gives the vault, among those that sealed the copies, that a passphrase opens; null where it opens none. */
async function openedBy(
	passphrase: string,
	copies: readonly DraftPlace[],
	vaults: readonly VaultKept[]
): Promise<Vault | null> {
	const { openPassphraseWrap } = await import('#lib/sealing/passphrase.ts');
	for (const { vaultId, wrap } of vaults.filter((vault) => copies.some((copy) => copy.vaultId === vault.vaultId))) {
		const dataKey = await openPassphraseWrap(vaultId, wrap, passphrase);
		if (dataKey) return openVault({ vaultId, passphrase: wrap, passkeys: [] }, dataKey);
	}
	return null;
}

/** Writes what came in place of what is here, which is kept aside where it says something else; and that this copy is one that came. */
async function keep(
	tablet: Tablet,
	draft: KeptDraft,
	from: { assignmentId: string; vaultId: string; savedAt: string }
): Promise<Brought> {
	const { assignmentId } = from;
	const [aside, contact] = await Promise.all([asideChanges(tablet, draft), read(tablet.db, 'contact', 'contact')]);
	const changes: Change[] = [...aside, put('drafts', assignmentId, draft), remove('backups', assignmentId)];
	if (contact) {
		const isIt = (one: { assignmentId: string; vaultId: string }) =>
			one.assignmentId === assignmentId && one.vaultId === from.vaultId;
		const shut = (contact.shut ?? []).filter((one) => !isIt(one));
		const brought = [...(contact.brought ?? []).filter((one) => !isIt(one)), from];
		changes.push(put('contact', 'contact', { ...contact, shut, brought }));
	}
	await write(tablet.db, changes);
	return { state: 'here', aside: aside.length > 0 };
}
