/**
 * The exchange: entries go up; receipts, workload and rubrics come down. Nothing counts as sent without a receipt that carries
 * the entry's own hash, and nothing is applied that was meant for somebody else.
 */
import type { RecoveryRequest, VaultUpload } from '#lib/domain/draft-backup.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { Problem } from '#lib/domain/problem.ts';
import {
	CLAIMS_LIMIT,
	ENTRIES_LIMIT,
	EXCHANGE_LIMIT,
	type ExchangeReply,
	PROTOCOL,
	type ExchangeRequest
} from '#lib/domain/sync.ts';
import type { LockSettings } from '#lib/domain/vault.ts';
import * as backups from './backups.ts';
import type { ContactKeys, OutboxItem } from './db.ts';
import { sealWaiting } from './letters.ts';
import { leftOver } from './left-over.svelte.ts';
import { fitting, pack, type Parcel } from './packing.ts';
import { readAll, readIds } from './records.ts';
import { apply, applyKept, park } from './replies.ts';
import * as report from './report.ts';
import { toldOf } from './told.ts';
import { whileExchangeRests, type Sender, type Tablet } from './tablet.ts';

/** Why an exchange did not happen, each with its own words on the screen. Whatever was not acknowledged still waits. */
export type ExchangeFailure =
	/** No answer at all. */
	| { readonly state: 'no_network' }
	/** 401: sign in again to send; auditing goes on without it. */
	| { readonly state: 'sign_in' }
	/** An answer that is none of ours, for example a hotel's or a café's sign-in page. */
	| { readonly state: 'not_ours' }
	/** The session is somebody else's; nothing was applied. */
	| { readonly state: 'other_person'; readonly personId: string }
	/** The tablet may not be used any more: it says farewell, and is emptied. */
	| { readonly state: 'revoked' }
	/** The server is there and cannot take it now. */
	| { readonly state: 'server_failed' }
	/** The server refused the whole exchange. */
	| { readonly state: 'turned_away'; readonly problem: Problem }
	/** The reply could not be written on this tablet. */
	| { readonly state: 'not_saved'; readonly error: unknown };

/** What a reply says of the team, whatever it brings: their clock, and whether the person's own session asked. */
export interface Heard {
	readonly serverAt: Instant;
	readonly locks?: LockSettings;
	readonly signedIn: boolean;
	/** Whether the tablet's own signature was taken; without one it asks for a credential while its person is signed in. */
	readonly signed: boolean;
	/** The person's vault as the server keeps it. */
	readonly vault: ExchangeReply['vault'];
	/** Every vault that their drafts are under; absent from a server of before. */
	readonly vaults?: ExchangeReply['vaults'];
	/** What tablets left behind that were taken off; absent where there is nothing. */
	readonly left?: ExchangeReply['left'];
	/** What became of a request for help with a forgotten passphrase. */
	readonly recovery: ExchangeReply['recovery'];
	/** The vault's key, handed over after the passphrase was forgotten. */
	readonly recovered: ExchangeReply['recovered'];
}

export type ExchangeOutcome =
	| {
			readonly state: 'done';
			readonly accepted: number;
			readonly refused: number;
			readonly at: Instant;
			readonly heard: Heard;
	  }
	| ExchangeFailure;

export type Answered = { readonly state: 'answered'; readonly reply: ExchangeReply };

/** The catalogue's words for this are for whoever can send less; an audit is sent whole. */
const tooLarge: Problem = {
	code: 'request.too_large',
	message:
		'This audit is too large to be sent as it is. Nothing is lost: shorten some notes, or keep a copy and tell your coordinator.'
};

/** The first exchange of a tablet that does not know its person yet: nothing goes up. */
export function introduce(sender: Sender): Promise<Answered | ExchangeFailure> {
	return ask(sender, envelope(sender, null, [], []));
}

/**
 * A tablet whose person has no vault on it yet says that it is there: nothing is kept, and nothing goes up but `recovery`, where they forgot
 * the passphrase of the vault that they have elsewhere. Never rejects.
 */
