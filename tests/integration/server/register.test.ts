import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PlanRef } from '#lib/domain/ids.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { RegisterImport, type RegisterPerson, type RegisterPlan, type RegisterReturn } from '#lib/domain/register.ts';
import * as activity from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as interests from '#lib/server/interests.ts';
import * as people from '#lib/server/people.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import * as plans from '#lib/server/plans.ts';
import { overview } from '#lib/server/register-overview.ts';
import * as register from '#lib/server/register.ts';
import * as schools from '#lib/server/schools.ts';
import { by, minutes, person, school, START, urn } from '../../support/builders.ts';
import { engines, newStore, withStore } from '../../support/store.ts';

const KEY_ID = 'c'.repeat(64);

function planOf(number: number, values: Partial<RegisterPlan> = {}): RegisterPlan {
	return {
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
		dates: { requestReceivedDate: '2023-03-04', finalPlanDate: '2023-07-22', planFirstMadeDate: '2023-07-22' },
		...values
	};
}

function personOf(email: string, values: Partial<RegisterPerson> = {}): RegisterPerson {
	return {
		email,
		name: email.split('@')[0] ?? '',
		roles: ['auditor'],
		agency: 'health',
		capacity: 3,
		trainedOn: '2026-07-03',
		schoolUrns: [],
		interestUrns: [],
		...values
	};
}

function importOf(plansOfIt: RegisterPlan[], values: Partial<RegisterReturn> = {}): RegisterImport {
	return {
		return: { laCode: '209', referenceDate: '2027-01-21', keyId: KEY_ID, plans: plansOfIt, ...values },
		schools: null,
		people: null
	};
}

async function coordinator(store: Store): Promise<string> {
	return people.add(
		store,
		person({ email: 'priya@example.org', name: 'Priya', roles: ['coordinator'], agency: null }),
		by()
	);
}

async function write(store: Store, what: RegisterImport, actorId: string, at = 1) {
	const { basis } = await register.preview(store, what, actorId);
	return register.confirm(store, what, basis, { actorId, now: minutes(at) });
}

/** Everything that an import could touch. */
async function everything(store: Store) {
	return {
		plans: await plans.list(store),
		schools: await schools.list(store),
		people: await people.list(store),
		interests: await interests.list(store),
		activity: await activity.list(store, { limit: 100 }),
		overview: await overview(store, START)
	};
}

async function refusalOf(running: Promise<unknown>): Promise<Refusal['problem'] | null> {
	return running.then(
		() => null,
		(thrown: unknown) => {
			if (thrown instanceof Refusal) return thrown.problem;
			throw thrown;
		}
	);
}

