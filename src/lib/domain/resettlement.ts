/** What becomes of a running term's audits when somebody declines, drops out or joins: as little as must be. */
import { fillGaps } from './proposal-apart.ts';
import { groundOf } from './proposal-ground.ts';
import { emptyMatch, openSlot, place } from './proposal-match.ts';
import { reasonsIn } from './proposal-reasons.ts';
import { byPlan, propose, type Proposal, type ProposalInput, type ProposedAssignment } from './proposal.ts';

export interface ResettlementInput extends ProposalInput {
	/** Given out, and perhaps told to the auditor, but not begun: these stay where that leaves nothing unfilled that could be filled. */
	readonly told: readonly ProposedAssignment[];
}

export interface Resettlement extends Proposal {
	/** What was given out and now goes to somebody else. */
	readonly moved: readonly (ProposedAssignment & { readonly to: string })[];
}

/**
 * Gives out what nobody has. What is `fixed` (begun or pinned) never moves. What is `told` stays, and what is new is proposed around it as
 * `propose` does; only where an audit would stay unfilled that somebody could take is something told handed on, along the shortest
 * chain of auditors from that audit to somebody with room. For one vacancy that is the fewest that can move; for several at once
 * each chain is the shortest when it is its turn. Throws as `propose` does, also for what `told` names.
 */
export function resettle(input: ResettlementInput): Resettlement {
	const { fixed = [], told } = input;
	const around = propose({ ...input, fixed: [...fixed, ...told] });
	if (around.unfilled.length === 0) return { ...around, moved: [] };

	const ground = groundOf({ ...input, fixed });
	const match = emptyMatch(ground);
	const auditorAt = new Map(ground.auditors.map(({ id }, at) => [id, at]));
	const planAt = new Map(ground.plans.map(({ id }, at) => [id, at]));
	const begun = new Set(fixed.map(({ planId, marking }) => `${planId} ${marking}`));
	const free = around.assignments.filter(({ planId, marking }) => !begun.has(`${planId} ${marking}`));
	const marks = new Map<string, ProposedAssignment[]>();
	for (const one of free) {
		const plan = planAt.get(one.planId)!;
		place(match, openSlot(match, plan), auditorAt.get(one.auditorId)!);
		marks.set(one.planId, [...(marks.get(one.planId) ?? []), one]);
	}
	fillGaps(ground, match);

	const assignments: ProposedAssignment[] = [...fixed];
	const unfilled: Proposal['unfilled'] = [];
	const moved: (ProposedAssignment & { to: string })[] = [];
	const reasons = reasonsIn(ground, match);
	const wasTold = new Set(told.map(({ planId, marking }) => `${planId} ${marking}`));
	ground.plans.forEach(({ id: planId }, plan) => {
		const on = [match.slots[2 * plan]!, match.slots[2 * plan + 1]!].flatMap((at) =>
			at < 0 ? [] : [ground.auditors[at]!.id]
		);
		const before = marks.get(planId) ?? [];
		// Whoever is still on the plan keeps their marking; whoever is new takes what is left.
		const kept = before.filter(({ auditorId }) => on.includes(auditorId));
		const coming = on.filter((id) => !kept.some(({ auditorId }) => auditorId === id));
		assignments.push(...kept);
		const left = [
			...before.filter((one) => !kept.includes(one)).map(({ marking }) => marking),
			...around.unfilled.filter((gap) => gap.planId === planId).map(({ marking }) => marking)
		].sort();
		for (const marking of left) {
			const auditorId = coming.shift();
			if (auditorId === undefined) {
				unfilled.push({ planId, marking, reason: reasons.get(plan)! });
				continue;
			}
			assignments.push({ auditorId, planId, marking });
			const former = before.find((one) => one.marking === marking);
			if (former && wasTold.has(`${planId} ${marking}`)) moved.push({ ...former, to: auditorId });
		}
	});
	return {
		assignments: assignments.sort(byPlan),
		unfilled: unfilled.sort(byPlan),
		moved: moved.sort(byPlan)
	};
}
