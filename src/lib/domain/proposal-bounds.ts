/** How good the mix of agencies and the graph of shared plans can be at best: what a proposal's gap is counted from. */
import type { Ground } from './proposal-ground.ts';
import { FIRST, gapKind, given, hasRoom, mixOf, pairsOf, SECOND, type Match } from './proposal-match.ts';

/**
 * Gives bounds for the last three aims that no match with the same first three can pass. For the mix the agencies' audits are dealt
 * to the strata as if nobody had an interest: a transport problem with convex costs, solved to its optimum.
 */
export function boundsOf(ground: Ground, match: Match): [sameAgency: number, mix: number, parts: number] {
	const { agency, settled, auditors, partner, plans, wantsFirst } = ground;
	const pairs = pairsOf(ground, match);
	const idle = match.load.reduce((count, load) => count + Number(load === 0), 0);
	let couldPair = 0;
	for (let plan = 0; plan < plans.length; plan++)
		if (partner[plan]! >= 0 && wantsFirst[plan] === 1 && gapKind(ground, match, plan) !== null) couldPair++;
	const busy = auditors.length - idle;
	const linked = pairs.length + couldPair;
	return [
		settled.filter(([, one, other]) => agency[one] === agency[other]).length,
		leastMix(ground, match),
		idle + (busy === 0 ? 0 : Math.max(1, busy - linked))
	];
}

/** One step of an audit from somewhere to somewhere in the transport problem: strata first, then agencies, then what is unused. */
interface Step {
	readonly from: number;
	readonly to: number;
	readonly cost: number;
}

function leastMix(ground: Ground, match: Match): number {
	const { strata, agencies, stratum, seen, wants, wantsFirst, plans } = ground;
	const mix = mixOf(ground, match);
	// By kind and stratum: how many first and second audits are wanted, and how many given.
	const wanted = [new Int32Array(strata), new Int32Array(strata)] as const;
	const filled = [new Int32Array(strata), new Int32Array(strata)] as const;
	for (let plan = 0; plan < plans.length; plan++) {
		const [of, first] = [stratum[plan]!, Math.min(wants[plan]!, wantsFirst[plan]!)];
		const firstGiven = Math.min(first, given(match, plan));
		wanted[FIRST][of]! += first;
		wanted[SECOND][of]! += wants[plan]! - first;
		filled[FIRST][of]! += firstGiven;
		filled[SECOND][of]! += given(match, plan) - firstGiven;
	}
	const { least, most, held } = loadsByAgency(ground, match);
	const unused = strata + agencies;
	const unfilled = [unused + 1, unused + 2] as const;
	const nodes = unused + 3;
	const steps = (): Step[] => {
		const all: Step[] = [];
		for (let row = 0; row < strata; row++) {
			for (let column = 0; column < agencies; column++) {
				const count = mix[row * agencies + column]!;
				all.push({ from: row, to: strata + column, cost: 2 * count + 1 });
				if (count > seen[row * agencies + column]!) all.push({ from: strata + column, to: row, cost: 1 - 2 * count });
			}
			for (const kind of [FIRST, SECOND] as const) {
				if (filled[kind][row]! < wanted[kind][row]!) all.push({ from: unfilled[kind], to: row, cost: 0 });
				if (filled[kind][row]! > 0) all.push({ from: row, to: unfilled[kind], cost: 0 });
			}
		}
		for (let column = 0; column < agencies; column++) {
			if (held[column]! < most[column]!) all.push({ from: strata + column, to: unused, cost: 0 });
			if (held[column]! > least[column]!) all.push({ from: unused, to: strata + column, cost: 0 });
		}
		return all;
	};
	for (let cycle = cheaperCycle(nodes, steps()); cycle !== null; cycle = cheaperCycle(nodes, steps()))
		for (const { from, to } of cycle) {
			if (from < strata && to < unused) mix[from * agencies + to - strata]!++;
			else if (to < strata && from < unused) mix[to * agencies + from - strata]!--;
			else if (from > unused) filled[from === unfilled[FIRST] ? FIRST : SECOND][to]!++;
			else if (to > unused) filled[to === unfilled[FIRST] ? FIRST : SECOND][from]!--;
			else if (to === unused) held[from - strata]!++;
			else held[to - strata]!--;
		}
	return mix.reduce((sum, count) => sum + count * count, 0);
}

/**
 * Gives how many audits an agency's auditors can have in all when loads are as even as they are now. Where the loads are the most even
 * there are, an auditor can only have one more where somebody with that many can have one fewer, and the other way round.
 */
function loadsByAgency(ground: Ground, match: Match): { least: Int32Array; most: Int32Array; held: Int32Array } {
	const { agencies, agency, begun, room } = ground;
	const [least, most, held] = [0, 1, 2].map(() => new Int32Array(agencies)) as [Int32Array, Int32Array, Int32Array];
	const canGive = new Set<number>();
	const canTake = new Set<number>();
	match.load.forEach((load, auditor) => {
		if (load > begun[auditor]!) canGive.add(load);
		if (hasRoom(ground, match, auditor)) canTake.add(load);
	});
	match.load.forEach((load, auditor) => {
		const of = agency[auditor]!;
		held[of]! += load;
		// Across circles the loads need not be the most even ones: then only room itself bounds them.
		const free = ground.loose.size > 0;
		const [low, high] = [begun[auditor]!, begun[auditor]! + room[auditor]!];
		least[of]! += free ? low : Math.max(low, canTake.has(load - 1) ? load - 1 : load);
		most[of]! += free ? high : Math.min(high, canGive.has(load + 1) ? load + 1 : load);
	});
	return { least, most, held };
}

/** Gives steps round a circle that cost less than nothing (Bellman and Ford), or null where there are none. */
function cheaperCycle(nodes: number, steps: readonly Step[]): Step[] | null {
	const distance = new Float64Array(nodes);
	const by: (Step | undefined)[] = [];
	let last = -1;
	for (let round = 0; round < nodes; round++) {
		last = -1;
		for (const step of steps)
			if (distance[step.from]! + step.cost < distance[step.to]!) {
				distance[step.to] = distance[step.from]! + step.cost;
				by[step.to] = step;
				last = step.to;
			}
		if (last < 0) return null;
	}
	for (let back = 0; back < nodes; back++) last = by[last]!.from;
	const cycle: Step[] = [];
	for (let node = last; cycle.length === 0 || node !== last; node = by[node]!.from) cycle.push(by[node]!);
	return cycle.reverse();
}