export async function knock(sender: Sender, personId: string, recovery?: RecoveryRequest): Promise<ExchangeOutcome> {
	const answer = await ask(sender, { ...envelope(sender, null, [], []), ...(recovery && { recovery }) });
	if (answer.state !== 'answered') return answer;
	const { reply } = answer;
	if (reply.personId !== personId) return { state: 'other_person', personId: reply.personId };
	return { state: 'done', accepted: 0, refused: 0, at: sender.now(), heard: heardIn(reply) };
}

/** Gives what a reply says of the team. A server of before there were credentials knows sessions alone. */
export function heardIn(reply: ExchangeReply): Heard {
	const { serverTime, signedIn, tablet, locks, vault, vaults, left, recovery, recovered } = reply;
	const told = {
		serverAt: serverTime,
		signedIn: signedIn ?? true,
		signed: tablet ?? false,
		vault,
		recovery,
		recovered
	};
	return { ...told, ...(locks && { locks }), ...(vaults && { vaults }), ...(left && { left }) };
}

/**
 * Exchanges once, in as many requests as the outbox needs; alone among the tabs. `claims`: drafts of other tablets that are to go on here;
 * without a network nothing moves. Never rejects: what went wrong is the outcome.
 */
export function exchange(tablet: Tablet, claims: readonly string[] = []): Promise<ExchangeOutcome> {
	return whileExchangeRests(tablet, async () => {
		try {
			if (claims.length > 0) await leftOver.settle(tablet, claims);
			const ended = await rounds(tablet, claims);
			if (ended.state === 'done' && ended.heard.left)
				await (await import('./left-behind.ts')).bring(tablet, ended.heard.left);
			return ended;
		} catch (error) {
			return { state: 'not_saved', error };
		}
	});
}

async function rounds(tablet: Tablet, wanted: readonly string[]): Promise<ExchangeOutcome> {
	const tried = new Set<string>();
	let most = ENTRIES_LIMIT;
	let { accepted, refused } = await applyKept(tablet);
	let failed = false;
	let heard: Heard | null = null;
	let claims = wanted.slice(0, CLAIMS_LIMIT);
	const asked = new Set<string>();
	const backedUp = new Set<string>();
	const drafts = await report.begun(tablet);
	await backups.make(tablet);
	for (;;) {
		const { outbox, letters, contact } = await sealWaiting(tablet);
		const waiting = outbox
			.filter(({ entry, refusal }) => refusal === null && !tried.has(entry.entryId))
			.map((item): Parcel => ({ waiting: item, sent: letters.get(item.entry.entryId) ?? item.entry }));
		const copies = (await readAll(tablet.db, 'backups')).filter(
			({ assignmentId, sent }) => !sent && !backedUp.has(assignmentId)
		);
		// Before the first contact there is no key to seal the rest to, and nobody who said that they take it.
		const later =
			contact?.keys !== undefined && heard !== null && contact.keys.told !== toldOf(tablet.vault, contact.keys);
		if (waiting.length === 0 && copies.length === 0 && claims.length === 0 && heard && !later)
			return failed ? { state: 'server_failed' } : { state: 'done', accepted, refused, at: tablet.now(), heard };
		const told = contact?.keys ? toldOf(tablet.vault, contact.keys) : null;
		const vault = contact?.keys && told !== contact.keys.told ? await vaultOf(tablet, contact.keys) : undefined;
		const empty: ExchangeRequest = {
			...envelope(tablet, contact?.cursor ?? null, await readIds(tablet.db, 'rubrics'), []),
			report: { ...drafts, ...report.counts(outbox) },
			...(vault && { vault }),
			...(claims.length > 0 && { claims: [...claims, tablet.vault.vaultId] })
		};
		const batch = pack(empty, waiting, EXCHANGE_LIMIT, most);
		const only = waiting[0];
		if (batch.length === 0 && only) {
			await park(tablet, only.waiting, tooLarge);
			refused += 1;
			continue;
		}
		const going = batch.map((parcel) => parcel.waiting);
		const request: ExchangeRequest = {
			...empty,
			report: { ...drafts, ...report.counts(outbox, going) },
			entries: batch.map(({ sent }) => sent)
		};
		// Audits first: copies of drafts fill what is left, and come with the next request where nothing is.
		const copied = waiting.length > batch.length ? [] : fitting(request, copies);
		// One that is larger than a whole request is passed over, so that it keeps nothing else waiting.
		for (const { assignmentId } of copied.length === 0 && batch.length === 0 ? copies : copied)
			backedUp.add(assignmentId);
		const answer = await ask(tablet, {
			...request,
			...(copied.length > 0 && { backups: copied.map(backups.asSent) })
		});
		if (answer.state === 'turned_away' && answer.problem.code === 'request.too_large' && batch.length > 0) {
			// Something between us takes less than agreed: fewer at a time, and what does not fit alone is parked.
			if (batch.length > 1) most = Math.ceil(batch.length / 2);
			else {
				await park(tablet, going[0] as OutboxItem, answer.problem);
				refused += 1;
			}
			continue;
		}
		if (answer.state !== 'answered') return answer;
		const { reply } = answer;
		if (reply.personId !== tablet.personId) return { state: 'other_person', personId: reply.personId };
		const applied = await apply(tablet, going, copied, reply, vault ? told : (contact?.keys?.told ?? null));
		heard = heardIn(reply);
		accepted += applied.accepted;
		refused += applied.refused;
		failed ||= applied.failed;
		for (const { waiting: item } of batch) tried.add(item.entry.entryId);
		for (const id of claims) asked.add(id);
		// A draft that should be here and is not: its reply was lost, or the tablet's records were.
		claims = (await backups.missing(tablet, reply.drafts ?? [])).filter((id) => !asked.has(id)).slice(0, CLAIMS_LIMIT);
	}
}

