/**
 * The fourth aim of a proposal, improved by handing audits on one at a time or changing two about, none of which touches the first
 * three aims: the two auditors of a plan from different agencies, and each stratum seen by a mix of agencies.
 */
import type { Ground } from './proposal-ground.ts';
import {
	beside,
	clear,
	fits,
	gapKind,
	given,
	hasRoom,
	lostKind,
	mixOf,
	openSlot,
	place,
	type Match
} from './proposal-match.ts';
import { integer, type Random } from './random.ts';

/** Changes tried before a place is left as it is: all of them in a small term. */
const TRIES = 600;

/** A match with what its changes are judged by. */
export interface Mixing {
	readonly ground: Ground;
	readonly match: Match;
	/** By stratum and agency: audits. */
	readonly mix: Int32Array;
	/** By stratum and agency: the slots, and by slot its place among them. */
	readonly cells: number[][];
	readonly at: Int32Array;
	readonly random: Random;
}

export function mixingOf(ground: Ground, match: Match, random: Random): Mixing {
	const cells = Array.from({ length: ground.strata * ground.agencies }, (): number[] => []);
	const mixing: Mixing = {
		ground,
		match,
		mix: mixOf(ground, match),
		cells,
		at: new Int32Array(match.slots.length).fill(-1),
		random
	};
	match.slots.forEach((auditor, slot) => {
		if (auditor >= 0) enter(mixing, slot);
	});
	return mixing;
}

function cellOf({ ground, match }: Mixing, slot: number): number {
	return ground.stratum[slot >> 1]! * ground.agencies + ground.agency[match.slots[slot]!]!;
}

function enter(mixing: Mixing, slot: number): void {
	const cell = mixing.cells[cellOf(mixing, slot)]!;
	mixing.at[slot] = cell.push(slot) - 1;
}

function leave(mixing: Mixing, slot: number): void {
	const cell = mixing.cells[cellOf(mixing, slot)]!;
	const moved = cell.pop()!;
	if (moved === slot) return;
	cell[mixing.at[slot]!] = moved;
	mixing.at[moved] = mixing.at[slot]!;
}

/** Gives a slot that has an auditor to another one. */
export function hand(mixing: Mixing, slot: number, auditor: number): void {
	mixing.mix[cellOf(mixing, slot)]!--;
	leave(mixing, slot);
	place(mixing.match, slot, auditor);
	enter(mixing, slot);
	mixing.mix[cellOf(mixing, slot)]!++;
}

/** Gives whether two slots' auditors may change about. */
export function mayChange({ ground, match }: Mixing, one: number, other: number): boolean {
	const [a, b] = [match.slots[one]!, match.slots[other]!];
	return one >> 1 !== other >> 1 && a !== b && fits(ground, match, one, b) && fits(ground, match, other, a);
}

export function change(mixing: Mixing, one: number, other: number): void {
	const [a, b] = [mixing.match.slots[one]!, mixing.match.slots[other]!];
	hand(mixing, one, b);
	hand(mixing, other, a);
}

/** Gives whether a slot's audit can go to another auditor and leave loads as even as they are. */
export function mayHand({ ground, match }: Mixing, slot: number, auditor: number): boolean {
	const present = match.slots[slot]!;
	return (
		match.load[auditor] === match.load[present]! - 1 &&
		hasRoom(ground, match, auditor) &&
		fits(ground, match, slot, auditor)
	);
}

/** Gives 1 where an auditor would look at a slot's plan beside somebody of their own agency, else 0. */
function clash({ ground, match }: Mixing, slot: number, auditor: number): number {
	const other = beside(ground, match, slot);
	return other >= 0 && ground.agency[other] === ground.agency[auditor] ? 1 : 0;
}

/** Gives by how much plans audited twice by one agency and the squares of the mix would grow if two slots' auditors changed about. */
export function changeCost(mixing: Mixing, one: number, other: number): [same: number, mix: number] {
	const { ground, match, mix } = mixing;
	const [a, b] = [match.slots[one]!, match.slots[other]!];
	const same = clash(mixing, one, b) - clash(mixing, one, a) + clash(mixing, other, a) - clash(mixing, other, b);
	const [s, t] = [ground.stratum[one >> 1]! * ground.agencies, ground.stratum[other >> 1]! * ground.agencies];
	const [g, h] = [ground.agency[a]!, ground.agency[b]!];
	if (s === t || g === h) return [same, 0];
	return [same, 2 * (mix[s + h]! - mix[s + g]! + mix[t + g]! - mix[t + h]!) + 4];
}

/** Gives the same for a slot that goes to another auditor. */
export function handCost(mixing: Mixing, slot: number, auditor: number): [same: number, mix: number] {
	const { ground, match, mix } = mixing;
	const present = match.slots[slot]!;
	const same = clash(mixing, slot, auditor) - clash(mixing, slot, present);
	const row = ground.stratum[slot >> 1]! * ground.agencies;
	const [g, h] = [ground.agency[present]!, ground.agency[auditor]!];
	return g === h ? [same, 0] : [same, 2 * (mix[row + h]! - mix[row + g]!) + 2];
}

const better = ([same, mix]: readonly [number, number]) => same < 0 || (same === 0 && mix < 0);

/** Walks over some numbers from a random one on, at most so many. */
function* some(random: Random, count: number, tries = TRIES): Generator<number, void> {
	if (count === 0) return;
	const from = integer(random, count);
	for (let step = 0; step < Math.min(count, tries); step++) yield (from + step) % count;
}

