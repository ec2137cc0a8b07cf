/** What a coordinator wants of a term's proposal before it is confirmed: pins, pairs kept off, plans held back. Each can be undone. */
import { isLive, type Marking } from '#lib/domain/assignment.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { record, type By } from './activity.ts';
import { inTransaction, type Store } from './db/store.ts';
import { newId } from './ids.ts';
import * as pairings from './pairings.ts';
import * as people from './people.ts';
import * as terms from './terms.ts';

/** `pin`: this auditor has this audit. `keep_off`: never this auditor for this plan. `hold`: nobody for this plan. */
export type Wish = { readonly wishId: string; readonly planRef: string } & (
	| { readonly kind: 'pin'; readonly auditorId: string; readonly marking: Marking }
	| { readonly kind: 'keep_off'; readonly auditorId: string }
	| { readonly kind: 'hold' }
);

/** An audit and who is to have it. */
export interface Pin {
	readonly auditorId: string;
	readonly planRef: string;
	readonly marking: Marking;
}

/** Gives what is wanted of a term's proposal, in the order in which it was. */
export async function list(store: Store, termId: string): Promise<Wish[]> {
	const rows = await store
		.selectFrom('proposalWish')
		.select(['wishId', 'kind', 'planRef', 'auditorId', 'marking'])
		.where('termId', '=', termId)
		.orderBy('wishId')
		.execute();
	return rows as unknown as Wish[];
}

/** Refuses `term.closed`, `term.not_sampled`, and `assignment.stale` for a plan outside the sample or an audit that it does not want. */
async function wanting(store: Store, termId: string, planRef: string, marking: Marking = 'first'): Promise<void> {
	const term = await terms.byId(store, termId);
	if (term.closedAt) throw new Refusal('term.closed');
	const sample = await terms.sample(store, termId);
	if (!sample) throw new Refusal('term.not_sampled');
	const plan = sample.plans.find((one) => one.planRef === planRef);
	if (!plan || (marking === 'second' && plan.auditsWanted === 1)) throw new Refusal('assignment.stale', [planRef]);
}

async function write(store: Store, termId: string, wish: Omit<Wish, 'wishId'> & Partial<Pin>, by: By): Promise<void> {
	const { kind, planRef, auditorId = null, marking = null } = wish;
	await store
		.insertInto('proposalWish')
		.values({ wishId: newId(), termId, kind, planRef, auditorId, marking, wishedAt: by.now, wishedBy: by.actorId })
		.execute();
	await record(store, { ...by, action: 'proposal.wished', subject: termId, details: { kind } });
}

/**
 * Gives audits to auditors of the coordinator's choice, in place of earlier pins of the same audits: one for a pin, two for a change about.
 * All or none. Refuses as `assignments.confirm` does: `assignment.stale`, `.not_auditor`, `.interest`, `.history`, `.apart`, `.capacity`
 * (counted with what is given out and pinned), and `term.closed` and `term.not_sampled`.
 */
export async function pin(store: Store, termId: string, pins: readonly Pin[], by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		for (const { planRef, marking, auditorId } of pins) {
			await wanting(tx, termId, planRef, marking);
			const same = tx.deleteFrom('proposalWish').where('termId', '=', termId).where('planRef', '=', planRef);
			await same.where('kind', '=', 'pin').where('marking', '=', marking).execute();
			await same.where('kind', '=', 'hold').execute();
			await same.where('kind', '=', 'keep_off').where('auditorId', '=', auditorId).execute();
		}
		const ground = await pairings.groundOf(
			tx,
			termId,
			pins.map(({ planRef }) => planRef),
			by.now
		);
		const live = (
			await tx
				.selectFrom('assignment')
				.select(['auditorId', 'planRef', 'marking', 'declinedAt', 'withdrawnAt', 'submittedAt'])
				.where('termId', '=', termId)
				.execute()
		).filter(isLive);
		const pinned = [...(await list(tx, termId)).filter((wish) => wish.kind === 'pin'), ...pins];
		for (const { auditorId, planRef, marking } of pins) {
			pairings.check(ground, auditorId, planRef);
			if (live.some((one) => one.planRef === planRef && one.marking === marking))
				throw new Refusal('assignment.stale', [planRef]);
			const beside = [...live, ...pinned].filter((one) => one.planRef === planRef && one.marking !== marking);
			for (const other of beside) {
				if (other.auditorId === auditorId) throw new Refusal('assignment.history', [planRef]);
				if (ground.apart(auditorId, other.auditorId)) throw new Refusal('assignment.apart', [planRef]);
			}
			const load = [...live, ...pinned].filter((one) => one.auditorId === auditorId).length;
			if (load > (ground.auditors.get(auditorId)?.capacity ?? 0)) throw new Refusal('assignment.capacity', [planRef]);
			await write(tx, termId, { kind: 'pin', auditorId, planRef, marking }, by);
		}
	});
}

/** Keeps an auditor off a plan for this term. Refuses as `hold` does, and `thing.not_found` for nobody's id. */
export async function keepOff(
	store: Store,
	termId: string,
	{ auditorId, planRef }: Pick<Pin, 'auditorId' | 'planRef'>,
	by: By
): Promise<void> {
	await inTransaction(store, async (tx) => {
		await wanting(tx, termId, planRef);
		await people.byId(tx, auditorId);
		await tx
			.deleteFrom('proposalWish')
			.where('termId', '=', termId)
			.where('planRef', '=', planRef)
			.where('auditorId', '=', auditorId)
			.execute();
		await write(tx, termId, { kind: 'keep_off', planRef, auditorId }, by);
	});
}

/** Gives a plan to nobody in this term. Refuses `term.closed`, `term.not_sampled` and `assignment.stale`. */
export async function hold(store: Store, termId: string, planRef: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		await wanting(tx, termId, planRef);
		await tx
			.deleteFrom('proposalWish')
			.where('termId', '=', termId)
			.where('planRef', '=', planRef)
			.where('kind', 'in', ['hold', 'pin'])
			.execute();
		await write(tx, termId, { kind: 'hold', planRef }, by);
	});
}

/** Takes a wish back; one that is gone already changes nothing. Refuses `term.closed`. */
export async function undo(store: Store, termId: string, wishId: string, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		if ((await terms.byId(tx, termId)).closedAt) throw new Refusal('term.closed');
		const gone = await tx
			.deleteFrom('proposalWish')
			.where('termId', '=', termId)
			.where('wishId', '=', wishId)
			.executeTakeFirst();
		if (gone.numDeletedRows > 0n) await record(tx, { ...by, action: 'proposal.wish_undone', subject: termId });
	});
}
