/**
 * One made-up term in which everything goes wrong in a seeded order: what auditors and coordinator do, what the network does to each
 * exchange, and when browsers and the server die. Afterwards everything heals, and `scenario-ledger.ts` looks for what was lost.
 */
import { statusOf, type Assignment } from '#lib/domain/assignment.ts';
import type { Answers } from '#lib/domain/audit.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { integer, pick, randomStream, type Random } from '#lib/domain/random.ts';
import { assignmentOf } from '#lib/domain/sync.ts';
import { LEASE_DAYS } from '#lib/domain/tablet.ts';
import type { AuditState } from '#lib/client/workload.ts';
import * as revisions from '#lib/server/revisions.ts';
import * as terms from '#lib/server/terms.ts';
import { scenario, type ScenarioTerm } from './scenario.ts';
import { shortRubric } from './scenario-rubric.ts';
import { faults, type Fault } from './scenario-network.ts';
import type { Chooser, ScenarioAudit, ScenarioTablet } from './scenario-tablet.ts';

const rubric = shortRubric();

const AUDITORS = ['Amina', 'Ben', 'Cem'] as const;
const GIVEN = {
	'plan-1': ['Amina', 'Ben'],
	'plan-2': 'Amina',
	'plan-3': 'Ben',
	'plan-4': ['Ben', 'Cem'],
	'plan-5': 'Cem'
} as const;

/** Questions that every profile asks and no register answers. */
const CORRECTED = ['F.1', 'F.2'] as const;

/** One person's share of one browser: their database on it. */
export interface Desk {
	readonly name: string;
	/** Browsers are told apart by their number. */
	readonly browser: number;
	/** The last answers of each assignment that the tablet said it had saved, until they were submitted. */
	readonly saved: Map<string, Answers>;
	/** Entries that were opened again as drafts. */
	readonly openedAgain: Set<string>;
}

/** A browser with whoever uses it now. */
interface Seat {
	readonly number: number;
	readonly owner: string;
	readonly desks: Map<string, Desk>;
	tablet: ScenarioTablet;
	user: string;
}

export interface Schedule {
	readonly term: ScenarioTerm;
	/** The tablets of everybody on every browser they used, after all is healed. */
	readonly healed: readonly { readonly desk: Desk; readonly tablet: ScenarioTablet }[];
	/** What was done, one line a step, for whoever has to understand a failure. */
	readonly story: readonly string[];
	/** How often each thing happened. */
	readonly happened: ReadonlyMap<string, number>;
}

/** Runs the schedule of a seed. Throws where the product does, unless the throw is one of its own refusals. */
export async function runSchedule(seed: string): Promise<Schedule> {
	const random = randomStream(`${seed} steps`);
	const profile = integer(random, 8) === 0 ? 'full' : 'core';
	const term = await scenario(seed).term({
		plans: 5,
		auditors: AUDITORS,
		given: GIVEN,
		profile,
		rubric,
		// A tie to a setting takes along whatever plan of it somebody has in hand: each plan has one of its own.
		schools: [{}, {}, {}, {}, {}]
	});
	const seats: Seat[] = [];
	const owners = integer(random, 2) === 0 ? [...AUDITORS, pick(random, AUDITORS)] : AUDITORS;
	for (const [number, owner] of owners.entries()) {
		const tablet = await term.tablet(owner);
		const seat: Seat = { number, owner, user: owner, tablet, desks: new Map() };
		deskOf(seat);
		seats.push(seat);
	}
	const told: Told = { term, random, seats, story: [], happened: new Map() };
	const length = 10 + integer(random, 20);
	for (let step = 0; step < length; step += 1) await takeStep(told);
	const healed = await heal(told);
	const corrected = (await term.submissions()).filter(({ revision }) => revision > 1);
	count(told, 'accepted again', corrected.length);
	for (const { tablet } of seats)
		for (const [fault, times] of tablet.network.happened) count(told, `network: ${fault}`, times);
	return { term, healed, story: told.story, happened: told.happened };
}

