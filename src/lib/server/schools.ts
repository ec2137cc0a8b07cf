/** The schools and other settings of a partnership's register. One that closes stays: plans and audits speak of it. */
import type { School } from '#lib/domain/school.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { record, type By } from './activity.ts';
import { upsertAll } from './db/bulk.ts';
import { inTransaction, type Store, type StoreTables } from './db/store.ts';

function schoolOf(row: StoreTables['school']): School {
	return {
		urn: row.urn,
		name: row.name,
		typeCode: row.typeCode,
		phaseCode: row.phaseCode,
		lowAge: row.lowAge,
		highAge: row.highAge,
		open: row.open === 1,
		closedOn: row.closedOn
	};
}

function rowOf(school: School) {
	return {
		urn: school.urn,
		name: school.name,
		typeCode: school.typeCode,
		phaseCode: school.phaseCode,
		lowAge: school.lowAge,
		highAge: school.highAge,
		open: school.open ? 1 : 0,
		closedOn: school.closedOn
	};
}

/** Gives every school, by name. */
export async function list(store: Store): Promise<School[]> {
	const rows = await store.selectFrom('school').selectAll().orderBy('name').orderBy('urn').execute();
	return rows.map(schoolOf);
}

/** Gives one school. Refuses `thing.not_found`. */
export async function byUrn(store: Store, urn: string): Promise<School> {
	const row = await store.selectFrom('school').selectAll().where('urn', '=', urn).executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	return schoolOf(row);
}

/** Gives the URNs of the schools that were added or put right by hand. */
export async function corrected(store: Store): Promise<string[]> {
	const rows = await store
		.selectFrom('school')
		.select('urn')
		.where('correctedAt', 'is not', null)
		.orderBy('urn')
		.execute();
	return rows.map(({ urn }) => urn);
}

/**
 * Writes schools as a file tells them, over those with the same URN: they are no longer as they were put right by hand. The others
 * stay as they are.
 */
export async function upsertMany(store: Store, schools: readonly School[], by: By): Promise<void> {
	const rows = schools.map((school) => ({ ...rowOf(school), correctedAt: null }));
	await inTransaction(store, async (tx) => {
		await upsertAll(tx, 'school', ['urn'], rows);
		await record(tx, { ...by, action: 'schools.written', details: { schools: rows.length } });
	});
}

/** Adds a school that no file holds. Refuses `school.exists`. */
export async function add(store: Store, school: School, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const there = await tx.selectFrom('school').select('urn').where('urn', '=', school.urn).executeTakeFirst();
		if (there) throw new Refusal('school.exists');
		await tx
			.insertInto('school')
			.values({ ...rowOf(school), correctedAt: by.now })
			.execute();
		await record(tx, { ...by, action: 'school.added', subject: school.urn });
	});
}

/** Puts a school right; its URN stays. What is the same already is not written. Refuses `thing.not_found`. */
export async function correct(store: Store, school: School, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const before = await byUrn(tx, school.urn);
		if (JSON.stringify(rowOf(before)) === JSON.stringify(rowOf(school))) return;
		await tx
			.updateTable('school')
			.set({ ...rowOf(school), correctedAt: by.now })
			.where('urn', '=', school.urn)
			.execute();
		await record(tx, { ...by, action: 'school.corrected', subject: school.urn });
	});
}
