/** The last word on a small term: tries every way to reach a proposal's exact aims, and so finds the best mix and the fewest parts. */
import { areApart, has, type Ground } from './proposal-ground.ts';
import {
	aimsOf,
	clear,
	compareAims,
	copyMatch,
	exactAims,
	given,
	hasRoom,
	mixOf,
	openSlot,
	place,
	type Match
} from './proposal-match.ts';

/** Terms with more audits times auditors than this are not tried out. */
const LARGEST = 400;
/** Steps after which it gives up: some hundredths of a second. */
const STEPS = 60_000;

/**
 * Gives the best match with the same first three aims as `known`, which is the best known, and whether it is certain that no other is
 * better by the last three.
 */
export function tryAll(ground: Ground, known: Match): { match: Match; proven: boolean } {
	const wanted = ground.wants.reduce((sum, wants) => sum + wants, 0);
	if (wanted * ground.auditors.length > LARGEST) return { match: known, proven: false };
	const { agency, agencies, stratum, plans, wants, wantsFirst, partner, settled } = ground;
	const count = ground.auditors.length;
	const order = [...plans.keys()].sort((a, b) => stratum[a]! - stratum[b]! || wants[b]! - wants[a]!);
	const [unfilled, firsts, squaresOfLoads] = exactAims(ground, known);
	let best = known;
	let bestLast = aimsOf(ground, known).slice(3);
	const match = copyMatch(known);
	for (let slot = match.slots.length - 1; slot >= 0; slot--) if (match.slots[slot]! >= 0) clear(match, slot);
	const mix = mixOf(ground, match);
	let same = settled.filter(([, one, other]) => agency[one] === agency[other]).length;
	let squares = mix.reduce((sum, number) => sum + number * number, 0);
	let steps = 0;
	let gaps = 0;
	let firstGaps = 0;
	let left = wanted;

	/** The least that the loads' squares can come to when what is left is dealt out as evenly as can be. */
	const leastSquares = (): number => {
		const loads = match.load.slice();
		let sum = loads.reduce((total, load) => total + load * load, 0);
		for (let more = left - (unfilled - gaps); more > 0; more--) {
			let lightest = -1;
			for (let one = 0; one < count; one++)
				if (loads[one]! - ground.begun[one]! < ground.room[one]! && (lightest < 0 || loads[one]! < loads[lightest]!))
					lightest = one;
			if (lightest < 0) return Infinity;
			sum += 2 * loads[lightest]!++ + 1;
		}
		return sum;
	};
	const give = (slot: number, auditor: number): void => {
		place(match, slot, auditor);
		squares += 2 * mix[stratum[slot >> 1]! * agencies + agency[auditor]!]!++ + 1;
		left--;
	};
	const takeBack = (slot: number): void => {
		squares -= 2 * --mix[stratum[slot >> 1]! * agencies + agency[match.slots[slot]!]!]! + 1;
		place(match, slot, -1);
		left++;
	};
	const hopeless = (): boolean =>
		gaps > unfilled ||
		firstGaps > firsts ||
		same > bestLast[0]! ||
		(same === bestLast[0] && squares > bestLast[1]!) ||
		leastSquares() > squaresOfLoads;

	const visit = (depth: number): boolean => {
		if (++steps > STEPS) return false;
		if (hopeless()) return true;
		if (depth === order.length) {
			const last = aimsOf(ground, match).slice(3);
			if (compareAims(last, bestLast) < 0) {
				best = copyMatch(match);
				bestLast = last;
			}
			return true;
		}
		const plan = order[depth]!;
		return fill(plan, 0, depth);
	};
	/** Gives a plan further auditors from a number on, or leaves the rest of it as a gap. */
	const fill = (plan: number, from: number, depth: number): boolean => {
		const held = given(match, plan);
		if (held < wants[plan]!)
			for (let auditor = from; auditor < count; auditor++) {
				if (!hasRoom(ground, match, auditor) || has(ground.bars[plan]!, auditor)) continue;
				if (held === 1 && areApart(ground, match.slots[2 * plan]!, auditor)) continue;
				const slot = openSlot(match, plan);
				const other = held === 1 ? match.slots[2 * plan]! : partner[plan]!;
				const clash = other >= 0 && agency[other] === agency[auditor] ? 1 : 0;
				give(slot, auditor);
				same += clash;
				const finished = fill(plan, auditor + 1, depth);
				same -= clash;
				takeBack(slot);
				if (!finished) return false;
			}
		const missing = wants[plan]! - held;
		const noFirst = held === 0 && wantsFirst[plan] === 1 ? 1 : 0;
		gaps += missing;
		firstGaps += noFirst;
		left -= missing;
		const finished = visit(depth + 1);
		gaps -= missing;
		firstGaps -= noFirst;
		left += missing;
		return finished;
	};
	const proven = visit(0);
	return { match: best, proven };
}
