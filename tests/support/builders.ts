/** Valid things by default; a test says only what it is about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assignment } from '#lib/domain/assignment.ts';
import type { Answer, Answers } from '#lib/domain/audit.ts';
import { PLAN_REF_ALPHABET } from '#lib/domain/ids.ts';
import type { Person, SignedIn } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import type { Plan } from '#lib/domain/plan.ts';
import { applicableCriteria, Rubric, type Context } from '#lib/domain/rubric.ts';
import type { School } from '#lib/domain/school.ts';
import type { Submission } from '#lib/domain/submission.ts';
import { PROTOCOL, type EntryBody, type ExchangeEnvelope, type OutboxEntry } from '#lib/domain/sync.ts';
import { usualDates } from '#lib/domain/term.ts';
import { contentHash } from '#lib/server/content-hash.ts';
import type { Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as assignments from '#lib/server/assignments.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import * as schools from '#lib/server/schools.ts';
import * as terms from '#lib/server/terms.ts';

/** When the tests' work begins: a Monday of the autumn term 2026. */
export const START: Instant = '2026-09-07T08:00:00.000Z';

/** Gives the moment so many minutes after START. */
export function minutes(count: number): Instant {
	return new Date(Date.parse(START) + count * 60_000).toISOString();
}

/** The server itself, at START or so many minutes later. */
export function by(count = 0): { actorId: null; now: Instant } {
	return { actorId: null, now: minutes(count) };
}

/** The full audit rubric as it is published, as the file holds it. */
export const rubricFile: unknown = JSON.parse(
	readFileSync(join(import.meta.dirname, '../../seeds/rubrics/ehcp-full-audit-0.2.0.json'), 'utf8')
);
/** The same, parsed. */
export const rubric: Rubric = Rubric.parse(rubricFile);

/** Gives the plan reference with a number: LEW-22222, LEW-22223 and so on. */
export function planRef(number: number, code = 'LEW'): string {
	const base = PLAN_REF_ALPHABET.length;
	const letters = [4, 3, 2, 1, 0].map((place) => PLAN_REF_ALPHABET[Math.floor(number / base ** place) % base] ?? '');
	return `${code}-${letters.join('')}`;
}

/** Gives the made-up URN with a number: 900000 and up. */
export function urn(number: number): string {
	return String(900_000 + number);
}

export function school(overrides: Partial<School> = {}): School {
	return {
		urn: urn(1),
		name: 'Larkfield Primary School',
		typeCode: 1,
		phaseCode: 2,
		lowAge: 4,
		highAge: 11,
		open: true,
		closedOn: null,
		...overrides
	};
}

export function plan(overrides: Partial<Plan> = {}): Plan {
	return {
		planRef: planRef(0),
		matchKey: null,
		cohort: 2020,
		primaryNeed: 'SLCN',
		schoolUrn: urn(1),
		senSetting: null,
		senUnit: false,
		resourcedProvision: false,
		planKind: 'new',
		startedOn: '2024-02-01',
		ceasedOn: null,
		dates: noDates(),
		...overrides
	};
}

let peopleMade = 0;

/** A trained auditor from health, unless told otherwise. */
export function person(overrides: Partial<people.PersonFacts> = {}): people.PersonFacts {
	peopleMade += 1;
	return {
		email: `auditor-${peopleMade}@example.org`,
		name: `Auditor ${peopleMade}`,
		roles: ['auditor'],
		agency: 'health',
		capacity: 3,
		trainedOn: '2026-06-01',
		schoolUrns: [],
		...overrides
	};
}

export function termFacts(overrides: Partial<terms.TermFacts> = {}): terms.TermFacts {
	const { academicYear = 2026, name = 'autumn' } = overrides;
	return {
		academicYear,
		name,
		...usualDates(academicYear, name),
		rubricId: rubric.rubricId,
		rubricVersion: rubric.version,
		profile: 'full',
		switchedOff: [],
		...overrides
	};
}

/** A whole set of answers that can be sent: the best level of every criterion that applies, date checks as a register without dates has them. */
export function answers(context: Context, overrides: Record<string, Answer> = {}): Answers {
	const all: Answers = {};
	for (const criterion of applicableCriteria(rubric, context)) {
		if (criterion.answerKind === 'record_only') all[criterion.id] = { level: 'yes' };
		else if (criterion.answerKind === 'date_check') all[criterion.id] = { level: 'cannot_tell', prefilled: true };
		else all[criterion.id] = { level: 'met' };
	}
	return { ...all, ...overrides };
}

