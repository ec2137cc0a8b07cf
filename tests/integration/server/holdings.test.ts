import { describe, expect, test } from 'vitest';
import * as holdings from '#lib/server/holdings.ts';
import * as interests from '#lib/server/interests.ts';
import * as sync from '#lib/server/sync.ts';
import { begunTerm, by, envelope, signedIn, START, submissionEntry, urn } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

describe.each(engines)('holdings on %s', (engine) => {
	const given = withStore(engine);

	test('what is held about an auditor is counted, and nobody else’s is', async () => {
		const { store } = given;
		const term = await begunTerm(store, { plans: 8, auditors: 4, size: 6 });
		const [sent] = term.assignments;
		const auditor = term.auditors.find(({ personId }) => personId === sent?.auditorId);
		const other = term.auditors.find(({ personId }) => personId !== sent?.auditorId);
		if (!sent || !auditor || !other) throw new Error('no assignments');
		const before = await holdings.of(store, auditor.personId);
		expect(before).toMatchObject({
			audits: { sent: 0, latest: null },
			ties: { settings: 0, plans: 0, people: 0 },
			activity: []
		});
		const others = await holdings.of(store, other.personId);

		await sync.exchange(store, signedIn(store, auditor), envelope([submissionEntry(sent)]), START);
		const tie = { auditorId: auditor.personId, planRef: null, schoolUrn: urn(77), source: 'declared' as const };
		await interests.declare(store, tie, by());

		const after = await holdings.of(store, auditor.personId);
		expect(after).toMatchObject({
			person: { personId: auditor.personId },
			ties: { settings: 1, plans: 0, people: 0 },
			plans: { given: term.assignments.filter(({ auditorId }) => auditorId === auditor.personId).length },
			audits: { sent: 1, latest: START },
			activity: [{ action: 'entry.accepted', count: 1 }],
			linesAbout: before.linesAbout + 1
		});
		expect(await holdings.of(store, other.personId)).toEqual(others);
	});

	test('somebody who is not there is refused', async () => {
		await expect(holdings.of(given.store, '01919191-0000-7000-8000-0000000000ff')).rejects.toThrow('thing.not_found');
	});
});
