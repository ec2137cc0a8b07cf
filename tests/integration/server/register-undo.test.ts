/** The last import taken back: whole or not at all, and never from under what was built on it. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { Refusal } from '#lib/domain/problem.ts';
import type { RegisterImport, RegisterPerson, RegisterPlan } from '#lib/domain/register.ts';
import * as activity from '#lib/server/activity.ts';
import { tableNames, type Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as interests from '#lib/server/interests.ts';
import * as people from '#lib/server/people.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import * as plans from '#lib/server/plans.ts';
import { overview } from '#lib/server/register-overview.ts';
import { undo, undoing } from '#lib/server/register-undo.ts';
import * as register from '#lib/server/register.ts';
import * as schools from '#lib/server/schools.ts';
import * as terms from '#lib/server/terms.ts';
import { by, minutes, person, publishedRubric, school, START, termFacts, urn } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const planOf = (number: number, values: Partial<RegisterPlan> = {}): RegisterPlan => ({
	matchKey: number.toString(16).padStart(64, '0'),
	cohort: 2019,
	primaryNeed: 'ASD',
	schoolUrn: urn(1),
	senSetting: null,
	senUnit: false,
	resourcedProvision: false,
	planKind: 'new',
	startedOn: '2023-07-22',
	ceasedOn: null,
	dates: {},
	...values
});
const personOf = (email: string, values: Partial<RegisterPerson> = {}): RegisterPerson => ({
	email,
	name: email,
	roles: ['auditor'],
	agency: 'health',
	capacity: 3,
	trainedOn: '2026-07-03',
	schoolUrns: [],
	interestUrns: [],
	...values
});
const importOf = (
	some: RegisterPlan[],
	referenceDate: string,
	keyLetter: string,
	rest: Partial<RegisterImport> = {}
): RegisterImport => ({
	return: { laCode: '209', referenceDate, keyId: keyLetter.repeat(64), plans: some },
	schools: null,
	people: null,
	...rest
});

const first = importOf([planOf(1), planOf(2), planOf(3)], '2026-01-21', 'c', {
	schools: [school({ urn: urn(1) }), school({ urn: urn(2), name: 'Second' })],
	people: [personOf('a@example.org', { schoolUrns: [urn(1)], interestUrns: [urn(2)] }), personOf('b@example.org')]
});
const second = importOf([planOf(1, { primaryNeed: 'MLD' }), planOf(2), planOf(4)], '2027-01-21', 'd', {
	schools: [school({ urn: urn(1), name: 'Renamed' }), school({ urn: urn(3), name: 'Third' })],
	people: [
		personOf('a@example.org', { roles: ['auditor', 'chair'], interestUrns: [urn(3)] }),
		personOf('c@example.org')
	]
});

async function coordinator(store: Store): Promise<string> {
	return people.add(store, person({ email: 'priya@example.org', roles: ['coordinator'], agency: null }), by());
}

async function write(store: Store, what: RegisterImport, actorId: string, at: number): Promise<string> {
	const { basis } = await register.preview(store, what, actorId);
	return (await register.confirm(store, what, basis, { actorId, now: minutes(at) })).importId;
}

/** The register and its settings, order aside. */
async function registerOf(store: Store) {
	const marks = await store.selectFrom('plan').selectAll().orderBy('planRef').execute();
	return {
		plans: marks,
		schools: await store.selectFrom('school').selectAll().orderBy('urn').execute(),
		people: await store.selectFrom('person').selectAll().orderBy('personId').execute(),
		roles: (await people.list(store)).map(({ email, roles, schoolUrns }) => [email, roles, schoolUrns]),
		ties: (await interests.list(store))
			.map(({ auditorId, schoolUrn, source }) => [auditorId, schoolUrn, source])
			.sort(),
		setting: await register.importSetting(store),
		overview: await overview(store, START)
	};
}

/** Every row of every table, for "nothing was changed". */
async function everything(store: Store): Promise<string> {
	const rows = await Promise.all(
		tableNames.map(async (table) => [
			table,
			(await (store.selectFrom(table) as ReturnType<Store['selectFrom']>).selectAll().execute())
				.map((row) => JSON.stringify(row))
				.sort()
		])
	);
	return JSON.stringify(rows);
}

