/** Notes are judged again when they come in: what nobody confirmed is refused without its words, and the coordinator sees counts. */
import { describe, expect, test } from 'vitest';
import type { Assignment } from '#lib/domain/assignment.ts';
import type { EntryBody, ExchangeEnvelope } from '#lib/domain/sync.ts';
import * as activity from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as noteFinds from '#lib/server/note-finds.ts';
import { exchange } from '#lib/server/sync.ts';
import { answers, begunTerm, entry, envelope, minutes, signedIn, submission } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const PHONE = '07700 900123';

async function desk(store: Store) {
	const term = await begunTerm(store);
	const [first] = term.assignments;
	const auditor = term.auditors.find(({ personId }) => personId === first?.auditorId);
	if (!first || !auditor) throw new Error('the term has no assignment');
	const send = async (body: EntryBody) => {
		const sent: ExchangeEnvelope = envelope([entry(body)]);
		const { receipts } = await exchange(store, signedIn(store, auditor), sent, minutes(100));
		return receipts[0];
	};
	return { termId: term.termId, first, send };
}

function withNote(of: Assignment, note: string, confirmed?: Record<string, string[]>): EntryBody {
	const given = answers(of.context);
	const [criterionId = ''] = Object.keys(given);
	const answer = given[criterionId];
	if (!answer) throw new Error('no answer to put a note on');
	return {
		kind: 'submission',
		submission: submission(of, {
			answers: { ...given, [criterionId]: { ...answer, note } },
			...(confirmed && { confirmed })
		})
	};
}

describe.each(engines)('notes that come in on %s', (engine) => {
	const given = withStore(engine);

	test('what was not confirmed is refused with its criterion, and its words are nowhere', async () => {
		const { first, send, termId } = await desk(given.store);
		const receipt = await send(withNote(first, `Ring ${PHONE}.`, {}));
		const [criterionId = ''] = Object.keys(answers(first.context));
		expect(receipt).toMatchObject({
			outcome: 'refused',
			problem: { code: 'note.identifier', detail: [criterionId] }
		});
		const said = JSON.stringify([receipt, await activity.list(given.store, { limit: 50 })]);
		expect(said).not.toContain(PHONE);
		expect(await noteFinds.list(given.store, termId)).toEqual([]);
	});

	test('what was confirmed is taken, in these very words alone, and is counted', async () => {
		const { first, send, termId } = await desk(given.store);
		const [criterionId = ''] = Object.keys(answers(first.context));
		const other = await send(withNote(first, `Ring ${PHONE}.`, { [criterionId]: ['07700 900456'] }));
		expect(other).toMatchObject({ outcome: 'refused', problem: { code: 'note.identifier' } });
		const receipt = await send(withNote(first, `Ring ${PHONE}.`, { [criterionId]: [PHONE] }));
		expect(receipt).toMatchObject({ outcome: 'accepted' });
		expect(await noteFinds.list(given.store, termId)).toEqual([
			{
				assignmentId: first.assignmentId,
				planRef: first.planRef,
				auditorId: first.auditorId,
				confirmed: 1,
				unconfirmed: 0
			}
		]);
	});

	test('a tablet that could not ask is not turned away, and the coordinator is told', async () => {
		const { first, send, termId } = await desk(given.store);
		expect(await send(withNote(first, `Ring ${PHONE}.`))).toMatchObject({ outcome: 'accepted' });
		expect(await noteFinds.list(given.store, termId)).toMatchObject([{ confirmed: 0, unconfirmed: 1 }]);
	});

	test('the name of the plan’s own setting is looked for', async () => {
		const { first, send } = await desk(given.store);
		const row = await given.store
			.selectFrom('plan')
			.innerJoin('school', 'school.urn', 'plan.schoolUrn')
			.select('school.name')
			.where('planRef', '=', first.planRef)
			.executeTakeFirstOrThrow();
		expect(await send(withNote(first, `It says ${row.name} does it.`, {}))).toMatchObject({
			outcome: 'refused',
			problem: { code: 'note.identifier' }
		});
	});

	test('the words of a plan handed back are judged too', async () => {
		const { first, send } = await desk(given.store);
		const decline = { assignmentId: first.assignmentId, reason: 'no_time' as const, declinedAt: minutes(90) };
		const words = `Ask ${PHONE}`;
		expect(await send({ kind: 'decline', decline: { ...decline, words, confirmed: [] } })).toMatchObject({
			outcome: 'refused',
			problem: { code: 'note.identifier', detail: ['words'] }
		});
		expect(await send({ kind: 'decline', decline: { ...decline, words, confirmed: [PHONE] } })).toMatchObject({
			outcome: 'accepted'
		});
	});
});
