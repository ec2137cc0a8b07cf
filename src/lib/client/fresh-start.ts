/**
 * The last resort of a tablet that nobody can open: what is on it, as far as a locked vault tells, and emptying it for its person to begin
 * anew. Nothing that waits for the team ever goes by it.
 */
import type { Instant } from '#lib/domain/plain-date.ts';
import { openDeviceDb, openLockedDb, openOldDb } from './db.ts';
import * as device from './device.ts';
import { leftOver } from './left-over.svelte.ts';
import { readAll, readIds } from './records.ts';
import type { ExchangeOutcome } from './sync.ts';
import * as vaults from './vaults.ts';
import { wipe, type WipeParts } from './wipe.ts';

/** What lies on a locked tablet. Nothing of it is opened: these are counts of records. */
export interface Remains {
	/** Audits and messages that can go to the team as they lie here, and have not gone yet. */
	readonly waiting: number;
	/** Those that only an open vault could send: the team's system turned them down, or nothing of them is sealed for it. */
	readonly stuck: number;
	/** Audits that were begun and of which the team keeps a copy. Only the passphrase that is forgotten opens it. */
	readonly copied: number;
	/** Audits that were begun and are nowhere else as they are here. */
	readonly single: number;
	/** Drafts that moved to another tablet, and of which words were kept aside here. */
	readonly aside: number;
}

export interface FreshStartParts extends WipeParts {
	readonly personId: string;
	readonly facts: Pick<device.DeviceFacts, 'deviceId'>;
	readonly now: () => Instant;
	/** Sends what is sealed already, and gives how that ended. */
	readonly send: () => Promise<ExchangeOutcome | null>;
	/** Whether the vault is locked still: another tab may have opened it. */
	readonly locked: () => boolean;
	/** Called when nothing keeps the tablet any more, before the first thing is deleted: no exchange begins from then on. */
	readonly leave: () => void;
}

/** What is on the tablet after it sent what it could, and how the sending ended. */
export interface Looked {
	readonly outcome: ExchangeOutcome | null;
	readonly remains: Remains;
}

/** How emptying ended. Where it is held, nothing was deleted and `looked` says why. */
export type Emptied = { readonly state: 'emptied' } | { readonly state: 'held'; readonly looked: Looked };

const NOTHING: Remains = { waiting: 0, stuck: 0, copied: 0, single: 0, aside: 0 };

/** Gives what lies here of a person. Rejects where the databases cannot be read. */
export async function remainsOf({
	device: deviceDb,
	engine,
	personId
}: Pick<FreshStartParts, 'device' | 'engine' | 'personId'>): Promise<Remains> {
	const kept = await vaults.find(deviceDb, personId);
	if (!kept) return NOTHING;
	const { record: vault } = kept;
	const db = await openLockedDb(vault.vaultId, engine);
	try {
		const [outbox, letters, receipts, drafts, backups, elsewhere, aside] = await Promise.all([
			readIds(db, 'outbox'),
			readIds(db, 'sending'),
			readAll(db, 'receipts'),
			readIds(db, 'drafts'),
			readAll(db, 'backups'),
			readIds(db, 'elsewhere'),
			readIds(db, 'aside')
		]);
		const outcomes = new Map(receipts.map(({ entryId, outcome }) => [entryId, outcome]));
		const open = outbox.filter((entryId) => outcomes.get(entryId) !== 'accepted');
		const sealed = new Set(letters);
		const waiting = open.filter((entryId) => sealed.has(entryId) && !outcomes.has(entryId)).length;
		const sent = new Map(backups.map((copy) => [copy.assignmentId, copy.sent]));
		const moved = new Set(elsewhere);
		const inMemory = new Set(leftOver.of({ vault }).map(({ kept: { draft } }) => draft.assignmentId));
		// One that goes on on another tablet has its copy from there, unless this one had more to say.
		const copied = drafts.filter((id) => !inMemory.has(id) && (sent.get(id) ?? moved.has(id))).length;
		const older =
			kept.old === 'copying' ? await olderRemains(personId, new Set([...outbox, ...drafts]), engine) : NOTHING;
		return {
			waiting,
			stuck: open.length - waiting + older.stuck,
			copied,
			single: drafts.length - copied + older.single,
			aside: aside.length
		};
	} finally {
		db.close();
	}
}

/** What a release without vaults kept, and what is not in the vault yet. */
async function olderRemains(
	personId: string,
	moved: ReadonlySet<string>,
	engine: FreshStartParts['engine']
): Promise<Remains> {
	const old = await openOldDb(personId, engine);
	if (!old) return NOTHING;
	try {
		const [outbox, drafts] = (await Promise.all(
			[old.outbox, old.drafts].map((table) => table.toCollection().primaryKeys())
		)) as [string[], string[]];
		const left = (ids: string[]) => ids.filter((id) => !moved.has(id)).length;
		return { ...NOTHING, stuck: left(outbox), single: left(drafts) };
	} finally {
		old.close();
	}
}

/** Sends what can go while the vault is locked, copies of drafts too, in as many exchanges as that takes; then gives what is left. */
export async function look(parts: FreshStartParts): Promise<Looked> {
	for (let before: number | null = null; ;) {
		const outcome = await parts.send();
		const remains = await remainsOf(parts);
		const { waiting, single } = remains;
		// Copies that do not fit into one exchange come with the next.
		if (outcome?.state !== 'done' || single === 0 || waiting + single === before) return { outcome, remains };
		before = waiting + single;
	}
}

/** Whether a tablet may be emptied: the team is there, the person themself is signed in, and nothing waits. */
export function mayEmpty({ outcome, remains }: Looked): boolean {
	return outcome?.state === 'done' && outcome.heard.signedIn && remains.waiting + remains.stuck === 0;
}

/**
 * Empties a person's share of the tablet for good, where nothing has changed for the worse since they agreed. The tablet stays the one that
 * the team knows, so that the request for help is closed. Rejects where the wraps could not be deleted.
 */
export async function empty(parts: FreshStartParts, agreed: Remains): Promise<Emptied> {
	const looked = await look(parts);
	const { copied, single, aside } = looked.remains;
	// A copy where there was none is no loss more.
	const asAgreed = copied + single <= agreed.copied + agreed.single && single <= agreed.single && aside <= agreed.aside;
	if (!mayEmpty(looked) || !asAgreed || !parts.locked()) return { state: 'held', looked };
	const { device: deviceDb, engine, personId, facts, now } = parts;
	const kept = await vaults.find(deviceDb, personId);
	parts.leave();
	await wipe(parts, personId).catch(async (error: unknown) => {
		if (!deviceDb.isOpen() || !(await vaults.find(deviceDb, personId))) return;
		throw error;
	});
	if (kept) for (const one of leftOver.of({ vault: kept.record })) leftOver.drop(one);
	const again = await openDeviceDb(engine);
	try {
		await device.facts(again, () => facts.deviceId, now);
		await device.change(again, { personId });
	} finally {
		again.close();
	}
	return { state: 'emptied' };
}
