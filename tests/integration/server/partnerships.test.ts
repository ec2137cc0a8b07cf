/**
 * Two partnerships with data that look alike, down to addresses, references and URNs: whatever is asked of one, nothing of the other is
 * seen or changed, even where somebody knows the other's ids. Every storage function has a row here; a new one without fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noFacts } from '#lib/domain/case-fact.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import { LocalGuide, unwrittenGuide } from '#lib/domain/local-guide.ts';
import { unwrittenSchoolGuide } from '#lib/domain/school-guide.ts';
import { Refusal } from '#lib/domain/problem.ts';
import * as activity from '#lib/server/activity.ts';
import * as assignmentRows from '#lib/server/assignment-rows.ts';
import * as assignments from '#lib/server/assignments.ts';
import * as auditRecords from '#lib/server/audit-records.ts';
import type { Store } from '#lib/server/db/store.ts';
import { inTransaction, tableNames } from '#lib/server/db/store.ts';
import * as entries from '#lib/server/entries.ts';
import * as farewells from '#lib/server/farewells.ts';
import * as intakeKeys from '#lib/server/intake-keys.ts';
import * as recoveries from '#lib/server/recoveries.ts';
import * as tablets from '#lib/server/tablets.ts';
import * as vaults from '#lib/server/vaults.ts';
import * as frames from '#lib/server/frames.ts';
import * as findingFrames from '#lib/server/finding-frames.ts';
import * as findings from '#lib/server/findings.ts';
import * as holdings from '#lib/server/holdings.ts';
import { newId } from '#lib/server/ids.ts';
import * as caseFacts from '#lib/server/case-facts.ts';
import * as dueDates from '#lib/server/due-dates.ts';
import * as handovers from '#lib/server/handovers.ts';
import * as interests from '#lib/server/interests.ts';
import * as localGuides from '#lib/server/local-guides.ts';
import * as noteFinds from '#lib/server/note-finds.ts';
import * as pairings from '#lib/server/pairings.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import * as people from '#lib/server/people.ts';
import * as personCorrections from '#lib/server/person-corrections.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import * as planSearch from '#lib/server/plan-search.ts';
import * as plans from '#lib/server/plans.ts';
import * as register from '#lib/server/register.ts';
import * as registerBefore from '#lib/server/register-before.ts';
import * as registerUndo from '#lib/server/register-undo.ts';
import * as registerWriting from '#lib/server/register-writing.ts';
import * as registerOverview from '#lib/server/register-overview.ts';
import * as reminders from '#lib/server/reminders.ts';
import * as proposalInputs from '#lib/server/proposal-inputs.ts';
import * as proposalWishes from '#lib/server/proposal-wishes.ts';
import * as recommendations from '#lib/server/recommendations.ts';
import * as reportCommentary from '#lib/server/report-commentary.ts';
import * as reportModels from '#lib/server/report-models.ts';
import * as reports from '#lib/server/reports.ts';
import * as revisions from '#lib/server/revisions.ts';
import * as rubricDrafts from '#lib/server/rubric-drafts.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import * as schoolReportReaders from '#lib/server/school-report-readers.ts';
import * as schoolReportPlans from '#lib/server/school-report-plans.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import * as schoolGuides from '#lib/server/school-guides.ts';
import * as schools from '#lib/server/schools.ts';
import * as samplingSettings from '#lib/server/sampling-settings.ts';
import { usualSampling } from '#lib/domain/sampling-settings.ts';
import * as settings from '#lib/server/settings.ts';
import { usualLocks } from '#lib/domain/vault.ts';
import * as sentCopies from '#lib/server/sent-copies.ts';
import * as tabletLocks from '#lib/server/tablet-locks.ts';
import * as submissions from '#lib/server/submissions.ts';
import * as sync from '#lib/server/sync.ts';
import * as tabletReports from '#lib/server/tablet-reports.ts';
import * as termBoards from '#lib/server/term-boards.ts';
import * as terms from '#lib/server/terms.ts';
import * as tiedPlans from '#lib/server/tied-plans.ts';
import * as ties from '#lib/server/ties.ts';
import * as workloads from '#lib/server/workloads.ts';
import {
	begunTerm,
	by,
	envelope,
	person,
	plan,
	planRef,
	rubric,
	rubricFile,
	school,
	signedIn,
	START,
	submission,
	submissionEntry,
	termFacts,
	urn
} from '#tests/support/builders.ts';
import { draftBackup, sealedEntry, signingKey, vaultUpload } from '#tests/support/sealed.ts';
import { engines, newStore, withStore } from '#tests/support/store.ts';

const modules = {
	activity,
	assignmentRows,
	assignments,
	auditRecords,
	caseFacts,
	dueDates,
	entries,
	farewells,
	findingFrames,
	findings,
	handovers,
	holdings,
	intakeKeys,
	interests,
	frames,
	localGuides,
	samplingSettings,
	noteFinds,
	pairings,
	people,
	personCorrections,
	planCorrections,
	planSearch,
	plans,
	proposalInputs,
	proposalWishes,
	register,
	registerBefore,
	registerOverview,
	registerUndo,
	registerWriting,
	reminders,
	recommendations,
	recoveries,
	reportCommentary,
	reportModels,
	reports,
	revisions,
	rubricDrafts,
	rubrics,
	schoolReportPlans,
	schoolReportReaders,
	schoolReports,
	schoolGuides,
	schools,
	settings,
	submissions,
	sync,
	sentCopies,
	tabletLocks,
	tabletReports,
	tablets,
	termBoards,
	terms,
	tiedPlans,
	ties,
	vaults,
	workloads
};

const inFocus = {
	id: 'school_900001',
	label: 'A school',
	match: { by: 'school' as const, schoolUrn: urn(1) },
	factor: 1
};

/** Exports that are given no store. */
const pure = new Set([
	'noteFinds.judge',
	'noteFinds.judgeWords',
	'assignmentRows.assignmentOf',
	'assignmentRows.contextOf',
	'assignmentRows.rowOf',
	'pairings.check',
	'plans.planOf',
	'plans.rowOf',
	'reminders.messagesOf',
	'reportCommentary.readWords',
	'reportModels.sameKind',
	'reports.fileName',
	'schoolReportReaders.hasReader',
	'ties.isOwn',
	'ties.mayEnd'
]);

