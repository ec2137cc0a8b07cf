/** What each kind of entry does once it is known whose it is and that it came as it was sent (`sync.ts`). */
import { statusOf } from '#lib/domain/assignment.ts';
import { settled, violationsOf } from '#lib/domain/audit.ts';
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { Context } from '#lib/domain/rubric.ts';
import { submittedOn, type Submission } from '#lib/domain/submission.ts';
import type { EntryBody, ExchangeEnvelope } from '#lib/domain/sync.ts';
import { record } from './activity.ts';
import * as assignments from './assignments.ts';
import * as caseFacts from './case-facts.ts';
import { lastRevision } from './db/last-revision.ts';
import type { Store } from './db/store.ts';
import * as noteFinds from './note-finds.ts';
import * as revisions from './revisions.ts';
import * as rubrics from './rubrics.ts';
import * as submissions from './submissions.ts';
import * as vaults from './vaults.ts';

/** An entry as it came, sealed or not. */
export type Entry = ExchangeEnvelope['entries'][number];

/** The asker, their tablet and the moment, as every entry of an exchange has them in common. */
export interface Sender {
	readonly personId: string;
	readonly deviceId: string;
	readonly now: Instant;
}

/**
 * Writes down that an entry is accepted and does what it says, once: for one that was accepted before, with the same content and from the
 * same person, gives what was given then. Refuses `entry.changed`, and whatever what it says is refused for. Inside the entry's own transaction.
 */
export async function accept(
	tx: Store,
	sender: Sender,
	entry: Entry,
	body: EntryBody
): Promise<{ receivedAt: Instant; sequence: number }> {
	const before = await tx
		.selectFrom('entry')
		.select(['personId', 'contentHash', 'receivedAt', 'sequence'])
		.where('entryId', '=', entry.entryId)
		.executeTakeFirst();
	if (before) {
		// The same words whether the content or the person differs: somebody else's entry is none of the asker's business.
		if (before.personId !== sender.personId || before.contentHash !== entry.contentHash)
			throw new Refusal('entry.changed');
		return { receivedAt: before.receivedAt, sequence: before.sequence };
	}
	const by = { actorId: sender.personId, now: sender.now };
	const sequence = await record(tx, {
		...by,
		action: 'entry.accepted',
		subject: entry.entryId,
		details: { kind: body.kind }
	});
	await tx
		.insertInto('entry')
		.values({
			entryId: entry.entryId,
			personId: sender.personId,
			deviceId: sender.deviceId,
			contentHash: entry.contentHash,
			kind: body.kind,
			sequence,
			receivedAt: sender.now
		})
		.execute();
	await act(tx, sender, entry.entryId, body);
	return { receivedAt: sender.now, sequence };
}

/** Does what an entry says. */
async function act(tx: Store, sender: Sender, entryId: string, body: EntryBody): Promise<void> {
	const by = { actorId: sender.personId, now: sender.now };
	switch (body.kind) {
		case 'submission':
			return acceptSubmission(tx, sender, entryId, body.submission);
		case 'decline': {
			const { assignmentId, reason, words } = body.decline;
			const { settingName } = await openFor(tx, sender, assignmentId);
			noteFinds.judgeWords(body.decline, settingName, sender.now);
			await vaults.forget(tx, assignmentId);
			return assignments.decline(tx, assignmentId, reason, by, words);
		}
		case 'opening':
			return assignments.noteOpening(tx, body.opening.assignmentId, by);
		case 'safeguarding': {
			// Theirs or not, open or not: that the button was used is never turned away, and nothing more is known of it.
			await record(tx, { ...by, action: 'safeguarding.used', subject: body.safeguarding.assignmentId });
			return;
		}
		case 'revision_request':
			noteFinds.judgeWords(body.revisionRequest, await settingOf(tx, body.revisionRequest.assignmentId), sender.now);
			return revisions.ask(tx, body.revisionRequest, by);
	}
}

