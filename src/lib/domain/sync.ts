/**
 * The wire between tablet and server: one POST. Entries go up; receipts, workload and cursor come down.
 * Same entry id and content again: the stored receipt. Same id, other content: refused. One bad entry never blocks the next.
 * From version 3 on entries come sealed to the server's intake key, and drafts are backed up sealed with the vault's (`draft-backup.ts`).
 */
import * as z from 'zod';
import { DeclineReason, Marking } from './assignment.ts';
import { Hash, Id, PlanRef, Urn } from './ids.ts';
import { Instant, PlainDate } from './plain-date.ts';
import { Problem } from './problem.ts';
import { SenSetting, SenType } from './plan.ts';
import { LocalGuide } from './local-guide.ts';
import { Context } from './rubric.ts';
import { GivenAnswer } from './audit.ts';
import { Submission } from './submission.ts';
import { PlanDates } from './plan-dates.ts';
import {
	Claimed,
	DraftBackup,
	DraftPlace,
	RecoveryRequest,
	RecoveryStanding,
	Recovered,
	VaultKept,
	VaultOffer,
	VaultUpload
} from './draft-backup.ts';
import { LEFT_LIMIT, LeftBehind, LeftRequest, LeftWords } from './farewell.ts';
import { NamedKey, SealedTo } from './sealed.ts';
import { CopyDays } from './sent-copy.ts';
import { LockSettings } from './vault.ts';

export const PROTOCOL = 3;
/** Every version that tablets in the field may still speak. The answer speaks the asker's. */
export const protocols = [1, 2, 3] as const;
const Protocol = z.literal(protocols);
/** Bytes of one exchange's body; a tablet splits its outbox below this. */
export const EXCHANGE_LIMIT = 256 * 1024;
/** Entries of one exchange. */
export const ENTRIES_LIMIT = 20;
/** Draft backups of one exchange, and ids that its claims name. */
export const BACKUPS_LIMIT = 20;
/** Plans whose drafts are claimed by one exchange: beside them goes the vault's id. */
export const CLAIMS_LIMIT = BACKUPS_LIMIT - 1;
/** Vaults of one person that a reply tells of. */
export const VAULTS_LIMIT = 10;
/** Copies of drafts that one reply tells of. */
export const PLACES_LIMIT = 200;

/** What its author confirmed of a message's words to be about nobody. Absent from a tablet of before words were checked. */
const ConfirmedWords = z.array(z.string().max(300)).max(50);

/** Handing a plan back: goes up like an audit does, so that it works without a network. */
export const Decline = z.strictObject({
	assignmentId: Id,
	reason: DeclineReason,
	/** In the auditor's own words, where they chose to add some. */
	words: z.string().max(300),
	confirmed: ConfirmedWords.optional(),
	declinedAt: Instant
});
export type Decline = z.infer<typeof Decline>;

/** The auditor opened a plan for the first time and said that nothing ties them to the child, the family or the setting. */
export const Opening = z.strictObject({ assignmentId: Id, openedAt: Instant });
export type Opening = z.infer<typeof Opening>;

/** "I am worried about a child" was pressed: that it was, and nothing else. What to do is done by telephone, never through here. */
export const SafeguardingUse = z.strictObject({ assignmentId: Id, usedAt: Instant });
export type SafeguardingUse = z.infer<typeof SafeguardingUse>;

/** An auditor asks for one of their sent audits back, to put it right. The coordinator decides. */
export const RevisionRequest = z.strictObject({
	assignmentId: Id,
	/** The revision that is to be put right. */
	revision: z.int().min(1).max(98),
	/** Why, in the auditor's own words. */
	words: z.string().trim().min(1).max(300),
	confirmed: ConfirmedWords.optional(),
	askedAt: Instant
});
export type RevisionRequest = z.infer<typeof RevisionRequest>;

export const EntryBody = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('submission'), submission: Submission }),
	z.strictObject({ kind: z.literal('decline'), decline: Decline }),
	z.strictObject({ kind: z.literal('opening'), opening: Opening }),
	z.strictObject({ kind: z.literal('safeguarding'), safeguarding: SafeguardingUse }),
	z.strictObject({ kind: z.literal('revision_request'), revisionRequest: RevisionRequest })
]);
export type EntryBody = z.infer<typeof EntryBody>;

/** Gives the assignment that an entry is about. */
export function assignmentOf(body: EntryBody): string {
	switch (body.kind) {
		case 'submission':
			return body.submission.assignmentId;
		case 'decline':
			return body.decline.assignmentId;
		case 'opening':
			return body.opening.assignmentId;
		case 'safeguarding':
			return body.safeguarding.assignmentId;
		case 'revision_request':
			return body.revisionRequest.assignmentId;
	}
}

/** One thing waiting to be sent. `contentHash` is SHA-256 over the canonical JSON (RFC 8785) of `body`. */
export const OutboxEntry = z.strictObject({ entryId: Id, contentHash: Hash, body: EntryBody });
export type OutboxEntry = z.infer<typeof OutboxEntry>;

