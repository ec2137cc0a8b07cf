import { describe, expect, test } from 'vitest';
import { fullRubric as rubric } from '#tests/support/rubric.ts';
import { allowedLevels, applicableCriteria } from '#lib/domain/rubric.ts';
import {
	digitOf,
	levelAt,
	shortcutOf,
	type Focus,
	type Press
} from '../../../src/routes/(auditor)/audits/[auditId]/shortcuts.ts';

const press = (key: string, held: Partial<Press> = {}): Press => ({
	key,
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	shiftKey: false,
	repeat: false,
	isComposing: false,
	defaultPrevented: false,
	...held
});
const does = (key: string, focus: Focus = 'page', held: Partial<Press> = {}, single = true) =>
	shortcutOf(press(key, held), focus, single)?.does ?? null;

describe('a key', () => {
	test.each([
		['3', 'answer'],
		['6', null],
		['0', null],
		['ArrowRight', 'next'],
		['ArrowLeft', 'back'],
		['ArrowDown', null],
		['f', 'flag'],
		['F', 'flag'],
		['n', 'note'],
		['u', 'undo'],
		['?', 'list'],
		['x', null],
		['Escape', null]
	])('%s on the page does %s', (key, what) => expect(does(key)).toBe(what));

	test('types while somebody writes, and Escape leads out of the note', () => {
		for (const key of ['1', 'f', 'n', 'u', '?', 'ArrowLeft', 'ArrowRight']) {
			expect(does(key, 'note')).toBeNull();
			expect(does(key, 'text')).toBeNull();
		}
		expect(does('Escape', 'note')).toBe('leave_note');
		expect(does('z', 'note', { ctrlKey: true })).toBeNull();
	});

	test('on an answer leaves the arrows to the browser, which chooses with them', () => {
		expect(does('ArrowRight', 'answer')).toBeNull();
		expect(does('2', 'answer')).toBe('answer');
	});

	test('with Ctrl or ⌘ leads to the check from everywhere but a dialog', () => {
		for (const focus of ['page', 'answer', 'note', 'text'] as const) {
			expect(does('Enter', focus, { ctrlKey: true })).toBe('check');
			expect(does('Enter', focus, { metaKey: true })).toBe('check');
		}
		expect(does('Enter', 'dialog', { ctrlKey: true })).toBeNull();
		expect(does('z', 'page', { ctrlKey: true })).toBe('undo');
		expect(does('z', 'page', { ctrlKey: true, shiftKey: true })).toBeNull();
		expect(does('1', 'page', { ctrlKey: true })).toBeNull();
	});

	test('that types a character can be switched off; the others stay', () => {
		for (const key of ['1', 'f', 'n', 'u', '?']) expect(does(key, 'page', {}, false)).toBeNull();
		expect(does('ArrowRight', 'page', {}, false)).toBe('next');
		expect(does('Enter', 'page', { ctrlKey: true }, false)).toBe('check');
		expect(does('z', 'page', { ctrlKey: true }, false)).toBe('undo');
	});

	test('keeps quiet where it belongs to somebody else, and answers once however long it is held', () => {
		expect(does('1', 'page', { defaultPrevented: true })).toBeNull();
		expect(does('1', 'page', { isComposing: true })).toBeNull();
		expect(does('1', 'page', { altKey: true })).toBeNull();
		expect(does('ArrowLeft', 'page', { altKey: true })).toBeNull();
		expect(does('1', 'page', { repeat: true })).toBeNull();
		expect(does('1', 'dialog')).toBeNull();
	});
});

test('each level has the same digit on every question, and every level has one', () => {
	const all = applicableCriteria(rubric, { profile: 'full', yearGroup: 10, planKind: 'new', phaseTransfer: true });
	expect(all.length).toBeGreaterThan(40);
	for (const criterion of all) {
		const levels = allowedLevels(criterion);
		expect(levels.map((level) => levelAt(criterion, digitOf(level)))).toEqual(levels);
	}
	const counted = all.find(({ answerKind }) => answerKind === 'record_only');
	expect(counted && levelAt(counted, 3)).toBeNull();
});
