/** Who did what when: append-only, one line an act, beside the act in the same transaction. */
import type { Instant } from '#lib/domain/plain-date.ts';
import { insertAll } from './db/bulk.ts';
import { nextSequence } from './db/counter.ts';
import type { Store, StoreTables } from './db/store.ts';
import { newId } from './ids.ts';

/** On whose behalf and when something is done. `actorId` null: the server itself. */
export interface By {
	readonly actorId: string | null;
	readonly now: Instant;
}

export interface Act extends By {
	/** Noun and what became of it: `term.opened`. */
	readonly action: string;
	/** The id of the thing, never a name. */
	readonly subject?: string | null;
	/** Counts, codes and ids; never what a person typed. */
	readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface ActivityLine {
	readonly activityId: string;
	/** Order within the partnership, from 1 and without gaps. */
	readonly sequence: number;
	readonly at: Instant;
	readonly actorId: string | null;
	readonly action: string;
	readonly subject: string | null;
	readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes one line and gives its number in the partnership's order of acts. */
export async function record(store: Store, { actorId, now, action, subject, details }: Act): Promise<number> {
	const sequence = await nextSequence(store);
	await insertAll(store, 'activity', [
		{
			activityId: newId(),
			sequence,
			at: now,
			actorId,
			action,
			subject: subject ?? null,
			details: JSON.stringify(details ?? {})
		}
	]);
	return sequence;
}

/** Gives the latest lines, newest first; `before` is the number of the last line already seen. */
export async function list(store: Store, page: { limit: number; before?: number }): Promise<ActivityLine[]> {
	let lines = store.selectFrom('activity').selectAll().orderBy('sequence', 'desc').limit(page.limit);
	if (page.before !== undefined) lines = lines.where('sequence', '<', page.before);
	return (await lines.execute()).map(lineOf);
}

/** Gives the latest lines about one thing, newest first. */
export async function about(store: Store, subject: string, limit = 50): Promise<ActivityLine[]> {
	const lines = store
		.selectFrom('activity')
		.selectAll()
		.where('subject', '=', subject)
		.orderBy('sequence', 'desc')
		.limit(limit);
	return (await lines.execute()).map(lineOf);
}

function lineOf(row: StoreTables['activity']): ActivityLine {
	return {
		activityId: row.activityId,
		sequence: row.sequence,
		at: row.at,
		actorId: row.actorId,
		action: row.action,
		subject: row.subject,
		details: JSON.parse(row.details) as ActivityLine['details']
	};
}