/** What a tablet says of itself with each exchange, so that a coordinator sees who is stuck: counts, and nothing that was answered. */
export const TabletReport = z.strictObject({
	/** Audits waiting to be sent, and those that were refused and wait for their auditor. */
	waiting: z.int().min(0).max(1000),
	refused: z.int().min(0).max(1000),
	/** Audits that were begun and not sent. */
	begun: z
		.array(z.strictObject({ assignmentId: Id, answered: z.int().min(0).max(500), of: z.int().min(0).max(500) }))
		.max(200),
	/** When the practice audit was finished on this tablet. */
	practisedAt: Instant.nullable()
});
export type TabletReport = z.infer<typeof TabletReport>;

/**
 * The envelope as the server reads it first: each entry's body is judged on its own afterwards, so that one that cannot be
 * read is refused alone.
 */
export const ExchangeEnvelope = z.strictObject({
	protocol: Protocol,
	/** Build of the tablet's app. */
	build: z.string().max(60),
	deviceId: Id,
	/** Cursor of the workload that the tablet holds; null when it holds none. */
	cursor: z.string().max(100).nullable(),
	/** `rubricId@version` of the rubrics that the tablet holds. */
	rubricsHeld: z.array(z.string().max(140)).max(50),
	report: TabletReport.optional(),
	entries: z
		.array(
			z.strictObject({
				entryId: Id,
				/** Of the plain body, sealed or not. */
				contentHash: Hash,
				body: z.unknown().optional(),
				/** The body sealed to the intake key, in place of `body`; its place is `sealedEntryPlace`. */
				sealed: SealedTo.optional()
			})
		)
		.max(ENTRIES_LIMIT),
	/** Receipts alone, please: the vault is locked, so nothing else could be kept. */
	brief: z.literal(true).optional(),
	vault: VaultUpload.optional(),
	backups: z.array(DraftBackup).max(BACKUPS_LIMIT).optional(),
	/**
	 * Assignments whose drafts are to go on here and, after them, the vault that opens them: servers of before pass over an id that names no draft
	 * of theirs. Without a vault, as tablets of before ask, every copy of the plan moves.
	 */
	claims: z.array(Id).max(BACKUPS_LIMIT).optional(),
	recovery: RecoveryRequest.optional(),
	/** Only ever after a reply told of something left behind: servers of before know no such question. */
	left: LeftRequest.optional()
});
export type ExchangeEnvelope = z.infer<typeof ExchangeEnvelope>;

/** Whether an envelope of an earlier version holds what its version did not know: then it is not one. */
export function speaksAhead({ protocol, entries, ...rest }: ExchangeEnvelope): boolean {
	if (protocol === 3) return false;
	const { brief, vault, backups, claims, recovery, left } = rest;
	return (
		[brief, vault, backups, claims, recovery, left].some((part) => part !== undefined) ||
		entries.some(({ sealed }) => sealed !== undefined)
	);
}

/** One entry as it goes up: sealed, or plain where the tablet has no intake key yet. */
export type SentEntry =
	OutboxEntry | { readonly entryId: string; readonly contentHash: string; readonly sealed: SealedTo };

/** The envelope as a tablet makes it. */
export interface ExchangeRequest extends Omit<ExchangeEnvelope, 'entries'> {
	entries: SentEntry[];
}

/** Gives the place that a sealed entry is bound to, so that no seal fits another entry. */
export function sealedEntryPlace({ entryId, contentHash }: { entryId: string; contentHash: string }): string {
	return `entry|${entryId}|${contentHash}`;
}

/** Why an entry was refused. A reason that only a later server knows counts as its own failure: the entry waits, and holds up no other. */
const RefusedBecause = z.object({ ...Problem.shape, code: Problem.shape.code.catch('server.failed') });

export const Receipt = z.discriminatedUnion('outcome', [
	z.object({
		outcome: z.literal('accepted'),
		entryId: Id,
		contentHash: Hash,
		receivedAt: Instant,
		/** The server's own order of everything it accepted. */
		sequence: z.int().min(1),
		problem: z.never().optional()
	}),
	z.object({ outcome: z.literal('refused'), entryId: Id, contentHash: Hash, problem: RefusedBecause })
]);
export type Receipt = z.infer<typeof Receipt>;

/**
 * One assignment as the tablet shows and works with it. The plan's pseudonym and dates; nothing that names a child.
 * What comes down is read with room for what a later server adds.
 */
