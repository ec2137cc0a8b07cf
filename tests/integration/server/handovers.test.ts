/** Who could take a plan, somebody who joins late, somebody who drops out. */
import { beforeEach, describe, expect, test } from 'vitest';
import { statusOf, type Assignment } from '#lib/domain/assignment.ts';
import * as activity from '#lib/server/activity.ts';
import * as assignments from '#lib/server/assignments.ts';
import * as handovers from '#lib/server/handovers.ts';
import * as interests from '#lib/server/interests.ts';
import * as pairings from '#lib/server/pairings.ts';
import * as people from '#lib/server/people.ts';
import * as sync from '#lib/server/sync.ts';
import * as terms from '#lib/server/terms.ts';
import {
	begunTerm,
	by,
	envelope,
	minutes,
	person,
	planRef,
	signedIn,
	submissionEntry,
	type Begun
} from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const giving = { basis: 'Consent of the parent', basisDecidedBy: 'Head of SEN', dueOn: '2026-12-01' };
const usual = { seed: 's', extra: 0 };

describe.each(engines)('handovers on %s', (engine) => {
	const given = withStore(engine);
	let term: Begun;
	let first: Assignment;

	beforeEach(async () => {
		// Five auditors who take three each, for six plans: there is room.
		term = await begunTerm(given.store, { plans: 6, auditors: 5 });
		// Of somebody with two, so that one can be sent and one be left.
		const [most] = [...Map.groupBy(term.assignments, ({ auditorId }) => auditorId).values()].sort(
			(a, b) => b.length - a.length
		);
		if (!most || most.length < 2 || !most[0]) throw new Error('nobody has two');
		first = most[0];
	});

	const all = () => assignments.list(given.store, term.termId);
	const open = async (auditorId: string) =>
		(await all()).filter((one) => one.auditorId === auditorId && statusOf(one) === 'assigned');
	const send = async (assignment: Assignment) => {
		const auditor = term.auditors.find(({ personId }) => personId === assignment.auditorId);
		if (!auditor) throw new Error('no auditor');
		await sync.exchange(
			given.store,
			signedIn(given.store, auditor),
			envelope([submissionEntry(assignment)]),
			minutes(80)
		);
	};
	const newcomer = (overrides: Partial<people.PersonFacts> = {}) =>
		people.add(given.store, person({ name: 'Newcomer', ...overrides }), by());
	const actions = async () => (await activity.list(given.store, { limit: 50 })).map(({ action }) => action);

	describe('who could take a plan', () => {
		const candidates = () => pairings.candidates(given.store, term.termId, first, minutes(5));
		const whyNot = async (auditorId: string) => (await candidates()).find((one) => one.auditorId === auditorId)?.why;

		test('everybody but who has it, those with most room first', async () => {
			const found = await candidates();
			expect(found.map(({ auditorId }) => auditorId)).not.toContain(first.auditorId);
			expect(found).toHaveLength(4);
			const rooms = found.map(({ capacity, load }) => capacity - load);
			expect(rooms).toEqual([...rooms].sort((a, b) => b - a));
			expect(found.every(({ why }) => why === null)).toBe(true);
		});

		test('who cannot says why, and comes last; reassigning them is refused for the same', async () => {
			const [, tied, gone, untrained] = term.auditors.filter(({ personId }) => personId !== first.auditorId);
			if (!tied || !gone || !untrained) throw new Error('too few auditors');
			await interests.declare(
				given.store,
				{ auditorId: tied.personId, planRef: first.planRef, schoolUrn: null, source: 'declared' },
				by()
			);
			await people.disable(given.store, gone.personId, by());
			await people.upsertMany(given.store, [{ ...untrained, trainedOn: null }], by());
			expect(await whyNot(tied.personId)).toBe('assignment.interest');
			expect(await whyNot(gone.personId)).toBe('assignment.not_auditor');
			expect(await whyNot(untrained.personId)).toBe('assignment.not_auditor');
			expect((await candidates()).map(({ why }) => why === null)).toEqual([true, false, false, false]);
			for (const { auditorId, why } of await candidates())
				if (why)
					await expect(assignments.reassign(given.store, first.assignmentId, auditorId, 'Why', by(6))).rejects.toThrow(
						why
					);
		});

		test('who had it before cannot have it again', async () => {
			await assignments.decline(given.store, first.assignmentId, 'no_time', by(3));
			expect(await whyNot(first.auditorId)).toBe('assignment.history');
		});

		test('nor can somebody from the agency of the plan’s other auditor', async () => {
			const second = { planRef: first.planRef, marking: 'second' };
			const agency = term.auditors.find(({ personId }) => personId === first.auditorId)?.agency ?? null;
			const colleague = await newcomer({ agency });
			const found = await pairings.candidates(given.store, term.termId, second, minutes(5));
			const why = (auditorId: string) => found.find((one) => one.auditorId === auditorId)?.why;
			expect(why(colleague)).toBe('assignment.agency');
			expect(why(first.auditorId)).toBe('assignment.history');
		});
	});

	describe('somebody drops out', () => {
		const look = (wish = usual, auditorId = first.auditorId) =>
			handovers.lookAtDropOut(given.store, term.termId, auditorId, wish, minutes(100));
		const dropOut = (fingerprint: string, wish = usual, dueOn = '2026-12-01') =>
			handovers.dropOut(
				given.store,
				term.termId,
				first.auditorId,
				{ ...wish, fingerprint, reason: 'Off sick', dueOn },
				by(100)
			);

		test('everything they still have goes to others in one step, as it was looked at', async () => {
			const before = await open(first.auditorId);
			const seen = await look();
			expect(await all()).toEqual(term.assignments);
			expect(seen.taken).toEqual(before);
			expect(seen.given.map(({ planId }) => planId).sort()).toEqual(before.map((one) => one.planRef).sort());
			expect(seen.given.some(({ auditorId }) => auditorId === first.auditorId)).toBe(false);
			const made = await dropOut(seen.fingerprint);
			expect(made.map(({ auditorId, planRef: planId, marking }) => ({ auditorId, planId, marking }))).toEqual(
				expect.arrayContaining([...seen.given])
			);
			expect(made.every(({ basis, dueOn }) => basis === first.basis && dueOn === '2026-12-01')).toBe(true);
			expect(await open(first.auditorId)).toEqual([]);
			const ended = (await all()).filter(({ auditorId }) => auditorId === first.auditorId);
			expect(ended.every(({ reason }) => reason === 'Off sick')).toBe(true);
			expect((await actions())[0]).toBe('auditor.dropped_out');
		});

		test('what they sent stays theirs', async () => {
			await send(first);
			const seen = await look();
			expect(seen.taken.map(({ assignmentId }) => assignmentId)).not.toContain(first.assignmentId);
			expect(seen.given.map(({ planId }) => planId)).not.toContain(first.planRef);
			expect(await dropOut(seen.fingerprint)).toHaveLength(seen.taken.length);
			const [kept] = (await all()).filter(({ assignmentId }) => assignmentId === first.assignmentId);
			expect(kept && statusOf(kept)).toBe('submitted');
		});

		test('nothing else is given out: a plan that had nobody before still has nobody', async () => {
			const [other] = term.assignments.filter(({ auditorId }) => auditorId !== first.auditorId);
			if (!other) throw new Error('no other');
			await assignments.withdraw(given.store, other.assignmentId, 'Why', by(50));
			const seen = await look();
			expect(seen.given.map(({ planId }) => planId)).not.toContain(other.planRef);
			expect(seen.unfilled).toEqual([]);
		});

		test('where the others are full, one more each is a choice', async () => {
			const own = (await open(first.auditorId)).length;
			const others = (await people.list(given.store)).filter(({ personId }) => personId !== first.auditorId);
			await people.upsertMany(
				given.store,
				await Promise.all(others.map(async (one) => ({ ...one, capacity: (await open(one.personId)).length }))),
				by()
			);
			const full = await look();
			expect([full.given, full.unfilled.length]).toEqual([[], own]);
			const stretched = await look({ seed: 's', extra: 1 });
			expect(stretched.given).toHaveLength(own);
			expect(await dropOut(stretched.fingerprint, { seed: 's', extra: 1 })).toHaveLength(own);
		});

		test('nobody is left with half of it: a change meanwhile, a bad day, a closed term', async () => {
			const seen = await look();
			await expect(dropOut('0'.repeat(32))).rejects.toThrow('proposal.changed');
			await expect(dropOut(seen.fingerprint, usual, '2026-09-06')).rejects.toThrow('assignment.due_date');
			await expect(dropOut(seen.fingerprint, usual, '2027-01-01')).rejects.toThrow('assignment.due_date');
			expect(await all()).toEqual(term.assignments);
			const taker = seen.given[0]?.auditorId ?? '';
			await people.disable(given.store, taker, by(60));
			await expect(dropOut(seen.fingerprint)).rejects.toThrow('proposal.changed');
			expect(await open(first.auditorId)).not.toEqual([]);
			await terms.close(given.store, term.termId, by(70));
			await expect(look()).rejects.toThrow('term.closed');
			await expect(dropOut(seen.fingerprint)).rejects.toThrow('term.closed');
		});

		test('there must be something to take back', async () => {
			const idle = await newcomer();
			const seen = await look(usual, idle);
			expect([seen.taken, seen.given]).toEqual([[], []]);
			const how = { ...usual, fingerprint: seen.fingerprint, reason: 'Why', dueOn: '2026-12-01' };
			await expect(handovers.dropOut(given.store, term.termId, idle, how, by())).rejects.toThrow('assignment.not_open');
		});
	});

	describe('what nobody has is given out', () => {
		const look = () => handovers.lookAtVacancies(given.store, term.termId, usual, minutes(100));
		const fill = (fingerprint: string) =>
			handovers.fillVacancies(given.store, term.termId, { ...usual, fingerprint, giving }, by(100));

		/** Leaves room with one auditor only, who may not have the plan that nobody has; somebody who is full may. */
		async function tight() {
			const vacant = first;
			await assignments.withdraw(given.store, vacant.assignmentId, 'Why', by(50));
			const held = async (id: string) => (await open(id)).length;
			const roomy = term.auditors.find(({ personId }) => personId !== vacant.auditorId)?.personId ?? '';
			const everyone = await people.list(given.store);
			await people.upsertMany(
				given.store,
				await Promise.all(
					everyone.map(async (one) => ({
						...one,
						capacity: (await held(one.personId)) + Number(one.personId === roomy)
					}))
				),
				by()
			);
			const { planRef } = vacant;
			await interests.declare(given.store, { auditorId: roomy, planRef, schoolUrn: null, source: 'declared' }, by());
			return { vacant, roomy };
		}

		test('by moving what was given out and not begun, where nobody with room may have it', async () => {
			const { vacant, roomy } = await tight();
			const seen = await look();
			expect(seen.unfilled).toEqual([]);
			expect(seen.moved.length).toBeGreaterThan(0);
			expect(seen.taken).toEqual(seen.moved);
			expect(seen.given.map(({ planId }) => planId)).toContain(vacant.planRef);
			expect(seen.given.some(({ auditorId }) => auditorId === roomy)).toBe(true);
			await expect(fill('0'.repeat(32))).rejects.toThrow('proposal.changed');
			expect(await fill(seen.fingerprint)).toHaveLength(seen.given.length);
			expect(await handovers.wanting(given.store, term.termId)).toEqual([]);
			for (const { assignmentId } of seen.moved)
				expect(statusOf(await assignments.byId(given.store, assignmentId))).toBe('withdrawn');
			expect((await actions())[0]).toBe('vacancies.filled');
			await expect(fill((await look()).fingerprint)).rejects.toThrow('assignment.not_open');
		});

		test('never by moving what is begun', async () => {
			await tight();
			for (const one of await all())
				if (statusOf(one) === 'assigned')
					await assignments.noteOpening(given.store, one.assignmentId, { actorId: one.auditorId, now: minutes(90) });
			const seen = await look();
			expect(seen.moved).toEqual([]);
			expect(seen.given).toEqual([]);
			expect(seen.unfilled.map(({ planId }) => planId)).toEqual([first.planRef]);
		});
	});

	describe('somebody joins late', () => {
		const look = (auditorId: string, wish = usual) =>
			handovers.lookAtJoining(given.store, term.termId, auditorId, wish, minutes(100));

		test('they are proposed what nobody has, up to their number, and nobody else is given anything', async () => {
			for (const { assignmentId } of term.assignments.slice(0, 3))
				await assignments.withdraw(given.store, assignmentId, 'Why', by(50));
			expect(await handovers.wanting(given.store, term.termId)).toHaveLength(3);
			const late = await newcomer({ capacity: 2 });
			const seen = await look(late);
			expect(seen.taken).toEqual([]);
			expect(seen.given.map(({ auditorId }) => auditorId)).toEqual([late, late]);
			const made = await handovers.join(
				given.store,
				term.termId,
				late,
				{ ...usual, fingerprint: seen.fingerprint, giving },
				by(100)
			);
			expect(made).toHaveLength(2);
			expect(made[0]).toMatchObject({ dueOn: '2026-12-01', basis: giving.basis });
			expect(await handovers.wanting(given.store, term.termId)).toHaveLength(1);
			await expect(
				handovers.join(given.store, term.termId, late, { ...usual, fingerprint: seen.fingerprint, giving }, by(101))
			).rejects.toThrow('proposal.changed');
		});

		test('where every plan has somebody there is nothing to give', async () => {
			const late = await newcomer();
			const seen = await look(late);
			expect(seen.given).toEqual([]);
			await expect(
				handovers.join(given.store, term.termId, late, { ...usual, fingerprint: seen.fingerprint, giving }, by(100))
			).rejects.toThrow('assignment.not_open');
		});

		test('one plan by hand, beyond their number too, but only one that wants somebody', async () => {
			await assignments.withdraw(given.store, first.assignmentId, 'Why', by(50));
			const late = await newcomer({ capacity: 0 });
			const give = (auditorId: string, ref: string) =>
				handovers.giveOne(given.store, term.termId, { auditorId, planRef: ref }, giving, by(60));
			await expect(give(late, planRef(5000))).rejects.toThrow('assignment.stale');
			await expect(give(first.auditorId, first.planRef)).rejects.toThrow('assignment.history');
			expect(await give(late, first.planRef)).toMatchObject([{ auditorId: late, marking: 'first' }]);
			const another = await newcomer({ agency: 'parent' });
			await expect(give(another, first.planRef)).rejects.toThrow('assignment.stale');
		});

		test('a second audit is not given to somebody from the agency of the first', async () => {
			await given.store
				.updateTable('samplePlan')
				.set({ auditsWanted: 2 })
				.where('planRef', '=', first.planRef)
				.execute();
			const agency = term.auditors.find(({ personId }) => personId === first.auditorId)?.agency ?? null;
			const give = (auditorId: string, sameAgency = false) =>
				handovers.giveOne(given.store, term.termId, { auditorId, planRef: first.planRef }, giving, by(60), {
					sameAgency
				});
			const colleague = await newcomer({ agency });
			await expect(give(colleague)).rejects.toThrow('assignment.agency');
			const other = agency === 'parent' ? 'health' : 'parent';
			expect(await give(await newcomer({ agency: other }), true)).toMatchObject([{ marking: 'second' }]);
			const noted = async () =>
				(await activity.list(given.store, { limit: 50 })).filter(({ action }) => action === 'assignment.same_agency');
			// Confirmed without need it is nothing to write down.
			expect(await noted()).toEqual([]);
			const [second] = (await assignments.list(given.store, term.termId)).filter(
				(one) => one.planRef === first.planRef && one.marking === 'second'
			);
			await assignments.withdraw(given.store, second!.assignmentId, 'Why', by(61));
			const [made] = await give(colleague, true);
			expect(made).toMatchObject({ auditorId: colleague, marking: 'second' });
			expect(await noted()).toMatchObject([{ subject: made!.assignmentId }]);
			// A tie is no matter of agencies.
			await assignments.withdraw(given.store, made!.assignmentId, 'Why', by(62));
			const tied = await newcomer({ agency });
			await interests.declare(
				given.store,
				{ auditorId: tied, planRef: first.planRef, schoolUrn: null, source: 'declared' },
				by(63)
			);
			await expect(give(tied, true)).rejects.toThrow('assignment.interest');
		});
	});
});
