/**
 * What the server keeps sealed for people: how their vaults open on a new tablet, and their drafts as last backed up. It can open neither.
 * There is a copy of a draft for each vault that a person has. Each lives on one tablet at a time; claiming it moves it whole.
 */
import type { Claimed, DraftBackup, DraftPlace, VaultOffer, VaultUpload } from '#lib/domain/draft-backup.ts';
import { SealedText, SealedTo } from '#lib/domain/sealed.ts';
import { BACKUPS_LIMIT, PLACES_LIMIT, VAULTS_LIMIT } from '#lib/domain/sync.ts';
import { PassphraseWrap } from '#lib/domain/vault.ts';
import { record } from './activity.ts';
import { upsertAll } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as left from './left.ts';

/** Whose tablet it is that sends, and when. */
interface Sender {
	readonly personId: string;
	readonly deviceId: string;
	readonly now: string;
}

/** Keeps a vault's wrap and escrow in place of the ones before. An escrow that is there is not taken away by a tablet that has none. */
export async function keep(
	store: Store,
	{ personId, now }: Sender,
	{ vaultId, wrap, escrow }: VaultUpload
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const before = await tx
			.selectFrom('vault')
			.select(['wrap', 'escrow'])
			.where('personId', '=', personId)
			.where('vaultId', '=', vaultId)
			.executeTakeFirst();
		const row = {
			wrap: JSON.stringify(wrap),
			escrow: escrow ? JSON.stringify(escrow) : (before?.escrow ?? null),
			changedAt: now
		};
		if (before && before.wrap === row.wrap && before.escrow === row.escrow) return;
		await upsertAll(tx, 'vault', ['personId', 'vaultId'], [{ personId, vaultId, ...row }]);
		await record(tx, {
			actorId: personId,
			now,
			action: 'vault.kept',
			subject: personId,
			details: { vaultId, escrowed: row.escrow !== null }
		});
	});
}

/**
 * Gives the vaults that a new tablet of a person may be opened with, the newest first: the one that they set up or changed last, and every other under
 * which a draft is kept of a plan that is still theirs to do, or words that a tablet left behind.
 */
export async function offers(store: Store, personId: string): Promise<VaultOffer[]> {
	const rows = await store
		.selectFrom('vault')
		.select(['vaultId', 'wrap', 'escrow', 'changedAt'])
		.where('personId', '=', personId)
		.orderBy('changedAt', 'desc')
		.orderBy('vaultId', 'desc')
		.execute();
	if (rows.length === 0) return [];
	const copies = await store
		.selectFrom('draftBackup')
		.innerJoin('assignment', 'assignment.assignmentId', 'draftBackup.assignmentId')
		.select('draftBackup.vaultId')
		.where('draftBackup.personId', '=', personId)
		.where('assignment.withdrawnAt', 'is', null)
		.execute();
	copies.push(...(await left.list(store, personId)));
	const count = (id: string) => copies.filter(({ vaultId }) => vaultId === id).length;
	return rows
		.filter(({ vaultId }, at) => at === 0 || count(vaultId) > 0)
		.slice(0, VAULTS_LIMIT)
		.map(({ vaultId, wrap, escrow, changedAt }) => ({
			vaultId,
			wrap: PassphraseWrap.parse(JSON.parse(wrap)),
			escrowed: escrow !== null,
			changedAt,
			copies: count(vaultId)
		}));
}

/** Gives the escrow of a person's vault, or null where there is none. */
export async function escrowOf(store: Store, personId: string, vaultId: string): Promise<SealedTo | null> {
	const row = await store
		.selectFrom('vault')
		.select('escrow')
		.where('personId', '=', personId)
		.where('vaultId', '=', vaultId)
		.executeTakeFirst();
	return row?.escrow ? SealedTo.parse(JSON.parse(row.escrow)) : null;
}

/** Names a copy: drafts of one plan that two vaults sealed have nothing to do with each other. */
const copyOf = ({ assignmentId, vaultId }: { assignmentId: string; vaultId: string }) => `${assignmentId}|${vaultId}`;

/**
 * Keeps the drafts that a tablet backs up, where they live on it or nowhere yet. One that moved to another tablet meanwhile is passed over:
 * `places` tells the sender so. What another vault sealed of the same plan is not touched, since nobody could open this one in its place. One of
 * an assignment that is not theirs, or no longer open, is passed over too. They are no acts, so they leave no line in the activity. Gives those
 * that it keeps.
 */
