/** Everybody who works with a partnership. People are disabled, never deleted: their audits stay. */
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { Agency, Person, Role } from '#lib/domain/person.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { record, type By } from './activity.ts';
import { insertAll, portions, upsertAll } from './db/bulk.ts';
import { inTransaction, type Store, type StoreTables } from './db/store.ts';
import { newId } from './ids.ts';
import * as tablets from './tablets.ts';

/** A person as a file or a form gives them, known again by the e-mail address. */
export type PersonFacts = Omit<Person, 'personId' | 'disabledAt'>;

async function joined(store: Store, rows: StoreTables['person'][]): Promise<Person[]> {
	const [only] = rows;
	if (!only) return [];
	// One person is asked for at almost every act: not everybody's roles with them.
	const alone = rows.length === 1;
	const roles = await store
		.selectFrom('personRole')
		.selectAll()
		.$if(alone, (query) => query.where('personId', '=', only.personId))
		.orderBy('role')
		.execute();
	const schools = await store
		.selectFrom('personSchool')
		.selectAll()
		.$if(alone, (query) => query.where('personId', '=', only.personId))
		.orderBy('schoolUrn')
		.execute();
	const rolesOf = Map.groupBy(roles, (row) => row.personId);
	const schoolsOf = Map.groupBy(schools, (row) => row.personId);
	return rows.map((row) => ({
		personId: row.personId,
		email: row.email,
		name: row.name,
		roles: (rolesOf.get(row.personId) ?? []).map(({ role }) => role as Role),
		agency: row.agency as Agency | null,
		capacity: row.capacity,
		trainedOn: row.trainedOn,
		schoolUrns: (schoolsOf.get(row.personId) ?? []).map(({ schoolUrn }) => schoolUrn),
		disabledAt: row.disabledAt
	}));
}

/** Gives everybody, disabled people too, by name. */
export async function list(store: Store): Promise<Person[]> {
	return joined(store, await store.selectFrom('person').selectAll().orderBy('name').orderBy('personId').execute());
}

/** Gives one person. Refuses `thing.not_found`. */
export async function byId(store: Store, personId: string): Promise<Person> {
	const [person] = await joined(
		store,
		await store.selectFrom('person').selectAll().where('personId', '=', personId).execute()
	);
	if (!person) throw new Refusal('thing.not_found');
	return person;
}

/** Gives the person with an e-mail address, in whatever case it is written, or null. */
export async function byEmail(store: Store, email: string): Promise<Person | null> {
	const [person] = await joined(
		store,
		await store.selectFrom('person').selectAll().where('email', '=', email.toLowerCase()).execute()
	);
	return person ?? null;
}

/** Gives the ids of those who have accepted their invitation. */
export async function signedUp(store: Store): Promise<Set<string>> {
	const rows = await store.selectFrom('person').select('personId').where('userId', 'is not', null).execute();
	return new Set(rows.map(({ personId }) => personId));
}

/** Gives the addresses of the people who were added or put right by hand. */
export async function corrected(store: Store): Promise<string[]> {
	const rows = await store
		.selectFrom('person')
		.select('email')
		.where('correctedAt', 'is not', null)
		.orderBy('email')
		.execute();
	return rows.map(({ email }) => email);
}

/** Gives those who can be given plans: auditors who are trained (by `onDate`, where it is given) and not disabled. */
export async function auditors(store: Store, onDate?: PlainDate): Promise<(Person & { agency: Agency })[]> {
	const everybody = await list(store);
	return everybody.flatMap((person) => {
		const { agency, trainedOn, disabledAt, roles } = person;
		const ready = trainedOn !== null && (onDate === undefined || trainedOn <= onDate) && disabledAt === null;
		return ready && agency !== null && roles.includes('auditor') ? [{ ...person, agency }] : [];
	});
}

/**
 * Writes people as a file tells them, over those with the same e-mail address: roles and settings become the ones given and are no
 * longer as they were put right by hand; an account and a disabling stay.
 * The others stay as they are. Gives the ids by e-mail address.
 */
