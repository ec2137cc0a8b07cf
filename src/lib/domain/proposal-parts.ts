/**
 * The fifth aim of a proposal: as few parts as possible in the graph in which auditors are tied who share a plan, so that everybody's
 * strictness can be compared with everybody else's. A plan whose two auditors stay tied without it is spare: somebody of another part takes
 * the place of one of them, which always ties the two parts.
 */
import { mayHand, mayChange, change, hand, changeCost, handCost, type Mixing } from './proposal-mix.ts';
import { pairsOf, partsOf } from './proposal-match.ts';
import { integer } from './random.ts';

const TRIES = 2_000;

/** Ties parts together until `least` are left or no single change does it. Tells how far it is, from 0 to 1. */
export function* joinParts(mixing: Mixing, least: number): Generator<number, void> {
	const { ground, match } = mixing;
	const auditors = ground.auditors.length;
	let most = 0;
	for (;;) {
		const pairs = pairsOf(ground, match);
		const { part, parts } = partsOf(auditors, pairs);
		if (parts <= least) return;
		most = Math.max(most, parts);
		const spare = sparePairs(auditors, pairs).filter((at) => match.slots[2 * pairs[at]![0]]! >= 0);
		if (!spare.some((at) => joinBy(mixing, pairs[at]![0], part))) return;
		yield (most - parts) / (most - least);
	}
}

/** Gives somebody of another part a place on a plan that is spare. */
function joinBy(mixing: Mixing, plan: number, part: Int32Array): boolean {
	const { ground, match, cells, random } = mixing;
	const free = ([same, mix]: readonly [number, number]) => same < 0 || (same === 0 && mix <= 0);
	for (const slot of [2 * plan, 2 * plan + 1]) {
		const present = match.slots[slot]!;
		if (present < 0) continue;
		const mine = part[present];
		const auditors = ground.auditors.length;
		for (let step = 0, from = integer(random, auditors); step < Math.min(auditors, TRIES); step++) {
			const auditor = (from + step) % auditors;
			if (part[auditor] === mine || !mayHand(mixing, slot, auditor) || !free(handCost(mixing, slot, auditor))) continue;
			hand(mixing, slot, auditor);
			return true;
		}
		// Within an agency nothing is lost, so these are looked at first; a small term has time for all.
		const peers = cells.filter((_, cell) => cell % ground.agencies === ground.agency[present]);
		for (const cell of [...peers, ...cells]) {
			if (cell.length === 0) continue;
			for (let step = 0, from = integer(random, cell.length); step < Math.min(cell.length, 60); step++) {
				const other = cell[(from + step) % cell.length]!;
				if (part[match.slots[other]!] === mine || !mayChange(mixing, slot, other)) continue;
				if (!free(changeCost(mixing, slot, other))) continue;
				change(mixing, slot, other);
				return true;
			}
		}
	}
	return false;
}

/** Gives the pairs without which their two auditors stay tied: those that are no bridge (Tarjan 1974), by walking each part once. */
function sparePairs(auditors: number, pairs: readonly (readonly [number, number, number])[]): number[] {
	const ends: number[][] = Array.from({ length: auditors }, () => []);
	pairs.forEach(([, one, other], at) => {
		ends[one]!.push(at);
		ends[other]!.push(at);
	});
	const order = new Int32Array(auditors).fill(-1);
	const low = new Int32Array(auditors);
	const at = new Int32Array(auditors);
	const bridge = new Uint8Array(pairs.length);
	let count = 0;
	for (let root = 0; root < auditors; root++) {
		if (order[root]! >= 0) continue;
		const trail: [auditor: number, by: number][] = [[root, -1]];
		order[root] = low[root] = count++;
		while (trail.length > 0) {
			const [auditor, by] = trail.at(-1)!;
			if (at[auditor]! < ends[auditor]!.length) {
				const pair = ends[auditor]![at[auditor]!++]!;
				if (pair === by) continue;
				const [, one, other] = pairs[pair]!;
				const next = one === auditor ? other : one;
				if (order[next]! >= 0) low[auditor] = Math.min(low[auditor]!, order[next]!);
				else {
					order[next] = low[next] = count++;
					trail.push([next, pair]);
				}
				continue;
			}
			trail.pop();
			const above = trail.at(-1)?.[0];
			if (above === undefined) continue;
			low[above] = Math.min(low[above]!, low[auditor]!);
			if (low[auditor]! > order[above]!) bridge[by] = 1;
		}
	}
	return pairs.flatMap((_, pair) => (bridge[pair] === 1 ? [] : [pair]));
}
