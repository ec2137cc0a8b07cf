/** "I am worried about a child": that the button was used is all that is ever sent of it. */
import type { WorkloadItem } from '#lib/domain/sync.ts';
import { latestSubmission } from './drafts.ts';
import { queued } from './outbox.ts';
import { put, read, write } from './records.ts';
import type { Tablet } from './tablet.ts';

/**
 * Notes that the button was used while this plan was open; nothing else. Without anything of the plan on this tablet there is nothing
 * to note it under. Rejects where it cannot be saved.
 */
export async function noteUse(tablet: Tablet, assignmentId: string): Promise<void> {
	const item = await itemOf(tablet, assignmentId);
	if (!item) return;
	const safeguarding = { assignmentId, usedAt: tablet.now() };
	const waiting = await queued(tablet, { kind: 'safeguarding', safeguarding }, item);
	await write(tablet.db, [put('outbox', waiting.entry.entryId, waiting)]);
}

/** Gives a plan as this tablet knows it: as assigned now, or as it was when it was begun or sent; null where nothing is left of it. */
export async function itemOf(tablet: Tablet, assignmentId: string): Promise<WorkloadItem | null> {
	const assigned = await read(tablet.db, 'workload', assignmentId);
	if (assigned) return assigned;
	const kept = (await read(tablet.db, 'drafts', assignmentId)) ?? (await latestSubmission(tablet, assignmentId));
	return kept?.item ?? null;
}
