/**
 * Who audits what, by number: the matching behind a proposal. Without pairs of auditors to keep apart it is one least-cost
 * flow and exact; keeping pairs apart is searched for on top (branch and bound over such flows).
 */
import { addArc, addNode, fill, flowOn, network } from './min-cost-flow.ts';

/** One proposal to make. Auditors, plans, agencies and strata are numbers from 0; `from` other ids is the caller's business. */
export interface Matching {
	readonly auditors: readonly {
		readonly agency: number;
		/** Audits this auditor already has. */
		readonly load: number;
		/** Audits this auditor can still take. */
		readonly room: number;
	}[];
	readonly plans: readonly {
		readonly stratum: number;
		readonly wantsFirst: boolean;
		readonly wantsSecond: boolean;
		/** The auditor whom the plan already has, or -1. */
		readonly partner: number;
	}[];
	/** Whether an auditor may be given a plan, beside the partner whom it already has. */
	readonly allowed: (plan: number, auditor: number) => boolean;
	/** Whether two auditors must never share a plan. */
	readonly apart: (one: number, other: number) => boolean;
	/** Whether there is any such pair. */
	readonly anyApart: boolean;
}

/** By plan: the auditors it is newly given, at most as many as it wants. */
export type Match = number[][];

/** What a match costs, dearest first: audits not filled, first audits not filled, plans audited twice by one agency, squares of loads, uneven strata. */
type Cost = readonly [unfilled: number, firsts: number, sameAgency: number, squares: number, spread: number];

/** Gaps are spread over the strata to the nearest quarter of a stratum's plans or so: finer steps would take many more searches. */
const SPREAD_STEPS = 4;

/** Pairs of plan and auditor that the search may look at in all: under a second of work. */
const SEARCH_LIMIT = 500_000;

interface Branch {
	readonly match: Match;
	readonly cost: Cost;
	/** Pairs ruled out on the way here, as plan * auditors + auditor. */
	readonly ruledOut: ReadonlySet<number>;
	readonly order: number;
}

/**
 * Gives the best match: as many audits as possible, then as many first audits, then as few plans as possible audited twice
 * within one agency, then the least sum of squared loads, then gaps spread evenly over the strata. Exact without pairs to
 * keep apart. With them exact unless the search meets its limit, which takes nearly everybody to be kept apart from nearly
 * everybody; then still a good match, and never a pair that must be kept apart.
 */
export function bestMatch(matching: Matching, searchLimit = SEARCH_LIMIT): Match {
	const branches: Branch[] = [];
	let order = 0;
	let looked = 0;
	const explore = (ruledOut: ReadonlySet<number>) => {
		const match = cheapestFlow(matching, ruledOut);
		if (matching.anyApart) swapApart(matching, match, ruledOut);
		branches.push({ match, cost: costOf(matching, match), ruledOut, order: order++ });
		looked += matching.plans.length * matching.auditors.length;
	};
	explore(new Set());
	for (;;) {
		const best = takeBest(branches);
		const conflict = conflictIn(matching, best.match);
		if (conflict === null) return best.match;
		if (looked > searchLimit) return diveFrom(matching, best);
		const { plan, auditor } = conflict;
		// Either this auditor is not on the plan, or nobody is who must be kept apart from them.
		explore(new Set([...best.ruledOut, placeOf(matching, plan, auditor)]));
		explore(new Set([...best.ruledOut, ...shunned(matching, plan, auditor)]));
	}
}

function placeOf({ auditors }: Matching, plan: number, auditor: number): number {
	return plan * auditors.length + auditor;
}

/** The places on a plan of everybody who must be kept apart from an auditor. */
function shunned(matching: Matching, plan: number, auditor: number): number[] {
	return matching.auditors.flatMap((_, other) =>
		matching.apart(auditor, other) ? [placeOf(matching, plan, other)] : []
	);
}

/** Takes out the cheapest branch, the newest of equally cheap ones: among ties it goes deep and soon meets a match without conflict. */
function takeBest(branches: Branch[]): Branch {
	let best = 0;
	for (let at = 1; at < branches.length; at++) {
		const order = compareCosts(branches[at]!.cost, branches[best]!.cost);
		if (order < 0 || (order === 0 && branches[at]!.order > branches[best]!.order)) best = at;
	}
	return branches.splice(best, 1)[0]!;
}