const SECRET = 'a secret of more than thirty-two characters';

/** One partnership's term: a plan sent, one to do, auditors. */
async function worldOf(store: Store) {
	const term = await begunTerm(store, { plans: 8, auditors: 4, size: 6 });
	const open = await terms.open(store, termFacts({ name: 'spring' }), by());
	const [sent, toDo] = term.assignments;
	if (!sent || !toDo) throw new Error('no assignments');
	const auditor = term.auditors.find(({ personId }) => personId === sent.auditorId);
	const other = term.auditors.find(({ personId }) => personId !== toDo.auditorId);
	if (!auditor || !other) throw new Error('no auditors');
	const up = submissionEntry(sent);
	await sync.exchange(store, signedIn(store, auditor), envelope([up]), START);
	await interests.declare(
		store,
		{ auditorId: auditor.personId, planRef: null, schoolUrn: urn(77), source: 'declared' },
		by()
	);
	const { reportId: publishedId } = await reports.compile(store, wanted, by());
	const advice = { piece: 'recommendations' as const, recommendations: [advised()] };
	await reportCommentary.write(store, publishedId, { piece: advice, seen: 0 }, by());
	await reports.publish(store, publishedId, by());
	const recommendationId = (await recommendations.list(store, START))[0]?.recommendationId ?? '';
	const { reportId } = await reports.correct(store, publishedId, 'A name was wrong', by());
	const imported = await importOne(store, auditor.personId);
	await schoolReports.compile(store, ofYear, by());
	const { draftId } = await rubricDrafts.begin(
		store,
		{ rubricId: rubric.rubricId, version: rubric.version, name: 'A draft' },
		by()
	);
	const { personId } = auditor;
	const own = { personId, deviceId: newId(), now: START };
	const registration = { deviceId: own.deviceId, publicKey: signingKey().publicKey, build: 'test' };
	const { tabletId } = await tablets.register(
		store,
		{ personId, device: 'Safari on an iPad', now: START },
		registration
	);
	const vault = vaultUpload();
	await vaults.keep(store, own, vault);
	await vaults.backUp(store, own, [draftBackup(toDo.assignmentId), draftBackup(sent.assignmentId)]);
	const { publicKey } = signingKey();
	await recoveries.ask(store, own, { vaultId: vault.vaultId, publicKey });
	const recoveryId = (await recoveries.open(store))[0]?.recoveryId ?? '';
	const gone = { ...registration, deviceId: newId() };
	const lost = await tablets.register(store, { personId, device: 'Chrome on Android', now: START }, gone);
	await tablets.revoke(store, personId, lost.tabletId, by());
	const lastPost = { deviceId: gone.deviceId, entries: [], backups: [draftBackup(toDo.assignmentId)] };
	await farewells.keep(store, { ...own, tabletId: lost.tabletId, deviceId: gone.deviceId }, lastPost);
	const farewellId = (await farewells.open(store))[0]?.farewellId ?? '';
	const keys = { tabletId, recoveryId, farewellId, vaultId: vault.vaultId, own, lostId: lost.tabletId };
	const made = { ...keys, openTermId: open.termId, reportId, publishedId, recommendationId, draftId };
	return { ...term, ...made, importId: imported.importId, sent, toDo, auditor, other, up };
}
type World = Awaited<ReturnType<typeof worldOf>>;

