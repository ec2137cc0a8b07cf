import loadHighs from 'highs';
import { describe, expect, test } from 'vitest';
import { bestMatch } from '#lib/domain/proposal-apart.ts';
import { areApart, groundOf, has } from '#lib/domain/proposal-ground.ts';
import { gapKind, hasRoom, openSlot } from '#lib/domain/proposal-match.ts';
import { finished, proposeInSteps, type Proposal, type ProposalInput } from '#lib/domain/proposal.ts';
import { integer, pick, randomStream } from '#lib/domain/random.ts';
import { aims, areApart as mustBeApart, brokenRules, mayAudit, programme, termOf } from '#tests/support/proposals.ts';

/** Terms that a solver is asked for; `PROPOSALS=100000 npx vitest run proposal` asks for that many. */
const TERMS = Number(process.env.PROPOSALS ?? 2_000);

/** A made-up term; every third has many pairs to keep apart, every second wants two audits of every plan. */
function crowded(seed: number, size: Parameters<typeof termOf>[1]): ProposalInput {
	const term = termOf(`solver-${seed}`, size);
	const random = randomStream(`apart-${seed}`);
	const someone = () => pick(random, term.auditors).id;
	const pairs = Array.from({ length: integer(random, term.auditors.length ** 2) }, (): [string, string] => [
		someone(),
		someone()
	]);
	return {
		...term,
		...(seed % 3 === 0 && { apart: pairs.filter(([one, other]) => one !== other) }),
		...(seed % 2 === 0 && { plans: term.plans.map((one) => ({ ...one, auditsWanted: 2 as const })) })
	};
}

/** Every way to fill a small term, by trying all of them; gives the best by all six aims. */
function bestByTrying(term: ProposalInput): number[] {
	const fixed = term.fixed ?? [];
	const slots = term.plans
		.flatMap(({ id, auditsWanted }) =>
			(['first', 'second'] as const).slice(0, auditsWanted).map((marking) => ({ planId: id, marking }))
		)
		.filter((slot) => !fixed.some((one) => one.planId === slot.planId && one.marking === slot.marking));
	let best: number[] | null = null;
	const assignments = [...fixed];
	const unfilled: Proposal['unfilled'] = [];
	const tryFrom = (at: number): void => {
		const slot = slots[at];
		if (!slot) {
			const found = aims(term, { assignments, unfilled });
			const differing = best ? found.findIndex((value, aim) => value !== best![aim]) : 0;
			if (!best || (differing >= 0 && found[differing]! < best[differing]!)) best = found;
			return;
		}
		const subject = term.plans.find(({ id }) => id === slot.planId)!;
		for (const { id, capacity } of term.auditors) {
			if (assignments.filter(({ auditorId }) => auditorId === id).length >= capacity) continue;
			const others = assignments.filter(({ planId }) => planId === slot.planId).map(({ auditorId }) => auditorId);
			if (!mayAudit(term, id, subject) || others.some((other) => other === id || mustBeApart(term, other, id)))
				continue;
			assignments.push({ auditorId: id, ...slot });
			tryFrom(at + 1);
			assignments.pop();
		}
		unfilled.push({ ...slot, reason: '' });
		tryFrom(at + 1);
		unfilled.pop();
	};
	tryFrom(0);
	return best!;
}

describe('the best there is', () => {
	test('by all six aims as good as the best of all proposals, tried one by one', () => {
		let apart = 0;
		for (let seed = 0; seed < 400; seed++) {
			const term = crowded(seed, { auditors: 1 + (seed % 4), plans: 1 + (seed % 3), capacity: 2, ties: seed % 4 });
			const proposal = finished(proposeInSteps(term));
			expect(aims(term, proposal), `seed ${seed}`).toEqual(bestByTrying(term));
			expect(proposal.bound, `seed ${seed}`).toEqual(proposal.reached);
			apart += term.apart!.length;
		}
		expect(apart).toBeGreaterThan(300);
	});

	test('by the first three aims as good as the optimum of an integer programme', async () => {
		const highs = await loadHighs();
		for (let seed = 0; seed < TERMS; seed++) {
			const large = seed % 40 === 0;
			const size = large
				? { auditors: 3 + (seed % 6), plans: 4 + (seed % 12), capacity: 3, ties: seed % 9 }
				: { auditors: 2 + (seed % 4), plans: 2 + (seed % 6), capacity: 3, ties: seed % 7 };
			const term = crowded(seed, size);
			const { text, weights, constant } = programme(term);
			const solved = text ? highs.solve(text, { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0.1 }) : null;
			if (solved) expect(solved.Status).toBe('Optimal');
			const proposal = finished(proposeInSteps(term));
			expect(brokenRules(term, proposal)).toEqual([]);
			const found = aims(term, proposal);
			const weighed = weights.reduce((sum, weight, aim) => sum + weight * found[aim]!, 0);
			expect(weighed, `seed ${seed}`).toBe(Math.round(constant + (solved?.ObjectiveValue ?? 0)));
			// What it says of itself is so, and no bound is above what was reached.
			expect(Object.values(proposal.reached)).toEqual(found);
			Object.values(proposal.bound).forEach((least, aim) => {
				if (Object.values(proposal.bound).slice(0, aim).join() === found.slice(0, aim).join())
					expect(least, `seed ${seed}`).toBeLessThanOrEqual(found[aim]!);
			});
		}
	});
});

test('a search that gives up at once still breaks no rule and leaves nothing that somebody with room could take', () => {
	let bounded = 0;
	for (let seed = 0; seed < 1_500; seed++) {
		const ground = groundOf(crowded(6 * seed, { auditors: 9, plans: 12, capacity: 4, ties: seed % 6 }));
		const { match, reached, bound } = finished(bestMatch(ground, 0));
		if (reached.join() !== bound.join()) bounded++;
		for (let plan = 0; plan < ground.plans.length; plan++) {
			const [one, other] = [match.slots[2 * plan]!, match.slots[2 * plan + 1]!];
			for (const held of [one, other]) if (held >= 0) expect(has(ground.bars[plan]!, held)).toBe(false);
			if (other >= 0) expect(areApart(ground, one, other), `seed ${seed}, plan ${plan}`).toBe(false);
			if (gapKind(ground, match, plan) === null) continue;
			const beside = openSlot(match, plan) === 2 * plan ? -1 : one;
			for (let taker = 0; taker < ground.auditors.length; taker++)
				if (hasRoom(ground, match, taker) && !has(ground.bars[plan]!, taker))
					expect(beside >= 0 && areApart(ground, beside, taker), `seed ${seed}, plan ${plan}`).toBe(true);
		}
	}
	// The limit must have mattered, or this shows nothing.
	expect(bounded).toBeGreaterThan(10);
});