interface Told {
	readonly term: ScenarioTerm;
	readonly random: Random;
	readonly seats: readonly Seat[];
	readonly story: string[];
	readonly happened: Map<string, number>;
}

function count({ happened }: Told, what: string, times = 1): void {
	happened.set(what, (happened.get(what) ?? 0) + times);
}

function deskOf(seat: Seat): Desk {
	const present = seat.desks.get(seat.user);
	if (present) return present;
	const desk: Desk = { name: seat.user, browser: seat.number, saved: new Map(), openedAgain: new Set() };
	seat.desks.set(seat.user, desk);
	return desk;
}

type Step = (told: Told, seat: Seat) => Promise<string | null>;

/** Steps with how often they are taken. A step that finds nothing to do gives null. */
const steps: readonly (readonly [weight: number, step: Step])[] = [
	[6, work],
	[8, finish],
	[9, send],
	[3, dieWhile],
	[1, reopen],
	[1, expire],
	[1, stayAway],
	[5, moveHere],
	[2, signIn],
	[2, sendAsAnother],
	[1, handOver],
	[2, handBack],
	[1, keepAfterAll],
	[4, retryParked],
	[1, twoTabs],
	[2, withdraw],
	[3, reassign],
	[4, openRevision],
	[1, restart],
	[1, deliverLate],
	[1, setClock]
];
const bag = steps.flatMap(([weight, step]) => Array.from({ length: weight }, () => step));

async function takeStep(told: Told): Promise<void> {
	const { random, term } = told;
	const seat = pick(random, told.seats);
	const step = integer(random, 150) === 0 ? closeTerm : pick(random, bag);
	term.passes({ minutes: 1 + integer(random, 600) });
	const done = await step(told, seat);
	if (seat.tablet.dead) seat.tablet = await seat.tablet.reopen();
	if (done === null) return;
	count(told, step.name);
	told.story.push(`${term.now} browser ${seat.number} (${seat.user}): ${done}`);
}

/** A plan as somebody's list shows it. */
interface Listed {
	readonly plan: string;
	readonly assignmentId: string;
	readonly state: AuditState;
}

/** Gives the plans on a tablet; of two assignments of one plan, the one that is listed last. */
async function listOn({ term }: Told, seat: Seat): Promise<Listed[]> {
	const rows = await seat.tablet.summaries();
	const listed = rows.map(({ item, assignmentId, state }) => ({
		plan: term.planOf(item.planRef),
		assignmentId,
		state
	}));
	return [...new Map(listed.map((one) => [one.plan, one])).values()];
}

async function planIn(told: Told, seat: Seat, ...wanted: AuditState[]): Promise<Listed | null> {
	const found = (await listOn(told, seat)).filter(({ state }) => wanted.includes(state));
	return found.length > 0 ? pick(told.random, found) : null;
}

/** Different answers each time, so that one audit cannot be taken for another. */
function chooser({ random }: Told, most: number): Chooser {
	let left = most;
	return (criterion) => {
		if (left <= 0) return null;
		left -= 1;
		if (criterion.answerKind === 'record_only') return { level: pick(random, ['yes', 'no']) };
		const note = `Note ${integer(random, 1_000_000)}`;
		return { level: pick(random, ['met', 'partly', 'not_met']), note };
	};
}

/** An audit that was opened again comes with all its answers: two of them are given anew. */
function putRight({ random }: Told, audit: ScenarioAudit): ScenarioAudit {
	return audit.leaveOpen(pick(random, CORRECTED)).leaveOpen(pick(random, CORRECTED));
}

async function work(told: Told, seat: Seat): Promise<string | null> {
	const listed = await planIn(told, seat, 'new', 'begun');
	if (!listed) return null;
	const { plan, assignmentId } = listed;
	const draft = await putRight(told, seat.tablet.audit(plan, assignmentId))
		.answerAll(chooser(told, 1 + integer(told.random, 30)))
		.save();
	deskOf(seat).saved.set(assignmentId, draft.answers);
	return `answered some of ${plan}`;
}

