import { expect, test } from 'vitest';
import * as drafts from '#lib/client/drafts.ts';
import * as guide from '#lib/client/guide.ts';
import * as openings from '#lib/client/openings.ts';
import * as outbox from '#lib/client/outbox.ts';
import { readIds } from '#lib/client/records.ts';
import { exchange } from '#lib/client/sync.ts';
import * as workload from '#lib/client/workload.ts';
import * as worries from '#lib/client/worries.ts';
import { unwrittenGuide } from '#lib/domain/local-guide.ts';
import { problem } from '#lib/domain/problem.ts';
import { answeredDraft, createServer, failWrite, rubric, testTablet, workloadItem } from './tablet-builder.ts';

async function fetched() {
	const item = workloadItem();
	const server = createServer([item]);
	const tablet = await testTablet(server);
	expect(await exchange(tablet)).toMatchObject({ state: 'done' });
	return { item, server, tablet, id: item.assignmentId };
}

test('a plan is asked about before it is begun, and no more once its auditor has no tie', async () => {
	const { item, server, tablet, id } = await fetched();
	expect(await drafts.find(tablet, id)).toMatchObject({ kind: 'new', asked: false });

	await openings.declareNoTie(tablet, item);
	await openings.declareNoTie(await tablet.tab(), item);

	expect(await drafts.find(tablet, id)).toMatchObject({ kind: 'new', asked: true });
	expect((await outbox.list(tablet)).map(({ entry }) => entry.body)).toEqual([
		{ kind: 'opening', opening: { assignmentId: id, openedAt: tablet.now() } }
	]);
	expect(await exchange(tablet)).toMatchObject({ accepted: 1, refused: 0 });
	expect(await outbox.list(tablet)).toEqual([]);
	expect(server.requests.flatMap(({ entries }) => entries)).toHaveLength(1);
	expect(await drafts.find(await tablet.reopened(), id)).toMatchObject({ kind: 'new', asked: true });
});

test('what was said about ties is saved whole or not at all', async () => {
	const { item, tablet, id } = await fetched();
	const failing = failWrite(tablet.db, 2);
	tablet.db.close({ disableAutoOpen: false });
	await tablet.db.open();

	await expect(openings.declareNoTie(tablet, item)).rejects.toThrow('made to fail');
	failing.stop();

	expect(failing.calls).toBe(2);
	const again = await tablet.reopened();
	expect(await drafts.find(again, id)).toMatchObject({ kind: 'new', asked: false });
	expect(await outbox.list(again)).toEqual([]);
});

test('a draft begun before anybody was asked goes on, and so does an audit that was opened again', async () => {
	const { item, server, tablet, id } = await fetched();
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	expect(await drafts.find(tablet, id)).toMatchObject({ kind: 'draft' });

	await outbox.submit(tablet, { ...opened.kept, draft: answeredDraft(opened.kept.draft) }, rubric);
	await exchange(tablet);
	server.items = [{ ...item, revision: 2 }];
	await exchange(tablet);
	expect(await drafts.find(tablet, id)).toMatchObject({ kind: 'new', asked: true });
});

test('who knows the family hands the plan back at once, without a network, and nothing of it is left once the team knows', async () => {
	const { item, server, tablet, id } = await fetched();
	await openings.declareNoTie(tablet, item);
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	await outbox.submit(tablet, { ...opened.kept, draft: answeredDraft(opened.kept.draft) }, rubric);
	await exchange(tablet);
	server.items = [{ ...item, revision: 2 }];
	await exchange(tablet);
	await drafts.open(tablet, id);
	server.instead.push(() => Promise.reject(new TypeError('no network')));

	const entryId = await outbox.decline(tablet, id, 'know_family', '');
	expect(await exchange(tablet)).toEqual({ state: 'no_network' });
	// Only the reference is given to the page.
	expect(await drafts.find(tablet, id)).toEqual({ kind: 'handed_back', planRef: item.planRef, entryId });
	expect(await workload.list(tablet)).toMatchObject([{ state: 'handing_back' }]);

	server.items = [];
	expect(await exchange(tablet)).toMatchObject({ accepted: 1 });
	expect(await drafts.find(tablet, id)).toEqual({ kind: 'missing', what: 'assignment' });
	expect(await workload.list(tablet)).toEqual([]);
	for (const table of ['drafts', 'submissions', 'openings', 'workload', 'outbox'] as const)
		expect(await readIds(tablet.db, table), table).toEqual([]);
});

test('a plan handed back for want of time keeps the copy of what was sent before', async () => {
	const { item, server, tablet, id } = await fetched();
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	await outbox.submit(tablet, { ...opened.kept, draft: answeredDraft(opened.kept.draft) }, rubric);
	await exchange(tablet);
	server.items = [{ ...item, revision: 2 }];
	await exchange(tablet);
	await outbox.decline(tablet, id, 'no_time', '');
	server.items = [];
	await exchange(tablet);
	expect(await readIds(tablet.db, 'submissions')).toEqual([`${id}@1`]);
});

test('a plan kept after all is asked about again', async () => {
	const { tablet, id } = await fetched();
	const entryId = await outbox.decline(tablet, id, 'tie_to_setting', '');
	await outbox.keepAfterAll(tablet, entryId);
	expect(await drafts.find(tablet, id)).toMatchObject({ kind: 'new', asked: false });
	expect(await outbox.list(tablet)).toEqual([]);
});

test('a note that is turned down goes quietly; a hand-back stays with its reason', async () => {
	const { item, server, tablet, id } = await fetched();
	await openings.declareNoTie(tablet, item);
	await worries.noteUse(tablet, id);
	await outbox.decline(tablet, id, 'no_time', '');
	for (const { entry } of await outbox.list(tablet)) server.refuse.set(entry.entryId, problem('assignment.not_found'));

	expect(await exchange(tablet)).toMatchObject({ accepted: 0, refused: 3 });

	expect((await outbox.list(tablet)).map(({ entry }) => entry.body.kind)).toEqual(['decline']);
});

test('of the safeguarding button only its use is sent, also when only a copy of the audit is left', async () => {
	const { server, tablet, id } = await fetched();
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	await outbox.submit(tablet, { ...opened.kept, draft: answeredDraft(opened.kept.draft) }, rubric);
	await exchange(tablet);
	server.items = [];
	await exchange(tablet);

	await worries.noteUse(tablet, id);
	await worries.noteUse(tablet, '01919191-0000-7000-8000-0000000000ff');

	const waiting = await outbox.list(tablet);
	expect(waiting.map(({ entry }) => entry.body)).toEqual([
		{ kind: 'safeguarding', safeguarding: { assignmentId: id, usedAt: tablet.now() } }
	]);
	expect(waiting.every(outbox.isNote)).toBe(true);
	// It is no state of the audit.
	expect(await workload.list(tablet)).toMatchObject([{ state: 'sent' }]);
});

test('the guide is the partnership’s own once fetched, and says what is true everywhere before', async () => {
	const { server, tablet } = await fetched();
	expect(await guide.get(tablet)).toEqual(unwrittenGuide);
	const own = { ...unwrittenGuide, planAccess: 'Ring the SEN service.', usualMinutes: 100 };
	const [before] = await workload.list(tablet);
	server.guide = own;
	await exchange(tablet);
	expect(await guide.get(await tablet.reopened())).toEqual(own);
	expect(before?.minutesLeft).toBeLessThanOrEqual(60);
});
