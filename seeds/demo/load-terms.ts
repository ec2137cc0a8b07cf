/** Loads the terms: opened, sampled, proposed, confirmed, audited, some plans handed back or taken back. */
import type { Assignment, DeclineReason } from '#lib/domain/assignment.ts';
import { addDays, type Instant, type PlainDate } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { randomStream, shuffle, type Random } from '#lib/domain/random.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import { sampleSize } from '#lib/domain/sampling.ts';
import { submit, type Submission } from '#lib/domain/submission.ts';
import { PROTOCOL } from '#lib/domain/sync.ts';
import * as assignments from '#lib/server/assignments.ts';
import { contentHash } from '#lib/server/content-hash.ts';
import type { Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as sync from '#lib/server/sync.ts';
import * as terms from '#lib/server/terms.ts';
import { auditedDraft } from './answers.ts';
import { straggling, whenAudited } from './audit-days.ts';
import type { Demonstration } from './demonstration.ts';
import { datesOn } from './earlier.ts';
import { addCaseFacts } from './case-facts.ts';
import { addTablets } from './load-tablets.ts';
import { keyPeople } from './people.ts';
import { demoTerms, moment, type DemoTerm } from './school-years.ts';
import type { Timeline } from './timeline.ts';

const BASIS = {
	basis: 'Public task (UK GDPR, Article 6(1)(e)): quality assurance of plans by the partnership; redacted plans only',
	basisDecidedBy: 'Information governance lead (made up)'
} as const;

/** What a term's loading hangs on. */
interface Setting {
	readonly store: Store;
	readonly demonstration: Demonstration;
	readonly seed: string;
	readonly rubric: Rubric;
	readonly coordinatorId: string;
	readonly partnershipName: string;
	readonly timeline: Timeline;
	readonly devices: Map<string, string>;
}

/** Somebody as the exchange knows them. */
type Sender = Parameters<typeof sync.exchange>[1];

/** Adds every term of the demonstration to the timeline: what happens in a term is added as it goes on. */
export function addTerms(setting: Omit<Setting, 'devices'>): void {
	const devices = new Map<string, string>();
	for (const [number, term] of demoTerms(setting.demonstration.today).entries()) {
		addTerm({ ...setting, devices }, term, number);
	}
}

function addTerm(setting: Setting, term: DemoTerm, number: number): void {
	const { store, timeline, rubric, coordinatorId } = setting;
	const seed = `${setting.seed} ${term.academicYear} ${term.name}`;
	const random = randomStream(seed);
	/** The steps of the present term crowd together on its first days: none lies after today. */
	const at = (day: PlainDate, minutes: number) => {
		const usual = moment(day, minutes);
		return usual < timeline.limit ? usual : timeline.limit;
	};
	const openedAt = at(term.openedOn, 75);
	timeline.add(openedAt, async () => {
		const by = { actorId: coordinatorId, now: openedAt };
		const { termId } = await terms.open(store, factsOf(term, rubric), by);
		const ready = await people.auditors(store, term.confirmedOn);
		const size = sampleSize(ready.map(({ capacity }) => capacity));
		await terms.drawSample(store, termId, { size }, seed, { ...by, now: at(term.openedOn, 90) });
		const confirmedAt = at(term.confirmedOn, 120);
		timeline.add(confirmedAt, async () => {
			const now = { actorId: coordinatorId, now: confirmedAt };
			const proposal = await assignments.proposal(store, termId, seed, now.now);
			const given = await assignments.confirm(store, termId, proposal.assignments, BASIS, now);
			if (!term.closedOn) await addCaseFacts(setting, termId, confirmedAt);
			const kept = await addChanges(setting, term, number, random, given);
			await addAudits(setting, term, number, random, kept);
			await addTablets(setting, term, termId);
		});
		if (!term.closedOn) return;
		const closedAt = moment(term.closedOn, 480);
		timeline.add(closedAt, () => terms.close(store, termId, { actorId: coordinatorId, now: closedAt }));
	});
}

function factsOf(term: DemoTerm, rubric: Rubric): terms.TermFacts {
	return {
		academicYear: term.academicYear,
		name: term.name,
		startsOn: term.startsOn,
		endsOn: term.endsOn,
		dueOn: term.dueOn,
		rubricId: rubric.rubricId,
		rubricVersion: rubric.version,
		profile: 'full',
		switchedOff: []
	};
}

const declined: readonly DeclineReason[] = ['know_family', 'no_time', 'cannot_get_plan'];

/** A few plans are handed back and given to somebody else, one is taken back. Gives the assignments that nothing happens to. */
async function addChanges(
	setting: Setting,
	term: DemoTerm,
	number: number,
	random: Random,
	given: readonly Assignment[]
): Promise<Assignment[]> {
	const { store, timeline, coordinatorId } = setting;
	const day = addDays(term.confirmedOn, 9);
	if (moment(addDays(day, 1), 0) > timeline.limit) return given.slice();
	const quiet = await keyIds(store);
	const movable = shuffle(
		random,
		given.filter(({ auditorId }) => !quiet.has(auditorId))
	);
	// The present term keeps to three plans an auditor, but for one handed back that waits for its coordinator.
	const reasons = term.closedOn ? declined : declined.slice(0, 1);
	const moved = movable.slice(0, term.closedOn ? reasons.length + 1 : reasons.length);
	for (const [at, reason] of reasons.entries()) {
		const assignment = moved[at];
		if (!assignment) continue;
		const now = moment(day, 30 + at * 45);
		const own = { actorId: assignment.auditorId, now };
		timeline.add(now, () => assignments.decline(store, assignment.assignmentId, reason, own));
		if (!term.closedOn) continue;
		const by = { actorId: coordinatorId, now: moment(day, 240 + at) };
		timeline.add(by.now, async () => {
			const replaced = await giveOn(store, random, assignment, by, quiet);
			if (replaced) await addAudits(setting, term, number, random, [replaced]);
		});
	}
	const taken = moved[reasons.length];
	if (taken) {
		const by = { actorId: coordinatorId, now: moment(addDays(day, 5), 60) };
		const why = 'The plan was amended while it waited';
		timeline.add(by.now, () => assignments.withdraw(store, taken.assignmentId, why, by));
	}
	return given.filter((assignment) => !moved.includes(assignment));
}

/** Gives a handed-back plan to the first auditor who may have it, in an order of chance; null where nobody may. */
async function giveOn(
	store: Store,
	random: Random,
	assignment: Assignment,
	by: { actorId: string; now: Instant },
	quiet: ReadonlySet<string>
): Promise<Assignment | null> {
	// By address: each engine sorts names in its own way.
	const ready = (await people.auditors(store, by.now.slice(0, 10))).sort((a, b) => (a.email < b.email ? -1 : 1));
	for (const { personId } of shuffle(random, ready)) {
		if (quiet.has(personId)) continue;
		try {
			return await assignments.reassign(store, assignment.assignmentId, personId, 'Handed back', by);
		} catch (thrown) {
			if (!(thrown instanceof Refusal)) throw thrown;
		}
	}
	return null;
}

/** The people whom tests and the tour sign in as keep the plans that they were first given. */
async function keyIds(store: Store): Promise<Set<string>> {
	const emails: readonly string[] = Object.values(keyPeople);
	return new Set(
		(await people.list(store)).filter(({ email }) => emails.includes(email)).map(({ personId }) => personId)
	);
}

/** Of the present term: how many of their audits the key people have sent, whatever the day. */
const sentByKeyPeople: Readonly<Record<string, number>> = {
	[keyPeople.amina]: 0,
	[keyPeople.grace]: 0,
	[keyPeople.tomasz]: 1,
	[keyPeople.leila]: 1
};

/** Adds the audits of assignments, each sent through the exchange as a tablet would. */
async function addAudits(
	setting: Setting,
	term: DemoTerm,
	number: number,
	random: Random,
	standing: readonly Assignment[]
): Promise<void> {
	const { store, timeline, demonstration, partnershipName } = setting;
	const byId = new Map((await people.list(store)).map((person) => [person.personId, person]));
	const madeUp = new Map(demonstration.people.map((person) => [person.email, person]));
	const register = new Map(
		(
			await plans.byRefs(
				store,
				standing.map(({ planRef }) => planRef)
			)
		).map((plan) => [plan.planRef, plan])
	);
	const straggler = term.closedOn && term.name === 'spring' && standing.length > 1 ? standing.at(-1) : undefined;
	const before = new Map<string, number>();
	for (const assignment of standing) {
		const person = byId.get(assignment.auditorId);
		const plan = register.get(assignment.planRef);
		const auditor = madeUp.get(person?.email ?? '');
		if (!person || !plan || !auditor) throw new Error('an assignment of the demonstration hangs in the air');
		const order = before.get(person.personId) ?? 0;
		before.set(person.personId, order + 1);
		const when =
			assignment === straggler
				? straggling(term)
				: whenAudited(random, term, demonstration.today, sentByKeyPeople[person.email], order);
		if (!when) continue;
		const draft = auditedDraft(
			{ ...assignment, revision: 1 },
			setting.rubric,
			{
				key: plan.matchKey ?? plan.planRef,
				primaryNeed: plan.primaryNeed,
				dates: datesOn(plan.dates, when.begunAt.slice(0, 10))
			},
			{ key: auditor.email, agency: auditor.agency, severity: auditor.severity },
			number,
			when.begunAt,
			when.doneAt
		);
		const made = submit(draft, setting.rubric, when.doneAt);
		if ('violations' in made) throw new Error(`an audit of the demonstration has gaps: ${made.violations[0]?.code}`);
		const { personId, name, email, roles, schoolUrns } = person;
		const sender = { personId, partnershipId: store.partnershipId, partnershipName, name, email, roles, schoolUrns };
		timeline.add(when.receivedAt, () => send(setting, sender, made.submission, when.receivedAt));
	}
}

/** Sends one audit as the auditor's tablet would. Throws where it is refused: the demonstration keeps to the product's own rules. */
async function send(
	{ store, devices, rubric }: Setting,
	sender: Sender,
	submission: Submission,
	now: Instant
): Promise<void> {
	const deviceId = devices.get(sender.personId) ?? newId();
	devices.set(sender.personId, deviceId);
	const body = { kind: 'submission' as const, submission };
	const reply = await sync.exchange(
		store,
		sender,
		{
			protocol: PROTOCOL,
			build: 'demonstration',
			deviceId,
			cursor: null,
			rubricsHeld: [`${rubric.rubricId}@${rubric.version}`],
			entries: [{ entryId: newId(), contentHash: contentHash(body), body }]
		},
		now,
		{
			failed: (thrown) => {
				throw thrown;
			}
		}
	);
	const [receipt] = reply.receipts;
	if (receipt?.outcome !== 'accepted')
		throw new Error(`an audit of the demonstration was refused: ${receipt?.problem.code ?? 'no receipt'}`);
}
