/** What an import changes in the register as it stands: worked out once for the preview, and again, in the transaction, to be written. */
import { canonicalJson } from './canonical-json.ts';
import type { PlainDate } from './plain-date.ts';
import { noDates, type PlanDates } from './plan-dates.ts';
import type { Plan } from './plan.ts';
import type { PlanFact, RegisterPerson, RegisterPlan } from './register.ts';
import type { School } from './school.ts';

export type PlanFacts = Omit<Plan, 'planRef'>;

export interface PlanChanges {
	readonly added: readonly PlanFacts[];
	readonly changed: readonly {
		readonly planRef: string;
		readonly facts: PlanFacts;
		readonly what: readonly PlanFact[];
	}[];
	readonly unchanged: number;
	/** No longer in the return: they end on its reference date. */
	readonly ended: readonly string[];
	/** Ended in the return and never in the register: there is nothing to end. */
	readonly leftOut: number;
	/** Ended by hand and still in the return: they stay ended. */
	readonly stayEnded: number;
	/** Put right or added by hand, and changed or ended by the return: written over, unless they are kept. */
	readonly byHand: number;
}

/** What a coordinator did by hand, and whether an import leaves it as it is. */
export interface ByHand {
	/** What was put right or added by hand: references, URNs or e-mail addresses. */
	readonly corrected: ReadonlySet<string>;
	readonly keep: boolean;
}
const nothingByHand: ByHand = { corrected: new Set(), keep: false };

export interface PlanOptions {
	readonly referenceDate: PlainDate;
	/** Whether it is the return that was imported last. */
	readonly sameReturn: boolean;
	readonly byHand?: ByHand;
	/** Plans that were ended by hand. */
	readonly endedByHand?: ReadonlySet<string>;
}

/**
 * Gives what a return changes. A plan is found again by its match key. One without gets a new reference with each return, unless
 * the very same return comes again (`sameReturn`), where equal facts are the same plan. A plan that the return no longer
 * holds ends on the reference date; it is never deleted, since audits hang on it. One that was ended by hand stays ended while the
 * return still holds it as it was, and starts again where the return says that it started after that day. The return wins over what
 * else was put right by hand, unless the coordinator keeps that: such a plan then stays whole as it is.
 */
export function planChanges(
	present: readonly Plan[],
	incoming: readonly RegisterPlan[],
	options: PlanOptions
): PlanChanges {
	const { corrected, keep } = options.byHand ?? nothingByHand;
	const byKey = new Map(present.flatMap((plan) => (plan.matchKey === null ? [] : [[plan.matchKey, plan] as const])));
	const keyless = options.sameReturn ? keylessByFacts(present) : new Map<string, Plan[]>();
	const kept = new Set<string>();
	const added: PlanFacts[] = [];
	const changed: { planRef: string; facts: PlanFacts; what: PlanFact[] }[] = [];
	let unchanged = 0;
	let leftOut = 0;
	let stayEnded = 0;
	let byHand = 0;
	for (const plan of incoming) {
		const before =
			plan.matchKey === null ? keyless.get(canonicalJson(factsAfter(null, plan)))?.pop() : byKey.get(plan.matchKey);
		if (!before) {
			if (plan.ceasedOn !== null && plan.ceasedOn <= options.referenceDate) leftOut += 1;
			else added.push(factsAfter(null, plan));
			continue;
		}
		kept.add(before.planRef);
		let facts = factsAfter(before, plan);
		if (options.endedByHand?.has(before.planRef) && stillEnded(before, plan)) {
			stayEnded += 1;
			facts = { ...facts, ceasedOn: before.ceasedOn };
		}
		const what = differences(before, facts);
		const handled = what.length > 0 && corrected.has(before.planRef);
		if (handled) byHand += 1;
		if (what.length > 0 && !(handled && keep)) changed.push({ planRef: before.planRef, facts, what });
		else unchanged += 1;
	}
	const missing = present.filter(({ planRef, ceasedOn }) => ceasedOn === null && !kept.has(planRef));
	const missingByHand = missing.filter(({ planRef }) => corrected.has(planRef));
	byHand += missingByHand.length;
	const ended = keep ? missing.filter(({ planRef }) => !corrected.has(planRef)) : missing;
	return {
		added,
		changed,
		unchanged: unchanged + (keep ? missingByHand.length : 0),
		ended: ended.map(({ planRef }) => planRef),
		leftOut,
		stayEnded,
		byHand
	};
}

/** Whether a plan that was ended by hand stays so: the return does not end it itself, and knows of no later start. */
function stillEnded(before: Plan, told: RegisterPlan): boolean {
	if (before.ceasedOn === null || told.ceasedOn !== null) return false;
	return told.startedOn === null || told.startedOn <= before.ceasedOn;
}

function keylessByFacts(present: readonly Plan[]): Map<string, Plan[]> {
	const byFacts = new Map<string, Plan[]>();
	for (const plan of present) {
		if (plan.matchKey !== null) continue;
		const { planRef: _, ...facts } = plan;
		const text = canonicalJson(facts);
		byFacts.set(text, [...(byFacts.get(text) ?? []), plan]);
	}
	return byFacts;
}

/** Gives the facts of a plan once a return was taken in: the return's own, and of the dates that no return can tell, what was known. */
function factsAfter(before: Plan | null, plan: RegisterPlan): PlanFacts {
	return { ...plan, dates: datesAfter(before?.dates ?? null, plan.dates) };
}

