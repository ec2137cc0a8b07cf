/**
 * Drafts on their way to another tablet. Each is sealed with the vault's key for the server to keep, which cannot read it; signing in on
 * another tablet with the same vault, its person goes on there. A draft lives on one tablet at a time, and nothing typed is dropped: what
 * this tablet had beyond the backup is kept aside.
 */
import { backupPlace, sameWork, type Claimed, type DraftBackup, type DraftPlace } from '#lib/domain/draft-backup.ts';
import { asBytes, asText } from '#lib/sealing/records.ts';
import type { KeptAside, KeptBackup, KeptDraft, KeptElsewhere } from './db.ts';
import { put, read, readAll, readIds, remove, write, type Change } from './records.ts';
import type { Tablet } from './tablet.ts';

/**
 * Seals every draft that changed since it was last sealed. Called before each exchange, and before the vault is locked. Of one that moved to
 * another tablet the server keeps no copy, and says so; should this tablet be taken off, its last post has what was typed here.
 */
export async function make(tablet: Tablet): Promise<void> {
	const [drafts, kept] = await Promise.all([readAll(tablet.db, 'drafts'), readAll(tablet.db, 'backups')]);
	const { vaultId } = tablet.vault;
	const before = new Map(kept.map((backup) => [backup.assignmentId, backup]));
	const changes: Change[] = [];
	for (const draft of drafts) {
		const { assignmentId, changedAt } = draft.draft;
		const last = before.get(assignmentId);
		before.delete(assignmentId);
		if (last && last.changedAt === changedAt && last.vaultId === vaultId) continue;
		const { n, c } = asText(await tablet.vault.seal(backupPlace(assignmentId), draft));
		const backup: KeptBackup = { assignmentId, vaultId, changedAt, savedAt: tablet.now(), n, c, sent: false };
		changes.push(put('backups', assignmentId, backup));
	}
	// What is no draft any more was sent, handed back or deleted here.
	for (const assignmentId of before.keys()) changes.push(remove('backups', assignmentId));
	await write(tablet.db, changes);
}

/** Gives a sealed draft as it goes up. */
export function asSent({ assignmentId, vaultId, savedAt, n, c }: KeptBackup): DraftBackup {
	return { assignmentId, vaultId, savedAt, sealed: { n, c } };
}

/** Gives the drafts that should be here by what the server says, and are not: lost with the tablet's records, or claimed and not received. */
export async function missing(tablet: Tablet, places: readonly DraftPlace[]): Promise<string[]> {
	const here = places.filter((place) => place.here && place.vaultId === tablet.vault.vaultId);
	if (here.length === 0) return [];
	const drafts = new Set(await readIds(tablet.db, 'drafts'));
	const wanted = here.map(({ assignmentId }) => assignmentId).filter((id) => !drafts.has(id));
	if (wanted.length === 0) return [];
	const submissions = await readAll(tablet.db, 'submissions');
	const waiting = submissions.filter(({ receipt }) => receipt === null);
	const made = new Set(waiting.map(({ submission }) => submission.assignmentId));
	return wanted.filter((id) => !made.has(id));
}

/** Gives the changes that note where drafts live, and which backups the server has by now. */
export async function placeChanges(
	tablet: Tablet,
	places: readonly DraftPlace[],
	sent: readonly KeptBackup[]
): Promise<Change[]> {
	// One that another vault sealed cannot be opened here, so it is not offered: what is here goes on beside it (`shutTo`).
	const ours = places.filter(({ vaultId }) => vaultId === tablet.vault.vaultId);
	const away = ours.filter((place) => !place.here);
	const changes: Change[] = [];
	const still = new Set(away.map(({ assignmentId }) => assignmentId));
	for (const id of await readIds(tablet.db, 'elsewhere')) if (!still.has(id)) changes.push(remove('elsewhere', id));
	for (const { assignmentId, savedAt, vaultId } of away)
		changes.push(put('elsewhere', assignmentId, { assignmentId, savedAt, vaultId }));
	const here = new Set(ours.filter((place) => place.here).map(({ assignmentId }) => assignmentId));
	const kept = await readAll(tablet.db, 'backups');
	for (const backup of sent) {
		const now = kept.find(({ assignmentId }) => assignmentId === backup.assignmentId);
		if (here.has(backup.assignmentId) && now?.c === backup.c)
			changes.push(put('backups', backup.assignmentId, { ...backup, sent: true }));
	}
	return [...changes, ...(await lostChanges(tablet, kept, ours))];
}

