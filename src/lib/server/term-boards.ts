/** The board of a term with what it names: joined from everything that is stored of the term. */
import { statusOf } from '#lib/domain/assignment.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import type { Person } from '#lib/domain/person.ts';
import { yearGroupOf } from '#lib/domain/frame.ts';
import { boardOf, type TermBoard } from '#lib/domain/term-board.ts';
import { termPrecision, type TermPrecision } from '#lib/domain/term-precision.ts';
import type { Term } from '#lib/domain/term.ts';
import { stageOf } from '#lib/domain/year-group.ts';
import * as assignments from './assignments.ts';
import type { Store } from './db/store.ts';
import * as people from './people.ts';
import * as plans from './plans.ts';
import * as revisions from './revisions.ts';
import * as schools from './schools.ts';
import * as tabletReports from './tablet-reports.ts';
import * as terms from './terms.ts';
import * as tiedPlans from './tied-plans.ts';

export interface NamedBoard {
	readonly term: Term;
	readonly board: TermBoard;
	/** What its finished audits can say of all plans; null before a sample is drawn. */
	readonly precision: TermPrecision | null;
	readonly people: ReadonlyMap<string, Person>;
	/** The words for the groups of the draw, by stratum. */
	readonly strata: ReadonlyMap<string, string>;
	/** Names of the settings by URN. */
	readonly schools: ReadonlyMap<string, string>;
}

/** Gives the board of a term as of now. Refuses `thing.not_found`. */
export async function get(store: Store, termId: string, now: Instant): Promise<NamedBoard> {
	const term = await terms.byId(store, termId);
	const [sample, given, everyone, opened, tablets, settings] = await Promise.all([
		terms.sample(store, termId),
		assignments.list(store, termId),
		people.list(store),
		revisions.list(store, termId),
		tabletReports.list(store),
		schools.list(store)
	]);
	const drawn = sample?.plans ?? [];
	const register = new Map(
		(
			await plans.byRefs(
				store,
				drawn.map(({ planRef }) => planRef)
			)
		).map((plan) => [plan.planRef, plan])
	);
	const marks = await plans.marks(store);
	const toDo = given.filter((one) => statusOf(one) === 'assigned');
	const tied = await tiedPlans.among(
		store,
		toDo.flatMap((one) => {
			const plan = register.get(one.planRef);
			return plan ? [{ ...one, schoolUrn: plan.schoolUrn, dates: plan.dates }] : [];
		})
	);
	const board = boardOf({
		sample: drawn.flatMap(({ planRef, auditsWanted, stratum }) => {
			const plan = register.get(planRef);
			if (!plan) return [];
			return [
				{
					planRef,
					auditsWanted,
					stage: stageOf(yearGroupOf(plan, term.startsOn)),
					stratum,
					schoolUrn: plan.schoolUrn,
					held: (marks.get(planRef)?.heldAt ?? null) !== null
				}
			];
		}),
		assignments: given,
		auditors: everyone,
		revisions: opened,
		tablets,
		tied: new Set(tied.keys()),
		today: londonDate(now),
		closed: term.closedAt !== null
	});
	// What was sent goes on counting while it is opened again.
	const finished = board.items.filter(
		({ marking, state }) => marking === 'first' && (state === 'sent' || state === 'again')
	);
	return {
		term,
		board,
		precision: sample && termPrecision(sample, new Set(finished.map(({ planRef }) => planRef))),
		people: new Map(everyone.map((person) => [person.personId, person])),
		strata: new Map((sample?.strata ?? []).map(({ id, label }) => [id, label])),
		schools: new Map(settings.map(({ urn, name }) => [urn, name]))
	};
}
