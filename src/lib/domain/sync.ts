/**
 * The wire between tablet and server: one POST. Entries go up; receipts, workload and cursor come down.
 * Same entry id and content again: the stored receipt. Same id, other content: refused. One bad entry never blocks the next.
 */
import * as z from 'zod';
import { DeclineReason, Marking } from './assignment.ts';
import { Hash, Id, PlanRef, Urn } from './ids.ts';
import { Instant, PlainDate } from './plain-date.ts';
import { Problem } from './problem.ts';
import { SenSetting, SenType } from './plan.ts';
import { Context } from './rubric.ts';
import { Submission } from './submission.ts';
import { PlanDates } from './plan-dates.ts';

export const PROTOCOL = 1;
/** Bytes of one exchange's body; a tablet splits its outbox below this. */
export const EXCHANGE_LIMIT = 256 * 1024;
/** Entries of one exchange. */
export const ENTRIES_LIMIT = 20;

/** Handing a plan back: goes up like an audit does, so that it works without a network. */
export const Decline = z.strictObject({
	assignmentId: Id,
	reason: DeclineReason,
	/** In the auditor's own words, where they chose to add some. */
	words: z.string().max(300),
	declinedAt: Instant
});
export type Decline = z.infer<typeof Decline>;

export const EntryBody = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('submission'), submission: Submission }),
	z.strictObject({ kind: z.literal('decline'), decline: Decline })
]);
export type EntryBody = z.infer<typeof EntryBody>;

/** One thing waiting to be sent. `contentHash` is SHA-256 over the canonical JSON (RFC 8785) of `body`. */
export const OutboxEntry = z.strictObject({ entryId: Id, contentHash: Hash, body: EntryBody });
export type OutboxEntry = z.infer<typeof OutboxEntry>;

/**
 * The envelope as the server reads it first: each entry's body is judged on its own afterwards, so that one that cannot be
 * read is refused alone.
 */
export const ExchangeEnvelope = z.strictObject({
	protocol: z.literal(PROTOCOL),
	/** Build of the tablet's app. */
	build: z.string().max(60),
	deviceId: Id,
	/** Cursor of the workload that the tablet holds; null when it holds none. */
	cursor: z.string().max(100).nullable(),
	/** `rubricId@version` of the rubrics that the tablet holds. */
	rubricsHeld: z.array(z.string().max(140)).max(50),
	entries: z.array(z.strictObject({ entryId: Id, contentHash: Hash, body: z.unknown() })).max(ENTRIES_LIMIT)
});
export type ExchangeEnvelope = z.infer<typeof ExchangeEnvelope>;

/** The envelope as a tablet makes it. */
export interface ExchangeRequest extends Omit<ExchangeEnvelope, 'entries'> {
	entries: OutboxEntry[];
}

export const Receipt = z.discriminatedUnion('outcome', [
	z.strictObject({
		outcome: z.literal('accepted'),
		entryId: Id,
		contentHash: Hash,
		receivedAt: Instant,
		/** The server's own order of everything it accepted. */
		sequence: z.int().min(1)
	}),
	z.strictObject({ outcome: z.literal('refused'), entryId: Id, contentHash: Hash, problem: Problem })
]);
export type Receipt = z.infer<typeof Receipt>;

/** One assignment as the tablet shows and works with it. The plan's pseudonym and dates; nothing that names a child. */
export const WorkloadItem = z.strictObject({
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
	receivedAt: Instant.nullable()
});
export type WorkloadItem = z.infer<typeof WorkloadItem>;

export const Workload = z.strictObject({
	person: z.strictObject({ personId: Id, name: z.string().max(120), partnershipName: z.string().max(120) }),
	items: z.array(WorkloadItem).max(200)
});
export type Workload = z.infer<typeof Workload>;

export const ExchangeReply = z.strictObject({
	protocol: z.literal(PROTOCOL),
	serverTime: Instant,
	/** Who the server took the sender to be; a tablet never sends one person's audits as another. */
	personId: Id,
	receipts: z.array(Receipt).max(ENTRIES_LIMIT),
	/** The whole workload; null when the tablet's cursor is still the current one. */
	workload: Workload.nullable(),
	cursor: z.string().max(100),
	/** Rubrics that the workload needs and the tablet does not hold yet: published ones, so already checked. */
	rubrics: z.array(z.record(z.string(), z.unknown())).max(20)
});
export type ExchangeReply = z.infer<typeof ExchangeReply>;

/** Gives the name under which a rubric version is held: `rubricId@version`. */
export function rubricKey(
	rubric: { rubricId: string; version: string } | { rubricId: string; rubricVersion: string }
): string {
	return `${rubric.rubricId}@${'version' in rubric ? rubric.version : rubric.rubricVersion}`;
}
