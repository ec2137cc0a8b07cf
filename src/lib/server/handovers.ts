/** Changes of who audits while a term runs: somebody joins late, somebody drops out. Looked at first; what is confirmed is what was seen. */
import { isLive, statusOf, type Assignment, type Marking } from '#lib/domain/assignment.ts';
import type { Instant, PlainDate } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { ProposedAssignment, UnfilledAudit } from '#lib/domain/proposal.ts';
import { resettle, type Resettlement } from '#lib/domain/resettlement.ts';
import { vacanciesOf } from '#lib/domain/board-decisions.ts';
import { record, type By } from './activity.ts';
import * as assignments from './assignments.ts';
import { contentHash } from './content-hash.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as pairings from './pairings.ts';
import type { Scope } from './proposal-inputs.ts';
import * as terms from './terms.ts';

/** What would be given out, what nobody can take, and a name for exactly that. */
export interface Handover {
	/** What is taken back: from who drops out, and what is moved. */
	readonly taken: readonly Assignment[];
	/** What is taken back from somebody who stays, given out and not begun, so that they can take what nobody else can. */
	readonly moved: readonly Assignment[];
	readonly given: readonly ProposedAssignment[];
	readonly unfilled: readonly UnfilledAudit[];
	readonly fingerprint: string;
}

/** How a proposal is made; the same again gives the same. */
export interface Wish {
	readonly seed: string;
	/** Plans that auditors are given beyond those that they take in a term. */
	readonly extra: number;
}

function named(taken: readonly Assignment[], given: readonly ProposedAssignment[]): string {
	const lines = given.map(({ auditorId, planId, marking }) => `${auditorId} ${planId} ${marking}`).sort();
	return contentHash([taken.map(({ assignmentId }) => assignmentId).sort(), lines]).slice(0, 32);
}

async function look(
	store: Store,
	termId: string,
	{ seed, ...scope }: Scope & { readonly seed: string },
	now: Instant
): Promise<Handover> {
	const present = await assignments.list(store, termId);
	const key = (auditorId: string, planRef: string, marking: Marking) => `${auditorId} ${planRef} ${marking}`;
	// For somebody who joins nothing moves: they take what nobody has.
	const {
		assignments: proposed,
		unfilled,
		moved
	} = scope.only === undefined
		? await resettled(store, termId, seed, now, scope)
		: { ...(await assignments.proposal(store, termId, seed, now, scope)), moved: [] };
	const moving = new Set(moved.map((one) => key(one.auditorId, one.planId, one.marking)));
	const open = present.filter((one) => statusOf(one) === 'assigned');
	const movedOn = open.filter((one) => moving.has(key(one.auditorId, one.planRef, one.marking)));
	const taken = [...open.filter((one) => one.auditorId === scope.without), ...movedOn];
	const kept = new Set(
		present
			.filter((one) => isLive(one) && !taken.includes(one))
			.map((one) => key(one.auditorId, one.planRef, one.marking))
	);
	const given = proposed.filter((one) => !kept.has(key(one.auditorId, one.planId, one.marking)));
	return { taken, moved: movedOn, given, unfilled, fingerprint: named(taken, given) };
}

async function resettled(
	store: Store,
	termId: string,
	seed: string,
	now: Instant,
	scope: Scope
): Promise<Resettlement> {
	const { input, wanted, reworded } = await assignments.proposalInputs(store, termId, seed, now, scope);
	const { assignments: rows, unfilled, moved } = resettle(input);
	return { assignments: rows.filter(wanted), unfilled: unfilled.filter(wanted).map(reworded), moved };
}

/**
 * Gives who would take on what an auditor still has to do, were they to drop out. Writes nothing. Refuses `thing.not_found`,
 * `term.closed` and `term.not_sampled`.
 */
export async function lookAtDropOut(
	store: Store,
	termId: string,
	auditorId: string,
	wish: Wish,
	now: Instant
): Promise<Handover> {
	return look(store, termId, { ...wish, without: auditorId }, now);
}

/** Gives what somebody who joined late would be given of what the sample still wants. Refuses as `lookAtDropOut` does. */
export async function lookAtJoining(
	store: Store,
	termId: string,
	auditorId: string,
	wish: Wish,
	now: Instant
): Promise<Handover> {
	return look(store, termId, { ...wish, only: auditorId }, now);
}

/** Gives who would take what nobody has, and what of what is given out and not begun would move for it. Refuses as `lookAtDropOut` does. */
export async function lookAtVacancies(store: Store, termId: string, wish: Wish, now: Instant): Promise<Handover> {
	return look(store, termId, wish, now);
}

/** Takes back and gives out what was looked at. Each plan that was given before stays on the basis on which it was shared. */
async function carryOut(
	store: Store,
	termId: string,
	seen: Handover,
	{ extra, reason, ...giving }: assignments.Giving & { readonly reason: string },
	by: By
): Promise<Assignment[]> {
	for (const { assignmentId } of seen.taken) await assignments.withdraw(store, assignmentId, reason, by);
	const made: Assignment[] = [];
	const bases = Map.groupBy(seen.given, (one) => {
		const before =
			seen.taken.find(({ planRef, marking }) => planRef === one.planId && marking === one.marking) ?? giving;
		return JSON.stringify({ basis: before.basis, basisDecidedBy: before.basisDecidedBy });
	});
	for (const [basis, given] of bases) {
		const on = { ...giving, ...(JSON.parse(basis) as assignments.Basis), ...(extra !== undefined && { extra }) };
		made.push(...(await assignments.confirm(store, termId, given, on, by)));
	}
	return made;
}

