import { expect, test } from 'vitest';
import { createTakeover } from '#lib/client/takeover.ts';

test('a page that had no worker stays when the first one takes it, and is loaded again for the next', () => {
	const replaced = createTakeover(false);
	expect([replaced(), replaced(), replaced()]).toEqual([false, true, true]);
});

test('a page that had a worker is loaded again when another takes it', () => {
	expect(createTakeover(true)()).toBe(true);
});
