/** Who audits which plan in a term: the proposal that a coordinator looks at before anybody is told. */
import type { Agency } from './person.ts';
import { bestMatch } from './proposal-apart.ts';
import { boundsOf } from './proposal-bounds.ts';
import { groundOf, type Ground } from './proposal-ground.ts';
import { aimsOf, compareAims, type Aims, type Match } from './proposal-match.ts';
import { improveMix, mixingOf } from './proposal-mix.ts';
import { joinParts } from './proposal-parts.ts';
import { nearest } from './proposal-near.ts';
import { reasonsIn } from './proposal-reasons.ts';
import { tryAll } from './proposal-search.ts';
import { randomStream } from './random.ts';

type Marking = 'first' | 'second';

export interface ProposalAuditor {
	readonly id: string;
	readonly agency: Agency;
	/** Audits this auditor takes in all, those in `fixed` included. */
	readonly capacity: number;
}

export interface ProposalPlan {
	readonly id: string;
	readonly schoolUrn: string | null;
	readonly stratum: string;
	readonly auditsWanted: 1 | 2;
}

export interface ProposedAssignment {
	readonly auditorId: string;
	readonly planId: string;
	readonly marking: Marking;
}

export interface UnfilledAudit {
	readonly planId: string;
	readonly marking: Marking;
	/** Why nobody could be given it, for the coordinator to read. */
	readonly reason: string;
}

export interface ProposalInput {
	readonly auditors: readonly ProposalAuditor[];
	readonly plans: readonly ProposalPlan[];
	/** Ties to a plan or to all plans of a setting. */
	readonly interests: readonly {
		readonly auditorId: string;
		readonly planId?: string | null;
		readonly schoolUrn?: string | null;
	}[];
	/** Who audited which plan before. */
	readonly history: readonly { readonly auditorId: string; readonly planId: string }[];
	/** Pairs that the coordinator does not want. */
	readonly keptOff?: readonly { readonly auditorId: string; readonly planId: string }[];
	/** Auditors who must never both audit the same plan, for example partners, or somebody and their manager. */
	readonly apart?: readonly (readonly [auditorId: string, auditorId: string])[];
	/** Assignments that are pinned or begun. */
	readonly fixed?: readonly ProposedAssignment[];
	/** A proposal that is shown already: of those that are as good, one near it is given. It may name what is no longer there. */
	readonly near?: readonly ProposedAssignment[];
	readonly seed: string;
}

export interface Proposal {
	readonly assignments: ProposedAssignment[];
	readonly unfilled: UnfilledAudit[];
}

/** How good a proposal is, by its aims in their order; less is better in all of them. */
export interface ProposalAims {
	/** Audits that nobody has, and first audits that nobody has. */
	readonly unfilled: number;
	readonly firstsUnfilled: number;
	/** Sum of the squares of the auditors' loads. */
	readonly squaresOfLoads: number;
	/** Plans whose two auditors are of one agency. */
	readonly sameAgency: number;
	/** Sum of the squares of how many audits each agency has in each stratum. */
	readonly squaresOfMix: number;
	/** Parts of the graph in which auditors are tied who share a plan. */
	readonly parts: number;
}

/** A proposal, what it reaches, and what no proposal can do better than. Equal figures are proven to be the best there are. */
export interface WeighedProposal extends Proposal {
	readonly reached: ProposalAims;
	readonly bound: ProposalAims;
}

/**
 * Proposes who audits which plan. Never: an auditor with an interest in the plan or its setting, one who audited the plan
 * before or is kept off it, two from `apart` on one plan, the same auditor twice on a plan, more than an auditor's capacity. What is
 * `fixed` is kept as it is, even where one of these rules speaks against it, and counts towards capacity.
 *
 * Among the proposals that keep to this it gives one with, in this order: the most audits filled; the most first audits;
 * the most even loads (least sum of squares, fixed ones counted); the fewest plans whose two auditors are of one agency;
 * the most even mix of agencies in each stratum (least sum of squares); the fewest parts in the graph of shared plans. The first
 * three are exact (with `apart` across circles unless a search meets its limit: proposal-apart.ts), the others exact in small
 * terms and good in large ones: `proposeInSteps` says how far from the best at most. Among equals `near` is kept to as far as it is found
 * (proposal-near.ts); else the seed chooses. The order of the input does not matter.
 *
 * Both lists come sorted by plan and marking, the fixed assignments among the others. Interests, history and `apart` may
 * name people and plans that are not in this proposal. Throws an Error that names what is wrong with the rest: ids used
 * twice, a capacity that is no whole number, `fixed` naming somebody or something unknown or giving a plan twice.
 */
export function propose(input: ProposalInput): Proposal {
	const { assignments, unfilled } = finished(proposeInSteps(input));
	return { assignments, unfilled };
}

/** Gives what a calculation in steps comes to. */
export function finished<T>(steps: Generator<number, T>): T {
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}