/** Both partnerships are called the same. */
const wanted = { period: '2026-h1', profile: 'full', partnershipName: 'The Council' };
const asked = { query: [], partnershipName: 'The Council', now: START };
const ofYear = { academicYear: 2026, partnershipName: 'The Council' };
const coordinator = { roles: ['coordinator' as const], schoolUrns: [] };
const oneSchool = { return: null, schools: [school({ urn: urn(50) })], people: null };
async function importOne(store: Store, actorId: string) {
	const { basis: seen } = await register.preview(store, oneSchool, actorId);
	return register.confirm(store, oneSchool, seen, { actorId, now: START });
}
const somebody = (email: string) => ({ ...person({ email }), interestUrns: [urn(5)] });
const noChanges: register.Changes = { plans: null, schools: null, people: null };
const noRegister: register.Present = {
	code: 'LEW',
	laCode: '209',
	plans: [],
	schools: [],
	people: [],
	byHand: { plans: [], endedPlans: [], schools: [], people: [] },
	lastReturn: null,
	basis: ''
};
const kind = { period: '2026-h1', profile: 'full', rubricId: rubric.rubricId, rubricVersion: rubric.version };
const { planRef: _ref, matchKey: _key, ceasedOn: _ceased, ...byHand } = plan({ cohort: 2014 });
const allPlans: planSearch.PlanQuery = { planRef: '', school: '', need: null, year: null, state: 'all', page: 1 };
const basis = { basis: 'Consent', basisDecidedBy: 'The head' };

const sender = { from: 'Priya', address: 'https://thread.example.org' };
const remind = (store: Store, { termId, toDo }: World) =>
	reminders.note(store, termId, toDo.auditorId, { assignmentIds: [toDo.assignmentId], way: 'copied' }, by());
/** A recommendation as a form would send it: its id is not known yet. */
const advised = () => ({
	recommendationId: newId(),
	text: 'Say how often',
	owner: 'The SEN service',
	due: '2027-01-31',
	state: 'not_started' as const,
	done: ''
});

