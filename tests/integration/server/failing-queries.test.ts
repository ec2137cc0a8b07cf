/**
 * R5 on the server: each statement of a use case fails once, on both engines. What was acknowledged is there, nothing is half there, and
 * doing it again ends where it would have ended without.
 */
import { afterEach, describe, expect, test } from 'vitest';
import type { Assignment } from '#lib/domain/assignment.ts';
import { integer, randomStream } from '#lib/domain/random.ts';
import type { RegisterImport } from '#lib/domain/register.ts';
import type { ExchangeEnvelope, ExchangeReply } from '#lib/domain/sync.ts';
import * as assignments from '#lib/server/assignments.ts';
import type { Database } from '#lib/server/db/connection.ts';
import { tableNames, type Store } from '#lib/server/db/store.ts';
import * as people from '#lib/server/people.ts';
import * as registerUndo from '#lib/server/register-undo.ts';
import * as register from '#lib/server/register.ts';
import * as reports from '#lib/server/reports.ts';
import * as revisions from '#lib/server/revisions.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import { exchange } from '#lib/server/sync.ts';
import * as terms from '#lib/server/terms.ts';
import {
	by,
	entry,
	envelope,
	minutes,
	person,
	publishedRubric,
	register as filledRegister,
	rubricFile,
	school,
	signedIn,
	START,
	submissionEntry,
	termFacts,
	urn
} from '#tests/support/builders.ts';
import { failQuery, type FailingQueries, type QueryFault } from '#tests/support/failing-queries.ts';
import { FULL, SEED } from '#tests/support/faults.ts';
import { draftBackup, vaultUpload } from '#tests/support/sealed.ts';
import { engines, newStore, withStore } from '#tests/support/store.ts';

const SECRET = 'a secret of more than thirty-two characters';
const random = randomStream(`${SEED} failing queries`);
/** All of them in a full run, else every tenth, another tenth each time. */
const firstOf = () => (FULL ? 1 : 1 + integer(random, 10));
const STEP = FULL ? 1 : 10;

const imported: RegisterImport = {
	return: {
		laCode: '209',
		referenceDate: '2027-01-21',
		keyId: 'c'.repeat(64),
		plans: Array.from({ length: 9 }, (_, at) => ({
			matchKey: at.toString(16).padStart(64, '0'),
			cohort: 2012 + at,
			primaryNeed: 'ASD' as const,
			schoolUrn: urn(1),
			senSetting: null,
			senUnit: false,
			resourcedProvision: false,
			planKind: 'new' as const,
			startedOn: '2023-07-22',
			ceasedOn: null,
			dates: {}
		}))
	},
	schools: [school()],
	people: ['ann', 'bob', 'cem'].map((name) => ({
		email: `${name}@example.org`,
		name,
		roles: ['auditor' as const],
		agency: 'health' as const,
		capacity: 6,
		trainedOn: '2026-07-03',
		schoolUrns: [],
		interestUrns: []
	}))
};

let failing: FailingQueries | null = null;
afterEach(() => failing?.stop());

/** Every row of a partnership, without what is made by chance or hangs on the order in which entries were taken. */
async function everything(db: Database, { partnershipId }: Store): Promise<Record<string, string[]>> {
	const found: Record<string, string[]> = {};
	for (const table of tableNames) {
		const rows = await db.selectFrom(table).selectAll().where('partnershipId', '=', partnershipId).execute();
		found[table] = rows.map((row) => nameless(JSON.stringify(row))).sort();
	}
	return found;
}

function nameless(text: string): string {
	return text
		.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'id')
		.replace(/\b[0-9a-f]{16,64}\b/g, 'hash')
		.replace(/[\w-]{40,}/g, 'sealed')
		.replace(/"wrapped":"(\\.|[^"\\])*"/g, '"wrapped"')
		.replace(/"sequence":\d+/g, '"sequence"')
		.replace(/([Aa]uditor)[- ]\d+/g, '$1');
}

