/** An auditor's standing ties as they tell them of themself: seen, added, taken back. What counts of them is in `interests.ts`. */
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { serviceKey, type TieKind } from '#lib/domain/tie.ts';
import { record, type By } from './activity.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as interests from './interests.ts';
import * as schools from './schools.ts';

/** One tie of a person. */
export interface Tie {
	/** Names the tie in forms: what it is about, and which. */
	readonly ref: string;
	readonly about: 'setting' | 'plan' | 'service' | 'household';
	/** The setting's name and URN, the plan's reference, the service, or the other person's name. */
	readonly name: string;
	/** What ties them to a setting, where they said so. */
	readonly kind: TieKind | null;
	/** Who told of it: themself, the list of people, their place of work as it is kept, or the other person of the household. */
	readonly source: 'self' | 'people_file' | 'employer' | 'other_person';
	readonly declaredAt: Instant | null;
	/** Whether our records name the service on at least one plan, so that it keeps a plan away; true for all other ties. */
	readonly counts: boolean;
}

/** Gives everything that ties one person, settings first, each by name. */
export async function of(store: Store, personId: string): Promise<Tie[]> {
	const names = new Map((await schools.list(store)).map(({ urn, name }) => [urn, name]));
	const settingName = (urn: string) => (names.has(urn) ? `${names.get(urn)} (${urn})` : `Setting ${urn}`);
	const written = await store
		.selectFrom('interest')
		.select(['interestId', 'planRef', 'schoolUrn', 'source', 'kind', 'declaredAt'])
		.where('auditorId', '=', personId)
		.execute();
	const places = await store.selectFrom('personSchool').select('schoolUrn').where('personId', '=', personId).execute();
	const found: Tie[] = [
		...written.map((row): Tie => {
			const told = row.planRef === null ? settingName(row.schoolUrn ?? '') : row.planRef;
			return {
				ref: `interest.${row.interestId}`,
				about: row.planRef === null ? 'setting' : 'plan',
				name: told,
				kind: row.kind as TieKind | null,
				source: row.source === 'people_file' ? 'people_file' : 'self',
				declaredAt: row.declaredAt,
				counts: true
			};
		}),
		...places.map(({ schoolUrn }): Tie => ({
			ref: `employer.${schoolUrn}`,
			about: 'setting',
			name: settingName(schoolUrn),
			kind: 'work',
			source: 'employer',
			declaredAt: null,
			counts: true
		})),
		...(await servicesOf(store, personId)),
		...(await householdOf(store, personId))
	];
	const order: Record<Tie['about'], number> = { setting: 0, plan: 1, service: 2, household: 3 };
	return found.sort((a, b) => order[a.about] - order[b.about] || a.name.localeCompare(b.name, 'en-GB'));
}

async function servicesOf(store: Store, personId: string): Promise<Tie[]> {
	const rows = await store
		.selectFrom('personService')
		.select(['service', 'declaredAt'])
		.where('personId', '=', personId)
		.execute();
	if (rows.length === 0) return [];
	const named = new Set((await interests.advisers(store)).keys());
	return rows.map(({ service, declaredAt }) => ({
		ref: `service.${service}`,
		about: 'service',
		name: service,
		kind: null,
		source: 'self',
		declaredAt,
		counts: named.has(serviceKey(service))
	}));
}

async function householdOf(store: Store, personId: string): Promise<Tie[]> {
	const rows = await store
		.selectFrom('household')
		.selectAll()
		.where((eb) => eb.or([eb('personId', '=', personId), eb('otherId', '=', personId)]))
		.execute();
	if (rows.length === 0) return [];
	const others = rows.map((row) => (row.personId === personId ? row.otherId : row.personId));
	const people = await store
		.selectFrom('person')
		.select(['personId', 'name'])
		.where('personId', 'in', others)
		.execute();
	const names = new Map(people.map((one) => [one.personId, one.name]));
	return rows.map((row, at) => ({
		ref: `household.${others[at]}`,
		about: 'household',
		name: names.get(others[at] ?? '') ?? '',
		kind: null,
		source: row.declaredBy === personId ? 'self' : 'other_person',
		declaredAt: row.declaredAt,
		counts: true
	}));
}