export const WorkloadItem = z.object({
	assignmentId: Id,
	termLabel: z.string().max(60),
	planRef: PlanRef,
	marking: Marking,
	rubricId: z.string().max(100),
	rubricVersion: z.string().max(30),
	context: Context,
	/** The revision that a draft begun now must carry. */
	revision: z.int().min(1).max(99),
	dueOn: PlainDate,
	primaryNeed: SenType.nullable(),
	schoolUrn: Urn.nullable(),
	settingName: z.string().max(200).nullable(),
	senSetting: SenSetting.nullable(),
	dates: PlanDates,
	/** Receipt of the audit that the server already holds, from whatever tablet it came. */
	receivedAt: Instant.nullable(),
	/** What the SEN service said of this plan, by criterion: answered for the auditor, who cannot change it. */
	given: z.record(z.string().max(20), GivenAnswer).optional(),
	/** Why an audit that was sent is open again, as the coordinator said. */
	reopened: z.object({ reason: z.string().max(500), openedAt: Instant }).optional(),
	/** What this auditor sent last of an audit that is open again, for a tablet that did not send it. */
	earlier: Submission.optional(),
	/** The auditor asked for it back; `refused` with the coordinator's reason, else still to be decided. */
	askedBack: z.object({ askedAt: Instant, refused: z.string().max(500).nullable() }).optional()
});
export type WorkloadItem = z.infer<typeof WorkloadItem>;

export const Workload = z.object({
	person: z.object({ personId: Id, name: z.string().max(120), partnershipName: z.string().max(120) }),
	items: z.array(WorkloadItem).max(200),
	/** Absent from a server of before there were guides. */
	guide: LocalGuide.optional()
});
export type Workload = z.infer<typeof Workload>;

export const ExchangeReply = z.object({
	protocol: Protocol,
	serverTime: Instant,
	/** Who the server took the sender to be; a tablet never sends one person's audits as another. */
	personId: Id,
	receipts: z.array(Receipt).max(ENTRIES_LIMIT),
	/** The whole workload; null when the tablet's cursor is still the current one. */
	workload: Workload.nullable(),
	cursor: z.string().max(100),
	/** Rubrics that the workload needs and the tablet does not hold yet: published ones, so already checked. */
	rubrics: z.array(z.record(z.string(), z.unknown())).max(20),
	/** What follows comes from version 3 on. Whether the person's own session asked, and whether the tablet's signature counted. */
	signedIn: z.boolean().optional(),
	tablet: z.boolean().optional(),
	/** What entries are sealed to from now on. */
	intake: NamedKey.optional(),
	/** How soon the partnership wants its tablets to lock. */
	locks: LockSettings.optional(),
	/** Days that a tablet keeps its copy of an audit after the team has it; a server of before that leaves it to the tablet. */
	copyDays: CopyDays.optional(),
	/** What the escrow is sealed to; null where the partnership has made no recovery key yet. */
	recoveryKey: NamedKey.nullable().optional(),
	/** What the server keeps of this person's vault; null where there is nothing yet. */
	vault: VaultKept.nullable().optional(),
	/** That one, and the others of this person under which drafts are kept that are still to be sent; the newest first. */
	vaults: z.array(VaultOffer).max(VAULTS_LIMIT).optional(),
	/** Every copy of a draft of this person that is kept, and whether it goes on here: one for each vault that sealed the plan's draft. */
	drafts: z.array(DraftPlace).max(PLACES_LIMIT).optional(),
	/** The drafts that were claimed, as they were last backed up. */
	claimed: z.array(Claimed).max(BACKUPS_LIMIT).optional(),
	/** What tablets of this person left behind that were taken off; absent where there is nothing. */
	left: z.array(LeftBehind).max(PLACES_LIMIT).optional(),
	/** The words of what was asked for of that. */
	leftWords: z.array(LeftWords).max(LEFT_LIMIT).optional(),
	/** What became of a request for help with a forgotten passphrase; null where there is none, or its tablet was opened since. */
	recovery: RecoveryStanding.nullable().optional(),
	/** The vault's key sealed to the tablet that asked for it, once the coordinator has opened the escrow and its person is signed in. */
	recovered: Recovered.nullable().optional()
});
export type ExchangeReply = z.infer<typeof ExchangeReply>;

/**
 * Gives a workload as a tablet reads it that speaks a version. Version 1 refuses a reply that holds anything it does not know; before
 * version 3 what a tablet keeps lies unsealed, so no sent audit comes down to it.
 */
export function workloadIn(protocol: ExchangeEnvelope['protocol'], workload: Workload): Workload {
	if (protocol === 3) return workload;
	const items = workload.items.map(({ earlier: _earlier, ...item }) => item);
	if (protocol === 2) return { ...workload, items };
	return {
		person: workload.person,
		items: items.map(({ given: _given, reopened: _reopened, askedBack: _askedBack, ...item }) => item)
	};
}

/** Gives the name under which a rubric version is held: `rubricId@version`. */
export function rubricKey(
	rubric: { rubricId: string; version: string } | { rubricId: string; rubricVersion: string }
): string {
	return `${rubric.rubricId}@${'version' in rubric ? rubric.version : rubric.rubricVersion}`;
}
