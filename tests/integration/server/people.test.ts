/** People, their ties, and what a partnership's register holds. */
import { describe, expect, test } from 'vitest';
import * as activity from '#lib/server/activity.ts';
import { newId } from '#lib/server/ids.ts';
import * as interests from '#lib/server/interests.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import * as schools from '#lib/server/schools.ts';
import { contentHash } from '#lib/server/content-hash.ts';
import { by, minutes, person, plan, planRef, rubric, rubricFile, school, urn } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

describe.each(engines)('people on %s', (engine) => {
	const given = withStore(engine);

	test('are known again by their address, in whatever case, and keep their id', async () => {
		const { store } = given;
		const facts = person({ email: 'Amina@Example.org', schoolUrns: [urn(2), urn(1), urn(2)] });
		const first = (await people.upsertMany(store, [facts], by())).get('amina@example.org') ?? '';
		const amina = await people.byId(store, first);
		expect(amina).toMatchObject({
			email: 'amina@example.org',
			schoolUrns: [urn(1), urn(2)],
			roles: ['auditor'],
			disabledAt: null
		});
		await people.disable(store, first, by(3));
		const again = await people.upsertMany(
			store,
			[
				{ ...facts, email: 'amina@example.ORG', name: 'Amina B', roles: ['chair', 'auditor'], schoolUrns: [] },
				person()
			],
			by(4)
		);
		expect(again.get('amina@example.org')).toBe(first);
		expect(await people.byEmail(store, 'AMINA@example.org')).toEqual({
			...amina,
			name: 'Amina B',
			roles: ['auditor', 'chair'],
			schoolUrns: [],
			disabledAt: minutes(3)
		});
		expect(await people.list(store)).toHaveLength(2);
		expect(await people.byEmail(store, 'nobody@example.org')).toBeNull();
		await expect(people.byId(store, newId())).rejects.toThrow('thing.not_found');
	});

	test('one is added once, disabled once', async () => {
		const { store } = given;
		const id = await people.add(store, person({ email: 'ben@example.org' }), by());
		await expect(people.add(store, person({ email: 'BEN@example.org' }), by())).rejects.toThrow('person.exists');
		await people.disable(store, id, by(1));
		await people.disable(store, id, by(2));
		expect((await people.byId(store, id)).disabledAt).toBe(minutes(1));
		expect((await activity.list(store, { limit: 10 })).map(({ action }) => action)).toEqual([
			'person.disabled',
			'people.written'
		]);
		await expect(people.disable(store, newId(), by())).rejects.toThrow('thing.not_found');
	});

	test('two who add the same address at once: one does', async () => {
		const { store } = given;
		const outcomes = await Promise.allSettled(
			[1, 2].map(() => people.add(store, person({ email: 'c@example.org' }), by()))
		);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(await people.list(store)).toHaveLength(1);
	});

	test('the same address may work with another partnership too', async () => {
		const { newStore } = await import('#tests/support/store.ts');
		const other = await newStore(given.db);
		const one = await people.add(given.store, person({ email: 'both@example.org' }), by());
		const two = await people.add(other, person({ email: 'both@example.org' }), by());
		expect(one).not.toBe(two);
		await people.disable(given.store, one, by());
		expect((await people.byId(other, two)).disabledAt).toBeNull();
	});

	test.each([
		['trained, on that day', { trainedOn: '2026-09-07' }, true],
		['trained the day after', { trainedOn: '2026-09-08' }, false],
		['not trained', { trainedOn: null }, false],
		['no auditor', { roles: ['chair' as const] }, false],
		['without an agency', { agency: null }, false]
	])('%s: %j may be given plans: %s', async (_what, facts, ready) => {
		await people.upsertMany(given.store, [person(facts)], by());
		expect(await people.auditors(given.store, '2026-09-07')).toHaveLength(ready ? 1 : 0);
	});

	test('who has signed up is told by their account', async () => {
		const { store, db } = given;
		const [one, two] = [await people.add(store, person(), by()), await people.add(store, person(), by())];
		const userId = newId();
		await db
			.insertInto('user')
			.values({
				id: userId,
				name: 'x',
				email: `${userId}@example.org`,
				emailVerified: 1,
				image: null,
				createdAt: 'x',
				updatedAt: 'x'
			})
			.execute();
		await store.updateTable('person').set({ userId }).where('personId', '=', two).execute();
		expect([...(await people.signedUp(store))]).toEqual([two]);
		// A people file that comes again does not take the account away.
		const { email } = await people.byId(store, two);
		await people.upsertMany(store, [person({ email })], by());
		expect([...(await people.signedUp(store))]).toEqual([two]);
		expect(one).not.toBe(two);
	});

	test('ties are told once each; a file replaces what the last file said and nothing else', async () => {
		const { store } = given;
		const auditorId = await people.add(store, person({ schoolUrns: [urn(9)] }), by());
		const other = await people.add(store, person(), by());
		const tie = { auditorId, planRef: null, schoolUrn: urn(1), source: 'declared' as const };
		await interests.declare(store, tie, by());
		await interests.declare(store, { ...tie, source: 'people_file' }, by());
		await interests.replaceFromFile(
			store,
			new Map([
				[auditorId, [urn(2), urn(3), urn(2)]],
				[other, [urn(2)]]
			]),
			by()
		);
		await interests.replaceFromFile(store, new Map([[auditorId, [urn(4)]]]), by());
		const list = await interests.list(store);
		expect(list.map((one) => [one.auditorId, one.schoolUrn, one.source]).sort()).toEqual(
			[
				[auditorId, urn(1), 'declared'],
				[auditorId, urn(4), 'people_file'],
				[other, urn(2), 'people_file']
			].sort()
		);
		expect(await interests.forAuditors(store)).toContainEqual({
			auditorId,
			planRef: null,
			schoolUrn: urn(9),
			source: 'employer'
		});
	});
});