/** The audit of an assignment, whole. */
export function submission(
	assignment: Pick<Assignment, 'assignmentId' | 'rubricId' | 'rubricVersion' | 'context'>,
	overrides: Partial<Submission> = {}
): Submission {
	const context = overrides.context ?? assignment.context;
	return {
		assignmentId: assignment.assignmentId,
		revision: 1,
		rubricId: assignment.rubricId,
		rubricVersion: assignment.rubricVersion,
		context,
		answers: answers(context),
		startedAt: minutes(10),
		submittedAt: minutes(70),
		...overrides
	};
}

/** An outbox entry as a tablet makes it, its hash right. */
export function entry(body: EntryBody, overrides: Partial<OutboxEntry> = {}): OutboxEntry {
	return { entryId: newId(), contentHash: contentHash(body), body, ...overrides };
}

export function submissionEntry(
	assignment: Parameters<typeof submission>[0],
	overrides: Partial<Submission> = {}
): OutboxEntry {
	return entry({ kind: 'submission', submission: submission(assignment, overrides) });
}

export function envelope(
	entries: ExchangeEnvelope['entries'] = [],
	overrides: Partial<ExchangeEnvelope> = {}
): ExchangeEnvelope {
	return { protocol: PROTOCOL, build: 'test', deviceId: newId(), cursor: null, rubricsHeld: [], entries, ...overrides };
}

/** Somebody as the gate hands them over. */
export function signedIn(store: Store, one: Person): SignedIn {
	const { personId, name, email, roles, schoolUrns } = one;
	return {
		personId,
		partnershipId: store.partnershipId,
		partnershipName: 'The Council',
		name,
		email,
		roles,
		schoolUrns
	};
}

/** A term that is under way. */
export interface Begun {
	readonly termId: string;
	readonly auditors: readonly Person[];
	readonly assignments: readonly Assignment[];
}

/** Publishes the rubric once for a store. */
export async function publishedRubric(store: Store): Promise<void> {
	await rubrics.publish(store, rubricFile, by());
}

/**
 * Fills a register: one school for three plans, plans that differ in age and need, and auditors from all agencies in turn.
 * Gives the auditors.
 */
export async function register(
	store: Store,
	{ plans: planCount = 6, auditors = 3 }: { plans?: number; auditors?: number } = {}
): Promise<Person[]> {
	await schools.upsertMany(
		store,
		Array.from({ length: Math.ceil(planCount / 3) }, (_, at) => school({ urn: urn(at + 1), name: `School ${at + 1}` })),
		by()
	);
	const needs = ['SLCN', 'ASD', 'SEMH', 'MLD'] as const;
	await plans.upsertMany(
		store,
		Array.from({ length: planCount }, (_, at) =>
			plan({
				planRef: planRef(at),
				cohort: 2012 + (at % 12),
				primaryNeed: needs[at % needs.length] ?? null,
				schoolUrn: urn(Math.floor(at / 3) + 1)
			})
		),
		by()
	);
	const agencies = ['health', 'social_care', 'school', 'parent', 'sen_service'] as const;
	const made = await people.upsertMany(
		store,
		Array.from({ length: auditors }, (_, at) => person({ agency: agencies[at % agencies.length] ?? null })),
		by()
	);
	const ids = new Set(made.values());
	return (await people.list(store)).filter(({ personId }) => ids.has(personId));
}

/** A term opened, sampled and confirmed, its register beneath it: by default six plans and three auditors. */
export async function begunTerm(
	store: Store,
	options: { plans?: number; auditors?: number; size?: number; facts?: Partial<terms.TermFacts> } = {}
): Promise<Begun> {
	await publishedRubric(store);
	const auditors = await register(store, options);
	const { termId } = await terms.open(store, termFacts(options.facts), by());
	await terms.drawSample(store, termId, { size: options.size ?? options.plans ?? 6 }, 'seed', by());
	const proposal = await assignments.proposal(store, termId, 'seed', START);
	const given = await assignments.confirm(
		store,
		termId,
		proposal.assignments,
		{ basis: 'Consent of the parent', basisDecidedBy: 'Head of SEN' },
		by()
	);
	return { termId, auditors, assignments: given };
}
