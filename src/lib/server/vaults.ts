/**
 * What the server keeps sealed for people: how their vault opens on a new tablet, and their drafts as last backed up. It can open neither.
 * A draft lives on one tablet at a time; claiming it moves it whole.
 */
import type { Claimed, DraftBackup, DraftPlace, VaultKept, VaultUpload } from '#lib/domain/draft-backup.ts';
import { SealedText, SealedTo } from '#lib/domain/sealed.ts';
import { PassphraseWrap } from '#lib/domain/vault.ts';
import { record } from './activity.ts';
import { upsertAll } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';

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

/** Gives the vault that a person set up or changed last, or null. */
export async function latest(store: Store, personId: string): Promise<VaultKept | null> {
	const row = await store
		.selectFrom('vault')
		.select(['vaultId', 'wrap', 'escrow'])
		.where('personId', '=', personId)
		.orderBy('changedAt', 'desc')
		.orderBy('vaultId', 'desc')
		.executeTakeFirst();
	if (!row) return null;
	return { vaultId: row.vaultId, wrap: PassphraseWrap.parse(JSON.parse(row.wrap)), escrowed: row.escrow !== null };
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

/**
 * Keeps the drafts that a tablet backs up, where they live on it or nowhere yet. One that moved to another tablet meanwhile is passed over:
 * `places` tells the sender so. One of an assignment that is not theirs, or no longer open, is passed over too. They are no acts, so they
 * leave no line in the activity.
 */
export async function backUp(store: Store, sender: Sender, backups: readonly DraftBackup[]): Promise<void> {
	if (backups.length === 0) return;
	const { personId, deviceId, now } = sender;
	await inTransaction(store, async (tx) => {
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
			.select(['assignmentId', 'deviceId'])
			.where('personId', '=', personId)
			.where('assignmentId', 'in', ids)
			.execute();
		const elsewhere = new Set(kept.filter((row) => row.deviceId !== deviceId).map(({ assignmentId }) => assignmentId));
		const rows = backups.filter(({ assignmentId }) => open.has(assignmentId) && !elsewhere.has(assignmentId));
		await upsertAll(
			tx,
			'draftBackup',
			['personId', 'assignmentId'],
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
	});
}

/** Moves drafts to the tablet that asks, and gives them. One that this person has not backed up is passed over, whosever it is. */
export async function claim(store: Store, sender: Sender, assignmentIds: readonly string[]): Promise<Claimed[]> {
	if (assignmentIds.length === 0) return [];
	const { personId, deviceId, now } = sender;
	return inTransaction(store, async (tx) => {
		const rows = await tx
			.selectFrom('draftBackup')
			.selectAll()
			.where('personId', '=', personId)
			.where('assignmentId', 'in', [...assignmentIds])
			.orderBy('assignmentId')
			.execute();
		for (const { assignmentId } of rows.filter((row) => row.deviceId !== deviceId)) {
			await tx
				.updateTable('draftBackup')
				.set({ deviceId })
				.where('personId', '=', personId)
				.where('assignmentId', '=', assignmentId)
				.execute();
			await record(tx, { actorId: personId, now, action: 'draft.moved', subject: assignmentId });
		}
		return rows.map(({ assignmentId, vaultId, savedAt, body }) => ({
			assignmentId,
			vaultId,
			savedAt,
			sealed: SealedText.parse(JSON.parse(body))
		}));
	});
}

/** Gives where each backed-up draft of a plan that is still this person's to do lives, seen from one tablet. */
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
		.limit(200)
		.execute();
	return rows.map((row) => ({
		assignmentId: row.assignmentId,
		vaultId: row.vaultId,
		savedAt: row.savedAt,
		here: row.deviceId === deviceId
	}));
}

/** Deletes the backup of a draft that is done with: sent, handed back or taken back. */
export async function forget(tx: Store, assignmentId: string): Promise<void> {
	await tx.deleteFrom('draftBackup').where('assignmentId', '=', assignmentId).execute();
}
