import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAuditEditor, registerAnswer, UNDO_FOR } from '#lib/client/audit-editor.svelte.ts';
import { AFTER_LAST_KEY } from '#lib/client/autosave.ts';
import * as drafts from '#lib/client/drafts.ts';
import * as outbox from '#lib/client/outbox.ts';
import { exchange } from '#lib/client/sync.ts';
import type { GivenAnswers } from '#lib/domain/audit.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import { criterionById, type Criterion } from '#lib/domain/rubric.ts';
import { answeredDraft, createServer, failWrite, rubric, testTablet, workloadItem } from './tablet-builder.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

const criterion = (id: string) => criterionById(rubric, id) as Criterion;

async function editing(dates = noDates(), given: GivenAnswers = {}) {
	const item = workloadItem({ dates, given });
	const tablet = await testTablet(createServer([item]));
	await exchange(tablet);
	const opened = await drafts.open(tablet, item.assignmentId);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	let saves = 0;
	const editor = createAuditEditor(tablet, opened.kept, rubric, () => (saves += 1));
	const stored = async () => {
		const found = await drafts.find(tablet, item.assignmentId);
		return found.kind === 'draft' ? found.kept.draft : null;
	};
	return { tablet, editor, stored, saves: () => saves };
}

test('an answer is written at once and only then counts as saved', async () => {
	const { editor, stored, saves } = await editing();
	editor.choose(criterion('F.2'), 'partly');
	expect(editor.saving.state).toBe('saving');
	await vi.waitFor(() => expect(editor.saving.state).toBe('saved'));
	expect(saves()).toBe(1);
	expect((await stored())?.answers['F.2']).toEqual({ level: 'partly' });
});

test('typing is written after 500 ms, and a changed answer keeps its note', async () => {
	const { editor, stored } = await editing();
	editor.write(criterion('F.2'), 'Page 4');
	await vi.advanceTimersByTimeAsync(499);
	expect(editor.saving.state).toBe('saving');
	await vi.advanceTimersByTimeAsync(1);
	await vi.waitFor(() => expect(editor.saving.state).toBe('saved'));
	editor.choose(criterion('F.2'), 'partly');
	editor.choose(criterion('F.2'), 'not_met');
	await vi.waitFor(() => expect(editor.saving.state).toBe('saved'));
	expect((await stored())?.answers['F.2']).toEqual({ level: 'not_met', note: 'Page 4' });
});

test('an answer can be undone for ten seconds', async () => {
	const { editor, stored } = await editing();
	editor.choose(criterion('F.2'), 'met');
	editor.choose(criterion('F.2'), 'not_met');
	expect(editor.undoable?.criterionId).toBe('F.2');
	editor.undo();
	expect(editor.undoable).toBeNull();
	await vi.waitFor(() => expect(editor.saving.state).toBe('saved'));
	expect((await stored())?.answers['F.2']).toEqual({ level: 'met' });

	editor.choose(criterion('F.3'), 'met');
	await vi.advanceTimersByTimeAsync(UNDO_FOR - 1);
	expect(editor.undoable).not.toBeNull();
	await vi.advanceTimersByTimeAsync(1);
	expect(editor.undoable).toBeNull();
	editor.undo();
	expect(editor.kept.draft.answers['F.3']).toEqual({ level: 'met' });
});

test('undoing an answer keeps the words typed since', async () => {
	const { editor } = await editing();
	editor.choose(criterion('F.2'), 'met');
	editor.choose(criterion('F.2'), 'not_met');
	editor.write(criterion('F.2'), 'Page 4');
	editor.undo();
	expect(editor.kept.draft.answers['F.2']).toEqual({ level: 'met', note: 'Page 4' });

	editor.choose(criterion('F.2'), 'partly');
	editor.write(criterion('F.2'), 'Pages 4 and 5');
	editor.undo();
	expect(editor.kept.draft.answers['F.2']).toEqual({ level: 'met', note: 'Pages 4 and 5' });

	editor.choose(criterion('F.3'), 'not_met');
	editor.write(criterion('F.3'), 'Nothing at all');
	editor.undo();
	expect(editor.kept.draft.answers['F.3']).toBeUndefined();
	expect(editor.kept.draft.looseNotes['F.3']).toBe('Nothing at all');
});

