import { expect, test } from 'vitest';
import * as drafts from '#lib/client/drafts.ts';
import * as holdings from '#lib/client/holdings.ts';
import { exchange } from '#lib/client/sync.ts';
import { createServer, testTablet, workloadItem } from './tablet-builder.ts';

test('what the tablet holds is counted, and other people’s databases are only numbered', async () => {
	const item = workloadItem();
	const tablet = await testTablet(createServer([item, workloadItem()]));
	await exchange(tablet);
	await drafts.open(tablet, item.assignmentId);
	const named =
		(...names: string[]) =>
		() =>
			Promise.resolve(names.map((name) => ({ name })));

	const held = await holdings.of(
		tablet,
		named(tablet.db.name, 'golden-thread-device', 'golden-thread-keys', 'golden-thread-else', 'x')
	);
	expect(held).toMatchObject({ counts: { workload: 2, drafts: 1, outbox: 0, submissions: 0, rubrics: 1 }, others: 1 });
	expect((await holdings.of(tablet, undefined)).others).toBeNull();
	expect((await holdings.of(tablet, () => Promise.reject(new Error('not here')))).others).toBeNull();
});
