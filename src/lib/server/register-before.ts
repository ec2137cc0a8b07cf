/** What an import writes over: kept beside it until the next import, and put back when it is undone. */
import type { Instant } from '#lib/domain/plain-date.ts';
import type { School } from '#lib/domain/school.ts';
import type { By } from './activity.ts';
import { insertAll, portions } from './db/bulk.ts';
import type { Store, StoreTables } from './db/store.ts';
import * as interests from './interests.ts';
import * as people from './people.ts';
import * as plans from './plans.ts';
import * as schools from './schools.ts';

/** What an import writes over. A person is known by the e-mail address: new ones have no id yet. */
export type Kept = 'plan' | 'school' | 'person';

/** A row as it was. */
interface PlanBefore {
	readonly row: StoreTables['plan'];
}
interface SchoolBefore {
	readonly school: School;
	readonly correctedAt: Instant | null;
}
interface PersonBefore {
	readonly person: people.PersonFacts & { readonly personId: string };
	readonly correctedAt: Instant | null;
	readonly interestUrns: readonly string[];
}

/** Keeps what is there under these keys before an import writes over it; what is not there is kept as not there. */
export async function keep(tx: Store, importId: string, kind: Kept, keys: readonly string[]): Promise<void> {
	const before = await { plan: plansBefore, school: schoolsBefore, person: peopleBefore }[kind](tx, keys);
	await insertAll(
		tx,
		'registerBefore',
		keys.map((key) => {
			const was = before.get(key);
			return { importId, kind, key, body: was === undefined ? null : JSON.stringify(was) };
		})
	);
}

/** Forgets what earlier imports wrote over: only the last one can be undone. */
export async function forgetEarlier(tx: Store, importId: string): Promise<void> {
	await tx.deleteFrom('registerBefore').where('importId', '!=', importId).execute();
}

async function plansBefore(tx: Store, refs: readonly string[]): Promise<Map<string, PlanBefore>> {
	const found = new Map<string, PlanBefore>();
	for (const part of portions(refs))
		for (const row of await tx.selectFrom('plan').selectAll().where('planRef', 'in', part).execute())
			found.set(row.planRef, { row });
	return found;
}

async function schoolsBefore(tx: Store, urns: readonly string[]): Promise<Map<string, SchoolBefore>> {
	const corrections = new Map<string, Instant | null>();
	for (const part of portions(urns)) {
		const rows = await tx.selectFrom('school').select(['urn', 'correctedAt']).where('urn', 'in', part).execute();
		for (const row of rows) corrections.set(row.urn, row.correctedAt);
	}
	const all = await schools.list(tx);
	return new Map(
		all
			.filter(({ urn }) => corrections.has(urn))
			.map((school) => [school.urn, { school, correctedAt: corrections.get(school.urn) ?? null }])
	);
}

async function peopleBefore(tx: Store, emails: readonly string[]): Promise<Map<string, PersonBefore>> {
	const wanted = new Set(emails);
	const marks = await tx.selectFrom('person').select(['personId', 'correctedAt']).execute();
	const correctedAt = new Map(marks.map((row) => [row.personId, row.correctedAt]));
	const ties = (await interests.list(tx)).filter(({ source }) => source === 'people_file');
	const tiesOf = Map.groupBy(ties, ({ auditorId }) => auditorId);
	const all = await people.list(tx);
	return new Map(
		all
			.filter(({ email }) => wanted.has(email))
			.map(({ disabledAt: _, ...person }) => [
				person.email,
				{
					person,
					correctedAt: correctedAt.get(person.personId) ?? null,
					interestUrns: (tiesOf.get(person.personId) ?? []).flatMap(({ schoolUrn }) => schoolUrn ?? [])
				}
			])
	);
}

/** What was under each key, as it is kept: no body where nothing was. */
export type Bodies = ReadonlyMap<string, string | null>;

/** The keys that were not there, and what the others were. */
function apart<Before>(bodies: Bodies): { gone: string[]; back: Before[] } {
	const gone: string[] = [];
	const back: Before[] = [];
	for (const [key, body] of bodies) {
		if (body === null) gone.push(key);
		else back.push(JSON.parse(body) as Before);
	}
	return { gone, back };
}

/** Puts plans back as they were; those that were not there go. */
export async function plansBack(tx: Store, bodies: Bodies, by: By): Promise<void> {
	const { gone, back } = apart<PlanBefore>(bodies);
	for (const part of portions(gone)) await tx.deleteFrom('plan').where('planRef', 'in', part).execute();
	if (back.length === 0) return;
	await plans.upsertMany(
		tx,
		back.map(({ row }) => plans.planOf(row)),
		by
	);
	// That a plan is held back is no matter of an import: it stays as it is now.
	for (const { row } of back.filter(({ row }) => row.correctedAt ?? row.endedAt)) {
		await tx
			.updateTable('plan')
			.set({ correctedAt: row.correctedAt, endedAt: row.endedAt })
			.where('planRef', '=', row.planRef)
			.execute();
	}
}

/** Puts schools back as they were; those that were not there go. */
export async function schoolsBack(tx: Store, bodies: Bodies, by: By): Promise<void> {
	const { gone, back } = apart<SchoolBefore>(bodies);
	for (const part of portions(gone)) await tx.deleteFrom('school').where('urn', 'in', part).execute();
	if (back.length === 0) return;
	await schools.upsertMany(
		tx,
		back.map(({ school }) => school),
		by
	);
	for (const { school, correctedAt } of back.filter((one) => one.correctedAt !== null))
		await tx.updateTable('school').set({ correctedAt }).where('urn', '=', school.urn).execute();
}

/** Puts people and their ties back as they were; those who were not there go. Accounts and ended access stay. */
export async function peopleBack(tx: Store, bodies: Bodies, by: By): Promise<void> {
	const { gone, back } = apart<PersonBefore>(bodies);
	for (const part of portions(gone)) await tx.deleteFrom('person').where('email', 'in', part).execute();
	if (back.length === 0) return;
	await people.upsertMany(
		tx,
		back.map(({ person: { personId: _, ...facts } }) => facts),
		by
	);
	await interests.replaceFromFile(
		tx,
		new Map(back.map(({ person, interestUrns }) => [person.personId, interestUrns])),
		by
	);
	for (const { person, correctedAt } of back.filter((one) => one.correctedAt !== null))
		await tx.updateTable('person').set({ correctedAt }).where('personId', '=', person.personId).execute();
}
