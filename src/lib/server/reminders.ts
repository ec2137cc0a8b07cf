/** Reminders to auditors: whom there is something to write to, and that it was written. What is written is in `domain/reminder.ts`. */
import { statusOf, type Assignment } from '#lib/domain/assignment.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { ReminderWay } from '#lib/domain/reminder.ts';
import { record, type By } from './activity.ts';
import * as assignments from './assignments.ts';
import { portions } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as terms from './terms.ts';

async function openOf(store: Store, termId: string, auditorId: string): Promise<Assignment[]> {
	const term = await terms.byId(store, termId);
	if (term.closedAt) throw new Refusal('term.closed');
	const given = await assignments.list(store, termId);
	return given.filter((one) => one.auditorId === auditorId && statusOf(one) === 'assigned');
}

/**
 * Notes that an auditor was reminded of some of their plans in a term; what was sent or ended meanwhile is passed over. Gives how many
 * were noted. Refuses `thing.not_found`, `term.closed` and `reminder.nothing` where none of them is open.
 */
export async function note(
	store: Store,
	termId: string,
	auditorId: string,
	{ assignmentIds, way }: { readonly assignmentIds: readonly string[]; readonly way: ReminderWay },
	by: By
): Promise<number> {
	return inTransaction(store, async (tx) => {
		const open = (await openOf(tx, termId, auditorId)).filter((one) => assignmentIds.includes(one.assignmentId));
		if (open.length === 0) throw new Refusal('reminder.nothing');
		for (const part of portions(open.map(({ assignmentId }) => assignmentId)))
			await tx.updateTable('assignment').set({ chasedAt: by.now }).where('assignmentId', 'in', part).execute();
		const details = { assignments: open.length, way };
		await record(tx, { ...by, action: 'auditor.reminded', subject: auditorId, details });
		return open.length;
	});
}

/**
 * Takes the note of a moment back: the message was copied and never sent. Refuses `thing.not_found`, `term.closed` and
 * `reminder.nothing` where nothing is noted for that moment.
 */
export async function forget(store: Store, termId: string, auditorId: string, notedAt: Instant, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const noted = (await openOf(tx, termId, auditorId)).filter(({ chasedAt }) => chasedAt === notedAt);
		if (noted.length === 0) throw new Refusal('reminder.nothing');
		for (const part of portions(noted.map(({ assignmentId }) => assignmentId)))
			await tx.updateTable('assignment').set({ chasedAt: null }).where('assignmentId', 'in', part).execute();
		const details = { assignments: noted.length };
		await record(tx, { ...by, action: 'auditor.reminder_undone', subject: auditorId, details });
	});
}
