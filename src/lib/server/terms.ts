/** The terms of a partnership and the sample of each. */
import { inForce } from '#lib/domain/plan.ts';
import { addMonths, type PlainDate } from '#lib/domain/plain-date.ts';
import type { Plan } from '#lib/domain/plan.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { contextFaults } from '#lib/domain/rubric.ts';
import { drawSample as draw, type FramePlan, type Sample, type SampleDesign } from '#lib/domain/sampling.ts';
import { settingGroupOf } from '#lib/domain/school.ts';
import type { Term } from '#lib/domain/term.ts';
import { stageOf, yearGroup as yearGroupOn } from '#lib/domain/year-group.ts';
import { record, type By } from './activity.ts';
import { insertAll } from './db/bulk.ts';
import { inTransaction, type Store, type StoreTables } from './db/store.ts';
import { newId } from './ids.ts';
import * as plans from './plans.ts';
import * as rubrics from './rubrics.ts';
import * as schools from './schools.ts';

/** Terms in which a plan that was audited is left out of the draw. */
const REST = 3;

function termOf(row: StoreTables['term']): Term {
	return {
		termId: row.termId,
		academicYear: row.academicYear,
		name: row.name as Term['name'],
		startsOn: row.startsOn,
		endsOn: row.endsOn,
		dueOn: row.dueOn,
		rubricId: row.rubricId,
		rubricVersion: row.rubricVersion,
		profile: row.profile,
		adviceWithheldFrom: JSON.parse(row.adviceWithheldFrom) as Term['adviceWithheldFrom'],
		switchedOff: JSON.parse(row.switchedOff) as string[],
		openedAt: row.openedAt,
		sampledAt: row.sampledAt,
		confirmedAt: row.confirmedAt,
		closedAt: row.closedAt
	};
}

/** What a coordinator says when opening a term; unless said otherwise, advice is withheld from nobody. */
export type TermFacts = Omit<
	Term,
	'termId' | 'openedAt' | 'sampledAt' | 'confirmedAt' | 'closedAt' | 'adviceWithheldFrom'
> &
	Partial<Pick<Term, 'adviceWithheldFrom'>>;

/**
 * Opens a term and gives it. Refuses `term.exists` where that term of that year is open already, `thing.not_found` for a rubric that is
 * not published, `request.malformed` for a profile or a switched-off section that the rubric does not have.
 */
export async function open(store: Store, facts: TermFacts, by: By): Promise<Term> {
	return inTransaction(store, async (tx) => {
		const rubric = await rubrics.get(tx, facts.rubricId, facts.rubricVersion);
		const faults = contextFaults(rubric, {
			profile: facts.profile,
			yearGroup: 0,
			planKind: 'new',
			phaseTransfer: false,
			switchedOff: facts.switchedOff
		});
		if (faults.length > 0)
			throw new Refusal(
				'request.malformed',
				faults.map(({ field }) => field)
			);
		const there = await tx
			.selectFrom('term')
			.select('termId')
			.where('academicYear', '=', facts.academicYear)
			.where('name', '=', facts.name)
			.executeTakeFirst();
		if (there) throw new Refusal('term.exists');
		const term: Term = {
			termId: newId(),
			academicYear: facts.academicYear,
			name: facts.name,
			startsOn: facts.startsOn,
			endsOn: facts.endsOn,
			dueOn: facts.dueOn,
			rubricId: facts.rubricId,
			rubricVersion: facts.rubricVersion,
			profile: facts.profile,
			adviceWithheldFrom: [...(facts.adviceWithheldFrom ?? [])].sort(),
			switchedOff: [...facts.switchedOff].sort(),
			openedAt: by.now,
			sampledAt: null,
			confirmedAt: null,
			closedAt: null
		};
		await tx
			.insertInto('term')
			.values({
				...term,
				adviceWithheldFrom: JSON.stringify(term.adviceWithheldFrom),
				switchedOff: JSON.stringify(term.switchedOff),
				sample: null
			})
			.execute();
		await record(tx, { ...by, action: 'term.opened', subject: term.termId });
		return term;
	});
}

/** Gives every term, the latest first. */
export async function list(store: Store): Promise<Term[]> {
	const rows = await store.selectFrom('term').selectAll().orderBy('startsOn', 'desc').orderBy('termId').execute();
	return rows.map(termOf);
}

/** Gives one term. Refuses `thing.not_found`. */
export async function byId(store: Store, termId: string): Promise<Term> {
	const row = await store.selectFrom('term').selectAll().where('termId', '=', termId).executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	return termOf(row);
}

/** The year group on a day as contexts and frames hold it: nobody under -5 or over 21 has a plan, so what lies beyond is a wrong date. */
export function yearGroupOf(plan: Pick<Plan, 'cohort'>, onDate: PlainDate): number {
	return Math.min(21, Math.max(-5, yearGroupOn(plan.cohort, onDate)));
}

/**
 * Gives the plans that can be drawn for a term: in force on its first day, not held back, not audited in the three terms before it,
 * and not with an auditor in another term that is still open.
 */
