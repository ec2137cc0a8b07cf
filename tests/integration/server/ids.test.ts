import { expect, test } from 'vitest';
import { Id } from '#lib/domain/ids.ts';
import { newId } from '#lib/server/ids.ts';

test('ids are UUIDv7 of now, different, and sort by the time they were made', () => {
	const before = Date.now();
	const ids = Array.from({ length: 20_000 }, () => newId());
	const after = Date.now();
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids.toSorted()).toEqual(ids);
	for (const id of [ids[0] ?? '', ids.at(-1) ?? '']) {
		expect(Id.safeParse(id).success).toBe(true);
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		const time = parseInt(id.replaceAll('-', '').slice(0, 12), 16);
		expect(time).toBeGreaterThanOrEqual(before);
		// More than 4,096 in a millisecond borrow from the next ones.
		expect(time).toBeLessThanOrEqual(after + 10);
	}
});
