/**
 * Ways to hand plans on, from auditor to auditor, in a match: the paths of a flow network in which every auditor may
 * be given every plan except where a bit says no. The network's millions of arcs are never written down: a search takes,
 * 32 at a time, the auditors whom it has not met yet and whom a plan does not bar, so it costs a few words of memory a plan.
 */
import { has, type Ground } from './proposal-ground.ts';
import { clear, FIRST, gapKind, lostKind, openSlot, place, SECOND, type Kind, type Match } from './proposal-match.ts';

export interface Paths {
	readonly ground: Ground;
	readonly match: Match;
	/** The bits of the auditors, and by plan 1 for those, that may still be met. What led nowhere stays closed: see `search`. */
	readonly open: Int32Array;
	readonly planOpen: Uint8Array;
	/** By kind: whether gaps of that kind may still be met, and the slot that was given up to fill one. */
	readonly kindOpen: [boolean, boolean];
	readonly givenUp: [number, number];
	/** By kind: the plans with such a gap; only read where a search may fill a gap by giving up another audit. */
	readonly gaps: [Set<number>, Set<number>];
	/** By auditor: the slot that they would take over, or -2 - plan for a gap that they would fill. */
	readonly from: Int32Array;
	/** The auditors met in this search, `met` of them, and the plans. */
	readonly queue: Int32Array;
	met: number;
	readonly metPlans: number[];
	/** Whether pairs to be kept apart are looked at also where they are not of one circle. */
	strict: boolean;
}

/** A question asked of each auditor met, true where the way may end with them. */
export type Ends = (auditor: number) => boolean;

export function pathsIn(ground: Ground, match: Match): Paths {
	const paths: Paths = {
		ground,
		match,
		open: new Int32Array(ground.words),
		planOpen: new Uint8Array(ground.plans.length),
		kindOpen: [true, true],
		givenUp: [-1, -1],
		gaps: [new Set(), new Set()],
		from: new Int32Array(ground.auditors.length),
		queue: new Int32Array(ground.auditors.length),
		met: 0,
		metPlans: [],
		strict: false
	};
	openAll(paths);
	return paths;
}

/** Opens everything again: what led nowhere may lead somewhere now. */
export function openAll({ ground, open, planOpen, kindOpen }: Paths): void {
	for (const row of ground.ofAgency) for (let word = 0; word < open.length; word++) open[word]! |= row[word]!;
	planOpen.fill(1);
	kindOpen.fill(true);
}

/** Notes the gaps that there are, by kind. */
export function noteGaps({ ground, match, gaps }: Paths): void {
	for (const kind of gaps) kind.clear();
	for (let plan = 0; plan < ground.plans.length; plan++) {
		const kind = gapKind(ground, match, plan);
		if (kind !== null) gaps[kind].add(plan);
	}
}

/** Whom a search begins with: a plan that wants one more, an auditor who should have one fewer, or one who should leave a slot. */
export type Start = { readonly plan: number } | { readonly auditor: number } | { readonly slot: number };

/**
 * Looks for a way from a start to an auditor with whom it may end, the shortest first, and takes it: everybody on the way
 * gives one plan on to the next. Gives the slots that changed with whom they had before, or null where there is no way.
 *
 * Where an auditor is to have one fewer, the way may also give up an audit and fill another gap of the same kind. What a search
 * met in vain is not met again before `openAll`: no way leads out of it to an auditor with whom a search may end, and no
 * later way passes through it, as long as later searches end with no more auditors than this one could.
 */
export function search(paths: Paths, start: Start, ends: Ends): [slot: number, before: number][] | null {
	const { match, queue, open, planOpen, kindOpen, metPlans } = paths;
	metPlans.length = 0;
	paths.met = 0;
	const kindsBefore = [...kindOpen] as const;
	let end = -1;
	if ('plan' in start) {
		if (planOpen[start.plan] === 1) end = meetPlan(paths, start.plan, -2 - start.plan, ends);
	} else if ('slot' in start) end = meetFrom(paths, start.slot, ends, false);
	else if (has(open, start.auditor)) meet(paths, start.auditor, -1);
	const exchange = 'auditor' in start;
	for (let at = 0; at < paths.met && end < 0; at++)
		for (let slot = match.first[queue[at]!]!; slot >= 0 && end < 0; slot = match.next[slot]!)
			end = meetFrom(paths, slot, ends, exchange);
	if (end < 0) return null;
	for (let at = 0; at < paths.met; at++) open[queue[at]! >> 5]! |= 1 << (queue[at]! & 31);
	for (const plan of metPlans) planOpen[plan] = 1;
	[kindOpen[FIRST], kindOpen[SECOND]] = kindsBefore;
	return take(paths, end, start);
}

