/**
 * The last import taken back, in one transaction. Nothing is taken back that somebody has built on since: a plan in a sample, a person
 * who has joined, a row that was put right by hand.
 */
import { Refusal } from '#lib/domain/problem.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { record, type By } from './activity.ts';
import { portions } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as people from './people.ts';
import * as registerBefore from './register-before.ts';
import type { Bodies, Kept } from './register-before.ts';

/** What undoing the last import would do, or why it cannot be done. */
export interface Undoing {
	readonly importId: string;
	readonly importedAt: Instant;
	/** What goes away again, and what becomes as it was. */
	readonly plans: { readonly gone: number; readonly back: number };
	readonly schools: { readonly gone: number; readonly back: number };
	readonly people: { readonly gone: number; readonly back: number };
	/** Whether the return's day and key go back to those of the import before. */
	readonly returnGoesBack: boolean;
	/** Why it cannot be undone, in words; empty where it can. */
	readonly blockers: readonly string[];
}

interface Last {
	readonly undoing: Undoing;
	readonly before: ReadonlyMap<Kept, Bodies>;
}

/** Gives what undoing the last import would do; null where there is none, or it was undone already. */
export async function undoing(store: Store): Promise<Undoing | null> {
	return (await lastOf(store))?.undoing ?? null;
}

