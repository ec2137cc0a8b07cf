/**
 * The server's side of the exchange (`domain/sync.ts`). Each entry is judged on its own and written in a transaction of its own, whole or
 * not at all; a receipt is given only for what is on disk. Sending again is harmless.
 */
import { statusOf } from '#lib/domain/assignment.ts';
import { violationsOf } from '#lib/domain/audit.ts';
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import type { SignedIn } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { problem, Refusal } from '#lib/domain/problem.ts';
import type { Context } from '#lib/domain/rubric.ts';
import type { Submission } from '#lib/domain/submission.ts';
import {
	EntryBody,
	type ExchangeEnvelope,
	type ExchangeReply,
	type Receipt,
	workloadOfFirstProtocol
} from '#lib/domain/sync.ts';
import { record } from './activity.ts';
import * as assignments from './assignments.ts';
import { contentHash } from './content-hash.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as revisions from './revisions.ts';
import * as rubrics from './rubrics.ts';
import * as submissions from './submissions.ts';
import * as tabletReports from './tablet-reports.ts';
import * as workloads from './workloads.ts';

type Entry = ExchangeEnvelope['entries'][number];

/** The asker, their tablet and the moment, as every entry of an exchange has them in common. */
interface Sender {
	readonly personId: string;
	readonly deviceId: string;
	readonly now: Instant;
}

/**
 * Answers one exchange. `failed` hears of what went wrong on our side with an entry, which is answered `server.failed` while the
 * others go on; without it nobody does.
 */
export async function exchange(
	store: Store,
	person: SignedIn,
	envelope: ExchangeEnvelope,
	now: Instant,
	failed: (thrown: unknown) => void = () => {}
): Promise<ExchangeReply> {
	const sender = { personId: person.personId, deviceId: envelope.deviceId, now };
	const receipts: Receipt[] = [];
	// One after the other: they came in an order, and a plan may be handed back after another was sent.
	for (const entry of envelope.entries) receipts.push(await receive(store, sender, entry, failed));
	if (envelope.report) await tabletReports.keep(store, sender, envelope.report);
	const { workload, cursor } = await workloads.forPerson(store, person);
	const readable = envelope.protocol === 1 ? workloadOfFirstProtocol(workload) : workload;
	return {
		protocol: envelope.protocol,
		serverTime: now,
		personId: person.personId,
		receipts,
		workload: cursor === envelope.cursor ? null : readable,
		cursor,
		rubrics: await workloads.rubricsFor(store, workload, envelope.rubricsHeld)
	};
}

/** Gives the receipt of one entry. Never throws: one bad entry never blocks the next. */
async function receive(
	store: Store,
	sender: Sender,
	entry: Entry,
	failed: (thrown: unknown) => void
): Promise<Receipt> {
	const { entryId, contentHash: hash } = entry;
	try {
		const body = bodyOf(entry);
		const { receivedAt, sequence } = await inTransaction(store, (tx) => accept(tx, sender, entry, body));
		return { outcome: 'accepted', entryId, contentHash: hash, receivedAt, sequence };
	} catch (thrown) {
		const refused = thrown instanceof Refusal ? thrown.problem : problem('server.failed');
		if (!(thrown instanceof Refusal)) failed(thrown);
		else await noteRefusal(store, sender, entryId, refused.code).catch(failed);
		return { outcome: 'refused', entryId, contentHash: hash, problem: refused };
	}
}

/** Gives the entry's body once it is what its hash says and reads as one of ours. */
function bodyOf({ body, contentHash: claimed }: Entry): EntryBody {
	let hash: string;
	try {
		hash = contentHash(body);
	} catch {
		// What has no canonical text: a lone half of a surrogate pair.
		throw new Refusal('entry.malformed');
	}
	if (hash !== claimed) throw new Refusal('entry.hash_mismatch');
	const parsed = EntryBody.safeParse(body);
	if (parsed.success) return parsed.data;
	const places = parsed.error.issues.map(({ path, code }) => `${path.map(String).join('.')}: ${code}`);
	throw new Refusal(
		'entry.malformed',
		places.map((place) => place.slice(0, 300))
	);
}

/** A refusal is not kept, so that the entry is judged anew when it comes again; that there was one is. */
async function noteRefusal(store: Store, { personId, now }: Sender, entryId: string, code: string): Promise<void> {
	await inTransaction(store, (tx) =>
		record(tx, { actorId: personId, now, action: 'entry.refused', subject: entryId, details: { code } })
	);
}

async function accept(
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
			await openFor(tx, sender, assignmentId);
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
			return revisions.ask(tx, body.revisionRequest, by);
	}
}

/** Gives the asker's own assignment with what an audit of it is compared with. Refuses one that is not theirs or no longer open. */
async function openFor(tx: Store, { personId }: Sender, assignmentId: string) {
	const row = await tx
		.selectFrom('assignment')
		.innerJoin('plan', 'plan.planRef', 'assignment.planRef')
		.select((eb) => [
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
			eb
				.selectFrom('submission')
				.select((of) => of.fn.max('submission.revision').as('revision'))
				.whereRef('submission.assignmentId', '=', 'assignment.assignmentId')
				.as('lastRevision')
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

async function acceptSubmission(tx: Store, sender: Sender, entryId: string, submission: Submission): Promise<void> {
	const assignment = await openFor(tx, sender, submission.assignmentId);
	if (submission.rubricId !== assignment.rubricId || submission.rubricVersion !== assignment.rubricVersion)
		throw new Refusal('submission.rubric');
	if (!sameContext(submission.context, JSON.parse(assignment.context) as Context))
		throw new Refusal('submission.context');
	if (submission.revision !== (assignment.lastRevision ?? 0) + 1) throw new Refusal('submission.revision');
	const rubric = await rubrics.get(tx, assignment.rubricId, assignment.rubricVersion);
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
		receivedAt: sender.now
	});
	await tx
		.updateTable('assignment')
		.set({ submittedAt: sender.now })
		.where('assignmentId', '=', submission.assignmentId)
		.execute();
}

/** Whether two contexts say the same; nothing switched off and no list at all are the same. */
function sameContext(one: Context, other: Context): boolean {
	const plain = (context: Context) =>
		canonicalJson({ ...context, switchedOff: [...(context.switchedOff ?? [])].sort() });
	return plain(one) === plain(other);
}
