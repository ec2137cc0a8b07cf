/**
 * The exchange: entries go up; receipts, workload and rubrics come down. Nothing counts as sent without a receipt that carries
 * the entry's own hash, and nothing is applied that was meant for somebody else.
 */
import type { Instant } from '#lib/domain/plain-date.ts';
import type { Problem } from '#lib/domain/problem.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import type { LockSettings } from '#lib/domain/vault.ts';
import {
	ENTRIES_LIMIT,
	EXCHANGE_LIMIT,
	type ExchangeReply,
	PROTOCOL,
	rubricKey,
	type Decline,
	type ExchangeRequest,
	type Receipt
} from '#lib/domain/sync.ts';
import type { KeptSubmission, OutboxItem } from './db.ts';
import { isNote, submissionId } from './outbox.ts';
import { put, read, readAll, readIds, remove, write, type Change } from './records.ts';
import * as report from './report.ts';
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

type Answered = { readonly state: 'answered'; readonly reply: ExchangeReply };

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

/** A locked tablet says that it is there: nothing goes up and nothing is kept, but the team was heard. Never rejects. */
export async function knock(sender: Sender, personId: string): Promise<ExchangeOutcome> {
	const answer = await introduce(sender);
	if (answer.state !== 'answered') return answer;
	const { reply } = answer;
	if (reply.personId !== personId) return { state: 'other_person', personId: reply.personId };
	return { state: 'done', accepted: 0, refused: 0, at: sender.now(), heard: heardIn(reply) };
}

function heardIn({ serverTime }: ExchangeReply): Heard {
	return { serverAt: serverTime, signedIn: true };
}

/**
 * Exchanges once, in as many requests as the outbox needs; alone among the tabs. Never rejects: what went wrong is the outcome.
 */
export function exchange(tablet: Tablet): Promise<ExchangeOutcome> {
	return whileExchangeRests(tablet, async () => {
		try {
			return await rounds(tablet);
		} catch (error) {
			return { state: 'not_saved', error };
		}
	});
}

async function rounds(tablet: Tablet): Promise<ExchangeOutcome> {
	const tried = new Set<string>();
	let most = ENTRIES_LIMIT;
	let [accepted, refused] = [0, 0];
	let failed = false;
	let heard: Heard | null = null;
	const drafts = await report.begun(tablet);
	for (;;) {
		const outbox = await readAll(tablet.db, 'outbox');
		const waiting = outbox.filter(({ entry, refusal }) => refusal === null && !tried.has(entry.entryId));
		if (waiting.length === 0 && heard)
			return failed ? { state: 'server_failed' } : { state: 'done', accepted, refused, at: tablet.now(), heard };
		const contact = await read(tablet.db, 'contact', 'contact');
		const empty = {
			...envelope(tablet, contact?.cursor ?? null, await readIds(tablet.db, 'rubrics'), []),
			report: { ...drafts, ...report.counts(outbox) }
		};
		const batch = pack(empty, waiting, EXCHANGE_LIMIT, most);
		const only = waiting[0];
		if (batch.length === 0 && only) {
			await park(tablet, only, tooLarge);
			refused += 1;
			continue;
		}
		const answer = await ask(tablet, {
			...empty,
			report: { ...drafts, ...report.counts(outbox, batch) },
			entries: batch.map(({ entry }) => entry)
		});
		if (answer.state === 'turned_away' && answer.problem.code === 'request.too_large' && batch.length > 0) {
			// Something between us takes less than agreed: fewer at a time, and what does not fit alone is parked.
			if (batch.length > 1) most = Math.ceil(batch.length / 2);
			else {
				await park(tablet, batch[0] as OutboxItem, answer.problem);
				refused += 1;
			}
			continue;
		}
		if (answer.state !== 'answered') return answer;
		if (answer.reply.personId !== tablet.personId) return { state: 'other_person', personId: answer.reply.personId };
		const counts = await apply(tablet, batch, answer.reply);
		heard = heardIn(answer.reply);
		accepted += counts.accepted;
		refused += counts.refused;
		failed ||= counts.failed;
		for (const { entry } of batch) tried.add(entry.entryId);
	}
}

function envelope(
	sender: Sender,
	cursor: string | null,
	rubricsHeld: string[],
	entries: ExchangeRequest['entries']
): ExchangeRequest {
	return { protocol: PROTOCOL, build: sender.build, deviceId: sender.deviceId, cursor, rubricsHeld, entries };
}

const encoder = new TextEncoder();
const bytesOf = (value: unknown) => encoder.encode(JSON.stringify(value)).length;

/**
 * Gives the first of the waiting entries, in their order, that fit into one request of at most `limit` bytes and `most`
 * entries: at least one, unless the first alone is too large.
 */
export function pack(
	empty: ExchangeRequest,
	waiting: readonly OutboxItem[],
	limit: number,
	most: number
): OutboxItem[] {
	let bytes = bytesOf(empty);
	const batch: OutboxItem[] = [];
	for (const next of waiting) {
		bytes += bytesOf(next.entry) + (batch.length > 0 ? 1 : 0);
		if (bytes > limit || batch.length === most) break;
		batch.push(next);
	}
	return batch;
}

