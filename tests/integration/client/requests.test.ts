import { expect, test } from 'vitest';
import * as drafts from '#lib/client/drafts.ts';
import type { KeptSubmission } from '#lib/client/db.ts';
import * as outbox from '#lib/client/outbox.ts';
import { put, write } from '#lib/client/records.ts';
import * as requests from '#lib/client/requests.ts';
import { exchange } from '#lib/client/sync.ts';
import * as workload from '#lib/client/workload.ts';
import { answer, type Draft } from '#lib/domain/audit.ts';
import { problem } from '#lib/domain/problem.ts';
import { answeredDraft, createServer, rubric, testTablet, workloadItem, type TestTablet } from './tablet-builder.ts';

async function sent() {
	const item = workloadItem();
	const server = createServer([item]);
	const tablet = await testTablet(server);
	await exchange(tablet);
	await submit(tablet, item.assignmentId);
	await exchange(tablet);
	server.items = [{ ...item, receivedAt: '2026-12-03T16:21:00.000Z' }];
	await exchange(tablet);
	const kept = (await drafts.latestSubmission(tablet, item.assignmentId)) as KeptSubmission;
	return { item, server, tablet, kept, id: item.assignmentId };
}

async function submit(tablet: TestTablet, id: string, change: (draft: Draft) => Draft = (draft) => draft) {
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	await outbox.submit(tablet, { ...opened.kept, draft: change(answeredDraft(opened.kept.draft)) }, rubric);
}

test('an audit is asked back once, without a network, and can be taken back until it is sent', async () => {
	const { tablet, kept, id } = await sent();
	await requests.ask(tablet, kept.submission, '  I mixed up two pages. ');
	await requests.ask(tablet, kept.submission, 'Again.');
	const waiting = await requests.waitingFor(tablet, id);
	expect(waiting?.entry.body).toEqual({
		kind: 'revision_request',
		revisionRequest: {
			assignmentId: id,
			revision: 1,
			confirmed: [],
			words: 'I mixed up two pages.',
			askedAt: tablet.now()
		}
	});
	expect(await outbox.list(tablet)).toHaveLength(1);
	// What waits beside it changes nothing about the audit.
	expect(await workload.list(tablet)).toMatchObject([{ state: 'sent' }]);

	await requests.takeBack(tablet, waiting?.entry.entryId ?? '');
	expect(await requests.waitingFor(tablet, id)).toBeNull();
});

test('a request that was turned down stays with its reason and gives way to the next', async () => {
	const { tablet, server, kept, id } = await sent();
	await requests.ask(tablet, kept.submission, 'Page 4.');
	const first = await requests.waitingFor(tablet, id);
	server.refuse.set(first?.entry.entryId ?? '', problem('term.closed'));
	expect(await exchange(tablet)).toMatchObject({ refused: 1 });
	expect(await requests.waitingFor(tablet, id)).toMatchObject({ refusal: { code: 'term.closed' } });

	await requests.ask(tablet, kept.submission, 'Page 5.');
	expect(await outbox.list(tablet)).toHaveLength(1);
	expect(await exchange(tablet)).toMatchObject({ accepted: 1 });
	expect(await outbox.list(tablet)).toEqual([]);
});

test('a plan that is no longer on the tablet cannot be asked back, and its copy can still be read', async () => {
	const { tablet, server, kept, id } = await sent();
	server.items = [];
	await exchange(tablet);
	await expect(requests.ask(tablet, kept.submission, 'Page 4.')).rejects.toThrow(RangeError);
	expect(await drafts.find(await tablet.reopened(), id)).toMatchObject({ kind: 'submitted' });
	expect(await workload.list(tablet)).toMatchObject([{ state: 'sent', readable: true }]);
});

test('each exchange tells how much waits and how far the drafts are, and nothing that was answered', async () => {
	const items = [workloadItem(), workloadItem({ planRef: 'LEW-7K3QG' }), workloadItem({ planRef: 'LEW-7K3QH' })];
	const server = createServer(items);
	const tablet = await testTablet(server);
	await exchange(tablet);
	expect(server.requests.at(-1)?.report).toEqual({ waiting: 0, refused: 0, begun: [], practisedAt: null });
	const [one, two, three] = items.map(({ assignmentId }) => assignmentId) as [string, string, string];
	await submit(tablet, one);
	await submit(tablet, two);
	const opened = await drafts.open(tablet, three);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	const draft = answer(opened.kept.draft, 'F.2', { level: 'partly', note: 'Secret words.' }, tablet.now());
	await drafts.save(tablet, { ...opened.kept, draft });
	const doneAt = tablet.now();
	await write(tablet.db, [put('practice', 'practice', { edition: null, answers: {}, doneAt, passedOver: false })]);
	const [entry] = await outbox.list(tablet);
	server.refuse.set(entry?.entry.entryId ?? '', problem('submission.invalid'));

	await exchange(tablet);
	// Both audits went with this very request.
	const [summary] = (await workload.list(tablet)).filter(({ assignmentId }) => assignmentId === three);
	expect(server.requests.at(-1)?.report).toEqual({
		waiting: 0,
		refused: 0,
		begun: [{ assignmentId: three, answered: summary?.answered, of: summary?.of }],
		practisedAt: doneAt
	});
	server.instead.push(() => Promise.reject(new TypeError('no network')));
	await exchange(tablet);
	await exchange(tablet);
	const told = server.requests.at(-1)?.report;
	expect(told).toMatchObject({ waiting: 0, refused: 1 });
	expect(JSON.stringify(told)).not.toContain('Secret');

	await write(tablet.db, [put('practice', 'practice', { edition: null, answers: {}, doneAt, passedOver: true })]);
	await exchange(tablet);
	expect(server.requests.at(-1)?.report?.practisedAt).toBeNull();
});
