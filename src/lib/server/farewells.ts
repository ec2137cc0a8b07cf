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
import * as left from './left.ts';
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

/** Posts of one tablet that wait to be decided about: one that was found or stolen cannot fill the store with more. */
const OPEN_POSTS = 10;

/**
 * Keeps the last post of a revoked tablet. Where it comes again, because the answer was lost on the way, only what is new in it is kept: its
 * person may have gone on typing. An empty one only notes that the tablet is emptied. Refuses `request.too_large` where too many wait, and
 * the tablet keeps what it has.
 */
export async function keep(
	store: Store,
	{ tabletId, personId, deviceId, now }: { tabletId: string; personId: string; deviceId: string; now: string },
	farewell: Farewell
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const tablet = await tx
			.selectFrom('tablet')
			.select('farewellAt')
			.where('tabletId', '=', tabletId)
			.where('revokedAt', 'is not', null)
			.executeTakeFirst();
		if (!tablet) return;
		const before = await tx
			.selectFrom('farewell')
			.select('body')
			.where('personId', '=', personId)
			.where('deviceId', '=', deviceId)
			.where('decidedAt', 'is', null)
			.execute();
		const { entries, backups, aside } = without(
			farewell,
			before.map(({ body }) => Farewell.parse(JSON.parse(body)))
		);
		const counts = { entries: entries.length, drafts: backups.length + aside.length };
		const isEmpty = counts.entries + counts.drafts === 0;
		if (tablet.farewellAt !== null && isEmpty) return;
		if (before.length >= OPEN_POSTS) throw new Refusal('request.too_large');
		await tx.updateTable('tablet').set({ farewellAt: now }).where('tabletId', '=', tabletId).execute();
		if (!isEmpty)
			await insertAll(tx, 'farewell', [
				{
					farewellId: newId(),
					personId,
					deviceId,
					receivedAt: now,
					...counts,
					body: JSON.stringify({ deviceId, entries, backups, ...(aside.length > 0 && { aside }) }),
					decidedAt: null,
					decidedBy: null,
					decision: null
				}
			]);
		await record(tx, { actorId: personId, now, action: 'tablet.farewell', subject: personId, details: counts });
	});
}

/** Gives what of a last post is in none that came before. */
function without({ entries, backups, aside = [] }: Farewell, before: readonly Farewell[]) {
	const known = new Set(
		before.flatMap((post) => [
			...post.entries.map(({ entryId, contentHash }) => `${entryId}|${contentHash}`),
			...[...post.backups, ...(post.aside ?? [])].map(({ sealed }) => sealed.c)
		])
	);
	return {
		entries: entries.filter(({ entryId, contentHash }) => !known.has(`${entryId}|${contentHash}`)),
		backups: backups.filter(({ sealed }) => !known.has(sealed.c)),
		aside: aside.filter(({ sealed }) => !known.has(sealed.c))
	};
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
 * tablet. What is refused stays for a later decision. A draft that goes on on another tablet already, or was sent, has no room for what was
 * typed here, and what was kept aside never had one: both wait for a tablet of the person (`left.ts`). Gives the receipts. Refuses
 * `thing.not_found` and `farewell.decided`.
 */
export async function take(
	store: Store,
	{ personId, farewellId }: { personId: string; farewellId: string },
	by: By,
	around: sync.Surroundings
): Promise<Receipt[]> {
	const { deviceId, entries, backups, aside = [] } = await undecided(store, personId, farewellId);
	const sender = { personId, deviceId, now: by.now };
	const receipts: Receipt[] = [];
	for (const entry of entries) receipts.push(await sync.receive(store, sender, entry, around));
	const placed = new Set(await vaults.backUp(store, sender, backups));
	const passedOver = backups.filter((one) => !placed.has(one));
	const refused = new Set(receipts.filter(({ outcome }) => outcome === 'refused').map(({ entryId }) => entryId));
	const again = entries.filter(({ entryId }) => refused.has(entryId));
	await settle(store, { personId, farewellId }, by, {
		decision: again.length === 0 ? 'taken' : null,
		rest: { deviceId, entries: again, backups: [] },
		kept: [...passedOver.map((one) => ({ backups: [one] })), ...aside.map((one) => ({ backups: [], aside: [one] }))],
		accepted: entries.length - again.length
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
		rest: { deviceId, entries: [], backups: [] },
		kept: [],
		accepted: 0
	});
}

/** What becomes of a last post: what is left of it to be decided, and what waits for a tablet of its person. */
interface Settled {
	readonly decision: 'taken' | 'deleted' | null;
	readonly rest: Farewell;
	readonly kept: readonly left.One[];
	readonly accepted: number;
}

async function settle(
	store: Store,
	{ personId, farewellId }: { personId: string; farewellId: string },
	by: By,
	{ decision, rest, kept, accepted }: Settled
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const { numUpdatedRows } = await tx
			.updateTable('farewell')
			.set({
				entries: rest.entries.length,
				drafts: 0,
				body: JSON.stringify(rest),
				...(decision && { decision, decidedAt: by.now, decidedBy: by.actorId })
			})
			.where('farewellId', '=', farewellId)
			.where('decidedAt', 'is', null)
			.executeTakeFirst();
		if (numUpdatedRows === 0n) throw new Refusal('farewell.decided');
		await left.keep(tx, { personId, deviceId: rest.deviceId }, kept, by);
		const action = decision === 'deleted' ? 'farewell.deleted' : 'farewell.taken';
		await record(tx, { ...by, action, subject: personId, details: { accepted, refused: rest.entries.length } });
	});
}
