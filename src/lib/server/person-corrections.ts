/** What a coordinator does to single people by hand: add and put right. Access is ended and given back in `people.ts`. */
import { Refusal } from '#lib/domain/problem.ts';
import type { RegisterPerson } from '#lib/domain/register.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { record, type By } from './activity.ts';
import { insertAll } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as interests from './interests.ts';
import * as people from './people.ts';

export interface PersonByHand {
	readonly person: RegisterPerson;
	readonly disabledAt: Instant | null;
	readonly correctedAt: Instant | null;
	/** Whether they have accepted an invitation, so that they sign in with their address. */
	readonly joined: boolean;
	/** Plans that are with them now. */
	readonly openPlans: number;
}

/** Gives one person as a form shows them. Refuses `thing.not_found`. */
export async function byId(store: Store, personId: string): Promise<PersonByHand> {
	const { personId: _, disabledAt, ...person } = await people.byId(store, personId);
	const { userId, correctedAt } = await store
		.selectFrom('person')
		.select(['userId', 'correctedAt'])
		.where('personId', '=', personId)
		.executeTakeFirstOrThrow();
	const ties = (await interests.list(store)).filter(
		({ auditorId, source }) => auditorId === personId && source === 'people_file'
	);
	const open = await store
		.selectFrom('assignment')
		.select('assignmentId')
		.where('auditorId', '=', personId)
		.where('submittedAt', 'is', null)
		.where('declinedAt', 'is', null)
		.where('withdrawnAt', 'is', null)
		.execute();
	return {
		person: { ...person, interestUrns: ties.flatMap(({ schoolUrn }) => schoolUrn ?? []).sort() },
		disabledAt,
		correctedAt,
		joined: userId !== null,
		openPlans: open.length
	};
}

/** Adds somebody whom no file holds, and gives their id. Nobody is told: an invitation is made apart. Refuses `person.exists`. */
export async function add(store: Store, { interestUrns, ...facts }: RegisterPerson, by: By): Promise<string> {
	return inTransaction(store, async (tx) => {
		const personId = await people.add(tx, facts, by);
		await interests.replaceFromFile(tx, new Map([[personId, interestUrns]]), by);
		await tx.updateTable('person').set({ correctedAt: by.now }).where('personId', '=', personId).execute();
		await record(tx, { ...by, action: 'person.added', subject: personId });
		return personId;
	});
}

/**
 * Puts a person right. Until they have joined, their address can change too: an invitation that went to the former one then does nothing
 * any more. Refuses `thing.not_found`, `person.exists` where somebody else has the address, `person.joined` where they sign in with theirs
 * already, and `person.last_coordinator`.
 */
export async function correct(store: Store, personId: string, after: RegisterPerson, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const before = await byId(tx, personId);
		const email = after.email.toLowerCase();
		if (email !== before.person.email) {
			if (before.joined) throw new Refusal('person.joined');
			if (await people.byEmail(tx, email)) throw new Refusal('person.exists');
			await tx
				.updateTable('invitation')
				.set({ withdrawnAt: by.now })
				.where('personId', '=', personId)
				.where('acceptedAt', 'is', null)
				.where('withdrawnAt', 'is', null)
				.execute();
		}
		const { name, agency, capacity, trainedOn } = after;
		await people.keepingCoordinators(tx, async () => {
			await tx
				.updateTable('person')
				.set({ email, name, agency, capacity, trainedOn, correctedAt: by.now })
				.where('personId', '=', personId)
				.execute();
			await tx.deleteFrom('personRole').where('personId', '=', personId).execute();
			await tx.deleteFrom('personSchool').where('personId', '=', personId).execute();
			await insertAll(
				tx,
				'personRole',
				[...new Set(after.roles)].map((role) => ({ personId, role }))
			);
			await insertAll(
				tx,
				'personSchool',
				[...new Set(after.schoolUrns)].map((schoolUrn) => ({ personId, schoolUrn }))
			);
			await interests.replaceFromFile(tx, new Map([[personId, after.interestUrns]]), by);
		});
		await record(tx, { ...by, action: 'person.corrected', subject: personId });
	});
}
