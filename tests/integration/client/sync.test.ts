import { expect, test, vi } from 'vitest';
import { v7 } from 'uuid';
import * as drafts from '#lib/client/drafts.ts';
import * as outbox from '#lib/client/outbox.ts';
import { readAll } from '#lib/client/records.ts';
import { exchange, introduce, PATIENCE } from '#lib/client/sync.ts';
import * as workload from '#lib/client/workload.ts';
import { problem } from '#lib/domain/problem.ts';
import { EXCHANGE_LIMIT, type WorkloadItem } from '#lib/domain/sync.ts';
import {
	AMINA,
	answeredDraft,
	createServer,
	failWrite,
	rubric,
	testTablet,
	workloadItem,
	type TestTablet
} from './tablet-builder.ts';

async function ready(items: WorkloadItem[] = [workloadItem()]) {
	const server = createServer(items);
	const tablet = await testTablet(server);
	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 0 });
	return { server, tablet, id: items[0]?.assignmentId as string };
}

async function submitAll(tablet: TestTablet, id: string, note = 'Section F, page 4.') {
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(`opened as ${opened.kind}`);
	const done = await outbox.submit(
		tablet,
		{ ...opened.kept, draft: answeredDraft(opened.kept.draft, { note }) },
		rubric
	);
	if ('violations' in done) throw new Error(JSON.stringify(done.violations));
	return done.entryId;
}

const waiting = async (tablet: TestTablet) => (await outbox.list(tablet)).filter(({ refusal }) => refusal === null);

test('a submitted audit waits, is sent, and stays to be read with its receipt', async () => {
	const { tablet, id } = await ready();
	await submitAll(tablet, id);
	expect(await workload.list(tablet)).toMatchObject([{ state: 'waiting', receivedAt: null }]);

	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 1, refused: 0 });

	expect(await outbox.list(tablet)).toEqual([]);
	expect(await workload.list(tablet)).toMatchObject([
		{ state: 'sent', receivedAt: '2026-12-03T16:21:00.000Z', readable: true }
	]);
	expect(await drafts.open(tablet, id)).toMatchObject({ kind: 'submitted', kept: { receipt: { sequence: 1 } } });
});

test('an audit with gaps is not submitted', async () => {
	const { tablet, id } = await ready();
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	const done = await outbox.submit(tablet, opened.kept, rubric);
	expect(done).toHaveProperty('violations');
	expect(await outbox.list(tablet)).toEqual([]);
});

test.each([1, 2, 3])('submitting is all or nothing when write %i fails', async (nth) => {
	const { tablet, id } = await ready();
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	const failing = failWrite(tablet.db, nth);
	tablet.db.close({ disableAutoOpen: false });
	await tablet.db.open();

	const full = { ...opened.kept, draft: answeredDraft(opened.kept.draft) };
	await expect(outbox.submit(tablet, full, rubric)).rejects.toThrow('made to fail');
	expect(failing.calls).toBeGreaterThanOrEqual(nth);

	const after = await tablet.reopened();
	expect(await outbox.list(after)).toEqual([]);
	expect(await readAll(after.db, 'submissions')).toEqual([]);
	expect(await drafts.open(after, id)).toMatchObject({ kind: 'draft' });
});

test('a lost reply: the same entry goes again and counts once', async () => {
	const { server, tablet, id } = await ready();
	const entryId = await submitAll(tablet, id);
	server.loseReplies = 1;

	expect(await exchange(tablet)).toEqual({ state: 'no_network' });
	expect(await waiting(tablet)).toHaveLength(1);
	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 1 });

	expect(server.requests.slice(-2).map(({ entries }) => entries.map((entry) => entry.entryId))).toEqual([
		[entryId],
		[entryId]
	]);
	expect([...server.stored.keys()]).toEqual([entryId]);
	expect(await outbox.list(tablet)).toEqual([]);
});

