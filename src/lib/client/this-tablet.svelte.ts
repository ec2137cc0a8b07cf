/** The tablet of this page: whose it is, how its exchanges go, and what starts them. The one place that knows the browser. */
import { version } from '$app/environment';
import { liveQuery } from 'dexie';
import { v7 } from 'uuid';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { Recovered, VaultKept } from '#lib/domain/draft-backup.ts';
import type { Workload } from '#lib/domain/sync.ts';
import { browserClock } from './autosave.ts';
import { onVersionChange, openDeviceDb, openLockedDb, type Contact, type DeviceDb, type PersonDb } from './db.ts';
import * as device from './device.ts';
import { register, signing } from './credential.ts';
import type { Door, LockedBecause, Tried } from './door.svelte.ts';
import * as marker from './marker.ts';
import * as outbox from './outbox.ts';
import { leftOver } from './left-over.svelte.ts';
import { openWork } from './open-work.svelte.ts';
import * as place from './place.ts';
import { read, readIds } from './records.ts';
import type { Restored } from './restore.ts';
import type { KeptRecovery } from './recovery.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import type { ExchangeFailure, ExchangeOutcome } from './sync.ts';
import { createTablet, type Sender, type Tablet } from './tablet.ts';

/** Who this tablet works for. */
export type Standing =
	| { readonly state: 'opening' }
	/** Nobody is known here; why the first exchange could not tell, null while it runs. */
	| { readonly state: 'nobody'; readonly because: ExchangeFailure['state'] | null }
	/** A person is known, and has no vault here yet. */
	| { readonly state: 'set_up'; readonly door: Door; readonly vaultId: string }
	/** Nothing of what is in the vault is on the page, or in its memory. */
	| { readonly state: 'locked'; readonly door: Door; readonly because: LockedBecause }
	| {
			readonly state: 'ready';
			readonly tablet: Tablet;
			readonly door: Door;
			readonly person: Workload['person'] | null;
	  }
	/** This tablet may not be used any more; `emptied` once what it had was taken by the team, and nothing is left on it. */
	| { readonly state: 'revoked'; readonly emptied: boolean }
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
let lost = $state.raw<marker.Marker | null>(null);
let damaged = $state(0);
let wanted = $state.raw<KeptRecovery | null>(null);
let elsewhere = $state.raw<VaultKept | null | undefined>();

let deviceDb: DeviceDb | null = null;
let schedule: Schedule | null = null;
let door: Door | null = null;

const now = (): Instant => new Date().toISOString();
const newId = (): string => v7();
const moment = () => ({ wall: Date.now(), steady: performance.now() });

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
	},
	/** What should be here and is not: its database has gone. */
	get lost() {
		return lost;
	},
	/** The vault that this person has on another tablet; undefined until the team was heard, null where there is none. */
	get elsewhere() {
		return elsewhere;
	},
	/** What this tablet asked help with; null where it did not. */
	get helpWanted() {
		return wanted;
	},
	/** How many records on this tablet do not open any more. */
	get damaged() {
		return damaged;
	}
};

/** Starts the tablet of this page; gives the function that stops it. */
export function start(): () => void {
	const events = new AbortController();
	const { signal } = events;
	network = navigator.onLine;
	addEventListener('online', () => ((network = true), void sendNow()), { signal });
	addEventListener('offline', () => (network = false), { signal });
	document.addEventListener('visibilitychange', () => away(document.hidden), { signal });
	addEventListener('pagehide', saveQuietly, { signal });
	for (const touch of ['pointerdown', 'keydown', 'wheel'])
		addEventListener(touch, () => door?.touched(), { signal, capture: true, passive: true });
	void begin();
	return () => {
		events.abort();
		schedule?.stop();
		schedule = null;
		door?.stop();
		door = null;
	};
}