test('a save that fails keeps the words, says so, and a second try saves them', async () => {
	const { tablet, editor, stored } = await editing();
	const failing = failWrite(tablet.db, 1);
	tablet.db.close({ disableAutoOpen: false });
	await tablet.db.open();

	editor.choose(criterion('F.2'), 'met');
	await vi.waitFor(() => expect(editor.saving.state).toBe('failed'));
	expect(failing.calls).toBe(1);
	expect(editor.kept.draft.answers['F.2']).toEqual({ level: 'met' });
	expect((await stored())?.answers['F.2']).toBeUndefined();
	expect(JSON.parse(drafts.exportFile(editor.kept).text).draft.answers['F.2']).toEqual({ level: 'met' });

	await editor.flush();
	expect(editor.saving.state).toBe('saved');
	expect((await stored())?.answers['F.2']).toEqual({ level: 'met' });
});

test('a date check that was corrected is no longer prefilled, and can be put back', async () => {
	const dates = { ...noDates(), previousReviewDecisionDate: '2025-02-20', reviewDecisionDate: '2026-02-25' };
	const { editor } = await editing(dates);
	const check = criterion('TIM.2');
	expect(editor.kept.draft.answers['TIM.2']).toEqual({ level: 'not_met', prefilled: true });
	editor.choose(check, 'met');
	expect(editor.kept.draft.answers['TIM.2']).toEqual({ level: 'met' });
	expect(registerAnswer(editor.kept, check)).toEqual({ level: 'not_met', prefilled: true });
	editor.useRegister(check);
	expect(editor.kept.draft.answers['TIM.2']).toEqual({ level: 'not_met', prefilled: true });
	await vi.waitFor(() => expect(editor.saving.state).toBe('saved'));
});

test('ticking what a plan names answers yes where there is no answer yet', async () => {
	const { editor, stored } = await editing();
	const services = criterion('K.5');
	editor.list(services, 'gp', true);
	editor.list(services, 'camhs', true);
	editor.list(services, 'gp', false);
	await vi.waitFor(() => expect(editor.saving.state).toBe('saved'));
	expect((await stored())?.answers['K.5']).toEqual({ level: 'yes', listed: ['camhs'] });
});

test('what the SEN service answered cannot be changed, a note beside it can', async () => {
	const { editor, stored } = await editing(noDates(), { 'F.2': { level: 'met' }, 'TIM.2': { level: 'met' } });
	editor.choose(criterion('F.2'), 'not_met');
	editor.useRegister(criterion('TIM.2'));
	expect(editor.undoable).toBeNull();
	editor.write(criterion('F.2'), 'The plan says otherwise, page 4.');
	await editor.flush();
	expect((await stored())?.answers).toMatchObject({
		'F.2': { level: 'met', given: true, note: 'The plan says otherwise, page 4.' },
		'TIM.2': { level: 'met', given: true }
	});
});

test('the place and the minutes at work are kept beside the draft, and nothing is said of it', async () => {
	const { tablet, editor, saves } = await editing();
	const before = editor.saving;
	editor.touched(1_000);
	editor.touched(61_000);
	editor.visit('F', 'F.2');
	editor.visit('B', 'B.1');
	await vi.advanceTimersByTimeAsync(AFTER_LAST_KEY);
	await editor.flush();
	expect(editor.saving).toBe(before);
	expect(saves()).toBe(0);
	editor.choose(criterion('F.2'), 'met');
	await vi.waitFor(() => expect(editor.saving.state).toBe('saved'));
	const sitting = { here: 'B.1', places: { F: 'F.2', B: 'B.1' }, activeMs: 60_000, answeredBefore: 0 };
	const id = editor.kept.draft.assignmentId;
	const again = await drafts.open(await tablet.reopened(), id);
	expect(again).toMatchObject({ kind: 'draft', kept: { sitting } });
	// It is no part of what is sent, nor of a copy that somebody keeps.
	const kept = { ...editor.kept, draft: answeredDraft(editor.kept.draft) };
	const done = await outbox.submit(tablet, kept, rubric);
	expect(done).toHaveProperty('entryId');
	expect(JSON.stringify([done, await outbox.list(tablet), drafts.exportFile(kept)])).not.toMatch(/sitting|activeMs/);
});

test('a place that cannot be kept is no lost answer; an answer behind it is', async () => {
	const { tablet, editor } = await editing();
	const failing = failWrite(tablet.db, 1);
	tablet.db.close({ disableAutoOpen: false });
	await tablet.db.open();
	editor.visit('F', 'F.2');
	await editor.flush();
	expect(failing.calls).toBe(1);
	expect(editor.saving.state).toBe('saved');
	failing.stop();

	const again = failWrite(tablet.db, 1);
	tablet.db.close({ disableAutoOpen: false });
	await tablet.db.open();
	editor.visit('F', 'F.3');
	editor.choose(criterion('F.2'), 'met');
	await vi.waitFor(() => expect(editor.saving.state).toBe('failed'));
	expect(again.calls).toBe(1);
	await editor.flush();
	expect(editor.saving.state).toBe('saved');
});
