/** The board of a term, and what is done from it: reminders, due dates. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Assignment } from '#lib/domain/assignment.ts';
import * as activity from '#lib/server/activity.ts';
import * as assignments from '#lib/server/assignments.ts';
import * as dueDates from '#lib/server/due-dates.ts';
import * as people from '#lib/server/people.ts';
import * as reminders from '#lib/server/reminders.ts';
import * as revisions from '#lib/server/revisions.ts';
import * as sync from '#lib/server/sync.ts';
import * as tabletReports from '#lib/server/tablet-reports.ts';
import * as termBoards from '#lib/server/term-boards.ts';
import * as terms from '#lib/server/terms.ts';
import * as workloads from '#lib/server/workloads.ts';
import {
	begunTerm,
	by,
	entry,
	envelope,
	minutes,
	signedIn,
	START,
	submissionEntry,
	termFacts,
	type Begun
} from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const WEEKS = 14 * 24 * 60;

describe.each(engines)('the board of a term on %s', (engine) => {
	const given = withStore(engine);
	let term: Begun;
	let first: Assignment;

	beforeEach(async () => {
		term = await begunTerm(given.store);
		const [one] = term.assignments;
		if (!one) throw new Error('no assignment');
		first = one;
	});

	const of = (auditorId: string) => {
		const auditor = term.auditors.find(({ personId }) => personId === auditorId);
		if (!auditor) throw new Error('no auditor');
		return signedIn(given.store, auditor);
	};
	const board = async (after = 0) => (await termBoards.get(given.store, term.termId, minutes(after))).board;
	const itemOf = async (assignmentId: string) =>
		(await board()).items.find((item) => item.assignmentId === assignmentId);
	const lines = async () => (await activity.list(given.store, { limit: 3 })).map(({ action }) => action);
	const own = () => term.assignments.filter(({ auditorId }) => auditorId === first.auditorId);

	test('joins sample, people, schools, assignments, revisions and tablets', async () => {
		const auditor = of(first.auditorId);
		const opening = entry({ kind: 'opening', opening: { assignmentId: first.assignmentId, openedAt: minutes(5) } });
		await sync.exchange(given.store, auditor, envelope([opening]), minutes(6));
		expect(await itemOf(first.assignmentId)).toMatchObject({ state: 'opened', planRef: first.planRef });
		await sync.exchange(given.store, auditor, envelope([submissionEntry(first)]), minutes(80));
		const asked = { assignmentId: first.assignmentId, revision: 1, words: 'A slip', askedAt: minutes(90) };
		await revisions.ask(given.store, asked, { actorId: first.auditorId, now: minutes(90) });
		await tabletReports.keep(
			given.store,
			{ personId: first.auditorId, deviceId: 'd', now: minutes(95) },
			{ waiting: 1, refused: 0, begun: [], practisedAt: null }
		);
		const named = await termBoards.get(given.store, term.termId, minutes(100));
		expect(named.board.counts).toMatchObject({ given: term.assignments.length, opened: 1, sent: 1 });
		expect(named.board.decisions.askedBack).toMatchObject([{ asked: { words: 'A slip' } }]);
		expect(named.board.decisions.waiting).toMatchObject([{ auditorId: first.auditorId, count: 1 }]);
		expect(named.people.get(first.auditorId)?.agency).toBe(named.board.decisions.askedBack[0]?.agency);
		const [item] = named.board.decisions.askedBack;
		expect(named.schools.get(item?.schoolUrn ?? '')).toMatch(/^School /);
		expect(item?.stage).not.toBeNull();
		expect(named.strata.get(item?.stratum ?? '')).toBeTruthy();
		await revisions.open(given.store, first.assignmentId, 'Put it right', by(110));
		expect(await itemOf(first.assignmentId)).toMatchObject({ state: 'again', asked: null });
	});

	test('two weeks later nobody has opened anything', async () => {
		const { decisions, stuck } = await board(WEEKS);
		expect(decisions.notOpened).toHaveLength(term.assignments.length);
		expect(stuck).toHaveLength(new Set(term.assignments.map(({ auditorId }) => auditorId)).size);
	});

	test('a term that is only open has an empty board', async () => {
		const { termId } = await terms.open(given.store, termFacts({ name: 'spring' }), by());
		const { board: empty } = await termBoards.get(given.store, termId, START);
		expect(empty).toMatchObject({ drawn: { plans: 0, audits: 0 }, items: [], stuck: [] });
		await expect(termBoards.get(given.store, first.assignmentId, START)).rejects.toThrow('thing.not_found');
	});

	describe('a reminder', () => {
		const remind = (assignmentIds: string[], after = 10) =>
			reminders.note(given.store, term.termId, first.auditorId, { assignmentIds, way: 'copied' }, by(after));

		test('is noted with what it was about, and taken back', async () => {
			const ids = own().map(({ assignmentId }) => assignmentId);
			expect(await remind(ids)).toBe(ids.length);
			for (const id of ids) expect((await itemOf(id))?.chasedAt).toBe(minutes(10));
			expect((await board()).items.filter(({ chasedAt }) => chasedAt !== null)).toHaveLength(ids.length);
			expect(await lines()).toContain('auditor.reminded');
			await reminders.forget(given.store, term.termId, first.auditorId, minutes(10), by(11));
			expect((await board()).items.every(({ chasedAt }) => chasedAt === null)).toBe(true);
			expect((await lines())[0]).toBe('auditor.reminder_undone');
		});

		test('passes over what was sent meanwhile, and what is somebody else’s', async () => {
			await assignments.decline(given.store, first.assignmentId, 'no_time', by(5));
			const others = term.assignments.filter(({ auditorId }) => auditorId !== first.auditorId);
			const ids = term.assignments.map(({ assignmentId }) => assignmentId);
			expect(await remind(ids)).toBe(own().length - 1);
			expect((await itemOf(first.assignmentId))?.chasedAt).toBeNull();
			for (const other of others) expect((await itemOf(other.assignmentId))?.chasedAt).toBeNull();
		});

		test('is refused where nothing waits, and in a closed term', async () => {
			await assignments.withdraw(given.store, first.assignmentId, 'Why', by(5));
			const before = await lines();
			await expect(remind([first.assignmentId])).rejects.toThrow('reminder.nothing');
			const forget = () => reminders.forget(given.store, term.termId, first.auditorId, minutes(10), by(11));
			await expect(forget()).rejects.toThrow('reminder.nothing');
			expect(await lines()).toEqual(before);
			await terms.close(given.store, term.termId, by(12));
			await expect(remind([first.assignmentId])).rejects.toThrow('term.closed');
			await expect(forget()).rejects.toThrow('term.closed');
		});
	});

	describe('a due date', () => {
		const change = (dueOn: string, of: readonly { assignmentId: string }[] = [first], after = 10) =>
			dueDates.change(
				given.store,
				term.termId,
				of.map(({ assignmentId }) => ({ assignmentId, dueOn })),
				by(after)
			);

		test('of several changes at once, reaches their tablets, and is undone', async () => {
			const before = await workloads.forPerson(given.store, of(first.auditorId));
			const was = await change('2026-12-23', own());
			expect(was).toEqual(own().map(({ assignmentId, dueOn }) => ({ assignmentId, dueOn })));
			const after = await workloads.forPerson(given.store, of(first.auditorId));
			expect(after.workload.items.map(({ dueOn }) => dueOn)).toEqual(own().map(() => '2026-12-23'));
			expect(after.cursor).not.toBe(before.cursor);
			expect((await lines())[0]).toBe('assignments.due_changed');
			await dueDates.change(given.store, term.termId, was, by(11));
			expect(await workloads.forPerson(given.store, of(first.auditorId))).toEqual(before);
		});

		test.each([
			['today', '2026-09-07', null],
			['yesterday', '2026-09-06', 'assignment.due_date'],
			['the last day of the term', '2026-12-31', null],
			['the day after the term', '2027-01-01', 'assignment.due_date']
		])('%s', async (_, day, refusal) => {
			if (refusal) await expect(change(day)).rejects.toThrow(refusal);
			else await change(day);
			expect((await itemOf(first.assignmentId))?.dueOn).toBe(refusal ? first.dueOn : day);
		});

		test('of a later term is never before its first day', async () => {
			const ahead = await terms.open(given.store, termFacts({ name: 'spring' }), by());
			await expect(
				dueDates.change(given.store, ahead.termId, [{ assignmentId: first.assignmentId, dueOn: '2026-12-01' }], by())
			).rejects.toThrow('assignment.due_date');
		});

		test('changes for all or for none', async () => {
			const [, last] = term.assignments;
			if (!last) throw new Error('no second assignment');
			await assignments.decline(given.store, last.assignmentId, 'no_time', by(5));
			await expect(change('2026-12-01', [first, last])).rejects.toThrow('assignment.not_open');
			await expect(change('2026-12-01', [first, { assignmentId: term.termId }])).rejects.toThrow('thing.not_found');
			expect((await itemOf(first.assignmentId))?.dueOn).toBe(first.dueOn);
			await terms.close(given.store, term.termId, by(12));
			await expect(change('2026-12-01')).rejects.toThrow('term.closed');
		});
	});

	test('somebody whose access was ended is a decision, not a reminder', async () => {
		await people.disable(given.store, first.auditorId, by(5));
		const { decisions, stuck } = await board(WEEKS);
		expect(decisions.disabled).toEqual([{ auditorId: first.auditorId, open: own().length }]);
		expect(stuck.map(({ auditorId }) => auditorId)).not.toContain(first.auditorId);
	});
});
