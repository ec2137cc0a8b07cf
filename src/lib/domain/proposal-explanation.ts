/** Why a proposal is as it is: for an audit why this auditor and who else, for an auditor what was ruled out. */
import { groundOf } from './proposal-ground.ts';
import { beside, emptyMatch, hasRoom, openSlot, pairsOf, partsOf, place } from './proposal-match.ts';
import { changeCost, handCost, mayChange, mixingOf } from './proposal-mix.ts';
import { hindranceOf, type Hindrance } from './proposal-reasons.ts';
import type { Proposal, ProposalInput, ProposedAssignment } from './proposal.ts';
import { randomStream } from './random.ts';

/** What another choice would cost, by the aims it would make worse (above 0) or better (below 0); all 0 where it is as good. */
export interface ChoiceCost {
	readonly squaresOfLoads: number;
	readonly sameAgency: number;
	readonly squaresOfMix: number;
	readonly parts: number;
}

/** Somebody else who could have an audit: in place of the present auditor, or by changing about with them. */
export interface Alternative {
	readonly auditorId: string;
	/** Audits they have in this proposal. */
	readonly load: number;
	/** The plan that the present auditor would take from them, where they have no room for one more. */
	readonly inExchangeFor: string | null;
	readonly cost: ChoiceCost;
}

export interface AuditExplanation extends ProposedAssignment {
	/** Pinned or begun: nobody chose here. */
	readonly fixed: boolean;
	readonly load: number;
	readonly capacity: number;
	/** Whoever else could have it, the cheapest first, as many as were asked for; and how many there are. */
	readonly others: readonly Alternative[];
	readonly othersInAll: number;
	/** Whoever could not, by what keeps them; `full`: no room, and no plan of theirs could be exchanged. */
	readonly ruledOut: readonly { readonly auditorId: string; readonly why: Hindrance | 'full' }[];
}

export interface AuditorExplanation {
	readonly auditorId: string;
	readonly load: number;
	readonly capacity: number;
	/** The plans that they could not be given, and why. What they have is not among them. */
	readonly ruledOut: readonly { readonly planId: string; readonly why: Hindrance }[];
}

export interface Explanation {
	/**
	 * Explains a plan's audits, the first before the second, with at most so many others for each. Throws an Error for a plan that is not in
	 * the proposal.
	 */
	readonly ofPlan: (planId: string, most?: number) => AuditExplanation[];
	/** Explains what was ruled out for an auditor. Throws an Error for somebody who is not in the proposal. */
	readonly ofAuditor: (auditorId: string) => AuditorExplanation;
}

interface Choice {
	readonly found: Alternative;
	readonly changed: readonly (readonly [slot: number, auditor: number])[];
}

