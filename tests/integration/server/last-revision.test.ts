import { describe, expect, test } from 'vitest';
import { lastRevision } from '#lib/server/db/last-revision.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as revisions from '#lib/server/revisions.ts';
import { exchange } from '#lib/server/sync.ts';
import { begunTerm, by, envelope, minutes, signedIn, submissionEntry } from '#tests/support/builders.ts';
import { engines, newStore, withStore } from '#tests/support/store.ts';

/** A term with two assignments of one auditor, and what the query says of both. */
async function twoAudits(store: Store) {
	const term = await begunTerm(store, { plans: 8, auditors: 2, size: 4 });
	const [first] = term.assignments;
	const second = term.assignments.find((one) => one !== first && one.auditorId === first?.auditorId);
	const auditor = term.auditors.find(({ personId }) => personId === first?.auditorId);
	if (!first || !second || !auditor) throw new Error('no auditor has two plans');
	const send = (revision: number, assignmentId = first.assignmentId) =>
		exchange(
			store,
			signedIn(store, auditor),
			envelope([submissionEntry({ ...first, assignmentId }, { revision })]),
			minutes(100 * revision)
		);
	const sent = async () => {
		const rows = await store
			.selectFrom('assignment')
			.select(['assignment.assignmentId', lastRevision().as('last')])
			.where('assignment.auditorId', '=', auditor.personId)
			.execute();
		const of = ({ assignmentId }: { assignmentId: string }) =>
			rows.find((row) => row.assignmentId === assignmentId)?.last;
		return [of(first), of(second)];
	};
	return { first, send, sent };
}

describe.each(engines)('the last revision sent, on %s', (engine) => {
	const given = withStore(engine);

	test('is none, then one, then the next, of this audit alone', async () => {
		const { first, send, sent } = await twoAudits(given.store);
		expect(await sent()).toEqual([null, null]);
		await send(1);
		expect(await sent()).toEqual([1, null]);
		await revisions.open(given.store, first.assignmentId, 'A section was left out', by(150));
		expect(await sent()).toEqual([1, null]);
		await send(2);
		expect(await sent()).toEqual([2, null]);
	});

	test('is not that of another partnership that has the same id', async () => {
		const ours = await twoAudits(given.store);
		const store = await newStore(given.db);
		const theirs = await twoAudits(store);
		const { assignmentId } = ours.first;
		const changed = store.updateTable('assignment').set({ assignmentId });
		await changed.where('assignmentId', '=', theirs.first.assignmentId).execute();
		const { receipts } = await theirs.send(1, assignmentId);
		expect(receipts).toMatchObject([{ outcome: 'accepted' }]);
		expect(await ours.sent()).toEqual([null, null]);
		await ours.send(1);
		await revisions.open(given.store, assignmentId, 'A section was left out', by(150));
		await ours.send(2);
		expect(await ours.sent()).toEqual([2, null]);
	});
});