describe.each(engines)('the import on %s', (engine) => {
	const given = withStore(engine);

	test('a preview counts, and writes nothing', async () => {
		const { store } = given;
		const actorId = await coordinator(store);
		const before = await everything(store);
		const told = await register.preview(
			store,
			{
				...importOf([planOf(1), planOf(2, { matchKey: null })]),
				schools: [school()],
				people: [personOf('a@example.org')]
			},
			actorId
		);
		expect(told).toMatchObject({
			plans: { added: 2, changed: 0, unchanged: 0, ended: 0, leftOut: 0, withoutNumber: 1 },
			schools: { added: 1, changed: 0, closed: 0, unchanged: 0 },
			people: { added: 1, changed: 0, unchanged: 0, missing: ['Priya'] },
			problems: []
		});
		expect(await everything(store)).toEqual(before);
	});

	test('a confirmation writes all of it, with one line of activity and references of its own', async () => {
		const { store } = given;
		const actorId = await coordinator(store);
		const what = {
			...importOf([planOf(1), planOf(2, { primaryNeed: null, dates: {} })]),
			schools: [school()],
			people: [personOf('a@example.org', { schoolUrns: [urn(1)], interestUrns: [urn(1), urn(2)] })]
		};
		const done = await write(store, what, actorId);
		const written = await plans.list(store);
		expect(written).toHaveLength(2);
		for (const plan of written) {
			expect(PlanRef.safeParse(plan.planRef).success).toBe(true);
			const told = what.return?.plans.find(({ matchKey }) => matchKey === plan.matchKey);
			const { planRef: _, dates, ...facts } = plan;
			expect({
				...facts,
				dates: Object.fromEntries(Object.entries(dates).filter(([, value]) => value !== null))
			}).toEqual(told);
		}
		expect(await schools.list(store)).toEqual([school()]);
		const a = await people.byEmail(store, 'a@example.org');
		expect(a).toMatchObject({ roles: ['auditor'], agency: 'health', schoolUrns: [urn(1)] });
		expect((await interests.list(store)).map(({ auditorId, schoolUrn }) => [auditorId, schoolUrn])).toEqual([
			[a?.personId, urn(1)],
			[a?.personId, urn(2)]
		]);
		const lines = (await activity.list(store, { limit: 100 })).filter(({ action }) => action === 'register.imported');
		expect(lines).toMatchObject([
			{
				actorId,
				at: minutes(1),
				subject: done.importId,
				details: { plansAdded: 2, plansEnded: 0, schoolsAdded: 1, peopleAdded: 1 }
			}
		]);
		expect(await register.importSetting(store)).toMatchObject({
			laCode: '209',
			lastKeyId: KEY_ID,
			lastReferenceDate: '2027-01-21',
			namedUrns: [urn(1), urn(2)]
		});
	});

	test('the same import again changes nothing, plans without a number included', async () => {
		const { store } = given;
		const actorId = await coordinator(store);
		const what = {
			...importOf([planOf(1), planOf(2, { matchKey: null })]),
			schools: [school()],
			people: [personOf('a@example.org', { interestUrns: [urn(1)] })]
		};
		await write(store, what, actorId);
		const before = await plans.list(store);
		const told = await register.preview(store, what, actorId);
		expect(told).toMatchObject({
			plans: { added: 0, changed: 0, unchanged: 2, ended: 0 },
			schools: { added: 0, changed: 0, unchanged: 1 },
			people: { added: 0, changed: 0, unchanged: 1 }
		});
		await write(store, what, actorId, 2);
		expect(await plans.list(store)).toEqual(before);
	});

	test("next year's return finds the plans again, and ends those that it lacks", async () => {
		const { store } = given;
		const actorId = await coordinator(store);
		await write(
			store,
			importOf([planOf(1, { dates: { reviewDecisionDate: '2026-06-09' } }), planOf(2), planOf(3, { matchKey: null })]),
			actorId
		);
		const refs = new Map((await plans.list(store)).map(({ matchKey, planRef }) => [matchKey, planRef]));
		const next = importOf(
			[
				planOf(1, { schoolUrn: urn(5), dates: { reviewDecisionDate: '2027-06-01' } }),
				planOf(3, { matchKey: null }),
				planOf(4, { ceasedOn: '2027-05-01' })
			],
			{ referenceDate: '2028-01-20' }
		);
		const told = await register.preview(store, next, actorId);
		expect(told.plans).toMatchObject({
			added: 1,
			changed: 1,
			ended: 2,
			leftOut: 1,
			facts: { setting: 1, dates: 1, primaryNeed: 0 }
		});
		await write(store, next, actorId, 2);
		const after = await plans.list(store);
		expect(after).toHaveLength(4);
		expect(after.find(({ matchKey }) => matchKey === planOf(1).matchKey)).toMatchObject({
			planRef: refs.get(planOf(1).matchKey),
			schoolUrn: urn(5),
			ceasedOn: null,
			dates: { reviewDecisionDate: '2027-06-01', previousReviewDecisionDate: '2026-06-09' }
		});
		expect(after.find(({ planRef }) => planRef === refs.get(planOf(2).matchKey))?.ceasedOn).toBe('2028-01-20');
		expect(after.find(({ planRef }) => planRef === refs.get(null))?.ceasedOn).toBe('2028-01-20');
	});

	describe('after corrections by hand', () => {
		async function corrected() {
			const { store } = given;
			const actorId = await coordinator(store);
			await write(store, importOf([planOf(1), planOf(2), planOf(3)]), actorId);
			const all = await plans.list(store);
			const refOf = (number: number) => all.find(({ matchKey }) => matchKey === planOf(number).matchKey)?.planRef ?? '';
			const { planRef: _ref, matchKey: _key, ceasedOn: _ceased, ...facts } = await plans.byRef(store, refOf(1));
			await planCorrections.correct(store, refOf(1), { ...facts, primaryNeed: 'MLD' }, by(2));
			await planCorrections.end(store, refOf(2), '2026-08-31', by(2));
			await planCorrections.hold(store, refOf(2), 'A tribunal', by(2));
			const added = await planCorrections.add(store, facts, by(2));
			return { store, actorId, refOf, added };
		}
		const next = importOf([planOf(1), planOf(2, { cohort: 2015 }), planOf(3)], { referenceDate: '2028-01-20' });

		test('the preview says how much of it would change, and the import wins', async () => {
			const { store, actorId, refOf, added } = await corrected();
			const told = await register.preview(store, next, actorId);
			expect(told.plans).toMatchObject({ byHand: 2, stayEnded: 1, changed: 2, ended: 1 });
			await write(store, next, actorId, 3);
			expect(await planCorrections.byRef(store, refOf(1))).toMatchObject({
				plan: { primaryNeed: 'ASD' },
				marks: { correctedAt: null }
			});
			// What was ended or held back by hand stays so.
			expect(await planCorrections.byRef(store, refOf(2))).toMatchObject({
				plan: { ceasedOn: '2026-08-31', cohort: 2015 },
				marks: { endedAt: minutes(2), heldAt: minutes(2), heldReason: 'A tribunal' }
			});
			expect((await plans.byRef(store, added)).ceasedOn).toBe('2028-01-20');
			expect((await register.preview(store, next, actorId)).plans).toMatchObject({ byHand: 0, changed: 0, ended: 0 });
		});

		test('kept, it stays, and the preview of the same import tells of it again', async () => {
			const { store, actorId, refOf, added } = await corrected();
			const { basis } = await register.preview(store, next, actorId);
			const done = await register.confirm(store, next, basis, { actorId, now: minutes(3) }, { keepByHand: true });
			expect(done.preview.plans).toMatchObject({ byHand: 2, changed: 1, ended: 0 });
			expect(await planCorrections.byRef(store, refOf(1))).toMatchObject({
				plan: { primaryNeed: 'MLD' },
				marks: { correctedAt: minutes(2) }
			});
			expect(await planCorrections.byRef(store, added)).toMatchObject({
				plan: { ceasedOn: null },
				marks: { addedAt: minutes(2) }
			});
			expect((await register.preview(store, next, actorId)).plans).toMatchObject({ byHand: 2 });
		});

		test('a plan that starts anew after it was ended by hand is as if it had never been', async () => {
			const { store, actorId, refOf } = await corrected();
			const anew = importOf([planOf(1), planOf(2, { startedOn: '2027-02-01' }), planOf(3)], {
				referenceDate: '2028-01-20'
			});
			await write(store, anew, actorId, 3);
			expect(await planCorrections.byRef(store, refOf(2))).toMatchObject({
				plan: { ceasedOn: null, startedOn: '2027-02-01' },
				marks: { endedAt: null }
			});
		});

		test('a preview is out of date once an import would do something else; holding back changes no import', async () => {
			const { store, actorId, refOf } = await corrected();
			const { basis } = await register.preview(store, next, actorId);
			await planCorrections.hold(store, refOf(3), 'A reason', by(3));
			const refused = await refusalOf(register.confirm(store, next, basis, { actorId, now: minutes(4) }));
			expect(refused).toBeNull();
			const { basis: later } = await register.preview(store, importOf([planOf(1)]), actorId);
			await planCorrections.resume(store, refOf(2), by(5));
			const stale = await refusalOf(
				register.confirm(store, importOf([planOf(1)]), later, { actorId, now: minutes(6) })
			);
			expect(stale?.code).toBe('import.stale');
		});
	});

	test.each([
		['plans', (store: Store, actorId: string) => write(store, importOf([planOf(9)]), actorId)],
		['schools', (store: Store) => schools.upsertMany(store, [school({ name: 'Another name' })], by(1))],
		['people', (store: Store) => people.add(store, person(), by(1))],
		['a person', async (store: Store) => people.disable(store, await people.add(store, person(), by(1)), by(1))]
	])('a confirmation is refused once %s changed since the preview, and writes nothing', async (_, change) => {
		const { store } = given;
		const actorId = await coordinator(store);
		const what = importOf([planOf(1)]);
		const { basis } = await register.preview(store, what, actorId);
		await change(store, actorId);
		const before = await everything(store);
		const refused = await refusalOf(register.confirm(store, what, basis, { actorId, now: minutes(2) }));
		expect(refused?.code).toBe('import.stale');
		expect(await everything(store)).toEqual(before);
	});

	test('two confirmations of one preview: one is written, one is refused', async () => {
		const { store } = given;
		const actorId = await coordinator(store);
		const what = importOf([planOf(1), planOf(2, { matchKey: null })]);
		const { basis } = await register.preview(store, what, actorId);
		const both = await Promise.all(
			[2, 3].map((at) => refusalOf(register.confirm(store, what, basis, { actorId, now: minutes(at) })))
		);
		expect(both.map((refused) => refused?.code ?? 'written').sort()).toEqual(['import.stale', 'written']);
		expect(await plans.list(store)).toHaveLength(2);
	});

	test('what fails half-way leaves nothing behind', async () => {
		const { store } = given;
		const actorId = await coordinator(store);
		const before = await everything(store);
		// The gate would refuse this; here the store's own key of e-mail addresses does, after plans and schools were written.
		const what = {
			...importOf([planOf(1)]),
			schools: [school()],
			people: [personOf('a@example.org'), personOf('A@example.org')]
		};
		expect(RegisterImport.safeParse(what).success).toBe(false);
		const { basis } = await register.preview(store, what, actorId);
		await expect(register.confirm(store, what, basis, { actorId, now: minutes(1) })).rejects.toThrow();
		expect(await everything(store)).toEqual(before);
	});

	test('people are changed by their address and never taken away; other ties stay', async () => {
		const { store } = given;
		const actorId = await coordinator(store);
		await write(
			store,
			{
				return: null,
				schools: null,
				people: [personOf('a@example.org', { interestUrns: [urn(1)] }), personOf('b@example.org')]
			},
			actorId
		);
		const a = await people.byEmail(store, 'a@example.org');
		await interests.declare(
			store,
			{ auditorId: a?.personId ?? '', planRef: null, schoolUrn: urn(7), source: 'declared' },
			by(1)
		);
		const next: RegisterImport = {
			return: null,
			schools: null,
			people: [
				personOf('a@example.org', { roles: ['auditor', 'chair'], capacity: 5, interestUrns: [urn(2)] }),
				personOf('c@example.org')
			]
		};
		const told = await register.preview(store, next, actorId);
		expect(told.people).toMatchObject({ added: 1, changed: 1, unchanged: 0 });
		expect(told.people?.missing.toSorted()).toEqual(['Priya', 'b']);
		await write(store, next, actorId, 2);
		expect(await people.byEmail(store, 'a@example.org')).toMatchObject({
			personId: a?.personId,
			roles: ['auditor', 'chair'],
			capacity: 5
		});
		expect((await people.list(store)).map(({ email }) => email)).toContain('b@example.org');
		expect((await interests.list(store)).map(({ schoolUrn, source }) => [schoolUrn, source]).sort()).toEqual([
			[urn(2), 'people_file'],
			[urn(7), 'declared']
		]);
	});

	describe('what only the register can find', () => {
		test('the wrong authority blocks', async () => {
			const { store } = given;
			const actorId = await coordinator(store);
			const what = importOf([planOf(1)], { laCode: '210' });
			const { basis, problems } = await register.preview(store, what, actorId);
			expect(problems[0]).toMatchObject({ severity: 'error', code: 'authority.other', part: 'return', column: 'lea' });
			const refused = await refusalOf(register.confirm(store, what, basis, { actorId, now: minutes(1) }));
			expect(refused).toMatchObject({ code: 'import.invalid', detail: ['return lea authority.other'] });
			expect(await plans.list(store)).toEqual([]);
		});

		test('an importer cannot shut themselves out', async () => {
			const { store } = given;
			const actorId = await coordinator(store);
			const what = { return: null, schools: null, people: [personOf('x@example.org'), personOf('priya@example.org')] };
			const { basis, problems } = await register.preview(store, what, actorId);
			expect(problems).toMatchObject([{ severity: 'error', code: 'person.own_role', part: 'people', index: 1 }]);
			const refused = await refusalOf(register.confirm(store, what, basis, { actorId, now: minutes(1) }));
			expect(refused?.code).toBe('import.invalid');
		});

		test('another key, an older return and one that shrinks warn', async () => {
			const { store } = given;
			const actorId = await coordinator(store);
			const many = Array.from({ length: 50 }, (_, at) => planOf(at + 1));
			await write(store, { ...importOf(many), schools: [school()] }, actorId);
			const codes = async (what: RegisterImport) =>
				(await register.preview(store, what, actorId)).problems.map(({ severity, code }) => `${severity} ${code}`);
			expect(await codes(importOf(many))).toEqual([]);
			expect(await codes(importOf(many, { keyId: 'd'.repeat(64) }))).toEqual(['warning key.differs']);
			expect(await codes(importOf(many, { referenceDate: '2027-01-20' }))).toEqual(['warning return.older']);
			expect(await codes(importOf(many.slice(0, 41)))).toEqual([]);
			expect(await codes(importOf(many.slice(0, 40)))).toEqual(['warning return.shrinks']);
		});

		test('settings that nobody knows warn, each once, at their place', async () => {
			const { store } = given;
			const actorId = await coordinator(store);
			const what: RegisterImport = {
				...importOf([planOf(1), planOf(2, { schoolUrn: urn(8) }), planOf(3, { schoolUrn: urn(8) })]),
				schools: [school()],
				people: [
					personOf('a@example.org', { schoolUrns: [urn(1)] }),
					personOf('h@example.org', { roles: ['headteacher'], agency: null, schoolUrns: [urn(9)] }),
					personOf('i@example.org', { interestUrns: [urn(1), urn(9)] })
				]
			};
			const { problems } = await register.preview(store, what, actorId);
			expect(problems.map(({ part, index, column, code }) => [part, index, column, code])).toEqual([
				['return', 1, 'urn', 'school.unknown'],
				['people', 1, 'school_urns', 'school.unknown'],
				['people', 2, 'interest_urns', 'school.unknown']
			]);
			expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
		});
	});

	test('one partnership never sees or ends the plans of another', async () => {
		const { store, db } = given;
		const actorId = await coordinator(store);
		await write(store, importOf([planOf(1)]), actorId);
		const other = await newStore(db);
		const otherActor = await coordinator(other);
		const told = await register.preview(other, importOf([planOf(1), planOf(2)]), otherActor);
		expect(told.plans).toMatchObject({ added: 2, ended: 0 });
		await write(other, importOf([planOf(2)]), otherActor);
		expect(await plans.list(store)).toHaveLength(1);
		expect((await plans.list(store))[0]?.ceasedOn).toBeNull();
	});

	test('the overview counts plans in force by need, stage and group', async () => {
		const { store } = given;
		const actorId = await coordinator(store);
		await write(
			store,
			{
				...importOf([
					planOf(1),
					planOf(2, { primaryNeed: 'SEMH', cohort: 2026 }),
					planOf(3, { primaryNeed: null, cohort: 2010, schoolUrn: null, senSetting: 'EHE' }),
					planOf(4, { schoolUrn: urn(9) })
				]),
				schools: [school()]
			},
			actorId
		);
		const seen = await overview(store, START);
		expect(seen).toMatchObject({ plans: 4, schools: 1, people: 1, referenceDate: '2027-01-21' });
		expect(seen.needs).toEqual([
			{ label: 'Autism', plans: 2 },
			{ label: 'Social, emotional and mental health', plans: 1 },
			{ label: 'Not known', plans: 1 }
		]);
		expect(seen.stages.filter((line) => line.plans > 0)).toEqual([
			{ label: 'Early years', plans: 1 },
			{ label: 'Key stage 3', plans: 2 },
			{ label: '19 and over', plans: 1 }
		]);
		expect(seen.groups.filter((line) => line.plans > 0)).toEqual([
			{ label: 'Mainstream, maintained', plans: 2 },
			{ label: 'Other, or no setting', plans: 2 }
		]);
		expect(seen.lastImport).toEqual({ importedAt: minutes(1), importedBy: 'Priya' });
	});
});

test('the routes of the import take the strict schemas', async () => {
	const folder = join(import.meta.dirname, '../../../src/routes/(coordinator)/register/import');
	expect(readdirSync(folder)).toContain('preview');
	const { POST: previewed } = await import('../../../src/routes/(coordinator)/register/import/preview/+server.ts');
	const { POST: confirmed } = await import('../../../src/routes/(coordinator)/register/import/confirm/+server.ts');
	const plan = { ...planOf(1), surname: 'Marker' };
	const named = importOf([plan as RegisterPlan]);
	for (const [post, body] of [
		[previewed, named],
		[confirmed, { basis: 'a'.repeat(64), import: named }]
	] as const) {
		const event = {
			request: new Request('https://thread.example.org/x', {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body)
			}),
			locals: { person: { personId: 'x', partnershipId: 'x' }, store: {}, now: START }
		};
		const answer = await post(event as unknown as Parameters<typeof post>[0]);
		expect(answer.status).toBe(400);
		const text = await answer.text();
		expect(JSON.parse(text)).toMatchObject({ code: 'request.malformed' });
		expect(text).not.toContain('Marker');
	}
});