function compareCosts(a: Cost, b: Cost): number {
	const differing = a.findIndex((part, at) => part !== b[at]);
	return differing < 0 ? 0 : a[differing]! - b[differing]!;
}

/** Cost of the k-th first audit of a stratum: rising more slowly in larger strata, so that gaps fall on them in proportion. */
function spreadCost(kth: number, size: number): number {
	return Math.floor(((2 * kth - 1) * SPREAD_STEPS) / size);
}

function strataOf({ plans }: Matching): { size: number; begun: number }[] {
	const strata: { size: number; begun: number }[] = [];
	for (const plan of plans) {
		const stratum = (strata[plan.stratum] ??= { size: 0, begun: 0 });
		stratum.size++;
		if (!plan.wantsFirst) stratum.begun++;
	}
	return strata;
}

/** The cheapest match when pairs to keep apart are not looked at, unless `ruledOut` or a plan's present auditor says so. */
function cheapestFlow(matching: Matching, ruledOut: ReadonlySet<number>): Match {
	const { auditors, plans } = matching;
	const net = network();
	const wanted = plans.reduce((sum, plan) => sum + Number(plan.wantsFirst) + Number(plan.wantsSecond), 0);
	const highestLoad = Math.max(0, ...auditors.map(({ load, room }) => 2 * load + Math.min(room, plans.length)));
	// Each weight outweighs everything that the ones below it can add up to.
	const loadWeight = 2 * SPREAD_STEPS * plans.length + 1;
	const agencyWeight = loadWeight * (wanted * highestLoad + 1);
	const twice = plans.filter((plan) => plan.wantsSecond).length;
	if (!Number.isSafeInteger(agencyWeight * (twice + 2)))
		throw new RangeError(`${plans.length} plans are too many to propose at once`);

	const auditorNodes = auditors.map(({ load, room }) => {
		const node = addNode(net);
		for (let held = load + 1; held <= load + Math.min(room, plans.length); held++)
			addArc(net, node, net.sink, 1, loadWeight * (2 * held - 1));
		return node;
	});
	const stratumNodes = strataOf(matching).map(({ size, begun }) => {
		const node = addNode(net);
		for (let kth = begun + 1; kth <= size; kth++) addArc(net, net.source, node, 1, spreadCost(kth, size));
		return node;
	});
	const seconds: number[] = [];
	const pairs: { plan: number; auditor: number; arc: number }[] = [];
	plans.forEach((plan, at) => {
		if (!plan.wantsFirst && !plan.wantsSecond) return;
		const node = addNode(net);
		if (plan.wantsFirst) addArc(net, stratumNodes[plan.stratum]!, node, 1, 0);
		// Closed while the first audits are placed, so that these come before all second ones.
		if (plan.wantsSecond) seconds.push(addArc(net, net.source, node, 0, 0));
		const both = plan.wantsFirst && plan.wantsSecond;
		const partnerAgency = auditors[plan.partner]?.agency;
		const agencyNodes = new Map<number, number>();
		const agencyNode = (agency: number) => {
			const known = agencyNodes.get(agency);
			if (known !== undefined) return known;
			const made = addNode(net);
			addArc(net, node, made, 1, 0);
			addArc(net, node, made, 1, agencyWeight);
			agencyNodes.set(agency, made);
			return made;
		};
		auditors.forEach(({ agency, room }, auditor) => {
			if (room === 0 || !matching.allowed(at, auditor) || ruledOut.has(placeOf(matching, at, auditor))) return;
			const from = both ? agencyNode(agency) : node;
			const cost = agency === partnerAgency ? agencyWeight : 0;
			pairs.push({ plan: at, auditor, arc: addArc(net, from, auditorNodes[auditor]!, 1, cost) });
		});
	});

	fill(net);
	for (const arc of seconds) net.room[arc] = 1;
	fill(net);
	const match: Match = plans.map(() => []);
	for (const { plan, auditor, arc } of pairs) if (flowOn(net, arc) > 0) match[plan]!.push(auditor);
	return match;
}

