/**
 * R6 on the server: its disk is full. What is sent then is not taken and nothing of it is kept, reading goes on, forms say what is wrong and
 * keep what was typed; once there is room the same audit is taken.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Assignment } from '#lib/domain/assignment.ts';
import { problem } from '#lib/domain/problem.ts';
import type { OutboxEntry } from '#lib/domain/sync.ts';
import * as assignments from '#lib/server/assignments.ts';
import { tableNames, type Store } from '#lib/server/db/store.ts';
import * as people from '#lib/server/people.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import * as terms from '#lib/server/terms.ts';
import {
	answers,
	by,
	envelope,
	person,
	publishedRubric,
	register,
	rubric,
	submissionEntry,
	termFacts
} from '#tests/support/builders.ts';
import { COUNT, SEED } from '#tests/support/faults.ts';
import { disks, openDisk, type Disk } from '#tests/support/full-disk.ts';
import { Jar, startRoutes, type RouteAsker } from '#tests/support/route-asker.ts';
import { newStore } from '#tests/support/store.ts';

const ORIGIN = 'https://thread.example';
const TIMES = COUNT(20);
const PLANS = 21;

/** Lines of the log, as pino writes them. */
const said = vi.hoisted(() => [] as string[]);
vi.mock('pino', async (original) => {
	const real = await original<typeof import('pino')>();
	return { ...real, pino: (options: object) => real.pino(options, { write: (line) => void said.push(line) }) };
});