/** Gives what explains a proposal that was made from this input. Costs are those of one change while all else stays as it is. */
export function explanationOf(input: ProposalInput, proposal: Proposal): Explanation {
	const ground = groundOf(input);
	const match = emptyMatch(ground);
	const auditorAt = new Map(ground.auditors.map(({ id }, at) => [id, at]));
	const planAt = new Map(ground.plans.map(({ id }, at) => [id, at]));
	const key = ({ planId, marking }: Omit<ProposedAssignment, 'auditorId'>) => `${planId} ${marking}`;
	const begun = new Set((input.fixed ?? []).map(key));
	const slotOf = new Map<string, number>();
	for (const one of proposal.assignments) {
		if (begun.has(key(one))) continue;
		const slot = openSlot(match, planAt.get(one.planId)!);
		place(match, slot, auditorAt.get(one.auditorId)!);
		slotOf.set(key(one), slot);
	}
	const mixing = mixingOf(ground, match, randomStream(input.seed));
	const pairs = pairsOf(ground, match);
	const { parts } = partsOf(ground.auditors.length, pairs);
	const byPlan = Map.groupBy(proposal.assignments, ({ planId }) => planId);

	/** Gives by how many the parts grow when these slots have other auditors. */
	function partsGrowth(changed: readonly (readonly [slot: number, auditor: number])[]): number {
		const plans = new Map<number, [number, number, number]>();
		for (const [slot, auditor] of changed) {
			const other = beside(ground, match, slot);
			if (other >= 0) plans.set(slot >> 1, [slot >> 1, auditor, other]);
		}
		if (plans.size === 0) return 0;
		const after = pairs.map((pair) => plans.get(pair[0]) ?? pair);
		return partsOf(ground.auditors.length, after).parts - parts;
	}

	/** The cheapest way to give a slot to somebody else, but for the parts; null where there is none. */
	function instead(slot: number, auditor: number): Choice | null {
		const present = match.slots[slot]!;
		const base = { auditorId: ground.auditors[auditor]!.id, load: match.load[auditor]! };
		if (hasRoom(ground, match, auditor)) {
			const [sameAgency, squaresOfMix] = handCost(mixing, slot, auditor);
			const squaresOfLoads = 2 * (match.load[auditor]! - match.load[present]!) + 2;
			const cost = { squaresOfLoads, sameAgency, squaresOfMix, parts: 0 };
			return { found: { ...base, inExchangeFor: null, cost }, changed: [[slot, auditor]] };
		}
		let best: Choice | null = null;
		for (let other = match.first[auditor]!; other >= 0; other = match.next[other]!) {
			if (!mayChange(mixing, slot, other)) continue;
			const [sameAgency, squaresOfMix] = changeCost(mixing, slot, other);
			const cost = { squaresOfLoads: 0, sameAgency, squaresOfMix, parts: 0 };
			const found = { ...base, inExchangeFor: ground.plans[other >> 1]!.id, cost };
			if (best === null || compare(found, best.found) < 0)
				best = {
					found,
					changed: [
						[slot, auditor],
						[other, present]
					]
				};
		}
		return best;
	}

	return {
		ofPlan(planId, most = Infinity) {
			const plan = planAt.get(planId);
			if (plan === undefined) throw new Error(`plan ${planId} is not in this proposal`);
			return (byPlan.get(planId) ?? []).map((one) => {
				const present = auditorAt.get(one.auditorId)!;
				const slot = slotOf.get(key(one));
				const choices: Choice[] = [];
				const ruledOut: { auditorId: string; why: Hindrance | 'full' }[] = [];
				for (let auditor = 0; slot !== undefined && auditor < ground.auditors.length; auditor++) {
					if (auditor === present) continue;
					const why = hindranceOf(ground, match, plan, auditor, present);
					const found = why === null ? instead(slot, auditor) : null;
					if (found) choices.push(found);
					else ruledOut.push({ auditorId: ground.auditors[auditor]!.id, why: why ?? 'full' });
				}
				const cheapest = choices.sort((a, b) => compare(a.found, b.found)).slice(0, most);
				const others = cheapest.map(({ found, changed }) => ({
					...found,
					cost: { ...found.cost, parts: partsGrowth(changed) }
				}));
				return {
					...one,
					fixed: slot === undefined,
					load: match.load[present]!,
					capacity: ground.auditors[present]!.capacity,
					others: others.sort(compare),
					othersInAll: choices.length,
					ruledOut: ruledOut.sort((a, b) => (a.auditorId < b.auditorId ? -1 : 1))
				};
			});
		},
		ofAuditor(auditorId) {
			const auditor = auditorAt.get(auditorId);
			if (auditor === undefined) throw new Error(`auditor ${auditorId} is not in this proposal`);
			const ruledOut: { planId: string; why: Hindrance }[] = [];
			ground.plans.forEach(({ id: planId }, plan) => {
				const why = hindranceOf(ground, match, plan, auditor);
				if (why !== null && why !== 'present') ruledOut.push({ planId, why });
			});
			return {
				auditorId,
				load: match.load[auditor]!,
				capacity: ground.auditors[auditor]!.capacity,
				ruledOut: ruledOut.sort((a, b) => (a.planId < b.planId ? -1 : 1))
			};
		}
	};
}

function compare(a: Alternative, b: Alternative): number {
	const [one, other] = [a.cost, b.cost];
	return (
		one.squaresOfLoads - other.squaresOfLoads ||
		one.sameAgency - other.sameAgency ||
		one.squaresOfMix - other.squaresOfMix ||
		one.parts - other.parts ||
		Number(a.inExchangeFor !== null) - Number(b.inExchangeFor !== null) ||
		(a.auditorId < b.auditorId ? -1 : 1)
	);
}
