/** What a coordinator wants of a proposal: pins, changes about, pairs kept off, plans held back; and all of it undone. */
import { describe, expect, test } from 'vitest';
import type { ProposedAssignment } from '#lib/domain/proposal.ts';
import * as activity from '#lib/server/activity.ts';
import * as assignments from '#lib/server/assignments.ts';
import * as interests from '#lib/server/interests.ts';
import { newId } from '#lib/server/ids.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as wishes from '#lib/server/proposal-wishes.ts';
import * as schools from '#lib/server/schools.ts';
import * as terms from '#lib/server/terms.ts';
import {
	by,
	minutes,
	person,
	plan,
	planRef,
	publishedRubric,
	school,
	START,
	termFacts
} from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

describe.each(engines)('wishes for a proposal on %s', (engine) => {
	const given = withStore(engine);

	/** Six plans, two of them audited twice, and four auditors of four agencies who take three each. */
	async function sampled() {
		const { store } = given;
		await publishedRubric(store);
		await schools.upsertMany(store, [school()], by());
		await plans.upsertMany(
			store,
			Array.from({ length: 6 }, (_, at) => plan({ planRef: planRef(at) })),
			by()
		);
		const agencies = ['health', 'social_care', 'school', 'sen_service'] as const;
		await people.upsertMany(
			store,
			agencies.map((agency) => person({ agency })),
			by()
		);
		const { termId } = await terms.open(store, termFacts(), by());
		await terms.drawSample(store, termId, { size: 6, doubleMarkedShare: 0.34 }, 'seed', by());
		const auditors = (await people.auditors(store)).map(({ personId }) => personId);
		const propose = () => assignments.proposal(store, termId, 'seed', START);
		return { store, termId, auditors, propose };
	}
	const on = (rows: readonly ProposedAssignment[], ref: string) => rows.filter(({ planId }) => planId === ref);
	/** A first audit of the proposal and somebody who is not on its plan. */
	async function choice({ auditors, propose }: Awaited<ReturnType<typeof sampled>>) {
		const { assignments: rows } = await propose();
		const row = rows.find(({ planId, marking }) => marking === 'first' && on(rows, planId).length === 1);
		const other = auditors.find((id) => id !== row?.auditorId);
		if (!row || !other) throw new Error('no choice');
		return { row, other, pin: { auditorId: other, planRef: row.planId, marking: 'first' as const } };
	}

	test('a pin holds whatever the seed, until it is undone', async () => {
		const at = await sampled();
		const { store, termId, propose } = at;
		const before = await propose();
		const { pin } = await choice(at);
		await wishes.pin(store, termId, [pin], by());
		for (const seed of ['a', 'b', 'c']) {
			const { assignments: rows, unfilled } = await assignments.proposal(store, termId, seed, START);
			expect(on(rows, pin.planRef)).toEqual([{ auditorId: pin.auditorId, planId: pin.planRef, marking: 'first' }]);
			expect(unfilled).toEqual([]);
		}
		expect(await assignments.proposal(store, termId, 'seed', START, { plain: true })).toEqual(before);
		const [wish] = await wishes.list(store, termId);
		expect(wish).toMatchObject({ kind: 'pin', ...pin });
		await wishes.undo(store, termId, wish?.wishId ?? '', by());
		expect(await propose()).toEqual(before);
		const log = (await activity.list(store, { limit: 2 })).map(({ action }) => action);
		expect(log).toEqual(['proposal.wish_undone', 'proposal.wished']);
	});

	test('a later pin of the same audit takes the place of the earlier one, and a change about is two', async () => {
		const at = await sampled();
		const { store, termId, propose } = at;
		const { row, other, pin } = await choice(at);
		const exchanged = (await propose()).assignments.find(
			(one) => one.auditorId === other && on([row], one.planId).length === 0
		);
		if (!exchanged) throw new Error('nothing to change about');
		await wishes.pin(store, termId, [{ ...pin, auditorId: row.auditorId }], by());
		const back = { auditorId: row.auditorId, planRef: exchanged.planId, marking: exchanged.marking };
		await wishes.pin(store, termId, [pin, back], by());
		expect((await wishes.list(store, termId)).map(({ planRef: ref }) => ref).toSorted()).toEqual(
			[row.planId, exchanged.planId].toSorted()
		);
		const { assignments: rows } = await propose();
		expect(rows).toContainEqual({ ...row, auditorId: other });
		expect(rows).toContainEqual({ ...exchanged, auditorId: row.auditorId });
	});

	test('a pair kept off is not proposed, and a plan held back goes to nobody and says so', async () => {
		const at = await sampled();
		const { store, termId, propose } = at;
		const { row } = await choice(at);
		await wishes.keepOff(store, termId, { auditorId: row.auditorId, planRef: row.planId }, by());
		expect(on((await propose()).assignments, row.planId)[0]?.auditorId).not.toBe(row.auditorId);
		await wishes.hold(store, termId, row.planId, by());
		const held = await propose();
		expect(on(held.assignments, row.planId)).toEqual([]);
		expect(held.unfilled).toEqual([{ planId: row.planId, marking: 'first', reason: 'held back by the coordinator' }]);
		// A pin says that it is not held back after all.
		await wishes.pin(store, termId, [{ auditorId: row.auditorId, planRef: row.planId, marking: 'first' }], by());
		expect(on((await propose()).assignments, row.planId)).toEqual([row]);
		expect(await wishes.list(store, termId)).toHaveLength(1);
	});

	test('a pin that may not be is refused and changes nothing', async () => {
		const at = await sampled();
		const { store, termId } = at;
		const { pin, other } = await choice(at);
		const refused = async (change: Partial<wishes.Pin>, code: string) =>
			expect(wishes.pin(store, termId, [{ ...pin, ...change }], by())).rejects.toThrow(code);
		await refused({ auditorId: newId() }, 'assignment.not_auditor');
		await refused({ planRef: planRef(99) }, 'assignment.stale');
		await refused({ marking: 'second' }, 'assignment.stale');
		await interests.declare(
			store,
			{ auditorId: other, planRef: pin.planRef, schoolUrn: null, source: 'declared' },
			by()
		);
		await refused({}, 'assignment.interest');
		expect(await wishes.list(store, termId)).toEqual([]);
		const full = (await people.list(store)).map((one) => ({ ...one, capacity: 0 }));
		const third = at.auditors.find((id) => id !== other) ?? '';
		await people.upsertMany(store, full, by());
		await refused({ auditorId: third }, 'assignment.capacity');
		await terms.close(store, termId, by());
		await refused({ auditorId: third }, 'term.closed');
		await expect(wishes.hold(store, termId, pin.planRef, by())).rejects.toThrow('term.closed');
		await expect(wishes.undo(store, termId, newId(), by())).rejects.toThrow('term.closed');
	});

	test('a pin that cannot be kept any more is passed over and told', async () => {
		const at = await sampled();
		const { store, termId, propose } = at;
		const { pin, other } = await choice(at);
		await wishes.pin(store, termId, [pin], by());
		await interests.declare(
			store,
			{ auditorId: other, planRef: pin.planRef, schoolUrn: null, source: 'declared' },
			by()
		);
		const { dropped } = await assignments.proposalInputs(store, termId, 'seed', START);
		expect(dropped).toMatchObject([pin]);
		expect(on((await propose()).assignments, pin.planRef)[0]?.auditorId).not.toBe(other);
	});

	test('the wishes are confirmed with the rest, and what is given out stays', async () => {
		const at = await sampled();
		const { store, termId, propose } = at;
		const { pin } = await choice(at);
		await wishes.pin(store, termId, [pin], by());
		const { assignments: rows } = await propose();
		await assignments.confirm(store, termId, rows, { basis: 'Consent', basisDecidedBy: 'Head of SEN' }, by(1));
		expect((await assignments.proposal(store, termId, 'other', minutes(2))).assignments).toEqual(rows);
		await expect(wishes.pin(store, termId, [pin], by(3))).rejects.toThrow('assignment.stale');
	});
});
