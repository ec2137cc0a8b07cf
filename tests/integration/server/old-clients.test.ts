/**
 * R11: tablets of the two earlier protocols, and of the one after, at the server of today. `tests/support/old-clients` holds what the earlier
 * ones really sent, and what they took for a reply. Today's tablet at their servers: `tests/integration/client/releases.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ExchangeEnvelope, PROTOCOL } from '#lib/domain/sync.ts';
import { contentHash } from '#lib/server/content-hash.ts';
import type { Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as people from '#lib/server/people.ts';
import * as revisions from '#lib/server/revisions.ts';
import * as submissions from '#lib/server/submissions.ts';
import { exchange } from '#lib/server/sync.ts';
import * as syncRoute from '../../../src/routes/api/sync/+server.ts';
import { begunTerm, by, envelope, minutes, signedIn } from '#tests/support/builders.ts';
import { recorded, type Recorded } from '#tests/support/old-clients/recorded.ts';
import { draftBackup, vaultUpload } from '#tests/support/sealed.ts';
import { engines, withStore } from '#tests/support/store.ts';

const SECRET = 'a secret of more than thirty-two characters';

/** The plans that the recorded tablet had: one that it audited, one that it handed back. */
const RECORDED = ['01919191-0000-7000-8000-000000000101', '01919191-0000-7000-8000-000000000102'] as const;

/** An auditor with the plan that the recorded tablet audited, and two others. */
async function desk(store: Store) {
	const { assignments, auditors, termId } = await begunTerm(store, {
		plans: 3,
		auditors: 1,
		facts: { profile: 'core' }
	});
	const audited = assignments.find(({ context }) => context.yearGroup === 14);
	const other = assignments.find((one) => one !== audited);
	const [auditor] = auditors;
	if (!audited || !other || !auditor) throw new Error('the term is too small');
	const asker = signedIn(store, auditor);
	/** What the old tablet would have sent of these plans: ids are given by the server, and the hash is over them. */
	const bodyOf = (body: Recorded['bodies'][number]) => {
		const text = JSON.stringify(body)
			.replaceAll(RECORDED[0], audited.assignmentId)
			.replaceAll(RECORDED[1], other.assignmentId);
		const sent = JSON.parse(text) as typeof body;
		return { ...sent, entries: sent.entries.map((entry) => ({ ...entry, contentHash: contentHash(entry.body) })) };
	};
	const send = async (body: unknown, at: number) => {
		const parsed = ExchangeEnvelope.parse(body);
		return JSON.parse(JSON.stringify(await exchange(store, asker, parsed, minutes(at), { secret: SECRET }))) as {
			receipts: { outcome: string; entryId: string; contentHash: string }[];
			workload: { items: { assignmentId: string; revision: number }[] };
		};
	};
	return { audited, other, termId, bodyOf, send };
}

describe.each(engines)('on %s', (engine) => {
	const given = withStore(engine);

	test.each([1, 2] as const)(
		'a tablet of protocol %i loses nothing, and understands every answer',
		async (protocol) => {
			const { bodies, reply } = recorded(protocol);
			const { audited, bodyOf, send } = await desk(given.store);
			const reader = z.fromJSONSchema(reply);
			const sent = new Map<string, string>();
			for (const [at, each] of bodies.entries()) {
				const body = bodyOf(each);
				for (const twice of [0, 1]) {
					const answer = await send(body, 100 + 2 * at + twice);
					expect(reader.safeParse(answer).error, `request ${at}`).toBeUndefined();
					expect(answer.receipts.map(({ outcome, entryId }) => [outcome, entryId])).toEqual(
						body.entries.map(({ entryId }) => ['accepted', entryId])
					);
				}
				for (const { entryId, contentHash: hash } of body.entries) sent.set(entryId, hash);
			}
			const rows = await given.store.selectFrom('entry').select(['entryId', 'contentHash']).execute();
			expect(new Map(rows.map((row) => [row.entryId, row.contentHash]))).toEqual(sent);
			const [stored] = await submissions.byAssignment(given.store, audited.assignmentId, by(300));
			const audit = bodies.flatMap(({ entries }) => entries).find(({ body }) => body.kind === 'submission');
			if (audit?.body.kind !== 'submission') throw new Error('no audit was recorded');
			expect(Object.keys(stored?.submission.answers ?? {}).sort()).toEqual(
				Object.keys(audit.body.submission.answers).sort()
			);
		}
	);

	test.each([1, 2] as const)(
		'beside a newer tablet of the same person, protocol %i is told nothing it would refuse',
		async (protocol) => {
			const { bodies, reply } = recorded(protocol);
			const { audited, other, bodyOf, send } = await desk(given.store);
			const reader = z.fromJSONSchema(reply);
			// The newer one has a vault and a draft; the older one sends its audit, which is asked back and opened again.
			const newer = envelope([], { vault: vaultUpload(), backups: [draftBackup(other.assignmentId)] });
			await send(newer, 90);
			for (const [at, body] of bodies.slice(0, 2).entries()) await send(bodyOf(body), 100 + at);
			await revisions.open(given.store, audited.assignmentId, 'Two sections were swapped.', by(110));
			const empty = bodyOf(bodies[0] as Recorded['bodies'][number]);
			const told = await send({ ...empty, deviceId: newId() }, 120);
			expect(reader.safeParse(told).error).toBeUndefined();
			expect(told.workload.items).toContainEqual(
				expect.objectContaining({ assignmentId: audited.assignmentId, revision: 2 })
			);
		}
	);

	test('a tablet of the protocol after is turned away whole, with nothing half-written, and loses nothing', async () => {
		const { store } = given;
		const { bodies } = recorded(2);
		const { bodyOf } = await desk(store);
		const [auditor] = await people.list(store);
		if (!auditor) throw new Error('nobody is here');
		const ask = (body: unknown) =>
			syncRoute.POST({
				request: new Request('https://team.example/api/sync', {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(body)
				}),
				locals: {
					...{ person: signedIn(store, auditor), store, session: {}, deviceId: null, now: minutes(100) },
					desk: { secret: SECRET }
				}
			} as never);
		const sent = bodyOf(bodies[1] as Recorded['bodies'][number]);
		const later = { ...sent, protocol: PROTOCOL + 1, weather: 'fine' };
		for (const each of [later, { ...sent, protocol: PROTOCOL + 1 }, { ...sent, protocol: PROTOCOL, weather: 'fine' }]) {
			const answer = await ask(each);
			expect([answer.status, await answer.json()]).toEqual([
				400,
				expect.objectContaining({ code: 'request.malformed' })
			]);
		}
		for (const table of ['entry', 'submission'] as const)
			expect(await store.selectFrom(table).selectAll().execute()).toEqual([]);
		// The server is brought up to its release, which knows what it speaks: the same entries go, each once.
		const { receipts } = (await (await ask(sent)).json()) as { receipts: { outcome: string }[] };
		expect(receipts.map(({ outcome }) => outcome)).toEqual(sent.entries.map(() => 'accepted'));
		expect(await store.selectFrom('entry').selectAll().execute()).toHaveLength(sent.entries.length);
	});
});
