/** What was sent, and what is told of it: entries, submissions, findings, what a tablet is given. */
import * as auditRecords from '#lib/server/audit-records.ts';
import { inTransaction } from '#lib/server/db/store.ts';
import * as entries from '#lib/server/entries.ts';
import * as findingFrames from '#lib/server/finding-frames.ts';
import * as findings from '#lib/server/findings.ts';
import * as noteFinds from '#lib/server/note-finds.ts';
import * as revisions from '#lib/server/revisions.ts';
import * as submissions from '#lib/server/submissions.ts';
import * as sync from '#lib/server/sync.ts';
import * as workloads from '#lib/server/workloads.ts';
import { by, envelope, signedIn, START, submission, submissionEntry } from '#tests/support/builders.ts';
import type { Acts } from '../partnership-world.ts';

const asked = { query: [], partnershipName: 'The Council', now: START };

export const auditActs: Acts = {
	modules: { auditRecords, entries, findingFrames, findings, noteFinds, revisions, submissions, sync, workloads },
	pure: ['noteFinds.judge', 'noteFinds.judgeWords'],
	acts: {
		'auditRecords.forPeriods': (store) => auditRecords.forPeriods(store, ['2026-h1']),
		'auditRecords.counts': (store) => auditRecords.counts(store),
		'entries.accept': (store, of) => inTransaction(store, (tx) => entries.accept(tx, of.own, of.up, of.up.body)),
		'findingFrames.look': (store) => findingFrames.look(store, asked),
		'findings.overview': (store) => findings.overview(store, asked),
		'findings.criterion': (store) => findings.criterion(store, 'F.2', asked),
		'findings.readNotes': (store) => findings.readNotes(store, 'F.2', 1, asked, by()),
		'noteFinds.list': (store, of) => noteFinds.list(store, of.termId),
		'revisions.ask': (store, of) =>
			revisions.ask(
				store,
				{ assignmentId: of.sent.assignmentId, revision: 1, words: 'A slip', askedAt: START },
				{ actorId: of.auditor.personId, now: START }
			),
		'revisions.open': (store, of) => revisions.open(store, of.sent.assignmentId, 'A reason', by()),
		'revisions.refuse': async (store, of) => {
			const { assignmentId, auditorId } = of.sent;
			const asked = { assignmentId, revision: 1, words: 'A slip', askedAt: START };
			await revisions.ask(store, asked, { actorId: auditorId, now: START });
			return revisions.refuse(store, assignmentId, 'A reason', by());
		},
		'revisions.list': (store, of) => revisions.list(store, of.termId),
		'submissions.keep': (store, of) =>
			submissions.keep(store, submission(of.toDo), {
				assignment: of.toDo,
				schoolUrn: null,
				entryId: of.up.entryId,
				receivedAt: START,
				finds: { confirmed: 0, unconfirmed: 0 }
			}),
		'submissions.count': (store) => submissions.count(store),
		'submissions.notesOn': async (store) =>
			submissions.notesOn(
				store,
				'F.2',
				(await store.selectFrom('submission').select('submissionId').execute()).map(({ submissionId }) => submissionId)
			),
		'submissions.lastOf': (store, of) => submissions.lastOf(store, of.sent.auditorId, [of.sent.assignmentId]),
		'submissions.byAssignment': (store, of) => submissions.byAssignment(store, of.sent.assignmentId, by()),
		'sync.receive': (store, of) => sync.receive(store, of.own, of.up, {}),
		'sync.exchange': (store, of) =>
			sync.exchange(store, signedIn(store, of.auditor), envelope([submissionEntry(of.sent), of.up]), START),
		'workloads.forPerson': (store, of) => workloads.forPerson(store, signedIn(store, of.auditor)),
		'workloads.rubricsFor': async (store, of) =>
			workloads.rubricsFor(store, (await workloads.forPerson(store, signedIn(store, of.auditor))).workload, [])
	}
};
