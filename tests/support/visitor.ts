/**
 * Somebody who uses the product over plain HTTP, the way a browser does: accepts an invitation, keeps the cookie, sends exchanges.
 * The journeys use it for the auditors whose screens they do not watch.
 */
import { createHash, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { answer, openDraft, type Answer } from '#lib/domain/audit.ts';
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import { allowedLevels, applicableCriteria, noteRequired, type Criterion, type Rubric } from '#lib/domain/rubric.ts';
import { submit } from '#lib/domain/submission.ts';
import { ExchangeReply, PROTOCOL, rubricKey, type EntryBody, type OutboxEntry } from '#lib/domain/sync.ts';

export interface Visitor {
	/** Accepts an invitation with a password and keeps the session. */
	accept(link: string, password: string): Promise<void>;
	signIn(email: string, password: string): Promise<void>;
	get(path: string): Promise<Response>;
	/** Sends a form, as a page without scripts does, and gives what is answered. */
	send(path: string, fields: Record<string, string>): Promise<Response>;
	/** Exchanges entries; gives the reply, parsed. */
	exchange(entries: readonly OutboxEntry[]): Promise<ExchangeReply>;
	/** Answers and sends every open audit of the workload; gives how many were accepted. */
	auditAll(levelFor: (criterion: Criterion, planRef: string) => Answer['level']): Promise<number>;
}

/** Gives an outbox entry of a body, its hash worked out as a tablet does. */
export function entryOf(body: EntryBody): OutboxEntry {
	return { entryId: uuidv7(), contentHash: createHash('sha256').update(canonicalJson(body)).digest('hex'), body };
}

export function visitor(origin: string): Visitor {
	let cookie = '';
	const deviceId = uuidv7();

	async function ask(path: string, init: RequestInit = {}): Promise<Response> {
		const answered = await fetch(`${origin}${path}`, {
			redirect: 'manual',
			...init,
			headers: { origin, 'sec-fetch-site': 'same-origin', ...(cookie ? { cookie } : {}), ...init.headers }
		});
		const set = answered.headers.getSetCookie().map((line) => line.split(';')[0]);
		if (set.length > 0) cookie = set.join('; ');
		return answered;
	}

	const send: Visitor['send'] = (path, fields) =>
		ask(path, {
			method: 'POST',
			headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
			body: new URLSearchParams(fields).toString()
		});

	async function form(path: string, fields: Record<string, string>): Promise<void> {
		const answered = await send(path, fields);
		if (answered.status !== 303) throw new Error(`${path} answered ${answered.status}: ${await answered.text()}`);
	}

	const exchange: Visitor['exchange'] = async (entries) => {
		const answered = await ask('/api/sync', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ protocol: PROTOCOL, build: 'test', deviceId, cursor: null, rubricsHeld: [], entries })
		});
		if (!answered.ok) throw new Error(`The exchange answered ${answered.status}: ${await answered.text()}`);
		return ExchangeReply.parse(await answered.json());
	};

	return {
		accept: (link, password) => form(new URL(link).pathname, { password }),
		signIn: (email, password) => form('/sign-in', { email, password }),
		get: (path) => ask(path),
		send,
		exchange,
		async auditAll(levelFor) {
			const reply = await exchange([]);
			const rubrics = new Map(reply.rubrics.map((rubric) => [rubricKey(rubric as Rubric), rubric as Rubric]));
			let accepted = 0;
			for (const item of reply.workload?.items ?? []) {
				const rubric = rubrics.get(rubricKey(item));
				if (!rubric || item.receivedAt) continue;
				const now = new Date().toISOString();
				let draft = openDraft(item, rubric, item.dates, now.slice(0, 10), now);
				for (const criterion of applicableCriteria(rubric, item.context)) {
					if (draft.answers[criterion.id]) continue;
					const wanted = levelFor(criterion, item.planRef);
					const level = allowedLevels(criterion).includes(wanted) ? wanted : (allowedLevels(criterion)[0] ?? 'met');
					const note = noteRequired(rubric, criterion, { level })
						? { note: 'Section page 2: one part is missing.' }
						: {};
					draft = answer(draft, criterion.id, { level, ...note }, now);
				}
				const done = submit(draft, rubric, now);
				if ('violations' in done) throw new Error(`The audit is not complete: ${JSON.stringify(done.violations)}`);
				const sent = await exchange([entryOf({ kind: 'submission', submission: done.submission })]);
				const receipt = sent.receipts[0];
				if (receipt?.outcome !== 'accepted') throw new Error(`The audit was refused: ${JSON.stringify(receipt)}`);
				accepted += 1;
			}
			return accepted;
		}
	};
}

/** A password that nobody else has. */
export function newPassword(): string {
	return `a test password ${randomUUID()}`;
}
