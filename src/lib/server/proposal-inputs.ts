/** What a term's proposal is made from: its sample, who is ready, what ties them, what is given out, and what the coordinator wants of it. */
import { isLive, statusOf, type Assignment } from '#lib/domain/assignment.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import type { ProposedAssignment, UnfilledAudit } from '#lib/domain/proposal.ts';
import type { ResettlementInput } from '#lib/domain/resettlement.ts';
import type { Sample } from '#lib/domain/sampling.ts';
import type { Store } from './db/store.ts';
import * as interests from './interests.ts';
import * as pairings from './pairings.ts';
import * as people from './people.ts';
import * as plans from './plans.ts';
import * as wishes from './proposal-wishes.ts';

/** What a proposal is about, unless it is about everything that the sample still wants. */
export interface Scope {
	/** Nobody but this auditor is given more. */
	readonly only?: string;
	/** This auditor is out: what they still have to do goes to others, and nothing else is given out. */
	readonly without?: string;
	/** Plans that auditors are given beyond those that they take in a term. */
	readonly extra?: number;
	/** As if the coordinator wanted nothing of it. */
	readonly plain?: boolean;
}

export interface ProposalInputs {
	readonly input: ResettlementInput;
	/** Whether an audit is one that the scope is about. */
	readonly wanted: (audit: Omit<ProposedAssignment, 'auditorId'>) => boolean;
	/** Gives an audit that nobody has with its reason, where its plan is held back with that one. */
	readonly reworded: (audit: UnfilledAudit) => UnfilledAudit;
	/** Pins that cannot be kept, because somebody or something changed since. */
	readonly dropped: readonly wishes.Pin[];
}

/** Gives what `propose` and `resettle` need to know of a term. `assigned` are all its assignments; what is begun or sent is fixed. */
export async function inputsOf(
	store: Store,
	termId: string,
	sample: Pick<Sample, 'plans'>,
	assigned: readonly Assignment[],
	seed: string,
	now: Instant,
	{ only, without, extra = 0, plain = false }: Scope
): Promise<ProposalInputs> {
	const present = assigned.filter(isLive);
	const left = present.filter((one) => one.auditorId === without && statusOf(one) === 'assigned');
	const live = present.filter((one) => !left.includes(one));
	const ready = (await people.auditors(store, londonDate(now))).filter(({ personId }) => personId !== without);
	const readyIds = new Set(ready.map(({ personId }) => personId));
	const busy = new Set(live.map(({ auditorId }) => auditorId));
	// Somebody who has plans and can be given no more: they are in the proposal with what they have.
	const bound = (await people.list(store)).filter(({ personId }) => !readyIds.has(personId) && busy.has(personId));
	const refs = sample.plans.map(({ planRef }) => planRef);
	const settings = new Map((await plans.byRefs(store, refs)).map((plan) => [plan.planRef, plan.schoolUrn]));
	const wanting = plain ? [] : await wishes.list(store, termId);
	const ground = await pairings.groundOf(store, termId, refs, now);
	const held = new Map([
		...wanting.flatMap((wish): [string, string][] =>
			wish.kind === 'hold' ? [[wish.planRef, 'held back by the coordinator']] : []
		),
		...[...ground.held].map((planRef): [string, string] => [planRef, 'this plan is held back'])
	]);
	const byPlan = Map.groupBy([...live, ...left], ({ planRef }) => planRef);
	/** The places that are looked at: all that the sample wants, or those taken and those left by who is out. */
	const placed = (planRef: string) => (without === undefined ? null : (byPlan.get(planRef) ?? []));
	const roomOf = (personId: string, capacity: number) =>
		only === undefined || only === personId ? capacity + extra : 0;

	const begun = live.filter((one) => one.openedAt !== null || one.submittedAt !== null);
	const rowOf = ({ auditorId, planRef, marking }: wishes.Pin) => ({ auditorId, planId: planRef, marking });
	const capacity = new Map(ready.map((one) => [one.personId, roomOf(one.personId, one.capacity)]));
	const { kept, dropped } = pinsThatHold(wanting, live, ground, capacity);
	const input: ResettlementInput = {
		auditors: [
			...ready.map(({ personId, agency }) => ({ id: personId, agency, capacity: capacity.get(personId) ?? 0 })),
			...bound.map(({ personId, agency }) => ({ id: personId, agency: agency ?? ('school' as const), capacity: 0 }))
		],
		plans: sample.plans.flatMap(({ planRef, stratum, auditsWanted }) => {
			const places = placed(planRef);
			if (places?.length === 0) return [];
			const second = places === null ? auditsWanted === 2 : places.some(({ marking }) => marking === 'second');
			return [{ id: planRef, schoolUrn: settings.get(planRef) ?? null, stratum, auditsWanted: second ? 2 : 1 }];
		}),
		interests: (await interests.forAuditors(store)).map(({ auditorId, planRef, schoolUrn }) => ({
			auditorId,
			planId: planRef,
			schoolUrn
		})),
		history: await pairings.historyOf(store, termId),
		// Nobody is given a plan that is held back; who has it keeps it.
		keptOff: [
			...wanting.flatMap((wish) =>
				wish.kind === 'keep_off' ? [{ auditorId: wish.auditorId, planId: wish.planRef }] : []
			),
			...[...held.keys()].flatMap((planId) =>
				[...ready, ...bound].map(({ personId }) => ({ auditorId: personId, planId }))
			)
		],
		apart: await interests.apart(store),
		fixed: [...begun, ...kept].map(rowOf),
		told: live.filter((one) => !begun.includes(one)).map(rowOf),
		seed
	};
	return {
		input,
		// A first audit that nobody had stays out where only what somebody left is given on.
		wanted: ({ planId, marking }) => placed(planId)?.some((one) => one.marking === marking) ?? true,
		reworded: (audit) => ({ ...audit, reason: held.get(audit.planId) ?? audit.reason }),
		dropped
	};
}

/** Gives the pins that may still be, and those that may not. */
function pinsThatHold(
	wanting: readonly wishes.Wish[],
	live: readonly Assignment[],
	ground: pairings.Ground,
	capacity: ReadonlyMap<string, number>
): { kept: wishes.Pin[]; dropped: wishes.Pin[] } {
	const kept: wishes.Pin[] = [];
	const dropped: wishes.Pin[] = [];
	for (const wish of wanting) {
		if (wish.kind !== 'pin') continue;
		const on = [...live, ...kept].filter((one) => one.planRef === wish.planRef);
		if (live.some((one) => one.planRef === wish.planRef && one.marking === wish.marking)) continue;
		const load = [...live, ...kept].filter((one) => one.auditorId === wish.auditorId).length;
		const plan = ground.plans.get(wish.planRef);
		const may =
			plan !== undefined &&
			!ground.held.has(wish.planRef) &&
			load < (capacity.get(wish.auditorId) ?? 0) &&
			!ground.tied(wish.auditorId, plan) &&
			!ground.hadBefore(wish.auditorId, wish.planRef) &&
			!on.some((one) => one.auditorId === wish.auditorId || ground.apart(one.auditorId, wish.auditorId));
		(may ? kept : dropped).push(wish);
	}
	return { kept, dropped };
}