/** Asks the server once. Only an answer that parses as a reply is one: a portal's 200 is not a receipt. */
async function ask(sender: Sender, request: ExchangeRequest): Promise<Answered | ExchangeFailure> {
	let response: Response;
	let text: string;
	let read: typeof import('./reply.ts');
	try {
		response = await sender.fetch('/api/sync', {
			method: 'POST',
			headers: { 'content-type': 'application/json', accept: 'application/json' },
			body: JSON.stringify(request),
			credentials: 'same-origin',
			cache: 'no-store',
			redirect: 'manual'
		});
		text = await response.text();
		read = await import('./reply.ts');
	} catch {
		return { state: 'no_network' };
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
	return refusal ? { state: 'turned_away', problem: refusal } : { state: 'not_ours' };
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

async function park(tablet: Tablet, waiting: OutboxItem, refusal: Problem): Promise<void> {
	await write(tablet.db, [put('outbox', waiting.entry.entryId, { ...waiting, refusal })]);
}

/**
 * Writes a whole reply in one transaction, so that a tablet never holds half of one. Gives how many entries were judged, and whether one
 * could not be: the server failed on its own side, which judges nothing, so that entry waits on and is sent again later.
 */
async function apply(
	tablet: Tablet,
	sent: readonly OutboxItem[],
	reply: ExchangeReply
): Promise<{ accepted: number; refused: number; failed: boolean }> {
	const answered = sent.flatMap((waiting) => {
		// A receipt for other content than ours is none: the entry waits on.
		const receipt = reply.receipts.find(
			({ entryId, contentHash }) => entryId === waiting.entry.entryId && contentHash === waiting.entry.contentHash
		);
		return receipt ? [{ waiting, receipt }] : [];
	});
	const judged = answered.filter(({ receipt }) => !failedOnServer(receipt));
	const changes: Change[] = [];
	for (const { waiting, receipt } of judged) changes.push(...(await receiptChanges(tablet, waiting, receipt)));
	changes.push(...(await workloadChanges(tablet, reply)));
	await write(tablet.db, changes);
	const accepted = judged.filter(({ receipt }) => receipt.outcome === 'accepted').length;
	return { accepted, refused: judged.length - accepted, failed: answered.length > judged.length };
}

function failedOnServer(receipt: Receipt): boolean {
	return receipt.outcome === 'refused' && receipt.problem.code === 'server.failed';
}

async function receiptChanges(tablet: Tablet, waiting: OutboxItem, receipt: Receipt): Promise<Change[]> {
	const { entryId, body } = waiting.entry;
	if (receipt.outcome === 'refused') {
		// A note holds nothing that anybody typed and asks nothing of anybody: one that is turned down is done with.
		if (isNote(waiting)) return [remove('outbox', entryId)];
		return [put('outbox', entryId, { ...waiting, refusal: receipt.problem })];
	}
	if (body.kind === 'decline') return handedBack(tablet, entryId, body.decline);
	if (body.kind !== 'submission') return [remove('outbox', entryId)];
	const id = submissionId(body.submission);
	const copy: KeptSubmission = (await read(tablet.db, 'submissions', id)) ?? {
		entryId,
		submission: body.submission,
		item: waiting.item,
		receipt: null
	};
	const { receivedAt, sequence } = receipt;
	return [remove('outbox', entryId), put('submissions', id, { ...copy, receipt: { receivedAt, sequence } })];
}

/** The auditor agreed to this when they handed the plan back; until now it could be taken back. Who knows a child keeps no copy either. */
async function handedBack(tablet: Tablet, entryId: string, { assignmentId, reason }: Decline): Promise<Change[]> {
	const tied = reason === 'know_family' || reason === 'tie_to_setting';
	const copies = tied
		? (await readIds(tablet.db, 'submissions')).filter((id) => id.startsWith(`${assignmentId}@`))
		: [];
	return [
		remove('outbox', entryId),
		remove('drafts', assignmentId),
		remove('workload', assignmentId),
		remove('openings', assignmentId),
		...copies.map((id) => remove('submissions', id))
	];
}

async function workloadChanges(tablet: Tablet, reply: ExchangeReply): Promise<Change[]> {
	const changes: Change[] = [];
	const held = await read(tablet.db, 'contact', 'contact');
	const person = reply.workload?.person ?? held?.person;
	const contactAt = tablet.now();
	const clockOff = Date.parse(reply.serverTime) - Date.parse(contactAt);
	if (person) changes.push(put('contact', 'contact', { person, cursor: reply.cursor, contactAt, clockOff }));
	if (reply.workload) {
		const assigned = new Set(reply.workload.items.map(({ assignmentId }) => assignmentId));
		for (const id of await readIds(tablet.db, 'workload')) if (!assigned.has(id)) changes.push(remove('workload', id));
		for (const item of reply.workload.items) changes.push(put('workload', item.assignmentId, item));
		if (reply.workload.guide) changes.push(put('guide', 'guide', reply.workload.guide));
	}
	for (const rubric of reply.rubrics.filter(isRubric)) changes.push(put('rubrics', rubricKey(rubric), rubric));
	return changes;
}

/** Published rubrics were checked by the server; the tablet only makes sure that it can name them. */
function isRubric(value: Record<string, unknown>): value is Record<string, unknown> & Rubric {
	return typeof value.rubricId === 'string' && typeof value.version === 'string' && Array.isArray(value.sections);
}