async function vaultOf({ vault }: Tablet, { recoveryKey }: ContactKeys): Promise<VaultUpload> {
	const escrow = recoveryKey ? await vault.sealKeyTo(recoveryKey.publicKey) : null;
	return { vaultId: vault.vaultId, wrap: vault.passphraseWrap, escrow };
}

/** Gives the envelope around what goes up. */
export function envelope(
	sender: Sender,
	cursor: string | null,
	rubricsHeld: string[],
	entries: ExchangeRequest['entries']
): ExchangeRequest {
	return { protocol: PROTOCOL, build: sender.build, deviceId: sender.deviceId, cursor, rubricsHeld, entries };
}

/**
 * How long an answer may take, in milliseconds: the largest request fits in over a very slow network. One that was under way while an iPad
 * slept may never end by itself, and everything that waits for the exchange would wait with it.
 */
export const PATIENCE = 120_000;

/** Asks the server once. Only an answer that parses as a reply is one: a portal's 200 is not a receipt. */
export async function ask(sender: Sender, request: ExchangeRequest): Promise<Answered | ExchangeFailure> {
	let response: Response;
	let text: string;
	let read: typeof import('./reply.ts');
	const giveUp = new AbortController();
	const timer = setTimeout(() => giveUp.abort(), PATIENCE);
	try {
		response = await sender.fetch('/api/sync', {
			method: 'POST',
			headers: { 'content-type': 'application/json', accept: 'application/json' },
			body: JSON.stringify(request),
			credentials: 'same-origin',
			cache: 'no-store',
			redirect: 'manual',
			signal: giveUp.signal
		});
		text = await response.text();
		read = await import('./reply.ts');
	} catch {
		return { state: 'no_network' };
	} finally {
		clearTimeout(timer);
	}
	const body = jsonOf(text);
	if (response.ok) {
		const reply = read.readReply(body);
		return reply ? { state: 'answered', reply } : { state: 'not_ours' };
	}
	const refusal = read.readProblem(body);
	if (response.status === 401) return refusal ? { state: 'sign_in' } : { state: 'not_ours' };
	if (response.status >= 500 || response.status === 429) return { state: 'server_failed' };
	if (response.status === 413) return { state: 'turned_away', problem: tooLarge };
	if (refusal?.code === 'tablet.revoked') return { state: 'revoked' };
	const other = refusal?.code === 'session.other_person' && refusal.detail?.[0];
	if (other) return { state: 'other_person', personId: other };
	return refusal ? { state: 'turned_away', problem: refusal } : { state: 'not_ours' };
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
