/**
 * A proposal's question by number: who may be given what, how many, and who must be kept apart. Auditors and plans are
 * numbered in an order that the seed chooses, so that what is chosen among equals is chosen by the seed.
 */
import type { ProposalAuditor, ProposalInput, ProposalPlan } from './proposal.ts';
import { randomStream, shuffle } from './random.ts';

export interface Ground {
	/** By number. */
	readonly auditors: readonly ProposalAuditor[];
	readonly plans: readonly ProposalPlan[];
	/** Length of a row of bits, one bit an auditor. */
	readonly words: number;
	/** By auditor: audits that are theirs already, and how many more they can take. */
	readonly begun: Int32Array;
	readonly room: Int32Array;
	readonly agency: Int32Array;
	readonly agencies: number;
	/** By agency: the bits of its auditors. */
	readonly ofAgency: readonly Int32Array[];
	readonly stratum: Int32Array;
	readonly strata: number;
	/** By plan: audits still to be given, 0 to 2; whether the first is one of them. */
	readonly wants: Uint8Array;
	readonly wantsFirst: Uint8Array;
	/** By plan: the one auditor whom it already has, or -1; both, where it has both. */
	readonly partner: Int32Array;
	readonly settled: readonly (readonly [plan: number, one: number, other: number])[];
	/** By plan: the bits of the auditors who may not be given it. Plans that bar the same auditors share a row. */
	readonly bars: readonly Int32Array[];
	/** By plan: the bits of the auditors with an interest in it. */
	readonly ties: readonly Int32Array[];
	/** Pairs who had the plan before, as plan * auditors + auditor. */
	readonly past: ReadonlySet<number>;
	/** Pairs that the coordinator does not want, the same way. */
	readonly keptOff: ReadonlySet<number>;
	/**
	 * By auditor: their circle, in which everybody must be kept apart from everybody else; most are alone in it. "One of a
	 * circle at most on a plan" goes into a network as it is, so only the pairs across circles need a search.
	 */
	readonly circle: Int32Array;
	readonly circles: readonly (readonly number[])[];
	/** Pairs to keep apart that are not in one circle, both ways round, as auditor * auditors + auditor. */
	readonly loose: ReadonlySet<number>;
	/** By stratum and agency: audits that are fixed. */
	readonly seen: Int32Array;
}

type OnPlan = { first?: string; second?: string };

/** Gives whether a row has an auditor's bit. */
export function has(row: Int32Array, auditor: number): boolean {
	return ((row[auditor >> 5]! >>> (auditor & 31)) & 1) === 1;
}

function set(row: Int32Array, auditor: number): void {
	row[auditor >> 5]! |= 1 << (auditor & 31);
}

/** Gives a copy of a row with one more auditor in it. */
export function withBit(row: Int32Array, auditor: number): Int32Array {
	const copy = row.slice();
	set(copy, auditor);
	return copy;
}

/** Gives whether two auditors may not share a plan. Nobody shares one with themselves. */
export function areApart({ circle, loose, auditors }: Ground, one: number, other: number): boolean {
	return circle[one] === circle[other] || (loose.size > 0 && loose.has(one * auditors.length + other));
}