/** Gives the name of the setting of an assignment's plan, null where there is none. */
async function settingOf(tx: Store, assignmentId: string): Promise<string | null> {
	const row = await tx
		.selectFrom('assignment')
		.innerJoin('plan', 'plan.planRef', 'assignment.planRef')
		.innerJoin('school', 'school.urn', 'plan.schoolUrn')
		.select('school.name')
		.where('assignment.assignmentId', '=', assignmentId)
		.executeTakeFirst();
	return row?.name ?? null;
}

/** Gives the asker's own assignment with what an audit of it is compared with. Refuses one that is not theirs or no longer open. */
async function openFor(tx: Store, { personId }: Sender, assignmentId: string) {
	const row = await tx
		.selectFrom('assignment')
		.innerJoin('plan', 'plan.planRef', 'assignment.planRef')
		.leftJoin('school', 'school.urn', 'plan.schoolUrn')
		.select([
			'assignment.termId',
			'assignment.planRef',
			'assignment.auditorId',
			'assignment.marking',
			'assignment.rubricId',
			'assignment.rubricVersion',
			'assignment.context',
			'assignment.declinedAt',
			'assignment.withdrawnAt',
			'assignment.assignedAt',
			'assignment.submittedAt',
			'plan.schoolUrn',
			'plan.dates',
			'school.name as settingName',
			lastRevision().as('lastRevision')
		])
		.where('assignment.assignmentId', '=', assignmentId)
		.where('assignment.auditorId', '=', personId)
		.executeTakeFirst();
	if (!row) throw new Refusal('assignment.not_found');
	switch (statusOf(row)) {
		case 'withdrawn':
			throw new Refusal('assignment.withdrawn');
		case 'declined':
			throw new Refusal('assignment.declined');
		case 'submitted':
			throw new Refusal('assignment.already_submitted');
		case 'assigned':
			return { ...row, marking: row.marking as 'first' | 'second' };
	}
}

async function acceptSubmission(tx: Store, sender: Sender, entryId: string, sent: Submission): Promise<void> {
	const assignment = await openFor(tx, sender, sent.assignmentId);
	if (sent.rubricId !== assignment.rubricId || sent.rubricVersion !== assignment.rubricVersion)
		throw new Refusal('submission.rubric');
	if (!sameContext(sent.context, JSON.parse(assignment.context) as Context)) throw new Refusal('submission.context');
	if (sent.revision !== (assignment.lastRevision ?? 0) + 1) throw new Refusal('submission.revision');
	const rubric = await rubrics.get(tx, assignment.rubricId, assignment.rubricVersion);
	// What the tablet says of the SEN service and of the register is no proof of it. Its dates are looked at as of the
	// day on which it was begun, as the tablet does, within the same bounds as the day on which it was sent.
	const { dates, given } = await caseFacts.toldOf(tx, assignment, rubric, sent.context);
	const begunOn = submittedOn(sent.startedAt, sender.now, assignment.assignedAt);
	const submission = { ...sent, answers: settled(sent.answers, rubric, dates, given, begunOn) };
	const violations = violationsOf(submission, rubric);
	if (violations.length > 0)
		throw new Refusal(
			'submission.invalid',
			violations.map(({ field, code }) => `${field}: ${code}`)
		);
	await submissions.keep(tx, submission, {
		assignment,
		schoolUrn: assignment.schoolUrn,
		entryId,
		receivedAt: sender.now,
		finds: noteFinds.judge(submission, assignment.settingName)
	});
	await tx
		.updateTable('assignment')
		.set({ submittedAt: sender.now })
		.where('assignmentId', '=', submission.assignmentId)
		.execute();
	await vaults.forget(tx, submission.assignmentId);
}

/** Whether two contexts say the same; nothing switched off and no list at all are the same. */
function sameContext(one: Context, other: Context): boolean {
	const plain = (context: Context) =>
		canonicalJson({ ...context, switchedOff: [...(context.switchedOff ?? [])].sort() });
	return plain(one) === plain(other);
}
