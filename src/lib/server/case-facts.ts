/** What the SEN service told of the plans of a term (`domain/case-fact.ts`): one row a plan and term, read with every workload. */
import { isLive } from '#lib/domain/assignment.ts';
import type { GivenAnswers } from '#lib/domain/audit.ts';
import type { AskedPlan } from '#lib/domain/case-fact-file.ts';
import { orderFaults } from '#lib/domain/case-fact-order.ts';
import { askedOf, CaseFacts, datesWith, givenOf, isEmpty, noFacts } from '#lib/domain/case-fact.ts';
import { londonDate, type PlainDate } from '#lib/domain/plain-date.ts';
import type { PlanDates } from '#lib/domain/plan-dates.ts';
import type { SenSetting } from '#lib/domain/plan.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { Context, Rubric } from '#lib/domain/rubric.ts';
import { record, type By } from './activity.ts';
import * as assignments from './assignments.ts';
import { portions, upsertAll } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as plans from './plans.ts';
import * as rubrics from './rubrics.ts';
import * as terms from './terms.ts';

/** One plan that is with an auditor, as its facts are asked for. */
export interface PlanAsked extends AskedPlan {
	readonly schoolUrn: string | null;
	readonly senSetting: SenSetting | null;
	/** Audits of it, and how many of them were sent: those never change. */
	readonly audits: number;
	readonly sent: number;
}

/** Gives what was told of the plans of a term, by reference. */
export async function list(store: Store, termId: string): Promise<Map<string, CaseFacts>> {
	const rows = await store.selectFrom('caseFact').select(['planRef', 'body']).where('termId', '=', termId).execute();
	return new Map(rows.map(({ planRef, body }) => [planRef, CaseFacts.parse(JSON.parse(body))]));
}

/** Gives what was told last of every plan, in whatever term, by reference. */
export async function latest(store: Store): Promise<Map<string, CaseFacts>> {
	const rows = await store
		.selectFrom('caseFact')
		.select(['planRef', 'body'])
		.orderBy('changedAt')
		.orderBy('termId')
		.execute();
	return new Map(rows.map(({ planRef, body }) => [planRef, CaseFacts.parse(JSON.parse(body))]));
}

/** Gives what was told of these plans, by `termId planRef`. */
export async function forPlans(
	store: Store,
	wanted: readonly { readonly termId: string; readonly planRef: string }[]
): Promise<Map<string, CaseFacts>> {
	const found = new Map<string, CaseFacts>();
	for (const part of portions([...new Set(wanted.map(({ planRef }) => planRef))])) {
		const rows = await store
			.selectFrom('caseFact')
			.select(['termId', 'planRef', 'body'])
			.where('planRef', 'in', part)
			.execute();
		for (const { termId, planRef, body } of rows) found.set(`${termId} ${planRef}`, CaseFacts.parse(JSON.parse(body)));
	}
	return found;
}

/** Gives what is known of a plan besides what its auditor finds: its dates, and what the SEN service now answers, by criterion. */
export async function toldOf(
	store: Store,
	plan: { readonly termId: string; readonly planRef: string; readonly dates: string },
	rubric: Rubric,
	context: Context
): Promise<{ dates: PlanDates; given: GivenAnswers }> {
	const facts = (await forPlans(store, [plan])).get(`${plan.termId} ${plan.planRef}`);
	const dates = JSON.parse(plan.dates) as PlanDates;
	return facts ? { dates: datesWith(dates, facts), given: givenOf(rubric, context, facts) } : { dates, given: {} };
}

/**
 * Gives the plans of a term that are with auditors, by reference, with what each is asked and what was told, and the rubric that asks.
 * Refuses `thing.not_found`.
 */
export async function asked(
	store: Store,
	termId: string,
	today: PlainDate
): Promise<{ rubric: Rubric; plans: PlanAsked[] }> {
	const term = await terms.byId(store, termId);
	const rubric = await rubrics.get(store, term.rubricId, term.rubricVersion);
	const [given, told] = await Promise.all([assignments.list(store, termId), list(store, termId)]);
	const byPlan = Map.groupBy(given.filter(isLive), ({ planRef }) => planRef);
	const found = (await plans.byRefs(store, [...byPlan.keys()])).flatMap((plan): PlanAsked[] => {
		const own = byPlan.get(plan.planRef) ?? [];
		// Two audits of a plan may be of two kinds; the one that asks more asks all that the other does.
		const [widest] = own
			.map(({ context }) => askedOf(rubric, context, plan.dates, today))
			.sort((one, other) => other.criteria.length - one.criteria.length);
		if (!widest) return [];
		return [
			{
				planRef: plan.planRef,
				schoolUrn: plan.schoolUrn,
				senSetting: plan.senSetting,
				dates: plan.dates,
				asked: widest,
				facts: told.get(plan.planRef) ?? null,
				audits: own.length,
				sent: own.filter(({ submittedAt }) => submittedAt !== null).length
			}
		];
	});
	return { rubric, plans: found };
}

/**
 * Writes what was told of plans in place of what was told before; all of it or nothing. Tablets have it with their next exchange; audits
 * that were sent stay as they are. Refuses `thing.not_found` for a plan that is with no auditor this term, `term.closed`, and
 * `case_facts.impossible` for days that cannot be true.
 */
export async function write(
	store: Store,
	termId: string,
	told: readonly { readonly planRef: string; readonly facts: CaseFacts }[],
	by: By
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const term = await terms.byId(tx, termId);
		if (term.closedAt) throw new Refusal('term.closed');
		const today = londonDate(by.now);
		const known = new Map((await asked(tx, termId, today)).plans.map((plan) => [plan.planRef, plan]));
		for (const { planRef, facts } of told) {
			const plan = known.get(planRef);
			if (!plan) throw new Refusal('thing.not_found');
			const faults = orderFaults(facts, plan.dates, today);
			if (faults.length > 0)
				throw new Refusal(
					'case_facts.impossible',
					faults.map(({ field }) => field)
				);
		}
		const empty = told.filter(({ facts }) => isEmpty(facts)).map(({ planRef }) => planRef);
		for (const part of portions(empty))
			await tx.deleteFrom('caseFact').where('termId', '=', termId).where('planRef', 'in', part).execute();
		const kept = told.filter(({ facts }) => !isEmpty(facts));
		if (kept.length > 0)
			await upsertAll(
				tx,
				'caseFact',
				['termId', 'planRef'],
				kept.map(({ planRef, facts }) => ({
					termId,
					planRef,
					body: JSON.stringify({ ...noFacts(), ...facts }),
					changedAt: by.now,
					changedBy: by.actorId ?? ''
				}))
			);
		await record(tx, { ...by, action: 'case_facts.written', subject: termId, details: { plans: told.length } });
	});
}
