/** What a tablet says of itself with each exchange, so that a coordinator sees who is stuck. Counts alone: nothing that was answered. */
import { progressOf } from '#lib/domain/audit.ts';
import { contextFaults } from '#lib/domain/rubric.ts';
import { rubricKey, type TabletReport } from '#lib/domain/sync.ts';
import type { OutboxItem } from './db.ts';
import { read, readAll } from './records.ts';
import type { Tablet } from './tablet.ts';

/** The most drafts that one report tells of. */
const BEGUN = 200;

/** Gives what does not change while an exchange runs: the drafts and the practice audit. */
export async function begun(tablet: Tablet): Promise<Pick<TabletReport, 'begun' | 'practisedAt'>> {
	const [drafts, practice] = await Promise.all([readAll(tablet.db, 'drafts'), read(tablet.db, 'practice', 'practice')]);
	// The largest records there are: opened only where something is to be counted by them.
	const rubrics = drafts.length > 0 ? await readAll(tablet.db, 'rubrics') : [];
	const held = new Map(rubrics.map((rubric) => [rubricKey(rubric), rubric]));
	return {
		begun: drafts.slice(0, BEGUN).map(({ draft }) => {
			const rubric = held.get(rubricKey(draft));
			const sections = rubric && contextFaults(rubric, draft.context).length === 0 ? progressOf(draft, rubric) : [];
			return {
				assignmentId: draft.assignmentId,
				answered: sections.reduce((sum, section) => sum + section.answered, 0),
				of: sections.reduce((sum, section) => sum + section.of, 0)
			};
		}),
		practisedAt: practice && !practice.passedOver ? practice.doneAt : null
	};
}

/** Gives how many audits wait and how many were refused; those in `going` are on their way with the report and wait no more. */
export function counts(
	outbox: readonly OutboxItem[],
	going: readonly OutboxItem[] = []
): Pick<TabletReport, 'waiting' | 'refused'> {
	const audits = outbox.filter(({ entry }) => entry.body.kind === 'submission');
	const gone = new Set(going.map(({ entry }) => entry.entryId));
	const refused = audits.filter(({ refusal }) => refusal !== null);
	const waiting = audits.filter(({ entry, refusal }) => refusal === null && !gone.has(entry.entryId));
	return { waiting: waiting.length, refused: refused.length };
}
