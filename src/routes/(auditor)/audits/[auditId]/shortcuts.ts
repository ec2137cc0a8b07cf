/** The keys of an audit: what each does, and where they keep quiet. */
import { allowedLevels, type Criterion, type Level } from '#lib/domain/rubric.ts';

export type Shortcut =
	| { readonly does: 'answer'; readonly digit: number }
	| { readonly does: 'back' | 'next' | 'flag' | 'note' | 'leave_note' | 'undo' | 'check' | 'list' };

/** Where the focus is. On an answer the arrow keys are the browser's own: they choose. */
export type Focus = 'page' | 'answer' | 'note' | 'text' | 'dialog';

/** What of a key press decides. */
export type Press = Pick<
	KeyboardEvent,
	'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isComposing' | 'defaultPrevented'
>;

const letters: Readonly<Record<string, Exclude<Shortcut['does'], 'answer'>>> = {
	f: 'flag',
	n: 'note',
	u: 'undo',
	'?': 'list'
};

/**
 * Gives what a key press means, or null. `single`: whether keys without Ctrl that type a character count; somebody who speaks to their
 * tablet switches them off (WCAG 2.1.4). Nothing counts while text is being put together or a dialog is open.
 */
export function shortcutOf(press: Press, focus: Focus, single: boolean): Shortcut | null {
	if (press.defaultPrevented || press.isComposing || press.altKey || focus === 'dialog') return null;
	const writing = focus === 'note' || focus === 'text';
	if (press.ctrlKey || press.metaKey) {
		if (press.key === 'Enter') return { does: 'check' };
		return press.key.toLowerCase() === 'z' && !press.shiftKey && !writing ? { does: 'undo' } : null;
	}
	if (press.key === 'Escape') return focus === 'note' ? { does: 'leave_note' } : null;
	if (writing) return null;
	if (focus === 'page' && press.key === 'ArrowLeft') return { does: 'back' };
	if (focus === 'page' && press.key === 'ArrowRight') return { does: 'next' };
	if (!single || press.repeat) return null;
	if (/^[1-5]$/.test(press.key)) return { does: 'answer', digit: Number(press.key) };
	const does = letters[press.key.toLowerCase()];
	return does ? { does } : null;
}

/** Gives where an element stands that has the focus. */
export function focusOf(element: Element): Focus {
	if (element.closest('dialog')) return 'dialog';
	if (element.id === 'note') return 'note';
	if (element.matches('input[type=radio]')) return 'answer';
	return element.matches('textarea, select, input:not([type=checkbox], [type=button]), [contenteditable]')
		? 'text'
		: 'page';
}

/** Each level has its digit on every question, whichever levels that one offers. */
const digits: Readonly<Record<Level, number>> = {
	met: 1,
	yes: 1,
	partly: 2,
	no: 2,
	not_met: 3,
	not_applicable: 4,
	cannot_tell: 5
};

/** Gives the digit that chooses a level. */
export function digitOf(level: Level): number {
	return digits[level];
}

/** Gives the level that a digit chooses for a question, or null where it offers none. */
export function levelAt(criterion: Criterion, digit: number): Level | null {
	return allowedLevels(criterion).find((level) => digits[level] === digit) ?? null;
}
