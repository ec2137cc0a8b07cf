/** The tablet of this page: whose it is, how its exchanges go, and what starts them. The one place that knows the browser. */
import { version } from '$app/environment';
import { v7 } from 'uuid';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { Workload } from '#lib/domain/sync.ts';
import { browserClock } from './autosave.ts';
import { onVersionChange, openDeviceDb, openPersonDb, type Contact, type DeviceDb } from './db.ts';
import * as device from './device.ts';
import { openWork } from './open-work.svelte.ts';
import { read } from './records.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import type { ExchangeFailure, ExchangeOutcome } from './sync.ts';
import { createTablet, type Sender, type Tablet } from './tablet.ts';

/** Who this tablet works for. */
export type Standing =
	| { readonly state: 'opening' }
	/** Nobody is known here; why the first exchange could not tell, null while it runs. */
	| { readonly state: 'nobody'; readonly because: ExchangeFailure['state'] | null }
	| { readonly state: 'ready'; readonly tablet: Tablet; readonly person: Workload['person'] | null }
	/** Somebody else signed in: what the tablet holds of its person stays, and is not shown. */
	| { readonly state: 'other_person'; readonly personId: string }
	/** The browser refuses to store anything here (private window, blocked storage, full). */
	| { readonly state: 'no_storage' }
	/** Another tab brought a newer version: saved, and about to load again. */
	| { readonly state: 'reloading'; readonly saved: boolean };

let standing = $state.raw<Standing>({ state: 'opening' });
let facts = $state.raw<device.DeviceFacts | null>(null);
let outcome = $state.raw<ExchangeOutcome | null>(null);
let exchanging = $state(false);
let network = $state(true);
let contactAt = $state.raw<Instant | null>(null);

let deviceDb: DeviceDb | null = null;
let schedule: Schedule | null = null;

const now = (): Instant => new Date().toISOString();
const newId = (): string => v7();

export const thisTablet = {
	get standing() {
		return standing;
	},
	get facts() {
		return facts;
	},
	/** How the last exchange ended; null before the first. */
	get outcome() {
		return outcome;
	},
	get exchanging() {
		return exchanging;
	},
	/** Whether there seems to be a network. */
	get network() {
		return network && outcome?.state !== 'no_network';
	},
	/** When the tablet and the server last spoke, by the tablet's clock. */
	get contactAt() {
		return contactAt;
	}
};

/** Starts the tablet of this page; gives the function that stops it. */
export function start(): () => void {
	const events = new AbortController();
	const { signal } = events;
	network = navigator.onLine;
	addEventListener('online', () => ((network = true), void sendNow()), { signal });
	addEventListener('offline', () => (network = false), { signal });
	document.addEventListener('visibilitychange', () => (document.hidden ? saveQuietly() : void sendNow()), { signal });
	addEventListener('pagehide', saveQuietly, { signal });
	void begin();
	return () => {
		events.abort();
		schedule?.stop();
		schedule = null;
	};
}

function saveQuietly() {
	openWork.flush().catch(() => undefined);
}

async function begin(): Promise<void> {
	try {
		deviceDb = await openDeviceDb();
		onVersionChange(deviceDb, makeWay);
		facts = await device.facts(deviceDb, newId, now);
		if (facts.personId) await workFor(facts.personId);
		else await meet();
	} catch {
		standing = { state: 'no_storage' };
	}
}

/** `fetch` must be called as the window's own. */
function sender(deviceId: string): Sender {
	return { deviceId, build: version, fetch: (path, init) => fetch(path, init), now };
}

/** What speaks with the server; opening an audit does not wait for it. Without a network it may not be here, and then nothing can be sent either. */
const sending = () => import('./sync.ts');
const noNetwork: ExchangeFailure = { state: 'no_network' };

/** Asks the server who is signed in, and makes the tablet theirs. */
async function meet(): Promise<void> {
	if (!facts || !deviceDb) return;
	standing = { state: 'nobody', because: null };
	const from = sender(facts.deviceId);
	const answer = await sending().then(
		({ introduce }) => introduce(from),
		() => noNetwork
	);
	if (answer.state !== 'answered') {
		if (standing.state === 'nobody') standing = { state: 'nobody', because: answer.state };
		return;
	}
	await belongTo(answer.reply.personId);
}

