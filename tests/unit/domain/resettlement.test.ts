import { describe, expect, test } from 'vitest';
import { propose } from '#lib/domain/proposal.ts';
import { resettle } from '#lib/domain/resettlement.ts';
import { integer, randomStream } from '#lib/domain/random.ts';
import { auditor, brokenRules, input, mayAudit, plan, termOf } from '#tests/support/proposals.ts';

const first = (auditorId: string, planId: string) => ({ auditorId, planId, marking: 'first' as const });

describe('what a change of who audits moves', () => {
	test('nothing that was told, where somebody has room', () => {
		const told = [first('a', 'p'), first('b', 'q')];
		const auditors = ['a', 'b', 'c'].map((id) => auditor(id, { capacity: 2 }));
		const term = input({ auditors, plans: ['p', 'q', 'r'].map((id) => plan(id)) });
		const settled = resettle({ ...term, told });
		expect(settled.moved).toEqual([]);
		expect(settled.assignments).toEqual([...told, first('c', 'r')]);
	});

	test('one that was told and not begun, where the audit would stay unfilled otherwise', () => {
		// Only b may take r, and b is full; a has room for what b gives up.
		const term = input({
			auditors: [auditor('a', { capacity: 2 }), auditor('b', { capacity: 1 })],
			plans: ['p', 'q', 'r'].map((id) => plan(id, { schoolUrn: null })),
			interests: [{ auditorId: 'a', planId: 'r' }]
		});
		const told = [first('a', 'p'), first('b', 'q')];
		const settled = resettle({ ...term, told });
		expect(settled).toEqual({
			assignments: [first('a', 'p'), first('a', 'q'), first('b', 'r')],
			unfilled: [],
			moved: [{ ...first('b', 'q'), to: 'a' }]
		});
		// Begun, it stays, and the audit is unfilled.
		const begun = resettle({ ...term, fixed: [first('b', 'q')], told: [first('a', 'p')] });
		expect(begun.moved).toEqual([]);
		expect(begun.assignments).toEqual([first('a', 'p'), first('b', 'q')]);
		expect(begun.unfilled.map(({ planId }) => planId)).toEqual(['r']);
	});

	test('the new auditor of a second audit takes the second one', () => {
		const second = { auditorId: 'b', planId: 'p', marking: 'second' as const };
		const term = input({
			auditors: [auditor('a', { capacity: 2 }), auditor('b', { capacity: 1 }), auditor('c', { capacity: 1 })],
			plans: [plan('p', { auditsWanted: 2, schoolUrn: null }), plan('q', { schoolUrn: null })],
			interests: ['a', 'c'].map((auditorId) => ({ auditorId, planId: 'q' }))
		});
		const settled = resettle({ ...term, told: [first('a', 'p'), second] });
		expect(settled.moved).toEqual([{ ...second, to: 'c' }]);
		expect(settled.assignments).toContainEqual({ ...second, auditorId: 'c' });
	});

	test('somebody drops out of any term: rules hold, what is begun stays, and as much is filled as can be around it', () => {
		let moves = 0;
		for (let seed = 0; seed < 600; seed++) {
			const term = {
				...termOf(`drop-${seed}`, { auditors: 6, plans: 8, capacity: 3, ties: 16 }),
				fixed: [],
				apart: []
			};
			const random = randomStream(`which-${seed}`);
			const given = propose(term).assignments;
			const gone = term.auditors[integer(random, 6)]!.id;
			const stays = given.filter(({ auditorId }) => auditorId !== gone);
			const begun = stays.filter(() => integer(random, 3) === 0);
			const told = stays.filter((one) => !begun.includes(one));
			const left = { ...term, auditors: term.auditors.filter(({ id }) => id !== gone), fixed: begun };
			const settled = resettle({ ...left, told });
			expect(brokenRules(left, settled), `seed ${seed}`).toEqual([]);
			expect(settled.unfilled.length, `seed ${seed}`).toBe(propose(left).unfilled.length);
			for (const one of begun) expect(settled.assignments).toContainEqual(one);
			const away = told.filter(
				(one) =>
					!settled.assignments.some(
						(now) => now.planId === one.planId && now.marking === one.marking && now.auditorId === one.auditorId
					)
			);
			expect(
				settled.moved.map(({ to: _to, ...one }) => one),
				`seed ${seed}`
			).toEqual(away);
			// Nothing moves where what nobody had can be filled without.
			const around = propose({ ...left, fixed: stays });
			if (around.unfilled.length === settled.unfilled.length) expect(settled.moved).toEqual([]);
			for (const { to, planId } of settled.moved)
				expect(
					mayAudit(
						left,
						to,
						left.plans.find(({ id }) => id === planId)!
					)
				).toBe(true);
			moves += settled.moved.length;
		}
		expect(moves).toBeGreaterThan(10);
	});
});
