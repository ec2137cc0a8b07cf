/** Auditors' ties to settings and to single plans: what they must never be given. */
import type { Interest } from '#lib/domain/interest.ts';
import { record, type By } from './activity.ts';
import { insertAll, portions } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import { newId } from './ids.ts';
import * as people from './people.ts';

/** Gives the ties that are written down, in the order in which they were. */
export async function list(store: Store): Promise<Interest[]> {
	const rows = await store
		.selectFrom('interest')
		.select(['auditorId', 'planRef', 'schoolUrn', 'source'])
		.orderBy('interestId')
		.execute();
	return rows.map((row) => ({ ...row, source: row.source as Interest['source'] }));
}

/** Gives every tie that counts when plans are given out: those written down, and everybody's own places of work. */
export async function forAuditors(store: Store): Promise<Interest[]> {
	const written = await list(store);
	const everybody = await people.list(store);
	const employers = everybody.flatMap(({ personId, schoolUrns }) =>
		schoolUrns.map((schoolUrn) => ({
			auditorId: personId,
			planRef: null,
			schoolUrn,
			source: 'employer' as const
		}))
	);
	return [...written, ...employers];
}

/** Writes a tie down; the same one again changes nothing. */
export async function declare(store: Store, interest: Interest, by: By): Promise<void> {
	const { auditorId, planRef, schoolUrn, source } = interest;
	await inTransaction(store, async (tx) => {
		const present = await tx
			.selectFrom('interest')
			.select('interestId')
			.where('auditorId', '=', auditorId)
			.where('planRef', planRef === null ? 'is' : '=', planRef)
			.where('schoolUrn', schoolUrn === null ? 'is' : '=', schoolUrn)
			.executeTakeFirst();
		if (present) return;
		await tx.insertInto('interest').values({ interestId: newId(), auditorId, planRef, schoolUrn, source }).execute();
		await record(tx, { ...by, action: 'interest.declared', subject: auditorId, details: { source } });
	});
}

/** Puts what a people file says of some auditors' settings in place of what the last file said of them; other ties stay. */
export async function replaceFromFile(
	store: Store,
	urnsByAuditor: ReadonlyMap<string, readonly string[]>,
	by: By
): Promise<void> {
	await inTransaction(store, async (tx) => {
		for (const part of portions([...urnsByAuditor.keys()])) {
			await tx.deleteFrom('interest').where('source', '=', 'people_file').where('auditorId', 'in', part).execute();
		}
		const rows = [...urnsByAuditor].flatMap(([auditorId, urns]) =>
			[...new Set(urns)].map((schoolUrn) => ({
				interestId: newId(),
				auditorId,
				planRef: null,
				schoolUrn,
				source: 'people_file'
			}))
		);
		await insertAll(tx, 'interest', rows);
		await record(tx, { ...by, action: 'interests.written', details: { interests: rows.length } });
	});
}
