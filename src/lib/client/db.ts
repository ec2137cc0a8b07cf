/**
 * The databases of the tablet: one for each person, and a small one for the tablet itself. Every table holds `{ id, body }`
 * and no index besides, so that sealing the bodies later changes `records.ts` alone.
 */
import { Dexie, type Table } from 'dexie';
import type { Draft } from '#lib/domain/audit.ts';
import type { LocalGuide } from '#lib/domain/local-guide.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { PracticeAnswers } from '#lib/domain/practice.ts';
import type { Problem } from '#lib/domain/problem.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import type { Submission } from '#lib/domain/submission.ts';
import type { OutboxEntry, Workload, WorkloadItem } from '#lib/domain/sync.ts';
import type { Sitting } from './sitting.ts';

/** What the last exchange left behind: who the person is and which workload the tablet holds. */
export interface Contact {
	readonly person: Workload['person'];
	readonly cursor: string;
	/** By the tablet's clock. */
	readonly contactAt: Instant;
	/** Milliseconds by which the server's clock was ahead of the tablet's then; absent from records of before it was kept. */
	readonly clockOff?: number;
}

/** A draft with the assignment as it was when last seen, so that it can still be read after the plan was taken back. */
export interface KeptDraft {
	readonly draft: Draft;
	readonly item: WorkloadItem;
	/** Where its auditor is in it, and how long they took. Kept for them alone: no part of the draft, and never sent. */
	readonly sitting?: Sitting;
}

/** The read-only copy of a submitted audit. `receipt` is null until the server has it on disk. */
export interface KeptSubmission {
	readonly entryId: string;
	readonly submission: Submission;
	readonly item: WorkloadItem;
	readonly receipt: { readonly receivedAt: Instant; readonly sequence: number } | null;
}

/** Something waiting to be sent, or parked with the reason for which the server refused it. */
export interface OutboxItem {
	readonly entry: OutboxEntry;
	readonly item: WorkloadItem;
	readonly queuedAt: Instant;
	readonly refusal: Problem | null;
}

/** That its auditor opened a plan and said that nothing ties them to it. */
export interface KeptOpening {
	readonly assignmentId: string;
	readonly openedAt: Instant;
}

/** The practice audit: its answers so far, and when it was finished (or passed over by somebody who knows the questions). */
export interface KeptPractice {
	/** The practice that the answers belong to; null before the first. */
	readonly edition: string | null;
	readonly answers: PracticeAnswers;
	readonly doneAt: Instant | null;
	readonly passedOver: boolean;
}

/**
 * The body of each table's records. Ids: `contact`; `rubricId@version`; assignment; assignment; `assignment@revision`; entry;
 * `guide`; assignment; `practice`.
 */
export interface Bodies {
	contact: Contact;
	rubrics: Rubric;
	workload: WorkloadItem;
	drafts: KeptDraft;
	submissions: KeptSubmission;
	outbox: OutboxItem;
	guide: LocalGuide;
	openings: KeptOpening;
	practice: KeptPractice;
}
export type TableName = keyof Bodies;

/** A record as it lies in the database. */
export interface Row {
	readonly id: string;
	readonly body: unknown;
}

/** Where IndexedDB comes from: the browser's own unless a test brings one. */
export interface Engine {
	readonly indexedDB: IDBFactory;
	readonly IDBKeyRange: typeof IDBKeyRange;
}

/**
 * The default durability of browsers is relaxed, which loses committed data at a power cut; with strict, a transaction's
 * `complete` comes after the flush, and "saved" is only ever said after that.
 */
function options(engine: Engine | undefined) {
	return { chromeTransactionDurability: 'strict' as const, autoOpen: true, ...engine };
}

export type PersonDb = Dexie & { readonly [Name in TableName]: Table<Row, string> };

/** Opens (or makes) the database of one person. Rejects where the browser refuses to store anything. */
export async function openPersonDb(personId: string, engine?: Engine): Promise<PersonDb> {
	const db = new Dexie(`golden-thread-${personId}`, options(engine)) as PersonDb;
	db.version(1).stores({
		contact: 'id',
		rubrics: 'id',
		workload: 'id',
		drafts: 'id',
		submissions: 'id',
		outbox: 'id'
	});
	db.version(2).stores({ guide: 'id', openings: 'id', practice: 'id' });
	await db.open();
	return db;
}

export type DeviceDb = Dexie & { readonly facts: Table<Row, string> };

/** Opens (or makes) the database of the tablet itself, which names nobody. */
export async function openDeviceDb(engine?: Engine): Promise<DeviceDb> {
	const db = new Dexie('golden-thread-device', options(engine)) as DeviceDb;
	db.version(1).stores({ facts: 'id' });
	await db.open();
	return db;
}

/**
 * Calls back before another tab's newer version takes the database: save, say so, reload. Returning false keeps Dexie's own
 * answer, which closes the database under whoever is typing, from running; we close it ourselves once everything is saved.
 */
export function onVersionChange(db: Dexie, saveAndSay: () => Promise<void>): void {
	db.on('versionchange', () => {
		void saveAndSay().finally(() => db.close());
		return false;
	});
}
