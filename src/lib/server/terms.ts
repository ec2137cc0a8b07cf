/** The terms of a partnership and the sample of each. */
import type * as z from 'zod';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { contextFaults } from '#lib/domain/rubric.ts';
import { drawSample as sampleOf, SampleDesign, type FramePlan, type Sample } from '#lib/domain/sampling.ts';
import type { Term } from '#lib/domain/term.ts';
import { record, type By } from './activity.ts';
import { insertAll } from './db/bulk.ts';
import { inTransaction, type Store, type StoreTables } from './db/store.ts';
import * as frames from './frames.ts';
import { newId } from './ids.ts';
import * as rubrics from './rubrics.ts';

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

/** Gives the plans that can be drawn for a term by the partnership's rules (`frames.of` tells the others' reasons too). */
export async function frame(store: Store, term: Pick<Term, 'termId' | 'startsOn'>): Promise<FramePlan[]> {
	return (await frames.of(store, term)).plans;
}

/** A sample that was drawn for a term and put aside for another. */
export interface EarlierDraw {
	readonly seed: string;
	readonly design: SampleDesign;
	readonly drawnAt: Instant;
}

/** What is kept of a sample beside its plans. */
type Heading = Omit<Sample, 'plans'> & { readonly earlier?: readonly EarlierDraw[] };

/** Samples put aside that are kept, so that nobody can try seeds until one suits without its being seen. */
const MOST_EARLIER = 50;

async function undrawn(tx: Store, termId: string): Promise<Term> {
	const term = await byId(tx, termId);
	if (term.closedAt) throw new Refusal('term.closed');
	if (term.confirmedAt) throw new Refusal('term.already_confirmed');
	return term;
}

async function headingOf(store: Store, termId: string): Promise<Heading | null> {
	const row = await store.selectFrom('term').select('sample').where('termId', '=', termId).executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	if (row.sample === null) return null;
	const heading = JSON.parse(row.sample) as Heading;
	// A design from before there were priorities and factors had none.
	return { ...heading, design: SampleDesign.parse(heading.design) };
}

async function draw(
	tx: Store,
	term: Term,
	design: z.input<typeof SampleDesign>,
	seed: string,
	earlier: readonly EarlierDraw[],
	by: By
): Promise<Sample> {
	const plansToDraw = await frame(tx, term);
	if (plansToDraw.length < design.size) throw new Refusal('term.too_few_plans', [String(plansToDraw.length)]);
	const { plans: drawnPlans, ...heading } = sampleOf(plansToDraw, design, seed);
	const { termId } = term;
	await tx.deleteFrom('samplePlan').where('termId', '=', termId).execute();
	await insertAll(
		tx,
		'samplePlan',
		drawnPlans.map((plan) => ({
			termId,
			planRef: plan.planRef,
			stratum: plan.stratum,
			inclusionProbability: plan.inclusionProbability,
			auditsWanted: plan.auditsWanted
		}))
	);
	const kept: Heading = { ...heading, earlier: earlier.slice(-MOST_EARLIER) };
	await tx
		.updateTable('term')
		.set({ sampledAt: by.now, sample: JSON.stringify(kept) })
		.where('termId', '=', termId)
		.execute();
	return { ...heading, plans: drawnPlans };
}

/**
 * Draws the sample of a term and keeps it, in place of one drawn before, whose seed and design stay on record. Refuses `term.closed`,
 * `term.already_confirmed` and `term.too_few_plans`.
 */
export async function drawSample(
	store: Store,
	termId: string,
	design: z.input<typeof SampleDesign>,
	seed: string,
	by: By
): Promise<Sample> {
	return inTransaction(store, async (tx) => {
		const term = await undrawn(tx, termId);
		const before = await headingOf(tx, termId);
		const earlier = before
			? [...(before.earlier ?? []), { seed: before.seed, design: before.design, drawnAt: term.sampledAt ?? by.now }]
			: [];
		const drawn = await draw(tx, term, design, seed, earlier, by);
		await record(tx, { ...by, action: 'term.sampled', subject: termId, details: { plans: drawn.plans.length } });
		return drawn;
	});
}

/** Gives the samples that were drawn for a term and put aside, the latest last. Refuses `thing.not_found`. */
export async function earlierDraws(store: Store, termId: string): Promise<readonly EarlierDraw[]> {
	return (await headingOf(store, termId))?.earlier ?? [];
}

/**
 * Undoes the last draw of a term: the sample before it is drawn again by its seed and design (from the register as it is now), or there
 * is none where it was the first. Gives what the term has then. Refuses `term.closed`, `term.already_confirmed`, `term.not_sampled` and
 * `term.too_few_plans`.
 */
export async function undoDraw(store: Store, termId: string, by: By): Promise<Sample | null> {
	return inTransaction(store, async (tx) => {
		const term = await undrawn(tx, termId);
		const heading = await headingOf(tx, termId);
		if (!heading) throw new Refusal('term.not_sampled');
		const earlier = heading.earlier ?? [];
		const last = earlier.at(-1);
		let back: Sample | null = null;
		if (last) back = await draw(tx, term, last.design, last.seed, earlier.slice(0, -1), by);
		else {
			await tx.deleteFrom('samplePlan').where('termId', '=', termId).execute();
			await tx.updateTable('term').set({ sampledAt: null, sample: null }).where('termId', '=', termId).execute();
		}
		const details = { plans: back?.plans.length ?? 0 };
		await record(tx, { ...by, action: 'term.draw_undone', subject: termId, details });
		return back;
	});
}

/** Gives the sample of a term as it was drawn, or null. Refuses `thing.not_found` for a term that is not there. */
export async function sample(store: Store, termId: string): Promise<Sample | null> {
	const kept = await headingOf(store, termId);
	if (!kept) return null;
	const { seed, design, strata } = kept;
	const rows = await store
		.selectFrom('samplePlan')
		.selectAll()
		.where('termId', '=', termId)
		.orderBy('planRef')
		.execute();
	return {
		seed,
		design,
		strata,
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