/** Improves the mix as far as single steps do. Tells how far it is, from 0 to 1. */
export function* improveMix(mixing: Mixing): Generator<number, void> {
	const { ground, match } = mixing;
	for (let pass = 0, improved = true; improved && pass < 20; pass++) {
		improved = false;
		for (let slot = 0; slot < match.slots.length; slot++)
			if (match.slots[slot]! >= 0 && clash(mixing, slot, match.slots[slot]!) === 1 && partWays(mixing, slot))
				improved = true;
		yield Math.min(0.9, pass / 10);
		for (let stratum = 0; stratum < ground.strata; stratum++) {
			while (evenOut(mixing, stratum)) improved = true;
			yield Math.min(0.9, (pass + stratum / ground.strata) / 10);
		}
	}
}

/** Looks for somebody else for a slot whose plan is seen twice by one agency. */
function partWays(mixing: Mixing, slot: number): boolean {
	const { ground, match, random } = mixing;
	for (const auditor of some(random, ground.auditors.length))
		if (mayHand(mixing, slot, auditor) && better(handCost(mixing, slot, auditor))) {
			hand(mixing, slot, auditor);
			return true;
		}
	for (const other of some(random, match.slots.length, 4 * TRIES))
		if (match.slots[other]! >= 0 && mayChange(mixing, slot, other) && better(changeCost(mixing, slot, other))) {
			change(mixing, slot, other);
			return true;
		}
	return false;
}

/** Makes one change by which a stratum is seen more evenly by the agencies. Gives whether there was one. */
function evenOut(mixing: Mixing, stratum: number): boolean {
	const { ground, cells, mix } = mixing;
	const row = stratum * ground.agencies;
	for (let g = 0; g < ground.agencies; g++)
		for (let h = 0; h < ground.agencies; h++) {
			if (g === h || cells[row + g]!.length === 0) continue;
			if (mix[row + h]! - mix[row + g]! < -1 && handWithin(mixing, row + g, h)) return true;
			for (let t = 0; t < ground.strata * ground.agencies; t += ground.agencies) {
				if (t === row || cells[t + h]!.length === 0) continue;
				const cost = 2 * (mix[row + h]! - mix[row + g]! + mix[t + g]! - mix[t + h]!) + 4;
				if (cost < 0 && changeBetween(mixing, cells[row + g]!, cells[t + h]!)) return true;
			}
		}
	return fillElsewhere(mixing, stratum);
}

function handWithin(mixing: Mixing, cell: number, agency: number): boolean {
	const { ground, cells, random } = mixing;
	for (const at of some(random, cells[cell]!.length, 20))
		for (const auditor of some(random, ground.auditors.length)) {
			const slot = cells[cell]![at]!;
			if (ground.agency[auditor] !== agency || !mayHand(mixing, slot, auditor)) continue;
			if (!better(handCost(mixing, slot, auditor))) continue;
			hand(mixing, slot, auditor);
			return true;
		}
	return false;
}

function changeBetween(mixing: Mixing, ones: readonly number[], others: readonly number[]): boolean {
	for (const at of some(mixing.random, ones.length, 20))
		for (const to of some(mixing.random, others.length, 30)) {
			const [one, other] = [ones[at]!, others[to]!];
			if (!mayChange(mixing, one, other) || !better(changeCost(mixing, one, other))) continue;
			change(mixing, one, other);
			return true;
		}
	return false;
}

/** Gives up an audit in a stratum for one of the same kind that nobody has in another. */
function fillElsewhere(mixing: Mixing, stratum: number): boolean {
	const { ground, match, mix, cells, random } = mixing;
	const gaps = gapsOf(mixing);
	if (gaps.length === 0) return false;
	for (let g = 0; g < ground.agencies; g++)
		for (const at of some(random, cells[stratum * ground.agencies + g]!.length, 20))
			for (const which of some(random, gaps.length, 30)) {
				const [slot, gap] = [cells[stratum * ground.agencies + g]![at]!, gaps[which]!];
				const auditor = match.slots[slot]!;
				const to = openSlot(match, gap);
				if (gap === slot >> 1 || lostKind(ground, match, slot >> 1) !== gapKind(ground, match, gap)) continue;
				if (!fits(ground, match, to, auditor)) continue;
				const same = clash(mixing, to, auditor) - clash(mixing, slot, auditor);
				const cell = ground.stratum[gap]! * ground.agencies + g;
				if (!better([same, 2 * (mix[cell]! - mix[stratum * ground.agencies + g]!) + 2])) continue;
				giveUp(mixing, slot);
				place(match, to, auditor);
				enter(mixing, to);
				mix[cell]!++;
				return true;
			}
	return false;
}

function gapsOf({ ground, match }: Mixing): number[] {
	const gaps: number[] = [];
	for (let plan = 0; plan < ground.plans.length; plan++) if (gapKind(ground, match, plan) !== null) gaps.push(plan);
	return gaps;
}

function giveUp(mixing: Mixing, slot: number): void {
	const { match } = mixing;
	const plan = slot >> 1;
	mixing.mix[cellOf(mixing, slot)]!--;
	const taken = given(match, plan) === 2 ? [2 * plan, 2 * plan + 1] : [slot];
	for (const one of taken) leave(mixing, one);
	clear(match, slot);
	if (taken.length === 2) enter(mixing, 2 * plan);
}