/** Notes what ties a person to a setting; told again it is of the kind told last. Refuses `tie.no_setting` for one that is not in the list. */
export async function addSetting(
	store: Store,
	personId: string,
	{ schoolUrn, kind }: { readonly schoolUrn: string; readonly kind: TieKind },
	by: By
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const school = await tx.selectFrom('school').select('urn').where('urn', '=', schoolUrn).executeTakeFirst();
		if (!school) throw new Refusal('tie.no_setting');
		await interests.declare(tx, { auditorId: personId, planRef: null, schoolUrn, source: 'declared' }, by, kind);
	});
}

/** Notes that a person works for a service; the same one again, however it is written, changes nothing. */
export async function addService(store: Store, personId: string, service: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const present = await tx.selectFrom('personService').select('service').where('personId', '=', personId).execute();
		if (present.some((one) => serviceKey(one.service) === serviceKey(service))) return;
		const named = service.trim().replace(/\s+/g, ' ');
		await tx.insertInto('personService').values({ personId, service: named, declaredAt: by.now }).execute();
		await record(tx, { ...by, action: 'tie.declared', subject: personId, details: { about: 'service' } });
	});
}

/**
 * Notes that a person lives with another auditor, who is known by their whole name: nobody is shown a list of who audits. Refuses
 * `tie.no_person` where nobody else has that name, and `tie.two_people` where several do.
 */
export async function addHousehold(store: Store, personId: string, name: string, by: By): Promise<void> {
	const key = (words: string) => words.trim().toLowerCase().replace(/\s+/g, ' ');
	await inTransaction(store, async (tx) => {
		const auditors = await tx
			.selectFrom('person')
			.innerJoin('personRole', 'personRole.personId', 'person.personId')
			.select(['person.personId', 'person.name'])
			.where('personRole.role', '=', 'auditor')
			.where('person.personId', '!=', personId)
			.execute();
		const named = auditors.filter((one) => key(one.name) === key(name));
		const [other] = named;
		if (!other) throw new Refusal('tie.no_person');
		if (named.length > 1) throw new Refusal('tie.two_people');
		const [one = '', two = ''] = [personId, other.personId].sort();
		const present = await tx
			.selectFrom('household')
			.select('personId')
			.where('personId', '=', one)
			.where('otherId', '=', two)
			.executeTakeFirst();
		if (present) return;
		await tx
			.insertInto('household')
			.values({ personId: one, otherId: two, declaredBy: personId, declaredAt: by.now })
			.execute();
		await record(tx, { ...by, action: 'tie.declared', subject: personId, details: { about: 'household' } });
	});
}

/** Whether its own person may take a tie back: what they said of a setting, a service or a household, not that they know a family. */
export function isOwn(tie: Tie): boolean {
	return tie.source === 'self' && tie.about !== 'plan';
}

/** Whether a coordinator may end a tie here; places that the list of people gives are put right in the person's own form. */
export function mayEnd(tie: Tie): boolean {
	return tie.source === 'self' || tie.source === 'other_person';
}

/** Takes back what a person said of themself. Refuses `thing.not_found` for what is not there, or not theirs to take back (`isOwn`). */
export async function takeBack(store: Store, personId: string, ref: string, by: By): Promise<void> {
	await remove(store, personId, ref, isOwn, by);
}

/** Ends a tie of somebody, as their coordinator. Refuses `thing.not_found` for what is not there, or not ended here (`mayEnd`). */
export async function end(store: Store, personId: string, ref: string, by: By): Promise<void> {
	await remove(store, personId, ref, mayEnd, by);
}

async function remove(store: Store, personId: string, ref: string, may: (tie: Tie) => boolean, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const tie = (await of(tx, personId)).find((one) => one.ref === ref);
		if (!tie || !may(tie)) throw new Refusal('thing.not_found');
		const id = ref.slice(ref.indexOf('.') + 1);
		switch (tie.about) {
			case 'setting':
			case 'plan':
				await tx.deleteFrom('interest').where('interestId', '=', id).execute();
				break;
			case 'service':
				await tx.deleteFrom('personService').where('personId', '=', personId).where('service', '=', id).execute();
				break;
			case 'household': {
				const [one = '', two = ''] = [personId, id].sort();
				await tx.deleteFrom('household').where('personId', '=', one).where('otherId', '=', two).execute();
			}
		}
		await record(tx, { ...by, action: 'tie.taken_back', subject: personId, details: { about: tie.about } });
	});
}
