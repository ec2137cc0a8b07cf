import { expect, test } from 'vitest';
import { isOver } from '#lib/domain/sent-copy.ts';

const receivedAt = '2026-12-03T16:21:00.000Z';

test('a copy is kept for whole days from its receipt, to the millisecond', () => {
	expect(isOver(receivedAt, '2026-12-10T16:20:59.999Z', 7)).toBe(false);
	expect(isOver(receivedAt, '2026-12-10T16:21:00.000Z', 7)).toBe(true);
});

test('days are of 24 hours, also where the clocks change', () => {
	expect(isOver('2026-10-24T12:00:00.000Z', '2026-10-26T11:59:59.999Z', 2)).toBe(false);
	expect(isOver('2026-10-24T12:00:00.000Z', '2026-10-26T12:00:00.000Z', 2)).toBe(true);
});
