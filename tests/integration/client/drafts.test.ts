import { expect, test } from 'vitest';
import * as drafts from '#lib/client/drafts.ts';
import * as outbox from '#lib/client/outbox.ts';
import { exchange } from '#lib/client/sync.ts';
import { put, RecordMoved, write } from '#lib/client/records.ts';
import * as workload from '#lib/client/workload.ts';
import { answer, flag, note } from '#lib/domain/audit.ts';
import { answeredDraft, createServer, failWrite, rubric, testTablet, workloadItem } from './tablet-builder.ts';

async function begun() {
	const item = workloadItem();
	const server = createServer([item]);
	const tablet = await testTablet(server);
	expect(await exchange(tablet)).toMatchObject({ state: 'done' });
	const opened = await drafts.open(tablet, item.assignmentId);
	if (opened.kind !== 'draft') throw new Error(`opened as ${opened.kind}`);
	return { item, server, tablet, kept: opened.kept, id: item.assignmentId };
}

test('a new draft has its date checks filled in from the register', async () => {
	const { kept } = await begun();
	expect(kept.draft.answers['TIM.2']).toEqual({ level: 'cannot_tell', prefilled: true });
});

test('answers, notes and flags are there after the browser was closed', async () => {
	const { tablet, kept, id } = await begun();
	const now = tablet.now();
	let draft = answer(kept.draft, 'F.2', { level: 'partly' }, now);
	draft = note(draft, 'F.2', 'Page 4: no length for the sessions.', now);
	draft = flag(note(draft, 'F.3', 'Look again.', now), 'F.3', true, now);
	await drafts.save(tablet, { ...kept, draft });

	const again = await drafts.open(await tablet.reopened(), id);

	expect(again).toMatchObject({ kind: 'draft', kept: { draft } });
});

test('opening twice gives the same draft, also from two tabs at once', async () => {
	const item = workloadItem();
	const tablet = await testTablet(createServer([item]));
	await exchange(tablet);
	const other = await tablet.tab();

	const [one, two] = await Promise.all([drafts.open(tablet, item.assignmentId), drafts.open(other, item.assignmentId)]);

	expect(one).toEqual(two);
});

test('drafts are written with strict durability', async () => {
	const { tablet, kept } = await begun();
	const asked: unknown[] = [];
	tablet.db.use({
		stack: 'dbcore',
		name: 'listening',
		create: (core) => ({
			...core,
			transaction(tables, mode, options) {
				if (mode === 'readwrite') asked.push(options?.durability);
				return core.transaction(tables, mode, options);
			}
		})
	});
	tablet.db.close({ disableAutoOpen: false });
	await tablet.db.open();

	await drafts.save(tablet, kept);

	expect(asked).toEqual(['strict']);
});

test('a save that fails rejects and leaves what was saved before', async () => {
	const { tablet, kept, id } = await begun();
	const draft = answer(kept.draft, 'F.2', { level: 'met' }, tablet.now());
	const failing = failWrite(tablet.db, 1);

	tablet.db.close({ disableAutoOpen: false });
	await tablet.db.open();
	await expect(drafts.save(tablet, { ...kept, draft })).rejects.toThrow('made to fail');
	failing.stop();

	expect(failing.calls).toBe(1);
	expect(await drafts.open(await tablet.reopened(), id)).toMatchObject({ kept: { draft: kept.draft } });
});

test('a lost connection to the database is opened again', async () => {
	const { tablet, kept, id } = await begun();
	const draft = answer(kept.draft, 'F.2', { level: 'met' }, tablet.now());
	const failing = failWrite(tablet.db, 1, 'UnknownError');
	tablet.db.close({ disableAutoOpen: false });
	await tablet.db.open();

	await drafts.save(tablet, { ...kept, draft });

	expect(failing.calls).toBe(2);
	expect(await drafts.open(tablet, id)).toMatchObject({ kept: { draft: { answers: { 'F.2': { level: 'met' } } } } });
});

test('a draft that was sent from another tab is not brought back by a late save', async () => {
	const { tablet, kept } = await begun();
	const other = await tablet.tab();
	await outbox.submit(other, { ...kept, draft: answeredDraft(kept.draft) }, rubric);

	await expect(drafts.save(tablet, kept)).rejects.toThrow(RecordMoved);
	await expect(outbox.submit(tablet, { ...kept, draft: answeredDraft(kept.draft) }, rubric)).rejects.toThrow(
		RecordMoved
	);

	expect(await outbox.list(tablet)).toHaveLength(1);
	expect(await drafts.open(tablet, kept.draft.assignmentId)).toMatchObject({ kind: 'submitted' });
});

test('one tab writes a draft; the other may when the first lets go', async () => {
	const { tablet, id } = await begun();
	const other = await tablet.tab();

	const first = await drafts.claim(tablet, id);
	const second = await drafts.claim(other, id);
	expect([first.mine, second.mine]).toEqual([true, false]);

	first.release();
	await second.granted;
	const third = await drafts.claim(tablet, id);
	expect(third.mine).toBe(false);
	second.release();
	third.release();
	const fourth = await drafts.claim(tablet, id);
	await fourth.granted;
	fourth.release();
});