export async function backUp(store: Store, sender: Sender, backups: readonly DraftBackup[]): Promise<DraftBackup[]> {
	if (backups.length === 0) return [];
	const { personId, deviceId, now } = sender;
	return inTransaction(store, async (tx) => {
		const ids = backups.map(({ assignmentId }) => assignmentId);
		const own = await tx
			.selectFrom('assignment')
			.select('assignmentId')
			.where('auditorId', '=', personId)
			.where('assignmentId', 'in', ids)
			.where('declinedAt', 'is', null)
			.where('withdrawnAt', 'is', null)
			.where('submittedAt', 'is', null)
			.execute();
		const open = new Set(own.map(({ assignmentId }) => assignmentId));
		const kept = await tx
			.selectFrom('draftBackup')
			.select(['assignmentId', 'vaultId', 'deviceId'])
			.where('personId', '=', personId)
			.where('assignmentId', 'in', ids)
			.execute();
		const elsewhere = new Set(kept.filter((row) => row.deviceId !== deviceId).map(copyOf));
		const rows = backups.filter((backup) => open.has(backup.assignmentId) && !elsewhere.has(copyOf(backup)));
		await upsertAll(
			tx,
			'draftBackup',
			['personId', 'assignmentId', 'vaultId'],
			rows.map(({ assignmentId, vaultId, savedAt, sealed }) => ({
				personId,
				assignmentId,
				deviceId,
				vaultId,
				savedAt,
				receivedAt: now,
				body: JSON.stringify(sealed)
			}))
		);
		return rows;
	});
}

/**
 * Moves drafts to the tablet that asks, and gives them. `claims` names their assignments, and the vault that opens them; without one, as tablets of
 * before asked, every copy that there is goes: they take what they can open. What this person has not backed up is passed over, whosever it is.
 */
export async function claim(store: Store, sender: Sender, claims: readonly string[]): Promise<Claimed[]> {
	if (claims.length === 0) return [];
	const { personId, deviceId, now } = sender;
	return inTransaction(store, async (tx) => {
		const found = await tx
			.selectFrom('draftBackup')
			.selectAll()
			.where('personId', '=', personId)
			.where('assignmentId', 'in', [...claims])
			.orderBy('assignmentId')
			.orderBy('vaultId')
			.execute();
		const opens = await tx
			.selectFrom('vault')
			.select('vaultId')
			.where('personId', '=', personId)
			.where('vaultId', 'in', [...claims])
			.executeTakeFirst();
		const rows = found.filter(({ vaultId }) => !opens || vaultId === opens.vaultId).slice(0, BACKUPS_LIMIT);
		for (const row of rows.filter((one) => one.deviceId !== deviceId)) {
			await tx
				.updateTable('draftBackup')
				.set({ deviceId })
				.where('personId', '=', personId)
				.where('assignmentId', '=', row.assignmentId)
				.where('vaultId', '=', row.vaultId)
				.execute();
			await record(tx, { actorId: personId, now, action: 'draft.moved', subject: row.assignmentId });
		}
		return rows.map((row) => ({
			assignmentId: row.assignmentId,
			vaultId: row.vaultId,
			savedAt: row.savedAt,
			sealed: SealedText.parse(JSON.parse(row.body))
		}));
	});
}

/** Gives where each copy of a draft lives whose plan is still this person's to do, seen from one tablet; several of a plan that several vaults have. */
export async function places(
	store: Store,
	{ personId, deviceId }: Pick<Sender, 'personId' | 'deviceId'>
): Promise<DraftPlace[]> {
	const rows = await store
		.selectFrom('draftBackup')
		.innerJoin('assignment', 'assignment.assignmentId', 'draftBackup.assignmentId')
		.select(['draftBackup.assignmentId', 'draftBackup.vaultId', 'draftBackup.savedAt', 'draftBackup.deviceId'])
		.where('draftBackup.personId', '=', personId)
		.where('assignment.withdrawnAt', 'is', null)
		.orderBy('draftBackup.assignmentId')
		.orderBy('draftBackup.vaultId')
		.limit(PLACES_LIMIT)
		.execute();
	return rows.map((row) => ({
		assignmentId: row.assignmentId,
		vaultId: row.vaultId,
		savedAt: row.savedAt,
		here: row.deviceId === deviceId
	}));
}

/** Deletes every copy of a draft that is done with: sent, or handed back. */
export async function forget(tx: Store, assignmentId: string): Promise<void> {
	await tx.deleteFrom('draftBackup').where('assignmentId', '=', assignmentId).execute();
}
