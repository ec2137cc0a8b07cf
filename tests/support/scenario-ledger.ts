/**
 * What must hold after any schedule: nothing lost, nothing twice, nothing under another's name. Compares what tablets said they had
 * saved, what lies on them now, and what the server holds.
 */
import { statusOf, type AssignmentStatus } from '#lib/domain/assignment.ts';
import type { ProblemCode } from '#lib/domain/problem.ts';
import { assignmentOf } from '#lib/domain/sync.ts';
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import { read, readAll } from '#lib/client/records.ts';
import * as activity from '#lib/server/activity.ts';
import * as revisions from '#lib/server/revisions.ts';
import type { Schedule } from './scenario-schedule.ts';

/** What a schedule may be found guilty of. */
export type Fault = 'lost' | 'duplicate' | 'foreign' | 'false receipt' | 'order' | 'workload';

export interface Breach {
	readonly fault: Fault;
	readonly what: string;
}

/** Gives every breach; none where all is well. */
export async function breachesOf(schedule: Schedule): Promise<Breach[]> {
	const found: Breach[] = [];
	const breach = (fault: Fault, what: string) => void found.push({ fault, what });
	await checkServer(schedule, breach);
	await checkQueued(schedule, breach);
	await checkTablets(schedule, breach);
	return found;
}

type Report = (fault: Fault, what: string) => void;

const same = (one: unknown, other: unknown) => canonicalJson(one) === canonicalJson(other);

/** The server holds nothing but what auditors sent, once, under their own name, and in an order that makes sense. */
async function checkServer({ term }: Schedule, breach: Report): Promise<void> {
	const entries = await term.entries();
	const stored = await term.submissions();
	const given = new Map((await term.assignments()).map((one) => [one.assignmentId, one]));
	const made = new Map(term.queued.map((line) => [line.entryId, line]));
	for (const entry of entries) {
		const line = made.get(entry.entryId);
		if (!line) breach('foreign', `entry ${entry.entryId} was made by nobody`);
		else if (line.personId !== entry.personId) breach('foreign', `entry ${entry.entryId} is under another's name`);
		else if (line.contentHash !== entry.contentHash) breach('foreign', `entry ${entry.entryId} has other content`);
	}
	const again = await openedAgain(term);
	/** The revisions of each assignment, in the order in which they came. */
	const counted = new Map<string, number>();
	for (const audit of stored) {
		const last = counted.get(audit.assignmentId) ?? 0;
		if (audit.revision !== last + 1)
			breach('duplicate', `assignment ${audit.assignmentId} has revision ${audit.revision} after ${last}`);
		if (audit.revision > 1 && !again.has(`${audit.assignmentId}@${audit.revision}`))
			breach('duplicate', `revision ${audit.revision} of ${audit.assignmentId} came though nobody opened it`);
		counted.set(audit.assignmentId, audit.revision);
		const line = made.get(audit.entryId);
		const body = line?.body.kind === 'submission' ? line.body.submission : null;
		if (!body || !same(body.answers, audit.answers)) breach('foreign', `audit ${audit.entryId} is not what was made`);
		const assignment = given.get(audit.assignmentId);
		const owner = assignment && term.nameOf(assignment.auditorId);
		if (owner !== audit.auditor) breach('foreign', `audit ${audit.entryId} is not its auditor's`);
	}
	for (const { assignmentId, submittedAt } of given.values()) {
		const last = counted.get(assignmentId) ?? 0;
		const open = last === 0 || again.has(`${assignmentId}@${last + 1}`);
		if (submittedAt && open)
			breach('lost', `assignment ${assignmentId} was sent, but revision ${last + 1} is not there`);
		if (!submittedAt && !open) breach('lost', `assignment ${assignmentId} does not know that it was sent`);
	}
	const audits = entries.filter(({ kind }) => kind === 'submission').length;
	if (audits !== stored.length) breach('lost', `${audits} entries, but ${stored.length} audits`);
	const places = new Map<string, number>();
	for (const { planRef, marking, ...one } of given.values()) {
		if (!['assigned', 'submitted'].includes(statusOf(one))) continue;
		const place = `${planRef} ${marking}`;
		places.set(place, (places.get(place) ?? 0) + 1);
	}
	for (const [place, times] of places) if (times > 1) breach('duplicate', `${place} is given to ${times} auditors`);
	await checkOrder({ term, stored }, breach);
}

/** Gives what a coordinator opened again, as `assignment@revision`. */
async function openedAgain({ store, termId }: Schedule['term']): Promise<Set<string>> {
	const all = await revisions.list(store, termId);
	return new Set(
		all.flatMap(({ assignmentId, revision, openedAt }) => (openedAt ? [`${assignmentId}@${revision}`] : []))
	);
}

/** No audit was taken in after its plan was taken or handed back; the order of acts has no gap. */
async function checkOrder(
	{ term, stored }: Pick<Schedule, 'term'> & { stored: Awaited<ReturnType<Schedule['term']['submissions']>> },
	breach: Report
): Promise<void> {
	const lines = (await activity.list(term.store, { limit: 10_000 })).reverse();
	lines.forEach(({ sequence }, at) => {
		if (sequence !== at + 1) breach('order', `act ${at + 1} has the number ${sequence}`);
	});
	const assignmentOf = new Map(stored.map((audit) => [audit.entryId, audit.assignmentId]));
	const ended = new Set<string>();
	for (const { action, subject } of lines) {
		if (subject === null) continue;
		if (action === 'assignment.withdrawn' || action === 'assignment.declined') ended.add(subject);
		const assignmentId = action === 'entry.accepted' ? assignmentOf.get(subject) : undefined;
		if (assignmentId !== undefined && ended.has(assignmentId))
			breach('order', `audit ${subject} was taken in after its plan was taken back`);
	}
}