test('answers of a plan that was taken back stay, can be read, and go only when the auditor says so', async () => {
	const { tablet, server, kept, id } = await begun();
	await drafts.save(tablet, { ...kept, draft: answer(kept.draft, 'F.2', { level: 'met' }, tablet.now()) });
	server.items = [];
	await exchange(tablet);

	expect(await workload.list(tablet)).toMatchObject([{ assignmentId: id, state: 'taken_back' }]);
	expect(await drafts.open(tablet, id)).toMatchObject({ kind: 'draft' });

	await drafts.discard(tablet, id);
	expect(await workload.list(tablet)).toEqual([]);
	expect(await drafts.open(tablet, id)).toEqual({ kind: 'missing', what: 'assignment' });
});

test('a plan opened again for a new revision begins with the answers that were sent', async () => {
	const { tablet, server, kept, item, id } = await begun();
	await outbox.submit(tablet, { ...kept, draft: answeredDraft(kept.draft) }, rubric);
	await exchange(tablet);
	server.items = [{ ...item, revision: 2, receivedAt: null }];
	await exchange(tablet);

	expect(await workload.list(tablet)).toMatchObject([{ state: 'new' }]);
	const opened = await drafts.open(tablet, id);
	expect(opened).toMatchObject({
		kind: 'draft',
		kept: { draft: { revision: 2, answers: { 'F.2': { level: 'met', note: 'Section F, page 4.' } } } }
	});
});

test('opened again on another tablet it begins with what was sent, whichever tablet sent it last', async () => {
	const { tablet, server, kept, item, id } = await begun();
	await outbox.submit(tablet, { ...kept, draft: answeredDraft(kept.draft) }, rubric);
	await exchange(tablet);
	const own = (await drafts.latestSubmission(tablet, id))?.submission;
	if (!own) throw new Error('nothing was sent');
	const earlier = {
		...own,
		revision: 2,
		answers: { ...own.answers, 'F.2': { level: 'met', note: 'Page 7.' } as const }
	};
	server.items = [{ ...item, revision: 3, earlier }];
	const other = await testTablet(server);
	for (const one of [tablet, other]) {
		await exchange(one);
		// Its auditor said before the first time that nothing ties them to it.
		expect(await drafts.find(one, id)).toMatchObject({ kind: 'new', asked: true });
		const opened = await drafts.open(one, id);
		expect(opened).toMatchObject({ kind: 'draft', kept: { draft: { revision: 3, answers: earlier.answers } } });
	}
});

test('a draft that comes here after its revision was sent from here goes on as the one that is asked for now', async () => {
	const { tablet, server, kept, item, id } = await begun();
	const stale = { ...kept, draft: answer(kept.draft, 'F.3', { level: 'met', note: 'Page 9.' }, kept.draft.changedAt) };
	await outbox.submit(tablet, { ...kept, draft: answeredDraft(kept.draft) }, rubric);
	await exchange(tablet);
	server.items = [{ ...item, revision: 2, receivedAt: null }];
	await exchange(tablet);
	await write(tablet.db, [put('drafts', id, stale)]);

	const opened = await drafts.open(tablet, id);
	expect(opened).toMatchObject({
		kind: 'draft',
		kept: { draft: { revision: 2, answers: { 'F.3': { note: 'Page 9.' } } } }
	});
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	const sent = await outbox.submit(tablet, { ...opened.kept, draft: answeredDraft(opened.kept.draft) }, rubric);
	expect(sent).toHaveProperty('entryId');
});

test('progress and minutes left are counted from the questions that apply', async () => {
	const { tablet, kept } = await begun();
	const [before] = await workload.list(tablet);
	expect(before).toMatchObject({ state: 'begun', ready: false });
	await drafts.save(tablet, { ...kept, draft: answeredDraft(kept.draft) });
	const [after] = await workload.list(tablet);
	expect(after).toMatchObject({ answered: before?.of, minutesLeft: 0, ready: true });
	expect(before?.minutesLeft).toBeGreaterThan(0);
});

test('what the SEN service answered comes into a begun draft when it is opened, and counts on the card before', async () => {
	const { tablet, server, kept, item, id } = await begun();
	await drafts.save(tablet, { ...kept, draft: note(kept.draft, 'F.2', 'Page 4.', tablet.now()) });
	const [before] = await workload.list(tablet);
	server.items = [
		{
			...item,
			dueOn: '2027-01-08',
			given: { 'F.2': { level: 'partly', note: 'Case record' }, 'TIM.2': { level: 'met' } }
		}
	];
	await exchange(tablet);
	const [after] = await workload.list(tablet);
	expect(after?.answered).toBe((before?.answered ?? 0) + 1);

	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	expect(opened.kept.draft.answers).toMatchObject({
		'F.2': { level: 'partly', given: true, note: 'Page 4.' },
		'TIM.2': { level: 'met', given: true }
	});
	expect(opened.kept.item.dueOn).toBe('2027-01-08');
	// It is on disk, and opening again changes nothing.
	expect(await drafts.open(await tablet.reopened(), id)).toEqual(opened);
});

test('a revision begins with the answers that were sent, and with what the SEN service answers now', async () => {
	const { tablet, server, kept, item, id } = await begun();
	await outbox.submit(tablet, { ...kept, draft: answeredDraft(kept.draft) }, rubric);
	await exchange(tablet);
	server.items = [{ ...item, revision: 2, given: { 'F.2': { level: 'not_met' } } }];
	await exchange(tablet);
	const opened = await drafts.open(tablet, id);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	expect(opened.kept.draft.answers['F.2']).toEqual({ level: 'not_met', given: true, note: 'Section F, page 4.' });
	expect(opened.kept.draft.answers['F.3']).toMatchObject({ level: 'met' });
});