export async function upsertMany(store: Store, people: readonly PersonFacts[], by: By): Promise<Map<string, string>> {
	return inTransaction(store, async (tx) => {
		const known = await tx.selectFrom('person').selectAll().execute();
		const before = new Map(known.map((row) => [row.email, row]));
		const ids = new Map<string, string>();
		const rows = people.map((person): StoreTables['person'] => {
			const email = person.email.toLowerCase();
			const row = before.get(email);
			const personId = row?.personId ?? newId();
			ids.set(email, personId);
			return {
				personId,
				userId: row?.userId ?? null,
				email,
				name: person.name,
				agency: person.agency,
				capacity: person.capacity,
				trainedOn: person.trainedOn,
				disabledAt: row?.disabledAt ?? null,
				createdAt: row?.createdAt ?? by.now,
				correctedAt: null
			};
		});
		await upsertAll(tx, 'person', ['personId'], rows);
		for (const part of portions([...ids.values()])) {
			await tx.deleteFrom('personRole').where('personId', 'in', part).execute();
			await tx.deleteFrom('personSchool').where('personId', 'in', part).execute();
		}
		const each = <Row>(of: (person: PersonFacts, personId: string) => Row[]) =>
			people.flatMap((person) => of(person, ids.get(person.email.toLowerCase()) ?? ''));
		await insertAll(
			tx,
			'personRole',
			each((person, personId) => [...new Set(person.roles)].map((role) => ({ personId, role })))
		);
		await insertAll(
			tx,
			'personSchool',
			each((person, personId) => [...new Set(person.schoolUrns)].map((schoolUrn) => ({ personId, schoolUrn })))
		);
		await record(tx, { ...by, action: 'people.written', details: { people: rows.length } });
		return ids;
	});
}

/** Adds one person and gives their id. Refuses `person.exists`. */
export async function add(store: Store, person: PersonFacts, by: By): Promise<string> {
	return inTransaction(store, async (tx) => {
		if (await byEmail(tx, person.email)) throw new Refusal('person.exists');
		const ids = await upsertMany(tx, [person], by);
		return ids.get(person.email.toLowerCase()) ?? '';
	});
}

/**
 * Takes away somebody's access from their next request on, on every tablet of theirs too. Their open plans stay assigned until they are reassigned. Refuses
 * `thing.not_found` and `person.last_coordinator`.
 */
export async function disable(store: Store, personId: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const person = await byId(tx, personId);
		if (person.disabledAt) return;
		await keepingCoordinators(tx, () =>
			tx.updateTable('person').set({ disabledAt: by.now }).where('personId', '=', personId).execute()
		);
		const revoked = await tablets.revokeAllOf(tx, personId, by);
		await record(tx, { ...by, action: 'person.disabled', subject: personId, details: { tablets: revoked } });
	});
}

/** Gives somebody whose access was ended their access back: they sign in as before. Refuses `thing.not_found`. */
export async function enable(store: Store, personId: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const person = await byId(tx, personId);
		if (!person.disabledAt) return;
		await tx.updateTable('person').set({ disabledAt: null }).where('personId', '=', personId).execute();
		await record(tx, { ...by, action: 'person.enabled', subject: personId });
	});
}

/**
 * Runs what may take roles or access away, inside the transaction. Refuses `person.last_coordinator` where it leaves nobody who can
 * sign in as a coordinator: then only the server's operator could let anybody in again.
 */
export async function keepingCoordinators(tx: Store, act: () => Promise<unknown>): Promise<void> {
	const before = await coordinators(tx);
	await act();
	if (before > 0 && (await coordinators(tx)) === 0) throw new Refusal('person.last_coordinator');
}

/** Counts those who can sign in as a coordinator. */
async function coordinators(tx: Store): Promise<number> {
	const rows = await tx
		.selectFrom('person')
		.innerJoin('personRole', 'personRole.personId', 'person.personId')
		.select('person.personId')
		.where('personRole.role', '=', 'coordinator')
		.where('person.userId', 'is not', null)
		.where('person.disabledAt', 'is', null)
		.execute();
	return rows.length;
}
