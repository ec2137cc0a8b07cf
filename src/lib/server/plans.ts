/** The register's plans, pseudonymous. One that ends stays: audits hang on it. */
import type { Instant } from '#lib/domain/plain-date.ts';
import type { PlanDates } from '#lib/domain/plan-dates.ts';
import type { Plan, SenSetting, SenType } from '#lib/domain/plan.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { record, type By } from './activity.ts';
import { portions, upsertAll } from './db/bulk.ts';
import { inTransaction, type Store, type StoreTables } from './db/store.ts';

/** What a coordinator did to a plan by hand, and when. */
export interface PlanMarks {
	/** Held back from sampling, and why. */
	readonly heldAt: Instant | null;
	readonly heldReason: string | null;
	readonly correctedAt: Instant | null;
	readonly addedAt: Instant | null;
	readonly endedAt: Instant | null;
}

/** Gives the plan that a row of the register is. */
export function planOf(row: StoreTables['plan']): Plan {
	return {
		planRef: row.planRef,
		matchKey: row.matchKey,
		cohort: row.cohort,
		primaryNeed: row.primaryNeed as SenType | null,
		schoolUrn: row.schoolUrn,
		senSetting: row.senSetting as SenSetting | null,
		senUnit: row.senUnit === 1,
		resourcedProvision: row.resourcedProvision === 1,
		planKind: row.planKind as Plan['planKind'],
		startedOn: row.startedOn,
		ceasedOn: row.ceasedOn,
		dates: JSON.parse(row.dates) as PlanDates
	};
}

/** Gives every plan, ended ones too, by reference. */
export async function list(store: Store): Promise<Plan[]> {
	const rows = await store.selectFrom('plan').selectAll().orderBy('planRef').execute();
	return rows.map(planOf);
}

/** Gives the plans with these references, by reference; references that are not there are passed over. */
export async function byRefs(store: Store, planRefs: readonly string[]): Promise<Plan[]> {
	const found: Plan[] = [];
	for (const part of portions([...new Set(planRefs)].sort())) {
		const rows = await store.selectFrom('plan').selectAll().where('planRef', 'in', part).orderBy('planRef').execute();
		found.push(...rows.map(planOf));
	}
	return found;
}

/** Gives one plan. Refuses `thing.not_found`. */
export async function byRef(store: Store, planRef: string): Promise<Plan> {
	const [plan] = await byRefs(store, [planRef]);
	if (!plan) throw new Refusal('thing.not_found');
	return plan;
}

/** Gives the columns that hold a plan. */
export function rowOf(plan: Plan) {
	return {
		planRef: plan.planRef,
		matchKey: plan.matchKey,
		cohort: plan.cohort,
		primaryNeed: plan.primaryNeed,
		schoolUrn: plan.schoolUrn,
		senSetting: plan.senSetting,
		senUnit: plan.senUnit ? 1 : 0,
		resourcedProvision: plan.resourcedProvision ? 1 : 0,
		planKind: plan.planKind,
		startedOn: plan.startedOn,
		ceasedOn: plan.ceasedOn,
		dates: JSON.stringify(plan.dates)
	};
}

/** Gives what was done by hand to plans, by reference; a plan to which nothing was done is not among them. */
export async function marks(store: Store): Promise<Map<string, PlanMarks>> {
	const rows = await store
		.selectFrom('plan')
		.select(['planRef', 'heldAt', 'heldReason', 'correctedAt', 'addedAt', 'endedAt'])
		.where((eb) =>
			eb.or([
				eb('heldAt', 'is not', null),
				eb('correctedAt', 'is not', null),
				eb('addedAt', 'is not', null),
				eb('endedAt', 'is not', null)
			])
		)
		.orderBy('planRef')
		.execute();
	return new Map(rows.map(({ planRef, ...of }) => [planRef, of]));
}

/**
 * Writes plans as a file tells them, over those with the same reference: they are no longer as they were put right by hand. That a
 * plan is held back stays. The other plans stay as they are.
 */
export async function upsertMany(store: Store, plans: readonly Plan[], by: By): Promise<void> {
	const rows = plans.map((plan) => ({ ...rowOf(plan), correctedAt: null }));
	await inTransaction(store, async (tx) => {
		await upsertAll(tx, 'plan', ['planRef'], rows);
		// One that runs again did not end.
		await tx
			.updateTable('plan')
			.set({ endedAt: null })
			.where('endedAt', 'is not', null)
			.where('ceasedOn', 'is', null)
			.execute();
		await record(tx, { ...by, action: 'plans.written', details: { plans: rows.length } });
	});
}

/** Gives how many plans have not ended. */
export async function count(store: Store): Promise<number> {
	const { plans } = await store
		.selectFrom('plan')
		.select((eb) => eb.fn.countAll<number>().as('plans'))
		.where('ceasedOn', 'is', null)
		.executeTakeFirstOrThrow();
	return plans;
}

/** Gives how many plans that have not ended there are by one of their facts; the empty text stands for "not known". */
export async function countsBy(
	store: Store,
	fact: 'schoolUrn' | 'primaryNeed' | 'cohort' | 'planKind'
): Promise<Map<string, number>> {
	const rows = await store
		.selectFrom('plan')
		.select((eb) => [fact, eb.fn.countAll<number>().as('plans')])
		.where('ceasedOn', 'is', null)
		.groupBy(fact)
		.execute();
	return new Map(rows.map((row) => [String((row as Record<string, unknown>)[fact] ?? ''), row.plans]));
}

/** Gives who advised on plans that have not ended, as far as the register says, with how many plans, by name. */
export async function contributors(store: Store): Promise<{ name: string; plans: number }[]> {
	const rows = await store.selectFrom('plan').select('dates').where('ceasedOn', 'is', null).execute();
	const found = new Map<string, number>();
	for (const { dates } of rows) {
		const { adviceDates } = JSON.parse(dates) as PlanDates;
		for (const name of new Set((adviceDates ?? []).map(({ contributor }) => contributor)))
			found.set(name, (found.get(name) ?? 0) + 1);
	}
	return [...found].map(([name, plans]) => ({ name, plans })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
