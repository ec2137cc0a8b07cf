/** Who has which plan while a proposal is being made, and how good that is. */
import { areApart, has, type Ground } from './proposal-ground.ts';

/** Slots 2p and 2p + 1 are the new audits of plan p; the second is used only where the first is. */
export interface Match {
	/** By slot: its auditor, or -1. */
	readonly slots: Int32Array;
	/** By auditor: audits, those that are fixed included. */
	readonly load: Int32Array;
	/** The slots of an auditor as a list: by auditor the first, by slot its neighbours, or -1. */
	readonly first: Int32Array;
	readonly next: Int32Array;
	readonly before: Int32Array;
}

/** Kinds of audits: what is lost or gained when a plan has one auditor fewer or more. */
export const FIRST = 0;
export const SECOND = 1;
export type Kind = typeof FIRST | typeof SECOND;

export function emptyMatch({ auditors, plans, begun }: Ground): Match {
	return {
		slots: new Int32Array(2 * plans.length).fill(-1),
		load: begun.slice(),
		first: new Int32Array(auditors.length).fill(-1),
		next: new Int32Array(2 * plans.length).fill(-1),
		before: new Int32Array(2 * plans.length).fill(-1)
	};
}

export function copyMatch(match: Match): Match {
	return {
		slots: match.slots.slice(),
		load: match.load.slice(),
		first: match.first.slice(),
		next: match.next.slice(),
		before: match.before.slice()
	};
}

/** Gives a slot to an auditor, or to nobody (-1). The plan's other slot is not looked at. */
export function place(match: Match, slot: number, auditor: number): void {
	const { slots, load, first, next, before } = match;
	const present = slots[slot]!;
	if (present >= 0) {
		load[present]!--;
		if (before[slot]! >= 0) next[before[slot]!] = next[slot]!;
		else first[present] = next[slot]!;
		if (next[slot]! >= 0) before[next[slot]!] = before[slot]!;
	}
	slots[slot] = auditor;
	if (auditor < 0) return;
	load[auditor]!++;
	before[slot] = -1;
	next[slot] = first[auditor]!;
	if (first[auditor]! >= 0) before[first[auditor]!] = slot;
	first[auditor] = slot;
}

/** Empties a slot; what is in the plan's second slot moves to its first. */
export function clear(match: Match, slot: number): void {
	place(match, slot, -1);
	const moving = match.slots[slot ^ 1]!;
	if ((slot & 1) === 1 || moving < 0) return;
	place(match, slot ^ 1, -1);
	place(match, slot, moving);
}

/** Gives the slot in which a plan can take one more auditor. The plan must have a gap. */
export function openSlot({ slots }: Match, plan: number): number {
	return slots[2 * plan]! < 0 ? 2 * plan : 2 * plan + 1;
}

export function given({ slots }: Match, plan: number): number {
	return slots[2 * plan]! < 0 ? 0 : slots[2 * plan + 1]! < 0 ? 1 : 2;
}

/** Gives what kind of audit a plan would gain with one more auditor; null where it wants no more. */
export function gapKind({ wants, wantsFirst }: Ground, match: Match, plan: number): Kind | null {
	const count = given(match, plan);
	if (count >= wants[plan]!) return null;
	return count === 0 && wantsFirst[plan] === 1 ? FIRST : SECOND;
}

/** Gives what kind of audit a plan would lose with one auditor fewer. The plan must have one. */
export function lostKind({ wantsFirst }: Ground, match: Match, plan: number): Kind {
	return given(match, plan) === 1 && wantsFirst[plan] === 1 ? FIRST : SECOND;
}

export function hasRoom({ begun, room }: Ground, { load }: Match, auditor: number): boolean {
	return load[auditor]! - begun[auditor]! < room[auditor]!;
}

