/** A plain list through the intake of the files: the same plans are found again, what it lacks ends, and it can be taken back. */
import { describe, expect, test } from 'vitest';
import { readRegisterList } from '#lib/domain/register-list-reading.ts';
import { guessMatching } from '#lib/domain/register-list-matching.ts';
import type { RegisterImport } from '#lib/domain/register.ts';
import { matchKeyMaker, newKeyFile, signingKeyOf } from '#lib/files/match-key.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import { undo } from '#lib/server/register-undo.ts';
import * as register from '#lib/server/register.ts';
import * as schools from '#lib/server/schools.ts';
import { by, minutes, person, school, START, urn } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const keyFile = await newKeyFile('LEW', START);
const matchKeyOf = matchKeyMaker(await signingKeyOf(keyFile));

/** Reads a list as the page does: with what the server says of the register. */
async function list(store: Store, rows: readonly string[][], referenceDate: string): Promise<RegisterImport> {
	const header = ['Case ID', 'UPN', 'DOB', 'School', 'Need'];
	const setting = await register.listSetting(store);
	const reading = await readRegisterList({ name: 'list.csv', header, rows }, guessMatching(header), {
		laCode: setting.laCode,
		referenceDate,
		schools: setting.schools,
		key: { keyId: keyFile.keyId, matchKeyOf }
	});
	if (!reading.import) throw new Error(JSON.stringify(reading.problems));
	return reading.import;
}

async function write(store: Store, what: RegisterImport, actorId: string, at: number) {
	const { basis } = await register.preview(store, what, actorId);
	return register.confirm(store, what, basis, { actorId, now: minutes(at) });
}

describe.each(engines)('on %s', (engine) => {
	const given = withStore(engine);

	test('a list comes in, comes again a year later, and is taken back', async () => {
		const { store } = given;
		const actorId = await people.add(
			store,
			person({ email: 'priya@example.org', roles: ['coordinator'], agency: null }),
			by()
		);
		await schools.add(store, school({ urn: urn(1), name: 'First School' }), by());
		const first = await list(
			store,
			[
				['C1', 'A123456789012', '31/08/2015', 'First School', 'Autism'],
				['C2', '', '01/09/2015', '', 'SLCN'],
				['C3', '', '01/09/2012', '', 'SEMH']
			],
			'2026-01-21'
		);
		const done = await write(store, first, actorId, 1);
		expect(done.preview.plans).toMatchObject({ added: 3, ended: 0, withoutNumber: 0 });
		const before = await plans.list(store);
		expect(before.map(({ cohort, schoolUrn }) => [cohort, schoolUrn]).sort()).toEqual([
			[2017, null],
			[2019, urn(1)],
			[2020, null]
		]);
		expect((await register.listSetting(store)).lastKeyId).toBe(keyFile.keyId);

		const next = await list(
			store,
			[
				['c2', '', '01/09/2015', 'first school', 'SLCN'],
				['C1', 'A123456789012', '31/08/2015', 'First School', 'Autism'],
				['C4', '', '01/09/2018', '', '']
			],
			'2027-01-21'
		);
		const again = await write(store, next, actorId, 2);
		expect(again.preview.plans).toMatchObject({ added: 1, changed: 1, unchanged: 1, ended: 1 });
		expect(again.preview.plans?.facts.setting).toBe(1);
		const after = new Map((await plans.list(store)).map((plan) => [plan.planRef, plan]));
		expect(before.every(({ planRef }) => after.has(planRef))).toBe(true);
		expect([...after.values()].filter(({ ceasedOn }) => ceasedOn === '2027-01-21').map(({ cohort }) => cohort)).toEqual(
			[2017]
		);

		await undo(store, again.importId, { actorId, now: minutes(3) });
		expect((await plans.list(store)).toSorted((a, b) => (a.planRef < b.planRef ? -1 : 1))).toEqual(
			before.toSorted((a, b) => (a.planRef < b.planRef ? -1 : 1))
		);
	});
});
