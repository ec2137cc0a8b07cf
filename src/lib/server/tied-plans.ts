/**
 * Plans in hand that their auditor's ties speak against: ties are told, and plans move, after plans were given out. Such a plan is not
 * sent to a tablet any more, and its coordinator decides.
 */
import type { PlanDates } from '#lib/domain/plan-dates.ts';
import { adviserKeys, serviceKey } from '#lib/domain/tie.ts';
import * as caseFacts from './case-facts.ts';
import { portions } from './db/bulk.ts';
import type { Store } from './db/store.ts';

/** An assignment that its auditor still has to do, with what its plan's tie hangs on. */
export interface InHand {
	readonly assignmentId: string;
	readonly termId: string;
	readonly planRef: string;
	readonly auditorId: string;
	readonly marking: string;
	readonly schoolUrn: string | null;
	readonly dates: Pick<PlanDates, 'adviceDates'>;
}

/** What of an auditor's ties speaks against a plan. */
export type TieReason = 'plan' | 'setting' | 'service' | 'household';

/** Gives those of the assignments that must not be with their auditor, by id, and why. */
export async function among(store: Store, inHand: readonly InHand[]): Promise<Map<string, TieReason>> {
	if (inHand.length === 0) return new Map();
	const ties = await tiesOf(store, [...new Set(inHand.map(({ auditorId }) => auditorId))]);
	const told = ties.services.size > 0 ? await caseFacts.forPlans(store, inHand) : new Map<string, never>();
	const beside = ties.households.length > 0 ? await besideOf(store, inHand) : [];
	const reasonOf = (one: InHand): TieReason | null => {
		const pair = (thing: string | null) => `${one.auditorId} ${thing}`;
		if (ties.plans.has(pair(one.planRef))) return 'plan';
		if (one.schoolUrn !== null && ties.settings.has(pair(one.schoolUrn))) return 'setting';
		const advisers = adviserKeys(one.dates, told.get(`${one.termId} ${one.planRef}`));
		if ((ties.services.get(one.auditorId) ?? []).some((service) => advisers.has(service))) return 'service';
		const others = beside.filter((other) => other.termId === one.termId && other.planRef === one.planRef);
		const shared = others.some(
			(other) =>
				ties.households.some((home) => home.includes(one.auditorId) && home.includes(other.auditorId)) &&
				other.auditorId !== one.auditorId &&
				// Of two who both still have to do it the first keeps the plan.
				(other.submittedAt !== null || one.marking === 'second')
		);
		return shared ? 'household' : null;
	};
	return new Map(
		inHand.flatMap((one) => {
			const reason = reasonOf(one);
			return reason ? [[one.assignmentId, reason] as const] : [];
		})
	);
}

/** What ties these auditors, as sets of `auditorId thing`; services as they are compared. */
async function tiesOf(store: Store, auditorIds: readonly string[]) {
	const plans = new Set<string>();
	const settings = new Set<string>();
	const services = new Map<string, string[]>();
	const households: [string, string][] = [];
	for (const part of portions(auditorIds)) {
		const written = await store
			.selectFrom('interest')
			.select(['auditorId', 'planRef', 'schoolUrn'])
			.where('auditorId', 'in', part)
			.execute();
		for (const { auditorId, planRef, schoolUrn } of written)
			(planRef === null ? settings : plans).add(`${auditorId} ${planRef ?? schoolUrn}`);
		const places = await store
			.selectFrom('personSchool')
			.select(['personId', 'schoolUrn'])
			.where('personId', 'in', part)
			.execute();
		for (const { personId, schoolUrn } of places) settings.add(`${personId} ${schoolUrn}`);
		const served = await store
			.selectFrom('personService')
			.select(['personId', 'service'])
			.where('personId', 'in', part)
			.execute();
		for (const { personId, service } of served)
			services.set(personId, [...(services.get(personId) ?? []), serviceKey(service)]);
		const homes = await store
			.selectFrom('household')
			.select(['personId', 'otherId'])
			.where((eb) => eb.or([eb('personId', 'in', part), eb('otherId', 'in', part)]))
			.execute();
		for (const { personId, otherId } of homes) households.push([personId, otherId]);
	}
	return { plans, settings, services, households };
}

/** Everybody who has, or sent, an audit of these plans. */
async function besideOf(store: Store, inHand: readonly InHand[]) {
	const found: { termId: string; planRef: string; auditorId: string; submittedAt: string | null }[] = [];
	for (const part of portions([...new Set(inHand.map(({ planRef }) => planRef))]))
		found.push(
			...(await store
				.selectFrom('assignment')
				.select(['termId', 'planRef', 'auditorId', 'submittedAt'])
				.where('planRef', 'in', part)
				.where('declinedAt', 'is', null)
				.where('withdrawnAt', 'is', null)
				.execute())
		);
	return found;
}

/** Gives the references of the plans that somebody still has to do, in terms that are not closed, and that their ties now speak against. */
export async function ofPerson(store: Store, personId: string): Promise<string[]> {
	const rows = await store
		.selectFrom('assignment')
		.innerJoin('term', 'term.termId', 'assignment.termId')
		.innerJoin('plan', 'plan.planRef', 'assignment.planRef')
		.select([
			'assignment.assignmentId',
			'assignment.termId',
			'assignment.planRef',
			'assignment.auditorId',
			'assignment.marking',
			'plan.schoolUrn',
			'plan.dates'
		])
		.where('assignment.auditorId', '=', personId)
		.where('assignment.submittedAt', 'is', null)
		.where('assignment.declinedAt', 'is', null)
		.where('assignment.withdrawnAt', 'is', null)
		.where('term.closedAt', 'is', null)
		.execute();
	const tied = await among(
		store,
		rows.map((row) => ({ ...row, dates: JSON.parse(row.dates) as PlanDates }))
	);
	return rows.flatMap(({ assignmentId, planRef }) => (tied.has(assignmentId) ? [planRef] : [])).sort();
}
