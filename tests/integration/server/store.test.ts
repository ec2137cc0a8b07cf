/** A store reaches one partnership's rows and nothing else, whatever is asked of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import { insertAll, portions, upsertAll } from '#lib/server/db/bulk.ts';
import { nextSequence } from '#lib/server/db/counter.ts';
import { inTransaction, type Store } from '#lib/server/db/store.ts';
import { engines, newStore, withStore } from '#tests/support/store.ts';
import { by, planRef, school, urn } from '#tests/support/builders.ts';
import * as schools from '#lib/server/schools.ts';

/** The store as somebody would see it who goes round the types. */
type Untyped = Pick<
	Kysely<Record<string, Record<string, unknown>>>,
	'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom'
>;
const untyped = (store: Store) => store as unknown as Untyped;

describe.each(engines)('a store on %s', (engine) => {
	const given = withStore(engine);

	async function two(): Promise<{ ours: Store; theirs: Store }> {
		const ours = given.store;
		const theirs = await newStore(given.db);
		for (const store of [ours, theirs]) {
			await schools.upsertMany(store, [school({ urn: urn(1) }), school({ urn: urn(2) })], by());
			await insertAll(store, 'counter', [{ name: 'a', value: 1 }]);
		}
		return { ours, theirs };
	}

	test('reads its own rows, also behind joins, aliases, subqueries and an OR', async () => {
		const { ours, theirs } = await two();
		await schools.upsertMany(theirs, [school({ urn: urn(3) })], by());

		expect(await ours.selectFrom('school').select('urn').orderBy('urn').execute()).toEqual([
			{ urn: urn(1) },
			{ urn: urn(2) }
		]);
		expect(
			await ours
				.selectFrom('school as s')
				.innerJoin('school as other', (join) =>
					join.on((eb) => eb.or([eb('other.open', '=', 1), eb('s.open', '=', 1)]))
				)
				.select((eb) => eb.fn.countAll<number>().as('pairs'))
				.executeTakeFirst()
		).toEqual({ pairs: 4 });
		expect(
			await ours
				.selectFrom('school')
				.leftJoin('school as other', 'other.urn', 'school.urn')
				.select(['school.urn', 'other.urn as again'])
				.where((eb) => eb.or([eb('school.open', '=', 1), eb('school.open', '=', 0)]))
				.orderBy('school.urn')
				.execute()
		).toEqual([
			{ urn: urn(1), again: urn(1) },
			{ urn: urn(2), again: urn(2) }
		]);
		const within = ours.selectFrom('counter').select((eb) =>
			eb
				.selectFrom('school')
				.select((of) => of.fn.countAll<number>().as('n'))
				.as('schools')
		);
		expect(await within.execute()).toContainEqual({ schools: 2 });
		expect(
			await ours
				.selectFrom((eb) => eb.selectFrom('school').select('urn').as('inner'))
				.select('inner.urn')
				.union(ours.selectFrom('school').select('urn'))
				.execute()
		).toHaveLength(2);
		expect(
			await ours
				.selectFrom('school')
				.select('urn')
				.where((eb) => eb.exists(eb.selectFrom('school as x').select('x.urn').where('x.urn', '=', urn(3))))
				.execute()
		).toEqual([]);
	});

	test('changes and deletes its own rows, also without any condition', async () => {
		const { ours, theirs } = await two();
		const changed = await ours.updateTable('school').set({ name: 'Renamed' }).executeTakeFirst();
		expect(Number(changed.numUpdatedRows)).toBe(2);
		await ours
			.updateTable('school')
			.set({ open: 0 })
			.where((eb) => eb.or([eb('open', '=', 1), eb('open', '=', 0)]))
			.execute();
		expect((await schools.list(theirs)).map(({ name, open }) => ({ name, open }))).toEqual(
			Array(2).fill({ name: 'Larkfield Primary School', open: true })
		);
		await ours.deleteFrom('school').execute();
		expect(await schools.list(ours)).toEqual([]);
		expect(await schools.list(theirs)).toHaveLength(2);
	});

	test('writes over its own rows only', async () => {
		const { ours, theirs } = await two();
		await upsertAll(ours, 'counter', ['name'], [{ name: 'a', value: 7 }]);
		expect(await ours.selectFrom('counter').select('value').where('name', '=', 'a').execute()).toEqual([{ value: 7 }]);
		expect(await theirs.selectFrom('counter').select('value').where('name', '=', 'a').execute()).toEqual([
			{ value: 1 }
		]);
	});

	test.each<[string, (store: Untyped, foreign: string) => { compile(): unknown; execute(): Promise<unknown> }]>([
		['a table of all partnerships', (store) => store.selectFrom('user').selectAll()],
		['the partnerships', (store) => store.selectFrom('partnership').selectAll()],
		[
			'a table of all partnerships in a join',
			(store) => store.selectFrom('school').innerJoin('user', 'user.id', 'school.urn').selectAll()
		],
		[
			'a right join',
			(store) => store.selectFrom('school').rightJoin('plan', 'plan.schoolUrn', 'school.urn').selectAll()
		],
		['a cross join', (store) => store.selectFrom('school').crossJoin('plan').selectAll()],
		[
			'a foreign row',
			(store, foreign) => store.insertInto('counter').values({ partnershipId: foreign, name: 'x', value: 1 })
		],
		['a row moved elsewhere', (store, foreign) => store.updateTable('counter').set({ partnershipId: foreign })],
		[
			'ON CONFLICT of whatever key',
			(store) =>
				store
					.insertInto('counter')
					.values({ name: 'x', value: 1 })
					.onConflict((conflict) => conflict.doNothing())
		],
		[
			'ON CONFLICT that moves a row',
			(store, foreign) =>
				store
					.insertInto('counter')
					.values({ name: 'x', value: 1 })
					.onConflict((conflict) => conflict.columns(['name']).doUpdateSet({ partnershipId: foreign }))
		],
		[
			'INSERT ... SELECT',
			(store) =>
				store
					.insertInto('counter')
					.columns(['name', 'value'])
					.expression((eb) => eb.selectFrom('counter').select(['name', 'value']))
		],
		['REPLACE', (store) => store.insertInto('counter').orReplace().values({ name: 'x', value: 1 })],
		['UPDATE ... FROM', (store) => store.updateTable('counter').from('school').set({ value: 1 })],
		['DELETE ... USING', (store) => store.deleteFrom('counter').using('school')],
		['another schema', (store) => store.selectFrom('main.school').selectAll()],
		['a table that is not there', (store) => store.selectFrom('kyselyMigration').selectAll()]
	])('refuses %s', async (_what, statement) => {
		const { ours, theirs } = await two();
		const built = statement(untyped(ours), theirs.partnershipId);
		expect(() => built.compile()).toThrow("a store's statement cannot use");
		// Thrown before anything is asked of the database.
		await expect((async () => built.execute())()).rejects.toThrow("a store's statement cannot use");
	});

	test('nobody reaches what is behind it', () => {
		const { store } = given;
		expect(Object.keys(store).sort()).toEqual([
			'deleteFrom',
			'insertInto',
			'partnershipId',
			'selectFrom',
			'updateTable'
		]);
		expect(Object.isFrozen(store)).toBe(true);
	});

	test('rows of two partnerships cannot point at each other', async () => {
		const { ours, theirs } = await two();
		await insertAll(theirs, 'rubric', [
			{ rubricId: 'r', version: '1', contentHash: 'a'.repeat(64), body: '{}', publishedAt: 'x' }
		]);
		const term = {
			termId: 't',
			academicYear: 2026,
			name: 'autumn',
			startsOn: '2026-09-01',
			endsOn: '2026-12-31',
			dueOn: '2026-12-18',
			rubricId: 'r',
			rubricVersion: '1',
			profile: 'full',
			adviceWithheldFrom: '[]',
			switchedOff: '[]',
			openedAt: 'x',
			sampledAt: null,
			confirmedAt: null,
			closedAt: null,
			sample: null
		};
		await expect(insertAll(ours, 'term', [term])).rejects.toThrow(/foreign key/i);
		await insertAll(theirs, 'term', [term]);
	});

	describe('in a transaction', () => {
		test('all or nothing', async () => {
			const { store } = given;
			await expect(
				inTransaction(store, async (tx) => {
					await nextSequence(tx);
					throw new Error('no');
				})
			).rejects.toThrow('no');
			expect(await store.selectFrom('counter').selectAll().execute()).toEqual([]);
		});

		test('one inside another is part of it', async () => {
			const { store } = given;
			await expect(
				inTransaction(store, async (tx) => {
					await inTransaction(tx, async (inner) => nextSequence(inner));
					throw new Error('no');
				})
			).rejects.toThrow('no');
			expect(await store.selectFrom('counter').selectAll().execute()).toEqual([]);
		});

		test('the outer store is refused, not waited for', async () => {
			const { store } = given;
			const other = await newStore(given.db);
			for (const outer of [store, other]) {
				await expect(
					inTransaction(store, async () => outer.selectFrom('school').selectAll().execute())
				).rejects.toThrow('use the store that the transaction gives');
				await expect(inTransaction(store, async () => inTransaction(outer, async () => 1))).rejects.toThrow(
					'use the store that the transaction gives'
				);
			}
			// Afterwards it is free again.
			expect(await store.selectFrom('school').selectAll().execute()).toEqual([]);
		});

		test('numbers count up without gaps, however many ask at once', async () => {
			const { store } = given;
			const taken = await Promise.all(
				Array.from({ length: 40 }, (_, at) =>
					at % 4 === 3
						? inTransaction(store, async (tx) => {
								await nextSequence(tx);
								throw new Error('no');
							}).catch(() => 0)
						: inTransaction(store, nextSequence)
				)
			);
			expect(taken.filter((number) => number > 0).sort((a, b) => a - b)).toEqual(
				Array.from({ length: 30 }, (_, at) => at + 1)
			);
		});

		test('those of one partnership run one after the other: what was read stays true', async () => {
			const { store } = given;
			await insertAll(store, 'counter', [{ name: 'a', value: 1 }]);
			await Promise.all(
				Array.from({ length: 20 }, () =>
					inTransaction(store, async (tx) => {
						const { value } = await tx
							.selectFrom('counter')
							.select('value')
							.where('name', '=', 'a')
							.executeTakeFirstOrThrow();
						await tx
							.updateTable('counter')
							.set({ value: value + 1 })
							.where('name', '=', 'a')
							.execute();
					})
				)
			);
			expect(await store.selectFrom('counter').select('value').execute()).toEqual([{ value: 21 }]);
		});
	});

	test('thousands of rows go in at once, and again over themselves', async () => {
		const { store } = given;
		const many = Array.from({ length: 5_000 }, (_, at) => school({ urn: urn(at), name: `School ${at}` }));
		await schools.upsertMany(store, many, by());
		await schools.upsertMany(
			store,
			many.map((one) => ({ ...one, open: false })),
			by()
		);
		const rows = await schools.list(store);
		expect(rows).toHaveLength(5_000);
		expect(rows.filter(({ open }) => open)).toEqual([]);
	});

	test('both engines give the same kinds of values and the same order', async () => {
		const { store } = given;
		await schools.upsertMany(
			store,
			['b', 'B', 'a', 'Ä', '_', 'Z'].map((name, at) => school({ urn: urn(at), name, lowAge: null })),
			by()
		);
		expect((await schools.list(store)).map(({ name }) => name)).toEqual(['B', 'Z', '_', 'a', 'b', 'Ä']);
		const counted = await store
			.selectFrom('school')
			.select((eb) => [
				eb.fn.countAll<number>().as('all'),
				eb.fn.count<number>('lowAge').as('ages'),
				eb.fn.sum<number>('open').as('open')
			])
			.executeTakeFirstOrThrow();
		expect(counted).toEqual({ all: 6, ages: 0, open: 6 });
	});
});

