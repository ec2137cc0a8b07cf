/**
 * Keeping to a proposal that is there already. A pin, or anything else that changes what may be, leaves many proposals as good as each
 * other; of those that are found the one is taken that changes fewest of the audits in the one before. Two ways lead there: from the
 * best new proposal back, audit by audit, as long as no aim suffers; and from the old one on, along the shortest chains that mend
 * it. That it is the fewest possible is not proven. Where the best new proposal is the old one, it stays: the second way may yet
 * find a better one, but nobody asked for it, and what is looked at must not change by being looked at again.
 */
import { fillGaps } from './proposal-apart.ts';
import type { Ground } from './proposal-ground.ts';
import {
	aimsOf,
	compareAims,
	copyMatch,
	emptyMatch,
	fits,
	gapKind,
	hasRoom,
	openSlot,
	place,
	type Match
} from './proposal-match.ts';
import { evenLoads } from './proposal-matching.ts';
import {
	change,
	changeCost,
	hand,
	handCost,
	improveMix,
	mayChange,
	mayHand,
	mixingOf,
	type Mixing
} from './proposal-mix.ts';
import { joinParts } from './proposal-parts.ts';
import { randomStream } from './random.ts';

/** Gives a match as good as the best known one or better, and of those found the nearest to `near`. Tells how far it is, from 0 to 1. */
export function* nearest(
	ground: Ground,
	known: Match,
	near: readonly { readonly auditorId: string; readonly planId: string }[],
	seed: string,
	leastParts: number
): Generator<number, Match> {
	const former = formerOf(ground, near);
	if (isFormer(ground, known, former)) return known;
	const back = mixingOf(ground, copyMatch(known), randomStream(`${seed} back`));
	drawBack(back, former);
	for (const _ of joinParts(back, leastParts)) yield 0.1;
	yield 0.3;
	const mended = startFrom(ground, former);
	fillGaps(ground, mended);
	for (const _ of evenLoads(ground, mended)) yield 0.4;
	const on = mixingOf(ground, mended, randomStream(`${seed} near`));
	for (const step of improveMix(on)) yield 0.4 + 0.5 * step;
	for (const _ of joinParts(on, leastParts)) yield 0.9;
	drawBack(on, former);
	for (const _ of joinParts(on, leastParts)) yield 0.95;
	const found = [known, back.match, on.match].map((match) => ({
		match,
		reached: [...aimsOf(ground, match), -keptIn(ground, match, former)]
	}));
	return found.sort((a, b) => compareAims(a.reached, b.reached))[0]!.match;
}

/** By plan: the auditors who had it and do not have it for certain, as numbers, in the order of their markings. */
type Former = readonly (readonly number[])[];

function formerOf(ground: Ground, near: readonly { readonly auditorId: string; readonly planId: string }[]): Former {
	const auditorAt = new Map(ground.auditors.map(({ id }, at) => [id, at]));
	const byPlan = Map.groupBy(near, ({ planId }) => planId);
	return ground.plans.map(({ id }, plan) =>
		ground.wants[plan] === 0
			? []
			: (byPlan.get(id) ?? [])
					.flatMap(({ auditorId }) => auditorAt.get(auditorId) ?? [])
					.filter((auditor) => auditor !== ground.partner[plan])
	);
}

function keptIn(ground: Ground, { slots }: Match, former: Former): number {
	let kept = 0;
	for (let plan = 0; plan < ground.plans.length; plan++)
		for (const auditor of former[plan]!) if (slots[2 * plan] === auditor || slots[2 * plan + 1] === auditor) kept++;
	return kept;
}

/** Whether everybody has what they had, and nothing else. */
function isFormer(ground: Ground, match: Match, former: Former): boolean {
	const kept = keptIn(ground, match, former);
	return kept === former.flat().length && kept === match.slots.filter((auditor) => auditor >= 0).length;
}

/** The former audits that still may be. */
function startFrom(ground: Ground, former: Former): Match {
	const match = emptyMatch(ground);
	former.forEach((auditors, plan) => {
		for (const auditor of auditors) {
			if (gapKind(ground, match, plan) === null || !hasRoom(ground, match, auditor)) continue;
			const slot = openSlot(match, plan);
			if (fits(ground, match, slot, auditor)) place(match, slot, auditor);
		}
	});
	return match;
}

/** Gives plans back to who had them, by handing on or changing about, as long as no aim but the number of parts suffers. */
function drawBack(mixing: Mixing, former: Former): void {
	const { ground, match } = mixing;
	const free = ([same, mix]: readonly [number, number]) => same < 0 || (same === 0 && mix <= 0);
	const had = (slot: number, auditor: number) => former[slot >> 1]!.includes(auditor);
	const giveBack = (slot: number, auditor: number): boolean => {
		if (mayHand(mixing, slot, auditor) && free(handCost(mixing, slot, auditor))) {
			hand(mixing, slot, auditor);
			return true;
		}
		for (let other = match.first[auditor]!; other >= 0; other = match.next[other]!) {
			if (had(other, auditor) || !mayChange(mixing, slot, other) || !free(changeCost(mixing, slot, other))) continue;
			change(mixing, slot, other);
			return true;
		}
		return false;
	};
	for (let moved = true; moved;) {
		moved = false;
		for (let plan = 0; plan < ground.plans.length; plan++)
			for (const auditor of former[plan]!) {
				const on = [2 * plan, 2 * plan + 1].filter((slot) => match.slots[slot]! >= 0);
				if (on.some((slot) => match.slots[slot] === auditor)) continue;
				if (on.some((slot) => !had(slot, match.slots[slot]!) && giveBack(slot, auditor))) moved = true;
			}
	}
}
