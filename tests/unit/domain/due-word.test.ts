import { expect, test } from 'vitest';
import { dueWord } from '#lib/domain/due-word.ts';

test.each([
	['2026-12-01', { text: 'Overdue', late: true }],
	['2026-12-02', { text: 'Due today', late: false }],
	['2026-12-03', { text: 'Due tomorrow', late: false }],
	['2026-12-04', { text: 'Due in 2 days', late: false }],
	['2026-12-09', { text: 'Due in 7 days', late: false }],
	['2026-12-10', null]
])('due %s, seen on 2 December 2026', (dueOn, said) => {
	expect(dueWord(dueOn, '2026-12-02')).toEqual(said);
});
