/**
 * The server's side of the exchange (`domain/sync.ts`). Each entry is judged on its own and written in a transaction of its own, whole or
 * not at all; a receipt is given only for what is on disk. Sending again is harmless.
 */
import type { SignedIn } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { problem, Refusal } from '#lib/domain/problem.ts';
import {
	EntryBody,
	type ExchangeEnvelope,
	type ExchangeReply,
	type Receipt,
	sealedEntryPlace,
	workloadIn
} from '#lib/domain/sync.ts';
import { record } from './activity.ts';
import { contentHash } from './content-hash.ts';
import { inTransaction, type Store } from './db/store.ts';
import { accept, type Entry, type Sender } from './entries.ts';
import * as intakeKeys from './intake-keys.ts';
import * as left from './left.ts';
import * as recoveries from './recoveries.ts';
import * as sentCopies from './sent-copies.ts';
import * as tabletLocks from './tablet-locks.ts';
import * as tabletReports from './tablet-reports.ts';
import * as tablets from './tablets.ts';
import * as vaults from './vaults.ts';
import * as workloads from './workloads.ts';

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
	{ vault, backups, claims, recovery, cursor, brief, left: asked }: ExchangeEnvelope,
	around: Surroundings
): Promise<Partial<ExchangeReply>> {
	if (vault) await vaults.keep(store, sender, vault);
	await vaults.backUp(store, sender, backups ?? []);
	const claimed = await vaults.claim(store, sender, claims ?? []);
	if (asked) await left.forget(store, sender.personId, asked);
	const behind = await left.list(store, sender.personId);
	if (recovery && around.signedIn) await recoveries.ask(store, sender, recovery);
	// Only an open tablet says what it holds.
	if (cursor !== null && !brief) await recoveries.close(store, sender);
	const recoveryKey = await recoveries.key(store);
	// For a tablet that holds nothing yet, or is locked: one at work has its own.
	const offered = cursor === null ? await vaults.offers(store, sender.personId) : [];
	return {
		signedIn: around.signedIn ?? false,
		tablet: around.byTablet ?? false,
		...(around.secret !== undefined && { intake: await intakeKeys.current(store, around.secret, sender.now) }),
		locks: await tabletLocks.get(store),
		copyDays: await sentCopies.days(store),
		recoveryKey: recoveryKey && { keyId: recoveryKey.keyId, publicKey: recoveryKey.publicKey },
		drafts: await vaults.places(store, sender),
		claimed,
		...(behind.length > 0 && { left: behind }),
		...(asked && { leftWords: await left.words(store, sender.personId, asked) }),
		...(cursor === null && {
			vault: offered[0] ?? null,
			vaults: offered,
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
