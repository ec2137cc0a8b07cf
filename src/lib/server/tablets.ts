/**
 * The tablets of each person: given a credential when its person signs in on it, listed for them and for the coordinator, and revoked by
 * either. What a revoked tablet still sends is in `farewells.ts`.
 */
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { leaseFrom, type TabletRegistered, type TabletRegistration } from '#lib/domain/tablet.ts';
import { record, type By } from './activity.ts';
import { insertAll } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import { newId } from './ids.ts';

/** One tablet as people see it. */
export interface TabletLine {
	readonly tabletId: string;
	readonly deviceId: string;
	/** Browser and kind of machine in words. */
	readonly device: string;
	readonly build: string;
	readonly createdAt: Instant;
	readonly contactAt: Instant;
	readonly leaseUntil: Instant;
	readonly revokedAt: Instant | null;
	/** When it sent what it still had after it was revoked; null while nobody knows whether it will. */
	readonly farewellAt: Instant | null;
}

/**
 * Gives a tablet its credential, in place of the one that it had: whoever signs in on it again proves anew who they are. Refuses
 * `tablet.revoked` for one that was revoked: it is to be emptied, and then it is a new one.
 */
export async function register(
	store: Store,
	{ personId, device, now }: { readonly personId: string; readonly device: string; readonly now: Instant },
	{ deviceId, publicKey, build }: Omit<TabletRegistration, 'personId'>
): Promise<TabletRegistered> {
	return inTransaction(store, async (tx) => {
		const before = await tx
			.selectFrom('tablet')
			.select(['tabletId', 'revokedAt'])
			.where('personId', '=', personId)
			.where('deviceId', '=', deviceId)
			.executeTakeFirst();
		if (before?.revokedAt) throw new Refusal('tablet.revoked');
		const tabletId = newId();
		const leaseUntil = leaseFrom(now);
		if (before) await tx.deleteFrom('tablet').where('tabletId', '=', before.tabletId).execute();
		await insertAll(tx, 'tablet', [
			{
				tabletId,
				personId,
				deviceId,
				publicKey: JSON.stringify(publicKey),
				counter: 0,
				build,
				device,
				createdAt: now,
				contactAt: now,
				leaseUntil,
				revokedAt: null,
				revokedBy: null,
				farewellAt: null
			}
		]);
		await record(tx, { actorId: personId, now, action: 'tablet.registered', subject: personId, details: { tabletId } });
		return { tabletId, leaseUntil };
	});
}

/** Gives somebody's tablets, the latest in touch first. */
export async function list(store: Store, personId: string): Promise<TabletLine[]> {
	return store
		.selectFrom('tablet')
		.select([
			'tabletId',
			'deviceId',
			'device',
			'build',
			'createdAt',
			'contactAt',
			'leaseUntil',
			'revokedAt',
			'farewellAt'
		])
		.where('personId', '=', personId)
		.orderBy('contactAt', 'desc')
		.orderBy('tabletId')
		.execute();
}

/**
 * Ends a tablet's credential from its next request on. It is then told to send what it still has and to empty itself. Refuses
 * `thing.not_found` for one that is not this person's. Revoking twice is harmless.
 */
export async function revoke(store: Store, personId: string, tabletId: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const row = await tx
			.selectFrom('tablet')
			.select('revokedAt')
			.where('tabletId', '=', tabletId)
			.where('personId', '=', personId)
			.executeTakeFirst();
		if (!row) throw new Refusal('thing.not_found');
		if (row.revokedAt) return;
		await end(tx, [tabletId], by);
		await record(tx, { ...by, action: 'tablet.revoked', subject: personId, details: { tabletId } });
	});
}

/** Revokes every tablet of somebody whose access ends. Gives how many. Inside the transaction that ends it. */
export async function revokeAllOf(tx: Store, personId: string, by: By): Promise<number> {
	const rows = await tx
		.selectFrom('tablet')
		.select('tabletId')
		.where('personId', '=', personId)
		.where('revokedAt', 'is', null)
		.execute();
	if (rows.length > 0)
		await end(
			tx,
			rows.map(({ tabletId }) => tabletId),
			by
		);
	return rows.length;
}

async function end(tx: Store, tabletIds: string[], { actorId, now }: By): Promise<void> {
	await tx
		.updateTable('tablet')
		.set({ revokedAt: now, revokedBy: actorId })
		.where('tabletId', 'in', tabletIds)
		.execute();
}

/** Whether this browser of a person was revoked: then it is told so whatever it asks by. */
export async function isRevoked(store: Store, personId: string, deviceId: string): Promise<boolean> {
	const row = await store
		.selectFrom('tablet')
		.select('revokedAt')
		.where('personId', '=', personId)
		.where('deviceId', '=', deviceId)
		.executeTakeFirst();
	return row !== undefined && row.revokedAt !== null;
}
