/**
 * What was typed on a tablet that was taken off, and went along with no draft: it leaves that tablet as it lies in the vault, and another
 * tablet with the same vault keeps it aside, to be read and kept as a file.
 */
import { backupPlace, sameWork, type DraftBackup } from '#lib/domain/draft-backup.ts';
import { LEFT_LIMIT, type LeftBehind, type LeftRequest, type LeftWords } from '#lib/domain/farewell.ts';
import { asBytes, asText, NotOpened } from '#lib/sealing/records.ts';
import type { KeptDraft, PersonDb } from './db.ts';
import { placeOf, put, read, readSealed, write, type Change } from './records.ts';
import { ask, envelope } from './sync.ts';
import type { Tablet } from './tablet.ts';

/** Gives what is kept aside as it goes up, whether the vault is open or not. Its time is part of the place that it is sealed at. */
export async function asideAsSent(db: PersonDb, vaultId: string): Promise<DraftBackup[]> {
	return (await readSealed(db, 'aside')).map(({ id, body }) => {
		const [assignmentId = '', savedAt = ''] = id.split('@');
		return { assignmentId, vaultId, savedAt, sealed: asText(body) };
	});
}

/**
 * Brings what was left behind here, as far as this vault opens it. The server keeps each until it is on this tablet's disk; whatever stops it in
 * between, the next exchange brings the rest. One that was damaged on its way stays with the server. Rejects where it cannot be written.
 */
export async function bring(tablet: Tablet, all: readonly LeftBehind[]): Promise<void> {
	const ours = all.filter(({ vaultId }) => vaultId === tablet.vault.vaultId).map(({ leftId }) => leftId);
	for (let from = 0; from < ours.length; from += LEFT_LIMIT) {
		const came = await asked(tablet, { fetch: ours.slice(from, from + LEFT_LIMIT), kept: [] });
		if (came.length === 0) return;
		const opened: LeftWords[] = [];
		for (const one of came) {
			const changes = await keptAside(tablet, one).catch(whereDamaged);
			if (!changes) continue;
			await write(tablet.db, changes);
			opened.push(one);
		}
		if (opened.length > 0) await asked(tablet, { fetch: [], kept: opened.map(({ leftId }) => leftId) });
	}
}

function whereDamaged(error: unknown): null {
	if (error instanceof NotOpened) return null;
	throw error;
}

/** Asks as `bring` of another copy does: receipts and what is asked for alone. */
async function asked(tablet: Tablet, left: LeftRequest): Promise<readonly LeftWords[]> {
	const answer = await ask(tablet, { ...envelope(tablet, null, [], []), brief: true, left });
	if (answer.state !== 'answered' || answer.reply.personId !== tablet.personId) return [];
	return answer.reply.leftWords ?? [];
}

/** Gives the change that keeps it aside; none where the draft here, or what is kept aside already, says the same. */
async function keptAside(tablet: Tablet, one: LeftWords): Promise<Change[]> {
	const { assignmentId, savedAt, aside, sealed } = one;
	const place = aside ? placeOf('aside', `${assignmentId}@${savedAt}`) : backupPlace(assignmentId);
	const { draft, item } = (await tablet.vault.open(place, asBytes(sealed))) as KeptDraft;
	const id = `${assignmentId}@${draft.changedAt}`;
	const [own, before] = await Promise.all([read(tablet.db, 'drafts', assignmentId), read(tablet.db, 'aside', id)]);
	if ([own, before].some((kept) => kept && sameWork(kept.draft, draft))) return [];
	return [put('aside', id, { draft, item, keptAt: tablet.now(), takenOff: true })];
}