/** Makes the tablet somebody's, from what the server said. Another person's database stays as it is. */
async function belongTo(personId: string): Promise<void> {
	if (!facts || !deviceDb) return;
	await device.change(deviceDb, { personId });
	facts = { ...facts, personId };
	await workFor(personId);
}

async function workFor(personId: string): Promise<void> {
	if (!facts) return;
	const db = await openPersonDb(personId);
	onVersionChange(db, makeWay);
	const tablet = createTablet({ ...sender(facts.deviceId), db, personId, newId });
	standing = { state: 'ready', tablet, person: null };
	void know(tablet);
	schedule?.stop();
	schedule = createSchedule({
		exchange: () =>
			sending().then(
				({ exchange }) => exchange(tablet),
				() => noNetwork
			),
		visible: () => !document.hidden,
		random: Math.random,
		clock: browserClock,
		told: (ended) => void hear(tablet, ended)
	});
	void schedule.now();
}

/** Shows whose tablet it is, as the last exchange told; the pages do not wait for it. */
async function know(tablet: Tablet): Promise<void> {
	const contact: Contact | null = await read(tablet.db, 'contact', 'contact').catch(() => null);
	if (!contact || standing.state !== 'ready' || standing.tablet !== tablet) return;
	contactAt = contact.contactAt;
	standing = { ...standing, person: contact.person };
}

async function hear(tablet: Tablet, ended: ExchangeOutcome | null): Promise<void> {
	exchanging = ended === null;
	if (ended === null) return;
	outcome = ended;
	if (ended.state === 'done') {
		await know(tablet);
		contactAt = ended.at;
	}
	if (ended.state === 'other_person') {
		// Nothing of the first person's may stay on the screen, and nothing of it may be lost.
		await openWork.flush().catch(() => undefined);
		schedule?.stop();
		schedule = null;
		standing = { state: 'other_person', personId: ended.personId };
	}
}

/** Exchanges now where the tablet knows its person, else asks again who is signed in. */
export async function sendNow(): Promise<void> {
	if (schedule) await schedule.now();
	else if (standing.state === 'nobody' && standing.because !== null) await meet();
}

/** Hands the tablet over to the person who is signed in. What the one before left unsent waits for them. */
export async function switchPerson(personId: string): Promise<void> {
	outcome = null;
	standing = { state: 'opening' };
	await belongTo(personId);
}

/** Forgets whose tablet it is, at sign-out: the next person is asked for, and the records stay where they are. */
export async function forgetPerson(): Promise<void> {
	await openWork.flush();
	schedule?.stop();
	schedule = null;
	if (deviceDb) await device.change(deviceDb, { personId: null });
}

/** Asks the browser once to keep what is stored, on the first save. */
export async function keepStored(): Promise<void> {
	if (!deviceDb || !facts || facts.persisted !== null) return;
	facts = { ...facts, persisted: false };
	facts = { ...facts, persisted: await device.askToKeep(deviceDb, navigator.storage) };
}

/** Asks the browser, again where it said no before, to keep what is stored. */
export async function askToKeep(): Promise<void> {
	if (!deviceDb || !facts) return;
	facts = { ...facts, persisted: await device.askToKeep(deviceDb, navigator.storage) };
}

/** Switches whether an answer that needs no note leads to the next question by itself. */
export async function setMoveOn(moveOn: boolean): Promise<void> {
	if (!deviceDb || !facts) return;
	facts = { ...facts, moveOn };
	await device.change(deviceDb, { moveOn });
}

/** Switches the shortcuts of a single key; keys with Ctrl stay. */
export async function setShortcuts(shortcuts: boolean): Promise<void> {
	if (!deviceDb || !facts) return;
	facts = { ...facts, shortcuts };
	await device.change(deviceDb, { shortcuts });
}

/** A newer version wants the database: save, say so, load again. */
async function makeWay(): Promise<void> {
	const saved = await openWork.flush().then(
		() => true,
		() => false
	);
	schedule?.stop();
	standing = { state: 'reloading', saved };
	// Left standing where a save failed: the text is still on the screen's side and can be exported.
	if (saved) setTimeout(() => location.reload(), 1500);
}