/** Reads a proposal's input. Throws an Error that names what is wrong with it; see `propose`. */
export function groundOf(input: ProposalInput): Ground {
	const random = randomStream(input.seed);
	const auditors = shuffle(random, sorted(input.auditors, 'auditor'));
	const plans = shuffle(random, sorted(input.plans, 'plan'));
	for (const { id, capacity } of auditors)
		if (!Number.isInteger(capacity) || capacity < 0)
			throw new Error(`auditor ${id} has the capacity ${capacity}, which is not a whole number of plans`);
	for (const { id, auditsWanted } of plans)
		if (auditsWanted !== 1 && auditsWanted !== 2)
			throw new Error(`plan ${id} wants ${String(auditsWanted)} audits, not 1 or 2`);
	const auditorAt = new Map(auditors.map(({ id }, at) => [id, at]));
	const planAt = new Map(plans.map(({ id }, at) => [id, at]));
	const words = (auditors.length + 31) >> 5;

	const fixed = fixedByPlan(input, auditorAt, planAt);
	const begun = new Int32Array(auditors.length);
	for (const { auditorId } of input.fixed ?? []) begun[auditorAt.get(auditorId)!]!++;
	const room = Int32Array.from(auditors, ({ capacity }, at) =>
		Math.min(0x3fff_ffff, Math.max(0, capacity - begun[at]!))
	);
	const agencyOf = numbered(auditors.map((one) => one.agency));
	const stratumOf = numbered(plans.map((one) => one.stratum));
	const agency = Int32Array.from(auditors, (one) => agencyOf.get(one.agency)!);
	const stratum = Int32Array.from(plans, (one) => stratumOf.get(one.stratum)!);
	const ofAgency = Array.from({ length: agencyOf.size }, () => new Int32Array(words));
	agency.forEach((at, auditor) => set(ofAgency[at]!, auditor));

	const neighbours = neighboursIn(input, auditorAt);
	const circles = circlesOf(auditors.length, neighbours);
	const circle = new Int32Array(auditors.length);
	circles.forEach((members, at) => members.forEach((member) => (circle[member] = at)));
	const loose = new Set<number>();
	neighbours.forEach((others, one) => {
		for (const other of others) if (circle[one] !== circle[other]) loose.add(one * auditors.length + other);
	});

	const ties = tiesIn(input, plans, auditorAt, planAt, words);
	const numbers = (pairs: ProposalInput['history']): Set<number> => {
		const found = new Set<number>();
		for (const { auditorId, planId } of pairs) {
			const [auditor, plan] = [auditorAt.get(auditorId), planAt.get(planId)];
			if (auditor !== undefined && plan !== undefined) found.add(plan * auditors.length + auditor);
		}
		return found;
	};
	const past = numbers(input.history);
	const keptOff = numbers(input.keptOff ?? []);
	const bars = [...ties];
	const ownRow = (plan: number): Int32Array => {
		if (bars[plan] === ties[plan]) bars[plan] = ties[plan]!.slice();
		return bars[plan]!;
	};
	for (const pair of [...past, ...keptOff]) set(ownRow(Math.floor(pair / auditors.length)), pair % auditors.length);

	const wants = new Uint8Array(plans.length);
	const wantsFirst = new Uint8Array(plans.length);
	const partner = new Int32Array(plans.length).fill(-1);
	const settled: [number, number, number][] = [];
	const seen = new Int32Array(stratumOf.size * agencyOf.size);
	plans.forEach(({ id, auditsWanted }, plan) => {
		const { first, second } = fixed.get(id) ?? {};
		wantsFirst[plan] = Number(first === undefined);
		wants[plan] = wantsFirst[plan]! + Number(auditsWanted === 2 && second === undefined);
		const present = [first, second].flatMap((one) => (one === undefined ? [] : [auditorAt.get(one)!]));
		for (const auditor of present) {
			seen[stratum[plan]! * agencyOf.size + agency[auditor]!]!++;
			set(ownRow(plan), auditor);
			for (const other of neighbours.get(auditor) ?? []) set(ownRow(plan), other);
		}
		const [one, other] = present;
		if (one !== undefined && other !== undefined) settled.push([plan, one, other]);
		else if (one !== undefined) partner[plan] = one;
	});
	return {
		auditors,
		plans,
		words,
		begun,
		room,
		agency,
		agencies: agencyOf.size,
		ofAgency,
		stratum,
		strata: stratumOf.size,
		wants,
		wantsFirst,
		partner,
		settled,
		bars,
		ties,
		past,
		keptOff,
		circle,
		circles,
		loose,
		seen
	};
}

