/** Whether an auditor may be given a plan: training, ties, what they had before, who looks at the plan beside them. */
import { isLive, statusOf } from '#lib/domain/assignment.ts';
import type { Agency } from '#lib/domain/person.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import type { Plan } from '#lib/domain/plan.ts';
import { Refusal, type ProblemCode } from '#lib/domain/problem.ts';
import { record, type By } from './activity.ts';
import { portions } from './db/bulk.ts';
import type { Store } from './db/store.ts';
import * as interests from './interests.ts';
import * as people from './people.ts';
import * as plans from './plans.ts';

/** Gives every pair of an auditor and a plan that there has been, apart from those that are live in this term. */
export async function historyOf(store: Store, termId: string): Promise<{ auditorId: string; planId: string }[]> {
	const rows = await store
		.selectFrom('assignment')
		.select(['auditorId', 'planRef', 'termId', 'declinedAt', 'withdrawnAt', 'submittedAt'])
		.execute();
	return rows
		.filter((row) => row.termId !== termId || !isLive(row))
		.map(({ auditorId, planRef }) => ({ auditorId, planId: planRef }));
}

/** Gives those of the plans that are held back. */
export async function heldAmong(store: Store, planRefs: readonly string[]): Promise<Set<string>> {
	const found = new Set<string>();
	for (const part of portions([...new Set(planRefs)])) {
		const rows = await store
			.selectFrom('plan')
			.select('planRef')
			.where('planRef', 'in', part)
			.where('heldAt', 'is not', null)
			.execute();
		for (const { planRef } of rows) found.add(planRef);
	}
	return found;
}

/** What a pair of auditor and plan is checked against. */
export interface Ground {
	readonly auditors: ReadonlyMap<string, { readonly capacity: number; readonly agency: Agency }>;
	readonly plans: ReadonlyMap<string, Plan>;
	/** Plans that are held back. */
	readonly held: ReadonlySet<string>;
	readonly tied: (auditorId: string, plan: Plan) => boolean;
	readonly hadBefore: (auditorId: string, planRef: string) => boolean;
	/** Whether two auditors must never look at one plan. */
	readonly apart: (auditorId: string, other: string) => boolean;
}

/** Gives what pairs with these plans are checked against, as of now. */
export async function groundOf(
	store: Store,
	termId: string,
	planRefs: readonly string[],
	now: Instant
): Promise<Ground> {
	const pair = (auditorId: string, thing: string | null) => `${auditorId} ${thing}`;
	const ties = new Set(
		(await interests.forAuditors(store)).map(({ auditorId, planRef, schoolUrn }) =>
			pair(auditorId, planRef ?? schoolUrn)
		)
	);
	const shunned = new Set(
		(await interests.apart(store)).flatMap(([one, other]) => [pair(one, other), pair(other, one)])
	);
	const before = new Set((await historyOf(store, termId)).map(({ auditorId, planId }) => pair(auditorId, planId)));
	return {
		auditors: new Map((await people.auditors(store, londonDate(now))).map((one) => [one.personId, one])),
		plans: new Map((await plans.byRefs(store, planRefs)).map((plan) => [plan.planRef, plan])),
		held: await heldAmong(store, planRefs),
		tied: (auditorId, plan) =>
			ties.has(pair(auditorId, plan.planRef)) || (plan.schoolUrn !== null && ties.has(pair(auditorId, plan.schoolUrn))),
		hadBefore: (auditorId, planRef) => before.has(pair(auditorId, planRef)),
		apart: (auditorId, other) => shunned.has(pair(auditorId, other))
	};
}

/** Gives a pair that may be. Refuses `assignment.stale` (no such plan), `.held`, `.not_auditor`, `.interest`, `.history`, with the plan as detail. */
export function check(ground: Ground, auditorId: string, planRef: string): { plan: Plan; agency: Agency } {
	const plan = ground.plans.get(planRef);
	if (!plan) throw new Refusal('assignment.stale', [planRef]);
	if (ground.held.has(planRef)) throw new Refusal('assignment.held', [planRef]);
	const auditor = ground.auditors.get(auditorId);
	if (!auditor) throw new Refusal('assignment.not_auditor', [planRef]);
	if (ground.tied(auditorId, plan)) throw new Refusal('assignment.interest', [planRef]);
	if (ground.hadBefore(auditorId, planRef)) throw new Refusal('assignment.history', [planRef]);
	return { plan, agency: auditor.agency };
}

