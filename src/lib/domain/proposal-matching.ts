/**
 * The exact part of a proposal: the most audits, then the most first ones, then the most even loads. It is a least-cost flow,
 * source to plan to circle to auditor to sink, whose only costs are convex ones on the two ends; so it is the cheapest as soon
 * as no way through the network (proposal-paths.ts) fills a gap or leads from an auditor to one with two audits fewer
 * (negative cycle: Ahuja, Magnanti and Orlin, "Network Flows", 1993, theorem 9.1; for loads alone Harvey, Ladner, Lovász and
 * Tamir, "Semi-matchings for bipartite graphs and load balancing", 2006, theorem 3.1).
 */
import type { Ground } from './proposal-ground.ts';
import { emptyMatch, FIRST, gapKind, hasRoom, mixOf, openSlot, place, SECOND, type Match } from './proposal-match.ts';
import { noteGaps, openAll, pathsIn, search } from './proposal-paths.ts';

/** Plans handled between two reports of progress. */
const STRIDE = 512;

/**
 * Gives the best match by the first three aims, where pairs to be kept apart across circles are not looked at. Tells on the way
 * how far it is, from 0 to 1.
 */
export function* cheapestMatch(ground: Ground): Generator<number, Match> {
	const match = emptyMatch(ground);
	const paths = pathsIn(ground, match);
	const wanted = ground.wants.reduce((sum, wants) => sum + wants, 0);
	let handled = 0;
	const shelves = shelvesOf(ground, match);
	for (const kind of [FIRST, SECOND] as const) {
		const gaps: number[] = [];
		for (let plan = 0; plan < ground.plans.length; plan++) {
			if (gapKind(ground, match, plan) !== kind) continue;
			if (!giveToLightest(ground, match, shelves, plan)) gaps.push(plan);
			if (++handled % STRIDE === 0) yield (0.7 * handled) / wanted;
		}
		if (shelves.free === 0) continue;
		let tried = 0;
		for (const plan of gaps) {
			if (search(paths, { plan }, (auditor) => hasRoom(ground, match, auditor)) === null) continue;
			if (++tried % STRIDE === 0) yield 0.7;
		}
		shelve(ground, match, shelves);
	}
	openAll(paths);
	noteGaps(paths);
	yield* even(ground, match, paths);
	return match;
}

/**
 * Makes the loads of a match as even as can be, along the shortest ways, and keeps everybody apart who must be. Tells how far it is, from
 * 0.7 to 1.
 */
export function* evenLoads(ground: Ground, match: Match): Generator<number, void> {
	const paths = pathsIn(ground, match);
	paths.strict = true;
	noteGaps(paths);
	yield* even(ground, match, paths);
}

/** Takes audits from whoever has most and hands them on to those who have at least two fewer, as long as there is a way. */
function* even(ground: Ground, match: Match, paths: ReturnType<typeof pathsIn>): Generator<number, void> {
	const heaviest = match.load.reduce((most, load) => Math.max(most, load), 0);
	let handled = 0;
	for (let load = heaviest; load >= 2; load--) {
		const ends = (auditor: number) => match.load[auditor]! <= load - 2 && hasRoom(ground, match, auditor);
		for (let auditor = 0; auditor < ground.auditors.length; auditor++) {
			if (match.load[auditor] !== load || match.first[auditor]! < 0) continue;
			search(paths, { auditor }, ends);
			if (++handled % STRIDE === 0) yield 0.7 + 0.3 * (1 - load / heaviest);
		}
	}
}

/** The auditors with room, by load: for each load their bits, and how many there are. */
interface Shelves {
	readonly byLoad: Map<number, { readonly bits: Int32Array; count: number }>;
	lowest: number;
	highest: number;
	free: number;
	/** By stratum and agency: audits so far, to begin with a good mix. */
	readonly mix: Int32Array;
}

function shelvesOf(ground: Ground, match: Match): Shelves {
	const shelves: Shelves = { byLoad: new Map(), lowest: 0, highest: 0, free: 0, mix: mixOf(ground, match) };
	shelve(ground, match, shelves);
	return shelves;
}

function shelve(ground: Ground, match: Match, shelves: Shelves): void {
	shelves.byLoad.clear();
	shelves.free = 0;
	shelves.lowest = Infinity;
	shelves.highest = 0;
	shelves.mix.set(mixOf(ground, match));
	for (let auditor = 0; auditor < ground.auditors.length; auditor++)
		if (hasRoom(ground, match, auditor)) putOn(ground, match, shelves, auditor);
}

function putOn({ words }: Ground, { load }: Match, shelves: Shelves, auditor: number): void {
	const height = load[auditor]!;
	let shelf = shelves.byLoad.get(height);
	if (!shelf) shelves.byLoad.set(height, (shelf = { bits: new Int32Array(words), count: 0 }));
	shelf.bits[auditor >> 5]! |= 1 << (auditor & 31);
	shelf.count++;
	shelves.free++;
	shelves.lowest = Math.min(shelves.lowest, height);
	shelves.highest = Math.max(shelves.highest, height);
}

function takeOff({ load }: Match, shelves: Shelves, auditor: number): void {
	const shelf = shelves.byLoad.get(load[auditor]!)!;
	shelf.bits[auditor >> 5]! &= ~(1 << (auditor & 31));
	shelves.free--;
	if (--shelf.count === 0) shelves.byLoad.delete(load[auditor]!);
}

/** Gives a plan to one of the auditors with fewest audits who may have it, of the agency that has seen least of its stratum. */
function giveToLightest(ground: Ground, match: Match, shelves: Shelves, plan: number): boolean {
	const { agencies, stratum, partner, agency } = ground;
	const slot = openSlot(match, plan);
	const other = (slot & 1) === 1 ? match.slots[slot ^ 1]! : partner[plan]!;
	const cells = stratum[plan]! * agencies;
	const cost = (one: number) => shelves.mix[cells + one]! + (other >= 0 && agency[other] === one ? Infinity : 0);
	const order = Array.from({ length: agencies }, (_, one) => one).sort((a, b) => cost(a) - cost(b) || a - b);
	for (let height = shelves.lowest; height <= shelves.highest; height++) {
		const shelf = shelves.byLoad.get(height);
		if (!shelf) {
			if (height === shelves.lowest) shelves.lowest++;
			continue;
		}
		for (const one of order) {
			const found = onShelf(ground, match, shelf.bits, plan, one);
			if (found < 0) continue;
			takeOff(match, shelves, found);
			place(match, slot, found);
			shelves.mix[cells + one]!++;
			if (hasRoom(ground, match, found)) putOn(ground, match, shelves, found);
			return true;
		}
	}
	return false;
}

function onShelf(
	{ bars, ofAgency, circle }: Ground,
	{ slots }: Match,
	shelf: Int32Array,
	plan: number,
	agency: number
): number {
	const row = bars[plan]!;
	const members = ofAgency[agency]!;
	const taken = slots[2 * plan]! < 0 ? -1 : circle[slots[2 * plan]!]!;
	for (let word = 0; word < shelf.length; word++) {
		let bits = shelf[word]! & members[word]! & ~row[word]!;
		while (bits !== 0) {
			const low = bits & -bits;
			bits ^= low;
			const auditor = (word << 5) + 31 - Math.clz32(low);
			if (circle[auditor] !== taken) return auditor;
		}
	}
	return -1;
}