/** Each function as it is called with the ids of a world: the asker's own, or those of the other partnership. */
const acts: Record<string, (store: Store, of: World) => Promise<unknown>> = {
	'activity.record': (store, of) => activity.record(store, { ...by(), action: 'test.done', subject: of.termId }),
	'activity.list': (store) => activity.list(store, { limit: 1000 }),
	'activity.about': (store, of) => activity.about(store, of.termId),
	'assignments.list': (store, of) => assignments.list(store, of.termId),
	'assignments.byId': (store, of) => assignments.byId(store, of.toDo.assignmentId),
	'assignments.proposal': (store, of) => assignments.proposal(store, of.termId, 'seed', START),
	'assignments.proposalInputs': (store, of) => assignments.proposalInputs(store, of.termId, 'seed', START),
	'assignments.confirm': (store, of) =>
		assignments.confirm(
			store,
			of.termId,
			[{ auditorId: of.auditor.personId, planId: of.toDo.planRef, marking: 'first' }],
			basis,
			by()
		),
	'assignments.decline': (store, of) => assignments.decline(store, of.toDo.assignmentId, 'know_family', by()),
	'assignments.noteOpening': (store, of) =>
		assignments.noteOpening(store, of.toDo.assignmentId, { actorId: of.toDo.auditorId, now: START }),
	'assignments.withdraw': (store, of) => assignments.withdraw(store, of.toDo.assignmentId, 'A reason', by()),
	'assignments.reassign': (store, of) =>
		assignments.reassign(store, of.toDo.assignmentId, of.other.personId, 'A reason', by()),
	'auditRecords.forPeriods': (store) => auditRecords.forPeriods(store, ['2026-h1']),
	'auditRecords.counts': (store) => auditRecords.counts(store),
	'dueDates.change': (store, of) =>
		dueDates.change(store, of.termId, [{ assignmentId: of.toDo.assignmentId, dueOn: '2026-12-01' }], by()),
	'findingFrames.look': (store) => findingFrames.look(store, asked),
	'findings.overview': (store) => findings.overview(store, asked),
	'findings.criterion': (store) => findings.criterion(store, 'F.2', asked),
	'findings.readNotes': (store) => findings.readNotes(store, 'F.2', 1, asked, by()),
	'handovers.wanting': (store, of) => handovers.wanting(store, of.termId),
	'handovers.lookAtDropOut': (store, of) =>
		handovers.lookAtDropOut(store, of.termId, of.toDo.auditorId, { seed: 's', extra: 1 }, START),
	'handovers.lookAtJoining': (store, of) =>
		handovers.lookAtJoining(store, of.termId, of.auditor.personId, { seed: 's', extra: 1 }, START),
	'handovers.lookAtVacancies': (store, of) =>
		handovers.lookAtVacancies(store, of.termId, { seed: 's', extra: 1 }, START),
	'handovers.fillVacancies': async (store, of) => {
		const wish = { seed: 's', extra: 2 };
		await assignments.withdraw(store, of.toDo.assignmentId, 'A reason', by());
		const { fingerprint } = await handovers.lookAtVacancies(store, of.termId, wish, START);
		return handovers.fillVacancies(store, of.termId, { ...wish, fingerprint, giving: basis }, by());
	},
	'handovers.dropOut': async (store, of) => {
		const wish = { seed: 's', extra: 2 };
		const { fingerprint } = await handovers.lookAtDropOut(store, of.termId, of.toDo.auditorId, wish, START);
		const how = { ...wish, fingerprint, reason: 'A reason', dueOn: '2026-12-01' };
		return handovers.dropOut(store, of.termId, of.toDo.auditorId, how, by());
	},
	'handovers.join': async (store, of) => {
		const wish = { seed: 's', extra: 2 };
		await assignments.withdraw(store, of.toDo.assignmentId, 'A reason', by());
		const { fingerprint } = await handovers.lookAtJoining(store, of.termId, of.other.personId, wish, START);
		return handovers.join(store, of.termId, of.other.personId, { ...wish, fingerprint, giving: basis }, by());
	},
	'handovers.giveOne': async (store, of) => {
		await assignments.withdraw(store, of.toDo.assignmentId, 'A reason', by());
		const what = { auditorId: of.other.personId, planRef: of.toDo.planRef };
		return handovers.giveOne(store, of.termId, what, { ...basis, dueOn: '2026-12-01' }, by());
	},
	'holdings.of': (store, of) => holdings.of(store, of.auditor.personId),
	'interests.list': (store) => interests.list(store),
	'interests.forAuditors': (store) => interests.forAuditors(store),
	'interests.advisers': (store) => interests.advisers(store),
	'interests.apart': (store) => interests.apart(store),
	'interests.declare': (store, of) =>
		interests.declare(
			store,
			{ auditorId: of.auditor.personId, planRef: of.toDo.planRef, schoolUrn: null, source: 'declared' },
			by()
		),
	'interests.replaceFromFile': (store, of) =>
		interests.replaceFromFile(store, new Map([[of.auditor.personId, [urn(5)]]]), by()),
	'pairings.historyOf': (store, of) => pairings.historyOf(store, of.openTermId),
	'pairings.groundOf': (store, of) => pairings.groundOf(store, of.termId, [of.toDo.planRef], START),
	'pairings.heldAmong': (store, of) => pairings.heldAmong(store, [of.toDo.planRef]),
	'pairings.checkBeside': (store, of) =>
		pairings.checkBeside(store, of.auditor.personId, of.toDo.planRef, [of.other.personId], { sameAgency: false }),
	'pairings.noteSameAgency': (store, of) => pairings.noteSameAgency(store, of.toDo.assignmentId, by()),
	'pairings.candidates': (store, of) => pairings.candidates(store, of.termId, of.toDo, START),
	'people.list': (store) => people.list(store),
	'people.byId': (store, of) => people.byId(store, of.auditor.personId),
	'people.byEmail': (store, of) => people.byEmail(store, of.auditor.email),
	'people.signedUp': (store) => people.signedUp(store),
	'people.corrected': (store) => people.corrected(store),
	'people.auditors': (store) => people.auditors(store),
	'people.upsertMany': (store) => people.upsertMany(store, [person({ email: 'same@example.org' })], by()),
	'people.add': (store) => people.add(store, person({ email: `${newId()}@example.org` }), by()),
	'people.enable': (store, of) => people.enable(store, of.auditor.personId, by()),
	'people.keepingCoordinators': (store) => people.keepingCoordinators(store, () => Promise.resolve()),
	'people.disable': (store, of) => people.disable(store, of.auditor.personId, by()),
	'personCorrections.byId': (store, of) => personCorrections.byId(store, of.auditor.personId),
	'personCorrections.add': (store) => personCorrections.add(store, somebody('new@example.org'), by()),
	'personCorrections.correct': (store, of) =>
		personCorrections.correct(store, of.auditor.personId, somebody(of.auditor.email), by()),
	'planCorrections.byRef': (store, of) => planCorrections.byRef(store, of.toDo.planRef),
	'planCorrections.add': (store) => planCorrections.add(store, byHand, by()),
	'planCorrections.correct': (store, of) => planCorrections.correct(store, of.toDo.planRef, byHand, by()),
	'planCorrections.hold': (store, of) => planCorrections.hold(store, of.toDo.planRef, 'A reason', by()),
	'planCorrections.letGo': async (store, of) => {
		await planCorrections.hold(store, of.toDo.planRef, 'A reason', by());
		return planCorrections.letGo(store, of.toDo.planRef, by());
	},
	'planCorrections.end': (store, of) => planCorrections.end(store, of.toDo.planRef, '2026-08-31', by()),
	'planCorrections.resume': async (store, of) => {
		await planCorrections.end(store, of.toDo.planRef, '2026-08-31', by());
		return planCorrections.resume(store, of.toDo.planRef, by());
	},
	'planCorrections.historyOf': (store, of) => planCorrections.historyOf(store, of.toDo.planRef),
	'planSearch.search': (store) => planSearch.search(store, allPlans, START),
	'plans.marks': (store) => plans.marks(store),
	'plans.list': (store) => plans.list(store),
	'plans.byRefs': (store, of) => plans.byRefs(store, [of.toDo.planRef]),
	'plans.byRef': (store, of) => plans.byRef(store, of.toDo.planRef),
	'plans.contributors': (store) => plans.contributors(store),
	'plans.upsertMany': (store) => plans.upsertMany(store, [plan({ planRef: planRef(1), cohort: 2015 })], by()),
	'plans.count': (store) => plans.count(store),
	'plans.countsBy': (store) => plans.countsBy(store, 'schoolUrn'),
	'register.preview': (store, of) => register.preview(store, oneSchool, of.auditor.personId),
	'register.confirm': (store, of) => importOne(store, of.auditor.personId),
	'register.importSetting': (store) => register.importSetting(store),
	'register.keySetting': (store) => register.keySetting(store),
	'register.listSetting': (store) => register.listSetting(store),
	'registerBefore.keep': (store, of) => registerBefore.keep(store, of.importId, 'plan', [planRef(0)]),
	'registerBefore.forgetEarlier': (store) => registerBefore.forgetEarlier(store, newId()),
	'registerBefore.plansBack': async (store) => {
		// A plan that a sample holds cannot go.
		const drawn = store.selectFrom('samplePlan').select('samplePlan.planRef');
		const { planRef: free } = await store
			.selectFrom('plan')
			.select('planRef')
			.where('planRef', 'not in', drawn)
			.executeTakeFirstOrThrow();
		return registerBefore.plansBack(store, new Map([[free, null]]), by());
	},
	'registerBefore.schoolsBack': (store) => registerBefore.schoolsBack(store, new Map([[urn(50), null]]), by()),
	'registerBefore.peopleBack': (store) => registerBefore.peopleBack(store, new Map([['same@example.org', null]]), by()),
	'registerUndo.undoing': (store) => registerUndo.undoing(store),
	'registerUndo.undo': (store, of) =>
		registerUndo.undo(store, of.importId, { actorId: of.auditor.personId, now: START }),
	'registerWriting.write': (store, of) => registerWriting.write(store, of.importId, noRegister, noChanges, null, by()),
	'registerOverview.overview': (store) => registerOverview.overview(store, START),
	'reminders.mail': (store, of) =>
		reminders.mail(store, of.termId, of.toDo.auditorId, { mailer: { send: async () => {} }, ...sender }, by()),
	'reminders.note': (store, of) => remind(store, of),
	'reminders.forget': async (store, of) => {
		await remind(store, of);
		return reminders.forget(store, of.termId, of.toDo.auditorId, START, by());
	},
	'reports.list': (store) => reports.list(store, START),
	'reports.get': (store, of) => reports.get(store, of.reportId),
	'reports.compile': (store) => reports.compile(store, wanted, by()),
	'reports.publish': (store, of) => reports.publish(store, of.reportId, by()),
	'reports.whole': (store, of) => reports.whole(store, of.reportId, START),
	'reports.correct': async (store, of) => {
		await reports.discard(store, of.reportId, by()).catch(() => undefined);
		return reports.correct(store, of.publishedId, 'A figure was wrong', by());
	},
	'reports.discard': (store, of) => reports.discard(store, of.reportId, by()),
	'reportCommentary.write': (store, of) =>
		reportCommentary.write(store, of.reportId, { piece: { piece: 'foreword', text: 'Words' }, seen: 0 }, by()),
	'reportModels.editions': (store) => reportModels.editions(store, kind),
	'reportModels.asOf': (store) => reportModels.asOf(store, kind, 'The Council', START),
	'reportModels.ofKinds': (store) => reportModels.ofKinds(store, [kind], 'The Council', START),
	'reportModels.samplingOf': async (store) =>
		reportModels.samplingOf(store, await auditRecords.forPeriods(store, [kind.period])),
	'proposalInputs.inputsOf': (store, of) =>
		proposalInputs.inputsOf(store, of.termId, { plans: [] }, [], 'seed', START, {}),
	'proposalWishes.list': (store, of) => proposalWishes.list(store, of.termId),
	'proposalWishes.pin': async (store, of) => {
		await assignments.withdraw(store, of.toDo.assignmentId, 'A reason', by());
		const pin = { auditorId: of.other.personId, planRef: of.toDo.planRef, marking: 'first' as const };
		return proposalWishes.pin(store, of.termId, [pin], by());
	},
	'proposalWishes.keepOff': (store, of) =>
		proposalWishes.keepOff(store, of.termId, { auditorId: of.auditor.personId, planRef: of.toDo.planRef }, by()),
	'proposalWishes.hold': (store, of) => proposalWishes.hold(store, of.termId, of.toDo.planRef, by()),
	'proposalWishes.undo': (store, of) => proposalWishes.undo(store, of.termId, newId(), by()),
	'recommendations.list': (store) => recommendations.list(store, START),
	'recommendations.carriedInto': (store) =>
		recommendations.carriedInto(store, { period: '2027-h1', profile: 'full' }, START),
	'recommendations.change': (store, of) =>
		recommendations.change(
			store,
			of.recommendationId,
			START,
			{ owner: 'Health', due: '2027-01-01', state: 'done', done: '' },
			by()
		),
	'recommendations.goOn': (store, of) =>
		recommendations.goOn(store, { reportId: of.publishedId, edition: 1, before: null }, [advised()], by()),
	'caseFacts.latest': (store) => caseFacts.latest(store),
	'caseFacts.list': (store, of) => caseFacts.list(store, of.termId),
	'caseFacts.forPlans': (store, of) => caseFacts.forPlans(store, [of.toDo]),
	'caseFacts.toldOf': (store, of) =>
		caseFacts.toldOf(store, { ...of.toDo, dates: JSON.stringify(noDates()) }, rubric, of.toDo.context),
	'caseFacts.asked': (store, of) => caseFacts.asked(store, of.termId, START.slice(0, 10)),
	'caseFacts.write': (store, of) =>
		caseFacts.write(store, of.termId, [{ planRef: of.toDo.planRef, facts: noFacts() }], by()),
	'frames.of': (store, of) => frames.of(store, { termId: of.termId, startsOn: '2026-09-01' }),
	'localGuides.get': (store) => localGuides.get(store),
	'localGuides.write': (store) => localGuides.write(store, unwrittenGuide, by()),
	'schoolGuides.get': (store) => schoolGuides.get(store),
	'schoolGuides.write': (store) => schoolGuides.write(store, unwrittenSchoolGuide, by()),
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
	'rubricDrafts.begin': (store) =>
		rubricDrafts.begin(store, { rubricId: rubric.rubricId, version: rubric.version, name: 'A draft' }, by()),
	'rubricDrafts.list': (store) => rubricDrafts.list(store),
	'rubricDrafts.get': (store, of) => rubricDrafts.get(store, of.draftId),
	'rubricDrafts.save': (store, of) =>
		rubricDrafts.save(
			store,
			{ draftId: of.draftId, state: 1, body: { ...(rubricFile as object), version: '9.9.8' } },
			by()
		),
	'rubricDrafts.discard': (store, of) => rubricDrafts.discard(store, { draftId: of.draftId, state: 1 }, by()),
	'rubricDrafts.publish': (store, of) => rubricDrafts.publish(store, { draftId: of.draftId, state: 1 }, by()),
	'rubrics.publish': (store) => rubrics.publish(store, { ...(rubricFile as object), version: '9.9.9' }, by()),
	'rubrics.list': (store) => rubrics.list(store),
	'rubrics.get': (store) => rubrics.get(store, rubric.rubricId, rubric.version),
	'rubrics.latest': (store) => rubrics.latest(store),
	'schoolReportPlans.named': (store) => schoolReportPlans.named(store, START),
	'schoolReportPlans.schoolsWith': (store) => schoolReportPlans.schoolsWith(store, START, new Set([urn(1)])),
	'schoolReportPlans.dates': (store) => schoolReportPlans.dates(store, START),
	'schoolReports.years': (store) => schoolReports.years(store),
	'schoolReports.compile': (store) => schoolReports.compile(store, ofYear, by()),
	'schoolReports.publish': (store) => schoolReports.publish(store, 2026, by()),
	'schoolReportReaders.list': (store) => schoolReportReaders.list(store, START),
	'schoolReports.takeAll': async (store) => {
		await schoolReports.publish(store, 2026, by());
		return schoolReports.takeAll(store, 2026, by());
	},
	'schoolReports.schoolsFor': (store) => schoolReports.schoolsFor(store, coordinator, START),
	'schoolReports.get': (store) => schoolReports.get(store, coordinator, urn(1), 2026),
	'schools.list': (store) => schools.list(store),
	'schools.add': (store) => schools.add(store, school({ urn: urn(60) }), by()),
	'schools.correct': (store) => schools.correct(store, school({ urn: urn(1), name: 'Put right' }), by()),
	'schools.corrected': (store) => schools.corrected(store),
	'schools.byUrn': (store) => schools.byUrn(store, urn(1)),
	'schools.upsertMany': (store) => schools.upsertMany(store, [school({ urn: urn(1), name: 'Renamed' })], by()),
	'samplingSettings.get': (store) => samplingSettings.get(store),
	'samplingSettings.write': (store) => samplingSettings.write(store, usualSampling, by()),
	'samplingSettings.focusOn': (store) => samplingSettings.focusOn(store, inFocus, by()),
	'samplingSettings.focusOff': (store) => samplingSettings.focusOff(store, inFocus.id, by()),
	'noteFinds.list': (store, of) => noteFinds.list(store, of.termId),
	'sentCopies.days': (store) => sentCopies.days(store),
	'sentCopies.write': (store) => sentCopies.write(store, 10, by()),
	'tabletLocks.get': (store) => tabletLocks.get(store),
	'tabletLocks.write': (store) => tabletLocks.write(store, { ...usualLocks, leaseDays: 7 }, by()),
	'settings.get': (store) => settings.get(store, 'local-guide', LocalGuide),
	'settings.write': (store) => settings.write(store, 'local-guide', unwrittenGuide, by()),
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
	'entries.accept': (store, of) => inTransaction(store, (tx) => entries.accept(tx, of.own, of.up, of.up.body)),
	'sync.receive': (store, of) => sync.receive(store, of.own, of.up, {}),
	'sync.exchange': (store, of) =>
		sync.exchange(store, signedIn(store, of.auditor), envelope([submissionEntry(of.sent), of.up]), START),
	'tabletReports.keep': (store, of) =>
		tabletReports.keep(
			store,
			{ personId: of.auditor.personId, deviceId: newId(), now: START },
			{ waiting: 1, refused: 0, begun: [], practisedAt: null }
		),
	'farewells.keep': (store, of) =>
		farewells.keep(
			store,
			{ ...of.own, tabletId: of.lostId },
			{ deviceId: of.own.deviceId, entries: [], backups: [draftBackup(of.toDo.assignmentId)] }
		),
	'farewells.open': (store, of) => farewells.open(store, of.own.personId),
	'farewells.take': (store, of) => farewells.take(store, { ...of.own, farewellId: of.farewellId }, by(), {}),
	'farewells.drop': (store, of) => farewells.drop(store, { ...of.own, farewellId: of.farewellId }, by()),
	'intakeKeys.current': (store) => intakeKeys.current(store, SECRET, START),
	'intakeKeys.renew': (store) => intakeKeys.renew(store, SECRET, by()),
	'intakeKeys.openFor': async (store, of) => {
		const { sealed } = await sealedEntry(await intakeKeys.current(store, SECRET, START), of.up);
		return intakeKeys.openFor(store, SECRET, 'another place', sealed);
	},
	'recoveries.key': (store) => recoveries.key(store),
	'recoveries.setKey': (store) =>
		recoveries.setKey(store, { keyId: '0123456789abcdef', publicKey: signingKey().publicKey }, by()),
	'recoveries.withoutEscrow': (store) => recoveries.withoutEscrow(store),
	'recoveries.ask': (store, of) =>
		recoveries.ask(store, of.own, { vaultId: of.vaultId, publicKey: signingKey().publicKey }),
	'recoveries.recovered': (store, of) => recoveries.recovered(store, of.own),
	'recoveries.standing': (store, of) => recoveries.standing(store, of.own),
	'recoveries.close': (store, of) => recoveries.close(store, of.own),
	'recoveries.open': (store, of) => recoveries.open(store, of.own.personId),
	'recoveries.decide': (store, of) => recoveries.decide(store, { ...of.own, recoveryId: of.recoveryId }, null, by()),
	'tablets.register': (store, of) =>
		tablets.register(
			store,
			{ ...of.own, device: 'Safari on an iPad' },
			{ deviceId: of.own.deviceId, publicKey: signingKey().publicKey, build: 'test' }
		),
	'tablets.list': (store, of) => tablets.list(store, of.own.personId),
	'tablets.revoke': (store, of) => tablets.revoke(store, of.own.personId, of.tabletId, by()),
	'tablets.revokeAllOf': (store, of) => tablets.revokeAllOf(store, of.own.personId, by()),
	'tablets.isRevoked': (store, of) => tablets.isRevoked(store, of.own.personId, of.own.deviceId),
	'vaults.keep': (store, of) => vaults.keep(store, of.own, vaultUpload({ vaultId: of.vaultId })),
	'vaults.latest': (store, of) => vaults.latest(store, of.own.personId),
	'vaults.escrowOf': (store, of) => vaults.escrowOf(store, of.own.personId, of.vaultId),
	'vaults.backUp': (store, of) => vaults.backUp(store, of.own, [draftBackup(of.toDo.assignmentId)]),
	'vaults.claim': (store, of) => vaults.claim(store, { ...of.own, deviceId: newId() }, [of.toDo.assignmentId]),
	'vaults.places': (store, of) => vaults.places(store, of.own),
	'vaults.forget': (store, of) => vaults.forget(store, of.toDo.assignmentId),
	'tabletReports.list': (store) => tabletReports.list(store),
	'termBoards.get': (store, of) => termBoards.get(store, of.termId, START),
	'terms.open': (store) => terms.open(store, termFacts({ name: 'summer' }), by()),
	'terms.list': (store) => terms.list(store),
	'terms.byId': (store, of) => terms.byId(store, of.termId),
	'terms.frame': (store, of) => terms.frame(store, { termId: of.termId, startsOn: '2026-09-01' }),
	'terms.drawSample': (store, of) => terms.drawSample(store, of.openTermId, { size: 2 }, 'seed', by()),
	'terms.earlierDraws': (store, of) => terms.earlierDraws(store, of.openTermId),
	'terms.undoDraw': (store, of) => terms.undoDraw(store, of.openTermId, by()),
	'terms.sample': (store, of) => terms.sample(store, of.termId),
	'terms.close': (store, of) => terms.close(store, of.termId, by()),
	'tiedPlans.among': (store, of) =>
		tiedPlans.among(store, [{ ...of.toDo, schoolUrn: urn(1), dates: { adviceDates: null } }]),
	'tiedPlans.ofPerson': (store, of) => tiedPlans.ofPerson(store, of.toDo.auditorId),
	'ties.of': (store, of) => ties.of(store, of.auditor.personId),
	'ties.addSetting': (store, of) =>
		ties.addSetting(store, of.auditor.personId, { schoolUrn: urn(50), kind: 'parent' }, by()),
	'ties.addService': (store, of) => ties.addService(store, of.auditor.personId, 'A service', by()),
	'ties.addHousehold': (store, of) => ties.addHousehold(store, of.auditor.personId, of.other.name, by()),
	'ties.takeBack': async (store, of) => {
		await ties.addService(store, of.auditor.personId, 'A service', by());
		return ties.takeBack(store, of.auditor.personId, 'service.A service', by());
	},
	'ties.end': async (store, of) => {
		await ties.addService(store, of.auditor.personId, 'A service', by());
		return ties.end(store, of.auditor.personId, 'service.A service', by());
	},
	'workloads.forPerson': (store, of) => workloads.forPerson(store, signedIn(store, of.auditor)),
	'workloads.rubricsFor': async (store, of) =>
		workloads.rubricsFor(store, (await workloads.forPerson(store, signedIn(store, of.auditor))).workload, [])
};

