/**
 * Opening a plan for the first time: its auditor says first whether anything ties them to the child, the family or the setting.
 * Nobody checks a plan of people they know.
 */
import type { WorkloadItem } from '#lib/domain/sync.ts';
import { queued } from './outbox.ts';
import { expectAbsent, expectPresent, put, RecordMoved, write } from './records.ts';
import type { Tablet } from './tablet.ts';

/**
 * Notes that nothing ties the auditor to a plan: it may be opened from now on, and the team is told. Both in one transaction; saying it
 * twice is saying it once. Rejects where the plan is not on this tablet or the write fails.
 */
export async function declareNoTie(tablet: Tablet, item: WorkloadItem): Promise<void> {
	const { assignmentId } = item;
	const opening = { assignmentId, openedAt: tablet.now() };
	const waiting = await queued(tablet, { kind: 'opening', opening }, item);
	try {
		await write(
			tablet.db,
			[put('openings', assignmentId, opening), put('outbox', waiting.entry.entryId, waiting)],
			[expectPresent('workload', assignmentId), expectAbsent('openings', assignmentId)]
		);
	} catch (error) {
		if (!(error instanceof RecordMoved) || error.expectation.table !== 'openings') throw error;
	}
}