function datesAfter(before: PlanDates | null, told: RegisterPlan['dates']): PlanDates {
	const base = before ?? noDates();
	const dates: PlanDates = {
		...base,
		requestReceivedDate: told.requestReceivedDate ?? null,
		finalPlanDate: told.finalPlanDate ?? null,
		// A return knows only that there was an exception: a finer reason is kept.
		exceptionReason: told.exceptionReason ? (base.exceptionReason ?? told.exceptionReason) : null,
		planFirstMadeDate: told.planFirstMadeDate ?? null,
		reviewMeetingDate: told.reviewMeetingDate ?? null,
		reviewDecisionDate: told.reviewDecisionDate ?? null,
		transferYear: told.transferYear ?? null,
		phaseTransferType:
			told.phaseTransferType ??
			(told.transferYear !== undefined && told.transferYear === base.transferYear ? base.phaseTransferType : null),
		phaseTransferDate: told.phaseTransferDate ?? null,
		phaseTransferFinalDate: told.phaseTransferFinalDate ?? null
	};
	if (!before) return dates;
	// Only the latest review is in a return, so the interval between two of them takes two returns.
	if (dates.reviewDecisionDate !== null && base.reviewDecisionDate !== null) {
		if (dates.reviewDecisionDate > base.reviewDecisionDate) dates.previousReviewDecisionDate = base.reviewDecisionDate;
	}
	// What came after the former review's meeting says nothing of the new one.
	if (dates.reviewMeetingDate !== base.reviewMeetingDate) {
		dates.reviewReportReceivedDate = null;
		dates.amendmentNoticeDate = null;
		dates.amendedFinalDate = null;
		delete dates.notYet;
	}
	return dates;
}

function differences(before: Plan, after: PlanFacts): PlanFact[] {
	const differs: Record<PlanFact, boolean> = {
		setting:
			before.schoolUrn !== after.schoolUrn ||
			before.senSetting !== after.senSetting ||
			before.senUnit !== after.senUnit ||
			before.resourcedProvision !== after.resourcedProvision,
		primaryNeed: before.primaryNeed !== after.primaryNeed,
		planKind: before.planKind !== after.planKind,
		dates: before.startedOn !== after.startedOn || !same(before.dates, after.dates),
		cohort: before.cohort !== after.cohort,
		ceased: before.ceasedOn !== after.ceasedOn
	};
	return (Object.keys(differs) as PlanFact[]).filter((fact) => differs[fact]);
}

/** Whether two values say the same. Nearly always their keys stand in one order, which is much quicker to see. */
function same(a: unknown, b: unknown): boolean {
	return JSON.stringify(a) === JSON.stringify(b) || canonicalJson(a) === canonicalJson(b);
}

export interface Changes<Thing> {
	readonly added: readonly Thing[];
	readonly changed: readonly Thing[];
	readonly unchanged: number;
	/** Put right or added by hand, and changed by the file: written over, unless they are kept. */
	readonly byHand: number;
}

/** Gives which schools are new and which changed; `closed` counts those among them that were open. Others stay as they are. */
export function schoolChanges(
	present: readonly School[],
	incoming: readonly School[],
	{ corrected, keep }: ByHand = nothingByHand
): Changes<School> & { readonly closed: number } {
	const byUrn = new Map(present.map((school) => [school.urn, school]));
	const added = incoming.filter(({ urn }) => !byUrn.has(urn));
	const differing = incoming.filter((school) => {
		const before = byUrn.get(school.urn);
		return before !== undefined && !same(before, school);
	});
	const changed = keep ? differing.filter(({ urn }) => !corrected.has(urn)) : differing;
	return {
		added,
		changed,
		byHand: differing.filter(({ urn }) => corrected.has(urn)).length,
		closed: changed.filter(({ urn, open }) => !open && byUrn.get(urn)?.open).length,
		unchanged: incoming.length - added.length - changed.length
	};
}

/** A person of the register, in the terms of a people file. */
export interface PresentPerson extends RegisterPerson {
	readonly personId: string;
	readonly disabledAt: string | null;
}

/**
 * Gives which people are new and which changed, by e-mail address. Nobody is deleted or shut out by a file that lacks them:
 * `missing` names those who can sign in and are not in it.
 */
export function personChanges(
	present: readonly PresentPerson[],
	incoming: readonly RegisterPerson[],
	{ corrected, keep }: ByHand = nothingByHand
): Omit<Changes<RegisterPerson>, 'changed'> & {
	readonly changed: readonly { readonly personId: string; readonly person: RegisterPerson }[];
	readonly missing: readonly PresentPerson[];
} {
	const byEmail = new Map(present.map((person) => [person.email.toLowerCase(), person]));
	const named = new Set(incoming.map(({ email }) => email));
	const differing = incoming.flatMap((person) => {
		const before = byEmail.get(person.email);
		return before && personText(before) !== personText(person) ? [{ personId: before.personId, person }] : [];
	});
	const changed = keep ? differing.filter(({ person }) => !corrected.has(person.email)) : differing;
	const added = incoming.filter(({ email }) => !byEmail.has(email));
	return {
		added,
		changed,
		byHand: differing.filter(({ person }) => corrected.has(person.email)).length,
		unchanged: incoming.length - added.length - changed.length,
		missing: present.filter(({ email, disabledAt }) => disabledAt === null && !named.has(email.toLowerCase()))
	};
}

/** The text of what a people file says of a person; lists are sets. */
function personText({ email, name, roles, agency, capacity, trainedOn, ...person }: RegisterPerson): string {
	return canonicalJson({
		email: email.toLowerCase(),
		name,
		roles: roles.toSorted(),
		agency,
		capacity,
		trainedOn,
		schoolUrns: person.schoolUrns.toSorted(),
		interestUrns: person.interestUrns.toSorted()
	});
}