describe.each(disks)('a full disk: %s', (kind) => {
	let disk: Disk | null = null;
	let asker: RouteAsker;
	let store: Store;
	let given: readonly Assignment[] = [];
	const auditor = new Jar();
	const coordinator = new Jar();

	async function joined(jar: Jar, personId: string): Promise<void> {
		const now = new Date().toISOString();
		const { link } = await invitations.invite(store, personId, { actorId: null, origin: ORIGIN, now });
		const params = { token: link.split('/').at(-1) ?? '' };
		const form = { password: 'three purple kettles' };
		expect((await asker.ask('/(public)/invitation/[token]', { jar, params, form })).status).toBe(303);
	}

	beforeAll(async () => {
		disk = await openDisk(kind);
		if (!disk) return;
		asker = await startRoutes(ORIGIN, { ...disk.settings, SECRET: 'a secret of more than thirty-two letters' });
		store = await newStore(asker.db);
		await publishedRubric(store);
		const [one] = await register(store, { plans: PLANS, auditors: 1 });
		await store.updateTable('person').set({ capacity: PLANS }).execute();
		const { termId } = await terms.open(store, termFacts(), by());
		const sample = await terms.drawSample(store, termId, { size: PLANS }, 'seed', by());
		const auditorId = one?.personId ?? '';
		const wanted = sample.plans.map(({ planRef }) => ({ planId: planRef, auditorId, marking: 'first' as const }));
		const basis = { basis: 'Consent of the parent', basisDecidedBy: 'Head of SEN' };
		given = await assignments.confirm(store, termId, wanted, basis, by());
		await joined(auditor, auditorId);
		await joined(coordinator, await people.add(store, person({ roles: ['coordinator'], agency: null }), by()));
		// The first exchange makes the key that audits are sealed to.
		expect((await send(envelope())).status).toBe(200);
	});
	afterAll(async () => {
		await asker?.close();
		await disk?.remove();
	});

	const send = (sent: ReturnType<typeof envelope>) =>
		asker.ask('/api/sync', { jar: auditor, json: JSON.stringify(sent) });

	/** Every row of the partnership but what tablets say of themselves, which is small enough to find room where an audit does not. */
	async function everything(): Promise<Record<string, string[]>> {
		const found: Record<string, string[]> = {};
		for (const table of tableNames.filter((name) => name !== 'tabletReport'))
			found[table] = (await store.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row)).sort();
		return found;
	}

	/** What was sent is not taken, in words that have a tablet wait and try again: all of it, or its entry. */
	async function expectNotTaken(answer: Response, { entryId, contentHash }: OutboxEntry): Promise<void> {
		const said: unknown = await answer.json();
		if (answer.status === 503) {
			expect(said).toEqual(problem('server.full'));
			expect(answer.headers.get('retry-after')).toBe('60');
			return;
		}
		expect(answer.status).toBe(200);
		const refused = { outcome: 'refused', entryId, contentHash, problem: problem('server.failed') };
		expect(said).toMatchObject({ receipts: [refused] });
	}

	/** Pages are read, also by somebody whose last use is to be written down. */
	async function expectReadable(): Promise<void> {
		for (const routeId of ['/(coordinator)/people', '/(coordinator)/register', '/(coordinator)/terms']) {
			const answer = await asker.ask(routeId, { jar: coordinator });
			expect(answer.status, routeId).toBe(200);
		}
		const held = (await (await send(envelope())).json()) as { workload: { items: unknown[] } };
		expect(held.workload.items).toHaveLength(PLANS);
	}

	/** A form comes back with a clear sentence and with what was typed. */
	async function expectFormBack(): Promise<void> {
		const form = { from: `${rubric.rubricId}@${rubric.version}`, name: 'What we would rather ask' };
		const answer = await asker.ask('/(coordinator)/rubrics', { jar: coordinator, search: '?/draft', form });
		expect(answer.status).toBe(503);
		const { code, message } = problem('server.full');
		expect(await answer.json()).toEqual({ violations: [{ field: '', code, message }], values: form });
	}

	async function expectSound(): Promise<void> {
		if (kind === 'PostgreSQL') return;
		expect((await sql`pragma integrity_check`.execute(asker.db)).rows).toEqual([{ integrityCheck: 'ok' }]);
		expect((await sql`pragma foreign_key_check`.execute(asker.db)).rows).toEqual([]);
	}

	test(`${TIMES} times: nothing is taken, all is read, and it goes on`, { timeout: 300_000 }, async ({ skip }) => {
		if (!disk) return skip('only root may mount a file system, and not everywhere');
		const accepted: unknown[] = [];
		for (let nth = 0; nth < TIMES; nth += 1) {
			const one = given[nth];
			if (!one) throw new Error('there are too few plans');
			const note = { level: 'partly' as const, note: `Page ${nth}: ${'the words are vague, '.repeat(90)}` };
			const noted = Object.fromEntries(['F.2', 'F.4', 'F.5', 'E.1'].map((id) => [id, note]));
			const audit = submissionEntry(one, { answers: answers(one.context, noted) });
			const report = { waiting: 1, refused: 0, begun: [], practisedAt: null };
			const sent = envelope([audit], nth % 2 ? { report } : {});

			const before = await everything();
			const earlier = new Date(Date.now() - 5 * 60_000).toISOString();
			await asker.db.updateTable('session').set({ lastSeenAt: earlier }).execute();
			said.length = 0;
			await disk.fill(asker.db);
			try {
				await expectNotTaken(await send(sent), audit);
				await expectNotTaken(await send(sent), audit);
				await expectReadable();
				await expectFormBack();
				expect(await everything()).toEqual(before);
				await expectSound();
			} finally {
				await disk.makeRoom(asker.db);
			}
			const codes = said
				.map((line) => (JSON.parse(line) as { code?: string }).code)
				.filter((code) => code !== undefined);
			expect(new Set(codes)).toEqual(new Set([kind === 'PostgreSQL' ? '53100' : 'SQLITE_FULL']));
			expect(codes.length).toBeGreaterThanOrEqual(3);

			const taken = (await (await send(sent)).json()) as { receipts: unknown[] };
			const { entryId, contentHash } = audit;
			expect(taken.receipts).toMatchObject([{ outcome: 'accepted', entryId, contentHash }]);
			expect(((await (await send(sent)).json()) as typeof taken).receipts).toEqual(taken.receipts);
			accepted.push(...taken.receipts);
		}
		const rows = await store.selectFrom('entry').select(['entryId', 'contentHash', 'receivedAt', 'sequence']).execute();
		const receipts = rows.map((row) => ({ outcome: 'accepted', ...row }));
		expect(receipts).toHaveLength(TIMES);
		for (const receipt of accepted) expect(receipts).toContainEqual(receipt);
		expect(await store.selectFrom('submission').select('entryId').execute()).toHaveLength(TIMES);
		await expectSound();
		console.log(`R6, seed ${SEED}: ${TIMES} times a full disk: ${kind}`);
	});
});