/** Whether the coordinator confirmed that both auditors of a plan may be of one agency. */
export interface SameAgency {
	readonly sameAgency: boolean;
}

/**
 * Checks an auditor against those who look at the same plan, and gives whether one of these is from the same agency. Refuses
 * `assignment.history` where they are one of them, `assignment.apart` where they are of one household, and `assignment.agency` where one is
 * from the same agency and the coordinator has not said that this is meant: it weakens the second look, but ties nobody to the plan.
 */
export async function checkBeside(
	store: Store,
	auditorId: string,
	planRef: string,
	others: readonly string[],
	{ sameAgency }: SameAgency
): Promise<boolean> {
	if (others.includes(auditorId)) throw new Refusal('assignment.history', [planRef]);
	const households = await interests.apart(store);
	if (households.some((pair) => pair.includes(auditorId) && others.some((other) => pair.includes(other))))
		throw new Refusal('assignment.apart', [planRef]);
	const agencies = new Map((await people.list(store)).map(({ personId, agency }) => [personId, agency]));
	const same = others.some((other) => agencies.get(other) === agencies.get(auditorId));
	if (same && !sameAgency) throw new Refusal('assignment.agency', [planRef]);
	return same;
}

/** Writes down that a plan went to somebody of the same agency as its other auditor, because the coordinator meant it so. */
export async function noteSameAgency(store: Store, assignmentId: string, by: By): Promise<void> {
	await record(store, { ...by, action: 'assignment.same_agency', subject: assignmentId });
}

/** An auditor as somebody who could take a plan: why not, and how many they have of how many they take. */
export interface Candidate {
	readonly auditorId: string;
	readonly name: string;
	readonly agency: Agency | null;
	readonly why: ProblemCode | null;
	readonly load: number;
	readonly capacity: number;
}

/**
 * Gives every auditor with whether they could take a plan's audit, those who can and have most room first, then those who could only beside
 * somebody of their own agency (`assignment.agency`). The audit's present auditor is not among them. A full load is no hindrance here: it is
 * the coordinator's to stretch.
 */
export async function candidates(
	store: Store,
	termId: string,
	{ planRef, marking }: { readonly planRef: string; readonly marking: string },
	now: Instant
): Promise<Candidate[]> {
	const ground = await groundOf(store, termId, [planRef], now);
	const rows = await store
		.selectFrom('assignment')
		.select(['auditorId', 'planRef', 'marking', 'declinedAt', 'withdrawnAt', 'submittedAt'])
		.where('termId', '=', termId)
		.execute();
	const live = rows.filter(isLive);
	const onPlan = live.filter((row) => row.planRef === planRef);
	const present = onPlan.find((row) => row.marking === marking && statusOf(row) === 'assigned')?.auditorId;
	const everyone = await people.list(store);
	const beside = onPlan.filter((row) => row.marking !== marking).map(({ auditorId }) => auditorId);
	const agencies = new Map(everyone.map(({ personId, agency }) => [personId, agency]));
	const whyNot = (auditorId: string, agency: Agency | null): ProblemCode | null => {
		try {
			check(ground, auditorId, planRef);
		} catch (thrown) {
			if (thrown instanceof Refusal) return thrown.problem.code;
			throw thrown;
		}
		if (beside.includes(auditorId)) return 'assignment.history';
		if (beside.some((other) => ground.apart(auditorId, other))) return 'assignment.apart';
		return beside.some((other) => agencies.get(other) === agency) ? 'assignment.agency' : null;
	};
	const room = (one: Candidate) => one.capacity - one.load;
	const rank = ({ why }: Candidate) => (why === null ? 0 : why === 'assignment.agency' ? 1 : 2);
	return everyone
		.filter(({ roles, personId }) => roles.includes('auditor') && personId !== present)
		.map(({ personId, name, agency, capacity }) => ({
			auditorId: personId,
			name,
			agency,
			why: whyNot(personId, agency),
			load: live.filter(({ auditorId }) => auditorId === personId).length,
			capacity
		}))
		.sort((a, b) => rank(a) - rank(b) || room(b) - room(a) || a.name.localeCompare(b.name, 'en-GB'));
}