test.each([
	[
		'a portal page',
		() => new Response('<html>Welcome to Café WiFi</html>', { headers: { 'content-type': 'text/html' } })
	],
	['JSON that is no reply', () => Response.json({ ok: true })],
	['an empty 200', () => new Response('')],
	['a portal that asks to sign in to it', () => new Response('<html></html>', { status: 401 })]
])('%s is not a receipt', async (_name, portal) => {
	const { server, tablet, id } = await ready();
	await submitAll(tablet, id);
	server.instead = [portal];

	expect(await exchange(tablet)).toEqual({ state: 'not_ours' });

	expect(await waiting(tablet)).toHaveLength(1);
	expect(await workload.list(tablet)).toMatchObject([{ state: 'waiting' }]);
});

test('a redirect is not followed and is not a receipt', async () => {
	const { server, tablet, id } = await ready();
	await submitAll(tablet, id);
	server.instead = [() => Response.redirect('https://portal.example/', 302)];
	expect(await exchange(tablet)).toEqual({ state: 'not_ours' });
	expect(await waiting(tablet)).toHaveLength(1);
});

test('an expired session keeps everything and says so', async () => {
	const { server, tablet, id } = await ready();
	await submitAll(tablet, id);
	server.instead = [() => Response.json(problem('session.missing'), { status: 401 })];
	expect(await exchange(tablet)).toEqual({ state: 'sign_in' });
	expect(await waiting(tablet)).toHaveLength(1);
});

test.each([500, 502, 503, 429])('a server that answers %i is tried again later', async (status) => {
	const { server, tablet, id } = await ready();
	await submitAll(tablet, id);
	server.instead = [() => Response.json(problem('server.failed'), { status })];
	expect(await exchange(tablet)).toEqual({ state: 'server_failed' });
	expect(await waiting(tablet)).toHaveLength(1);
});

test('somebody else’s session: nothing is applied', async () => {
	const { server, tablet, id } = await ready();
	await submitAll(tablet, id);
	const other = v7();
	server.personId = other;
	server.items = [workloadItem({ planRef: 'LEW-99999' })];

	expect(await exchange(tablet)).toEqual({ state: 'other_person', personId: other });

	expect(await waiting(tablet)).toHaveLength(1);
	expect((await workload.list(tablet)).map(({ item }) => item.planRef)).toEqual(['LEW-7K3QF']);
});

test('a refused audit is parked with its reason, can be kept as a file and opened again', async () => {
	const { server, tablet, id } = await ready();
	const entryId = await submitAll(tablet, id);
	server.refuse.set(entryId, problem('submission.invalid', ['F.2']));

	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 0, refused: 1 });

	const [parked] = await outbox.list(tablet);
	expect(parked?.refusal).toEqual(problem('submission.invalid', ['F.2']));
	expect(JSON.parse(outbox.exportFile(parked as NonNullable<typeof parked>).text)).toMatchObject({
		kind: 'golden-thread-outbox',
		entry: { entryId }
	});
	expect(await workload.list(tablet)).toMatchObject([{ state: 'refused', refusal: { code: 'submission.invalid' } }]);

	// It is not sent again by itself.
	await exchange(tablet);
	expect(server.requests.at(-1)?.entries).toEqual([]);

	await outbox.openAgain(tablet, entryId);
	expect(await outbox.list(tablet)).toEqual([]);
	expect(await drafts.open(tablet, id)).toMatchObject({
		kind: 'draft',
		kept: { draft: { answers: { 'F.2': { level: 'met', note: 'Section F, page 4.' } } } }
	});
	const second = await submitAll(tablet, id);
	expect(second).not.toBe(entryId);
	expect(await exchange(tablet)).toMatchObject({ accepted: 1 });
});

test('a refused entry can be sent again as it is', async () => {
	const { server, tablet, id } = await ready();
	const entryId = await submitAll(tablet, id);
	server.refuse.set(entryId, problem('entry.hash_mismatch'));
	await exchange(tablet);
	server.refuse.clear();
	await outbox.sendAgain(tablet, entryId);
	expect(await exchange(tablet)).toMatchObject({ accepted: 1, refused: 0 });
	expect(await outbox.list(tablet)).toEqual([]);
});

test('one refused entry does not hold up the next', async () => {
	const items = [workloadItem(), workloadItem({ planRef: 'LEW-M2XDD' })];
	const { server, tablet } = await ready(items);
	const first = await submitAll(tablet, items[0]?.assignmentId as string);
	await submitAll(tablet, items[1]?.assignmentId as string);
	server.refuse.set(first, problem('assignment.withdrawn'));
	expect(await exchange(tablet)).toMatchObject({ accepted: 1, refused: 1 });
	expect((await workload.list(tablet)).map(({ state }) => state)).toEqual(['refused', 'sent']);
});

