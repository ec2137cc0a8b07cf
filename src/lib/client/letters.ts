/**
 * Outbox entries as they leave: sealed to the server's intake key, so that they can go while the vault is locked. The entry itself stays in
 * the vault until its receipt, and is sealed anew where the server has another key.
 */
import type { NamedKey } from '#lib/domain/sealed.ts';
import { sealedEntryPlace, type OutboxEntry } from '#lib/domain/sync.ts';
import { bytesOf } from '#lib/sealing/bytes.ts';
import { sealTo } from '#lib/sealing/to-key.ts';
import type { Contact, KeptSending, OutboxItem } from './db.ts';
import { put, read, readAll, remove, write, type Change } from './records.ts';
import type { Tablet } from './tablet.ts';

async function seal({ publicKey }: NamedKey, { entryId, contentHash, body }: OutboxEntry): Promise<KeptSending> {
	const place = sealedEntryPlace({ entryId, contentHash });
	return { entryId, contentHash, sealed: await sealTo(publicKey, place, bytesOf(JSON.stringify(body))) };
}

/** Gives what writes an entry's letter beside it; nothing where no key is known yet. */
export async function letterFor(tablet: Tablet, { entry }: OutboxItem): Promise<Change[]> {
	const intake = (await read(tablet.db, 'contact', 'contact'))?.keys?.intake;
	return intake ? [put('sending', entry.entryId, await seal(intake, entry))] : [];
}

/** Takes an entry out of the outbox with everything of it that could still be sent. */
export function gone(entryId: string): Change[] {
	return [remove('outbox', entryId), remove('sending', entryId), remove('receipts', entryId)];
}

/** What is ready to leave: the outbox as it lay there, the letters of what waits in it by entry, and what the last contact told. */
export interface Mail {
	readonly outbox: readonly OutboxItem[];
	readonly letters: ReadonlyMap<string, KeptSending>;
	readonly contact: Contact | null;
}

/** Makes the letters of everything that waits and has none for the key in use; those of what waits no more go. */
export async function sealWaiting(tablet: Tablet): Promise<Mail> {
	const [contact, outbox, kept] = await Promise.all([
		read(tablet.db, 'contact', 'contact'),
		readAll(tablet.db, 'outbox'),
		readAll(tablet.db, 'sending')
	]);
	const intake = contact?.keys?.intake ?? null;
	const waiting = outbox.filter(({ refusal }) => refusal === null).map(({ entry }) => entry);
	const letters = new Map(kept.map((letter) => [letter.entryId, letter]));
	const changes: Change[] = [];
	const wanted = new Set(waiting.map(({ entryId }) => entryId));
	for (const entryId of letters.keys()) {
		if (wanted.has(entryId)) continue;
		letters.delete(entryId);
		changes.push(remove('sending', entryId));
	}
	if (intake) {
		for (const entry of waiting) {
			const before = letters.get(entry.entryId);
			if (before && before.contentHash === entry.contentHash && before.sealed.keyId === intake.keyId) continue;
			const letter = await seal(intake, entry);
			letters.set(entry.entryId, letter);
			changes.push(put('sending', entry.entryId, letter));
		}
	}
	await write(tablet.db, changes);
	return { outbox, letters, contact };
}

/**
 * Makes the letters of what was refused and waits for its auditor, each with its refusal as a receipt: a locked tablet sends none of them. Only
 * the last post of a tablet that was taken off has them, since the vault goes with the tablet. Unlocked, the next exchange takes them away.
 */
export async function sealRefused(tablet: Tablet): Promise<void> {
	const [contact, outbox] = await Promise.all([read(tablet.db, 'contact', 'contact'), readAll(tablet.db, 'outbox')]);
	const intake = contact?.keys?.intake;
	if (!intake) return;
	const changes: Change[] = [];
	for (const { entry, refusal } of outbox) {
		if (!refusal) continue;
		const { entryId, contentHash } = entry;
		changes.push(
			put('sending', entryId, await seal(intake, entry)),
			put('receipts', entryId, { outcome: 'refused', entryId, contentHash, problem: refusal })
		);
	}
	await write(tablet.db, changes);
}
