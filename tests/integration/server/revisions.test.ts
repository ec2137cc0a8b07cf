/** Audits asked back and opened again, as auditor, coordinator and tablet meet them. */
import { describe, expect, test } from 'vitest';
import { statusOf } from '#lib/domain/assignment.ts';
import type { EntryBody } from '#lib/domain/sync.ts';
import * as assignments from '#lib/server/assignments.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as revisions from '#lib/server/revisions.ts';
import { exchange } from '#lib/server/sync.ts';
import * as terms from '#lib/server/terms.ts';
import * as workloads from '#lib/server/workloads.ts';
import {
	begunTerm,
	by,
	entry,
	envelope,
	minutes,
	signedIn,
	submission,
	submissionEntry
} from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

/** A term in which one auditor has sent one audit. */
async function sentAudit(store: Store) {
	const term = await begunTerm(store);
	const [sent] = term.assignments;
	const auditor = term.auditors.find(({ personId }) => personId === sent?.auditorId);
	const other = term.auditors.find(({ personId }) => personId !== sent?.auditorId);
	if (!sent || !auditor || !other) throw new Error('the term has no two auditors');
	const send = async (body: EntryBody, at = 100, who = auditor) => {
		const { receipts } = await exchange(store, signedIn(store, who), envelope([entry(body)]), minutes(at));
		const [receipt] = receipts;
		return receipt?.outcome === 'refused' ? receipt.problem.code : receipt?.outcome;
	};
	await exchange(store, signedIn(store, auditor), envelope([submissionEntry(sent)]), minutes(90));
	const ask = (words = 'Sections E and F were swapped', at = 100, who = auditor) =>
		send(
			{
				kind: 'revision_request',
				revisionRequest: { assignmentId: sent.assignmentId, revision: 1, words, askedAt: minutes(at) }
			},
			at,
			who
		);
	const item = async () => {
		const { workload } = await workloads.forPerson(store, signedIn(store, auditor));
		return workload.items.find(({ assignmentId }) => assignmentId === sent.assignmentId);
	};
	return { ...term, sent, auditor, other, send, ask, item };
}

describe.each(engines)('sent audits opened again on %s', (engine) => {
	const given = withStore(engine);

	test('asked back, opened with a reason: the tablet gets it as the next revision', async () => {
		const { sent, ask, item, termId } = await sentAudit(given.store);
		expect(await ask()).toBe('accepted');
		expect(await item()).toMatchObject({ revision: 1, askedBack: { askedAt: minutes(100), refused: null } });
		expect(await revisions.open(given.store, sent.assignmentId, '  Put the two sections right ', by(110))).toBe(2);
		expect(await item()).toMatchObject({
			revision: 2,
			receivedAt: null,
			reopened: { reason: 'Put the two sections right', openedAt: minutes(110) }
		});
		expect(await item()).not.toHaveProperty('askedBack');
		expect(statusOf(await assignments.byId(given.store, sent.assignmentId))).toBe('assigned');
		expect(await revisions.list(given.store, termId)).toEqual([
			{
				assignmentId: sent.assignmentId,
				revision: 2,
				askedAt: minutes(100),
				askedWords: 'Sections E and F were swapped',
				openedAt: minutes(110),
				refusedAt: null,
				reason: 'Put the two sections right'
			}
		]);
	});

	test('the next revision is taken, and the audit can be asked back again', async () => {
		const { sent, auditor, ask, item } = await sentAudit(given.store);
		await revisions.open(given.store, sent.assignmentId, 'A slip', by(110));
		const again = submissionEntry(sent, { revision: 2 });
		const { receipts } = await exchange(given.store, signedIn(given.store, auditor), envelope([again]), minutes(120));
		expect(receipts[0]?.outcome).toBe('accepted');
		expect(await item()).toMatchObject({ revision: 2, receivedAt: minutes(120) });
		// What was asked of the first revision is over.
		expect(await ask('Once more', 130)).toBe('revision.not_sent');
		expect(await revisions.open(given.store, sent.assignmentId, 'Once more', by(140))).toBe(3);
	});

	test('whichever tablet opens it again is given what its own auditor sent last, with the notes', async () => {
		const { sent, auditor, other, item } = await sentAudit(given.store);
		expect(await item()).not.toHaveProperty('earlier');
		await revisions.open(given.store, sent.assignmentId, 'A slip', by(110));
		expect(await item()).toMatchObject({ revision: 2, earlier: submission(sent) });
		const whole = submission(sent).answers;
		const second = { revision: 2, answers: { ...whole, 'F.2': { level: 'partly', note: 'Page 4' } as const } };
		const again = submissionEntry(sent, second);
		await exchange(given.store, signedIn(given.store, auditor), envelope([again]), minutes(120));
		await revisions.open(given.store, sent.assignmentId, 'Once more', by(130));
		const fetched = async (protocol: 2 | 3, who = auditor) => {
			const asker = signedIn(given.store, who);
			const { workload } = await exchange(given.store, asker, envelope([], { protocol }), minutes(140));
			return workload?.items.flatMap(({ earlier }) => earlier ?? []);
		};
		expect(await fetched(3)).toEqual([submission(sent, second)]);
		expect(await fetched(2)).toEqual([]);
		expect(await fetched(3, other)).toEqual([]);
	});

	test('the answer no comes with its reason, and asking again is possible', async () => {
		const { sent, ask, item } = await sentAudit(given.store);
		await ask();
		await revisions.refuse(given.store, sent.assignmentId, 'The forum has read it already', by(110));
		expect(await item()).toMatchObject({ askedBack: { refused: 'The forum has read it already' } });
		expect(await ask('It matters', 120)).toBe('accepted');
		expect(await item()).toMatchObject({ askedBack: { askedAt: minutes(120), refused: null } });
	});

	test("nobody asks for somebody else's audit back", async () => {
		const { ask, other, termId } = await sentAudit(given.store);
		expect(await ask('Mine', 100, other)).toBe('assignment.not_found');
		expect(await revisions.list(given.store, termId)).toEqual([]);
	});

	test.each([
		['no reason', '   ', 'revision.no_reason'],
		['a reason', 'Because', 'accepted']
	])('with %s: %s', async (_what, reason, code) => {
		const { sent } = await sentAudit(given.store);
		const opened = revisions.open(given.store, sent.assignmentId, reason, by(110)).then(() => 'accepted');
		expect(await opened.catch((refusal: { problem: { code: string } }) => refusal.problem.code)).toBe(code);
	});

	test('what is open already, was never asked for, or belongs to a closed term stays as it is', async () => {
		const { sent, toDo, ask, termId } = await sentAudit(given.store).then((made) => ({
			...made,
			toDo: made.assignments.find(({ assignmentId }) => assignmentId !== made.sent.assignmentId)
		}));
		const refused = async (act: Promise<unknown>) =>
			act.then(
				() => 'accepted',
				(refusal: { problem: { code: string } }) => refusal.problem.code
			);
		const { store } = given;
		expect(await refused(revisions.refuse(store, sent.assignmentId, 'No', by(100)))).toBe('revision.not_asked');
		expect(await refused(revisions.open(store, toDo?.assignmentId ?? '', 'Why', by(100)))).toBe('revision.not_sent');
		expect(await refused(revisions.open(store, sent.termId, 'Why', by(100)))).toBe('thing.not_found');
		await terms.close(store, termId, by(101));
		expect(await refused(revisions.open(store, sent.assignmentId, 'Why', by(102)))).toBe('term.closed');
		expect(await ask()).toBe('term.closed');
	});
});
