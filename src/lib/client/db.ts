/**
 * The databases of the tablet: one for each person's vault, and a small one for the tablet itself. Every table holds `{ id, body }`
 * and no index besides, because bodies lie there sealed (`records.ts`).
 */
import { Dexie, type Table } from 'dexie';
import type { Draft } from '#lib/domain/audit.ts';
import type { LocalGuide } from '#lib/domain/local-guide.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { PracticeAnswers } from '#lib/domain/practice.ts';
import type { Problem } from '#lib/domain/problem.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import type { NamedKey, SealedText, SealedTo } from '#lib/domain/sealed.ts';
import type { Submission } from '#lib/domain/submission.ts';
import type { OutboxEntry, Receipt, Workload, WorkloadItem } from '#lib/domain/sync.ts';
import { onceFree } from './holds.ts';
import type { Sitting } from './sitting.ts';
import type { Vault } from './vault.ts';

/** What the last exchange left behind: who the person is and which workload the tablet holds. */
export interface Contact {
	readonly person: Workload['person'];
	readonly cursor: string;
	/** By the tablet's clock. */
	readonly contactAt: Instant;
	/** Milliseconds by which the server's clock was ahead of the tablet's then; absent from records of before it was kept. */
	readonly clockOff?: number;
	/** What the tablet seals to; absent before it met a server that has such keys. */
	readonly keys?: ContactKeys;
	/** Days that a copy of a sent audit is kept; absent from records of before that was told. */
	readonly copyDays?: number;
	/** Copies of drafts that the team keeps and this vault cannot open: another passphrase of the same person seals them. */
	readonly shut?: readonly KeptElsewhere[];
	/** Those of them that were brought here by their words since (`other-copy.ts`): they are told of no more. */
	readonly brought?: readonly KeptElsewhere[];
}