async function finish(told: Told, seat: Seat): Promise<string | null> {
	const listed = await planIn(told, seat, 'new', 'begun');
	return listed && finishListed(told, seat, listed);
}

async function finishListed(told: Told, seat: Seat, { plan, assignmentId }: Listed): Promise<string> {
	const audit = putRight(told, seat.tablet.audit(plan, assignmentId));
	const draft = await audit.answerAll(chooser(told, Infinity)).save();
	deskOf(seat).saved.set(assignmentId, draft.answers);
	const entryId = await seat.tablet.audit(plan, assignmentId).submit();
	deskOf(seat).saved.delete(assignmentId);
	return `submitted ${plan} (${entryId})`;
}

async function send(told: Told, seat: Seat): Promise<string | null> {
	const { random } = told;
	const fault = integer(random, 2) === 0 ? pick<Fault>(random, faults) : null;
	if (fault) seat.tablet.network.next.push(fault);
	const outcome = await seat.tablet.exchange();
	count(told, `outcome: ${outcome.state}`);
	if (outcome.state === 'done') {
		count(told, 'accepted', outcome.accepted);
		count(told, 'refused', outcome.refused);
	}
	// What was meant for a request that was never made does not wait for the next one.
	seat.tablet.network.next.length = 0;
	return `exchanged${fault ? ` with ${fault}` : ''}: ${JSON.stringify(outcome)}`;
}

/** The browser dies in the middle of a write of one of the other steps. */
async function dieWhile(told: Told, seat: Seat): Promise<string | null> {
	const what = pick(told.random, [work, work, finish, send, send, handBack]);
	const nth = 1 + integer(told.random, 5);
	seat.tablet.dieInWrite(nth);
	let done: string | null;
	try {
		done = await what(told, seat);
	} catch (thrown) {
		if (!seat.tablet.dead) throw thrown;
		done = `${what.name} threw`;
	}
	const { dead } = seat.tablet;
	seat.tablet.dieInWrite(Infinity);
	if (dead) count(told, `died in ${what.name}`);
	return dead ? `died in write ${nth}: ${done}` : done;
}

async function reopen(_told: Told, seat: Seat): Promise<string> {
	seat.tablet = await seat.tablet.reopen();
	return 'closed and opened again';
}

async function expire(_told: Told, seat: Seat): Promise<string> {
	seat.tablet.expire();
	return 'session ran out';
}

/** Nobody signs in or looks for a fortnight: the tablet's own credential is over too. */
async function stayAway({ term }: Told, seat: Seat): Promise<string> {
	seat.tablet.expire();
	term.passes({ days: LEASE_DAYS, minutes: 1 });
	return 'session ran out, and a fortnight went by';
}

/** Somebody with two tablets writes on one and goes on on the other, where the network lets them. */
async function moveHere(told: Told, seat: Seat): Promise<string | null> {
	const other = told.seats.find((one) => one !== seat && one.user === seat.user);
	if (!other) return null;
	const wrote = await work(told, other);
	const left = await send(told, other);
	if (other.tablet.dead) other.tablet = await other.tablet.reopen();
	const came = await send(told, seat);
	if (seat.tablet.dead) seat.tablet = await seat.tablet.reopen();
	const plan = (await planIn(told, seat, 'elsewhere'))?.plan;
	if (!plan) return `${wrote ?? 'wrote nothing'} on browser ${other.number}: ${left}; then here: ${came}`;
	const fault = integer(told.random, 3) === 0 ? pick<Fault>(told.random, faults) : null;
	if (fault) seat.tablet.network.next.push(fault);
	const outcome = await seat.tablet.goOnHere(plan);
	seat.tablet.network.next.length = 0;
	if (outcome.state === 'done') count(told, 'moved');
	return `had ${plan} of browser ${other.number} go on here${fault ? ` with ${fault}` : ''}: ${outcome.state}`;
}

