/**
 * A forgotten passphrase. The tablet of a person who is signed in asks; a coordinator's browser opens the escrow with the recovery key, whose
 * private half never comes here, and seals the vault's key to the tablet's own. Each step leaves its line in the activity.
 */
import * as z from 'zod';
import type { Recovered, RecoveryRequest, RecoveryStanding } from '#lib/domain/draft-backup.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { NamedKey, PublicKey, type SealedTo } from '#lib/domain/sealed.ts';
import { record, type By } from './activity.ts';
import { insertAll } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import { newId } from './ids.ts';
import * as settings from './settings.ts';
import * as vaults from './vaults.ts';

const SETTING = 'recovery_key';
const KeptKey = NamedKey.extend({ madeAt: z.iso.datetime() });
export type RecoveryKey = z.infer<typeof KeptKey>;

/** Gives the public half of the partnership's recovery key, or null where none was made. */
export async function key(store: Store): Promise<RecoveryKey | null> {
	return settings.get(store, SETTING, KeptKey);
}

/** Puts a recovery key in the place of the one before: tablets seal their vault's key to it at their next contact. */
export async function setKey(store: Store, { keyId, publicKey }: NamedKey, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		await settings.write(tx, SETTING, { keyId, publicKey, madeAt: by.now }, by);
		await record(tx, { ...by, action: 'recovery_key.set', details: { keyId } });
	});
}

/** Gives how many auditors have a vault whose key is in no escrow: a forgotten passphrase would lose what they have not sent. */
export async function withoutEscrow(store: Store): Promise<number> {
	const rows = await store.selectFrom('vault').select(['personId', 'escrow']).execute();
	const escrowed = new Set(rows.filter(({ escrow }) => escrow !== null).map(({ personId }) => personId));
	return new Set(rows.map(({ personId }) => personId).filter((personId) => !escrowed.has(personId))).size;
}

/** Notes that somebody forgot their passphrase; asking again from the same tablet with the same key changes nothing. */
export async function ask(
	store: Store,
	{ personId, deviceId, now }: { personId: string; deviceId: string; now: string },
	{ vaultId, publicKey }: RecoveryRequest
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const asked = JSON.stringify(publicKey);
		const before = await tx
			.selectFrom('recovery')
			.select(['recoveryId', 'publicKey'])
			.where('personId', '=', personId)
			.where('deviceId', '=', deviceId)
			.where('vaultId', '=', vaultId)
			.execute();
		if (before.some((row) => row.publicKey === asked)) return;
		// A newer key of the same tablet takes the place of the one before, answered or not: only one can be waited for.
		const old = before.map(({ recoveryId }) => recoveryId);
		if (old.length > 0) await tx.deleteFrom('recovery').where('recoveryId', 'in', old).execute();
		const row = { recoveryId: newId(), personId, deviceId, vaultId, publicKey: asked, askedAt: now };
		await insertAll(tx, 'recovery', [{ ...row, decidedAt: null, decidedBy: null, sealed: null }]);
		await record(tx, { actorId: personId, now, action: 'recovery.asked', subject: personId });
	});
}

/** Gives the vault's key for a tablet that asked, once it was handed over; else null. */
export async function recovered(
	store: Store,
	{ personId, deviceId }: { personId: string; deviceId: string }
): Promise<Recovered | null> {
	const row = await store
		.selectFrom('recovery')
		.select(['vaultId', 'sealed'])
		.where('personId', '=', personId)
		.where('deviceId', '=', deviceId)
		.where('sealed', 'is not', null)
		.orderBy('decidedAt', 'desc')
		.executeTakeFirst();
	return row?.sealed ? { vaultId: row.vaultId, sealed: JSON.parse(row.sealed) as SealedTo } : null;
}

/**
 * Gives what became of a person's last request from a tablet; where it asked for none, of one that still waits from another tablet of theirs.
 * Null where there is neither.
 */
