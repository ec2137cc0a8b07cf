/** Plans of the register that a coordinator adds, puts right, holds back and ends by hand. */
import { describe, expect, test } from 'vitest';
import { PlanRef } from '#lib/domain/ids.ts';
import type { PlanByHand } from '#lib/domain/plan-form.ts';
import type { Plan } from '#lib/domain/plan.ts';
import * as activity from '#lib/server/activity.ts';
import * as assignments from '#lib/server/assignments.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import { PAGE, search, type PlanQuery } from '#lib/server/plan-search.ts';
import * as plans from '#lib/server/plans.ts';
import * as schools from '#lib/server/schools.ts';
import * as terms from '#lib/server/terms.ts';
import { begunTerm, by, minutes, plan, planRef, school, START, termFacts, urn } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const factsOf = (of: Plan): PlanByHand => {
	const { planRef: _ref, matchKey: _key, ceasedOn: _ceased, ...facts } = of;
	return facts;
};
const everything: PlanQuery = { planRef: '', school: '', need: null, year: null, state: 'all', page: 1 };

describe.each(engines)('plans by hand on %s', (engine) => {
	const given = withStore(engine);

	test('one that is added has a reference of its own and no match key, and is known as added', async () => {
		const { store } = given;
		const ref = await planCorrections.add(store, factsOf(plan()), by(1));
		expect(PlanRef.safeParse(ref).success).toBe(true);
		const added = await planCorrections.byRef(store, ref);
		expect(added.plan).toEqual({ ...plan(), planRef: ref });
		expect(added.marks).toEqual({
			heldAt: null,
			heldReason: null,
			correctedAt: null,
			addedAt: minutes(1),
			endedAt: null
		});
		expect(await activity.about(store, ref)).toMatchObject([{ action: 'plan.added', subject: ref, details: {} }]);
	});

	test('a correction is written once, and only where something changes', async () => {
		const { store } = given;
		const before = plan({ matchKey: 'a'.repeat(64) });
		await plans.upsertMany(store, [before], by());
		await planCorrections.correct(store, before.planRef, factsOf(before), by(1));
		expect((await planCorrections.byRef(store, before.planRef)).marks.correctedAt).toBeNull();
		await planCorrections.correct(store, before.planRef, { ...factsOf(before), primaryNeed: 'ASD' }, by(2));
		expect(await planCorrections.byRef(store, before.planRef)).toMatchObject({
			plan: { ...before, primaryNeed: 'ASD' },
			marks: { correctedAt: minutes(2) }
		});
		expect((await activity.about(store, before.planRef)).map(({ action }) => action)).toEqual(['plan.corrected']);
		await expect(planCorrections.correct(store, planRef(9), factsOf(before), by())).rejects.toThrow('thing.not_found');
	});

	test('one that is held back is not drawn, for whatever the draw is, until it is let go', async () => {
		const { store } = given;
		await plans.upsertMany(store, [plan({ planRef: planRef(0) }), plan({ planRef: planRef(1) })], by());
		const term = { termId: 'none', startsOn: '2026-09-01' };
		const drawable = async () => (await terms.frame(store, term)).map((one) => one.planRef);
		expect(await drawable()).toEqual([planRef(0), planRef(1)]);
		await planCorrections.hold(store, planRef(0), 'A tribunal', by(1));
		expect(await drawable()).toEqual([planRef(1)]);
		await expect(planCorrections.hold(store, planRef(0), 'Again', by(2))).rejects.toThrow('plan.held');
		expect((await planCorrections.byRef(store, planRef(0))).marks).toMatchObject({
			heldAt: minutes(1),
			heldReason: 'A tribunal'
		});
		// A return that comes meanwhile does not let it go.
		await plans.upsertMany(store, [plan({ planRef: planRef(0), cohort: 2015 })], by(3));
		expect(await drawable()).toEqual([planRef(1)]);
		await planCorrections.letGo(store, planRef(0), by(4));
		expect(await drawable()).toEqual([planRef(0), planRef(1)]);
		await expect(planCorrections.letGo(store, planRef(0), by(5))).rejects.toThrow('plan.not_held');
		// What was typed as the reason is in no line of activity.
		expect(JSON.stringify(await activity.list(store, { limit: 50 }))).not.toContain('tribunal');
	});

	test('one that is assigned and then held back stays with its auditor, and the coordinator is told', async () => {
		const { store } = given;
		const term = await begunTerm(store, { plans: 6, auditors: 3 });
		const [assigned] = term.assignments;
		const ref = assigned?.planRef ?? '';
		await planCorrections.hold(store, ref, 'A tribunal', by(1));
		expect((await assignments.list(store, term.termId)).filter((one) => one.planRef === ref)).toEqual(
			term.assignments.filter((one) => one.planRef === ref)
		);
		expect(await planCorrections.historyOf(store, ref)).toEqual({
			drawn: 1,
			givenOut: 1,
			handedBack: 0,
			audited: 0,
			withAuditor: ['Autumn term 2026'],
			inSample: []
		});
		await assignments.decline(store, assigned?.assignmentId ?? '', 'know_family', by(2));
		expect(await planCorrections.historyOf(store, ref)).toMatchObject({ handedBack: 1, withAuditor: [] });
	});

	test('one in a sample that is not given out yet is told, since it would be given out with it', async () => {
		const { store } = given;
		await begunTerm(store, { plans: 6, auditors: 3, size: 2 });
		const { termId } = await terms.open(store, termFacts({ name: 'spring' }), by());
		const { plans: drawn } = await terms.drawSample(store, termId, { size: 2 }, 'seed', by());
		const ref = drawn[0]?.planRef ?? '';
		expect(await planCorrections.historyOf(store, ref)).toMatchObject({ inSample: ['Spring term 2027'] });
		await planCorrections.hold(store, ref, 'A tribunal', by(1));
		const again = await terms.drawSample(store, termId, { size: 2 }, 'seed', by());
		expect(again.plans.map((one) => one.planRef)).not.toContain(ref);
	});

	test('one ends, and its end is taken back', async () => {
		const { store } = given;
		await plans.upsertMany(store, [plan()], by());
		await expect(planCorrections.resume(store, planRef(0), by())).rejects.toThrow('plan.not_ended');
		await planCorrections.end(store, planRef(0), '2026-08-31', by(1));
		await expect(planCorrections.end(store, planRef(0), '2026-08-30', by(2))).rejects.toThrow('plan.ended');
		expect(await planCorrections.byRef(store, planRef(0))).toMatchObject({
			plan: { ceasedOn: '2026-08-31' },
			marks: { endedAt: minutes(1), correctedAt: null }
		});
		await planCorrections.resume(store, planRef(0), by(3));
		expect(await planCorrections.byRef(store, planRef(0))).toMatchObject({
			plan: { ceasedOn: null },
			marks: { endedAt: null, correctedAt: null }
		});
		// One that a return ended was put right by hand, so that the next return that ends it again is told.
		await plans.upsertMany(store, [plan({ ceasedOn: '2026-08-31' })], by(4));
		await planCorrections.resume(store, planRef(0), by(5));
		expect((await planCorrections.byRef(store, planRef(0))).marks).toMatchObject({ correctedAt: minutes(5) });
	});

	describe('the search', () => {
		async function filled() {
			const { store } = given;
			await schools.upsertMany(
				store,
				[school({ urn: urn(1), name: 'Larkfield Primary' }), school({ urn: urn(2), name: 'The Wharf 100% School' })],
				by()
			);
			await plans.upsertMany(
				store,
				[
					plan({ planRef: planRef(0), cohort: 2026 }),
					plan({ planRef: planRef(1), cohort: 2020, schoolUrn: urn(2), primaryNeed: 'ASD' }),
					plan({ planRef: planRef(2), cohort: 2005, schoolUrn: urn(9), primaryNeed: null }),
					plan({ planRef: planRef(3), cohort: 2028, schoolUrn: null, ceasedOn: '2026-01-01' })
				],
				by()
			);
			await planCorrections.hold(store, planRef(0), 'A reason', by());
			await planCorrections.correct(
				store,
				planRef(1),
				factsOf(plan({ cohort: 2020, schoolUrn: urn(2), primaryNeed: 'MLD' })),
				by()
			);
			return store;
		}

		test.each<[string, Partial<PlanQuery>, number[]]>([
			['all', {}, [0, 1, 2, 3]],
			['part of a reference, in small letters', { planRef: planRef(1).slice(-2).toLowerCase() }, [1]],
			['a wildcard is none', { planRef: '%' }, [0, 1, 2, 3]],
			['part of a name', { school: 'wharf' }, [1]],
			['a name with a sign', { school: '100%' }, [1]],
			['a name that nobody has', { school: 'nowhere' }, []],
			['a URN that the register does not hold', { school: urn(9) }, [2]],
			['a need', { need: 'MLD' }, [1]],
			['no need', { need: 'none' }, [2]],
			['Reception', { year: 0 }, [0]],
			['a year', { year: 6 }, [1]],
			['nursery and below', { year: -1 }, [3]],
			['the oldest', { year: 15 }, [2]],
			['in force', { state: 'in_force' }, [0, 1, 2]],
			['held back', { state: 'held' }, [0]],
			['ended', { state: 'ended' }, [3]],
			['changed by hand', { state: 'by_hand' }, [1]],
			['several at once', { state: 'in_force', school: 'larkfield', year: 0 }, [0]]
		])('%s', async (_, query, expected) => {
			const store = await filled();
			const found = await search(store, { ...everything, ...query }, START);
			expect(found.plans.map((one) => one.plan.planRef)).toEqual(expected.map((number) => planRef(number)));
			expect(found.total).toBe(expected.length);
		});

		test('goes page by page through a whole register, each plan once', async () => {
			const { store } = given;
			await plans.upsertMany(
				store,
				Array.from({ length: 4_000 }, (_, at) => plan({ planRef: planRef(at) })),
				by()
			);
			const first = await search(store, everything, START);
			expect(first).toMatchObject({ total: 4_000, page: 1, pages: 80 });
			expect(first.plans).toHaveLength(PAGE);
			const last = await search(store, { ...everything, page: 999 }, START);
			expect(last.page).toBe(80);
			expect(last.plans.at(-1)?.plan.planRef).toBe((await plans.list(store)).at(-1)?.planRef);
		});
	});
});
