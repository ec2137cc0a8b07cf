/** When audits are due: changed for one or several at a time. Tablets learn of it with their workload. */
import { statusOf } from '#lib/domain/assignment.ts';
import { londonDate, type PlainDate } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { record, type By } from './activity.ts';
import * as assignments from './assignments.ts';
import { portions } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as terms from './terms.ts';

/** One assignment's due date. */
export interface DueDate {
	readonly assignmentId: string;
	readonly dueOn: PlainDate;
}

/**
 * Changes due dates of a term's assignments, all or none, and gives the dates that they had: given back to this, those undo it. Refuses `thing.not_found`,
 * `term.closed`, `assignment.not_open` where one is sent or ended, and `assignment.due_date` for a day before today or outside the term.
 */
export async function change(store: Store, termId: string, wanted: readonly DueDate[], by: By): Promise<DueDate[]> {
	return inTransaction(store, async (tx) => {
		const term = await terms.byId(tx, termId);
		if (term.closedAt) throw new Refusal('term.closed');
		const days = new Map(wanted.map(({ assignmentId, dueOn }) => [assignmentId, dueOn]));
		for (const day of days.values())
			if (day < londonDate(by.now) || day < term.startsOn || day > term.endsOn)
				throw new Refusal('assignment.due_date');
		const known = new Map((await assignments.list(tx, termId)).map((one) => [one.assignmentId, one]));
		const before = [...days.keys()].map((assignmentId) => {
			const assignment = known.get(assignmentId);
			if (!assignment) throw new Refusal('thing.not_found');
			if (statusOf(assignment) !== 'assigned') throw new Refusal('assignment.not_open', [assignment.planRef]);
			return { assignmentId, dueOn: assignment.dueOn };
		});
		for (const [dueOn, same] of Map.groupBy(days.keys(), (assignmentId) => days.get(assignmentId) ?? ''))
			for (const part of portions(same))
				await tx.updateTable('assignment').set({ dueOn }).where('assignmentId', 'in', part).execute();
		const details = { assignments: before.length };
		await record(tx, { ...by, action: 'assignments.due_changed', subject: termId, details });
		return before;
	});
}