export interface ContactKeys {
	/** What entries are sealed to, so that they can go while the vault is locked. */
	readonly intake: NamedKey | null;
	/** What the vault's key is sealed to, for the day on which the passphrase is forgotten. */
	readonly recoveryKey: NamedKey | null;
	/** Names what the server last took of the vault; null before it took anything. */
	readonly told: string | null;
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

/** A draft that is not this tablet's any more: it moved to another one, and this is what was typed here since. */
export interface KeptAside extends KeptDraft {
	readonly keptAt: Instant;
	/** Typed on another tablet, which was taken off since. */
	readonly takenOff?: true;
}

/** A draft that lives on another tablet now, or under another passphrase. */
export interface KeptElsewhere {
	readonly assignmentId: string;
	readonly vaultId: string;
	readonly savedAt: Instant;
}

/** An outbox entry, sealed to the server: it can go while the vault is locked. */
export interface KeptSending {
	readonly entryId: string;
	readonly contentHash: string;
	readonly sealed: SealedTo;
}

/** A copy of a draft for the server to keep, sealed with the vault's key: it can go while the vault is locked. */
export interface KeptBackup extends SealedText {
	readonly assignmentId: string;
	readonly vaultId: string;
	readonly changedAt: Instant;
	readonly savedAt: Instant;
	readonly sent: boolean;
}

/**
 * The body of each sealed table's records. Ids: `contact`; `rubricId@version`; assignment; assignment; `assignment@revision`; entry;
 * `guide`; assignment; `practice`; `assignment@time`; assignment.
 */
export interface SealedBodies {
	contact: Contact;
	rubrics: Rubric;
	workload: WorkloadItem;
	drafts: KeptDraft;
	submissions: KeptSubmission;
	outbox: OutboxItem;
	guide: LocalGuide;
	openings: KeptOpening;
	practice: KeptPractice;
	aside: KeptAside;
	elsewhere: KeptElsewhere;
}

/** Tables that are read and written while the vault is locked: ids, codes, and what is sealed for somebody already. Ids: entry; entry; assignment. */
export interface PlainBodies {
	sending: KeptSending;
	receipts: Receipt;
	backups: KeptBackup;
}

export type Bodies = SealedBodies & PlainBodies;
export type TableName = keyof Bodies;

const sealedTables: Record<keyof SealedBodies, 'id'> = {
	contact: 'id',
	rubrics: 'id',
	workload: 'id',
	drafts: 'id',
	submissions: 'id',
	outbox: 'id',
	guide: 'id',
	openings: 'id',
	practice: 'id',
	aside: 'id',
	elsewhere: 'id'
};
const plainTables: Record<keyof PlainBodies, 'id'> = { sending: 'id', receipts: 'id', backups: 'id' };

/** Gives whether the bodies of a table lie in it as they are. */
export function isPlain(table: TableName): table is keyof PlainBodies {
	return table in plainTables;
}

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

/** What the database of a vault is called, after this. */
export const VAULT_PREFIX = 'golden-thread-vault-';

/** The database of one person's vault. */
export type PersonDb = Dexie & { readonly [Name in TableName]: Table<Row, string> } & {
	/** What opens its bodies; null while the vault is locked. */
	readonly vault: Vault | null;
	/** `table|id` of records that did not open: changed on the disk, or written by somebody else. They stay where they are. */
	readonly damaged: Set<string>;
};

async function openDb(vaultId: string, vault: Vault | null, engine: Engine | undefined): Promise<PersonDb> {
	const db = new Dexie(VAULT_PREFIX + vaultId, options(engine));
	db.version(1).stores({ ...sealedTables, ...plainTables });
	await onceFree(db, () => db.open());
	return Object.assign(db, { vault, damaged: new Set<string>() }) as PersonDb;
}

/** Opens (or makes) the database of an open vault. Rejects where the browser refuses to store anything. */
export function openVaultDb(vault: Vault, engine?: Engine): Promise<PersonDb> {
	return openDb(vault.vaultId, vault, engine);
}

/** Opens the database of a locked vault: only its plain tables can be read and written. */
export function openLockedDb(vaultId: string, engine?: Engine): Promise<PersonDb> {
	return openDb(vaultId, null, engine);
}

/** A database of a release before there were vaults: the same tables, and bodies that anybody could read. */
export type OldDb = Dexie & { readonly [Name in (typeof OLD_TABLES)[number]]: Table<Row, string> };
export const OLD_TABLES = [
	'contact',
	'rubrics',
	'workload',
	'drafts',
	'submissions',
	'outbox',
	'guide',
	'openings',
	'practice'
] as const satisfies (keyof SealedBodies)[];

/** Gives the name under which releases before there were vaults kept a person's records. */
export function oldDbName(personId: string): string {
	return `golden-thread-${personId}`;
}

/**
 * Opens what an older release kept of a person, or gives null where there is none. Its version is raised, so that a tab that still runs
 * such a release saves what is open and lets go, and none can write there again.
 */
export async function openOldDb(personId: string, engine?: Engine): Promise<OldDb | null> {
	const name = oldDbName(personId);
	if (!(await isThere(name, engine))) return null;
	const db = new Dexie(name, options(engine)) as OldDb;
	db.version(3).stores(Object.fromEntries(OLD_TABLES.map((table) => [table, 'id'])));
	await onceFree(db, () => db.open());
	return db;
}

/** Deletes a database; resolves once it is gone. One that is not there is gone already. */
export async function deleteDb(name: string, engine?: Engine): Promise<void> {
	const db = new Dexie(name, options(engine));
	await onceFree(db, () => db.delete());
}

/** Gives whether there is a database of that name, without making one. */
export async function isThere(name: string, engine?: Engine): Promise<boolean> {
	const db = new Dexie(name, options(engine));
	try {
		await db.open();
		return true;
	} catch (error) {
		if (error instanceof Error && error.name === 'NoSuchDatabaseError') return false;
		throw error;
	} finally {
		db.close();
	}
}

export type DeviceDb = Dexie & { readonly facts: Table<Row, string> };

/** Opens (or makes) the database of the tablet itself, which names nobody. */
export async function openDeviceDb(engine?: Engine): Promise<DeviceDb> {
	const db = new Dexie('golden-thread-device', options(engine)) as DeviceDb;
	db.version(1).stores({ facts: 'id' });
	await onceFree(db, () => db.open());
	return db;
}

/** What a newer release has taken: Dexie would open it again in whatever version it is by then, and write there as we know it. */
const taken = new WeakSet<Dexie>();

/** Gives whether a newer release has taken a database from this tab: nothing is written there any more. */
export function isTaken(db: Dexie): boolean {
	return taken.has(db);
}

/**
 * Calls back before another tab's newer version takes the database: save, say so, reload. Returning false keeps Dexie's own
 * answer, which closes the database under whoever is typing, from running; we close it ourselves once everything is saved.
 */
export function onVersionChange(db: Dexie, saveAndSay: () => Promise<void>): void {
	db.on('versionchange', () => {
		void saveAndSay().finally(() => {
			taken.add(db);
			db.close();
		});
		return false;
	});
}
