/** People and schools that a coordinator adds and puts right by hand. */
import { describe, expect, test } from 'vitest';
import type { RegisterPerson } from '#lib/domain/register.ts';
import * as activity from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as interests from '#lib/server/interests.ts';
import * as people from '#lib/server/people.ts';
import * as personCorrections from '#lib/server/person-corrections.ts';
import * as register from '#lib/server/register.ts';
import * as schools from '#lib/server/schools.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import { begunTerm, by, minutes, school, START, urn } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const somebody = (email: string, values: Partial<RegisterPerson> = {}): RegisterPerson => ({
	email,
	name: 'Amina Okafor',
	roles: ['auditor'],
	agency: 'health',
	capacity: 3,
	trainedOn: '2026-06-01',
	schoolUrns: [urn(1)],
	interestUrns: [urn(2)],
	...values
});

describe.each(engines)('people by hand on %s', (engine) => {
	const given = withStore(engine);

	/** Somebody who has accepted an invitation. */
	async function joined(store: Store, person: RegisterPerson): Promise<string> {
		const personId = await personCorrections.add(store, person, by());
		const userId = newId();
		await given.db
			.insertInto('user')
			.values({
				id: userId,
				name: person.name,
				email: `${userId}@example.org`,
				emailVerified: 1,
				image: null,
				createdAt: START,
				updatedAt: START
			})
			.execute();
		await store.updateTable('person').set({ userId }).where('personId', '=', personId).execute();
		return personId;
	}

	test('one is added with their ties, and told to nobody', async () => {
		const { store } = given;
		const personId = await personCorrections.add(store, somebody('Amina@example.org'), by(1));
		expect(await personCorrections.byId(store, personId)).toEqual({
			person: somebody('amina@example.org'),
			disabledAt: null,
			correctedAt: minutes(1),
			joined: false,
			openPlans: 0
		});
		expect(await invitations.waiting(store)).toEqual([]);
		await expect(personCorrections.add(store, somebody('AMINA@example.org'), by(2))).rejects.toThrow('person.exists');
		expect((await activity.about(store, personId)).map(({ action }) => action)).toEqual(['person.added']);
	});

	test('everything of one is put right; ties that they told themselves stay', async () => {
		const { store } = given;
		const personId = await personCorrections.add(store, somebody('a@example.org'), by());
		await interests.declare(store, { auditorId: personId, planRef: null, schoolUrn: urn(7), source: 'declared' }, by());
		const after = somebody('b@example.org', {
			name: 'Amina B',
			roles: ['auditor', 'chair'],
			agency: 'parent',
			capacity: 5,
			trainedOn: null,
			schoolUrns: [urn(3)],
			interestUrns: [urn(4), urn(5)]
		});
		await personCorrections.correct(store, personId, after, by(1));
		expect(await personCorrections.byId(store, personId)).toMatchObject({ person: after, correctedAt: minutes(1) });
		expect((await interests.list(store)).map(({ schoolUrn, source }) => [schoolUrn, source]).sort()).toEqual(
			[
				[urn(7), 'declared'],
				[urn(4), 'people_file'],
				[urn(5), 'people_file']
			].sort()
		);
		await expect(personCorrections.correct(store, newId(), after, by())).rejects.toThrow('thing.not_found');
	});

	test('an address changes until they have joined, and an invitation to the former one ends', async () => {
		const { store } = given;
		const personId = await personCorrections.add(store, somebody('a@example.org'), by());
		await personCorrections.add(store, somebody('taken@example.org'), by());
		await invitations.invite(store, personId, { actorId: null, origin: 'https://x', now: START });
		await expect(personCorrections.correct(store, personId, somebody('Taken@example.org'), by(1))).rejects.toThrow(
			'person.exists'
		);
		// Something else put right leaves the invitation be.
		await personCorrections.correct(store, personId, somebody('a@example.org', { capacity: 4 }), by(1));
		expect((await invitations.waiting(store))[0]?.withdrawnAt).toBeNull();
		await personCorrections.correct(store, personId, somebody('right@example.org'), by(2));
		expect((await invitations.waiting(store))[0]?.withdrawnAt).toBe(minutes(2));

		const joinedId = await joined(store, somebody('c@example.org'));
		await expect(personCorrections.correct(store, joinedId, somebody('d@example.org'), by(3))).rejects.toThrow(
			'person.joined'
		);
		expect((await people.byId(store, joinedId)).email).toBe('c@example.org');
		await personCorrections.correct(store, joinedId, somebody('C@example.org', { capacity: 1 }), by(3));
		expect(await people.byId(store, joinedId)).toMatchObject({ email: 'c@example.org', capacity: 1 });
	});

	test('the last coordinator can lose neither role nor access, to nobody', async () => {
		const { store } = given;
		const coordinator = (email: string) => somebody(email, { roles: ['coordinator'], agency: null });
		const one = await joined(store, coordinator('one@example.org'));
		// Somebody who was never in cannot let anybody in.
		await personCorrections.add(store, coordinator('waiting@example.org'), by());
		const chair = somebody('one@example.org', { roles: ['chair'], agency: null });
		await expect(personCorrections.correct(store, one, chair, by(1))).rejects.toThrow('person.last_coordinator');
		await expect(people.disable(store, one, by(1))).rejects.toThrow('person.last_coordinator');
		expect(await people.byId(store, one)).toMatchObject({ roles: ['coordinator'], disabledAt: null });

		const two = await joined(store, coordinator('two@example.org'));
		await personCorrections.correct(store, one, chair, by(2));
		await expect(people.disable(store, two, by(3))).rejects.toThrow('person.last_coordinator');
		expect((await people.byId(store, one)).roles).toEqual(['chair']);
	});

	test('access ends and is given back; what is with them is counted', async () => {
		const { store } = given;
		const term = await begunTerm(store, { plans: 6, auditors: 3 });
		const auditor = term.auditors[0]?.personId ?? '';
		const open = term.assignments.filter(({ auditorId }) => auditorId === auditor).length;
		expect(open).toBeGreaterThan(0);
		await people.disable(store, auditor, by(1));
		expect(await personCorrections.byId(store, auditor)).toMatchObject({ disabledAt: minutes(1), openPlans: open });
		await people.enable(store, auditor, by(2));
		await people.enable(store, auditor, by(3));
		expect((await people.byId(store, auditor)).disabledAt).toBeNull();
		expect((await activity.about(store, auditor)).map(({ action }) => action)).toEqual([
			'person.enabled',
			'person.disabled'
		]);
		await expect(people.enable(store, newId(), by())).rejects.toThrow('thing.not_found');
	});

	test('schools and people put right by hand are told in a preview, written over, or kept', async () => {
		const { store } = given;
		const actorId = await personCorrections.add(
			store,
			somebody('priya@example.org', { roles: ['coordinator'], agency: null }),
			by()
		);
		await schools.add(store, school({ name: 'By hand' }), by());
		await personCorrections.add(store, somebody('a@example.org', { name: 'By hand' }), by());
		const file = {
			return: null,
			schools: [school({ name: 'File' })],
			people: [somebody('a@example.org', { name: 'File' })]
		};
		const confirm = async (keepByHand: boolean) => {
			const { basis, ...told } = await register.preview(store, file, actorId);
			expect(told).toMatchObject({ schools: { byHand: 1, changed: 1 }, people: { byHand: 1, changed: 1 } });
			await register.confirm(store, file, basis, { actorId, now: minutes(2) }, { keepByHand });
		};
		const names = async () => [
			(await schools.byUrn(store, urn(1))).name,
			(await people.byEmail(store, 'a@example.org'))?.name
		];
		await confirm(true);
		expect(await names()).toEqual(['By hand', 'By hand']);
		await confirm(false);
		expect(await names()).toEqual(['File', 'File']);
		expect([await schools.corrected(store), await people.corrected(store)]).toEqual([[], ['priya@example.org']]);
	});
});

describe.each(engines)('schools by hand on %s', (engine) => {
	const given = withStore(engine);

	test('one is added once, and put right where something changes', async () => {
		const { store } = given;
		await schools.add(store, school(), by(1));
		await expect(schools.add(store, school({ name: 'Another' }), by(2))).rejects.toThrow('school.exists');
		expect(await schools.byUrn(store, urn(1))).toEqual(school());
		const right = school({ name: 'Put right', open: false, closedOn: '2026-08-31', lowAge: null });
		await schools.correct(store, right, by(3));
		await schools.correct(store, right, by(4));
		expect(await schools.list(store)).toEqual([right]);
		expect(await schools.corrected(store)).toEqual([urn(1)]);
		expect((await activity.about(store, urn(1))).map(({ action, at }) => [action, at])).toEqual([
			['school.corrected', minutes(3)],
			['school.added', minutes(1)]
		]);
		await expect(schools.correct(store, school({ urn: urn(9) }), by())).rejects.toThrow('thing.not_found');
	});
});