/** Somebody else signs in on the tablet, which does not know it and sends what it has. */
async function sendAsAnother(told: Told, seat: Seat): Promise<string> {
	const name = pick(told.random, AUDITORS);
	seat.tablet.signIn(name);
	return `with ${name} signed in, ${await send(told, seat)}`;
}

async function signIn(told: Told, seat: Seat): Promise<string> {
	const name = integer(told.random, 3) === 0 ? pick(told.random, AUDITORS) : seat.user;
	seat.tablet.signIn(name);
	return `${name} signed in`;
}

/** The browser is used by somebody else from here on, or by its owner again. */
async function handOver(told: Told, seat: Seat): Promise<string> {
	const name = seat.user === seat.owner ? pick(told.random, AUDITORS) : seat.owner;
	seat.tablet.signIn(name);
	seat.tablet = await seat.tablet.handOver();
	seat.user = name;
	deskOf(seat);
	await seat.tablet.exchange();
	return `handed over to ${name}`;
}

async function handBack(told: Told, seat: Seat): Promise<string | null> {
	const listed = await planIn(told, seat, 'new', 'begun', 'waiting', 'refused');
	if (!listed) return null;
	const { plan, assignmentId } = listed;
	const reason = pick(told.random, ['no_time', 'know_family', 'tie_to_setting'] as const);
	try {
		return `handed ${plan} back (${await seat.tablet.decline(plan, reason, '', assignmentId)})`;
	} catch (thrown) {
		// It was taken back already.
		if (thrown instanceof RangeError) return null;
		throw thrown;
	}
}

async function keepAfterAll(_told: Told, seat: Seat): Promise<string | null> {
	const line = (await seat.tablet.outbox()).find(({ kind }) => kind === 'decline');
	if (!line) return null;
	await seat.tablet.keepAfterAll(line.entryId);
	deskOf(seat).openedAgain.add(line.entryId);
	return `kept ${line.plan} after all`;
}

/** Whoever has something parked opens it again, or sends it once more as it is. */
async function retryParked(told: Told): Promise<string | null> {
	for (const seat of told.seats) {
		const parked = (await seat.tablet.waiting()).find(({ refusal }) => refusal !== null);
		if (!parked) continue;
		const { entryId, body } = parked.entry;
		const desk = deskOf(seat);
		if (body.kind === 'submission' && !desk.saved.has(body.submission.assignmentId) && integer(told.random, 2) === 0) {
			await seat.tablet.openAgain(entryId);
			desk.openedAgain.add(entryId);
			desk.saved.set(body.submission.assignmentId, body.submission.answers);
			return `browser ${seat.number} opened ${entryId} again`;
		}
		await seat.tablet.sendAgain(entryId);
		return `browser ${seat.number} queued ${entryId} again`;
	}
	return null;
}

async function twoTabs(told: Told, seat: Seat): Promise<string> {
	const other = await seat.tablet.tab();
	const outcomes = await Promise.all([seat.tablet.exchange(), other.exchange()]);
	other.real.db.close();
	count(told, 'two tabs');
	return `two tabs exchanged: ${outcomes.map(({ state }) => state).join(', ')}`;
}

/** What the coordinator may not do is refused, and changes nothing. */
async function unlessRefused(act: Promise<string>): Promise<string> {
	try {
		return await act;
	} catch (thrown) {
		if (thrown instanceof Refusal) return `the coordinator was refused: ${thrown.problem.code}`;
		throw thrown;
	}
}

/** Often the coordinator happens upon just those plans whose audit is on its way: there the trouble lies. */
async function inHand(term: ScenarioTerm, random: Random, all: readonly Assignment[]): Promise<readonly Assignment[]> {
	if (integer(random, 3) === 0) return all;
	const sent = new Set((await term.entries()).map(({ entryId }) => entryId));
	const waiting = term.queued.filter(({ entryId }) => !sent.has(entryId)).map(({ body }) => assignmentOf(body));
	const some = all.filter(({ assignmentId }) => waiting.includes(assignmentId));
	return some.length > 0 ? some : all;
}

