/** One draft under the auditor's hands: every answer is saved as it is made, every note while it is typed. */
import { answer, confirmWords, flag, note, type Answer, type Draft } from '#lib/domain/audit.ts';
import { dateCheck } from '#lib/domain/date-check.ts';
import { londonDate } from '#lib/domain/plain-date.ts';
import type { Criterion, Level, Rubric } from '#lib/domain/rubric.ts';
import { createAutosave } from './autosave.ts';
import type { KeptDraft } from './db.ts';
import { save } from './drafts.ts';
import type { LeftOver } from './left-over.svelte.ts';
import type { OpenWork, Saving } from './open-work.svelte.ts';
import { RecordMoved } from './records.ts';
import { at, begun, createStopwatch, type Sitting } from './sitting.ts';
import type { Tablet } from './tablet.ts';

/** How long a changed answer can be undone, in milliseconds. */
export const UNDO_FOR = 10_000;

export interface AuditEditor extends OpenWork {
	readonly kept: KeptDraft;
	readonly rubric: Rubric;
	/** The last answer that was changed, while it can be undone. */
	readonly undoable: { readonly criterionId: string } | null;
	choose(criterion: Criterion, level: Level): void;
	list(criterion: Criterion, optionId: string, on: boolean): void;
	write(criterion: Criterion, text: string): void;
	/** Words of a note that look as if they pointed to a person do not, the auditor says; or no longer says. */
	confirm(criterion: Criterion, words: string, on: boolean): void;
	flag(criterion: Criterion, on: boolean): void;
	/** Puts a date check back to what the register's dates say. */
	useRegister(criterion: Criterion): void;
	undo(): void;
	/** A question came on the screen: its place is kept, so that its auditor finds it again. */
	visit(sectionCode: string, criterionId: string): void;
	/** Something was done on the page. `now`: milliseconds of a clock that does not jump. */
	touched(now: number): void;
	/** The page went out of sight: the time until it is touched again is not counted. */
	rested(): void;
}

/** Gives what the register's dates say to a date check, as of the day on which the draft was begun. */
export function registerAnswer({ draft, item }: KeptDraft, criterion: Criterion): Answer | null {
	if (!criterion.check) return null;
	const { level, reason } = dateCheck(criterion.check, item.dates, londonDate(draft.startedAt));
	return { level, prefilled: true, ...(reason === 'excused' && { excused: true }) };
}

/** An answer is undone, never the words that were typed in its note since. */
function withoutNote({ note: _note, ...rest }: Answer): Answer {
	return rest;
}

/**
 * Gives an editor of a draft that this tab has the right to write. `saved` is told after each save; `left` is what could not be saved when the
 * draft was on the screen last: it goes on with that.
 */
export function createAuditEditor(
	tablet: Tablet,
	opened: KeptDraft,
	rubric: Rubric,
	saved: () => void,
	left: LeftOver | null = null
): AuditEditor {
	let draft = $state.raw<Draft>(left?.kept.draft ?? opened.draft);
	let saving = $state.raw<Saving>(
		left ? { state: 'failed', error: left.error } : { state: 'saved', at: opened.draft.changedAt }
	);
	let undoable = $state.raw<{ criterionId: string; before: Answer | null } | null>(null);
	let undoTimer: ReturnType<typeof setTimeout> | undefined;
	let sitting = $state.raw<Sitting>(opened.sitting ?? begun(opened.draft));
	// Not shown before it is saved, so that the minutes left do not change under somebody who types.
	let activeMs = sitting.activeMs;
	const stopwatch = createStopwatch();
	let onDisk = opened.draft;

	const autosave = createAutosave(async () => {
		const writing = draft;
		sitting = { ...sitting, activeMs };
		try {
			await save(tablet, { draft: writing, item: opened.item, sitting });
		} catch (error) {
			// Only the place was to be kept: nothing that anybody typed is missing.
			if (writing === onDisk && saving.state === 'saved') return;
			saving = { state: 'failed', error };
			throw error;
		}
		const nothingNew = writing === onDisk && saving.state === 'saved';
		onDisk = writing;
		if (nothingNew) return;
		saving = draft === writing ? { state: 'saved', at: tablet.now() } : { state: 'saving' };
		saved();
	});

	function changed(next: Draft) {
		draft = next;
		if (saving.state !== 'failed') saving = { state: 'saving' };
	}

	/** The screen already says what failed; the caller has nothing to add. */
	function saveNow() {
		autosave.flush().catch(() => undefined);
	}

	function set(criterionId: string, value: Answer | null) {
		const given = draft.answers[criterionId];
		// What the SEN service answered is not the auditor's to change; a note beside it is.
		if (given?.given) return;
		undoable = { criterionId, before: given ? withoutNote(given) : null };
		clearTimeout(undoTimer);
		undoTimer = setTimeout(() => (undoable = null), UNDO_FOR);
		changed(answer(draft, criterionId, value, tablet.now()));
		saveNow();
	}

	return {
		rubric,
		get kept() {
			return { draft, item: opened.item, sitting };
		},
		get saving() {
			return saving;
		},
		get unsaved() {
			// What was sent or deleted in another tab is not to be written again.
			if (saving.state !== 'failed' || saving.error instanceof RecordMoved) return null;
			return { vaultId: tablet.vault.vaultId, kept: { draft, item: opened.item, sitting }, error: saving.error };
		},
		get undoable() {
			return undoable;
		},
		choose(criterion, level) {
			const given = draft.answers[criterion.id];
			set(criterion.id, {
				level,
				...(given?.note !== undefined && { note: given.note }),
				...(given?.listed && { listed: given.listed })
			});
		},
		list(criterion, optionId, on) {
			const given = draft.answers[criterion.id];
			const others = (given?.listed ?? []).filter((id) => id !== optionId);
			set(criterion.id, { level: 'yes', ...given, listed: on ? [...others, optionId] : others });
		},
		write(criterion, text) {
			changed(note(draft, criterion.id, text, tablet.now()));
			autosave.typed();
		},
		confirm(criterion, words, on) {
			changed(confirmWords(draft, criterion.id, words, on, tablet.now()));
			saveNow();
		},
		flag(criterion, on) {
			changed(flag(draft, criterion.id, on, tablet.now()));
			saveNow();
		},
		useRegister(criterion) {
			const given = draft.answers[criterion.id];
			const register = registerAnswer({ draft, item: opened.item }, criterion);
			if (register) set(criterion.id, { ...register, ...(given?.note !== undefined && { note: given.note }) });
		},
		undo() {
			if (!undoable) return;
			const { criterionId, before } = undoable;
			undoable = null;
			clearTimeout(undoTimer);
			changed(answer(draft, criterionId, before, tablet.now()));
			saveNow();
		},
		visit(sectionCode, criterionId) {
			const there = at(sitting, sectionCode, criterionId);
			if (there === sitting) return;
			sitting = there;
			autosave.typed();
		},
		touched(now) {
			activeMs += stopwatch.touched(now);
		},
		rested() {
			stopwatch.rested();
		},
		flush: () => (autosave.pending || saving.state !== 'saved' ? autosave.flush() : Promise.resolve())
	};
}
