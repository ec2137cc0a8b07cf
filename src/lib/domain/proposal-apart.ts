/**
 * Keeping pairs apart who are not all of one circle. Two auditors of one plan who must be kept apart is no rule of a network, and
 * finding the most audits under it is NP-hard (a plan with its two auditors is a triple: three-dimensional matching). So: first the
 * best match without the rule, which no match with it can beat; then auditors change places at no cost until the rule holds
 * too, which nearly always succeeds and is then the optimum; else branch and bound over such matches, which ends with the
 * optimum or, where it meets its limit, with a good match and the bound it could not reach.
 */
import { areApart, has, withBit, type Ground } from './proposal-ground.ts';
import {
	compareAims,
	copyMatch,
	exactAims,
	FIRST,
	gapKind,
	hasRoom,
	place,
	SECOND,
	type Match
} from './proposal-match.ts';
import { cheapestMatch } from './proposal-matching.ts';
import { openAll, pathsIn, search } from './proposal-paths.ts';

/** Words of bits that the search may look at, about a second of work. */
const SEARCH_LIMIT = 60_000_000;
/** Branches that it may look at however small they are. */
const MOST_BRANCHES = 4_000;

export interface Matched {
	readonly match: Match;
	/** The first three aims: of this match, and no match can have better ones than `bound`. They are equal unless the search met its limit. */
	readonly reached: readonly number[];
	readonly bound: readonly number[];
}

interface Branch {
	readonly ground: Ground;
	readonly match: Match;
	readonly cost: readonly number[];
	readonly order: number;
}

/** Gives the best match by the first three aims that keeps everybody apart who must be. Tells how far it is, from 0 to 1. */
export function* bestMatch(ground: Ground, limit = SEARCH_LIMIT): Generator<number, Matched> {
	if (ground.loose.size === 0) {
		const match = yield* cheapestMatch(ground);
		const reached = exactAims(ground, match);
		return { match, reached, bound: reached };
	}
	const branches: Branch[] = [];
	let order = 0;
	let looked = 0;
	function* explore(narrowed: Ground): Generator<number, void> {
		const match = yield* cheapestMatch(narrowed);
		swapApart(narrowed, match);
		branches.push({ ground: narrowed, match, cost: exactAims(ground, match), order: order++ });
		looked += ground.plans.length * (ground.words + 8) * 4;
	}
	yield* explore(narrowedAt(ground, ground.bars, ground.plans.keys()));
	for (;;) {
		const best = takeBest(branches);
		const conflict = conflictIn(ground, best.match);
		if (conflict < 0) return { match: best.match, reached: best.cost, bound: best.cost };
		if (looked > limit || order > MOST_BRANCHES) {
			const match = yield* diveFrom(best, ground);
			return { match, reached: exactAims(ground, match), bound: best.cost };
		}
		// Either the one is not on the plan, or nobody is who must be kept apart from them.
		const one = best.match.slots[2 * conflict]!;
		yield* explore(barring(ground, best.ground, conflict, (auditor) => auditor === one));
		yield* explore(
			barring(ground, best.ground, conflict, (auditor) => auditor !== one && areApart(ground, one, auditor))
		);
	}
}

/** Takes out the best branch, the newest of equally good ones: among ties it goes deep and soon meets a match without conflict. */
function takeBest(branches: Branch[]): Branch {
	let best = 0;
	for (let at = 1; at < branches.length; at++) {
		const order = compareAims(branches[at]!.cost, branches[best]!.cost);
		if (order < 0 || (order === 0 && branches[at]!.order > branches[best]!.order)) best = at;
	}
	return branches.splice(best, 1)[0]!;
}

function barring(ground: Ground, from: Ground, plan: number, barred: (auditor: number) => boolean): Ground {
	const bars = [...from.bars];
	let row = bars[plan]!;
	for (let auditor = 0; auditor < ground.auditors.length; auditor++)
		if (barred(auditor) && !has(row, auditor)) row = withBit(row, auditor);
	bars[plan] = row;
	return narrowedAt(from, bars, [plan]);
}