/** Another app came in front, or this one again. While it is away, the picture that the tablet keeps of it is blank. */
function away(hidden: boolean) {
	if (hidden) saveQuietly();
	document.documentElement.toggleAttribute('data-away', hidden && standing.state === 'ready');
	door?.hidden(hidden);
	if (!hidden) void sendNow();
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
/** As the door is: wanted at once, and no part of what must load first. */
const recovering = () => import('./recovery.ts');
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

/** Leads a person to the door of their vault, and begins to speak with the server in their name. */
async function workFor(personId: string): Promise<void> {
	if (!facts || !deviceDb) return;
	leave();
	elsewhere = undefined;
	outcome = null;
	wanted = await (await recovering()).find(deviceDb, personId);
	const from = signing(deviceDb, personId, sender(facts.deviceId));
	// Wanted at once, and not part of what the first page must load before it shows anything.
	const { createDoor } = await import('./door.svelte.ts');
	door = await createDoor({
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
	standing = door.kept ? { state: 'locked', door, because: 'start' } : { state: 'set_up', door, vaultId: newId() };
	if (!door.kept) lost = marker.missing(marker.expected(localStorage, personId), false);
	schedule = createSchedule({
		exchange: () => speak(from, personId).catch(() => noNetwork),
		visible: () => !document.hidden,
		random: Math.random,
		clock: browserClock,
		told: (ended) => void hear(from, personId, ended)
	});
	void schedule.now();
}

/** An open tablet exchanges, a locked one sends what is sealed already, and one without a vault says that it is there. */
async function speak(from: Sender, personId: string): Promise<ExchangeOutcome> {
	if (standing.state === 'ready') return (await sending()).exchange(standing.tablet);
	// Another tab may have asked meanwhile, or be done with it.
	const { find, asSent } = await recovering();
	wanted = deviceDb && (await find(deviceDb, personId));
	const help = wanted ? asSent(wanted) : undefined;
	if (!door?.kept) return (await sending()).knock(from, personId, help);
	const db = await openLockedDb(door.kept.record.vaultId);
	try {
		return await (await import('./locked.ts')).sendWhileLocked(from, db, personId, help);
	} finally {
		db.close();
	}
}

/** A revoked tablet sends what it still has, and empties itself once that has arrived. */
async function sayFarewell(from: Sender, personId: string): Promise<void> {
	const vaultId = door?.kept?.record.vaultId;
	// Fetched before anything goes, the app's own files with it.
	const { wipe } = await import('./wipe.ts');
	await openWork.flush().catch(() => undefined);
	if (standing.state === 'ready') await makeReady(standing.tablet);
	leave();
	standing = { state: 'revoked', emptied: false };
	if (!deviceDb) return;
	if (vaultId) {
		const db = await openLockedDb(vaultId);
		const arrived = await import('./locked.ts').then(({ sayFarewell: say }) => say(from, db)).catch(() => false);
		db.close();
		if (!arrived) return;
	}
	await wipe({ device: deviceDb, notes: localStorage, caches, workers: navigator.serviceWorker }, personId).catch(
		() => undefined
	);
	standing = { state: 'revoked', emptied: true };
}

/** Seals what waits, so that all of it can go while the vault is locked. */
async function makeReady(tablet: Tablet): Promise<void> {
	const [{ sealWaiting }, backups] = await Promise.all([import('./letters.ts'), import('./backups.ts')]);
	await sealWaiting(tablet);
	await backups.make(tablet);
}

/** The vault is open: its tablet gets to work, and the page goes on where it was. */
async function opened(db: PersonDb, personId: string, from: Sender): Promise<void> {
	if (!door) return;
	onVersionChange(db, makeWay);
	const tablet = createTablet({ ...from, db, personId, newId });
	const there = (await readIds(db, 'contact').catch(() => ['unknown'])).length > 0;
	lost = marker.missing(marker.expected(localStorage, personId), there);
	// The next exchange brings plans: what is missing must not be taken for there by then.
	if (lost) marker.note(localStorage, personId, { ...lost, gone: true });
	await leftOver.save(tablet);
	wanted = null;
	standing = { state: 'ready', tablet, door, person: null };
	place.returnToPlace();
	follow(tablet);
	void know(tablet);
	void schedule?.now();
}

let unfollow: (() => void) | null = null;

/** Notes outside the database how much is in it, for the day on which it has gone. */
function follow(tablet: Tablet): void {
	unfollow?.();
	const following = liveQuery(async () => {
		const drafts = await readIds(tablet.db, 'drafts');
		const waiting = (await outbox.list(tablet)).filter((entry) => !outbox.isNote(entry));
		const sent = waiting.flatMap(({ entry: { body } }) => (body.kind === 'submission' ? [body.submission] : []));
		const plans = [...drafts, ...sent.map(({ assignmentId }) => assignmentId)];
		return { drafts: drafts.length, waiting: waiting.length, plans };
	}).subscribe({
		next(counts) {
			damaged = tablet.db.damaged.size;
			// What went missing stays noted until somebody said that they know.
			if (lost) return;
			marker.note(localStorage, tablet.personId, { vaultId: tablet.vault.vaultId, ...counts, at: now() });
		}
	});
	unfollow = () => following.unsubscribe();
}

/** Has drafts of other tablets go on here; without a network nothing moves. */
export async function claimHere(assignmentIds: readonly string[]): Promise<ExchangeOutcome> {
	if (standing.state !== 'ready') return noNetwork;
	const { tablet } = standing;
	return sending().then(
		({ exchange }) => exchange(tablet, assignmentIds),
		() => noNetwork
	);
}

/** Asks the team for help with a forgotten passphrase, and once more where they were asked before. */
export async function askForHelp(vaultId: string): Promise<void> {
	const personId = facts?.personId;
	if (!deviceDb || !personId) return;
	wanted = await (await recovering()).begin(deviceDb, personId, vaultId);
	await sendNow();
}

/** Opens the vault with the key that the team handed over; from then on the new passphrase opens it. */
export async function openWithHelp({ vaultId, sealed }: Recovered, passphrase: string): Promise<Tried> {
	if (!door || !wanted) return { state: 'other_key' };
	const { receive } = await import('#lib/sealing/escrow.ts');
	const dataKey = await receive(wanted.pair, vaultId, sealed).catch(() => null);
	return dataKey ? door.recover(vaultId, dataKey, passphrase) : { state: 'other_key' };
}

/** The device's database, and what ends all work with it, for a tablet that is about to be emptied. */
export const last = () => [deviceDb, leave] as const;

/** Brings back what the team keeps of the audits that have gone. */
export async function bringBack(): Promise<Restored | ExchangeFailure> {
	if (standing.state !== 'ready' || !lost) return noNetwork;
	const [{ tablet }, gone] = [standing, lost];
	return import('./restore.ts').then(
		({ restore }) => restore(tablet, gone),
		() => noNetwork
	);
}

/** The person knows that records have gone from this tablet. */
export function knowsOfLoss(): void {
	if (standing.state !== 'ready') return;
	lost = null;
	follow(standing.tablet);
}

/** Empties the page at once, and resolves when everything that was open is saved. */
async function shut(because: LockedBecause): Promise<void> {
	if (!door) return;
	place.remember();
	const saves = openWork.leave();
	const closing = standing.state === 'ready' ? standing.tablet : null;
	unfollow?.();
	unfollow = null;
	standing = { state: 'locked', door, because };
	document.documentElement.removeAttribute('data-away');
	// What cannot be saved now is neither dropped nor shown: it waits in memory for the next unlocking.
	await saves;
	if (closing) await makeReady(closing).catch(() => undefined);
}

/** Locks now. */
export async function lock(): Promise<void> {
	await door?.lock('asked');
}

/** Shows whose tablet it is, as the last exchange told; the pages do not wait for it. */
async function know(tablet: Tablet): Promise<void> {
	const contact: Contact | null = await read(tablet.db, 'contact', 'contact').catch(() => null);
	if (!contact || standing.state !== 'ready' || standing.tablet !== tablet) return;
	contactAt = contact.contactAt;
	standing = { ...standing, person: contact.person };
}

async function hear(from: Sender, personId: string, ended: ExchangeOutcome | null): Promise<void> {
	exchanging = ended === null;
	if (ended === null) return;
	outcome = ended;
	if (ended.state === 'done') {
		elsewhere = ended.heard.vault ?? null;
		await door?.vouched(ended.heard);
		if (standing.state === 'ready') await know(standing.tablet);
		contactAt = ended.at;
		if (ended.heard.signedIn && !ended.heard.signed && deviceDb) await register(deviceDb, personId, from);
	}
	if (ended.state === 'revoked') await sayFarewell(from, personId);
	if (ended.state === 'other_person') {
		// Nothing of the first person's may stay on the screen, and nothing of it may be lost.
		await openWork.leave();
		leave();
		standing = { state: 'other_person', personId: ended.personId };
	}
}

function leave(): void {
	schedule?.stop();
	schedule = null;
	unfollow?.();
	unfollow = null;
	door?.stop();
	door = null;
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
	leave();
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
