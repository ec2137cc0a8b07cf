/** Who is given which plan: proposed, confirmed, handed back, taken back, given to somebody else. */
import type { Agency } from '#lib/domain/person.ts';
import { describe, expect, test } from 'vitest';
import { statusOf, type Assignment } from '#lib/domain/assignment.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import type { ProposedAssignment } from '#lib/domain/proposal.ts';
import * as activity from '#lib/server/activity.ts';
import { contextOf } from '#lib/server/assignment-rows.ts';
import * as assignments from '#lib/server/assignments.ts';
import type { Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as interests from '#lib/server/interests.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import { exchange } from '#lib/server/sync.ts';
import * as terms from '#lib/server/terms.ts';
import {
	begunTerm,
	by,
	envelope,
	minutes,
	person,
	plan,
	planRef,
	publishedRubric,
	register,
	signedIn,
	START,
	submissionEntry,
	termFacts,
	urn
} from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const basis = { basis: 'Consent of the parent', basisDecidedBy: 'Head of SEN' };

describe.each(engines)('assignments on %s', (engine) => {
	const given = withStore(engine);

	/** A term with a sample of every plan, and nothing given out yet. */
	async function sampled(options: { plans?: number; auditors?: number; doubleMarkedShare?: number } = {}) {
		const { store } = given;
		await publishedRubric(store);
		const auditors = await register(store, options);
		const { termId } = await terms.open(store, termFacts(), by());
		const { doubleMarkedShare = 0.1 } = options;
		const sample = await terms.drawSample(store, termId, { size: options.plans ?? 6, doubleMarkedShare }, 'seed', by());
		const propose = () => assignments.proposal(store, termId, 'seed', START);
		const confirm = (rows: readonly ProposedAssignment[]) => assignments.confirm(store, termId, rows, basis, by());
		return { store, termId, auditors, sample, propose, confirm };
	}

	async function send(store: Store, assignment: Assignment) {
		const auditor = await people.byId(store, assignment.auditorId);
		const reply = await exchange(
			store,
			signedIn(store, auditor),
			envelope([submissionEntry(assignment)]),
			minutes(100)
		);
		expect(reply.receipts.map(({ outcome }) => outcome)).toEqual(['accepted']);
	}

	describe('a proposal', () => {
		test('gives every plan of the sample to trained auditors without a tie, and writes nothing', async () => {
			const { store, termId, auditors, sample, propose } = await sampled({ plans: 6, auditors: 4 });
			const tied = auditors[0];
			if (!tied) throw new Error('no auditor');
			// All of school 1 (plans 0 to 2) by employment, and one plan by a declared tie.
			await people.upsertMany(store, [{ ...tied, schoolUrns: [urn(1)] }], by());
			await interests.declare(
				store,
				{ auditorId: tied.personId, planRef: planRef(4), schoolUrn: null, source: 'declared' },
				by()
			);
			const proposal = await propose();
			expect(proposal.unfilled).toEqual([]);
			expect(proposal.assignments).toHaveLength(sample.plans.reduce((sum, { auditsWanted }) => sum + auditsWanted, 0));
			const his = proposal.assignments.filter(({ auditorId }) => auditorId === tied.personId);
			for (const { planId } of his) expect([planRef(3), planRef(5)]).toContain(planId);
			expect(await assignments.list(store, termId)).toEqual([]);
			expect(await propose()).toEqual(proposal);
		});

		test('keeps people of one household off the same plan, and is refused if they came to be one since', async () => {
			const { store, auditors, propose, confirm } = await sampled({ plans: 4, auditors: 2, doubleMarkedShare: 1 });
			const before = (await propose()).assignments;
			const shared = before.filter(({ marking }) => marking === 'second');
			expect(shared.length).toBeGreaterThan(0);
			const [one = '', other = ''] = auditors.map(({ personId }) => personId).toSorted();
			await store
				.insertInto('household')
				.values({ personId: one, otherId: other, declaredBy: one, declaredAt: START })
				.execute();
			expect(await interests.apart(store)).toEqual([[one, other]]);
			const after = (await propose()).assignments;
			expect(after.length).toBeGreaterThan(0);
			expect(after.filter(({ marking }) => marking === 'second')).toEqual([]);
			await expect(confirm(before)).rejects.toThrow('assignment.apart');
			expect(await confirm(after)).toHaveLength(after.length);
		});

		test('keeps a plan from who works for a service that it names as adviser, whatever the term', async () => {
			const { store, auditors, propose } = await sampled({ plans: 3, auditors: 2, doubleMarkedShare: 0 });
			const adviser = auditors[0]?.personId ?? '';
			const asked = (contributor: string, adviceRequestedDate: string | null) => ({
				contributor,
				adviceRequestedDate,
				adviceReceivedDate: null,
				adviceException: null
			});
			const dates = { ...noDates(), adviceDates: [asked('Educational  Psychology', '2026-01-05')] };
			const dull = { ...noDates(), adviceDates: [asked('educational psychology', null)] };
			const [named, unnamed] = await plans.byRefs(store, [planRef(0), planRef(1)]);
			if (!named || !unnamed) throw new Error('no plans');
			await plans.upsertMany(
				store,
				[
					{ ...named, dates },
					{ ...unnamed, dates: dull }
				],
				by()
			);
			await store
				.insertInto('personService')
				.values({ personId: adviser, service: 'educational psychology', declaredAt: START })
				.execute();
			expect(await interests.forAuditors(store)).toEqual([
				{ auditorId: adviser, planRef: planRef(0), schoolUrn: null, source: 'service' }
			]);
			const his = (await propose()).assignments.filter(({ auditorId }) => auditorId === adviser);
			expect(his.map(({ planId }) => planId)).not.toContain(planRef(0));
		});

		test('leaves out who is not trained yet, disabled, or no auditor', async () => {
			const { store, auditors, propose } = await sampled({ plans: 3, auditors: 1 });
			await people.upsertMany(
				store,
				[
					person({ trainedOn: '2026-09-08' }),
					person({ trainedOn: null }),
					person({ roles: ['coordinator'], agency: null })
				],
				by()
			);
			const off = await people.add(store, person(), by());
			await people.disable(store, off, by());
			const { assignments: rows } = await propose();
			expect(new Set(rows.map(({ auditorId }) => auditorId))).toEqual(
				new Set(auditors.map(({ personId }) => personId))
			);
		});

		test('never proposes a plan again to somebody who handed it back or lost it, and keeps what is given', async () => {
			const { store, termId, propose, confirm } = await sampled({ plans: 6, auditors: 4, doubleMarkedShare: 0 });
			const [one, two, ...rest] = await confirm((await propose()).assignments);
			if (!one || !two) throw new Error('no assignments');
			await assignments.decline(store, one.assignmentId, 'no_time', by());
			await assignments.withdraw(store, two.assignmentId, 'A reason', by());
			const again = await propose();
			for (const kept of rest)
				expect(again.assignments).toContainEqual({ auditorId: kept.auditorId, planId: kept.planRef, marking: 'first' });
			for (const gone of [one, two])
				expect(again.assignments).not.toContainEqual({
					auditorId: gone.auditorId,
					planId: gone.planRef,
					marking: 'first'
				});
			await confirm(again.assignments);
			expect((await assignments.list(store, termId)).filter((row) => statusOf(row) === 'assigned')).toHaveLength(6);
		});

		test('goes on with an auditor who has left: their plans stay, and they get no more', async () => {
			const { store, auditors, propose, confirm } = await sampled({ plans: 6, auditors: 4, doubleMarkedShare: 0 });
			const given = await confirm((await propose()).assignments);
			const leaver = auditors.find(({ personId }) => given.some(({ auditorId }) => auditorId === personId));
			if (!leaver) throw new Error('no auditor');
			const other = given.find(({ auditorId }) => auditorId !== leaver.personId);
			if (!other) throw new Error('no other');
			await people.disable(store, leaver.personId, by());
			await assignments.withdraw(store, other.assignmentId, 'A reason', by());
			const again = await propose();
			const count = (auditorId: string, rows: readonly { auditorId: string }[]) =>
				rows.filter((row) => row.auditorId === auditorId).length;
			expect(count(leaver.personId, again.assignments)).toBe(count(leaver.personId, given));
		});

		test('wants a sample and an open term', async () => {
			const { store } = given;
			await publishedRubric(store);
			const { termId } = await terms.open(store, termFacts(), by());
			await expect(assignments.proposal(store, termId, 'x', START)).rejects.toThrow('term.not_sampled');
			await terms.close(store, termId, by());
			await expect(assignments.proposal(store, termId, 'x', START)).rejects.toThrow('term.closed');
			await expect(assignments.proposal(store, newId(), 'x', START)).rejects.toThrow('thing.not_found');
		});
	});

	describe('confirming', () => {
		test('gives out every row with what decides its criteria, once', async () => {
			const { store, termId, propose, confirm } = await sampled();
			const { assignments: rows } = await propose();
			const given = await confirm(rows);
			expect(given).toHaveLength(rows.length);
			expect(await assignments.list(store, termId)).toEqual(
				given.toSorted((a, b) => (a.assignmentId < b.assignmentId ? -1 : 1))
			);
			const [first] = given;
			expect(first).toMatchObject({ ...basis, dueOn: '2026-12-18', assignedAt: START, reason: null });
			expect(first?.context).toMatchObject({ profile: 'full', planKind: 'new', switchedOff: [] });
			expect((await terms.byId(store, termId)).confirmedAt).toBe(START);
			expect(await confirm(rows)).toEqual([]);
			expect(await assignments.list(store, termId)).toHaveLength(rows.length);
			expect((await activity.list(store, { limit: 2 })).map(({ details }) => details)).toEqual([
				{ assignments: 0 },
				{ assignments: rows.length }
			]);
		});

		test('auditors from whom the advice is withheld audit the plan only, also when a plan is given to them later', async () => {
			await publishedRubric(given.store);
			const facts = termFacts({ name: 'summer', academicYear: 2025, adviceWithheldFrom: ['school', 'parent'] });
			const term = await terms.open(given.store, facts, by());
			expect((await terms.byId(given.store, term.termId)).adviceWithheldFrom).toEqual(['parent', 'school']);
			const profileOf = (agency: Agency, of = term) => contextOf(plan(), of, agency).profile;
			expect(profileOf('parent')).toBe('plan-only');
			expect(profileOf('school')).toBe('plan-only');
			expect(profileOf('health')).toBe('full');
			expect(profileOf('parent', { ...term, profile: 'core' })).toBe('core');
		});

		test('the context is that of the first day of the term', async () => {
			const term = await (async () => {
				await publishedRubric(given.store);
				return terms.open(given.store, termFacts({ name: 'summer', academicYear: 2026, switchedOff: ['GT'] }), by());
			})();
			const facts = (cohort: number, transferYear: number | null = null) =>
				contextOf(plan({ cohort, planKind: 'amended', dates: { ...noDates(), transferYear } }), term, 'health');
			expect(facts(2020)).toEqual({
				profile: 'full',
				yearGroup: 6,
				planKind: 'amended',
				phaseTransfer: true,
				switchedOff: ['GT']
			});
			expect(facts(2021)).toMatchObject({ yearGroup: 5, phaseTransfer: false });
			expect(facts(2021, 2027)).toMatchObject({ yearGroup: 5, phaseTransfer: true });
			expect(facts(2021, 2028)).toMatchObject({ phaseTransfer: false });
			expect(facts(1991)).toMatchObject({ yearGroup: 21 });
		});

		const changed: [
			string,
			string,
			(
				at: Awaited<ReturnType<typeof sampled>>,
				rows: ProposedAssignment[]
			) => Promise<ProposedAssignment[] | void> | ProposedAssignment[] | void
		][] = [
			[
				'an interest declared since',
				'assignment.interest',
				async ({ store }, [row]) =>
					interests.declare(
						store,
						{ auditorId: row?.auditorId ?? '', planRef: row?.planId ?? '', schoolUrn: null, source: 'declared' },
						by()
					)
			],
			[
				'a tie to the setting since',
				'assignment.interest',
				async ({ store }, [row]) => {
					const { schoolUrn } = await plans.byRef(store, row?.planId ?? '');
					await interests.replaceFromFile(store, new Map([[row?.auditorId ?? '', [schoolUrn ?? '']]]), by());
				}
			],
			[
				'an auditor disabled since',
				'assignment.not_auditor',
				({ store }, [row]) => people.disable(store, row?.auditorId ?? '', by())
			],
			[
				'somebody who is nobody',
				'assignment.not_auditor',
				(_at, [row, ...rest]) => [{ ...row, auditorId: newId() } as ProposedAssignment, ...rest]
			],
			[
				'a plan outside the sample',
				'assignment.stale',
				async ({ store }, [row, ...rest]) => {
					await plans.upsertMany(store, [plan({ planRef: planRef(99), schoolUrn: null })], by());
					return [{ ...row, planId: planRef(99) } as ProposedAssignment, ...rest];
				}
			],
			[
				'a plan that there is not',
				'assignment.stale',
				(_at, [row, ...rest]) => [{ ...row, planId: planRef(99) } as ProposedAssignment, ...rest]
			],
			[
				'the same marking twice',
				'assignment.stale',
				({ auditors }, rows) => {
					const [row] = rows;
					const other = auditors.find(
						({ personId }) => !rows.some((one) => one.planId === row?.planId && one.auditorId === personId)
					);
					return [...rows, { ...row, auditorId: other?.personId } as ProposedAssignment];
				}
			],
			[
				'a second audit that nobody wants',
				'assignment.stale',
				({ sample, auditors }, rows) => {
					const single = sample.plans.find(({ auditsWanted }) => auditsWanted === 1)?.planRef ?? '';
					const other = auditors.find(
						({ personId }) => !rows.some((one) => one.planId === single && one.auditorId === personId)
					);
					return [...rows, { planId: single, auditorId: other?.personId ?? '', marking: 'second' }];
				}
			],
			[
				'more than an auditor takes',
				'assignment.capacity',
				async ({ store, auditors }, [row]) => {
					const {
						personId: _id,
						disabledAt: _off,
						...facts
					} = auditors.find(({ personId }) => personId === row?.auditorId) ?? {
						...person(),
						personId: '',
						disabledAt: null
					};
					await people.upsertMany(store, [{ ...facts, capacity: 0 }], by());
				}
			]
		];
		test.each(changed)('%s refuses all of it', async (_what, code, change) => {
			const at = await sampled({ plans: 6, auditors: 4 });
			const { assignments: rows } = await at.propose();
			const altered = (await change(at, [...rows])) ?? rows;
			await expect(at.confirm(altered)).rejects.toThrow(code);
			expect(await assignments.list(at.store, at.termId)).toEqual([]);
			expect((await terms.byId(at.store, at.termId)).confirmedAt).toBeNull();
		});

		test.each([
			['', 'Head of SEN'],
			['   ', 'Head of SEN'],
			['Consent', ''],
			['Consent', ' ']
		])('no basis (%j, decided by %j), no assignment', async (words, who) => {
			const { store, termId, propose } = await sampled();
			const { assignments: rows } = await propose();
			await expect(
				assignments.confirm(store, termId, rows, { basis: words, basisDecidedBy: who }, by())
			).rejects.toThrow('assignment.no_basis');
			expect(await assignments.list(store, termId)).toEqual([]);
		});

		test('two coordinators at once: one proposal is given out, no plan twice', async () => {
			const { store, termId, auditors, confirm } = await sampled({ plans: 6, auditors: 4, doubleMarkedShare: 0 });
			const seeds = await Promise.all(['a', 'b'].map((seed) => assignments.proposal(store, termId, seed, START)));
			const outcomes = await Promise.allSettled(seeds.map((one) => confirm(one.assignments)));
			expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
			expect((await assignments.list(store, termId)).map((row) => row.planRef).sort()).toEqual(
				[0, 1, 2, 3, 4, 5].map((at) => planRef(at))
			);
			expect(auditors).toHaveLength(4);
		});
	});

	describe('handing back, taking back, giving on', () => {
		async function begun() {
			const { store } = given;
			const term = await begunTerm(store, { plans: 4, auditors: 5 });
			const single = term.assignments.find(
				(one) => term.assignments.filter(({ planRef: ref }) => ref === one.planRef).length === 1
			);
			const twice = term.assignments.filter(
				(one) => term.assignments.filter(({ planRef: ref }) => ref === one.planRef).length === 2
			);
			if (!single) throw new Error('no plan is audited once');
			const free = (row: Assignment) =>
				term.auditors.filter(
					({ personId }) => !term.assignments.some((one) => one.planRef === row.planRef && one.auditorId === personId)
				);
			return { store, ...term, single, twice, free };
		}

		test.each([
			['know_family', 'plan'],
			['tie_to_setting', 'school'],
			['no_time', null],
			['cannot_get_plan', null],
			['other', null]
		] as const)('a reason like %s leaves the tie to the %s', async (reason, tie) => {
			const { store, single } = await begun();
			await assignments.decline(store, single.assignmentId, reason, by(3), 'Words');
			const { schoolUrn } = await plans.byRef(store, single.planRef);
			expect((await interests.list(store)).map((one) => [one.planRef, one.schoolUrn])).toEqual(
				tie === 'plan' ? [[single.planRef, null]] : tie === 'school' ? [[null, schoolUrn]] : []
			);
			expect(await assignments.byId(store, single.assignmentId)).toMatchObject({
				declinedAt: minutes(3),
				withdrawnAt: null
			});
		});

		test('a tie to the setting of a plan without one is a tie to the plan', async () => {
			const { store, single } = await begun();
			await plans.upsertMany(store, [plan({ planRef: single.planRef, schoolUrn: null })], by());
			await assignments.decline(store, single.assignmentId, 'tie_to_setting', by());
			expect((await interests.list(store)).map((one) => one.planRef)).toEqual([single.planRef]);
		});

		test('only what is open can be handed or taken back, only what is not sent given on', async () => {
			const {
				store,
				assignments: [one, two, three],
				free
			} = await begun();
			if (!one || !two || !three) throw new Error('no assignments');
			await assignments.withdraw(store, one.assignmentId, 'A reason', by(2));
			expect(await assignments.byId(store, one.assignmentId)).toMatchObject({
				withdrawnAt: minutes(2),
				reason: 'A reason'
			});
			await assignments.decline(store, two.assignmentId, 'no_time', by());
			await send(store, three);
			for (const row of [one, two, three]) {
				await expect(assignments.withdraw(store, row.assignmentId, 'x', by())).rejects.toThrow('assignment.not_open');
				await expect(assignments.decline(store, row.assignmentId, 'other', by())).rejects.toThrow(
					'assignment.not_open'
				);
			}
			const [somebody] = free(three);
			await expect(
				assignments.reassign(store, three.assignmentId, somebody?.personId ?? '', 'x', by())
			).rejects.toThrow('assignment.not_open');
		});

		test('a plan is given on, while it is open or after it came back, and only once', async () => {
			const { store, single, free, termId } = await begun();
			const [next, last] = free(single);
			if (!next || !last) throw new Error('nobody is free');
			const second = await assignments.reassign(store, single.assignmentId, next.personId, 'Long illness', by(5));
			expect(statusOf(await assignments.byId(store, single.assignmentId))).toBe('withdrawn');
			expect(second).toMatchObject({
				planRef: single.planRef,
				marking: single.marking,
				auditorId: next.personId,
				basis: single.basis,
				basisDecidedBy: single.basisDecidedBy,
				context: single.context,
				assignedAt: minutes(5)
			});
			await expect(assignments.reassign(store, single.assignmentId, last.personId, 'x', by())).rejects.toThrow(
				'assignment.not_open'
			);
			await assignments.decline(store, second.assignmentId, 'no_time', by());
			const third = await assignments.reassign(store, second.assignmentId, last.personId, 'x', by());
			const live = (await assignments.list(store, termId)).filter(
				(one) => one.planRef === single.planRef && statusOf(one) === 'assigned'
			);
			expect(live).toEqual([third]);
		});

		test("never to somebody with a tie, who had it before, from the other auditor's agency, or who is no auditor", async () => {
			const { store, single, twice, free, auditors } = await begun();
			const [next, tied] = free(single);
			const [first, second] = twice;
			if (!next || !tied || !first || !second) throw new Error('nobody is free');
			const on = (row: Assignment, auditorId: string) =>
				assignments.reassign(store, row.assignmentId, auditorId, 'x', by());
			await interests.declare(
				store,
				{ auditorId: tied.personId, planRef: single.planRef, schoolUrn: null, source: 'declared' },
				by()
			);
			await expect(on(single, tied.personId)).rejects.toThrow('assignment.interest');
			await expect(on(single, newId())).rejects.toThrow('assignment.not_auditor');
			await expect(on(single, single.auditorId)).rejects.toThrow('assignment.history');
			await expect(on(first, second.auditorId)).rejects.toThrow('assignment.history');
			const agency = auditors.find(({ personId }) => personId === second.auditorId)?.agency ?? null;
			const colleague = await people.add(store, person({ agency }), by());
			await expect(on(first, colleague)).rejects.toThrow('assignment.agency');
			const meant = await assignments.reassign(store, first.assignmentId, colleague, 'Nobody else is left', by(), {
				sameAgency: true
			});
			expect(meant.auditorId).toBe(colleague);
			await expect(on(meant, second.auditorId)).rejects.toThrow('assignment.history');
			// Each refusal left it where it was.
			for (const row of [single, meant, second])
				expect(statusOf(await assignments.byId(store, row.assignmentId))).toBe('assigned');
		});

		test('in a closed term nothing is given on', async () => {
			const { store, single, free, termId } = await begun();
			await terms.close(store, termId, by());
			await expect(
				assignments.reassign(store, single.assignmentId, free(single)[0]?.personId ?? '', 'x', by())
			).rejects.toThrow('term.closed');
			// What is on a tablet already still comes in.
			await send(store, single);
		});
	});
});
