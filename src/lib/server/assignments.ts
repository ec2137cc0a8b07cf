/** Who audits which plan: proposed, confirmed, handed back, taken back, given to somebody else. */
import { declineReasons, isLive, statusOf, type Assignment, type DeclineReason } from '#lib/domain/assignment.ts';
import { londonDate, type Instant, type PlainDate } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { propose, type Proposal, type ProposedAssignment } from '#lib/domain/proposal.ts';
import { dueFor, type Term } from '#lib/domain/term.ts';
import { record, type By } from './activity.ts';
import { assignmentOf, rowOf } from './assignment-rows.ts';
import { insertAll } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as interests from './interests.ts';
import * as pairings from './pairings.ts';
import * as plans from './plans.ts';
import { inputsOf, type ProposalInputs, type Scope } from './proposal-inputs.ts';
import * as terms from './terms.ts';

/** On what basis plans may be shared with auditors, and who decided it. No basis, no assignment. */
export interface Basis {
	readonly basis: string;
	readonly basisDecidedBy: string;
}

/** How plans are given out: on what basis, until when (unless on the term's own day), and how far beyond an auditor's usual number. */
export interface Giving extends Basis {
	readonly dueOn?: PlainDate;
	readonly extra?: number;
}

/** Gives every assignment of a term, also those handed or taken back, in the order in which they were made. */
export async function list(store: Store, termId: string): Promise<Assignment[]> {
	const rows = await store
		.selectFrom('assignment')
		.selectAll()
		.where('termId', '=', termId)
		.orderBy('assignmentId')
		.execute();
	return rows.map(assignmentOf);
}

/** Gives one assignment. Refuses `thing.not_found`. */
export async function byId(store: Store, assignmentId: string): Promise<Assignment> {
	const row = await store
		.selectFrom('assignment')
		.selectAll()
		.where('assignmentId', '=', assignmentId)
		.executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	return assignmentOf(row);
}

async function openTerm(store: Store, termId: string): Promise<Term> {
	const term = await terms.byId(store, termId);
	if (term.closedAt) throw new Refusal('term.closed');
	return term;
}

/** Gives what a term's proposal is made from. Refuses `term.closed` and `term.not_sampled`. */
export async function proposalInputs(
	store: Store,
	termId: string,
	seed: string,
	now: Instant,
	scope: Scope = {}
): Promise<ProposalInputs> {
	const term = await openTerm(store, termId);
	const sample = await terms.sample(store, term.termId);
	if (!sample) throw new Refusal('term.not_sampled');
	return inputsOf(store, termId, sample, await list(store, termId), seed, now, scope);
}

/**
 * Proposes who audits which plan of a term's sample (`propose`): auditors trained by today, nobody with a tie to the plan or its
 * setting, nobody who was ever given it, what the coordinator pinned, kept off and held back; what is assigned stays. Writes nothing.
 * Refuses `term.closed` and `term.not_sampled`.
 */
export async function proposal(
	store: Store,
	termId: string,
	seed: string,
	now: Instant,
	scope: Scope = {}
): Promise<Proposal> {
	const { input, wanted, reworded } = await proposalInputs(store, termId, seed, now, scope);
	const { told, fixed = [] } = input;
	const proposed = propose({ ...input, fixed: [...fixed, ...told] });
	return {
		assignments: proposed.assignments.filter(wanted),
		unfilled: proposed.unfilled.filter(wanted).map(reworded)
	};
}

/**
 * Gives out the plans of a proposal, all or none; what is assigned already is passed over. Everything is checked again: the register,
 * people and assignments may have changed since it was looked at. Refuses `term.closed`, `term.not_sampled`, `assignment.no_basis`,
 * `assignment.due_date`, `assignment.stale` (not in the sample, or taken meanwhile), `.held`, `assignment.not_auditor`, `.interest`, `.history`, `.apart`, `.capacity`, each
 * with the plan's reference as detail.
 */
