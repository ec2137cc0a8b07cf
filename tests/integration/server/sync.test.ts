/** The exchange as the tablet meets it: what is taken, what is refused and in which words, and that sending again does no harm. */
import { describe, expect, test } from 'vitest';
import { statusOf } from '#lib/domain/assignment.ts';
import { unwrittenGuide } from '#lib/domain/local-guide.ts';
import type { ProblemCode } from '#lib/domain/problem.ts';
import {
	EXCHANGE_LIMIT,
	ExchangeEnvelope,
	ExchangeReply,
	type ExchangeEnvelope as Envelope,
	type Receipt
} from '#lib/domain/sync.ts';
import * as activity from '#lib/server/activity.ts';
import * as assignments from '#lib/server/assignments.ts';
import { contentHash } from '#lib/server/content-hash.ts';
import { insertAll } from '#lib/server/db/bulk.ts';
import type { Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as interests from '#lib/server/interests.ts';
import * as people from '#lib/server/people.ts';
import * as submissions from '#lib/server/submissions.ts';
import { exchange } from '#lib/server/sync.ts';
import * as tabletReports from '#lib/server/tablet-reports.ts';
import {
	answers,
	begunTerm,
	by,
	entry,
	envelope,
	minutes,
	publishedRubric,
	rubric,
	signedIn,
	START,
	submission,
	submissionEntry,
	type Begun
} from '#tests/support/builders.ts';
import { engines, newStore, withStore } from '#tests/support/store.ts';

type Entries = Envelope['entries'];

/** A term under way, and its first auditor with a tablet. */
async function desk(store: Store) {
	const term = await begunTerm(store);
	const [first] = term.assignments;
	const auditor = term.auditors.find(({ personId }) => personId === first?.auditorId);
	if (!first || !auditor) throw new Error('the term has no assignment');
	const mine = term.assignments.filter(({ auditorId }) => auditorId === auditor.personId);
	const foreign = term.assignments.find(({ auditorId }) => auditorId !== auditor.personId);
	if (!foreign) throw new Error('the term has one auditor only');
	const send = async (entries: Entries, at = 100, who = auditor) => {
		const sent = ExchangeEnvelope.parse(JSON.parse(JSON.stringify(envelope(entries))));
		return ExchangeReply.parse(
			JSON.parse(
				JSON.stringify(
					await exchange(store, signedIn(store, who), sent, minutes(at), {
						failed: (thrown) => {
							throw thrown;
						}
					})
				)
			)
		);
	};
	return { ...term, first, mine, foreign, auditor, send };
}

function codeOf(receipt: Receipt | undefined): ProblemCode | 'accepted' | undefined {
	return receipt?.outcome === 'refused' ? receipt.problem.code : receipt?.outcome;
}

describe.each(engines)('the exchange on %s', (engine) => {
	const given = withStore(engine);

	test('an opening is noted once, whatever came of the plan since', async () => {
		const { first, send, foreign } = await desk(given.store);
		const opening = (assignmentId: string, at: number) =>
			entry({ kind: 'opening', opening: { assignmentId, openedAt: minutes(at) } });
		const openedAt = async () =>
			(
				await given.store
					.selectFrom('assignment')
					.select('openedAt')
					.where('assignmentId', '=', first.assignmentId)
					.executeTakeFirst()
			)?.openedAt;
		expect(codeOf((await send([opening(first.assignmentId, 1)])).receipts[0])).toBe('accepted');
		expect(await openedAt()).toBe(minutes(100));
		await assignments.withdraw(given.store, first.assignmentId, 'A reason', by(110));
		expect(codeOf((await send([opening(first.assignmentId, 2)], 120)).receipts[0])).toBe('accepted');
		expect(await openedAt()).toBe(minutes(100));
		expect(codeOf((await send([opening(foreign.assignmentId, 3)])).receipts[0])).toBe('assignment.not_found');
	});

	test('that the safeguarding button was used is recorded, and only that', async () => {
		const { first, send, auditor } = await desk(given.store);
		const used = entry({
			kind: 'safeguarding',
			safeguarding: { assignmentId: first.assignmentId, usedAt: minutes(50) }
		});
		expect(codeOf((await send([used])).receipts[0])).toBe('accepted');
		const [line] = await activity.list(given.store, { limit: 1 });
		expect(line).toMatchObject({
			action: 'safeguarding.used',
			actorId: auditor.personId,
			subject: first.assignmentId,
			details: {}
		});
		const wordy = entry({
			kind: 'safeguarding',
			safeguarding: { assignmentId: first.assignmentId, usedAt: minutes(50), words: 'what was seen' }
		} as unknown as Parameters<typeof entry>[0]);
		expect(codeOf((await send([wordy])).receipts[0])).toBe('entry.malformed');
	});

	test("a tablet's report replaces its last one", async () => {
		const { auditor } = await desk(given.store);
		const deviceId = newId();
		const tell = (waiting: number, at: number) =>
			exchange(
				given.store,
				signedIn(given.store, auditor),
				{ ...envelope([]), deviceId, report: { waiting, refused: 0, begun: [], practisedAt: null } },
				minutes(at)
			);
		await tell(2, 100);
		await tell(0, 110);
		expect(await tabletReports.list(given.store)).toEqual([
			{
				personId: auditor.personId,
				deviceId,
				reportedAt: minutes(110),
				report: { waiting: 0, refused: 0, begun: [], practisedAt: null }
			}
		]);
	});

	test('a tablet that speaks the first protocol is answered in it, without what it would refuse', async () => {
		const { auditor } = await desk(given.store);
		const ask = (protocol: 1 | 2) =>
			exchange(given.store, signedIn(given.store, auditor), { ...envelope([]), protocol }, minutes(100));
		const [first, second] = [await ask(1), await ask(2)];
		expect(first.protocol).toBe(1);
		expect(Object.keys(first.workload ?? {}).sort()).toEqual(['items', 'person']);
		expect(second.workload?.guide).toEqual(unwrittenGuide);
		expect(first.cursor).toBe(second.cursor);
	});

	test('an audit goes up and is kept as it was sent, beside its line of activity', async () => {
		const { first, send, auditor } = await desk(given.store);
		const audit = submission(first, {
			answers: answers(first.context, {
				'B.1': { level: 'partly', note: 'Two of the four are there: “slow to start” is not. 🙂' }
			})
		});
		const up = entry({ kind: 'submission', submission: audit });
		const reply = await send([up]);
		expect(reply.personId).toBe(auditor.personId);
		expect(reply.serverTime).toBe(minutes(100));
		expect(reply.receipts).toEqual([
			{
				outcome: 'accepted',
				entryId: up.entryId,
				contentHash: up.contentHash,
				receivedAt: minutes(100),
				sequence: expect.any(Number) as number
			}
		]);
		const [kept, ...more] = await submissions.byAssignment(given.store, first.assignmentId, {
			actorId: auditor.personId,
			now: START
		});
		expect(more).toEqual([]);
		expect(kept).toMatchObject({
			submission: audit,
			receivedAt: minutes(100),
			submittedOn: '2026-09-07',
			period: '2026-h1',
			late: false
		});
		expect(statusOf(await assignments.byId(given.store, first.assignmentId))).toBe('submitted');
		const [line] = await activity.list(given.store, { limit: 1 });
		const [receipt] = reply.receipts;
		expect(line).toMatchObject({
			action: 'entry.accepted',
			subject: up.entryId,
			actorId: auditor.personId,
			sequence: receipt?.outcome === 'accepted' ? receipt.sequence : 0
		});
	});

	test('the same entry again gets the very same receipt, and is there once', async () => {
		const { first, send } = await desk(given.store);
		const up = submissionEntry(first);
		const once = await send([up], 100);
		const again = await send([up], 200);
		expect(again.receipts).toEqual(once.receipts);
		expect((await send([up, up], 300)).receipts).toEqual([...once.receipts, ...once.receipts]);
		expect(await submissions.count(given.store)).toBe(1);
	});

	test('32 tablets at once with the same entry: one row, equal receipts', async () => {
		const { first, send } = await desk(given.store);
		const up = submissionEntry(first);
		const replies = await Promise.all(Array.from({ length: 32 }, (_, at) => send([up], 100 + at)));
		expect(new Set(replies.map(({ receipts }) => JSON.stringify(receipts))).size).toBe(1);
		expect(replies[0]?.receipts.map(codeOf)).toEqual(['accepted']);
		expect(await submissions.count(given.store)).toBe(1);
		expect(await given.store.selectFrom('entry').selectAll().execute()).toHaveLength(1);
	});

	test('two different audits of one plan at once: one is taken, the other told so', async () => {
		const { first, send } = await desk(given.store);
		const replies = await Promise.all([send([submissionEntry(first)]), send([submissionEntry(first)])]);
		expect(replies.map(({ receipts }) => codeOf(receipts[0])).sort()).toEqual([
			'accepted',
			'assignment.already_submitted'
		]);
		expect(await submissions.count(given.store)).toBe(1);
	});

	test('the same id with other content is refused, and the first stays', async () => {
		const { first, send, auditor } = await desk(given.store);
		const up = submissionEntry(first);
		await send([up]);
		const other = entry(
			{ kind: 'submission', submission: submission(first, { submittedAt: minutes(71) }) },
			{ entryId: up.entryId }
		);
		expect((await send([other])).receipts.map(codeOf)).toEqual(['entry.changed']);
		const [kept] = await submissions.byAssignment(given.store, first.assignmentId, {
			actorId: auditor.personId,
			now: START
		});
		expect(kept?.submission.submittedAt).toBe(minutes(70));
	});

	test('somebody else who sends the very same entry learns nothing from it', async () => {
		const { first, send, auditors, auditor } = await desk(given.store);
		const up = submissionEntry(first);
		await send([up]);
		const other = auditors.find(({ personId }) => personId !== auditor.personId);
		const reply = await send([up], 100, other);
		expect(reply.receipts.map(codeOf)).toEqual(['entry.changed']);
		expect(JSON.stringify(reply.receipts)).not.toContain('receivedAt');
	});

	test('another partnership with the same ids is another world', async () => {
		const { first, send } = await desk(given.store);
		const up = submissionEntry(first);
		const theirs = await newStore(given.db);
		const there = await desk(theirs);
		expect((await there.send([up])).receipts.map(codeOf)).toEqual(['assignment.not_found']);
		expect((await send([up])).receipts.map(codeOf)).toEqual(['accepted']);
		// An id that is taken here is free there: nobody can tell, or spoil, what another partnership holds.
		const same = { ...submissionEntry(there.first), entryId: up.entryId };
		expect((await there.send([same])).receipts.map(codeOf)).toEqual(['accepted']);
	});

	describe('refused alone, with the others taken', () => {
		type Case = (at: Awaited<ReturnType<typeof desk>>) => Entries[number] | Promise<Entries[number]>;
		const cases: [string, ProblemCode, Case][] = [
			[
				'a body that changed on the way',
				'entry.hash_mismatch',
				({ first }) => ({ ...submissionEntry(first), contentHash: 'f'.repeat(64) })
			],
			[
				'a body of no known kind',
				'entry.malformed',
				() => {
					const body = { kind: 'wish', wish: 'more time' };
					return { entryId: newId(), contentHash: contentHash(body), body };
				}
			],
			[
				'a body with a field too many',
				'entry.malformed',
				({ first }) => {
					const body = { kind: 'submission', submission: { ...submission(first), childName: 'x' } };
					return { entryId: newId(), contentHash: contentHash(body), body };
				}
			],
			[
				'a note of 2,001 characters',
				'entry.malformed',
				({ first }) => {
					const long = { level: 'partly' as const, note: 'x'.repeat(2001) };
					return submissionEntry(first, { answers: answers(first.context, { 'B.1': long }) });
				}
			],
			[
				'a text that is no Unicode',
				'entry.malformed',
				() => ({ entryId: newId(), contentHash: 'f'.repeat(64), body: { kind: '\ud800' } })
			],
			['no body at all', 'entry.malformed', () => ({ entryId: newId(), contentHash: contentHash(null), body: null })],
			[
				'an assignment that there is not',
				'assignment.not_found',
				({ first }) => submissionEntry({ ...first, assignmentId: newId() })
			],
			["somebody else's assignment", 'assignment.not_found', ({ foreign }) => submissionEntry(foreign)],
			[
				'one taken back',
				'assignment.withdrawn',
				async ({ first }) => {
					await assignments.withdraw(given.store, first.assignmentId, 'The family moved away', by(50));
					return submissionEntry(first);
				}
			],
			[
				'one handed back',
				'assignment.declined',
				async ({ first }) => {
					await assignments.decline(given.store, first.assignmentId, 'no_time', by(50));
					return submissionEntry(first);
				}
			],
			[
				'one already sent',
				'assignment.already_submitted',
				async ({ first, send }) => {
					await send([submissionEntry(first)]);
					return submissionEntry(first);
				}
			],
			[
				'another version of the questions',
				'submission.rubric',
				({ first }) => submissionEntry(first, { rubricVersion: '9.9.9' })
			],
			['other questions', 'submission.rubric', ({ first }) => submissionEntry(first, { rubricId: 'another' })],
			[
				'another year group',
				'submission.context',
				({ first }) => submissionEntry(first, { context: { ...first.context, yearGroup: 13 } })
			],
			[
				'another profile',
				'submission.context',
				({ first }) => submissionEntry(first, { context: { ...first.context, profile: 'plan-only' } })
			],
			[
				'a section switched off that is not',
				'submission.context',
				({ first }) => submissionEntry(first, { context: { ...first.context, switchedOff: ['A'] } })
			],
			[
				'the second revision before the first',
				'submission.revision',
				({ first }) => submissionEntry(first, { revision: 2 })
			],
			[
				'an answer missing',
				'submission.invalid',
				({ first }) => {
					const some = answers(first.context);
					delete some['B.1'];
					return submissionEntry(first, { answers: some });
				}
			],
			[
				'a note missing',
				'submission.invalid',
				({ first }) => submissionEntry(first, { answers: answers(first.context, { 'B.1': { level: 'not_met' } }) })
			],
			[
				'a question that there is not',
				'submission.invalid',
				({ first }) => submissionEntry(first, { answers: answers(first.context, { 'Z.9': { level: 'met' } }) })
			],
			[
				'handing back what is not theirs',
				'assignment.not_found',
				({ foreign }) =>
					entry({
						kind: 'decline',
						decline: { assignmentId: foreign.assignmentId, reason: 'no_time', words: '', declinedAt: START }
					})
			],
			[
				'handing back what was sent',
				'assignment.already_submitted',
				async ({ first, send }) => {
					await send([submissionEntry(first)]);
					return entry({
						kind: 'decline',
						decline: { assignmentId: first.assignmentId, reason: 'no_time', words: '', declinedAt: START }
					});
				}
			]
		];

		test.each(cases)('%s: %s', async (_what, code, make) => {
			const begun = await desk(given.store);
			const good = begun.mine.find(({ assignmentId }) => assignmentId !== begun.first.assignmentId);
			if (!good) throw new Error('the auditor has one plan only');
			const bad = await make(begun);
			const before = await submissions.count(given.store);
			// Straight to the function: a lone surrogate has no JSON to travel in.
			const reply = await exchange(
				given.store,
				signedIn(given.store, begun.auditor),
				envelope([bad, submissionEntry(good)]),
				minutes(100)
			);
			expect(reply.receipts.map(codeOf)).toEqual([code, 'accepted']);
			expect(await submissions.count(given.store)).toBe(before + 1);
			expect(await given.store.selectFrom('entry').selectAll().where('entryId', '=', bad.entryId).execute()).toEqual(
				[]
			);
			const refused = (await activity.list(given.store, { limit: 10 })).find(({ subject }) => subject === bad.entryId);
			expect(refused).toMatchObject({ action: 'entry.refused', details: { code }, actorId: begun.auditor.personId });
		});

		test('what is wrong is named by question, never quoted', async () => {
			const { first, send } = await desk(given.store);
			const some = answers(first.context, { 'B.2': { level: 'not_met' } });
			delete some['B.1'];
			const [receipt] = (await send([submissionEntry(first, { answers: some })])).receipts;
			expect(receipt?.outcome === 'refused' && receipt.problem.detail).toEqual([
				'B.1: answer.missing',
				'B.2: note.missing'
			]);
		});

		test('a refused entry is judged anew when it comes again', async () => {
			const { first, send } = await desk(given.store);
			const up = submissionEntry(first);
			await given.store
				.updateTable('assignment')
				.set({ withdrawnAt: START })
				.where('assignmentId', '=', first.assignmentId)
				.execute();
			expect((await send([up])).receipts.map(codeOf)).toEqual(['assignment.withdrawn']);
			await given.store
				.updateTable('assignment')
				.set({ withdrawnAt: null })
				.where('assignmentId', '=', first.assignmentId)
				.execute();
			expect((await send([up])).receipts.map(codeOf)).toEqual(['accepted']);
		});

		test.each<[string, Partial<Begun['assignments'][number]['context']>]>([
			['a profile that the questions do not have', { profile: 'nowhere' }],
			['no year group where one is needed', { yearGroup: null }],
			['a section switched off that cannot be', { switchedOff: ['B'] }]
		])('a forged context is refused, never a failure: %s', async (_what, forged) => {
			const { first, send } = await desk(given.store);
			const up = entry({
				kind: 'submission',
				submission: { ...submission(first), context: { ...first.context, ...forged } }
			});
			expect((await send([up])).receipts.map(codeOf)).toEqual(['submission.context']);
			// Even where the assignment's own context is as faulty: the questions cannot judge it.
			await given.store
				.updateTable('assignment')
				.set({ context: JSON.stringify({ ...first.context, ...forged }) })
				.where('assignmentId', '=', first.assignmentId)
				.execute();
			const [receipt] = (await send([up])).receipts;
			expect(receipt).toMatchObject({
				outcome: 'refused',
				problem: { code: 'submission.invalid', detail: ['context: context.faulty'] }
			});
			expect(await submissions.count(given.store)).toBe(0);
		});

		test('what fails on our side is told as such, heard of, and leaves nothing', async () => {
			const { first, mine, auditor } = await desk(given.store);
			const [, good = first] = mine;
			// A context that was lost: nothing that a tablet could have caused or can put right.
			await given.store
				.updateTable('assignment')
				.set({ context: 'null' })
				.where('assignmentId', '=', first.assignmentId)
				.execute();
			const heard: unknown[] = [];
			const reply = await exchange(
				given.store,
				signedIn(given.store, auditor),
				envelope([submissionEntry(first), submissionEntry(good)]),
				minutes(100),
				{ failed: (thrown) => heard.push(thrown) }
			);
			expect(reply.receipts.map(codeOf)).toEqual(['server.failed', 'accepted']);
			expect(heard).toHaveLength(1);
			expect(heard[0]).toBeInstanceOf(TypeError);
			expect(await submissions.count(given.store)).toBe(1);
			expect(await given.store.selectFrom('entry').selectAll().execute()).toHaveLength(1);
		});
	});

	describe('handing a plan back', () => {
		test('frees it, and a tie is remembered', async () => {
			const { first, send, auditor } = await desk(given.store);
			const up = entry({
				kind: 'decline',
				decline: { assignmentId: first.assignmentId, reason: 'know_family', words: ' Neighbours ', declinedAt: START }
			});
			const once = await send([up]);
			expect(once.receipts.map(codeOf)).toEqual(['accepted']);
			expect(once.workload?.items.map(({ assignmentId }) => assignmentId)).not.toContain(first.assignmentId);
			const after = await assignments.byId(given.store, first.assignmentId);
			expect(statusOf(after)).toBe('declined');
			expect(after.reason).toBe('I know this child or family: Neighbours');
			expect(await interests.list(given.store)).toEqual([
				{ auditorId: auditor.personId, planRef: first.planRef, schoolUrn: null, source: 'declared' }
			]);
			expect((await send([up], 200)).receipts).toEqual(once.receipts);
		});
	});

	describe('the half-year an audit counts in', () => {
		const published = (store: Store, period: string, profile = 'full') =>
			insertAll(store, 'learningReport', [
				{
					edition: 1,
					reportId: newId(),
					period,
					rubricId: rubric.rubricId,
					rubricVersion: rubric.version,
					profile,
					model: '{}',
					compiledAt: START,
					publishedAt: START,
					publishedBy: null
				}
			]);
		const sent = async (submittedAt: string, receivedAt: string) => {
			const { first, auditor } = await desk(given.store);
			const { receipts } = await exchange(
				given.store,
				signedIn(given.store, auditor),
				envelope([submissionEntry(first, { startedAt: submittedAt, submittedAt })]),
				receivedAt
			);
			expect(receipts.map(codeOf)).toEqual(['accepted']);
			const [kept] = await submissions.byAssignment(given.store, first.assignmentId, by());
			return { on: kept?.submittedOn, period: kept?.period, late: kept?.late };
		};

		test.each([
			[
				'the last evening of February, in London',
				'2027-02-28T23:30:00.000Z',
				'2027-03-02T08:00:00.000Z',
				{ on: '2027-02-28', period: '2026-h1', late: false }
			],
			[
				'an hour that is already tomorrow in London',
				'2027-08-31T23:30:00.000Z',
				'2027-09-02T08:00:00.000Z',
				{ on: '2027-09-01', period: '2027-h1', late: false }
			],
			[
				'a clock that runs a year ahead',
				'2028-03-05T08:00:00.000Z',
				'2027-02-27T08:00:00.000Z',
				{ on: '2027-02-27', period: '2026-h1', late: false }
			]
		])('%s', async (_what, submittedAt, receivedAt, expected) => {
			expect(await sent(submittedAt, receivedAt)).toEqual(expected);
		});

		test('after its report was published it counts in the next, marked late', async () => {
			await publishedRubric(given.store);
			await published(given.store, '2026-h1');
			expect(await sent('2027-02-27T08:00:00.000Z', '2027-04-01T08:00:00.000Z')).toEqual({
				on: '2027-02-27',
				period: '2026-h2',
				late: true
			});
		});

		test('the report of another kind of audit does not matter', async () => {
			await publishedRubric(given.store);
			await published(given.store, '2026-h1', 'plan-only');
			expect(await sent('2027-02-27T08:00:00.000Z', '2027-04-01T08:00:00.000Z')).toMatchObject({
				period: '2026-h1',
				late: false
			});
		});
	});

	describe('the workload', () => {
		test('holds the own plans, and the questions for them', async () => {
			const { send, mine, auditor } = await desk(given.store);
			const reply = await send([]);
			expect(reply.workload?.person).toEqual({
				personId: auditor.personId,
				name: auditor.name,
				partnershipName: 'The Council'
			});
			expect(new Set(reply.workload?.items.map(({ assignmentId }) => assignmentId))).toEqual(
				new Set(mine.map(({ assignmentId }) => assignmentId))
			);
			expect(reply.workload?.items[0]).toMatchObject({
				termLabel: 'Autumn term 2026',
				revision: 1,
				dueOn: '2026-12-18',
				receivedAt: null,
				settingName: expect.stringMatching(/^School \d$/) as string
			});
			expect(reply.rubrics).toEqual([JSON.parse(JSON.stringify(rubric))]);
		});

		test('is left out while the cursor is the current one, and rubrics that are held are', async () => {
			const { auditor, first } = await desk(given.store);
			const ask = (overrides: Partial<Envelope>, entries: Entries = []) =>
				exchange(given.store, signedIn(given.store, auditor), envelope(entries, overrides), minutes(100));
			const { cursor } = await ask({});
			const rubricsHeld = [`${rubric.rubricId}@${rubric.version}`];
			expect(await ask({ cursor, rubricsHeld })).toMatchObject({ workload: null, cursor, rubrics: [] });
			expect((await ask({ cursor: 'another' })).workload).not.toBeNull();
			const after = await ask({ cursor, rubricsHeld }, [submissionEntry(first)]);
			expect(after.cursor).not.toBe(cursor);
			expect(after.workload?.items.find(({ assignmentId }) => assignmentId === first.assignmentId)).toMatchObject({
				receivedAt: minutes(100),
				revision: 1
			});
			expect(after.rubrics).toEqual([]);
		});

		test('shrinks when a plan is taken back, and is empty for somebody without plans', async () => {
			const { send, first, mine } = await desk(given.store);
			await assignments.withdraw(given.store, first.assignmentId, 'A reason', by(1));
			expect((await send([])).workload?.items).toHaveLength(mine.length - 1);
			const id = await people.add(
				given.store,
				{
					email: 'new@example.org',
					name: 'New',
					roles: ['auditor'],
					agency: 'parent',
					capacity: 3,
					trainedOn: null,
					schoolUrns: []
				},
				by()
			);
			expect((await send([], 100, await people.byId(given.store, id))).workload?.items).toEqual([]);
		});
	});

	test('a whole batch of the longest audits fits and is taken', async () => {
		const { mine, send } = await desk(given.store);
		const entries = mine.map((one) => submissionEntry(one));
		expect(JSON.stringify(envelope(entries)).length).toBeLessThan(EXCHANGE_LIMIT);
		expect((await send(entries)).receipts.map(codeOf)).toEqual(entries.map(() => 'accepted'));
	});
});
