/** The tablet of this page at work: whom it works for, unlocked and locked, and what starts an exchange. */
import { browserClock } from './autosave.ts';
import { signing } from './credential.ts';
import { onVersionChange, openDeviceDb, type PersonDb } from './db.ts';
import * as device from './device.ts';
import type { LockedBecause } from './door.svelte.ts';
import { leftOver } from './left-over.svelte.ts';
import { follow, keepInMind, look } from './losses.ts';
import { openWork } from './open-work.svelte.ts';
import * as place from './place.ts';
import { readIds } from './records.ts';
import {
	know,
	leave,
	newId,
	noNetwork,
	now,
	recovering,
	running,
	sender,
	sending,
	stopFollowing,
	stopSchedule
} from './running.ts';
import { createSchedule } from './schedule.ts';
import type { ExchangeOutcome } from './sync.ts';
import { createTablet, type Sender } from './tablet.ts';
import { state } from './this-tablet.svelte.ts';

const moment = () => ({ wall: Date.now(), steady: performance.now() });
/** Wanted with the first exchange, and no part of what must load first. */
const speaking = () => import('./speaking.ts');

/** Starts the tablet of this page; gives the function that stops it. */
export function start(): () => void {
	const events = new AbortController();
	const { signal } = events;
	state.online = navigator.onLine;
	addEventListener('online', () => ((state.online = true), void sendNow()), { signal });
	addEventListener('offline', () => (state.online = false), { signal });
	document.addEventListener('visibilitychange', () => away(document.hidden), { signal });
	addEventListener('pagehide', saveQuietly, { signal });
	addEventListener('pageshow', (event) => (event as PageTransitionEvent).persisted && beginAnew(), { signal });
	for (const touch of ['pointerdown', 'keydown', 'wheel'])
		addEventListener(touch, () => running.door?.touched(), { signal, capture: true, passive: true });
	void begin();
	return () => {
		events.abort();
		leave();
	};
}

/** Another app came in front, or this one again. While it is away, the picture that the tablet keeps of it is blank. */
function away(hidden: boolean) {
	if (hidden) saveQuietly();
	document.documentElement.toggleAttribute('data-away', hidden && state.standing.state === 'ready');
	running.door?.hidden(hidden);
	if (!hidden) void sendNow();
}

/**
 * Somebody went back to a page that the browser had kept as it was (Safari does that): open, and without its right to write, which the
 * browser let go. It is loaded again, unless that would lose what could not be saved.
 */
function beginAnew() {
	openWork.flush().then(
		() => location.reload(),
		() => undefined
	);
}

function saveQuietly() {
	openWork.flush().catch(() => undefined);
}

async function begin(): Promise<void> {
	try {
		const deviceDb = await openDeviceDb();
		running.deviceDb = deviceDb;
		onVersionChange(deviceDb, makeWay);
		state.facts = await device.facts(deviceDb, newId, now);
		if (state.facts.personId) await workFor(state.facts.personId);
		else await meet();
	} catch {
		state.standing = { state: 'no_storage' };
	}
}

/** Asks the server who is signed in, and makes the tablet theirs. */
async function meet(): Promise<void> {
	if (!state.facts || !running.deviceDb) return;
	state.standing = { state: 'nobody', because: null };
	const from = sender(state.facts.deviceId);
	const answer = await sending().then(
		({ introduce }) => introduce(from),
		() => noNetwork
	);
	if (answer.state !== 'answered') {
		if (state.standing.state === 'nobody') state.standing = { state: 'nobody', because: answer };
		return;
	}
	await belongTo(answer.reply.personId);
}

/** Makes the tablet somebody's, from what the server said. Another person's database stays as it is. */
async function belongTo(personId: string): Promise<void> {
	if (!state.facts || !running.deviceDb) return;
	await device.change(running.deviceDb, { personId });
	state.facts = { ...state.facts, personId };
	await workFor(personId);
}

