/**
 * The last post of a tablet that was revoked: what it had not sent, kept apart until a coordinator decides whether it came from the right
 * hands. Nothing of it counts before that.
 */
import { Farewell } from '#lib/domain/farewell.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { Receipt } from '#lib/domain/sync.ts';
import { record, type By } from './activity.ts';
import { insertAll } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import { newId } from './ids.ts';
import * as sync from './sync.ts';
import * as vaults from './vaults.ts';

/** A tablet's last post as a coordinator sees it: counts, until it is taken. */
export interface OpenFarewell {
	readonly farewellId: string;
	readonly personId: string;
	readonly receivedAt: string;
	readonly entries: number;
	readonly drafts: number;
}

/**
 * Keeps the last post of a revoked tablet; one is kept of each, so that sending it again does no harm. An empty one only notes that the
 * tablet is emptied.
 */
export async function keep(
	store: Store,
	{ tabletId, personId, deviceId, now }: { tabletId: string; personId: string; deviceId: string; now: string },
	{ entries, backups }: Farewell
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const { numUpdatedRows } = await tx
			.updateTable('tablet')
			.set({ farewellAt: now })
			.where('tabletId', '=', tabletId)
			.where('revokedAt', 'is not', null)
			.where('farewellAt', 'is', null)
			.executeTakeFirst();
		if (numUpdatedRows === 0n) return;
		const counts = { entries: entries.length, drafts: backups.length };
		if (counts.entries + counts.drafts > 0)
			await insertAll(tx, 'farewell', [
				{
					farewellId: newId(),
					personId,
					deviceId,
					receivedAt: now,
					...counts,
					body: JSON.stringify({ deviceId, entries, backups }),
					decidedAt: null,
					decidedBy: null,
					decision: null
				}
			]);
		await record(tx, { actorId: personId, now, action: 'tablet.farewell', subject: personId, details: counts });
	});
}

/** Gives the last posts that nobody decided about, the oldest first; of one person where asked. */
export async function open(store: Store, personId?: string): Promise<OpenFarewell[]> {
	let rows = store
		.selectFrom('farewell')
		.select(['farewellId', 'personId', 'receivedAt', 'entries', 'drafts'])
		.where('decidedAt', 'is', null);
	if (personId !== undefined) rows = rows.where('personId', '=', personId);
	return rows.orderBy('receivedAt').orderBy('farewellId').execute();
}

async function undecided(store: Store, personId: string, farewellId: string): Promise<Farewell> {
	const row = await store
		.selectFrom('farewell')
		.select(['body', 'decidedAt'])
		.where('farewellId', '=', farewellId)
		.where('personId', '=', personId)
		.executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	if (row.decidedAt) throw new Refusal('farewell.decided');
	return Farewell.parse(JSON.parse(row.body));
}

/**
 * Takes a last post as if it had come before the tablet was revoked: each entry is judged as ever, drafts are kept for the person's next
 * tablet. What is refused stays for a later decision. Gives the receipts. Refuses `thing.not_found` and `farewell.decided`.
 */
export async function take(
	store: Store,
	{ personId, farewellId }: { personId: string; farewellId: string },
	by: By,
	around: sync.Surroundings
): Promise<Receipt[]> {
	const { deviceId, entries, backups } = await undecided(store, personId, farewellId);
	const sender = { personId, deviceId, now: by.now };
	const receipts: Receipt[] = [];
	for (const entry of entries) receipts.push(await sync.receive(store, sender, entry, around));
	await vaults.backUp(store, sender, backups);
	const refused = new Set(receipts.filter(({ outcome }) => outcome === 'refused').map(({ entryId }) => entryId));
	const left = entries.filter(({ entryId }) => refused.has(entryId));
	await settle(store, { personId, farewellId }, by, {
		decision: left.length === 0 ? 'taken' : null,
		left: { deviceId, entries: left, backups: [] },
		accepted: entries.length - left.length
	});
	return receipts;
}

/** Deletes a last post for good. Refuses `thing.not_found` and `farewell.decided`. */
export async function drop(
	store: Store,
	{ personId, farewellId }: { personId: string; farewellId: string },
	by: By
): Promise<void> {
	const { deviceId } = await undecided(store, personId, farewellId);
	await settle(store, { personId, farewellId }, by, {
		decision: 'deleted',
		left: { deviceId, entries: [], backups: [] },
		accepted: 0
	});
}

async function settle(
	store: Store,
	{ personId, farewellId }: { personId: string; farewellId: string },
	by: By,
	{ decision, left, accepted }: { decision: 'taken' | 'deleted' | null; left: Farewell; accepted: number }
): Promise<void> {
	await inTransaction(store, async (tx) => {
		await tx
			.updateTable('farewell')
			.set({
				entries: left.entries.length,
				drafts: 0,
				body: JSON.stringify(left),
				...(decision && { decision, decidedAt: by.now, decidedBy: by.actorId })
			})
			.where('farewellId', '=', farewellId)
			.execute();
		const action = decision === 'deleted' ? 'farewell.deleted' : 'farewell.taken';
		await record(tx, { ...by, action, subject: personId, details: { accepted, refused: left.entries.length } });
	});
}