async function lastOf(store: Store): Promise<Last | null> {
	const last = await store
		.selectFrom('registerImport')
		.selectAll()
		.orderBy('importId', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (!last || last.undoneAt !== null) return null;
	const rows = await store
		.selectFrom('registerBefore')
		.select(['kind', 'key', 'body'])
		.where('importId', '=', last.importId)
		.execute();
	const before = new Map<Kept, Map<string, string | null>>();
	for (const kind of ['plan', 'school', 'person'] as const) before.set(kind, new Map());
	for (const { kind, key, body } of rows) before.get(kind as Kept)?.set(key, body);
	const countsOf = (kind: Kept) => {
		const bodies = [...(before.get(kind)?.values() ?? [])];
		const gone = bodies.filter((body) => body === null).length;
		return { gone, back: bodies.length - gone };
	};
	const blockers =
		rows.length < writtenBy(last.counts)
			? ['It was made with an earlier version, which did not keep what was there before.']
			: await blockersOf(store, last.importId, before);
	return {
		undoing: {
			importId: last.importId,
			importedAt: last.importedAt,
			plans: countsOf('plan'),
			schools: countsOf('school'),
			people: countsOf('person'),
			returnGoesBack: last.keyId !== null,
			blockers
		},
		before
	};
}

/** How many rows an import wrote, by its own counts. */
function writtenBy(counts: string): number {
	return Object.entries(JSON.parse(counts) as Record<string, number>)
		.filter(([name]) => /(Added|Changed|Ended)$/.test(name))
		.reduce((sum, [, count]) => sum + count, 0);
}

/** Acts on one thing that an undoing would write over. */
const corrections = [
	'plan.corrected',
	'plan.ended',
	'plan.resumed',
	'school.corrected',
	'person.corrected',
	'person.joined'
];

async function blockersOf(store: Store, importId: string, before: Last['before']): Promise<string[]> {
	const keysOf = (kind: Kept, what: 'added' | 'all') =>
		[...(before.get(kind) ?? [])].filter(([, body]) => what === 'all' || body === null).map(([key]) => key);
	const everybody = await store.selectFrom('person').select(['personId', 'email', 'userId']).execute();
	const idByEmail = new Map(everybody.map(({ email, personId }) => [email, personId]));
	const idsOf = (emails: readonly string[]) => emails.flatMap((email) => idByEmail.get(email) ?? []);

	const addedPlans = new Set(keysOf('plan', 'added'));
	const addedPeople = new Set(idsOf(keysOf('person', 'added')));
	const among = (those: ReadonlySet<string>, found: readonly (string | null)[]) =>
		new Set(found.filter((one) => one !== null && those.has(one))).size;

	const sampled = await store.selectFrom('samplePlan').select('planRef').distinct().execute();
	const tied = await store.selectFrom('interest').select(['planRef', 'auditorId', 'source']).execute();
	const housed = await store.selectFrom('household').select(['personId', 'otherId']).execute();
	const held = await store.selectFrom('plan').select('planRef').where('heldAt', 'is not', null).execute();
	const given = await store.selectFrom('assignment').select('auditorId').distinct().execute();
	const since = await actedOnSince(store, importId);
	const touched = new Set([
		...keysOf('plan', 'all').filter((key) => since.has(key)),
		...keysOf('school', 'all').filter((key) => since.has(key)),
		...idsOf(keysOf('person', 'all')).filter((key) => since.has(key) && !addedPeople.has(key)),
		...held.map(({ planRef }) => planRef).filter((planRef) => addedPlans.has(planRef)),
		...[...addedPeople].filter((key) => since.has(key))
	]);
	// A person's address was changed by hand: they are not found under the one of the file.
	const renamed = keysOf('person', 'all').filter((email) => !idByEmail.has(email)).length;
	const joined = everybody.filter(({ userId }) => userId !== null).map(({ personId }) => personId);
	const tellers = [
		...tied.filter(({ source }) => source !== 'people_file').map(({ auditorId }) => auditorId),
		...housed.flatMap(({ personId, otherId }) => [personId, otherId])
	];
	const reported = await reportedSchools(store, keysOf('school', 'added'));
	const told: [number, string, string][] = [
		[
			among(
				addedPlans,
				[...sampled, ...tied].map(({ planRef }) => planRef)
			),
			'One plan that it added has been drawn for a term.',
			'plans that it added have been drawn for a term.'
		],
		[
			among(addedPeople, [...joined, ...given.map(({ auditorId }) => auditorId), ...tellers]),
			'One person whom it added has joined or has plans.',
			'people whom it added have joined or have plans.'
		],
		[reported, 'One school that it added is in audits or reports.', 'schools that it added are in audits or reports.'],
		[
			touched.size + renamed,
			'One thing that it wrote was changed by hand since.',
			'things that it wrote were changed by hand since.'
		]
	];
	return told.flatMap(([count, one, many]) =>
		count === 0 ? [] : [count === 1 ? one : `${count.toLocaleString('en-GB')} ${many}`]
	);
}

/** Gives the ids of what was put right by hand since an import. */
async function actedOnSince(store: Store, importId: string): Promise<Set<string>> {
	const line = await store
		.selectFrom('activity')
		.select('sequence')
		.where('action', '=', 'register.imported')
		.where('subject', '=', importId)
		.executeTakeFirst();
	const rows = await store
		.selectFrom('activity')
		.select('subject')
		.distinct()
		.where('sequence', '>', line?.sequence ?? 0)
		.where('action', 'in', corrections)
		.execute();
	return new Set(rows.flatMap(({ subject }) => subject ?? []));
}

async function reportedSchools(store: Store, urns: readonly string[]): Promise<number> {
	const found = new Set<string>();
	for (const part of portions(urns)) {
		const reports = await store.selectFrom('schoolReport').select('schoolUrn').where('schoolUrn', 'in', part).execute();
		const audits = await store
			.selectFrom('submission')
			.select('schoolUrn')
			.distinct()
			.where('schoolUrn', 'in', part)
			.execute();
		for (const { schoolUrn } of [...reports, ...audits]) if (schoolUrn !== null) found.add(schoolUrn);
	}
	return found.size;
}

/**
 * Takes the last import back: what it added goes, what it changed becomes as it was, and the next return is compared with the one before
 * it. All of it or none. Refuses `import.not_last` where it is not the last one any more, `import.built_on` with the reasons in words,
 * and `person.last_coordinator`.
 */
export async function undo(store: Store, importId: string, by: By & { readonly actorId: string }): Promise<void> {
	await inTransaction(store, async (tx) => {
		const last = await lastOf(tx);
		if (last?.undoing.importId !== importId) throw new Refusal('import.not_last');
		if (last.undoing.blockers.length > 0) throw new Refusal('import.built_on', [...last.undoing.blockers]);
		await people.keepingCoordinators(tx, async () => {
			await registerBefore.plansBack(tx, last.before.get('plan') ?? new Map(), by);
			await registerBefore.schoolsBack(tx, last.before.get('school') ?? new Map(), by);
			await registerBefore.peopleBack(tx, last.before.get('person') ?? new Map(), by);
		});
		await tx.deleteFrom('registerBefore').where('importId', '=', importId).execute();
		await tx
			.updateTable('registerImport')
			.set({ undoneAt: by.now, undoneBy: by.actorId })
			.where('importId', '=', importId)
			.execute();
		const { plans: ofPlans, schools: ofSchools, people: ofPeople } = last.undoing;
		await record(tx, {
			...by,
			action: 'register.undone',
			subject: importId,
			details: {
				plans: ofPlans.gone + ofPlans.back,
				schools: ofSchools.gone + ofSchools.back,
				people: ofPeople.gone + ofPeople.back
			}
		});
	});
}
