/**
 * The server's side of the exchange (`domain/sync.ts`). Each entry is judged on its own and written in a transaction of its own, whole or
 * not at all; a receipt is given only for what is on disk. Sending again is harmless.
 */
import { statusOf } from '#lib/domain/assignment.ts';
import { settled, violationsOf } from '#lib/domain/audit.ts';
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import type { SignedIn } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { problem, Refusal } from '#lib/domain/problem.ts';
import type { Context } from '#lib/domain/rubric.ts';
import { submittedOn, type Submission } from '#lib/domain/submission.ts';
import {
	EntryBody,
	type ExchangeEnvelope,
	type ExchangeReply,
	type Receipt,
	sealedEntryPlace,
	workloadIn
} from '#lib/domain/sync.ts';
import { record } from './activity.ts';
import * as assignments from './assignments.ts';
import * as caseFacts from './case-facts.ts';
import { contentHash } from './content-hash.ts';
import { inTransaction, type Store } from './db/store.ts';
import * as intakeKeys from './intake-keys.ts';
import * as recoveries from './recoveries.ts';
import * as noteFinds from './note-finds.ts';
import * as revisions from './revisions.ts';
import * as rubrics from './rubrics.ts';
import * as sentCopies from './sent-copies.ts';
import * as submissions from './submissions.ts';
import * as tabletLocks from './tablet-locks.ts';
import * as tabletReports from './tablet-reports.ts';
import * as tablets from './tablets.ts';
import * as vaults from './vaults.ts';
import * as workloads from './workloads.ts';

type Entry = ExchangeEnvelope['entries'][number];

/** The asker, their tablet and the moment, as every entry of an exchange has them in common. */
export interface Sender {
	readonly personId: string;
	readonly deviceId: string;
	readonly now: Instant;
}

/** What an exchange is told besides. */
export interface Surroundings {
	/** Hears of what went wrong on our side with an entry, which is answered `server.failed` while the others go on. */
	readonly failed?: (thrown: unknown) => void;
	/** What the intake key's private half rests under; without it nothing sealed can be opened. */
	readonly secret?: string;
	/** Whether the person signed in, and it is not the tablet alone that asks: a forgotten passphrase takes more than the tablet. */
	readonly signedIn?: boolean;
	/** Whether the tablet's own signature was taken. */
	readonly byTablet?: boolean;
}

/** Answers one exchange. Refuses `tablet.revoked` on a tablet that this person may not use any more. */
export async function exchange(
	store: Store,
	person: SignedIn,
	envelope: ExchangeEnvelope,
	now: Instant,
	around: Surroundings = {}
): Promise<ExchangeReply> {
	const sender = { personId: person.personId, deviceId: envelope.deviceId, now };
	// A signature was not taken of a tablet that is revoked; a session does not know.
	if (!around.byTablet && (await tablets.isRevoked(store, person.personId, envelope.deviceId)))
		throw new Refusal('tablet.revoked');
	const receipts: Receipt[] = [];
	// One after the other: they came in an order, and a plan may be handed back after another was sent.
	for (const entry of envelope.entries) receipts.push(await receive(store, sender, entry, around));
	if (envelope.report) await tabletReports.keep(store, sender, envelope.report);
	const reply = { protocol: envelope.protocol, serverTime: now, personId: person.personId, receipts };
	const sealed = envelope.protocol === 3 ? await sealedParts(store, sender, envelope, around) : {};
	if (envelope.brief) return { ...reply, ...sealed, workload: null, cursor: '', rubrics: [] };
	const { workload, cursor } = await workloads.forPerson(store, person);
	return {
		...reply,
		workload: cursor === envelope.cursor ? null : workloadIn(envelope.protocol, workload),
		cursor,
		rubrics: await workloads.rubricsFor(store, workload, envelope.rubricsHeld),
		...sealed
	};
}

/** Keeps what came sealed with the vault, and gives what the tablet needs of it. */
async function sealedParts(
	store: Store,
	sender: Sender,
	{ vault, backups, claims, recovery, cursor, brief }: ExchangeEnvelope,
	around: Surroundings
): Promise<Partial<ExchangeReply>> {
	if (vault) await vaults.keep(store, sender, vault);
	await vaults.backUp(store, sender, backups ?? []);
	const claimed = await vaults.claim(store, sender, claims ?? []);
	if (recovery && around.signedIn) await recoveries.ask(store, sender, recovery);
	// Only an open tablet says what it holds.
	if (cursor !== null && !brief) await recoveries.close(store, sender);
	const recoveryKey = await recoveries.key(store);
	return {
		signedIn: around.signedIn ?? false,
		tablet: around.byTablet ?? false,
		...(around.secret !== undefined && { intake: await intakeKeys.current(store, around.secret, sender.now) }),
		locks: await tabletLocks.get(store),
		copyDays: await sentCopies.days(store),
		recoveryKey: recoveryKey && { keyId: recoveryKey.keyId, publicKey: recoveryKey.publicKey },
		drafts: await vaults.places(store, sender),
		claimed,
		// For a tablet that holds nothing yet, or is locked: one at work has both.
		...(cursor === null && {
			vault: await vaults.latest(store, sender.personId),
			recovery: await recoveries.standing(store, sender),
			// Whoever found the tablet could have it ask; the key goes to its person.
			recovered: around.signedIn ? await recoveries.recovered(store, sender) : null
		})
	};
}

/** Gives the receipt of one entry. Never throws: one bad entry never blocks the next. */
export async function receive(store: Store, sender: Sender, entry: Entry, around: Surroundings): Promise<Receipt> {
	const { entryId, contentHash: hash } = entry;
	const failed = around.failed ?? (() => {});
	try {
		const body = bodyOf(entry, await sentBody(store, entry, around.secret));
		const { receivedAt, sequence } = await inTransaction(store, (tx) => accept(tx, sender, entry, body));
		return { outcome: 'accepted', entryId, contentHash: hash, receivedAt, sequence };
	} catch (thrown) {
		const refused = thrown instanceof Refusal ? thrown.problem : problem('server.failed');
		if (!(thrown instanceof Refusal)) failed(thrown);
		else await noteRefusal(store, sender, entryId, refused.code).catch(failed);
		return { outcome: 'refused', entryId, contentHash: hash, problem: refused };
	}
}

/** Gives what was sent, opened where it came sealed. */
async function sentBody(store: Store, entry: Entry, secret: string | undefined): Promise<unknown> {
	if (!entry.sealed) return entry.body;
	if (secret === undefined) throw new Refusal('entry.unknown_key');
	return intakeKeys.openFor(store, secret, sealedEntryPlace(entry), entry.sealed);
}

/** Gives an entry's body once it is what its hash says and reads as one of ours. */
function bodyOf({ contentHash: claimed }: Entry, body: unknown): EntryBody {
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
			'plan.dates',
			'school.name as settingName',
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
