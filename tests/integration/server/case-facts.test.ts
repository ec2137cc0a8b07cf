/** What the SEN service tells of a plan: kept by term, carried to the tablet, and never into an audit that was sent. */
import { describe, expect, test } from 'vitest';
import { openDraft, type Answers } from '#lib/domain/audit.ts';
import { noFacts, type CaseFacts } from '#lib/domain/case-fact.ts';
import { WorkloadItem } from '#lib/domain/sync.ts';
import * as activity from '#lib/server/activity.ts';
import * as assignments from '#lib/server/assignments.ts';
import * as caseFacts from '#lib/server/case-facts.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as submissions from '#lib/server/submissions.ts';
import { exchange } from '#lib/server/sync.ts';
import * as terms from '#lib/server/terms.ts';
import * as workloads from '#lib/server/workloads.ts';
import {
	answers,
	begunTerm,
	by,
	envelope,
	minutes,
	rubric,
	signedIn,
	START,
	submissionEntry
} from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const today = START.slice(0, 10);
const told = (facts: Partial<CaseFacts>): CaseFacts => ({ ...noFacts(), ...facts });
const known = told({
	dates: { reviewMeetingDate: '2026-02-02', reviewDecisionDate: '2026-02-20' },
	answers: { 'G.4': { level: 'not_met', note: 'No panel note on file' }, 'TIM.5': { level: 'cannot_tell' } }
});

async function desk(store: Store) {
	const { termId, assignments: given, auditors } = await begunTerm(store);
	const first = given.find((one) => given.filter(({ planRef }) => planRef === one.planRef).length === 1);
	const auditor = auditors.find(({ personId }) => personId === first?.auditorId);
	if (!first || !auditor) throw new Error('the term has no assignment');
	const item = async () => {
		const { workload, cursor } = await workloads.forPerson(store, signedIn(store, auditor));
		const found = workload.items.find(({ assignmentId }) => assignmentId === first.assignmentId);
		return { item: WorkloadItem.parse(found), cursor };
	};
	const send = (whole: Answers, at: number) =>
		exchange(store, signedIn(store, auditor), envelope([submissionEntry(first, { answers: whole })]), minutes(at), {
			failed: (thrown) => {
				throw thrown;
			}
		});
	const write = (facts: CaseFacts, planRef = first.planRef) =>
		caseFacts.write(store, termId, [{ planRef, facts }], by(50));
	return { termId, first, given, auditor, item, send, write };
}

