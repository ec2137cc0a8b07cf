/** Auditors' ties to settings and to single plans: what they must never be given. */
import { CaseFacts } from '#lib/domain/case-fact.ts';
import type { Interest } from '#lib/domain/interest.ts';
import type { PlanDates } from '#lib/domain/plan-dates.ts';
import { adviserKeys, serviceKey, type TieKind } from '#lib/domain/tie.ts';
import { record, type By } from './activity.ts';
import { insertAll, portions } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import { newId } from './ids.ts';

/** Gives the ties that are written down, in the order in which they were. */
export async function list(store: Store): Promise<Interest[]> {
	const rows = await store
		.selectFrom('interest')
		.select(['auditorId', 'planRef', 'schoolUrn', 'source'])
		.orderBy('interestId')
		.execute();
	return rows.map((row) => ({ ...row, source: row.source as Interest['source'] }));
}

/**
 * Gives every tie that counts when plans are given out: those written down, everybody's own places of work, and the plans on which a
 * service that somebody works for was asked for advice, as far as the register or the case facts name it.
 */
export async function forAuditors(store: Store): Promise<Interest[]> {
	const written = await list(store);
	const places = await store.selectFrom('personSchool').select(['personId', 'schoolUrn']).execute();
	const employers = places.map(({ personId, schoolUrn }) => ({
		auditorId: personId,
		planRef: null,
		schoolUrn,
		source: 'employer' as const
	}));
	return [...written, ...employers, ...(await advisedOn(store))];
}

/** Gives the plans on which each person's services were asked for advice, in any term. */
async function advisedOn(store: Store): Promise<Interest[]> {
	const served = await store.selectFrom('personService').select(['personId', 'service']).execute();
	if (served.length === 0) return [];
	const plansOf = await advisers(store);
	return served.flatMap(({ personId, service }) =>
		[...(plansOf.get(serviceKey(service)) ?? [])].map((planRef) => ({
			auditorId: personId,
			planRef,
			schoolUrn: null,
			source: 'service' as const
		}))
	);
}

/** Gives the plans whose dates or case facts name a service that was asked for advice, by the service as it is compared. */
export async function advisers(store: Store): Promise<Map<string, Set<string>>> {
	const found = new Map<string, Set<string>>();
	const add = (planRef: string, keys: ReadonlySet<string>) => {
		for (const key of keys) found.set(key, (found.get(key) ?? new Set()).add(planRef));
	};
	for (const { planRef, dates } of await store.selectFrom('plan').select(['planRef', 'dates']).execute())
		add(planRef, adviserKeys(JSON.parse(dates) as PlanDates));
	for (const { planRef, body } of await store.selectFrom('caseFact').select(['planRef', 'body']).execute())
		add(planRef, adviserKeys({ adviceDates: null }, CaseFacts.parse(JSON.parse(body))));
	return found;
}

/** Gives the pairs of people of one household: never both on one plan (`apart` of `propose`). */
export async function apart(store: Store): Promise<[auditorId: string, auditorId: string][]> {
	const rows = await store
		.selectFrom('household')
		.select(['personId', 'otherId'])
		.orderBy('personId')
		.orderBy('otherId')
		.execute();
	return rows.map(({ personId, otherId }) => [personId, otherId]);
}

/** Writes a tie down; the same one again changes nothing but its kind, where somebody says of what kind it is. */
export async function declare(store: Store, interest: Interest, by: By, kind: TieKind | null = null): Promise<void> {
	const { auditorId, planRef, schoolUrn, source } = interest;
	await inTransaction(store, async (tx) => {
		const present = await tx
			.selectFrom('interest')
			.select('interestId')
			.where('auditorId', '=', auditorId)
			.where('planRef', planRef === null ? 'is' : '=', planRef)
			.where('schoolUrn', schoolUrn === null ? 'is' : '=', schoolUrn)
			.executeTakeFirst();
		if (present) {
			if (kind) await tx.updateTable('interest').set({ kind }).where('interestId', '=', present.interestId).execute();
			return;
		}
		await tx
			.insertInto('interest')
			.values({ interestId: newId(), auditorId, planRef, schoolUrn, source, kind, declaredAt: by.now })
			.execute();
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
				source: 'people_file',
				kind: null,
				declaredAt: null
			}))
		);
		await insertAll(tx, 'interest', rows);
		await record(tx, { ...by, action: 'interests.written', details: { interests: rows.length } });
	});
}