export async function frame(store: Store, term: Pick<Term, 'termId' | 'startsOn'>): Promise<FramePlan[]> {
	const before = await store
		.selectFrom('term')
		.select('termId')
		.where('startsOn', '<', term.startsOn)
		.orderBy('startsOn', 'desc')
		.limit(REST)
		.execute();
	const rested = before.length
		? await store
				.selectFrom('submission')
				.select('planRef')
				.distinct()
				.where(
					'termId',
					'in',
					before.map(({ termId }) => termId)
				)
				.execute()
		: [];
	const out = await store
		.selectFrom('assignment')
		.innerJoin('term', 'term.termId', 'assignment.termId')
		.select('assignment.planRef')
		.distinct()
		.where('term.termId', '!=', term.termId)
		.where('term.closedAt', 'is', null)
		.where('assignment.submittedAt', 'is', null)
		.where('assignment.declinedAt', 'is', null)
		.where('assignment.withdrawnAt', 'is', null)
		.execute();
	const held = await store.selectFrom('plan').select('planRef').where('heldAt', 'is not', null).execute();
	const resting = new Set([...rested, ...out, ...held].map(({ planRef }) => planRef));
	const typeOf = new Map((await schools.list(store)).map(({ urn, typeCode }) => [urn, typeCode]));
	const recent = addMonths(term.startsOn, -12);
	return (await plans.list(store))
		.filter((plan) => inForce(plan, term.startsOn) && !resting.has(plan.planRef))
		.map((plan) => {
			const yearGroup = yearGroupOf(plan, term.startsOn);
			const { planFirstMadeDate, finalPlanDate, amendedFinalDate, phaseTransferFinalDate } = plan.dates;
			const made = [plan.startedOn, planFirstMadeDate, finalPlanDate, amendedFinalDate, phaseTransferFinalDate];
			return {
				planRef: plan.planRef,
				stage: stageOf(yearGroup),
				settingGroup: settingGroupOf(plan.schoolUrn === null ? null : (typeOf.get(plan.schoolUrn) ?? null)),
				isNew: made.some((date) => date !== null && date > recent && date <= term.startsOn),
				yearGroup,
				schoolUrn: plan.schoolUrn,
				primaryNeed: plan.primaryNeed
			};
		});
}

/**
 * Draws the sample of a term and keeps it, in place of one drawn before. Refuses `term.closed`, `term.already_confirmed` and
 * `term.too_few_plans`.
 */
export async function drawSample(
	store: Store,
	termId: string,
	design: Partial<SampleDesign> & Pick<SampleDesign, 'size'>,
	seed: string,
	by: By
): Promise<Sample> {
	return inTransaction(store, async (tx) => {
		const term = await byId(tx, termId);
		if (term.closedAt) throw new Refusal('term.closed');
		if (term.confirmedAt) throw new Refusal('term.already_confirmed');
		const plansToDraw = await frame(tx, term);
		if (plansToDraw.length < design.size) throw new Refusal('term.too_few_plans', [String(plansToDraw.length)]);
		const drawn = draw(plansToDraw, design, seed);
		await tx.deleteFrom('samplePlan').where('termId', '=', termId).execute();
		await insertAll(
			tx,
			'samplePlan',
			drawn.plans.map((plan) => ({
				termId,
				planRef: plan.planRef,
				stratum: plan.stratum,
				inclusionProbability: plan.inclusionProbability,
				auditsWanted: plan.auditsWanted
			}))
		);
		const { plans: _kept, ...heading } = drawn;
		await tx
			.updateTable('term')
			.set({ sampledAt: by.now, sample: JSON.stringify(heading) })
			.where('termId', '=', termId)
			.execute();
		await record(tx, { ...by, action: 'term.sampled', subject: termId, details: { plans: drawn.plans.length } });
		return drawn;
	});
}

/** Gives the sample of a term as it was drawn, or null. Refuses `thing.not_found` for a term that is not there. */
export async function sample(store: Store, termId: string): Promise<Sample | null> {
	const term = await store.selectFrom('term').select('sample').where('termId', '=', termId).executeTakeFirst();
	if (!term) throw new Refusal('thing.not_found');
	if (term.sample === null) return null;
	const rows = await store
		.selectFrom('samplePlan')
		.selectAll()
		.where('termId', '=', termId)
		.orderBy('planRef')
		.execute();
	return {
		...(JSON.parse(term.sample) as Omit<Sample, 'plans'>),
		plans: rows.map((row) => ({
			planRef: row.planRef,
			stratum: row.stratum,
			inclusionProbability: row.inclusionProbability,
			auditsWanted: row.auditsWanted === 2 ? 2 : 1
		}))
	};
}

/** Closes a term: nothing more is given out in it. Audits that are already made are still taken in. Refuses `term.closed`. */
export async function close(store: Store, termId: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const term = await byId(tx, termId);
		if (term.closedAt) throw new Refusal('term.closed');
		await tx.updateTable('term').set({ closedAt: by.now }).where('termId', '=', termId).execute();
		await record(tx, { ...by, action: 'term.closed', subject: termId });
	});
}
