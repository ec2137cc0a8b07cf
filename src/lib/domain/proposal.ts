/** Who audits which plan in a term: the proposal that a coordinator looks at before anybody is told. */
import type { Agency } from './person.ts';
import { bestMatch, type Match } from './proposal-matching.ts';
import { randomStream, shuffle } from './random.ts';

type Marking = 'first' | 'second';

export interface ProposalAuditor {
	readonly id: string;
	readonly agency: Agency;
	/** Audits this auditor takes in all, those in `fixed` included. */
	readonly capacity: number;
}

export interface ProposalPlan {
	readonly id: string;
	readonly schoolUrn: string | null;
	readonly stratum: string;
	readonly auditsWanted: 1 | 2;
}

export interface ProposedAssignment {
	readonly auditorId: string;
	readonly planId: string;
	readonly marking: Marking;
}

export interface UnfilledAudit {
	readonly planId: string;
	readonly marking: Marking;
	/** Why nobody could be given it, for the coordinator to read. */
	readonly reason: string;
}

export interface ProposalInput {
	readonly auditors: readonly ProposalAuditor[];
	readonly plans: readonly ProposalPlan[];
	/** Ties to a plan or to all plans of a setting. */
	readonly interests: readonly {
		readonly auditorId: string;
		readonly planId?: string | null;
		readonly schoolUrn?: string | null;
	}[];
	/** Who audited which plan before. */
	readonly history: readonly { readonly auditorId: string; readonly planId: string }[];
	/** Auditors who must never both audit the same plan, for example partners, or somebody and their manager. */
	readonly apart?: readonly (readonly [auditorId: string, auditorId: string])[];
	/** Assignments that are pinned or begun. */
	readonly fixed?: readonly ProposedAssignment[];
	readonly seed: string;
}

export interface Proposal {
	readonly assignments: ProposedAssignment[];
	readonly unfilled: UnfilledAudit[];
}

/** Why an auditor cannot be given a plan, in the words that end "every auditor with room ...". */
const HINDRANCES = {
	interest: 'has an interest in this plan or its setting',
	history: 'has audited this plan before',
	present: 'already audits this plan',
	apart: 'must be kept apart from the other auditor of this plan'
} as const;
type Hindrance = keyof typeof HINDRANCES;

/**
 * Proposes who audits which plan. Never: an auditor with an interest in the plan or its setting, one who audited the plan
 * before, two from `apart` on one plan, the same auditor twice on a plan, more than an auditor's capacity. What is
 * `fixed` is kept as it is, even where one of these rules speaks against it, and counts towards capacity.
 *
 * Among the proposals that keep to this it gives one with, in this order: the most audits filled; the most first audits;
 * the most plans audited twice whose auditors come from different agencies (so two of one agency share a plan only
 * where the second audit would otherwise stay unfilled); the most even loads (least sum of squares, fixed ones counted);
 * gaps spread over the strata in proportion. All exact without `apart`; see `bestMatch` for its limit. The seed
 * chooses among equals; the order of the input does not matter.
 *
 * Both lists come sorted by plan and marking, the fixed assignments among the others. Interests, history and `apart` may
 * name people and plans that are not in this proposal. Throws an Error that names what is wrong with the rest: ids used
 * twice, a capacity that is no whole number, `fixed` naming somebody or something unknown or giving a plan twice.
 */