/** Wants no second audit of a plan whose auditors must all be kept apart from each other: so the bound comes nearer to what can be. */
function narrowedAt(ground: Ground, bars: readonly Int32Array[], plans: Iterable<number>): Ground {
	const wants = ground.wants.slice();
	for (const plan of plans) if (wants[plan] === 2 && !twoCanShare(ground, bars[plan]!)) wants[plan] = 1;
	return { ...ground, bars, wants };
}

function twoCanShare(ground: Ground, bars: Int32Array): boolean {
	const able: number[] = [];
	for (let auditor = 0; auditor < ground.auditors.length; auditor++) {
		if (has(bars, auditor) || ground.room[auditor] === 0) continue;
		if (able.some((other) => !areApart(ground, auditor, other))) return true;
		able.push(auditor);
	}
	return false;
}

function inConflict({ loose, auditors }: Ground, { slots }: Match, plan: number): boolean {
	const [one, other] = [slots[2 * plan]!, slots[2 * plan + 1]!];
	return one >= 0 && other >= 0 && loose.has(one * auditors.length + other);
}

/** Gives a plan newly given to two auditors who must be kept apart, or -1. */
function conflictIn(ground: Ground, match: Match): number {
	for (let plan = 0; plan < ground.plans.length; plan++) if (inConflict(ground, match, plan)) return plan;
	return -1;
}

/** Where a plan has two auditors to keep apart, one of them changes places with others in a way that costs nothing. */
function swapApart(ground: Ground, match: Match): void {
	const paths = pathsIn(ground, match);
	paths.strict = true;
	for (let plan = 0; plan < ground.plans.length; plan++)
		for (const slot of [2 * plan + 1, 2 * plan]) {
			if (!inConflict(ground, match, plan)) break;
			const leaving = match.slots[slot]!;
			const load = match.load[leaving]!;
			openAll(paths);
			const changes = search(
				paths,
				{ slot },
				(auditor) => auditor === leaving || (match.load[auditor] === load - 1 && hasRoom(ground, match, auditor))
			);
			// A way that passes a plan twice may bring together two whom each step alone keeps apart.
			if (changes?.some((change) => inConflict(ground, match, change[0] >> 1)))
				for (const [changed, before] of changes.toReversed()) place(match, changed, before);
		}
}

/**
 * The way out when the search took too long: of each pair in conflict one stays and everybody to be kept apart from them is barred from
 * that plan, until no conflict is left. Then whoever has room and fits fills a gap.
 */
function* diveFrom(branch: Branch, whole: Ground): Generator<number, Match> {
	let { ground } = branch;
	let match = copyMatch(branch.match);
	for (;;) {
		const conflicts: number[] = [];
		for (let plan = 0; plan < ground.plans.length; plan++) if (inConflict(ground, match, plan)) conflicts.push(plan);
		if (conflicts.length === 0) break;
		for (const plan of conflicts) {
			const one = match.slots[2 * plan]!;
			ground = barring(whole, ground, plan, (auditor) => auditor !== one && areApart(whole, one, auditor));
		}
		match = yield* cheapestMatch(ground);
		swapApart(ground, match);
	}
	fillGaps(whole, match);
	return match;
}

/**
 * Gives plans with gaps to whoever has room, first audits before second ones, with as few changes of what is given already as each takes,
 * and keeps everybody apart who must be.
 */
export function fillGaps(ground: Ground, match: Match): void {
	const paths = pathsIn(ground, match);
	paths.strict = true;
	for (const kind of [FIRST, SECOND])
		for (let plan = 0; plan < ground.plans.length; plan++) {
			if (gapKind(ground, match, plan) !== kind) continue;
			openAll(paths);
			const changes = search(paths, { plan }, (auditor) => hasRoom(ground, match, auditor));
			if (!changes?.some((change) => inConflict(ground, match, change[0] >> 1))) continue;
			for (const [changed, before] of changes.toReversed()) place(match, changed, before);
		}
}
