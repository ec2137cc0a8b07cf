/** What a coordinator does to single plans of the register by hand: add, put right, hold back, end. Called as `planCorrections.hold(...)`. */
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { PlanByHand } from '#lib/domain/plan-form.ts';
import type { Plan } from '#lib/domain/plan.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { termLabel, type Term } from '#lib/domain/term.ts';
import { record, type By } from './activity.ts';
import { inTransaction, partnershipOf, type Store, type StoreTables } from './db/store.ts';
import { newPlanRef } from './ids.ts';
import { planOf, rowOf, type PlanMarks } from './plans.ts';

async function rowOfPlan(store: Store, planRef: string): Promise<StoreTables['plan']> {
	const row = await store.selectFrom('plan').selectAll().where('planRef', '=', planRef).executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	return row;
}

/** Gives one plan with what was done to it by hand. Refuses `thing.not_found`. */
export async function byRef(store: Store, planRef: string): Promise<{ plan: Plan; marks: PlanMarks }> {
	const row = await rowOfPlan(store, planRef);
	const { heldAt, heldReason, correctedAt, addedAt, endedAt } = row;
	return { plan: planOf(row), marks: { heldAt, heldReason, correctedAt, addedAt, endedAt } };
}

/** Adds a plan that no file holds, and gives its new reference. It has no match key: only the SEN service's own list leads to the child. */
export async function add(store: Store, facts: PlanByHand, by: By): Promise<string> {
	return inTransaction(store, async (tx) => {
		const { code } = await partnershipOf(tx);
		const taken = await tx.selectFrom('plan').select('planRef').execute();
		const planRef = newPlanRef(code, new Set(taken.map((row) => row.planRef)));
		await tx
			.insertInto('plan')
			.values({ ...rowOf({ ...facts, planRef, matchKey: null, ceasedOn: null }), addedAt: by.now })
			.execute();
		await record(tx, { ...by, action: 'plan.added', subject: planRef });
		return planRef;
	});
}

/** Puts a plan right. What is the same already is not written. Refuses `thing.not_found`. */
export async function correct(store: Store, planRef: string, facts: PlanByHand, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const row = await rowOfPlan(tx, planRef);
		const before = planOf(row);
		const after = rowOf({ ...before, ...facts });
		if (JSON.stringify(rowOf(before)) === JSON.stringify(after)) return;
		await tx
			.updateTable('plan')
			.set({ ...after, correctedAt: by.now })
			.where('planRef', '=', planRef)
			.execute();
		await record(tx, { ...by, action: 'plan.corrected', subject: planRef });
	});
}

/** Keeps a plan out of every draw from now on. One that is assigned stays so. Refuses `thing.not_found` and `plan.held`. */
export async function hold(store: Store, planRef: string, reason: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		if ((await rowOfPlan(tx, planRef)).heldAt !== null) throw new Refusal('plan.held');
		await tx.updateTable('plan').set({ heldAt: by.now, heldReason: reason }).where('planRef', '=', planRef).execute();
		await record(tx, { ...by, action: 'plan.held', subject: planRef });
	});
}

/** Lets a plan be drawn again. Refuses `thing.not_found` and `plan.not_held`. */
export async function letGo(store: Store, planRef: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		if ((await rowOfPlan(tx, planRef)).heldAt === null) throw new Refusal('plan.not_held');
		await tx.updateTable('plan').set({ heldAt: null, heldReason: null }).where('planRef', '=', planRef).execute();
		await record(tx, { ...by, action: 'plan.let_go', subject: planRef });
	});
}

/** Ends a plan on a day; its audits stay. A return that still holds it does not start it again. Refuses `thing.not_found` and `plan.ended`. */
export async function end(store: Store, planRef: string, ceasedOn: PlainDate, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		if ((await rowOfPlan(tx, planRef)).ceasedOn !== null) throw new Refusal('plan.ended');
		await tx.updateTable('plan').set({ ceasedOn, endedAt: by.now }).where('planRef', '=', planRef).execute();
		await record(tx, { ...by, action: 'plan.ended', subject: planRef });
	});
}

/** Takes the end of a plan back. Where a return had ended it, that puts it right by hand. Refuses `thing.not_found` and `plan.not_ended`. */
export async function resume(store: Store, planRef: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const { ceasedOn, endedAt, correctedAt } = await rowOfPlan(tx, planRef);
		if (ceasedOn === null) throw new Refusal('plan.not_ended');
		await tx
			.updateTable('plan')
			.set({ ceasedOn: null, endedAt: null, correctedAt: endedAt === null ? by.now : correctedAt })
			.where('planRef', '=', planRef)
			.execute();
		await record(tx, { ...by, action: 'plan.resumed', subject: planRef });
	});
}

/** How a plan was audited so far, as counts: who audited it and what they found is not told here. */
export interface PlanHistory {
	readonly drawn: number;
	readonly givenOut: number;
	readonly handedBack: number;
	readonly audited: number;
	/** Terms, by name, in which it is with an auditor now. */
	readonly withAuditor: readonly string[];
	/** Terms whose sample holds it and whose plans are not given out yet. */
	readonly inSample: readonly string[];
}

/** Gives how often a plan was drawn, given out, handed back and audited, and where it is now. */
export async function historyOf(store: Store, planRef: string): Promise<PlanHistory> {
	const drawn = await store
		.selectFrom('samplePlan')
		.innerJoin('term', 'term.termId', 'samplePlan.termId')
		.select(['term.academicYear', 'term.name', 'term.confirmedAt', 'term.closedAt'])
		.where('samplePlan.planRef', '=', planRef)
		.orderBy('term.startsOn')
		.execute();
	const given = await store
		.selectFrom('assignment')
		.innerJoin('term', 'term.termId', 'assignment.termId')
		.select([
			'term.academicYear',
			'term.name',
			'assignment.declinedAt',
			'assignment.withdrawnAt',
			'assignment.submittedAt'
		])
		.where('assignment.planRef', '=', planRef)
		.orderBy('assignment.assignmentId')
		.execute();
	const nameOf = ({ academicYear, name }: { academicYear: number; name: string }) =>
		termLabel({ academicYear, name: name as Term['name'] });
	const open = given.filter((row) => !row.declinedAt && !row.withdrawnAt && !row.submittedAt);
	return {
		drawn: drawn.length,
		givenOut: given.length,
		handedBack: given.filter(({ declinedAt }) => declinedAt !== null).length,
		audited: given.filter(({ submittedAt }) => submittedAt !== null).length,
		withAuditor: [...new Set(open.map(nameOf))],
		inSample: drawn.filter(({ confirmedAt, closedAt }) => confirmedAt === null && closedAt === null).map(nameOf)
	};
}