describe.each(engines)('case facts on %s', (engine) => {
	const given = withStore(engine);

	test('every plan with an auditor is asked, and says what it leaves open', async () => {
		const { termId, given: assigned, first, write } = await desk(given.store);
		const before = await caseFacts.asked(given.store, termId, today);
		expect(before.rubric.version).toBe(rubric.version);
		expect(before.plans.map(({ planRef }) => planRef)).toEqual(
			[...new Set(assigned.map(({ planRef }) => planRef))].sort()
		);
		const one = before.plans.find(({ planRef }) => planRef === first.planRef);
		expect(one).toMatchObject({ facts: null, audits: 1, sent: 0 });
		expect(one?.asked.criteria.map(({ criterion }) => criterion.id)).toContain('G.4');
		await write(known);
		const after = await caseFacts.asked(given.store, termId, today);
		expect(after.plans.find(({ planRef }) => planRef === first.planRef)?.facts).toEqual(known);
		expect(await caseFacts.list(given.store, termId)).toEqual(new Map([[first.planRef, known]]));
		const [line] = await activity.list(given.store, { limit: 1 });
		expect(line).toMatchObject({ action: 'case_facts.written', subject: termId, details: { plans: 1 } });
		await assignments.withdraw(given.store, first.assignmentId, 'A reason', by(60));
		const left = await caseFacts.asked(given.store, termId, today);
		expect(left.plans.map(({ planRef }) => planRef)).not.toContain(first.planRef);
	});

	test('the tablet is given days and answers with its next exchange', async () => {
		const { item, write, auditor } = await desk(given.store);
		const before = await item();
		expect(before.item.given).toBeUndefined();
		await write(known);
		const after = await item();
		expect(after.cursor).not.toBe(before.cursor);
		expect(after.item.dates).toMatchObject({ reviewMeetingDate: '2026-02-02', reviewDecisionDate: '2026-02-20' });
		expect(after.item.given).toMatchObject({
			'G.4': { level: 'not_met', note: 'No panel note on file' },
			'TIM.5': { level: 'cannot_tell' }
		});
		const draft = openDraft(after.item, rubric, after.item.dates, today, minutes(60), after.item.given);
		expect(draft.answers['G.4']).toEqual({ level: 'not_met', given: true });
		expect(draft.answers['TIM.3']).toEqual({ level: 'met', prefilled: true });
		const { cursor, ...old } = await exchange(
			given.store,
			signedIn(given.store, auditor),
			envelope([], { protocol: 1 }),
			minutes(61)
		);
		expect(cursor).not.toBe('');
		expect(JSON.stringify(old.workload)).not.toContain('No panel note');
		await write(noFacts());
		expect((await item()).cursor).toBe(before.cursor);
		expect(await given.store.selectFrom('caseFact').selectAll().execute()).toEqual([]);
	});

	test('an audit with the given answers is taken, and what is told later changes nothing of it', async () => {
		const { first, item, send, write, termId } = await desk(given.store);
		await write(known);
		const { item: carried } = await item();
		const draft = openDraft(carried, rubric, carried.dates, today, minutes(60), carried.given);
		const whole = { ...answers(first.context), ...draft.answers };
		expect((await send(whole, 100)).receipts[0]?.outcome).toBe('accepted');
		const kept = () => submissions.byAssignment(given.store, first.assignmentId, by(120));
		const [before] = await kept();
		expect(before?.submission.answers['G.4']).toEqual({ level: 'not_met', given: true });
		await write(told({ answers: { 'G.4': { level: 'met' } } }));
		expect(await kept()).toEqual([before]);
		const { plans } = await caseFacts.asked(given.store, termId, today);
		expect(plans.find(({ planRef }) => planRef === first.planRef)).toMatchObject({ audits: 1, sent: 1 });
	});

	test.each([
		['begun before anything was told', noFacts()],
		['given what has changed since', told({ answers: { 'G.4': { level: 'met' } } })]
	])('an audit %s is taken as well', async (_, first) => {
		const { item, send, write, first: assignment } = await desk(given.store);
		await write(first);
		const { item: carried } = await item();
		const draft = openDraft(carried, rubric, carried.dates, today, minutes(60), carried.given);
		await write(known);
		const whole = { ...answers(assignment.context), ...draft.answers };
		expect((await send(whole, 100)).receipts[0]?.outcome).toBe('accepted');
	});

	test("an answer that claims to be the SEN service's and is not wants its note like any other", async () => {
		const { first, send, write } = await desk(given.store);
		const claimed = (note?: string): Answers => ({
			...answers(first.context),
			'G.4': { level: 'not_met', given: true },
			'TIM.5': { level: 'not_met', given: true, ...(note && { note }) }
		});
		const refused = async (whole: Answers, at: number) => {
			const [receipt] = (await send(whole, at)).receipts;
			return receipt?.outcome === 'refused' ? receipt.problem : receipt?.outcome;
		};
		expect(await refused(claimed(), 100)).toMatchObject({
			code: 'submission.invalid',
			detail: expect.arrayContaining(['G.4: note.missing', 'TIM.5: note.missing']) as string[]
		});
		await write(told({ answers: { 'G.4': { level: 'met' } } }));
		expect(await refused(claimed(), 101)).toMatchObject({
			code: 'submission.invalid',
			detail: ['TIM.5: note.missing']
		});
		expect(await refused(claimed('The letter is a month late'), 102)).toBe('accepted');
		const [kept] = await submissions.byAssignment(given.store, first.assignmentId, by(120));
		expect(kept?.submission.answers).toMatchObject({ 'G.4': { level: 'not_met', given: true } });
		expect(kept?.submission.answers['TIM.5']).toEqual({ level: 'not_met', note: 'The letter is a month late' });
	});

	test('what a tablet says came from the register is what the register says, whatever the tablet says', async () => {
		const { first, send, write } = await desk(given.store);
		await write(known);
		const lies: Answers = {
			...answers(first.context),
			'TIM.3': { level: 'not_met', prefilled: true, excused: true, note: 'I asked.' },
			'TIM.5': { level: 'met', prefilled: true },
			'F.2': { level: 'not_met', prefilled: true }
		};
		expect((await send(lies, 100)).receipts[0]).toMatchObject({
			outcome: 'refused',
			problem: { code: 'submission.invalid', detail: ['F.2: note.missing'] }
		});
		lies['F.2'] = { level: 'not_met', prefilled: true, note: 'Page 4 counts nothing.' };
		expect((await send(lies, 101)).receipts[0]?.outcome).toBe('accepted');
		const [kept] = await submissions.byAssignment(given.store, first.assignmentId, by(120));
		expect(kept?.submission.answers).toMatchObject({
			'TIM.3': { level: 'met', prefilled: true, note: 'I asked.' },
			'TIM.5': { level: 'cannot_tell', given: true },
			'F.2': { level: 'not_met', note: 'Page 4 counts nothing.' }
		});
		expect(kept?.submission.answers['TIM.3']).not.toHaveProperty('excused');
		expect(kept?.submission.answers['F.2']).not.toHaveProperty('prefilled');
	});

	test('what cannot be is refused whole', async () => {
		const { termId, first, given: assigned, write } = await desk(given.store);
		const other = assigned.find(({ planRef }) => planRef !== first.planRef)?.planRef ?? '';
		const impossible = told({ dates: { reviewMeetingDate: '2026-03-02', reviewDecisionDate: '2026-02-20' } });
		await expect(
			caseFacts.write(
				given.store,
				termId,
				[
					{ planRef: other, facts: known },
					{ planRef: first.planRef, facts: impossible }
				],
				by(50)
			)
		).rejects.toMatchObject({ problem: { code: 'case_facts.impossible', detail: ['reviewDecisionDate'] } });
		await expect(write(known, 'LEW-ZZZZZ')).rejects.toMatchObject({ problem: { code: 'thing.not_found' } });
		await terms.close(given.store, termId, by(60));
		await expect(write(known)).rejects.toMatchObject({ problem: { code: 'term.closed' } });
		expect(await caseFacts.list(given.store, termId)).toEqual(new Map());
	});
});