describe.each(engines)('on %s', (engine) => {
	const given = withStore(engine);

	/** An auditor whose tablet sends that a plan was opened, its audit, and a plan handed back; with a draft and a vault to keep. */
	async function tabletOf(store: Store): Promise<{ send: () => Promise<ExchangeReply>; sent: ExchangeEnvelope }> {
		await publishedRubric(store);
		const [auditor] = await filledRegister(store);
		const { termId } = await terms.open(store, termFacts(), by());
		const sample = await terms.drawSample(store, termId, { size: 6 }, 'seed', by());
		// Given by hand: whom the proposal would choose hangs on ids, which are new in each store.
		const plans = sample.plans.map(({ planRef }) => planRef).sort();
		const basis = { basis: 'Consent of the parent', basisDecidedBy: 'Head of SEN' };
		const wanted = plans
			.slice(0, 2)
			.map((planId) => ({ planId, auditorId: auditor?.personId ?? '', marking: 'first' as const }));
		const given = await assignments.confirm(store, termId, wanted, basis, by());
		const [one, two] = plans.map((planRef) => given.find((assignment) => assignment.planRef === planRef));
		if (!auditor || !one || !two) throw new Error('the term is too small');
		const { assignmentId } = one;
		const decline = { assignmentId: two.assignmentId, reason: 'no_time' as const, words: '', declinedAt: minutes(80) };
		const sent = envelope(
			[
				entry({ kind: 'opening', opening: { assignmentId, openedAt: minutes(20) } }),
				submissionEntry(one),
				entry({ kind: 'decline', decline })
			],
			{
				report: { waiting: 1, refused: 0, begun: [], practisedAt: null },
				vault: vaultUpload(),
				backups: [draftBackup(two.assignmentId)]
			}
		);
		const send = () =>
			exchange(store, signedIn(store, auditor), sent, minutes(100), { secret: SECRET, signedIn: true });
		return { send, sent };
	}

	/** What must be so at any moment: an entry is there with everything that it brought, or not at all. */
	async function expectWhole(store: Store, reply: ExchangeReply | null, words: string): Promise<void> {
		const entries = await store.selectFrom('entry').select(['entryId', 'kind', 'sequence']).execute();
		const audits = await store.selectFrom('submission').select(['entryId', 'assignmentId']).execute();
		const lines = await store
			.selectFrom('activity')
			.select(['sequence', 'action', 'subject'])
			.orderBy('sequence')
			.execute();
		for (const receipt of reply?.receipts ?? [])
			if (receipt.outcome === 'accepted')
				expect(entries, words).toContainEqual(
					expect.objectContaining({ entryId: receipt.entryId, sequence: receipt.sequence })
				);
		expect(
			audits.map(({ entryId }) => entryId),
			words
		).toEqual(entries.filter(({ kind }) => kind === 'submission').map(({ entryId }) => entryId));
		const given = await store.selectFrom('assignment').select(['assignmentId', 'submittedAt', 'declinedAt']).execute();
		for (const { assignmentId, submittedAt } of given)
			expect(submittedAt !== null, words).toBe(audits.some((audit) => audit.assignmentId === assignmentId));
		expect(given.filter(({ declinedAt }) => declinedAt !== null).length, words).toBe(
			entries.filter(({ kind }) => kind === 'decline').length
		);
		expect(
			lines.map(({ sequence }) => sequence),
			words
		).toEqual(lines.map((_, at) => at + 1));
		const accepted = lines.filter(({ action }) => action === 'entry.accepted').map(({ subject }) => subject);
		expect(accepted.sort(), words).toEqual(entries.map(({ entryId }) => entryId).sort());
	}

	test.each(['refused', 'lost'] as const)(
		'an exchange: a statement that is %s',
		{ timeout: 600_000 },
		async (fault: QueryFault) => {
			const usual = await newStore(given.db);
			await (await tabletOf(usual)).send();
			const end = await everything(given.db, usual);
			let [faults, unanswered] = [0, 0];
			for (let nth = firstOf(); ; nth += STEP) {
				const store = await newStore(given.db);
				const { send } = await tabletOf(store);
				failing = failQuery(engine, nth, fault);
				const reply = await send().catch(() => null);
				failing.stop();
				if (!failing.happened) break;
				faults += 1;
				const words = `statement ${nth} ${fault}`;
				await expectWhole(store, reply, words);
				if (reply?.receipts.every(({ outcome }) => outcome === 'accepted') !== true) {
					unanswered += 1;
					const again = await send();
					expect(
						again.receipts.map(({ outcome }) => outcome),
						words
					).toEqual(['accepted', 'accepted', 'accepted']);
				}
				expect(await everything(given.db, store), words).toEqual(end);
			}
			console.log(
				`R5 on ${engine}, seed ${SEED}: ${faults} statements of an exchange ${fault}, ${unanswered} sent again`
			);
			expect(unanswered).toBeGreaterThan(0);
		}
	);

	test(
		'every act of a coordinator is done whole or not at all, whichever statement fails',
		{ timeout: 600_000 },
		async () => {
			const { store } = given;
			const coordinator = await people.add(store, person({ roles: ['coordinator'], agency: null }), by());
			const as = (count: number) => ({ actorId: coordinator, now: minutes(count) });
			let termId = '';
			let reportId = '';
			let importId = '';
			const termOf = () => assignments.list(store, termId);
			const open = async () =>
				(await termOf()).find(({ submittedAt, withdrawnAt }) => !submittedAt && !withdrawnAt) as Assignment;
			/** What is looked at first is not part of an act: it changes nothing. */
			const acts: readonly { name: string; look?: () => Promise<unknown>; act: (looked: never) => Promise<unknown> }[] =
				[
					{
						name: 'import',
						look: async () => (await register.preview(store, imported, coordinator)).basis,
						act: (basis: string) => register.confirm(store, imported, basis, as(1))
					},
					{
						name: 'undo an import',
						look: async () => {
							importId = (await registerUndo.undoing(store))?.importId ?? '';
						},
						act: () => registerUndo.undo(store, importId, as(2))
					},
					{
						name: 'import again',
						look: async () => (await register.preview(store, imported, coordinator)).basis,
						act: (basis: string) => register.confirm(store, imported, basis, as(3))
					},
					{ name: 'publish questions', act: () => rubrics.publish(store, rubricFile, as(4)) },
					{ name: 'open a term', act: async () => ({ termId } = await terms.open(store, termFacts(), as(5))) },
					{ name: 'draw', act: () => terms.drawSample(store, termId, { size: 6 }, 'seed', as(6)) },
					{ name: 'undo a draw', act: () => terms.undoDraw(store, termId, as(7)) },
					{ name: 'draw again', act: () => terms.drawSample(store, termId, { size: 6 }, 'seed', as(8)) },
					{
						name: 'confirm',
						look: async () => (await assignments.proposal(store, termId, 'seed', START)).assignments,
						act: (proposed: never) =>
							assignments.confirm(store, termId, proposed, { basis: 'Consent', basisDecidedBy: 'Head of SEN' }, as(9))
					},
					{
						name: 'reassign',
						look: async () => {
							const { assignmentId, auditorId } = await open();
							const others = (await people.auditors(store)).filter(({ personId }) => personId !== auditorId);
							return [assignmentId, others[0]?.personId];
						},
						act: ([id, to]: [string, string]) => assignments.reassign(store, id, to, 'Somebody else is to look', as(10))
					},
					{
						name: 'withdraw',
						look: open,
						act: ({ assignmentId }: Assignment) => assignments.withdraw(store, assignmentId, 'Not needed', as(11))
					},
					{
						name: 'open a revision',
						look: async () => {
							const one = await open();
							const auditor = await people.byId(store, one.auditorId);
							const sent = envelope([submissionEntry(one)]);
							const { receipts } = await exchange(store, signedIn(store, auditor), sent, minutes(100));
							expect(receipts[0]?.outcome).toBe('accepted');
							return one.assignmentId;
						},
						act: (id: string) => revisions.open(store, id, 'Two sections were swapped.', as(12))
					},
					{
						name: 'compile a report',
						act: async () =>
							({ reportId } = await reports.compile(
								store,
								{ period: '2026-h1', profile: 'full', partnershipName: 'The Council' },
								as(13)
							))
					},
					{ name: 'publish a report', act: () => reports.publish(store, reportId, as(14)) },
					{
						name: 'disable a person',
						look: async () => (await open()).auditorId,
						act: (personId: string) => people.disable(store, personId, as(15))
					},
					{ name: 'close a term', act: () => terms.close(store, termId, as(16)) }
				];
			let faults = 0;
			for (const { name, look, act } of acts) {
				const looked = (await look?.()) as never;
				const before = await everything(given.db, store);
				for (let nth = firstOf(); ; nth += STEP) {
					failing = failQuery(engine, nth, 'refused');
					const done = await act(looked).then(
						() => true,
						() => false
					);
					failing.stop();
					if (!failing.happened) {
						expect(done, name).toBe(true);
						break;
					}
					faults += 1;
					expect(done, `statement ${nth} of: ${name}`).toBe(false);
					expect(await everything(given.db, store), `statement ${nth} of: ${name}`).toEqual(before);
				}
				expect(await everything(given.db, store), name).not.toEqual(before);
			}
			console.log(`R5 on ${engine}: ${faults} statements of ${acts.length} acts`);
		}
	);
});
