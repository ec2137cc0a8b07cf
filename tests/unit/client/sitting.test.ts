import { describe, expect, test } from 'vitest';
import { at, begun, createStopwatch, IDLE_AFTER, minutesLeft, ownAnswers } from '#lib/client/sitting.ts';
import type { Answers } from '#lib/domain/audit.ts';

const answers = (count: number): Answers =>
	Object.fromEntries(Array.from({ length: count }, (_, nth) => [`F.${nth + 1}`, { level: 'met' }]));
const given: Answers = { 'TIM.1': { level: 'met', prefilled: true }, 'G.1': { level: 'yes', given: true } };

test('only answers that the auditor made count', () => {
	expect(ownAnswers({ ...answers(3), ...given })).toBe(3);
	expect(begun({ answers: { ...answers(3), ...given } })).toEqual({
		here: null,
		places: {},
		activeMs: 0,
		answeredBefore: 3
	});
});

test('each section remembers its own place', () => {
	const first = at(begun({ answers: {} }), 'B', 'B.3');
	const both = at(at(first, 'E', 'E.1'), 'B', 'B.4');
	expect(both).toMatchObject({ here: 'B.4', places: { B: 'B.4', E: 'E.1' } });
	expect(at(both, 'B', 'B.4')).toBe(both);
});

describe('minutes left', () => {
	test('are the partnership’s usual minutes for what is left while nothing was measured, in steps of five', () => {
		const none = { answers: {} };
		expect(minutesLeft(none, 60, 60, 60)).toBe(60);
		expect(minutesLeft(none, 30, 60, 60)).toBe(30);
		expect(minutesLeft(none, 31, 60, 60)).toBe(35);
		expect(minutesLeft(none, 1, 60, 60)).toBe(5);
		expect(minutesLeft(none, 0, 60, 60)).toBe(0);
		expect(minutesLeft(none, 0, 0, 60)).toBe(0);
	});

	test('go over to the auditor’s own pace', () => {
		const sitting = { ...begun({ answers: {} }), activeMs: 15 * 60_000 };
		// Thirty questions in a quarter of an hour: (10 usual minutes + 15) / (10 + 30) a question, thirty left.
		expect(minutesLeft({ answers: answers(30) }, 30, 60, 60, sitting)).toBe(20);
		// Two answers in a quarter of an hour, most of it reading: they count as four usual minutes, (10 + 4) / (10 + 2) a question.
		expect(minutesLeft({ answers: answers(2) }, 58, 60, 60, sitting)).toBe(70);
		expect(minutesLeft({ answers: answers(2) }, 58, 60, 60)).toBe(60);
	});

	test('leave out what was answered before the measure began', () => {
		const draft = { answers: answers(30) };
		expect(minutesLeft(draft, 30, 60, 60, begun(draft))).toBe(30);
	});
});

test('minutes count while somebody is at work: neither a break nor time out of sight', () => {
	const watch = createStopwatch();
	expect(watch.touched(10_000)).toBe(0);
	expect(watch.touched(70_000)).toBe(60_000);
	expect(watch.touched(70_000 + IDLE_AFTER)).toBe(IDLE_AFTER);
	expect(watch.touched(70_001 + 2 * IDLE_AFTER)).toBe(0);
	watch.rested();
	expect(watch.touched(80_000 + 2 * IDLE_AFTER)).toBe(0);
	// A clock that was turned back takes nothing away.
	expect(watch.touched(10)).toBe(0);
});