describe.each(engines)('undoing an import on %s', (engine) => {
	const given = withStore(engine);

	/** Two imports, with something done by hand between them. */
	async function imported() {
		const { store } = given;
		const actorId = await coordinator(store);
		await write(store, first, actorId, 1);
		const byKey = new Map((await plans.list(store)).map(({ matchKey, planRef }) => [matchKey, planRef]));
		const ref = (number: number) => byKey.get(planOf(number).matchKey) ?? '';
		const { planRef: _ref, matchKey: _key, ceasedOn: _ceased, ...facts } = await plans.byRef(store, ref(1));
		await planCorrections.correct(store, ref(1), { ...facts, senUnit: true }, by(2));
		await planCorrections.end(store, ref(2), '2026-08-31', by(2));
		await planCorrections.hold(store, ref(3), 'A reason', by(2));
		const before = await registerOf(store);
		const importId = await write(store, second, actorId, 3);
		return { store, actorId, importId, before, ref };
	}

	test('everything goes back: plans, schools, people, ties, marks, and the return to compare with', async () => {
		const { store, actorId, importId, before } = await imported();
		expect(await registerOf(store)).not.toEqual(before);
		expect(await undoing(store)).toEqual({
			importId,
			importedAt: minutes(3),
			plans: { gone: 1, back: 2 },
			schools: { gone: 1, back: 1 },
			people: { gone: 1, back: 1 },
			returnGoesBack: true,
			blockers: []
		});
		await undo(store, importId, { actorId, now: minutes(4) });
		expect(await registerOf(store)).toEqual(before);
		expect((await activity.list(store, { limit: 1 }))[0]).toMatchObject({
			action: 'register.undone',
			subject: importId,
			actorId,
			details: { plans: 3, schools: 2, people: 2 }
		});
		expect(await store.selectFrom('registerBefore').selectAll().execute()).toEqual([]);
	});

	test('only the last one, and once', async () => {
		const { store, actorId, importId } = await imported();
		await expect(undo(store, newId(), { actorId, now: minutes(4) })).rejects.toThrow('import.not_last');
		const outcomes = await Promise.allSettled([4, 5].map((at) => undo(store, importId, { actorId, now: minutes(at) })));
		expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		// The one before it was written over: what it found is forgotten.
		expect(await undoing(store)).toBeNull();
		await expect(undo(store, importId, { actorId, now: minutes(6) })).rejects.toThrow('import.not_last');
		const again = await write(store, second, actorId, 7);
		expect(await undoing(store)).toMatchObject({ importId: again, blockers: [] });
	});

	test('before any import there is nothing to undo', async () => {
		expect(await undoing(given.store)).toBeNull();
	});

	test('one that changed nothing is undone too', async () => {
		const { store, actorId, importId } = await imported();
		void importId;
		const before = await registerOf(store);
		const same = await write(store, second, actorId, 4);
		expect(await undoing(store)).toMatchObject({ plans: { gone: 0, back: 0 }, blockers: [] });
		await undo(store, same, { actorId, now: minutes(5) });
		const after = await registerOf(store);
		expect({ ...after, overview: null }).toEqual({ ...before, overview: null });
	});

	test('holding back and ended access are no matter of an import: they stay as they are now', async () => {
		const { store, actorId, importId, ref } = await imported();
		await planCorrections.letGo(store, ref(3), by(4));
		await planCorrections.hold(store, ref(1), 'Another reason', by(4));
		const a = await people.byEmail(store, 'a@example.org');
		await people.disable(store, a?.personId ?? '', by(4));
		await undo(store, importId, { actorId, now: minutes(5) });
		expect((await planCorrections.byRef(store, ref(3))).marks.heldAt).toBeNull();
		expect((await planCorrections.byRef(store, ref(1))).marks.heldAt).toBe(minutes(4));
		expect(await people.byEmail(store, 'a@example.org')).toMatchObject({ roles: ['auditor'], disabledAt: minutes(4) });
	});

	type Ours = Awaited<ReturnType<typeof imported>>;
	const addedPlan = async ({ store }: Ours) =>
		(await plans.list(store)).find(({ matchKey }) => matchKey === planOf(4).matchKey)?.planRef ?? '';
	const built: [string, (ours: Ours) => Promise<unknown>, RegExp][] = [
		[
			'a plan that it added is in a sample',
			async ({ store }) => {
				await publishedRubric(store);
				const { termId } = await terms.open(store, termFacts({ academicYear: 2027, startsOn: '2027-09-01' }), by(4));
				await terms.drawSample(
					store,
					termId,
					{ size: (await terms.frame(store, { termId, startsOn: '2027-09-01' })).length },
					'seed',
					by(4)
				);
			},
			/plan that it added has been drawn/
		],
		[
			'an auditor has a tie to a plan that it added',
			async (ours) => {
				const b = await people.byEmail(ours.store, 'b@example.org');
				await interests.declare(
					ours.store,
					{ auditorId: b?.personId ?? '', planRef: await addedPlan(ours), schoolUrn: null, source: 'declared' },
					by(4)
				);
			},
			/plan that it added has been drawn/
		],
		[
			'a plan that it added is held back',
			async (ours) => planCorrections.hold(ours.store, await addedPlan(ours), 'A reason', by(4)),
			/One thing that it wrote was changed by hand/
		],
		[
			'a plan that it changed was put right by hand',
			async ({ store, ref }) => {
				const { planRef: _r, matchKey: _m, ceasedOn: _c, ...facts } = await plans.byRef(store, ref(1));
				await planCorrections.correct(store, ref(1), { ...facts, cohort: 2012 }, by(4));
			},
			/changed by hand/
		],
		[
			'a plan that it ended was said not to have ended',
			async ({ store, ref }) => planCorrections.resume(store, ref(3), by(4)),
			/changed by hand/
		],
		[
			'a person whom it added has joined',
			async ({ store }) => {
				const c = await people.byEmail(store, 'c@example.org');
				const userId = newId();
				await given.db
					.insertInto('user')
					.values({
						id: userId,
						name: 'c',
						email: `${userId}@example.org`,
						emailVerified: 1,
						image: null,
						createdAt: START,
						updatedAt: START
					})
					.execute();
				await store
					.updateTable('person')
					.set({ userId })
					.where('personId', '=', c?.personId ?? '')
					.execute();
			},
			/person whom it added has joined/
		],
		[
			'a person whom it added has told a tie of their own',
			async ({ store }) => {
				const c = await people.byEmail(store, 'c@example.org');
				await interests.declare(
					store,
					{ auditorId: c?.personId ?? '', planRef: null, schoolUrn: urn(1), source: 'declared' },
					by(4)
				);
			},
			/person whom it added has joined/
		],
		[
			'it was made before anything was kept',
			async ({ store }) => store.deleteFrom('registerBefore').where('kind', '=', 'plan').execute(),
			/earlier version/
		]
	];
	test.each(built)('refused, with nothing changed, where %s', async (_, build, words) => {
		const ours = await imported();
		await build(ours);
		const before = await everything(ours.store);
		expect((await undoing(ours.store))?.blockers).toEqual([expect.stringMatching(words)]);
		const refused = await undo(ours.store, ours.importId, { actorId: ours.actorId, now: minutes(9) }).catch(
			(thrown: unknown) => thrown
		);
		expect(refused).toBeInstanceOf(Refusal);
		expect((refused as Refusal).problem).toMatchObject({
			code: 'import.built_on',
			detail: [expect.stringMatching(words)]
		});
		expect(await everything(ours.store)).toBe(before);
	});

	test('what stops half-way leaves everything as it was', async () => {
		const { store, actorId, importId } = await imported();
		const before = await everything(store);
		// The very last row that an undoing writes, after plans, schools and people are back.
		const make =
			engine === 'sqlite'
				? sql`create trigger no_undo before update on register_import begin select raise(abort, 'stopped'); end`
				: sql`alter table register_import add constraint no_undo check (undone_at is null) not valid`;
		const drop =
			engine === 'sqlite' ? sql`drop trigger no_undo` : sql`alter table register_import drop constraint no_undo`;
		await make.execute(given.db);
		try {
			await expect(undo(store, importId, { actorId, now: minutes(4) })).rejects.toThrow(/stopped|no_undo/);
		} finally {
			await drop.execute(given.db);
		}
		expect(await everything(store)).toBe(before);
		await undo(store, importId, { actorId, now: minutes(5) });
		expect(await plans.list(store)).toHaveLength(3);
		expect(await schools.list(store)).toHaveLength(2);
	});

	test('as many plans as an authority has', async () => {
		const { store } = given;
		const actorId = await coordinator(store);
		const many = Array.from({ length: 4_000 }, (_, at) => planOf(at + 1));
		await write(store, importOf(many, '2026-01-21', 'c'), actorId, 1);
		const before = await plans.list(store);
		const changed = many.map((one) => ({ ...one, cohort: 2010 }));
		const importId = await write(store, importOf(changed, '2027-01-21', 'c'), actorId, 2);
		expect(await undoing(store)).toMatchObject({ plans: { gone: 0, back: 4_000 }, blockers: [] });
		await undo(store, importId, { actorId, now: minutes(3) });
		expect(await plans.list(store)).toEqual(before);
	});
});