async function withdraw({ term, random }: Told): Promise<string | null> {
	const open = (await term.assignments()).filter((one) => statusOf(one) === 'assigned');
	if (open.length === 0) return null;
	const one = pick(random, await inHand(term, random, open));
	const [plan, name] = [term.planOf(one.planRef), term.nameOf(one.auditorId)];
	return unlessRefused(term.withdraw(plan, name).then(() => `${plan} withdrawn from ${name}`));
}

async function reassign({ term, random }: Told): Promise<string | null> {
	const one = pick(random, await inHand(term, random, await term.assignments()));
	const [plan, from, to] = [term.planOf(one.planRef), term.nameOf(one.auditorId), pick(random, AUDITORS)];
	return unlessRefused(term.reassign(plan, to, from).then(() => `${plan} given to ${to} instead of ${from}`));
}

/** The coordinator opens a sent audit again, with a reason, whatever its auditor's tablets know of it; often one of them hears of it soon. */
async function openRevision(told: Told): Promise<string | null> {
	const { term, random, seats } = told;
	const sent = (await term.assignments()).filter((one) => statusOf(one) === 'submitted');
	if (sent.length === 0) return null;
	const { assignmentId, planRef, auditorId } = pick(random, sent);
	const [plan, name] = [term.planOf(planRef), term.nameOf(auditorId)];
	const opening = revisions.open(term.store, assignmentId, 'Two sections were swapped.', term.by);
	const done = await unlessRefused(
		opening.then((revision) => `${plan} of ${name} opened again for revision ${revision}`)
	);
	const seat = seats.find(({ user }) => user === name);
	if (!seat || integer(random, 4) === 0) return done;
	seat.tablet.signIn(name);
	const heard = await send(told, seat);
	if (seat.tablet.dead) seat.tablet = await seat.tablet.reopen();
	const listed = integer(random, 3) > 0 ? (await listOn(told, seat)).find((one) => one.plan === plan) : undefined;
	const open = listed?.state === 'new' || listed?.state === 'begun';
	const made = listed && open ? await finishListed(told, seat, listed) : null;
	return `${done}; browser ${seat.number}: ${heard}; ${made ?? 'not made anew'}`;
}

async function closeTerm({ term }: Told): Promise<string> {
	return unlessRefused(terms.close(term.store, term.termId, term.by).then(() => 'the term was closed'));
}

async function restart({ term }: Told): Promise<string> {
	await term.server.restart();
	return 'the server was restarted';
}

async function deliverLate(_told: Told, seat: Seat): Promise<string> {
	await seat.tablet.network.deliverLate();
	return 'late requests arrived';
}

async function setClock(told: Told, seat: Seat): Promise<string> {
	const hours = integer(told.random, 24 * 800) - 24 * 400;
	seat.tablet.clockOff({ hours });
	return `clock off by ${hours} hours`;
}

/**
 * Everybody signs in on every browser they used, with a network that holds, and what is late arrives; then once more, because what one
 * of them sent may have changed what another is to have.
 */
async function heal(told: Told): Promise<Schedule['healed']> {
	const healed: { desk: Desk; tablet: ScenarioTablet }[] = [];
	for (const seat of told.seats) {
		seat.tablet.network.next.length = 0;
		await seat.tablet.network.deliverLate();
		for (const desk of seat.desks.values()) {
			seat.tablet.signIn(desk.name);
			healed.push({ desk, tablet: await seat.tablet.handOver() });
		}
	}
	for (const round of ['first', 'last']) {
		for (const { desk, tablet } of healed) {
			tablet.signIn(desk.name);
			const outcome = await tablet.exchange();
			told.story.push(`healed, ${round} round: ${desk.name} on browser ${desk.browser}: ${JSON.stringify(outcome)}`);
			if (outcome.state !== 'done') throw new Error(`after healing, an exchange ended ${outcome.state}`);
		}
	}
	return healed;
}