test('a receipt for other content is no receipt', async () => {
	const { server, tablet, id } = await ready();
	await submitAll(tablet, id);
	server.alter = (reply) => ({
		...reply,
		receipts: reply.receipts.map((receipt) => ({ ...receipt, contentHash: '0'.repeat(64) }))
	});
	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 0 });
	expect(await waiting(tablet)).toHaveLength(1);
});

test('a reply that cannot be written leaves the entry waiting', async () => {
	const { tablet, id } = await ready();
	await submitAll(tablet, id);
	const failing = failWrite(tablet.db, 2);
	tablet.db.close({ disableAutoOpen: false });
	await tablet.db.open();

	expect(await exchange(tablet)).toMatchObject({ state: 'not_saved' });
	expect(failing.calls).toBeGreaterThanOrEqual(2);
	failing.stop();

	const after = await tablet.reopened();
	expect(await waiting(after)).toHaveLength(1);
	expect(await exchange(after)).toMatchObject({ state: 'done', accepted: 1 });
});

test('a large outbox goes in several requests, each under the limit, in order', async () => {
	const items = Array.from({ length: 5 }, (_, at) => workloadItem({ planRef: `LEW-2222${at + 2}` }));
	const { server, tablet } = await ready(items);
	server.bodies = [];
	const ids: string[] = [];
	for (const item of items) ids.push(await submitAll(tablet, item.assignmentId, 'x'.repeat(1900)));

	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 5 });

	expect(server.bodies.length).toBeGreaterThan(1);
	for (const body of server.bodies) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(EXCHANGE_LIMIT);
	expect(server.requests.flatMap(({ entries }) => entries.map(({ entryId }) => entryId))).toEqual(ids);
});

test('an audit too large for any request is parked, and the next one goes', async () => {
	const items = [workloadItem(), workloadItem({ planRef: 'LEW-M2XDD' })];
	const { tablet } = await ready(items);
	await submitAll(tablet, items[0]?.assignmentId as string, '€'.repeat(2000));
	await submitAll(tablet, items[1]?.assignmentId as string);
	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 1, refused: 1 });
	expect(await outbox.list(tablet)).toMatchObject([{ refusal: { code: 'request.too_large' } }]);
});

test('a server that takes less than agreed gets less at a time', async () => {
	const items = [workloadItem(), workloadItem({ planRef: 'LEW-M2XDD' })];
	const { server, tablet } = await ready(items);
	for (const item of items) await submitAll(tablet, item.assignmentId);
	server.instead = [() => new Response('', { status: 413 })];
	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 2 });
	expect(server.requests.slice(-2).map(({ entries }) => entries.length)).toEqual([1, 1]);
});

test('handing a plan back works without a network, can be taken back, and is done with its receipt', async () => {
	const { server, tablet, id } = await ready();
	await drafts.open(tablet, id);
	const first = await outbox.decline(tablet, id, 'no_time', ' Two courses this week. ');
	expect(await workload.list(tablet)).toMatchObject([{ state: 'handing_back' }]);
	expect(await drafts.open(tablet, id)).toMatchObject({ kind: 'handed_back' });

	await outbox.keepAfterAll(tablet, first);
	expect(await drafts.open(tablet, id)).toMatchObject({ kind: 'draft' });

	await outbox.decline(tablet, id, 'tie_to_setting', '');
	server.items = [];
	await exchange(tablet);
	expect(await workload.list(tablet)).toEqual([]);
	expect(await readAll(tablet.db, 'drafts')).toEqual([]);
});

test('two tabs exchange one after the other, never both at once', async () => {
	const { server, tablet, id } = await ready();
	await submitAll(tablet, id);
	const other = await tablet.tab();
	let inside = 0;
	let most = 0;
	const real = server.fetch;
	server.fetch = async (path, init) => {
		inside += 1;
		most = Math.max(most, inside);
		const response = await real(path, init);
		inside -= 1;
		return response;
	};
	const outcomes = await Promise.all([exchange(tablet), exchange(other)]);
	expect(most).toBe(1);
	expect(outcomes.map((outcome) => outcome.state === 'done' && outcome.accepted).sort()).toEqual([0, 1]);
	expect(server.stored.size).toBe(1);
});

