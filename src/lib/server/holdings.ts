/** What the server holds about one person, for that person to see: facts and counts, never what others wrote about anybody. */
import type { Instant } from '#lib/domain/plain-date.ts';
import type { Person } from '#lib/domain/person.ts';
import type { Store } from './db/store.ts';
import * as people from './people.ts';

export interface Holdings {
	readonly person: Person;
	readonly services: readonly string[];
	/** Ties that were written down, apart from the places of work. */
	readonly ties: { readonly settings: number; readonly plans: number; readonly people: number };
	readonly invitations: number;
	readonly plans: { readonly given: number; readonly handedBack: number; readonly takenBack: number };
	readonly audits: { readonly sent: number; readonly latest: Instant | null };
	/** Audits that this person asked for back. */
	readonly askedBack: number;
	/** Tablets that told how much waits on them. */
	readonly tablets: { readonly count: number; readonly latest: Instant | null };
	/** Lines of what this person did, by the action's code, the commonest first. */
	readonly activity: readonly { readonly action: string; readonly count: number }[];
	/** Lines of what others did that are about this person, such as an invitation. */
	readonly linesAbout: number;
}

/** Gives what is held about a person. Refuses `thing.not_found`. */
export async function of(store: Store, personId: string): Promise<Holdings> {
	const person = await people.byId(store, personId);
	const services = await store.selectFrom('personService').select('service').where('personId', '=', personId).execute();
	const ties = await store.selectFrom('interest').select('planRef').where('auditorId', '=', personId).execute();
	const homes = await store
		.selectFrom('household')
		.select('personId')
		.where((eb) => eb.or([eb('personId', '=', personId), eb('otherId', '=', personId)]))
		.execute();
	const invitations = await store
		.selectFrom('invitation')
		.select('invitationId')
		.where('personId', '=', personId)
		.execute();
	const plans = await store
		.selectFrom('assignment')
		.select(['assignmentId', 'declinedAt', 'withdrawnAt'])
		.where('auditorId', '=', personId)
		.execute();
	const audits = await store.selectFrom('submission').select('receivedAt').where('auditorId', '=', personId).execute();
	const asked = await store
		.selectFrom('revision')
		.innerJoin('assignment', 'assignment.assignmentId', 'revision.assignmentId')
		.select('revision.revision')
		.where('assignment.auditorId', '=', personId)
		.where('revision.askedAt', 'is not', null)
		.execute();
	const tablets = await store
		.selectFrom('tabletReport')
		.select('reportedAt')
		.where('personId', '=', personId)
		.execute();
	const done = await store.selectFrom('activity').select('action').where('actorId', '=', personId).execute();
	const about = await store.selectFrom('activity').select('actorId').where('subject', '=', personId).execute();
	return {
		person,
		services: services.map(({ service }) => service).sort(),
		ties: {
			settings: ties.filter(({ planRef }) => planRef === null).length,
			plans: ties.filter(({ planRef }) => planRef !== null).length,
			people: homes.length
		},
		invitations: invitations.length,
		plans: {
			given: plans.length,
			handedBack: plans.filter(({ declinedAt }) => declinedAt !== null).length,
			takenBack: plans.filter(({ withdrawnAt }) => withdrawnAt !== null).length
		},
		audits: { sent: audits.length, latest: latest(audits.map(({ receivedAt }) => receivedAt)) },
		askedBack: asked.length,
		tablets: { count: tablets.length, latest: latest(tablets.map(({ reportedAt }) => reportedAt)) },
		activity: [...Map.groupBy(done, ({ action }) => action)]
			.map(([action, lines]) => ({ action, count: lines.length }))
			.sort((a, b) => b.count - a.count || a.action.localeCompare(b.action)),
		linesAbout: about.filter(({ actorId }) => actorId !== personId).length
	};
}

function latest(moments: readonly Instant[]): Instant | null {
	return moments.toSorted().at(-1) ?? null;
}