export async function confirm(
	store: Store,
	termId: string,
	proposed: readonly ProposedAssignment[],
	{ basis, basisDecidedBy, dueOn, extra = 0 }: Giving,
	by: By
): Promise<Assignment[]> {
	return inTransaction(store, async (tx) => {
		const term = await openTerm(tx, termId);
		const sample = await terms.sample(tx, termId);
		if (!sample) throw new Refusal('term.not_sampled');
		if (dueOn !== undefined && (dueOn < londonDate(by.now) || dueOn > term.endsOn))
			throw new Refusal('assignment.due_date');
		const agreed = { basis: basis.trim(), basisDecidedBy: basisDecidedBy.trim(), dueOn: dueOn ?? term.dueOn };
		if (!agreed.basis || !agreed.basisDecidedBy) throw new Refusal('assignment.no_basis');

		const live = (await list(tx, termId)).filter(isLive);
		const key = ({ auditorId, planId, marking }: ProposedAssignment) => `${auditorId} ${planId} ${marking}`;
		const present = new Set(live.map((one) => key({ ...one, planId: one.planRef })));
		const fresh = proposed.filter((one) => !present.has(key(one)));
		const ground = await pairings.groundOf(
			tx,
			termId,
			fresh.map(({ planId }) => planId),
			by.now
		);

		const wanted = new Map(sample.plans.map((plan) => [plan.planRef, plan.auditsWanted]));
		const taken = new Set(live.flatMap((one) => [`${one.planRef} ${one.marking}`, `${one.planRef} ${one.auditorId}`]));
		const loads = new Map<string, number>();
		for (const { auditorId } of live) loads.set(auditorId, (loads.get(auditorId) ?? 0) + 1);
		const rows = fresh.map(({ auditorId, planId, marking }) => {
			const pair = pairings.check(ground, auditorId, planId);
			const audits = wanted.get(planId);
			if (audits === undefined || (marking === 'second' && audits === 1))
				throw new Refusal('assignment.stale', [planId]);
			for (const place of [`${planId} ${marking}`, `${planId} ${auditorId}`]) {
				if (taken.has(place)) throw new Refusal('assignment.stale', [planId]);
				taken.add(place);
			}
			const load = (loads.get(auditorId) ?? 0) + 1;
			if (load > (ground.auditors.get(auditorId)?.capacity ?? 0) + extra)
				throw new Refusal('assignment.capacity', [planId]);
			loads.set(auditorId, load);
			const beside = [...live.map((one) => ({ ...one, planId: one.planRef })), ...fresh];
			if (beside.some((one) => one.planId === planId && ground.apart(auditorId, one.auditorId)))
				throw new Refusal('assignment.apart', [planId]);
			return rowOf(term, pair, { auditorId, marking }, agreed, by.now);
		});
		await insertAll(tx, 'assignment', rows);
		await tx
			.updateTable('term')
			.set({ confirmedAt: term.confirmedAt ?? by.now })
			.where('termId', '=', termId)
			.execute();
		await record(tx, {
			...by,
			action: 'assignments.confirmed',
			subject: termId,
			details: { assignments: rows.length }
		});
		return rows.map(assignmentOf);
	});
}

/** Gives an assignment that nobody has ended yet. Refuses `assignment.not_open`. */
async function openAssignment(store: Store, assignmentId: string): Promise<Assignment> {
	const assignment = await byId(store, assignmentId);
	if (statusOf(assignment) !== 'assigned') throw new Refusal('assignment.not_open');
	return assignment;
}

/**
 * Hands a plan back, by its auditor's tablet or by a coordinator on their behalf. Knowing the family, or a tie to the setting, is
 * written down as an interest, so that it is never proposed again. Refuses `thing.not_found` and `assignment.not_open`.
 */
