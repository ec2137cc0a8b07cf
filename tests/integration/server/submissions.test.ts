/** Audits as they are kept and read for reports. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerLevels, NOTE_LIMIT, type Answers } from '#lib/domain/audit.ts';
import type { Period } from '#lib/domain/period.ts';
import * as activity from '#lib/server/activity.ts';
import * as auditRecords from '#lib/server/audit-records.ts';
import * as assignments from '#lib/server/assignments.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as reports from '#lib/server/reports.ts';
import * as revisions from '#lib/server/revisions.ts';
import * as submissions from '#lib/server/submissions.ts';
import { join, readLevels, split } from '#lib/server/submission-levels.ts';
import { exchange } from '#lib/server/sync.ts';
import { answers, begunTerm, by, envelope, rubric, signedIn, START, submissionEntry } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const kind = { profile: 'full', rubricId: rubric.rubricId, rubricVersion: rubric.version };

const someAnswers = fc.dictionary(
	fc.string({ minLength: 1, maxLength: 20 }),
	fc.record(
		{
			level: fc.constantFrom(...answerLevels),
			note: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
			listed: fc.array(fc.string({ maxLength: 20 }), { maxLength: 4 }),
			prefilled: fc.constant(true as const),
			excused: fc.constant(true as const)
		},
		{ requiredKeys: ['level'] }
	),
	{ noNullPrototype: true }
);

describe('answers at rest', () => {
	test('come back as they were sent, and without their notes where reports read them', () => {
		fc.assert(
			fc.property(someAnswers, (given) => {
				const sent = given as Answers;
				const { levels, notes } = split(sent);
				expect(join(levels, notes)).toEqual(sent);
				const read = readLevels(levels);
				expect(Object.keys(read)).toEqual(Object.keys(JSON.parse(levels) as object));
				for (const [criterionId, answer] of Object.entries(sent)) {
					const { note: _note, ...rest } = answer;
					expect(read[criterionId]).toEqual(rest);
				}
			})
		);
	});

	test('a note is never among the levels, however long', () => {
		const { levels, notes } = split({
			'B.1': { level: 'partly', note: 'x'.repeat(NOTE_LIMIT) },
			'B.2': { level: 'met', note: '' }
		});
		expect(levels).toBe('{"B.1":"partly","B.2":"met"}');
		expect(JSON.parse(notes)).toEqual({ 'B.1': 'x'.repeat(NOTE_LIMIT), 'B.2': '' });
	});

	test('equal answers are one object that nobody can change', () => {
		const read = readLevels('{"a":"met","b":"met","c":{"level":"met","prefilled":true}}');
		expect(read.a).toBe(read.b);
		expect(read.c).not.toBe(read.a);
		expect(Object.isFrozen(read.a)).toBe(true);
	});
});

describe.each(engines)('audits on %s', (engine) => {
	const given = withStore(engine);

	/** A term whose audits are sent one a month, from September on. */
	async function sent(store: Store, count = 6) {
		const term = await begunTerm(store, { plans: 6, auditors: 4 });
		const rows = term.assignments.filter(({ marking }) => marking === 'first').slice(0, count);
		for (const [at, assignment] of rows.entries()) {
			const submittedAt = new Date(Date.UTC(2026, 8 + at, 10, 12)).toISOString();
			const auditor = await people.byId(store, assignment.auditorId);
			const noted = { level: 'partly' as const, note: `Words of audit ${at}` };
			const up = submissionEntry(assignment, { submittedAt, answers: answers(assignment.context, { 'B.1': noted }) });
			const reply = await exchange(store, signedIn(store, auditor), envelope([up]), submittedAt);
			expect(reply.receipts.map(({ outcome }) => outcome)).toEqual(['accepted']);
		}
		return { ...term, rows };
	}

	test('are read by half-year without a word of a note, in the order of their days', async () => {
		const { store } = given;
		const { rows, auditors } = await sent(store);
		const all = await auditRecords.forPeriods(store, ['2026-h1']);
		expect(all).toHaveLength(6);
		expect(JSON.stringify(all)).not.toContain('Words of audit');
		expect(all.map(({ submittedOn }) => submittedOn)).toEqual([
			'2026-09-10',
			'2026-10-10',
			'2026-11-10',
			'2026-12-10',
			'2027-01-10',
			'2027-02-10'
		]);
		const [first] = rows;
		const plan = await plans.byRef(store, first?.planRef ?? '');
		expect(all[0]).toEqual({
			submissionId: expect.any(String) as string,
			termId: first?.termId,
			planRef: first?.planRef,
			auditorId: first?.auditorId,
			agency: auditors.find(({ personId }) => personId === first?.auditorId)?.agency,
			marking: 'first',
			...kind,
			context: first?.context,
			levels: expect.objectContaining({ 'B.1': { level: 'partly' }, 'B.2': { level: 'met' } }) as object,
			submittedOn: '2026-09-10',
			period: '2026-h1',
			late: false,
			yearGroup: first?.context.yearGroup,
			primaryNeed: plan.primaryNeed,
			schoolUrn: plan.schoolUrn,
			settingGroup: 'mainstream_maintained',
			phase: 'primary'
		});
		expect(await auditRecords.forPeriods(store, ['2026-h2', '2025-h1'])).toEqual([]);
		expect(await auditRecords.forPeriods(store, [])).toEqual([]);
		expect(await auditRecords.counts(store)).toEqual([{ period: '2026-h1', ...kind, audits: 6 }]);
		expect(await submissions.count(store)).toBe(6);
	});

	test('an audit stays with the school that the plan named when it came', async () => {
		const { store } = given;
		const { rows } = await sent(store, 1);
		const [first] = rows;
		const before = await plans.byRef(store, first?.planRef ?? '');
		await plans.upsertMany(store, [{ ...before, schoolUrn: null }], by());
		const [kept] = await auditRecords.forPeriods(store, ['2026-h1']);
		expect(kept?.schoolUrn).toBe(before.schoolUrn);
		expect(before.schoolUrn).not.toBeNull();
	});

	/** Opens the first audit again and has it sent anew on a day. */
	async function corrected(store: Store, { rows }: Awaited<ReturnType<typeof sent>>, submittedAt: string) {
		const [first] = rows;
		if (!first) throw new Error('no audit');
		const at = { actorId: null, now: submittedAt };
		await revisions.open(store, first.assignmentId, 'Two pages were mixed up', at);
		const up = submissionEntry(first, { revision: 2, submittedAt, answers: answers(first.context) });
		const auditor = await people.byId(store, first.auditorId);
		const reply = await exchange(store, signedIn(store, auditor), envelope([up]), submittedAt);
		expect(reply.receipts.map(({ outcome }) => outcome)).toEqual(['accepted']);
	}
	const read = async (store: Store, period: Period) =>
		(await auditRecords.forPeriods(store, [period])).map(({ submittedOn, levels }) => [
			submittedOn,
			levels['B.1']?.level
		]);
	const counted = async (store: Store) =>
		(await auditRecords.counts(store)).map(({ period, audits }) => [period, audits]);

	test('one that is corrected in a later half-year counts there alone', async () => {
		const { store } = given;
		const term = await sent(store, 2);
		await corrected(store, term, '2027-03-10T12:00:00.000Z');
		expect(await read(store, '2026-h1')).toEqual([['2026-10-10', 'partly']]);
		expect(await read(store, '2026-h2')).toEqual([['2027-03-10', 'met']]);
		expect(await auditRecords.forPeriods(store, ['2026-h1', '2026-h2'])).toHaveLength(2);
		expect(await counted(store)).toEqual([
			['2026-h2', 1],
			['2026-h1', 1]
		]);
	});

	test('one that a published report has counted stays there as it was reported, and counts in no later one', async () => {
		const { store } = given;
		const term = await sent(store, 2);
		const march = { actorId: null, now: '2027-03-05T12:00:00.000Z' };
		const wanted = { period: '2026-h1', profile: 'full', partnershipName: 'The Council' } as const;
		const { reportId } = await reports.compile(store, wanted, march);
		await reports.publish(store, reportId, march);
		await corrected(store, term, '2027-03-10T12:00:00.000Z');
		expect(await read(store, '2026-h1')).toEqual([
			['2026-09-10', 'partly'],
			['2026-10-10', 'partly']
		]);
		expect(await read(store, '2026-h2')).toEqual([]);
		expect(await counted(store)).toEqual([['2026-h1', 2]]);
	});

	test('notes are read one audit at a time, and that somebody else read them is written down', async () => {
		const { store } = given;
		const { rows } = await sent(store, 1);
		const [first] = rows;
		if (!first) throw new Error('no audit');
		const lines = async () => (await activity.list(store, { limit: 1 }))[0]?.action;
		const own = await submissions.byAssignment(store, first.assignmentId, { actorId: first.auditorId, now: START });
		expect(own[0]?.submission.answers['B.1']).toEqual({ level: 'partly', note: 'Words of audit 0' });
		expect(await lines()).toBe('entry.accepted');
		await submissions.byAssignment(store, first.assignmentId, by());
		expect(await lines()).toBe('notes.read');
	});

	test('what an audit says cannot be changed, not even here', async () => {
		const { store } = given;
		await sent(store, 1);
		for (const set of [
			{ levels: '{}' },
			{ period: '2026-h2' },
			{ submittedOn: '2026-01-01' },
			{ late: 1 },
			{ schoolUrn: null }
		])
			await expect(store.updateTable('submission').set(set).execute(), JSON.stringify(set)).rejects.toThrow(
				'submission is frozen'
			);
		await expect(store.deleteFrom('entry').execute()).rejects.toThrow();
		await expect(store.updateTable('entry').set({ receivedAt: 'x' }).execute()).rejects.toThrow('entry is frozen');
		// Notes go when their time is over.
		await store.updateTable('submission').set({ notes: '{}' }).execute();
	});

	test('an assignment that has been sent cannot be handed or taken back as well', async () => {
		const { store } = given;
		const { rows } = await sent(store, 1);
		const [first] = rows;
		await expect(
			store
				.updateTable('assignment')
				.set({ withdrawnAt: START })
				.where('assignmentId', '=', first?.assignmentId ?? '')
				.execute()
		).rejects.toThrow();
		expect(await assignments.byId(store, first?.assignmentId ?? '')).toMatchObject({ withdrawnAt: null });
	});
});
