/** What the tablets tell of the present term: plans opened and begun, what waits, who has gone quiet, an audit asked back. */
import { statusOf, type Assignment } from '#lib/domain/assignment.ts';
import { addDays, type Instant } from '#lib/domain/plain-date.ts';
import type { Person } from '#lib/domain/person.ts';
import { randomStream } from '#lib/domain/random.ts';
import { PROTOCOL, type EntryBody, type TabletReport } from '#lib/domain/sync.ts';
import * as assignments from '#lib/server/assignments.ts';
import { contentHash } from '#lib/server/content-hash.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as dueDates from '#lib/server/due-dates.ts';
import { newId } from '#lib/server/ids.ts';
import * as people from '#lib/server/people.ts';
import * as sync from '#lib/server/sync.ts';
import { between, happens } from './chance.ts';
import { keyPeople } from './people.ts';
import { moment, type DemoTerm } from './school-years.ts';
import type { Timeline } from './timeline.ts';

/** What the loading of a term has at hand. */
interface Setting {
	readonly store: Store;
	readonly timeline: Timeline;
	readonly seed: string;
	readonly coordinatorId: string;
	readonly partnershipName: string;
	readonly devices: Map<string, string>;
}

/** Days since the plans were given out before there is something to tell. */
const SETTLED = 16;
const QUESTIONS = 69;
const HOUR = 3_600_000;

function before(limit: Instant, hours: number): Instant {
	return new Date(Date.parse(limit) - hours * HOUR).toISOString();
}

/** Adds the last exchange of each tablet in a term that is under way; what was begun and not sent is opened with it. */
export async function addTablets(setting: Setting, term: DemoTerm, termId: string): Promise<void> {
	const { store, timeline, seed } = setting;
	if (term.closedOn || moment(addDays(term.confirmedOn, SETTLED), 0) > timeline.limit) return;
	const key: readonly string[] = Object.values(keyPeople);
	// By address, so that every engine has the same.
	const auditors = (await people.auditors(store)).sort((a, b) => (a.email < b.email ? -1 : 1));
	const others = auditors.filter(({ email }) => !key.includes(email));
	for (const person of auditors) {
		const random = randomStream(`${seed} tablet ${person.email}`);
		const at = others.indexOf(person);
		// One in eight has gone quiet; the others were in touch within the last two days.
		const quiet = at % 8 === 3;
		// Between eight in the morning and eight in the evening.
		const days = quiet ? between(random, 8, 11) : between(random, 0, 1);
		const now = before(timeline.limit, 24 * days + between(random, 4, 16));
		timeline.add(now, async () => {
			const own = await openOf(store, termId, person.personId);
			const touched = at < 0 ? [] : own.filter(() => happens(random, quiet ? 0.3 : 0.7));
			const begun = touched
				.filter(() => happens(random, 0.6))
				.map(({ assignmentId }) => ({ assignmentId, answered: between(random, 4, 61), of: QUESTIONS }));
			const bodies = touched.map(({ assignmentId }): EntryBody => ({
				kind: 'opening',
				opening: { assignmentId, openedAt: now }
			}));
			const waiting = at === 6 || at === 14 ? 1 : 0;
			const practisedAt = moment(term.confirmedOn, 300);
			const refused = at === 17 ? 1 : 0;
			await tell(setting, person, bodies, now, { waiting, refused, begun, practisedAt });
		});
	}
	addAskedBack(setting, termId, others);
	addOverdue(setting, term, termId, others);
}

async function openOf(store: Store, termId: string, auditorId: string): Promise<Assignment[]> {
	return (await assignments.list(store, termId))
		.filter((one) => one.auditorId === auditorId && statusOf(one) === 'assigned')
		.sort((a, b) => (a.planRef < b.planRef ? -1 : 1));
}

/** The first auditor who has sent something asks for it back, the evening before today. */
function addAskedBack(setting: Setting, termId: string, auditors: readonly Person[]): void {
	const { store, timeline } = setting;
	const now = before(timeline.limit, 4);
	timeline.add(now, async () => {
		const sent = (await assignments.list(store, termId))
			.filter((one) => statusOf(one) === 'submitted')
			.sort((a, b) => (a.planRef < b.planRef ? -1 : 1));
		for (const person of auditors) {
			const audit = sent.find(({ auditorId }) => auditorId === person.personId);
			if (!audit) continue;
			const words = 'I looked at the wrong year’s outcomes in Section E.';
			const asked = { assignmentId: audit.assignmentId, revision: 1, words, askedAt: now };
			await tell(setting, person, [{ kind: 'revision_request', revisionRequest: asked }], now);
			return;
		}
	});
}

/** Two plans were wanted sooner than the others and have not come. */
function addOverdue(
	{ store, timeline, coordinatorId }: Setting,
	term: DemoTerm,
	termId: string,
	auditors: readonly Person[]
): void {
	const now = moment(addDays(term.confirmedOn, 3), 200);
	timeline.add(now, async () => {
		const dueOn = addDays(timeline.limit.slice(0, 10), -5);
		const soon: Assignment[] = [];
		for (const at of [2, 9]) soon.push(...(await openOf(store, termId, auditors[at]?.personId ?? '')).slice(0, 1));
		const wanted = soon.map(({ assignmentId }) => ({ assignmentId, dueOn }));
		await dueDates.change(store, termId, wanted, { actorId: coordinatorId, now });
	});
}

/** One exchange of a tablet, as it would send it. Throws where something of it is refused. */
async function tell(
	{ store, devices, partnershipName }: Setting,
	{ personId, name, email, roles, schoolUrns }: Person,
	bodies: readonly EntryBody[],
	now: Instant,
	report?: TabletReport
): Promise<void> {
	const deviceId = devices.get(personId) ?? newId();
	devices.set(personId, deviceId);
	const { receipts } = await sync.exchange(
		store,
		{ personId, partnershipId: store.partnershipId, partnershipName, name, email, roles, schoolUrns },
		{
			protocol: PROTOCOL,
			build: 'demonstration',
			deviceId,
			cursor: null,
			rubricsHeld: [],
			entries: bodies.map((body) => ({ entryId: newId(), contentHash: contentHash(body), body })),
			...(report && { report })
		},
		now
	);
	if (receipts.some(({ outcome }) => outcome === 'refused'))
		throw new Error('what a tablet of the demonstration told was refused');
}