export function propose(input: ProposalInput): Proposal {
	const random = randomStream(input.seed);
	const auditors = shuffle(random, sorted(input.auditors, 'auditor'));
	const plans = shuffle(random, sorted(input.plans, 'plan'));
	for (const { id, capacity } of auditors)
		if (!Number.isInteger(capacity) || capacity < 0)
			throw new Error(`auditor ${id} has the capacity ${capacity}, which is not a whole number of plans`);
	for (const { id, auditsWanted } of plans)
		if (auditsWanted !== 1 && auditsWanted !== 2)
			throw new Error(`plan ${id} wants ${String(auditsWanted)} audits, not 1 or 2`);

	const fixed = fixedByPlan(input);
	const loads = new Map(auditors.map(({ id }) => [id, 0]));
	for (const { auditorId } of input.fixed ?? []) loads.set(auditorId, loads.get(auditorId)! + 1);
	const hindrance = hindranceIn(input, fixed);
	const apart = apartIn(input);
	const agencies = numbered(auditors.map(({ agency }) => agency));
	const strata = numbered(plans.map(({ stratum }) => stratum));
	const places = new Map(auditors.map(({ id }, at) => [id, at]));

	const match = bestMatch({
		auditors: auditors.map(({ id, agency, capacity }) => ({
			agency: agencies.get(agency)!,
			load: loads.get(id)!,
			room: Math.max(0, capacity - loads.get(id)!)
		})),
		plans: plans.map((plan) => {
			const present = fixed.get(plan.id) ?? {};
			return {
				stratum: strata.get(plan.stratum)!,
				wantsFirst: present.first === undefined,
				wantsSecond: plan.auditsWanted === 2 && present.second === undefined,
				partner: places.get(present.first ?? present.second ?? '') ?? -1
			};
		}),
		allowed: allowedPairs(plans, auditors, hindrance),
		apart: (one, other) => apart(auditors[one]!.id, auditors[other]!.id),
		anyApart: (input.apart ?? []).length > 0
	});
	return written(plans, auditors, match, fixed, loads, hindrance);
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

function numbered<T>(values: readonly T[]): Map<T, number> {
	const numbers = new Map<T, number>();
	for (const value of values) if (!numbers.has(value)) numbers.set(value, numbers.size);
	return numbers;
}

type OnPlan = { first?: string; second?: string };

function fixedByPlan({ auditors, plans, fixed = [] }: ProposalInput): Map<string, OnPlan> {
	const auditorIds = new Set(auditors.map(({ id }) => id));
	const planIds = new Set(plans.map(({ id }) => id));
	const byPlan = new Map<string, OnPlan>();
	for (const { auditorId, planId, marking } of fixed) {
		if (!auditorIds.has(auditorId))
			throw new Error(`the fixed audit of plan ${planId} names the unknown auditor ${auditorId}`);
		if (!planIds.has(planId)) throw new Error(`a fixed audit of auditor ${auditorId} names the unknown plan ${planId}`);
		const present = byPlan.get(planId) ?? {};
		if (present[marking] !== undefined) throw new Error(`plan ${planId} has two fixed audits as ${marking} marking`);
		if (present.first === auditorId || present.second === auditorId)
			throw new Error(`plan ${planId} is fixed twice for auditor ${auditorId}`);
		byPlan.set(planId, { ...present, [marking]: auditorId });
	}
	return byPlan;
}

/** Gives the question whether two auditors must be kept apart, in whichever order they are named. */
function apartIn({ apart = [] }: ProposalInput): (one: string, other: string) => boolean {
	const shunned = new Map<string, Set<string>>();
	const add = (one: string, other: string) =>
		void (shunned.get(one) ?? shunned.set(one, new Set()).get(one)!).add(other);
	for (const [one, other] of apart) {
		if (one === other) throw new Error(`auditor ${one} cannot be kept apart from themself`);
		add(one, other);
		add(other, one);
	}
	return (one, other) => shunned.get(one)?.has(other) === true;
}

/** Gives the question what keeps an auditor from a plan beside the auditors it is given; null where nothing does. */
function hindranceIn(input: ProposalInput, fixed: ReadonlyMap<string, OnPlan>) {
	const plansOf = new Map<string, Set<string>>();
	const schoolsOf = new Map<string, Set<string>>();
	const auditedBy = new Map<string, Set<string>>();
	const add = (map: Map<string, Set<string>>, key: string, value: string) => {
		const values = map.get(key);
		if (values) values.add(value);
		else map.set(key, new Set([value]));
	};
	for (const { auditorId, planId, schoolUrn } of input.interests) {
		if (!planId && !schoolUrn)
			throw new Error(`an interest of auditor ${auditorId} names neither a plan nor a setting`);
		if (planId) add(plansOf, auditorId, planId);
		if (schoolUrn) add(schoolsOf, auditorId, schoolUrn);
	}
	for (const { auditorId, planId } of input.history) add(auditedBy, auditorId, planId);
	const apart = apartIn(input);
	return (plan: ProposalPlan, auditorId: string, given: readonly string[] = []): Hindrance | null => {
		if (plansOf.get(auditorId)?.has(plan.id)) return 'interest';
		if (plan.schoolUrn !== null && schoolsOf.get(auditorId)?.has(plan.schoolUrn)) return 'interest';
		const present = fixed.get(plan.id);
		const others = present ? [...given, present.first, present.second] : given;
		if (others.includes(auditorId)) return 'present';
		if (auditedBy.get(auditorId)?.has(plan.id)) return 'history';
		return others.some((other) => other !== undefined && apart(auditorId, other)) ? 'apart' : null;
	};
}

function allowedPairs(
	plans: readonly ProposalPlan[],
	auditors: readonly ProposalAuditor[],
	hindrance: ReturnType<typeof hindranceIn>
): (plan: number, auditor: number) => boolean {
	const allowed = new Uint8Array(plans.length * auditors.length);
	plans.forEach((plan, row) =>
		auditors.forEach(({ id }, column) => {
			allowed[row * auditors.length + column] = hindrance(plan, id) === null ? 1 : 0;
		})
	);
	return (plan, auditor) => allowed[plan * auditors.length + auditor] === 1;
}

/** Turns the match into assignments with their markings, and gives each gap its reason. */
function written(
	plans: readonly ProposalPlan[],
	auditors: readonly ProposalAuditor[],
	match: Match,
	fixed: ReadonlyMap<string, OnPlan>,
	loads: Map<string, number>,
	hindrance: ReturnType<typeof hindranceIn>
): Proposal {
	const assignments: ProposedAssignment[] = [];
	const seconds = new Map<string, number>();
	for (const given of match) for (const at of given) loads.set(auditors[at]!.id, loads.get(auditors[at]!.id)! + 1);
	const withRoom = auditors.filter(({ id, capacity }) => loads.get(id)! < capacity);
	const gaps: { plan: ProposalPlan; marking: Marking; given: string[] }[] = [];
	plans.forEach((plan, at) => {
		const given = match[at]!.map((auditor) => auditors[auditor]!.id);
		// Of two new auditors the one with fewer second markings so far takes the second.
		if (given.length === 2 && (seconds.get(given[0]!) ?? 0) < (seconds.get(given[1]!) ?? 0)) given.reverse();
		const coming = [...given];
		const present = fixed.get(plan.id) ?? {};
		const markings: Marking[] =
			plan.auditsWanted === 2 || present.second !== undefined ? ['first', 'second'] : ['first'];
		for (const marking of markings) {
			const auditorId = present[marking] ?? coming.shift();
			if (auditorId === undefined) gaps.push({ plan, marking, given });
			else assignments.push({ auditorId, planId: plan.id, marking });
			if (auditorId !== undefined && marking === 'second') seconds.set(auditorId, (seconds.get(auditorId) ?? 0) + 1);
		}
	});
	const unfilled = gaps.map(({ plan, marking, given }) => {
		const hindrances = withRoom.map(({ id }) => hindrance(plan, id, given));
		return { planId: plan.id, marking, reason: reasonOf(auditors.length, hindrances) };
	});
	return { assignments: assignments.sort(byPlan), unfilled: unfilled.sort(byPlan) };
}

function byPlan(a: { planId: string; marking: Marking }, b: { planId: string; marking: Marking }): number {
	if (a.planId !== b.planId) return a.planId < b.planId ? -1 : 1;
	return a.marking < b.marking ? -1 : 1;
}

/** `hindrances`: what keeps each auditor who has room from the plan. */
function reasonOf(auditors: number, hindrances: readonly (Hindrance | null)[]): string {
	if (auditors === 0) return 'there are no auditors';
	if (hindrances.length === 0) return 'no auditor has room left';
	const kinds = Object.keys(HINDRANCES) as Hindrance[];
	const words = kinds.filter((kind) => hindrances.includes(kind)).map((kind) => HINDRANCES[kind]);
	const listed = words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words[0];
	return hindrances.length === 1 ? `the only auditor with room ${listed}` : `every auditor with room ${listed}`;
}
