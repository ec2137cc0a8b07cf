/** Versions of the questions that are being written. They may have faults; publishing is where a draft must have none. */
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { draftFrom, faultsOf } from '#lib/domain/rubric-draft.ts';
import { record, type By } from './activity.ts';
import { inTransaction, type Store } from './db/store.ts';
import { newId } from './ids.ts';
import * as rubrics from './rubrics.ts';

/** A draft without its text. */
export interface DraftLine {
	readonly draftId: string;
	readonly name: string;
	/** Counts changes: who saves says which state they looked at. */
	readonly state: number;
	readonly createdAt: Instant;
	readonly changedAt: Instant;
	readonly publishedAt: Instant | null;
}

export interface RubricDraft extends DraftLine {
	/** The rubric as it stands, whatever it is: `domain/rubric-draft.ts` reads it. */
	readonly body: unknown;
}

const line = ['draftId', 'name', 'state', 'createdAt', 'changedAt', 'publishedAt'] as const;

/** Begins a draft from a published version and gives it. Refuses `thing.not_found` for a version that is not there. */
export async function begin(
	store: Store,
	from: { rubricId: string; version: string; name: string },
	by: By
): Promise<RubricDraft> {
	return inTransaction(store, async (tx) => {
		const body = draftFrom(await rubrics.get(tx, from.rubricId, from.version));
		const draft: DraftLine = {
			draftId: newId(),
			name: from.name,
			state: 1,
			createdAt: by.now,
			changedAt: by.now,
			publishedAt: null
		};
		await tx
			.insertInto('rubricDraft')
			.values({ ...draft, body: JSON.stringify(body), changedBy: by.actorId ?? '' })
			.execute();
		await record(tx, { ...by, action: 'rubric_draft.begun', subject: draft.draftId });
		return { ...draft, body };
	});
}

/** Gives every draft, the one changed last first. */
export async function list(store: Store): Promise<DraftLine[]> {
	return store.selectFrom('rubricDraft').select(line).orderBy('changedAt', 'desc').orderBy('draftId').execute();
}

/** Gives one draft. Refuses `thing.not_found`. */
export async function get(store: Store, draftId: string): Promise<RubricDraft> {
	const row = await store
		.selectFrom('rubricDraft')
		.select([...line, 'body'])
		.where('draftId', '=', draftId)
		.executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	return { ...row, body: JSON.parse(row.body) };
}

/** The draft as it was looked at. Refuses `thing.not_found`, `rubric_draft.published` and `rubric_draft.changed`. */
async function unchanged(tx: Store, draftId: string, state: number): Promise<RubricDraft> {
	const draft = await get(tx, draftId);
	if (draft.publishedAt) throw new Refusal('rubric_draft.published');
	if (draft.state !== state) throw new Refusal('rubric_draft.changed');
	return draft;
}

/**
 * Writes a draft over the state that was looked at and gives the new state. Refuses `thing.not_found`, `rubric_draft.published` and
 * `rubric_draft.changed` where somebody else was first.
 */
export async function save(
	store: Store,
	{ draftId, state, body }: { draftId: string; state: number; body: unknown },
	by: By
): Promise<number> {
	return inTransaction(store, async (tx) => {
		await unchanged(tx, draftId, state);
		await tx
			.updateTable('rubricDraft')
			.set({ body: JSON.stringify(body), state: state + 1, changedAt: by.now, changedBy: by.actorId ?? '' })
			.where('draftId', '=', draftId)
			.execute();
		await record(tx, { ...by, action: 'rubric_draft.changed', subject: draftId });
		return state + 1;
	});
}

/** Throws a draft away for good. Refuses as `save` does. */
export async function discard(
	store: Store,
	{ draftId, state }: { draftId: string; state: number },
	by: By
): Promise<void> {
	await inTransaction(store, async (tx) => {
		await unchanged(tx, draftId, state);
		await tx.deleteFrom('rubricDraft').where('draftId', '=', draftId).execute();
		await record(tx, { ...by, action: 'rubric_draft.discarded', subject: draftId });
	});
}

/**
 * Publishes a draft as it stands: from then on terms can be opened with it and nothing of it changes. Refuses as `save` does, also
 * `rubric_draft.faulty` and `rubric_draft.version`.
 */
export async function publish(
	store: Store,
	{ draftId, state }: { draftId: string; state: number },
	by: By
): Promise<rubrics.PublishedRubric> {
	return inTransaction(store, async (tx) => {
		const { body } = await unchanged(tx, draftId, state);
		if (faultsOf(body).length > 0) throw new Refusal('rubric_draft.faulty');
		const { rubricId, version } = body as { rubricId: string; version: string };
		const there = (await rubrics.list(tx)).some((one) => one.rubricId === rubricId && one.version === version);
		if (there) throw new Refusal('rubric_draft.version', [version]);
		const published = await rubrics.publish(tx, body, by);
		await tx.updateTable('rubricDraft').set({ publishedAt: by.now }).where('draftId', '=', draftId).execute();
		return published;
	});
}