/**
 * Proposes as `propose` does, a step at a time, and tells after each how far it is, from 0 to 1: for whoever shows progress or may
 * want to stop. Gives also what the proposal reaches and how much better one could be at most.
 */
export function* proposeInSteps(input: ProposalInput): Generator<number, WeighedProposal> {
	const ground = groundOf(input);
	yield 0.1;
	const matched = yield* scaled(0.1, 0.6, bestMatch(ground));
	const mixing = mixingOf(ground, matched.match, randomStream(`${input.seed} mix`));
	yield* scaled(0.6, 0.85, improveMix(mixing));
	const least = boundsOf(ground, matched.match);
	yield* scaled(0.85, 0.95, joinParts(mixing, least[2]));
	let match = matched.match;
	let reached = aimsOf(ground, match);
	let last: readonly number[] = least;
	if (compareAims(reached.slice(3), least) > 0) {
		const tried = tryAll(ground, match);
		match = tried.match;
		reached = aimsOf(ground, match);
		if (tried.proven && compareAims(matched.reached, matched.bound) === 0) last = reached.slice(3);
	}
	if (input.near) {
		match = yield* scaled(0.95, 1, nearest(ground, match, input.near, input.seed, least[2]));
		reached = aimsOf(ground, match);
	}
	const proposal = written(input, ground, match);
	return { ...proposal, reached: named(reached), bound: named([...matched.bound, ...last] as unknown as Aims) };
}

/** A proposal with what the coordinator wants of it, and the same without; null where nothing is wanted. */
export interface WishedProposal {
	readonly proposal: WeighedProposal;
	readonly plain: WeighedProposal | null;
}

/** Proposes without wishes (`plain`), then with them, as near to that as is found, so that a wish moves few others. Tells how far it is, from 0 to 1. */
export function* proposeWithWishes(
	input: ProposalInput,
	plain: ProposalInput | null
): Generator<number, WishedProposal> {
	if (plain === null) return { proposal: yield* proposeInSteps(input), plain };
	const without = yield* scaled(0, 0.45, proposeInSteps(plain));
	const proposal = yield* scaled(0.45, 1, proposeInSteps({ ...input, near: without.assignments }));
	return { proposal, plain: without };
}

function* scaled<T>(from: number, to: number, steps: Generator<number, T>): Generator<number, T> {
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
		yield from + (to - from) * Math.min(1, step.value);
	}
}

function named([unfilled, firstsUnfilled, squaresOfLoads, sameAgency, squaresOfMix, parts]: Aims): ProposalAims {
	return { unfilled, firstsUnfilled, squaresOfLoads, sameAgency, squaresOfMix, parts };
}

/** Turns the match into assignments with their markings, and gives each gap its reason. */
function written(input: ProposalInput, ground: Ground, match: Match): Proposal {
	const { auditors, plans } = ground;
	const assignments: ProposedAssignment[] = [];
	const unfilled: UnfilledAudit[] = [];
	const reasons = reasonsIn(ground, match);
	const seconds = new Map<string, number>();
	const fixed = Map.groupBy(input.fixed ?? [], ({ planId }) => planId);
	const near = Map.groupBy(input.near ?? [], ({ planId }) => planId);
	plans.forEach(({ id: planId, auditsWanted }, plan) => {
		const coming = [match.slots[2 * plan]!, match.slots[2 * plan + 1]!].flatMap((at) =>
			at < 0 ? [] : [auditors[at]!.id]
		);
		const before = (marking: Marking) => near.get(planId)?.find((one) => one.marking === marking)?.auditorId;
		const [one, other] = coming;
		// Of two new auditors who had an audit keeps it; else the one with fewer second markings so far takes the second.
		if (one !== undefined && other !== undefined) {
			const kept = before('first') === one || before('second') === other;
			const swapped = before('first') === other || before('second') === one;
			if (swapped || (!kept && (seconds.get(one) ?? 0) < (seconds.get(other) ?? 0))) coming.reverse();
		}
		const present = fixed.get(planId) ?? [];
		for (const marking of ['first', 'second'] as const) {
			const kept = present.find((one) => one.marking === marking)?.auditorId;
			if (marking === 'second' && auditsWanted === 1 && kept === undefined) continue;
			const auditorId = kept ?? coming.shift();
			if (auditorId === undefined) unfilled.push({ planId, marking, reason: reasons.get(plan)! });
			else assignments.push({ auditorId, planId, marking });
			if (auditorId !== undefined && marking === 'second') seconds.set(auditorId, (seconds.get(auditorId) ?? 0) + 1);
		}
	});
	return { assignments: assignments.sort(byPlan), unfilled: unfilled.sort(byPlan) };
}

/** Puts what belongs to plans in their order, the first audit before the second. */
export function byPlan(a: { planId: string; marking: Marking }, b: { planId: string; marking: Marking }): number {
	if (a.planId !== b.planId) return a.planId < b.planId ? -1 : 1;
	return a.marking < b.marking ? -1 : 1;
}