/** Sorted by id, so that the order of the input does not matter. Throws where an id is there twice. */
function sorted<T extends { readonly id: string }>(things: readonly T[], noun: string): T[] {
	const seen = new Set<string>();
	for (const { id } of things) {
		if (seen.has(id)) throw new Error(`${noun} ${id} is listed twice`);
		seen.add(id);
	}
	return [...things].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Numbers values from 0 in their own order. */
function numbered(values: readonly string[]): Map<string, number> {
	return new Map([...new Set(values)].sort().map((value, at) => [value, at]));
}

function fixedByPlan(
	{ fixed = [] }: ProposalInput,
	auditorAt: ReadonlyMap<string, number>,
	planAt: ReadonlyMap<string, number>
): Map<string, OnPlan> {
	const byPlan = new Map<string, OnPlan>();
	for (const { auditorId, planId, marking } of fixed) {
		if (!auditorAt.has(auditorId))
			throw new Error(`the fixed audit of plan ${planId} names the unknown auditor ${auditorId}`);
		if (!planAt.has(planId)) throw new Error(`a fixed audit of auditor ${auditorId} names the unknown plan ${planId}`);
		const present = byPlan.get(planId) ?? {};
		if (present[marking] !== undefined) throw new Error(`plan ${planId} has two fixed audits as ${marking} marking`);
		if (present.first === auditorId || present.second === auditorId)
			throw new Error(`plan ${planId} is fixed twice for auditor ${auditorId}`);
		byPlan.set(planId, { ...present, [marking]: auditorId });
	}
	return byPlan;
}

/** By auditor: everybody to be kept apart from them, in order; only those who have somebody. */
function neighboursIn({ apart = [] }: ProposalInput, auditorAt: ReadonlyMap<string, number>): Map<number, number[]> {
	const sets = new Map<number, Set<number>>();
	const add = (one: number, other: number) => void (sets.get(one) ?? sets.set(one, new Set()).get(one)!).add(other);
	for (const [oneId, otherId] of apart) {
		if (oneId === otherId) throw new Error(`auditor ${oneId} cannot be kept apart from themself`);
		const [one, other] = [auditorAt.get(oneId), auditorAt.get(otherId)];
		if (one === undefined || other === undefined) continue;
		add(one, other);
		add(other, one);
	}
	return new Map([...sets].sort(([a], [b]) => a - b).map(([one, others]) => [one, [...others].sort((a, b) => a - b)]));
}

/** Puts auditors into circles whose members must all be kept apart from each other, large circles first. */
function circlesOf(auditors: number, neighbours: ReadonlyMap<number, readonly number[]>): number[][] {
	const circles: number[][] = [];
	const placed = new Uint8Array(auditors);
	const busiest = [...neighbours.keys()].sort((a, b) => neighbours.get(b)!.length - neighbours.get(a)!.length || a - b);
	const known = new Map([...neighbours].map(([one, others]) => [one, new Set(others)]));
	for (const one of busiest) {
		if (placed[one]) continue;
		const members = [one];
		for (const other of neighbours.get(one)!)
			if (!placed[other] && members.every((member) => known.get(other)!.has(member))) members.push(other);
		for (const member of members) placed[member] = 1;
		circles.push(members);
	}
	for (let one = 0; one < auditors; one++) if (!placed[one]) circles.push([one]);
	return circles;
}

/** Gives each plan its row of auditors with an interest: its setting's, or one of its own. */
function tiesIn(
	{ interests }: ProposalInput,
	plans: readonly ProposalPlan[],
	auditorAt: ReadonlyMap<string, number>,
	planAt: ReadonlyMap<string, number>,
	words: number
): Int32Array[] {
	const none = new Int32Array(words);
	const bySchool = new Map<string, Int32Array>();
	const byPlan = new Map<number, number[]>();
	const schools = new Set(plans.map(({ schoolUrn }) => schoolUrn));
	for (const { auditorId, planId, schoolUrn } of interests) {
		if (!planId && !schoolUrn)
			throw new Error(`an interest of auditor ${auditorId} names neither a plan nor a setting`);
		const auditor = auditorAt.get(auditorId);
		if (auditor === undefined) continue;
		if (schoolUrn && schools.has(schoolUrn)) {
			const row = bySchool.get(schoolUrn) ?? new Int32Array(words);
			bySchool.set(schoolUrn, row);
			set(row, auditor);
		}
		const plan = planId ? planAt.get(planId) : undefined;
		if (plan !== undefined) (byPlan.get(plan) ?? byPlan.set(plan, []).get(plan)!).push(auditor);
	}
	const ties = plans.map(({ schoolUrn }) => (schoolUrn === null ? none : (bySchool.get(schoolUrn) ?? none)));
	for (const [plan, auditors] of byPlan) {
		ties[plan] = ties[plan]!.slice();
		for (const auditor of auditors) set(ties[plan]!, auditor);
	}
	return ties;
}