test('the workload comes once, and again only when it changed', async () => {
	const { server, tablet } = await ready();
	await exchange(tablet);
	const last = server.requests.at(-1);
	expect(last?.cursor).not.toBeNull();
	expect(last?.rubricsHeld).toEqual(['ehcp-full-audit@0.2.0']);
	expect(await workload.list(tablet)).toHaveLength(1);
	server.items = [...server.items, workloadItem({ planRef: 'LEW-M2XDD' })];
	await exchange(tablet);
	expect(await workload.list(tablet)).toHaveLength(2);
});

test('a tablet that knows nobody yet learns who is signed in', async () => {
	const server = createServer([workloadItem()]);
	const tablet = await testTablet(server);
	expect(await introduce(tablet)).toMatchObject({ state: 'answered', reply: { personId: AMINA } });
	expect(server.requests[0]).toMatchObject({ cursor: null, rubricsHeld: [], entries: [] });
	server.instead = [() => Response.json(problem('session.missing'), { status: 401 })];
	expect(await introduce(tablet)).toEqual({ state: 'sign_in' });
});

test('an entry that failed on the server’s side waits on, does not hold up the next, and goes by itself later', async () => {
	const items = [workloadItem(), workloadItem({ planRef: 'LEW-M2XDD' })];
	const { server, tablet } = await ready(items);
	const first = await submitAll(tablet, items[0]?.assignmentId as string);
	await submitAll(tablet, items[1]?.assignmentId as string);
	server.refuse.set(first, problem('server.failed'));
	// The outcome that the schedule answers with a back-off.
	expect(await exchange(tablet)).toEqual({ state: 'server_failed' });
	expect((await workload.list(tablet)).map(({ state }) => state)).toEqual(['waiting', 'sent']);

	server.refuse.clear();
	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 1, refused: 0 });
	expect(await outbox.list(tablet)).toEqual([]);
});

test('a server of before takes nothing of a newer tablet, and nothing is lost by asking it', async () => {
	const { server, tablet, id } = await ready();
	const entryId = await submitAll(tablet, id);
	server.instead = [() => Response.json(problem('request.malformed'), { status: 400 })];
	expect(await exchange(tablet)).toMatchObject({ state: 'turned_away', problem: { code: 'request.malformed' } });
	expect((await waiting(tablet)).map(({ entry }) => entry.entryId)).toEqual([entryId]);
	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 1 });
});

test('what a later server adds to its reply is passed over; a reply of a later protocol is none', async () => {
	const { server, tablet, id } = await ready();
	const entryId = await submitAll(tablet, id);
	server.items = [...server.items, workloadItem()];
	server.alter = (reply) => ({ ...reply, protocol: 4 });
	expect(await exchange(tablet)).toEqual({ state: 'not_ours' });
	expect((await waiting(tablet)).map(({ entry }) => entry.entryId)).toEqual([entryId]);
	server.alter = (reply) => ({
		...reply,
		weather: 'fine',
		workload: reply.workload && {
			...reply.workload,
			moon: 'full',
			items: reply.workload.items.map((item) => ({ ...item, tide: 'low' }))
		}
	});
	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 1 });
	expect(await workload.list(tablet)).toHaveLength(2);
});

test('a request that never ends is given up, and the next exchange goes on', async () => {
	const { tablet, id } = await ready();
	await submitAll(tablet, id);
	const asked = Promise.withResolvers<void>();
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	try {
		const slept = exchange({
			...tablet,
			fetch: (_path, init) =>
				new Promise((_done, fail) => {
					init.signal?.addEventListener('abort', () => fail(new DOMException('given up', 'AbortError')));
					asked.resolve();
				})
		});
		await asked.promise;
		vi.advanceTimersByTime(PATIENCE);
		expect(await slept).toEqual({ state: 'no_network' });
	} finally {
		vi.useRealTimers();
	}
	expect(await waiting(tablet)).toHaveLength(1);
	expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 1 });
});
