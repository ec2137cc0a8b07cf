/** Retention on the tablet: the copy of a sent audit goes some days after its receipt, by the team's clock; nothing else goes by itself. */
import { expect, test } from 'vitest';
import * as drafts from '#lib/client/drafts.ts';
import * as outbox from '#lib/client/outbox.ts';
import { copyDays } from '#lib/client/purge.ts';
import { readAll } from '#lib/client/records.ts';
import { exchange } from '#lib/client/sync.ts';
import * as workload from '#lib/client/workload.ts';
import { problem } from '#lib/domain/problem.ts';
import type { ExchangeReply, WorkloadItem } from '#lib/domain/sync.ts';
import { answeredDraft, createServer, rubric, testTablet, workloadItem, type TestTablet } from './tablet-builder.ts';

const RECEIVED = '2026-12-03T16:21:00.000Z';
const DAY = 24 * 60 * 60 * 1000;

async function submit(tablet: TestTablet, { assignmentId }: WorkloadItem): Promise<string> {
	const opened = await drafts.open(tablet, assignmentId);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	const done = await outbox.submit(tablet, { ...opened.kept, draft: answeredDraft(opened.kept.draft) }, rubric);
	if ('violations' in done) throw new Error(JSON.stringify(done.violations));
	return done.entryId;
}

/** A tablet with one audit that the team has, one that it refused, one that is begun, and the team's clock in the test's hand. */
async function tabletWithAll() {
	const items = ['LEW-7K3QF', 'LEW-7K3QG', 'LEW-7K3QH'].map((planRef) => workloadItem({ planRef }));
	const [sent, refused, begun] = items as [WorkloadItem, WorkloadItem, WorkloadItem];
	const server = createServer(items);
	const tablet = await testTablet(server);
	await exchange(tablet);
	await submit(tablet, sent);
	await exchange(tablet);
	server.refuse.set(await submit(tablet, refused), problem('submission.context'));
	await exchange(tablet);
	await drafts.open(tablet, begun.assignmentId);
	server.items = items.map((item) => (item === sent ? { ...item, receivedAt: RECEIVED } : item));
	const teamSays = (serverTime: string, also: Partial<ExchangeReply> = {}) => {
		server.alter = (reply) => ({ ...reply, serverTime, ...also });
	};
	return { server, tablet, sent, refused, begun, teamSays };
}

const copies = async (tablet: TestTablet) =>
	(await readAll(tablet.db, 'submissions')).map(({ item }) => item.planRef).sort();

test('the copy goes on the seventh day after its receipt; what the team does not have stays, however late it is', async () => {
	const { tablet, refused, begun, sent, teamSays } = await tabletWithAll();
	teamSays('2026-12-10T16:20:59.999Z');
	await exchange(tablet);
	expect(await copies(tablet)).toEqual([sent.planRef, refused.planRef]);

	teamSays('2026-12-10T16:21:00.000Z');
	await exchange(tablet);
	expect(await copies(tablet)).toEqual([refused.planRef]);

	teamSays('2036-12-10T16:21:00.000Z');
	await exchange(tablet);
	expect(await copies(tablet)).toEqual([refused.planRef]);
	expect(await drafts.find(tablet, begun.assignmentId)).toMatchObject({ kind: 'draft' });
	expect((await outbox.list(tablet)).map(({ item }) => item.planRef)).toEqual([refused.planRef]);
});

test('the tablet’s own clock takes no copy away and keeps none', async () => {
	const { tablet, sent, refused, teamSays } = await tabletWithAll();
	tablet.tick(3650 * DAY);
	teamSays('2026-12-04T09:00:00.000Z');
	await exchange(tablet);
	expect(await copies(tablet)).toEqual([sent.planRef, refused.planRef]);

	tablet.tick(-7300 * DAY);
	teamSays('2026-12-11T09:00:00.000Z');
	await exchange(tablet);
	expect(await copies(tablet)).toEqual([refused.planRef]);
});

test('the partnership says how many days, and the tablet can tell them', async () => {
	const { tablet, refused, sent, teamSays } = await tabletWithAll();
	expect(await copyDays(tablet)).toBe(7);
	teamSays('2026-12-13T16:21:00.000Z', { copyDays: 20 });
	await exchange(tablet);
	expect(await copies(tablet)).toEqual([sent.planRef, refused.planRef]);
	expect(await copyDays(tablet)).toBe(20);
	teamSays('2026-12-13T16:21:00.000Z', { copyDays: 2 });
	await exchange(tablet);
	expect(await copies(tablet)).toEqual([refused.planRef]);
});

test('an audit whose copy is gone is still said to be sent, and comes back with its answers when it is opened again', async () => {
	const { server, tablet, sent, teamSays } = await tabletWithAll();
	const [copy] = (await readAll(tablet.db, 'submissions')).filter(({ item }) => item.planRef === sent.planRef);
	teamSays('2026-12-11T09:00:00.000Z');
	await exchange(tablet);
	const summary = (await workload.list(tablet)).find(({ item }) => item.planRef === sent.planRef);
	expect(summary).toMatchObject({ state: 'sent', receivedAt: RECEIVED, readable: false });
	expect(await drafts.find(tablet, sent.assignmentId)).toMatchObject({ kind: 'sent_without_copy' });

	if (!copy) throw new Error('no copy was kept');
	const reopened = { reason: 'Two pages were swapped.', openedAt: '2026-12-11T10:00:00.000Z' };
	server.items = server.items.map((item) =>
		item.planRef === sent.planRef
			? { ...item, revision: 2, receivedAt: null, reopened, earlier: copy.submission }
			: item
	);
	await exchange(tablet);
	const opened = await drafts.open(tablet, sent.assignmentId);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	expect(opened.kept.draft.answers).toEqual(copy.submission.answers);
});