/** Leads a person to the door of their vault, and begins to speak with the server in their name. */
async function workFor(personId: string): Promise<void> {
	const { deviceDb } = running;
	if (!state.facts || !deviceDb) return;
	leave();
	state.elsewhere = undefined;
	state.outcome = null;
	state.helpWanted = await (await recovering()).find(deviceDb, personId);
	const from = signing(deviceDb, personId, sender(state.facts.deviceId));
	// Wanted at once, and not part of what the first page must load before it shows anything.
	const { createDoor } = await import('./door.svelte.ts');
	const door = await createDoor({
		device: deviceDb,
		personId,
		now,
		moment,
		clock: browserClock,
		locks: navigator.locks,
		channel: (vaultId) => new BroadcastChannel(`golden-thread ${vaultId}`),
		opened: (db) => void opened(db, personId, from),
		shut
	});
	running.door = door;
	state.standing = door.kept
		? { state: 'locked', door, because: 'start' }
		: { state: 'set_up', door, vaultId: newId() };
	if (!door.kept) look(personId, false);
	let spoken: typeof import('./speaking.ts') | null = null;
	running.schedule = createSchedule({
		async exchange() {
			try {
				spoken = await speaking();
				return await spoken.speak(from, personId);
			} catch {
				return noNetwork;
			}
		},
		visible: () => !document.hidden,
		random: Math.random,
		clock: browserClock,
		told(ended) {
			state.exchanging = ended === null;
			if (ended === null) return;
			// At once, so that whoever asked for the exchange finds what it brought.
			if (spoken) void spoken.hear(from, personId, ended);
			else state.outcome = ended;
		}
	});
	void running.schedule.now();
}

/** The vault is open: its tablet gets to work, and the page goes on where it was. */
async function opened(db: PersonDb, personId: string, from: Sender): Promise<void> {
	const { door } = running;
	if (!door) return;
	onVersionChange(db, makeWay);
	const tablet = createTablet({ ...from, db, personId, newId });
	look(personId, (await readIds(db, 'contact').catch(() => ['unknown'])).length > 0);
	keepInMind(personId);
	await leftOver.save(tablet);
	state.helpWanted = null;
	state.standing = { state: 'ready', tablet, door, person: null };
	place.returnToPlace();
	follow(tablet);
	void know(tablet);
	void running.schedule?.now();
}

/** Empties the page at once, and resolves when everything that was open is saved. */
async function shut(because: LockedBecause): Promise<void> {
	const { door } = running;
	if (!door) return;
	place.remember();
	const saves = openWork.leave();
	const closing = state.standing.state === 'ready' ? state.standing.tablet : null;
	stopFollowing();
	state.standing = { state: 'locked', door, because };
	document.documentElement.removeAttribute('data-away');
	// What cannot be saved now is neither dropped nor shown: it waits in memory for the next unlocking.
	await saves;
	if (closing)
		await speaking()
			.then(({ makeReady }) => makeReady(closing))
			.catch(() => undefined);
}

/** Locks now. */
export async function lock(): Promise<void> {
	await running.door?.lock('asked');
}

/** Exchanges now where the tablet knows its person, else asks again who is signed in. */
export async function sendNow(): Promise<void> {
	if (running.schedule) await running.schedule.now();
	else if (state.standing.state === 'nobody' && state.standing.because !== null) await meet();
}

/** Has drafts of other tablets go on here; without a network nothing moves. */
export async function claimHere(assignmentIds: readonly string[]): Promise<ExchangeOutcome> {
	if (state.standing.state !== 'ready') return noNetwork;
	const { tablet } = state.standing;
	return sending().then(
		({ exchange }) => exchange(tablet, assignmentIds),
		() => noNetwork
	);
}

/** Hands the tablet over to the person who is signed in. What the one before left unsent waits for them. */
export async function switchPerson(personId: string): Promise<void> {
	state.outcome = null;
	state.standing = { state: 'opening' };
	await belongTo(personId);
}

/** Forgets whose tablet it is, at sign-out: the next person is asked for, and the records stay where they are. */
export async function forgetPerson(): Promise<void> {
	await openWork.flush();
	leave();
	if (running.deviceDb) await device.change(running.deviceDb, { personId: null });
}

/** A newer version wants the database: save, say so, load again. */
async function makeWay(): Promise<void> {
	const saved = await openWork.flush().then(
		() => true,
		() => false
	);
	stopSchedule();
	state.standing = { state: 'reloading', saved };
	// Left standing where a save failed: the text is still on the screen's side and can be exported.
	if (saved) setTimeout(() => location.reload(), 1500);
}