describe.each(engines)('what is frozen on %s', (engine) => {
	const given = withStore(engine);

	test('activity, entries and rubrics are never changed or deleted', async () => {
		const { store } = given;
		await schools.upsertMany(store, [school()], by());
		await insertAll(store, 'rubric', [
			{ rubricId: 'r', version: '1', contentHash: 'a'.repeat(64), body: '{}', publishedAt: 'x' }
		]);
		await expect(store.updateTable('activity').set({ action: 'x' }).execute()).rejects.toThrow('activity is frozen');
		await expect(store.deleteFrom('activity').execute()).rejects.toThrow('activity is frozen');
		await expect(store.updateTable('rubric').set({ body: '{"a":1}' }).execute()).rejects.toThrow('rubric is frozen');
		await expect(store.deleteFrom('rubric').execute()).rejects.toThrow('rubric is frozen');
	});

	test('a report can change until it is published, then never', async () => {
		const { store } = given;
		await insertAll(store, 'rubric', [
			{ rubricId: 'r', version: '1', contentHash: 'a'.repeat(64), body: '{}', publishedAt: 'x' }
		]);
		await schools.upsertMany(store, [school()], by());
		const unpublished = { model: '{}', compiledAt: 'x', publishedAt: null, publishedBy: null };
		await insertAll(store, 'learningReport', [
			{
				edition: 1,
				reportId: '1',
				period: '2026-h1',
				rubricId: 'r',
				rubricVersion: '1',
				profile: 'full',
				...unpublished
			}
		]);
		await insertAll(store, 'schoolReport', [{ schoolUrn: urn(1), academicYear: 2026, ...unpublished }]);
		for (const table of ['learningReport', 'schoolReport'] as const) {
			await store.updateTable(table).set({ model: '{"v":2}' }).execute();
			await store.updateTable(table).set({ publishedAt: 'x', publishedBy: 'y' }).execute();
			await expect(store.updateTable(table).set({ model: '{"v":3}' }).execute(), table).rejects.toThrow('is frozen');
			await expect(store.updateTable(table).set({ publishedAt: null }).execute(), table).rejects.toThrow('is frozen');
			await expect(store.deleteFrom(table).execute(), table).rejects.toThrow('is frozen');
		}
	});

	test.each<[string, (store: Store) => Promise<unknown>]>([
		['a flag that is no flag', (store) => store.updateTable('school').set({ open: 2 }).execute()],
		[
			'a text where a number belongs',
			(store) =>
				store
					.updateTable('school')
					.set({ open: 'yes' as never })
					.execute()
		],
		['a URN of five figures', (store) => store.updateTable('school').set({ urn: '12345' }).execute()],
		[
			'an interest in nothing',
			(store) =>
				insertAll(store, 'interest', [
					{ interestId: '1', auditorId: 'a', planRef: null, schoolUrn: null, source: 'declared' }
				])
		],
		[
			'a need that there is not',
			(store) =>
				insertAll(store, 'plan', [
					{
						planRef: planRef(1),
						matchKey: null,
						cohort: 2020,
						primaryNeed: 'XYZ',
						schoolUrn: null,
						senSetting: null,
						senUnit: 0,
						resourcedProvision: 0,
						planKind: 'new',
						startedOn: null,
						ceasedOn: null,
						dates: '{}'
					}
				])
		]
	])('the tables refuse %s', async (_what, act) => {
		await schools.upsertMany(given.store, [school()], by());
		await expect(act(given.store)).rejects.toThrow();
	});
});