/** A module's file name: `auditRecords` is audit-records.ts. */
const fileOf = (name: string) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;

test('every storage function has a row', () => {
	const folder = join(import.meta.dirname, '../../../src/lib/server');
	const withStores = readdirSync(folder)
		.filter((file) => file.endsWith('.ts'))
		.filter((file) => /from '\.\/db\/store\.ts'/.test(readFileSync(join(folder, file), 'utf8')))
		// The gate only hands stores on; sign-in works across partnerships and has tests of its own.
		.filter((file) => !/^(endpoint|sign-in.*)\.ts$/.test(file));
	expect(withStores.sort()).toEqual(Object.keys(modules).map(fileOf).sort());
	const exported = Object.entries(modules).flatMap(([name, module]) =>
		Object.entries(module)
			.filter(([, value]) => typeof value === 'function')
			.map(([verb]) => `${name}.${verb}`)
	);
	expect(Object.keys(acts).sort()).toEqual(exported.filter((name) => !pure.has(name)).sort());
});

describe.each(engines)('two partnerships on %s', (engine) => {
	const given = withStore(engine);
	let ours: Store;
	let theirs: Store;
	let world: World;
	let other: World;
	let foreignIds: string[];
	let before: string;

	/** Everything that a partnership has, as text. */
	async function everything(store: Store): Promise<string> {
		const tables = await Promise.all(
			tableNames.map(async (table) => {
				const rows = await given.db
					.selectFrom(table)
					.selectAll()
					.where('partnershipId', '=', store.partnershipId)
					.execute();
				return [table, rows.map((row) => JSON.stringify(row)).sort()] as const;
			})
		);
		return JSON.stringify(tables);
	}

	// Theirs stays as it is through all tests: that nothing changes it is what they are about.
	beforeAll(async () => {
		theirs = await newStore(given.db);
		other = await worldOf(theirs);
		foreignIds = [
			theirs.partnershipId,
			other.termId,
			other.openTermId,
			...other.auditors.map(({ personId }) => personId),
			other.publishedId,
			other.reportId,
			other.recommendationId,
			other.tabletId,
			other.lostId,
			other.recoveryId,
			other.farewellId,
			other.vaultId,
			...other.assignments.map(({ assignmentId }) => assignmentId),
			...(await theirs.selectFrom('submission').select('submissionId').execute()).map(
				({ submissionId }) => submissionId
			)
		];
		before = await everything(theirs);
	});

	// Ours is made anew only after an act that changed it.
	let asMade = '';
	beforeEach(async () => {
		if (asMade !== '' && (await everything(ours)) === asMade) return;
		ours = await newStore(given.db);
		world = await worldOf(ours);
		asMade = await everything(ours);
	});

	test('they look alike: the same references and numbers of everything', async () => {
		expect((await plans.list(ours)).map((one) => one.planRef)).toEqual(
			(await plans.list(theirs)).map((one) => one.planRef)
		);
	});

	test.each(Object.keys(acts))('%s', async (name) => {
		const act = acts[name];
		if (!act) throw new Error('no act');
		const text = (value: unknown) =>
			JSON.stringify(value instanceof Map || value instanceof Set ? [...value] : value) ?? '';

		// With the other's ids: refused, empty, or as if the id were nobody's.
		const foreign = await act(ours, other).catch((thrown: unknown) => {
			// The store's own constraints count as a refusal here: the gate answers them in one way.
			if (thrown instanceof Refusal || /foreign key/i.test(String(thrown))) return { refused: true };
			throw thrown;
		});
		expect(await everything(theirs)).toBe(before);
		for (const id of foreignIds) {
			// What the asker sent may come back (who they say they are); what the other partnership holds may not.
			if (name === 'sync.exchange' || name === 'workloads.forPerson') break;
			expect(text(foreign)).not.toContain(id);
		}
		if (name === 'sync.exchange') {
			const reply = foreign as Awaited<ReturnType<typeof sync.exchange>>;
			expect(reply.receipts.every(({ outcome }) => outcome === 'refused')).toBe(true);
			expect(reply.workload?.items).toEqual([]);
		}

		// With its own ids: it works, and shows and changes nothing of the other's.
		const own = await act(ours, world).catch((thrown: unknown) => {
			if (thrown instanceof Refusal || /unique|duplicate/i.test(String(thrown))) return { refused: true };
			throw thrown;
		});
		expect(await everything(theirs)).toBe(before);
		for (const id of foreignIds) expect(text(own)).not.toContain(id);
	});

	test('partnerships are told apart by their code', async () => {
		const all = await partnerships.list(given.db);
		expect(all.map(({ partnershipId }) => partnershipId)).toEqual(
			expect.arrayContaining([ours.partnershipId, theirs.partnershipId])
		);
		const [found] = all;
		await expect(
			partnerships.create(given.db, { code: found?.code ?? '', name: 'Another', laCode: '210' }, START)
		).rejects.toThrow();
	});
});
