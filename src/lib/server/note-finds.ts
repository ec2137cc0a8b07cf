/**
 * What looks as if it pointed to a person in what an auditor wrote: judged when it comes in, by the same check as on the tablet, and told
 * to the coordinator as counts. Its words are in no refusal, log or activity.
 */
import { notesWithFinds, openIdentifiers, type NoteFinds } from '#lib/domain/identifier-check.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { Submission } from '#lib/domain/submission.ts';
import type { Store } from './db/store.ts';

/** Notes with a find that their author confirmed to be about nobody, and notes with one that nobody confirmed. */
export interface FindCounts {
	readonly confirmed: number;
	readonly unconfirmed: number;
}

/**
 * Gives the counts of an audit. Refuses `note.identifier` with the criteria where its tablet could ask and its author did not confirm; a
 * tablet of before notes were checked could not ask, so its audit is taken and the coordinator is told.
 */
export function judge(submission: Submission, settingName: string | null): FindCounts {
	const known = { today: londonDate(submission.submittedAt), names: settingName === null ? [] : [settingName] };
	const found = notesWithFinds(submission.answers, submission.confirmed ?? {}, known);
	const open = found.filter((note: NoteFinds) => note.open.length > 0);
	if (submission.confirmed && open.length > 0)
		throw new Refusal(
			'note.identifier',
			open.map(({ criterionId }) => criterionId)
		);
	return { confirmed: found.length - open.length, unconfirmed: open.length };
}

/** Refuses `note.identifier` for a message in which its author was asked about something and did not confirm it. */
export function judgeWords(
	{ words, confirmed }: { readonly words: string; readonly confirmed?: readonly string[] | undefined },
	settingName: string | null,
	now: Instant
): void {
	const known = { today: londonDate(now), names: settingName === null ? [] : [settingName] };
	if (confirmed && openIdentifiers(words, known, confirmed).length > 0) throw new Refusal('note.identifier', ['words']);
}

/** An audit with notes that its coordinator may want to look at. */
export interface AuditFinds extends FindCounts {
	readonly assignmentId: string;
	readonly planRef: string;
	readonly auditorId: string;
}

/** Gives the audits of a term in which something was found, each by its latest revision, in the order of their plans. */
export async function list(store: Store, termId: string): Promise<AuditFinds[]> {
	const rows = await store
		.selectFrom('submission')
		.select(['assignmentId', 'planRef', 'auditorId', 'revision', 'notesConfirmed', 'notesUnconfirmed'])
		.where('termId', '=', termId)
		.orderBy('planRef')
		.orderBy('assignmentId')
		.orderBy('revision')
		.execute();
	const latest = new Map(rows.map((row) => [row.assignmentId, row]));
	return [...latest.values()]
		.filter(({ notesConfirmed, notesUnconfirmed }) => notesConfirmed + notesUnconfirmed > 0)
		.map(({ assignmentId, planRef, auditorId, notesConfirmed, notesUnconfirmed }) => ({
			assignmentId,
			planRef,
			auditorId,
			confirmed: notesConfirmed,
			unconfirmed: notesUnconfirmed
		}));
}
