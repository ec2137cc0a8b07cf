/**
 * What a tablet left behind that was taken off, and no draft had room for: kept, sealed as it came, until another tablet of the same person has
 * it on its disk. It rests as a last post of its own that was taken, with one copy in it.
 */
import { Farewell, type LeftBehind, type LeftRequest, type LeftWords } from '#lib/domain/farewell.ts';
import { PLACES_LIMIT } from '#lib/domain/sync.ts';
import type { By } from './activity.ts';
import { insertAll } from './db/bulk.ts';
import type { Store } from './db/store.ts';
import { newId } from './ids.ts';

/** One copy, in the list of a last post that it came in. */
export type One = Pick<Farewell, 'backups' | 'aside'>;

/**
 * Keeps copies for their author. What is of a plan that they handed back is not kept: with that they gave their word that nothing of it shall
 * be, on any tablet.
 */
export async function keep(
	tx: Store,
	{ personId, deviceId }: { personId: string; deviceId: string },
	copies: readonly One[],
	{ actorId, now }: By
): Promise<void> {
	if (copies.length === 0) return;
	const named = copies.map((one) => ({ one, assignmentId: copyIn(one)?.assignmentId ?? '' }));
	const handedBack = await tx
		.selectFrom('assignment')
		.select('assignmentId')
		.where('auditorId', '=', personId)
		.where('declinedAt', 'is not', null)
		.where(
			'assignmentId',
			'in',
			named.map(({ assignmentId }) => assignmentId)
		)
		.execute();
	const over = new Set(handedBack.map(({ assignmentId }) => assignmentId));
	await insertAll(
		tx,
		'farewell',
		named
			.filter(({ assignmentId }) => !over.has(assignmentId))
			.map(({ one }) => ({
				farewellId: newId(),
				personId,
				deviceId,
				receivedAt: now,
				entries: 0,
				drafts: 1,
				body: JSON.stringify({ deviceId, entries: [], ...one }),
				decidedAt: now,
				decidedBy: actorId,
				decision: 'taken'
			}))
	);
}

const copyIn = ({ backups, aside = [] }: One) => backups[0] ?? aside[0];

/** Gives what waits for a person, the oldest first; of it those that are named, where `ids` are given. */
async function waiting(store: Store, personId: string, ids?: readonly string[]): Promise<LeftWords[]> {
	let rows = store
		.selectFrom('farewell')
		.select(['farewellId', 'body'])
		.where('personId', '=', personId)
		.where('decision', '=', 'taken')
		.where('drafts', '>', 0);
	if (ids) rows = rows.where('farewellId', 'in', [...ids]);
	const found = await rows.orderBy('receivedAt').orderBy('farewellId').limit(PLACES_LIMIT).execute();
	return found.flatMap(({ farewellId, body }) => {
		const one = Farewell.parse(JSON.parse(body));
		const copy = copyIn(one);
		return copy ? [{ leftId: farewellId, ...copy, aside: one.backups.length === 0 }] : [];
	});
}

/** Gives what waits for a person, without the words. */
export async function list(store: Store, personId: string): Promise<LeftBehind[]> {
	const all = await waiting(store, personId);
	return all.map(({ leftId, assignmentId, vaultId, savedAt }) => ({ leftId, assignmentId, vaultId, savedAt }));
}

/** Gives the words that a tablet of their author asks for. What is somebody else's, or is gone by now, is passed over. */
export async function words(store: Store, personId: string, { fetch }: LeftRequest): Promise<LeftWords[]> {
	return fetch.length === 0 ? [] : waiting(store, personId, fetch);
}

/** Deletes what a tablet of its author has on its disk by now. */
export async function forget(store: Store, personId: string, { kept }: LeftRequest): Promise<void> {
	if (kept.length === 0) return;
	await store
		.deleteFrom('farewell')
		.where('personId', '=', personId)
		.where('decision', '=', 'taken')
		.where('drafts', '>', 0)
		.where('farewellId', 'in', [...kept])
		.execute();
}
