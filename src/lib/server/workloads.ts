/** What a tablet is given: its person's plans, and the questions for them. */
import { datesWith, givenOf, type CaseFacts } from '#lib/domain/case-fact.ts';
import type { Assignment } from '#lib/domain/assignment.ts';
import type { SignedIn } from '#lib/domain/person.ts';
import type { PlanDates } from '#lib/domain/plan-dates.ts';
import type { SenSetting, SenType } from '#lib/domain/plan.ts';
import type { Context, Rubric } from '#lib/domain/rubric.ts';
import { rubricKey, type Workload, type WorkloadItem } from '#lib/domain/sync.ts';
import { termLabel, type TermName } from '#lib/domain/term.ts';
import * as caseFacts from './case-facts.ts';
import { contentHash } from './content-hash.ts';
import { lastRevision } from './db/last-revision.ts';
import type { Store, StoreTables } from './db/store.ts';
import * as localGuides from './local-guides.ts';
import * as rubrics from './rubrics.ts';
import * as submissions from './submissions.ts';
import * as tiedPlans from './tied-plans.ts';

const ITEMS = 200;

/**
 * Gives an auditor's plans of the terms that are not closed, those to do and those sent, the earliest due first, with a cursor that
 * changes when anything in it does. A plan to do that they have come to be tied to is left out: their coordinator decides on it.
 */
export async function forPerson(
	store: Store,
	person: Pick<SignedIn, 'personId' | 'name' | 'partnershipName'>
): Promise<{ workload: Workload; cursor: string }> {
	const given = await store
		.selectFrom('assignment')
		.innerJoin('term', 'term.termId', 'assignment.termId')
		.innerJoin('plan', 'plan.planRef', 'assignment.planRef')
		.leftJoin('school', 'school.urn', 'plan.schoolUrn')
		.select([
			'assignment.assignmentId',
			'assignment.termId',
			'assignment.planRef',
			'assignment.auditorId',
			'assignment.marking',
			'assignment.rubricId',
			'assignment.rubricVersion',
			'assignment.context',
			'assignment.dueOn',
			'assignment.submittedAt',
			'term.academicYear',
			'term.name as termName',
			'plan.primaryNeed',
			'plan.schoolUrn',
			'plan.senSetting',
			'plan.dates',
			'school.name as settingName',
			lastRevision().as('revision')
		])
		.where('assignment.auditorId', '=', person.personId)
		.where('assignment.declinedAt', 'is', null)
		.where('assignment.withdrawnAt', 'is', null)
		.where('term.closedAt', 'is', null)
		.orderBy('assignment.dueOn')
		.orderBy('assignment.assignmentId')
		.limit(ITEMS)
		.execute();
	const toDo = given.filter(({ submittedAt }) => submittedAt === null);
	const tied = await tiedPlans.among(
		store,
		toDo.map((row) => ({ ...row, dates: JSON.parse(row.dates) as PlanDates }))
	);
	const rows = given.filter(({ assignmentId }) => !tied.has(assignmentId));
	const decided = await revisionsOf(
		store,
		rows.map(({ assignmentId }) => assignmentId)
	);
	const earlier = await submissions.lastOf(
		store,
		person.personId,
		rows.flatMap((row) => (row.submittedAt === null && row.revision !== null ? row.assignmentId : []))
	);
	const told = await caseFacts.forPlans(store, rows);
	const published = await rubricsOf(
		store,
		rows.filter((row) => told.has(`${row.termId} ${row.planRef}`))
	);
	const items = rows.map((row): WorkloadItem => {
		const sent = row.submittedAt !== null;
		const last = row.revision ?? 0;
		const context = JSON.parse(row.context) as Context;
		const dates = JSON.parse(row.dates) as PlanDates;
		const facts = told.get(`${row.termId} ${row.planRef}`);
		const before = earlier.get(row.assignmentId);
		return {
			assignmentId: row.assignmentId,
			termLabel: termLabel({ academicYear: row.academicYear, name: row.termName as TermName }),
			planRef: row.planRef,
			marking: row.marking as Assignment['marking'],
			rubricId: row.rubricId,
			rubricVersion: row.rubricVersion,
			context,
			revision: sent ? last : last + 1,
			dueOn: row.dueOn,
			primaryNeed: row.primaryNeed as SenType | null,
			schoolUrn: row.schoolUrn,
			settingName: row.settingName,
			senSetting: row.senSetting as SenSetting | null,
			dates: facts ? datesWith(dates, facts) : dates,
			receivedAt: row.submittedAt,
			...givenWords(published.get(rubricKey(row)), context, facts),
			...againWords(decided.get(`${row.assignmentId} ${last + 1}`), sent),
			...(before && { earlier: before })
		};
	});
	const { personId, name, partnershipName } = person;
	const guide = await localGuides.get(store);
	const workload: Workload = { person: { personId, name, partnershipName }, items, guide };
	return { workload, cursor: contentHash(workload).slice(0, 32) };
}

/** Gives what was asked back or opened again among these, by assignment and the revision that it would become. */
async function revisionsOf(
	store: Store,
	assignmentIds: readonly string[]
): Promise<Map<string, StoreTables['revision']>> {
	if (assignmentIds.length === 0) return new Map();
	const rows = await store
		.selectFrom('revision')
		.selectAll()
		.where('assignmentId', 'in', [...assignmentIds])
		.execute();
	return new Map(rows.map((row) => [`${row.assignmentId} ${row.revision}`, row]));
}

/** Gives the rubrics that case facts are read by, each once. */
async function rubricsOf(
	store: Store,
	rows: readonly { rubricId: string; rubricVersion: string }[]
): Promise<Map<string, Rubric>> {
	const wanted = new Map(rows.map((row) => [rubricKey(row), row]));
	const found = [...wanted].map(
		async ([key, row]) => [key, await rubrics.get(store, row.rubricId, row.rubricVersion)] as const
	);
	return new Map(await Promise.all(found));
}

/** What the SEN service answered for the auditor. */
function givenWords(
	rubric: Rubric | undefined,
	context: Context,
	facts: CaseFacts | undefined
): Pick<WorkloadItem, 'given'> {
	if (!rubric || !facts) return {};
	const given = givenOf(rubric, context, facts);
	return Object.keys(given).length > 0 ? { given } : {};
}

/** What a tablet is told of an audit that was asked back: while it is sent, that somebody decides; once it is open, why. */
function againWords(
	row: StoreTables['revision'] | undefined,
	sent: boolean
): Pick<WorkloadItem, 'reopened' | 'askedBack'> {
	if (!row) return {};
	if (!sent && row.openedAt) return { reopened: { reason: row.reason ?? '', openedAt: row.openedAt } };
	if (sent && row.askedAt) return { askedBack: { askedAt: row.askedAt, refused: row.refusedAt ? row.reason : null } };
	return {};
}

/** Gives the rubrics that a workload needs beyond those that the tablet holds (`rubricId@version`). */
export async function rubricsFor(store: Store, workload: Workload, held: readonly string[]): Promise<Rubric[]> {
	const holds = new Set(held);
	const wanted = new Map(
		workload.items.filter((item) => !holds.has(rubricKey(item))).map((item) => [rubricKey(item), item])
	);
	return Promise.all([...wanted.values()].map((item) => rubrics.get(store, item.rubricId, item.rubricVersion)));
}