/**
 * Takes back everything that an auditor still has to do and gives it to others, all of it or nothing: exactly what was looked at.
 * Refuses `proposal.changed` where it would be another handover now, `assignment.not_open` where there is nothing to take back, and as
 * `assignments.confirm` does.
 */
export async function dropOut(
	store: Store,
	termId: string,
	auditorId: string,
	{ fingerprint, reason, dueOn, ...wish }: Wish & { fingerprint: string; reason: string; dueOn: PlainDate },
	by: By
): Promise<Assignment[]> {
	return inTransaction(store, async (tx) => {
		const seen = await lookAtDropOut(tx, termId, auditorId, wish, by.now);
		const [first] = seen.taken;
		if (!first || first.auditorId !== auditorId) throw new Refusal('assignment.not_open');
		if (seen.fingerprint !== fingerprint) throw new Refusal('proposal.changed');
		const { basis, basisDecidedBy } = first;
		const giving = { basis, basisDecidedBy, dueOn, extra: wish.extra, reason };
		const made = await carryOut(tx, termId, seen, giving, by);
		const details = { taken: seen.taken.length, given: made.length };
		await record(tx, { ...by, action: 'auditor.dropped_out', subject: auditorId, details });
		return made;
	});
}

/**
 * Gives out what nobody has, and moves for it what was looked at. Refuses `proposal.changed`, `assignment.not_open` where that is nothing,
 * and as `assignments.confirm` does.
 */
export async function fillVacancies(
	store: Store,
	termId: string,
	{ fingerprint, giving, ...wish }: Wish & { fingerprint: string; giving: assignments.Giving },
	by: By
): Promise<Assignment[]> {
	return inTransaction(store, async (tx) => {
		const seen = await lookAtVacancies(tx, termId, wish, by.now);
		if (seen.fingerprint !== fingerprint) throw new Refusal('proposal.changed');
		if (seen.given.length === 0) throw new Refusal('assignment.not_open');
		const reason = 'Given on so that a plan that nobody had could be given out';
		const made = await carryOut(tx, termId, seen, { ...giving, extra: wish.extra, reason }, by);
		const details = { moved: seen.moved.length, given: made.length };
		await record(tx, { ...by, action: 'vacancies.filled', subject: termId, details });
		return made;
	});
}

/**
 * Gives somebody who joined late exactly what was looked at. Refuses `proposal.changed`, `assignment.not_open` where that is nothing, and
 * as `assignments.confirm` does.
 */
export async function join(
	store: Store,
	termId: string,
	auditorId: string,
	{ fingerprint, giving, ...wish }: Wish & { fingerprint: string; giving: assignments.Giving },
	by: By
): Promise<Assignment[]> {
	return inTransaction(store, async (tx) => {
		const seen = await lookAtJoining(tx, termId, auditorId, wish, by.now);
		if (seen.fingerprint !== fingerprint) throw new Refusal('proposal.changed');
		if (seen.given.length === 0) throw new Refusal('assignment.not_open');
		return assignments.confirm(tx, termId, seen.given, { ...giving, extra: wish.extra }, by);
	});
}

/** Gives the audits that the sample wants and nobody has, by plan, the first before the second. Refuses `thing.not_found`. */
export async function wanting(store: Store, termId: string): Promise<{ planRef: string; marking: Marking }[]> {
	const sample = await terms.sample(store, termId);
	const given = await assignments.list(store, termId);
	return vacanciesOf({ sample: sample?.plans ?? [], assignments: given }, []).map(({ planRef, marking }) => ({
		planRef,
		marking
	}));
}

/**
 * Gives one auditor one plan by hand; their usual number is the coordinator's to stretch. Refuses `assignment.stale` where the plan
 * wants nobody, `assignment.agency` as `assignments.reassign` does (unless confirmed), and as `assignments.confirm` does.
 */
export async function giveOne(
	store: Store,
	termId: string,
	{ auditorId, planRef }: { readonly auditorId: string; readonly planRef: string },
	giving: assignments.Basis & { readonly dueOn: PlainDate },
	by: By,
	confirmed: pairings.SameAgency = { sameAgency: false }
): Promise<Assignment[]> {
	return inTransaction(store, async (tx) => {
		const place = (await wanting(tx, termId)).find((one) => one.planRef === planRef);
		if (!place) throw new Refusal('assignment.stale', [planRef]);
		const live = (await assignments.list(tx, termId)).filter(isLive);
		const beside = live.filter((one) => one.planRef === planRef).map((one) => one.auditorId);
		const same = await pairings.checkBeside(tx, auditorId, planRef, beside, confirmed);
		const own = live.filter((one) => one.auditorId === auditorId).length;
		const given = [{ auditorId, planId: planRef, marking: place.marking }];
		const made = await assignments.confirm(tx, termId, given, { ...giving, extra: own + 1 }, by);
		if (same) for (const { assignmentId } of made) await pairings.noteSameAgency(tx, assignmentId, by);
		return made;
	});
}