/**
 * Gives the changes by which copies go up again that the server had and has no more: the plan was sent from another tablet and opened again
 * since, or the server's store was put back to an earlier day. What is still to be done is copied at all times.
 */
async function lostChanges(
	tablet: Tablet,
	kept: readonly KeptBackup[],
	ours: readonly DraftPlace[]
): Promise<Change[]> {
	const there = new Set(ours.map(({ assignmentId }) => assignmentId));
	const changes: Change[] = [];
	for (const backup of kept.filter(({ assignmentId, sent }) => sent && !there.has(assignmentId))) {
		const item = await read(tablet.db, 'workload', backup.assignmentId);
		if (item?.receivedAt === null) changes.push(put('backups', backup.assignmentId, { ...backup, sent: false }));
	}
	return changes;
}

/** Whether two are of the same plan under the same vault, and were saved at the same time. */
function isCopy(one: KeptElsewhere, other: KeptElsewhere): boolean {
	return one.assignmentId === other.assignmentId && one.vaultId === other.vaultId && one.savedAt === other.savedAt;
}

/** Gives the copies among what the server keeps that another vault of this person sealed: here they can be told of, and not opened. `brought`: came here since. */
export function shutTo(
	{ vault }: Tablet,
	places: readonly DraftPlace[],
	brought: readonly KeptElsewhere[]
): KeptElsewhere[] {
	const others = places.filter(
		(place) => place.vaultId !== vault.vaultId && !brought.some((one) => isCopy(one, place))
	);
	return others.map(({ assignmentId, vaultId, savedAt }) => ({ assignmentId, vaultId, savedAt }));
}

/**
 * Gives the changes that bring claimed drafts here. A draft of the same plan that is here already and says something else is kept aside, to
 * be read and kept as a file.
 */
export async function claimChanges(tablet: Tablet, claimed: readonly Claimed[]): Promise<Change[]> {
	const changes: Change[] = [];
	for (const { assignmentId, vaultId, savedAt, sealed } of claimed) {
		if (vaultId !== tablet.vault.vaultId) continue;
		const moved = (await tablet.vault.open(backupPlace(assignmentId), asBytes(sealed))) as KeptDraft;
		const { changedAt } = moved.draft;
		changes.push(
			...(await asideChanges(tablet, moved)),
			put('drafts', assignmentId, moved),
			put('backups', assignmentId, { assignmentId, vaultId, changedAt, savedAt, ...sealed, sent: true }),
			remove('elsewhere', assignmentId)
		);
	}
	return changes;
}

/** Gives the change that keeps aside what is here of a plan, before a draft of it takes its place; none where that one says the same. */
export async function asideChanges(tablet: Tablet, coming: KeptDraft): Promise<Change[]> {
	const { assignmentId } = coming.draft;
	const own = await read(tablet.db, 'drafts', assignmentId);
	if (!own || sameWork(own.draft, coming.draft)) return [];
	const aside: KeptAside = { ...own, keptAt: tablet.now() };
	return [put('aside', `${assignmentId}@${own.draft.changedAt}`, aside)];
}

/** Gives what was kept aside, the newest first. */
export async function aside(tablet: Tablet): Promise<KeptAside[]> {
	return (await readAll(tablet.db, 'aside')).sort((a, b) => b.keptAt.localeCompare(a.keptAt));
}

/** Deletes what was kept aside of a draft: only ever after the auditor said so. */
export async function forgetAside(tablet: Tablet, { draft }: KeptAside): Promise<void> {
	await write(tablet.db, [remove('aside', `${draft.assignmentId}@${draft.changedAt}`)]);
}