export async function decline(
	store: Store,
	assignmentId: string,
	reason: DeclineReason,
	by: By,
	words = ''
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const { auditorId, planRef } = await openAssignment(tx, assignmentId);
		const text = words.trim() ? `${declineReasons[reason]}: ${words.trim()}` : declineReasons[reason];
		await tx
			.updateTable('assignment')
			.set({ declinedAt: by.now, reason: text.slice(0, 500) })
			.where('assignmentId', '=', assignmentId)
			.execute();
		const { schoolUrn } = await plans.byRef(tx, planRef);
		const source = 'declared' as const;
		if (reason === 'tie_to_setting' && schoolUrn !== null)
			await interests.declare(tx, { auditorId, planRef: null, schoolUrn, source }, by);
		else if (reason === 'know_family' || reason === 'tie_to_setting')
			await interests.declare(tx, { auditorId, planRef, schoolUrn: null, source }, by);
		await record(tx, { ...by, action: 'assignment.declined', subject: assignmentId, details: { reason } });
	});
}

/** Takes a plan back from its auditor. Refuses `thing.not_found` and `assignment.not_open`. */
export async function withdraw(store: Store, assignmentId: string, reason: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		await openAssignment(tx, assignmentId);
		await tx
			.updateTable('assignment')
			.set({ withdrawnAt: by.now, reason: reason.slice(0, 500) })
			.where('assignmentId', '=', assignmentId)
			.execute();
		await record(tx, { ...by, action: 'assignment.withdrawn', subject: assignmentId });
	});
}

/**
 * Notes that its auditor opened a plan for the first time and said that nothing ties them to it. Refuses `assignment.not_found` for
 * somebody else's; what became of the assignment since does not matter, and a second opening changes nothing.
 */
export async function noteOpening(store: Store, assignmentId: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const row = await tx
			.selectFrom('assignment')
			.select(['auditorId', 'openedAt'])
			.where('assignmentId', '=', assignmentId)
			.executeTakeFirst();
		if (!row || row.auditorId !== by.actorId) throw new Refusal('assignment.not_found');
		if (row.openedAt) return;
		await tx.updateTable('assignment').set({ openedAt: by.now }).where('assignmentId', '=', assignmentId).execute();
		await record(tx, { ...by, action: 'assignment.opened', subject: assignmentId });
	});
}

/**
 * Gives a plan to another auditor, taking it back from the present one where they still have it, and gives the new assignment. The due
 * date stays unless it is near or past. Capacity is the coordinator's to stretch. Refuses `term.closed`, `assignment.not_open` (sent, or already given on), and as `confirm` does
 * `.held`, `.not_auditor`, `.interest`, `.history`, `.apart`; also `.agency` where the plan's other auditor is from the same one and that
 * was not confirmed. Confirmed, it is written down.
 */
export async function reassign(
	store: Store,
	assignmentId: string,
	auditorId: string,
	reason: string,
	by: By,
	confirmed: pairings.SameAgency = { sameAgency: false }
): Promise<Assignment> {
	return inTransaction(store, async (tx) => {
		const before = await byId(tx, assignmentId);
		const term = await openTerm(tx, before.termId);
		const status = statusOf(before);
		if (status === 'submitted') throw new Refusal('assignment.not_open');
		if (status === 'assigned') await withdraw(tx, assignmentId, reason, by);
		const others = (await list(tx, term.termId)).filter((one) => one.planRef === before.planRef && isLive(one));
		if (others.some(({ marking }) => marking === before.marking)) throw new Refusal('assignment.not_open');

		const ground = await pairings.groundOf(tx, term.termId, [before.planRef], by.now);
		const pair = pairings.check(ground, auditorId, before.planRef);
		const beside = others.map((other) => other.auditorId);
		const same = await pairings.checkBeside(tx, auditorId, before.planRef, beside, confirmed);

		const fair = dueFor(term, londonDate(by.now));
		const giving = { ...before, dueOn: before.dueOn > fair ? before.dueOn : fair };
		const row = rowOf(term, pair, { auditorId, marking: before.marking }, giving, by.now);
		await insertAll(tx, 'assignment', [row]);
		await record(tx, {
			...by,
			action: 'assignment.reassigned',
			subject: row.assignmentId,
			details: { instead: assignmentId }
		});
		if (same) await pairings.noteSameAgency(tx, row.assignmentId, by);
		return assignmentOf(row);
	});
}
