/** What `partnerships.test.ts` asks two partnerships about: the world that each has, and the shape of the rows of acts. */
import * as farewells from '#lib/server/farewells.ts';
import type { Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as interests from '#lib/server/interests.ts';
import * as recommendations from '#lib/server/recommendations.ts';
import * as recoveries from '#lib/server/recoveries.ts';
import * as register from '#lib/server/register.ts';
import * as reportCommentary from '#lib/server/report-commentary.ts';
import * as reports from '#lib/server/reports.ts';
import * as rubricDrafts from '#lib/server/rubric-drafts.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import * as sync from '#lib/server/sync.ts';
import * as tablets from '#lib/server/tablets.ts';
import * as terms from '#lib/server/terms.ts';
import * as vaults from '#lib/server/vaults.ts';
import {
	begunTerm,
	by,
	envelope,
	rubric,
	school,
	signedIn,
	START,
	submissionEntry,
	termFacts,
	urn
} from '#tests/support/builders.ts';
import { draftBackup, signingKey, vaultUpload } from '#tests/support/sealed.ts';

/** The storage modules of one noun, with a row for each function that is given a store. */
export interface Acts {
	/** By the name that the rows call them. */
	readonly modules: Readonly<Record<string, object>>;
	/** Exports that are given no store. */
	readonly pure: readonly string[];
	/** Each function as it is called with the ids of a world: the asker's own, or those of the other partnership. */
	readonly acts: Readonly<Record<string, (store: Store, of: World) => Promise<unknown>>>;
}

/** Both partnerships are called the same. */
export const wanted = { period: '2026-h1', profile: 'full', partnershipName: 'The Council' };
export const ofYear = { academicYear: 2026, partnershipName: 'The Council' };

/** A recommendation as a form would send it: its id is not known yet. */
export const advised = () => ({
	recommendationId: newId(),
	text: 'Say how often',
	owner: 'The SEN service',
	due: '2027-01-31',
	state: 'not_started' as const,
	done: ''
});

export const oneSchool = { return: null, schools: [school({ urn: urn(50) })], people: null };

/** Gives the file of one school, imported. */
export async function importOne(store: Store, actorId: string) {
	const { basis: seen } = await register.preview(store, oneSchool, actorId);
	return register.confirm(store, oneSchool, seen, { actorId, now: START });
}

/** One partnership's term: a plan sent, one to do, auditors. */
export async function worldOf(store: Store) {
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
export type World = Awaited<ReturnType<typeof worldOf>>;