/** The one reason for which an audit or a hand-back may be refused, by where its assignment stands in the end. */
const because: Readonly<Record<AssignmentStatus, ProblemCode | null>> = {
	assigned: null,
	submitted: 'assignment.already_submitted',
	declined: 'assignment.declined',
	withdrawn: 'assignment.withdrawn'
};

/** What is said of an entry whose audit came from another tablet first. */
const overtaken: ReadonlySet<ProblemCode> = new Set(['assignment.already_submitted', 'submission.revision']);

/** Whatever a tablet said it had saved for sending is at the server, or on that tablet with the reason why not. */
async function checkQueued({ term, healed }: Schedule, breach: Report): Promise<void> {
	const accepted = new Map((await term.entries()).map((entry) => [entry.entryId, entry]));
	const given = new Map((await term.assignments()).map((one) => [one.assignmentId, one]));
	const takenBack = new Set(healed.flatMap(({ desk }) => [...desk.openedAgain]));
	const sent = new Set((await term.submissions()).map(({ assignmentId }) => assignmentId));
	for (const line of term.queued) {
		const at = healed.find(({ tablet }) => tablet.personId === line.personId && tablet.real.deviceId === line.deviceId);
		const kept = at && (await at.tablet.waiting()).find(({ entry }) => entry.entryId === line.entryId);
		if (accepted.has(line.entryId)) {
			if (kept) breach('false receipt', `entry ${line.entryId} is at the server, but its tablet does not know it`);
			continue;
		}
		// A hand-back thought better of, or an audit that its auditor opened again: `checkTablets` looks for the draft.
		if (takenBack.has(line.entryId)) continue;
		if (!kept) {
			breach('lost', `entry ${line.entryId} is neither sent nor on its tablet`);
			continue;
		}
		if (!same(kept.entry.body, line.body)) breach('lost', `entry ${line.entryId} changed on its tablet`);
		const { body } = line;
		const assignmentId = assignmentOf(body);
		const assignment = given.get(assignmentId);
		const reason = assignment && because[statusOf(assignment)];
		if (!kept.refusal) breach('lost', `entry ${line.entryId} still waits, with nothing in its way`);
		// It was judged when another tablet had sent the audit; whether that was opened again since does not matter to it.
		else if (sent.has(assignmentId) && overtaken.has(kept.refusal.code)) continue;
		else if (kept.refusal.code !== reason)
			breach('lost', `entry ${line.entryId} is refused (${kept.refusal.code}), though its plan is ${reason ?? 'open'}`);
	}
}

/** What a tablet shows as sent is at the server, drafts are where they were saved, and plans to do are the ones given. */
async function checkTablets({ term, healed }: Schedule, breach: Report): Promise<void> {
	const stored = new Map((await term.submissions()).map((audit) => [audit.entryId, audit]));
	const entries = new Map((await term.entries()).map((entry) => [entry.entryId, entry]));
	const given = await term.assignments();
	const declined = new Set(
		term.queued.flatMap(({ entryId, body, personId, deviceId }) =>
			body.kind === 'decline' && entries.has(entryId) ? [`${personId} ${deviceId} ${body.decline.assignmentId}`] : []
		)
	);
	for (const { desk, tablet } of healed) {
		const { db } = tablet.real;
		const where = `${desk.name} on browser ${desk.browser}`;
		const waiting = new Set((await tablet.waiting()).map(({ entry }) => entry.entryId));
		for (const kept of await readAll(db, 'submissions')) {
			const audit = stored.get(kept.entryId);
			if (!kept.receipt) {
				if (!waiting.has(kept.entryId))
					breach('lost', `${where}: audit ${kept.entryId} is not sent, and does not wait`);
				continue;
			}
			const { receivedAt, sequence } = kept.receipt;
			if (!audit) breach('false receipt', `${where}: audit ${kept.entryId} shows as sent, but is not there`);
			else if (!same(audit.answers, kept.submission.answers))
				breach('false receipt', `${where}: audit ${kept.entryId} shows as sent, but something else is there`);
			else if (audit.receivedAt !== receivedAt || entries.get(kept.entryId)?.sequence !== sequence)
				breach('false receipt', `${where}: audit ${kept.entryId} has another receipt than the first`);
		}
		for (const [assignmentId, answers] of desk.saved) {
			if (declined.has(`${tablet.personId} ${tablet.real.deviceId} ${assignmentId}`)) continue;
			const draft = await read(db, 'drafts', assignmentId);
			if (draft && same(draft.draft.answers, answers)) continue;
			// It moved away and came back as it was written there: what this tablet had is kept aside.
			const aside = (await readAll(db, 'aside')).filter((kept) => kept.draft.assignmentId === assignmentId);
			if (aside.some((kept) => same(kept.draft.answers, answers))) continue;
			if (!draft) breach('lost', `${where}: the draft of ${assignmentId} is gone`);
			else breach('lost', `${where}: the draft of ${assignmentId} changed`);
		}
		const held = (await readAll(db, 'workload')).map(({ assignmentId }) => assignmentId).sort();
		const own = given.filter((one) => one.auditorId === tablet.personId);
		const due = own.filter((one) => ['assigned', 'submitted'].includes(statusOf(one))).map((one) => one.assignmentId);
		const closed = (await term.isClosed()) ? [] : due.sort();
		if (!same(held, closed)) breach('workload', `${where}: holds ${held.join()}, not ${closed.join()}`);
	}
}