function meet(paths: Paths, auditor: number, code: number): void {
	paths.open[auditor >> 5]! &= ~(1 << (auditor & 31));
	paths.from[auditor] = code;
	paths.queue[paths.met++] = auditor;
}

/** Meets everybody who could take over a slot, and what giving it up would allow. Gives the auditor with whom the way ends, or -1. */
function meetFrom(paths: Paths, slot: number, ends: Ends, exchange: boolean): number {
	const { ground, match, open, planOpen, kindOpen, givenUp, gaps, strict } = paths;
	const plan = slot >> 1;
	const other = match.slots[slot ^ 1]!;
	const circle = ground.circles[ground.circle[match.slots[slot]!]!]!;
	if (circle.length > 1)
		for (const member of circle) {
			if (!has(open, member) || has(ground.bars[plan]!, member) || member === match.slots[slot]) continue;
			if (strict && other >= 0 && ground.loose.has(member * ground.auditors.length + other)) continue;
			meet(paths, member, slot);
			if (ends(member)) return member;
		}
	if (planOpen[plan] === 0) return -1;
	const end = meetPlan(paths, plan, slot, ends);
	if (end >= 0 || !exchange) return end;
	const kind = lostKind(ground, match, plan);
	if (!kindOpen[kind] || gaps[kind].size === 0) return -1;
	kindOpen[kind] = false;
	givenUp[kind] = slot;
	for (const gap of gaps[kind]) {
		if (planOpen[gap] === 0) continue;
		const found = meetPlan(paths, gap, -2 - gap, ends);
		if (found >= 0) return found;
	}
	return -1;
}

/** Meets everybody whom a plan could be given, in place of a slot's auditor or in a gap. Gives the auditor with whom the way ends, or -1. */
function meetPlan(paths: Paths, plan: number, code: number, ends: Ends): number {
	const { ground, match, open, planOpen, metPlans, strict } = paths;
	planOpen[plan] = 0;
	metPlans.push(plan);
	const one = match.slots[2 * plan]!;
	const other = match.slots[2 * plan + 1]!;
	const circleOne = one < 0 ? -1 : ground.circle[one]!;
	const circleOther = other < 0 ? -1 : ground.circle[other]!;
	const staying = code < 0 ? one : match.slots[code ^ 1]!;
	const looked = strict && staying >= 0 && ground.loose.size > 0;
	const bars = ground.bars[plan]!;
	for (let word = 0; word < open.length; word++) {
		let bits = open[word]! & ~bars[word]!;
		while (bits !== 0) {
			const low = bits & -bits;
			bits ^= low;
			const auditor = (word << 5) + 31 - Math.clz32(low);
			const circle = ground.circle[auditor]!;
			if (circle === circleOne || circle === circleOther) continue;
			if (looked && ground.loose.has(auditor * ground.auditors.length + staying)) continue;
			meet(paths, auditor, code);
			if (ends(auditor)) return auditor;
		}
	}
	return -1;
}

/** Takes the way that was found, from its end back to its start. */
function take({ ground, match, from, givenUp, gaps }: Paths, end: number, start: Start): [number, number][] {
	const changes: [number, number][] = [];
	const leaving: number[] = [];
	const last = 'auditor' in start ? start.auditor : 'slot' in start ? match.slots[start.slot]! : -1;
	let auditor = end;
	for (;;) {
		const code = from[auditor]!;
		let slot = code;
		if (code < 0) {
			const plan = -2 - code;
			const filled = openSlot(match, plan);
			const kind: Kind = gapKind(ground, match, plan)!;
			changes.push([filled, -1]);
			place(match, filled, auditor);
			if ('plan' in start && start.plan === plan) break;
			gaps[kind].delete(plan);
			const after = gapKind(ground, match, plan);
			if (after !== null) gaps[after].add(plan);
			slot = givenUp[kind];
			leaving.push(slot);
			auditor = match.slots[slot]!;
		} else {
			const before = match.slots[slot]!;
			changes.push([slot, before]);
			place(match, slot, auditor);
			auditor = before;
		}
		if (auditor === last) break;
	}
	for (const slot of leaving) {
		const plan = slot >> 1;
		const former = gapKind(ground, match, plan);
		if (former !== null) gaps[former].delete(plan);
		changes.push([slot, match.slots[slot]!]);
		clear(match, slot);
		gaps[gapKind(ground, match, plan)!].add(plan);
	}
	return changes;
}
