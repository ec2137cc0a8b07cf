/**
 * Whole terms in one process, told like days at work: `await scenario().term({ plans: 2, auditors: ['Amina'] })`, then tablets that go
 * offline, audit and exchange. Tablet and server are the product's own on both sides; only time, chance and the network are made here.
 */
import { afterAll } from 'vitest';
import { statusOf, type Assignment } from '#lib/domain/assignment.ts';
import type { Answers } from '#lib/domain/audit.ts';
import type { LearningReport } from '#lib/domain/learning-report.ts';
import type { Period } from '#lib/domain/period.ts';
import { agencies, type Agency } from '#lib/domain/person.ts';
import type { Instant, PlainDate } from '#lib/domain/plain-date.ts';
import type { Plan } from '#lib/domain/plan.ts';
import { randomStream, type Random } from '#lib/domain/random.ts';
import type { ProposedAssignment } from '#lib/domain/proposal.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import type { School } from '#lib/domain/school.ts';
import type { TermName } from '#lib/domain/term.ts';
import type { By } from '#lib/server/activity.ts';
import * as assignments from '#lib/server/assignments.ts';
import { partnershipOf, type Store } from '#lib/server/db/store.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as reports from '#lib/server/reports.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import * as schools from '#lib/server/schools.ts';
import { join } from '#lib/server/submission-levels.ts';
import * as terms from '#lib/server/terms.ts';
import * as builders from './builders.ts';
import {
	createScenarioServer,
	openScenarioDatabase,
	type ScenarioDatabase,
	type ScenarioServer,
	type ScenarioSession
} from './scenario-server.ts';
import { setUpTablet, type QueuedLine, type ScenarioTablet } from './scenario-tablet.ts';
import { newStore } from './store.ts';
import type { TestVault } from './vault.ts';

export interface TermShape {
	/** How many plans come into the register, all of them in the sample; they are called plan-1, plan-2 and so on. */
	readonly plans?: number;
	/** Names of the auditors, from the agencies in turn. */
	readonly auditors?: readonly string[];
	/** Who is given which plan: one auditor, or the first and the second. What is not said is proposed by the product. */
	readonly given?: Readonly<Record<string, string | readonly [first: string, second: string]>>;
	/** Plans that each auditor takes; as many as there are plans unless told. */
	readonly capacity?: number;
	/** The share of plans that is audited twice, where the product proposes. */
	readonly doubleMarked?: number;
	readonly profile?: string;
	/** Agencies whose auditors do not see the professionals' advice. */
	readonly adviceWithheldFrom?: readonly Agency[];
	/** The questions; the full published ones unless told. */
	readonly rubric?: Rubric;
	readonly academicYear?: number;
	readonly name?: TermName;
	/** Makes a plan of the register differ from the builder's. */
	readonly plan?: (at: number) => Partial<Plan>;
	readonly schools?: readonly Partial<School>[];
}

/** An audit as the server holds it. */
export interface StoredAudit {
	readonly plan: string;
	readonly auditor: string;
	readonly marking: Assignment['marking'];
	readonly entryId: string;
	readonly assignmentId: string;
	readonly revision: number;
	readonly submittedOn: PlainDate;
	readonly receivedAt: Instant;
	readonly period: Period;
	readonly late: boolean;
	readonly answers: Answers;
}

export interface ScenarioTerm {
	readonly termId: string;
	readonly server: ScenarioServer;
	/** The store as it is open now: a restart opens it anew. */
	readonly store: Store;
	/** The coordinator, now. */
	readonly by: By;
	readonly now: Instant;
	/** Everything that tablets said they had saved for sending. */
	readonly queued: readonly QueuedLine[];
	/** `words`: a passphrase of theirs besides the first; the same words open the same vault on every tablet. */
	tablet(name: string, words?: string): Promise<ScenarioTablet>;
	personOf(name: string): string;
	nameOf(personId: string): string;
	planRefOf(plan: string): string;
	planOf(planRef: string): string;
	/** Goes on to nine in the morning (UTC) of a later day, or to a moment. */
	on(when: PlainDate | Instant): void;
	passes(time: { days?: number; hours?: number; minutes?: number; seconds?: number }): void;
	isClosed(): Promise<boolean>;
	assignments(): Promise<Assignment[]>;
	/** Gives the assignment of a plan that still binds somebody, or was done; of two, that of the auditor who is named. */
	assignment(plan: string, auditor?: string): Promise<Assignment>;
	withdraw(plan: string, auditor?: string): Promise<void>;
	/** Gives a plan that somebody has, or handed back, to another auditor. */
	reassign(plan: string, to: string, from?: string): Promise<Assignment>;
	/** Has the product propose who audits what nobody has now, and confirms it. Gives how many assignments came of it. */
	propose(): Promise<number>;
	submissions(): Promise<StoredAudit[]>;
	/** Gives how many entries the server has accepted. */
	entries(): Promise<{ entryId: string; personId: string; contentHash: string; kind: string; sequence: number }[]>;
	/** Compiles a half-year's report; of the term's own profile unless told. */
	compile(period: Period, profile?: string): Promise<{ reportId: string; model: LearningReport }>;
	publish(period: Period): Promise<LearningReport>;
	/** The same partnership's next term. */
	next(shape: TermShape): Promise<ScenarioTerm>;
}