describe.each(engines)('the register on %s', (engine) => {
	const given = withStore(engine);

	test('plans and schools come back as they were written, and are written over', async () => {
		const { store } = given;
		const one = plan({
			planRef: planRef(1),
			matchKey: 'a'.repeat(64),
			senUnit: true,
			schoolUrn: null,
			senSetting: 'EHE',
			primaryNeed: null,
			dates: { ...plan().dates, reviewMeetingDate: '2026-03-01', notYet: ['finalPlanDate'] }
		});
		const two = plan({ planRef: planRef(2), resourcedProvision: true, planKind: 'amended', ceasedOn: '2026-08-31' });
		await plans.upsertMany(store, [two, one], by());
		expect(await plans.list(store)).toEqual([one, two]);
		expect(await plans.byRef(store, one.planRef)).toEqual(one);
		expect(await plans.byRefs(store, [two.planRef, planRef(99), one.planRef, two.planRef])).toEqual([one, two]);
		await expect(plans.byRef(store, planRef(99))).rejects.toThrow('thing.not_found');
		await plans.upsertMany(store, [{ ...one, cohort: 2012 }], by());
		expect(await plans.list(store)).toEqual([{ ...one, cohort: 2012 }, two]);
		expect(await plans.count(store)).toBe(1);
		expect(await plans.countsBy(store, 'schoolUrn')).toEqual(new Map([['', 1]]));
		expect(await plans.countsBy(store, 'cohort')).toEqual(new Map([['2012', 1]]));

		const settings = [
			school({ urn: urn(2), name: 'B', lowAge: null, open: false, closedOn: '2026-08-31' }),
			school({ urn: urn(1), name: 'A' })
		];
		await schools.upsertMany(store, settings, by());
		expect(await schools.list(store)).toEqual(settings.toReversed());
		expect(await schools.byUrn(store, urn(2))).toEqual(settings[0]);
		await expect(schools.byUrn(store, urn(3))).rejects.toThrow('thing.not_found');
	});

	test('one match key is one plan', async () => {
		const { store } = given;
		const matchKey = 'b'.repeat(64);
		await plans.upsertMany(store, [plan({ planRef: planRef(1), matchKey })], by());
		await expect(plans.upsertMany(store, [plan({ planRef: planRef(2), matchKey })], by())).rejects.toThrow();
		expect(await plans.list(store)).toHaveLength(1);
		await plans.upsertMany(store, [plan({ planRef: planRef(3) }), plan({ planRef: planRef(4) })], by());
	});

	test('as many plans as the largest authority has', async () => {
		const { store } = given;
		await plans.upsertMany(
			store,
			Array.from({ length: 20_635 }, (_, at) => plan({ planRef: planRef(at) })),
			by()
		);
		expect(await plans.count(store)).toBe(20_635);
		expect(
			await plans.byRefs(
				store,
				Array.from({ length: 5_000 }, (_, at) => planRef(at * 3))
			)
		).toHaveLength(5_000);
	});

	test('a rubric is published once, and never in other words', async () => {
		const { store } = given;
		expect(await rubrics.latest(store)).toBeNull();
		await expect(rubrics.get(store, rubric.rubricId, rubric.version)).rejects.toThrow('thing.not_found');
		const published = await rubrics.publish(store, rubricFile, by(1));
		expect(published).toEqual({
			rubricId: rubric.rubricId,
			version: rubric.version,
			contentHash: contentHash(rubricFile),
			publishedAt: minutes(1)
		});
		// Later, and with its keys in another order: the same content.
		const reordered = Object.fromEntries(Object.entries(rubricFile as object).reverse());
		expect(await rubrics.publish(store, reordered, by(2))).toEqual(published);
		const changed = { ...(rubricFile as object), title: 'In other words' };
		await expect(rubrics.publish(store, changed, by())).rejects.toThrow('rubric.changed');
		await expect(rubrics.publish(store, { ...(rubricFile as object), sections: 'x' }, by())).rejects.toThrow();
		const next = await rubrics.publish(store, { ...changed, version: '9.9.9' }, by(3));
		expect(await rubrics.list(store)).toEqual([next, published]);
		expect((await rubrics.latest(store))?.title).toBe('In other words');
		expect(await rubrics.get(store, rubric.rubricId, rubric.version)).toEqual(rubric);
	});
});