test('the whole database is handed to few', () => {
	const root = join(import.meta.dirname, '../../..');
	const allowed = [
		// Opens it, and gives each asker the store of their partnership.
		/^src\/hooks\.server\.ts$/,
		// Which partnerships there are.
		/^src\/lib\/server\/partnerships\.ts$/,
		// Somebody who signs in, and a tablet that shows its credential, belong to no partnership yet.
		/^src\/lib\/server\/(sign-in[a-z-]*|sessions|exchange-asker|tablet-credential)\.ts$/,
		// The operator's commands and what they load.
		/^src\/cli\/gt-[a-z]+\.ts$/,
		/^seeds\/(seed|demo\/(sign-ins|recovery-key))\.ts$/
	];
	const files = ['src', 'seeds'].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.map((file) => `${folder}/${file}`)
			.filter((file) => /\.(ts|svelte)$/.test(file) && !file.startsWith('src/lib/server/db/'))
	);
	const asking = files.filter((file) =>
		/db\/(connection|tables|partnership-guard|sqlite|postgres|migrations)\b|\btransactionOf\b|\bKysely\b/.test(
			readFileSync(join(root, file), 'utf8')
		)
	);
	expect(asking.length).toBeGreaterThan(3);
	expect(asking.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
});

test('a list is cut into portions that lose nothing', () => {
	expect(portions([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
	expect(portions([], 2)).toEqual([]);
	expect(portions([1, 2], 2)).toEqual([[1, 2]]);
});