let database: ScenarioDatabase | null = null;
afterAll(async () => {
	await database?.close();
	database = null;
});

/** Gives a partnership of its own in the test file's database. The seed decides ids on tablets and what the product draws. */
export function scenario(seed = 'scenario'): { term(shape?: TermShape): Promise<ScenarioTerm> } {
	return {
		async term(shape = {}) {
			database ??= await openScenarioDatabase();
			const { partnershipId, name } = await partnershipOf(await newStore(database.db));
			const world: World = {
				seed,
				server: createScenarioServer(database, partnershipId, name),
				random: randomStream(seed),
				time: Date.parse(builders.START),
				planNames: new Map(),
				personIds: new Map(),
				queued: [],
				vaults: new Map()
			};
			const { store } = world.server;
			await rubrics.publish(store, shape.rubric ?? builders.rubricFile, { actorId: null, now: builders.START });
			const coordinator = builders.person({
				email: 'cora@example.org',
				name: 'Cora',
				roles: ['coordinator'],
				agency: null,
				trainedOn: null
			});
			world.personIds.set('Cora', await people.add(store, coordinator, { actorId: null, now: builders.START }));
			return openTerm(world, shape);
		}
	};
}

/** What goes on from term to term. */
interface World {
	readonly seed: string;
	readonly server: ScenarioServer;
	readonly random: Random;
	/** Milliseconds of the true time. */
	time: number;
	/** By reference, in the order in which they were made. */
	readonly planNames: Map<string, string>;
	readonly personIds: Map<string, string>;
	readonly queued: QueuedLine[];
	/** Each person's vault. */
	readonly vaults: Map<string, Promise<TestVault>>;
}