/** Gives whether an auditor may have a slot beside whoever has the plan's other slot. Room is not looked at. */
export function fits(ground: Ground, match: Match, slot: number, auditor: number): boolean {
	if (has(ground.bars[slot >> 1]!, auditor)) return false;
	const other = match.slots[slot ^ 1]!;
	return other < 0 || !areApart(ground, auditor, other);
}

/** Gives whoever looks at a plan beside a slot: the other slot's auditor or the fixed one; -1 where nobody does. */
export function beside({ partner }: Ground, { slots }: Match, slot: number): number {
	return slots[slot ^ 1]! >= 0 ? slots[slot ^ 1]! : partner[slot >> 1]!;
}

/** What proposals are compared by, the more important first; less is better. */
export type Aims = readonly [
	unfilled: number,
	firstsUnfilled: number,
	squaresOfLoads: number,
	sameAgency: number,
	squaresOfMix: number,
	parts: number
];

/** Gives a number below 0 where the first is better, above 0 where the second is; 0 where they are as good. */
export function compareAims(a: readonly number[], b: readonly number[]): number {
	const differing = a.findIndex((aim, at) => aim !== b[at]);
	return differing < 0 ? 0 : a[differing]! - b[differing]!;
}

/** Gives the first three aims, which are exact. */
export function exactAims(
	{ plans, wants, wantsFirst }: Pick<Ground, 'plans' | 'wants' | 'wantsFirst'>,
	match: Match
): [unfilled: number, firstsUnfilled: number, squares: number] {
	let unfilled = 0;
	let firsts = 0;
	for (let plan = 0; plan < plans.length; plan++) {
		const count = given(match, plan);
		unfilled += wants[plan]! - count;
		if (count === 0 && wantsFirst[plan] === 1) firsts++;
	}
	return [unfilled, firsts, match.load.reduce((sum, load) => sum + load * load, 0)];
}

/** By stratum and agency: audits, those that are fixed included. */
export function mixOf({ seen, agencies, agency, stratum }: Ground, { slots }: Match): Int32Array {
	const mix = seen.slice();
	slots.forEach((auditor, slot) => {
		if (auditor >= 0) mix[stratum[slot >> 1]! * agencies + agency[auditor]!]!++;
	});
	return mix;
}

/** Gives the pairs of auditors who look at one plan, the fixed ones included. */
export function pairsOf(
	{ settled, partner, plans }: Ground,
	{ slots }: Match
): [plan: number, one: number, other: number][] {
	const pairs: [number, number, number][] = settled.map((pair) => [...pair]);
	for (let plan = 0; plan < plans.length; plan++) {
		const one = slots[2 * plan]!;
		const other = slots[2 * plan + 1]! >= 0 ? slots[2 * plan + 1]! : partner[plan]!;
		if (one >= 0 && other >= 0) pairs.push([plan, one, other]);
	}
	return pairs;
}

/** Gives by auditor the number of the part of the graph of shared plans that they are in, and how many parts there are. */
export function partsOf(
	auditors: number,
	pairs: readonly (readonly [number, number, number])[]
): { part: Int32Array; parts: number } {
	const part = Int32Array.from({ length: auditors }, (_, at) => at);
	const root = (one: number): number => {
		while (part[one] !== one) {
			part[one] = part[part[one]!]!;
			one = part[one]!;
		}
		return one;
	};
	let parts = auditors;
	for (const [, one, other] of pairs) {
		const [a, b] = [root(one), root(other)];
		if (a === b) continue;
		part[Math.max(a, b)] = Math.min(a, b);
		parts--;
	}
	for (let one = 0; one < auditors; one++) part[one] = root(one);
	return { part, parts };
}

/** Gives all six aims. */
export function aimsOf(ground: Ground, match: Match): Aims {
	const pairs = pairsOf(ground, match);
	return [
		...exactAims(ground, match),
		pairs.filter(([, one, other]) => ground.agency[one] === ground.agency[other]).length,
		mixOf(ground, match).reduce((sum, count) => sum + count * count, 0),
		partsOf(ground.auditors.length, pairs).parts
	];
}