export async function standing(
	store: Store,
	{ personId, deviceId }: { personId: string; deviceId: string }
): Promise<RecoveryStanding | null> {
	const rows = await store
		.selectFrom('recovery')
		.select(['deviceId', 'vaultId', 'askedAt', 'decidedAt', 'sealed'])
		.where('personId', '=', personId)
		.orderBy('askedAt', 'desc')
		.orderBy('recoveryId', 'desc')
		.execute();
	const row = rows.find((one) => one.deviceId === deviceId) ?? rows.find(({ decidedAt }) => decidedAt === null);
	if (!row) return null;
	return {
		vaultId: row.vaultId,
		askedAt: row.askedAt,
		state: row.decidedAt === null ? 'open' : row.sealed ? 'granted' : 'refused',
		here: row.deviceId === deviceId,
		escrowed: (await vaults.escrowOf(store, personId, row.vaultId)) !== null
	};
}

/** Closes what a tablet asked for: its vault is open again, with help or with words that were found. What was handed over is deleted. */
export async function close(
	store: Store,
	{ personId, deviceId, now }: { personId: string; deviceId: string; now: string }
): Promise<void> {
	const asked = store.selectFrom('recovery').select(['recoveryId', 'sealed']);
	const rows = await asked.where('personId', '=', personId).where('deviceId', '=', deviceId).execute();
	// Nearly every exchange: no transaction for that.
	if (rows.length === 0) return;
	await inTransaction(store, async (tx) => {
		const ids = rows.map(({ recoveryId }) => recoveryId);
		await tx.deleteFrom('recovery').where('recoveryId', 'in', ids).execute();
		const helped = rows.some(({ sealed }) => sealed !== null);
		await record(tx, { actorId: personId, now, action: 'recovery.closed', subject: personId, details: { helped } });
	});
}

/** One request that waits for a coordinator. */
export interface OpenRecovery {
	readonly recoveryId: string;
	readonly personId: string;
	readonly vaultId: string;
	readonly askedAt: string;
	readonly publicKey: PublicKey;
	/** Null where the vault's key was never put in escrow: then it cannot be recovered. */
	readonly escrow: SealedTo | null;
}

/** Gives the requests that nobody decided about, the oldest first; of one person where asked. */
export async function open(store: Store, personId?: string): Promise<OpenRecovery[]> {
	let rows = store.selectFrom('recovery').selectAll().where('decidedAt', 'is', null);
	if (personId !== undefined) rows = rows.where('personId', '=', personId);
	const found = await rows.orderBy('askedAt').orderBy('recoveryId').execute();
	return Promise.all(
		found.map(async (row) => ({
			recoveryId: row.recoveryId,
			personId: row.personId,
			vaultId: row.vaultId,
			askedAt: row.askedAt,
			publicKey: PublicKey.parse(JSON.parse(row.publicKey)),
			escrow: await vaults.escrowOf(store, row.personId, row.vaultId)
		}))
	);
}

/**
 * Decides about a request: `sealed` is the vault's key, sealed in the coordinator's browser to the tablet's own; null turns it down.
 * Refuses `thing.not_found`, and `recovery.decided` for one that somebody decided about.
 */
export async function decide(
	store: Store,
	{ personId, recoveryId }: { personId: string; recoveryId: string },
	sealed: SealedTo | null,
	by: By
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const row = await tx
			.selectFrom('recovery')
			.select('decidedAt')
			.where('recoveryId', '=', recoveryId)
			.where('personId', '=', personId)
			.executeTakeFirst();
		if (!row) throw new Refusal('thing.not_found');
		if (row.decidedAt) throw new Refusal('recovery.decided');
		await tx
			.updateTable('recovery')
			.set({ decidedAt: by.now, decidedBy: by.actorId, sealed: sealed && JSON.stringify(sealed) })
			.where('recoveryId', '=', recoveryId)
			.execute();
		await record(tx, { ...by, action: sealed ? 'recovery.granted' : 'recovery.refused', subject: personId });
	});
}