async function openTerm(world: World, shape: TermShape): Promise<ScenarioTerm> {
	const { server } = world;
	const now = (): Instant => new Date(world.time).toISOString();
	const by = (): By => ({ actorId: personOf('Cora'), now: now() });
	const lookUp = <Key, Value>(found: Value | undefined, what: Key): Value => {
		if (found === undefined) throw new Error(`nobody and nothing here is called ${String(what)}`);
		return found;
	};
	const personOf = (name: string) => lookUp(world.personIds.get(name), name);
	const nameOf = (personId: string) =>
		lookUp(
			[...world.personIds].find(([, id]) => id === personId),
			personId
		)[0];
	const planRefOf = (plan: string) => builders.planRef(Number(plan.replace('plan-', '')) - 1);
	const planOf = (planRef: string) => lookUp(world.planNames.get(planRef), planRef);

	await fillRegister(world, shape, by());
	const { termId } = await beginTerm(world, shape, by(), { personOf, planRefOf });

	async function list() {
		return assignments.list(server.store, termId);
	}
	async function assignment(plan: string, auditor?: string): Promise<Assignment> {
		const planRef = planRefOf(plan);
		const own = (await list()).filter(
			(one) => one.planRef === planRef && (auditor === undefined || one.auditorId === personOf(auditor))
		);
		const live = own.filter((one) => ['assigned', 'submitted'].includes(statusOf(one)));
		return lookUp(live.at(-1) ?? own.at(-1), `${plan}${auditor ? ` of ${auditor}` : ''}`);
	}
	async function compile(period: Period, profile = shape.profile ?? 'full') {
		const wanted = { period, profile, partnershipName: server.partnershipName };
		const { reportId } = await reports.compile(server.store, wanted, by());
		return { reportId, model: (await reports.get(server.store, reportId)).model };
	}

	return {
		termId,
		server,
		get store() {
			return server.store;
		},
		get by() {
			return by();
		},
		get now() {
			return now();
		},
		queued: world.queued,
		tablet(name, words) {
			const around = {
				server,
				now: () => {
					// No two things happen at the very same moment.
					world.time += 1;
					return now();
				},
				random: world.random,
				personOf,
				planRefOf,
				planOf,
				signIn: (personId: string): ScenarioSession => ({ personId, open: true }),
				vaults: world.vaults,
				queued: (line: QueuedLine) => void world.queued.push(line)
			};
			return setUpTablet(name, around, words);
		},
		personOf,
		nameOf,
		planRefOf,
		planOf,
		on(when) {
			const time = Date.parse(when.length === 10 ? `${when}T09:00:00.000Z` : when);
			if (time < world.time) throw new Error(`${when} is over`);
			world.time = time;
		},
		passes({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
			world.time += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
		},
		isClosed: async () => (await terms.byId(server.store, termId)).closedAt !== null,
		assignments: list,
		assignment,
		async withdraw(plan, auditor) {
			const { assignmentId } = await assignment(plan, auditor);
			await assignments.withdraw(server.store, assignmentId, 'Not needed any more', by());
		},
		async reassign(plan, to, from) {
			const { assignmentId } = await assignment(plan, from);
			return assignments.reassign(server.store, assignmentId, personOf(to), 'Somebody else is to look', by());
		},
		async propose() {
			const { assignments: proposed } = await assignments.proposal(server.store, termId, `${world.seed} again`, now());
			return (await assignments.confirm(server.store, termId, proposed, basis, by())).length;
		},
		async submissions() {
			const rows = await server.store.selectFrom('submission').selectAll().orderBy('submissionId').execute();
			return rows.map((row) => ({
				plan: planOf(row.planRef),
				auditor: nameOf(row.auditorId),
				marking: row.marking as Assignment['marking'],
				entryId: row.entryId,
				assignmentId: row.assignmentId,
				revision: row.revision,
				submittedOn: row.submittedOn,
				receivedAt: row.receivedAt,
				period: row.period,
				late: row.late === 1,
				answers: join(row.levels, row.notes)
			}));
		},
		entries: () =>
			server.store
				.selectFrom('entry')
				.select(['entryId', 'personId', 'contentHash', 'kind', 'sequence'])
				.orderBy('sequence')
				.execute(),
		compile,
		async publish(period) {
			const { reportId, model } = await compile(period);
			await reports.publish(server.store, reportId, by());
			return model;
		},
		next: (following) => openTerm(world, following)
	};
}

/** Adds the plans, schools and auditors that a term speaks of and the register does not have yet. */
async function fillRegister(world: World, shape: TermShape, by: By): Promise<void> {
	const { store } = world.server;
	const wanted = shape.plans ?? 3;
	const given = shape.schools ?? [{}];
	const made = given.map((school, at) =>
		builders.school({ urn: builders.urn(at + 1), name: `Example School ${at + 1}`, ...school })
	);
	await schools.upsertMany(store, made, by);
	const before = world.planNames.size;
	const years = 12;
	await plans.upsertMany(
		store,
		Array.from({ length: wanted }, (_, at) => at + before).map((at) =>
			builders.plan({
				planRef: builders.planRef(at),
				cohort: 2013 + (at % years),
				schoolUrn: made[at % made.length]?.urn ?? null,
				...shape.plan?.(at)
			})
		),
		by
	);
	for (let at = before; at < before + wanted; at += 1) world.planNames.set(builders.planRef(at), `plan-${at + 1}`);
	const fresh = (shape.auditors ?? ['Amina']).filter((name) => !world.personIds.has(name));
	for (const name of fresh) {
		const agency: Agency = agencies[(world.personIds.size - 1) % agencies.length] ?? 'health';
		const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
		const capacity = Math.min(30, shape.capacity ?? Math.max(3, wanted));
		world.personIds.set(name, await people.add(store, builders.person({ email, name, agency, capacity }), by));
	}
}

const basis = { basis: 'Information sharing agreement, section 4', basisDecidedBy: 'Cora' };

async function beginTerm(
	world: World,
	shape: TermShape,
	by: By,
	{ personOf, planRefOf }: { personOf: (name: string) => string; planRefOf: (plan: string) => string }
): Promise<{ termId: string }> {
	const { store } = world.server;
	const { academicYear = 2026, name = 'autumn', profile = 'full' } = shape;
	const { rubricId, version: rubricVersion } = shape.rubric ?? builders.rubric;
	const adviceWithheldFrom = [...(shape.adviceWithheldFrom ?? [])];
	const facts = builders.termFacts({ academicYear, name, profile, rubricId, rubricVersion, adviceWithheldFrom });
	const term = await terms.open(store, facts, by);
	const { termId } = term;
	const pairs = Object.values(shape.given ?? {}).some((who) => typeof who !== 'string');
	const many = (shape.auditors ?? ['Amina']).length > 1;
	const doubleMarkedShare = pairs ? 1 : shape.given || !many ? 0 : (shape.doubleMarked ?? 0.1);
	const size = (await terms.frame(store, term)).length;
	await terms.drawSample(store, termId, { size, doubleMarkedShare }, world.seed, by);
	let proposed: ProposedAssignment[];
	if (shape.given) {
		proposed = Object.entries(shape.given).flatMap(([plan, who]) =>
			[who].flat().map((auditor, at) => ({
				auditorId: personOf(auditor),
				planId: planRefOf(plan),
				marking: at === 0 ? ('first' as const) : ('second' as const)
			}))
		);
	} else {
		proposed = (await assignments.proposal(store, termId, world.seed, by.now)).assignments;
	}
	await assignments.confirm(store, termId, proposed, basis, by);
	return { termId };
}