function costOf(matching: Matching, match: Match): Cost {
	const { auditors, plans } = matching;
	const loads = auditors.map(({ load }) => load);
	const strata = strataOf(matching);
	let unfilled = 0;
	let firsts = 0;
	let sameAgency = 0;
	let spread = 0;
	plans.forEach((plan, at) => {
		const given = match[at]!;
		unfilled += Number(plan.wantsFirst) + Number(plan.wantsSecond) - given.length;
		if (plan.wantsFirst && given.length === 0) firsts++;
		if (plan.wantsFirst && given.length > 0) {
			const stratum = strata[plan.stratum]!;
			spread += spreadCost(++stratum.begun, stratum.size);
		}
		sameAgency += Number(sharesAgency(matching, at, given));
		for (const auditor of given) loads[auditor]!++;
	});
	const squares = loads.reduce((sum, load) => sum + load * load, 0);
	return [unfilled, firsts, sameAgency, squares, spread];
}

/** All auditors whom a plan has under a match, the present one included. */
function onPlan({ plans }: Matching, plan: number, given: readonly number[]): readonly number[] {
	const { partner } = plans[plan]!;
	return partner < 0 ? given : [...given, partner];
}

function sharesAgency(matching: Matching, plan: number, given: readonly number[]): boolean {
	const [one, other] = onPlan(matching, plan, given);
	return (
		one !== undefined && other !== undefined && matching.auditors[one]!.agency === matching.auditors[other]!.agency
	);
}

function isApart(matching: Matching, given: readonly number[]): boolean {
	const [one, other] = given;
	return one !== undefined && other !== undefined && matching.apart(one, other);
}

/** Gives a plan newly given to two auditors who must be kept apart, and one of them; null where there is none. */
function conflictIn(matching: Matching, match: Match): { plan: number; auditor: number } | null {
	const plan = match.findIndex((given) => isApart(matching, given));
	return plan < 0 ? null : { plan, auditor: match[plan]![0]! };
}

/**
 * Changes a match in place: where a plan has two auditors to keep apart, one of them changes places with the auditor of
 * another plan, as long as that costs nothing. Most conflicts go that way, without any search.
 */
function swapApart(matching: Matching, match: Match, ruledOut: ReadonlySet<number>): void {
	const may = (plan: number, auditor: number) =>
		matching.allowed(plan, auditor) && !ruledOut.has(placeOf(matching, plan, auditor));
	const fits = (plan: number, given: number[]) => given[0] !== given[1] && !isApart(matching, given);
	match.forEach((given, plan) => {
		if (!isApart(matching, given)) return;
		for (const place of [1, 0])
			for (let other = 0; other < match.length; other++) {
				if (other === plan) continue;
				for (let at = 0; at < match[other]!.length; at++) {
					const leaving = given[place]!;
					const coming = match[other]![at]!;
					if (!may(plan, coming) || !may(other, leaving)) continue;
					const here = given.with(place, coming);
					const there = match[other]!.with(at, leaving);
					if (!fits(plan, here) || !fits(other, there)) continue;
					const before =
						Number(sharesAgency(matching, plan, given)) + Number(sharesAgency(matching, other, match[other]!));
					const after = Number(sharesAgency(matching, plan, here)) + Number(sharesAgency(matching, other, there));
					if (after > before) continue;
					match[plan] = here;
					match[other] = there;
					return;
				}
			}
	});
}

/**
 * The way out when the search took too long: of each pair in conflict one stays and everybody to be kept apart from them is
 * ruled out for that plan, until no conflict is left. Then whoever has room and fits fills a gap.
 */
function diveFrom(matching: Matching, branch: Branch): Match {
	const ruledOut = new Set(branch.ruledOut);
	let { match } = branch;
	while (conflictIn(matching, match) !== null) {
		match.forEach((given, plan) => {
			if (isApart(matching, given)) for (const place of shunned(matching, plan, given[0]!)) ruledOut.add(place);
		});
		match = cheapestFlow(matching, ruledOut);
		swapApart(matching, match, ruledOut);
	}
	fillGaps(matching, match);
	return match;
}

function fillGaps(matching: Matching, match: Match): void {
	const room = matching.auditors.map((auditor) => auditor.room);
	for (const given of match) for (const auditor of given) room[auditor]!--;
	match.forEach((given, plan) => {
		const { wantsFirst, wantsSecond } = matching.plans[plan]!;
		if (given.length === Number(wantsFirst) + Number(wantsSecond)) return;
		const substitute = matching.auditors.findIndex(
			(_, auditor) =>
				room[auditor]! > 0 &&
				!given.includes(auditor) &&
				matching.allowed(plan, auditor) &&
				!isApart(matching, [...given, auditor])
		);
		if (substitute < 0) return;
		given.push(substitute);
		room[substitute]!--;
	});
}
