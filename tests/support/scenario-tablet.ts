/** A tablet of a scenario: the product's own tablet over an IndexedDB in memory, with a person who audits on it. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { v7 } from 'uuid';
import * as backups from '#lib/client/backups.ts';
import { register, signing } from '#lib/client/credential.ts';
import {
	openDeviceDb,
	openLockedDb,
	openVaultDb,
	type DeviceDb,
	type OutboxItem,
	type PersonDb
} from '#lib/client/db.ts';
import * as drafts from '#lib/client/drafts.ts';
import * as outbox from '#lib/client/outbox.ts';
import { put, read, readAll, remove, write } from '#lib/client/records.ts';
import { exchange, introduce, type ExchangeOutcome } from '#lib/client/sync.ts';
import { createTablet, type Tablet } from '#lib/client/tablet.ts';
import { sealRefused, sealWaiting } from '#lib/client/letters.ts';
import { sayFarewell, sendWhileLocked } from '#lib/client/locked.ts';
import * as workload from '#lib/client/workload.ts';
import type { RecoveryRequest } from '#lib/domain/draft-backup.ts';
import type { DeclineReason } from '#lib/domain/assignment.ts';
import { answer, violationsOf, type Answer, type Draft } from '#lib/domain/audit.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { ProblemCode, Violation } from '#lib/domain/problem.ts';
import { fraction, integer, type Random } from '#lib/domain/random.ts';
import { allowedLevels, applicableCriteria, noteRequired, type Criterion, type Rubric } from '#lib/domain/rubric.ts';
import type { EntryBody, OutboxEntry } from '#lib/domain/sync.ts';
import { contentHash } from '#lib/server/content-hash.ts';
import { createNetwork, type ScenarioNetwork } from './scenario-network.ts';
import type { ScenarioServer, ScenarioSession } from './scenario-server.ts';
import { lockBehind, type ScenarioDoor } from './scenario-door.ts';
import { testVault, type TestVault } from './vault.ts';

/** What a tablet needs of the term around it. */
export interface Surroundings {
	readonly server: ScenarioServer;
	readonly now: () => Instant;
	readonly random: Random;
	readonly personOf: (name: string) => string;
	readonly planRefOf: (plan: string) => string;
	readonly planOf: (planRef: string) => string;
	readonly signIn: (personId: string) => ScenarioSession;
	/** Each person's vaults, by person and words: the same on whatever tablet they type the same words. */
	readonly vaults: Map<string, Promise<TestVault>>;
	/** Told of every audit and hand-back that the tablet said it had saved for sending. */
	readonly queued: (line: QueuedLine) => void;
}

export interface QueuedLine extends OutboxEntry {
	readonly personId: string;
	readonly deviceId: string;
}

/** A waiting or parked entry as a test speaks of it. */
export interface OutboxLine {
	readonly plan: string;
	readonly kind: EntryBody['kind'];
	readonly refused: ProblemCode | null;
	readonly entryId: string;
}

/** Chooses an answer to a criterion; null leaves it open. */
export type Chooser = (criterion: Criterion) => Answer | null;

/** An audit in the making; nothing happens before `save` or `submit`. */
export interface ScenarioAudit {
	/** Answers whatever is still open; where the level is not offered, with the first one that is. A note wherever one is wanted. */
	answerAll(level: Answer['level'] | Chooser, note?: string): ScenarioAudit;
	answer(criterionId: string, given: Answer): ScenarioAudit;
	/** Takes the answer to one question out again. */
	leaveOpen(criterionId: string): ScenarioAudit;
	/** Saves the draft as it is and gives it. */
	save(): Promise<Draft>;
	/** Submits and gives the entry's id. Throws where the audit cannot go yet. */
	submit(): Promise<string>;
	/** Gives what keeps it from going. */
	violations(): Promise<Violation[]>;
}

export interface ScenarioTablet {
	readonly personId: string;
	/** The tablet as the product knows it. */
	readonly real: Tablet;
	readonly network: ScenarioNetwork;
	offline(): void;
	online(options?: { loseNextReply?: boolean }): void;
	/** Whoever knows the assignment already names it, and nothing is looked up: so with `decline`. */
	audit(plan: string, assignmentId?: string): ScenarioAudit;
	decline(plan: string, reason: DeclineReason, words?: string, assignmentId?: string): Promise<string>;
	exchange(): Promise<ExchangeOutcome>;
	/** Has a draft of another tablet go on here. */
	goOnHere(plan: string): Promise<ExchangeOutcome>;
	/** Sends what is sealed already, as a locked tablet does. */
	sendLocked(recovery?: RecoveryRequest): Promise<ExchangeOutcome>;
	/** Seals what waits, as it is done before the vault is locked. */
	sealReady(): Promise<void>;
	/** Sends its last post, as a revoked tablet does. Gives whether it arrived. */
	sayFarewell(): Promise<boolean>;
	outbox(): Promise<OutboxLine[]>;
	/** Gives the outbox as it lies in the database. */
	waiting(): Promise<OutboxItem[]>;
	/** Gives where each plan stands on this tablet, by its name. */
	states(): Promise<Record<string, workload.AuditState>>;
	summaries(): Promise<workload.AuditSummary[]>;
	/** Opens a refused audit again as a draft, to put it right. */
	openAgain(entryId: string): Promise<void>;
	/** Puts a refused entry back in the queue, as it is. */
	sendAgain(entryId: string): Promise<void>;
	/** Takes a hand-back back that is not sent yet, or was refused. */
	keepAfterAll(entryId: string): Promise<void>;
	/** Writes over an entry in the outbox, as a damaged or meddled-with tablet would. */
	meddle(entryId: string, change: (entry: OutboxEntry) => OutboxEntry): Promise<void>;
	/** Signs in in this browser; whose database is open stays as it is. */
	signIn(name: string): void;
	/** The session runs out. */
	expire(): void;
	/** Hands the tablet to whoever is signed in: theirs is the database from here on. */
	handOver(): Promise<ScenarioTablet>;
	/** Opens the same tablet in a second tab. */
	tab(): Promise<ScenarioTablet>;
	/** Sets the tablet's clock apart from the true time. */
	clockOff(by: { days?: number; hours?: number; minutes?: number }): void;
	/** The next write number `nth` (from 1) is the last thing that happens: the browser dies in it. */
	dieInWrite(nth: number): void;
	/** Whether the browser was killed, so that it must be opened again. */
	readonly dead: boolean;
	/** Kills the browser, or closes it, and opens it again. */
	reopen(): Promise<ScenarioTablet>;
	/** Closes the tablet and puts a passphrase before its vault; what is behind it then is the tablet to work with. */
	lockBehind(passphrase: string): Promise<ScenarioDoor>;
}

/** Whether a browser process lives, and how many writes it has left. Its tabs share it. */
interface Life {
	dead: boolean;
	writesLeft: number;
}

/** One browser: its storage, its network, its clock. */
interface Browser {
	readonly engine: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange };
	readonly deviceId: string;
	readonly network: ScenarioNetwork;
	readonly around: Surroundings;
	readonly newId: () => string;
	readonly now: () => Instant;
	/** Milliseconds that its clock is ahead of the true time. */
	readonly clock: { ahead: number };
	/** The device's own database, with everybody's credential. */
	readonly device: DeviceDb;
	/** The vaults of the people who work on it; they outlive its process, as a passphrase does. */
	readonly vaults: Map<string, Promise<TestVault>>;
	/** The words by which vaults are set up and opened on it. */
	readonly words: string;
	/** The process that runs now; a new one after each death. */
	readonly process: { life: Life };
}

/** Gives a tablet on which somebody has signed in and exchanged once, so that it holds their plans. `words`: another passphrase than their first. */
export async function setUpTablet(name: string, around: Surroundings, words = ''): Promise<ScenarioTablet> {
	const clock = { ahead: 0 };
	const process = { life: born() };
	const now = (): Instant => new Date(Date.parse(around.now()) + clock.ahead).toISOString();
	const newId = seededIds(around.random, now);
	const kill = () => {
		process.life.dead = true;
	};
	const network = createNetwork({ server: around.server, now: around.now, kill });
	const engine = { indexedDB: new IDBFactory(), IDBKeyRange };
	const browser: Browser = {
		engine,
		deviceId: newId(),
		around,
		newId,
		now,
		clock,
		process,
		network,
		device: await openDeviceDb(engine),
		vaults: around.vaults,
		words
	};
	browser.network.session = around.signIn(around.personOf(name));
	const tablet = await handedOver(browser);
	const first = await tablet.exchange();
	if (first.state !== 'done') throw new Error(`the first exchange of ${name}'s tablet ended ${first.state}`);
	return tablet;
}

function born(): Life {
	return { dead: false, writesLeft: Infinity };
}

/** Ids as a tablet makes them, from the scenario's seed. */
function seededIds(random: Random, now: () => Instant): () => string {
	let seq = 0;
	return () => {
		const bytes = Uint8Array.from({ length: 16 }, () => integer(random, 256));
		seq += 1;
		return v7({ msecs: Date.parse(now()), seq, random: bytes });
	};
}

async function handedOver(browser: Browser): Promise<ScenarioTablet> {
	const { network, deviceId, now } = browser;
	const met = await introduce({ deviceId, build: 'scenario', fetch: network.fetch, now });
	if (met.state !== 'answered') throw new Error(`the tablet could not learn whose it is: ${met.state}`);
	return openTablet(browser, met.reply.personId);
}

function vaultOf({ vaults, words }: Browser, personId: string): Promise<TestVault> {
	const vault = vaults.get(personId + words) ?? testVault();
	vaults.set(personId + words, vault);
	return vault;
}

async function openTablet(browser: Browser, personId: string): Promise<ScenarioTablet> {
	const own = browser.process.life;
	const db = await mortal(await openVaultDb(await vaultOf(browser, personId), browser.engine), own);
	return tabletOver(browser, personId, db, own);
}

/** Gives the tablet over a database that is open. `own`: the process that it runs in. */
function tabletOver(browser: Browser, personId: string, db: PersonDb, own: Life): ScenarioTablet {
	const { network, around } = browser;
	const sender = signing(browser.device, personId, {
		deviceId: browser.deviceId,
		build: 'scenario',
		fetch: (path, init) => network.fetch(path, init),
		now: browser.now
	});
	const real = createTablet({
		...sender,
		db,
		personId,
		newId: browser.newId,
		random: () => fraction(around.random),
		locks: locksOf(browser.deviceId)
	});
	/** As the page does: whoever is signed in where the tablet did not sign has it given a credential. */
	async function exchanged(ending: Promise<ExchangeOutcome>): Promise<ExchangeOutcome> {
		const outcome = await ending;
		if (outcome.state === 'done' && outcome.heard.signedIn && !outcome.heard.signed)
			await register(browser.device, personId, sender);
		return outcome;
	}

	async function said(entryId: string): Promise<string> {
		const item = await read(db, 'outbox', entryId);
		const body = item?.entry.body ?? (await sentAlready(entryId));
		if (body) around.queued({ personId, deviceId: browser.deviceId, entryId, contentHash: contentHash(body), body });
		return entryId;
	}

	/** Another tab may have sent it in the meantime; then the copy tells what it was. */
	async function sentAlready(entryId: string): Promise<EntryBody | null> {
		const copy = (await readAll(db, 'submissions')).find((kept) => kept.entryId === entryId);
		return copy ? { kind: 'submission', submission: copy.submission } : null;
	}

	async function assignmentOf(plan: string): Promise<string> {
		const planRef = around.planRefOf(plan);
		const known = await workload.list(real);
		const found = known.findLast(({ item }) => item.planRef === planRef);
		if (!found) throw new Error(`${plan} is not on this tablet`);
		return found.assignmentId;
	}

	/** As it is done before the vault is locked. */
	async function sealReady(): Promise<void> {
		await sealWaiting(real);
		await sealRefused(real);
		await backups.make(real);
	}

	return {
		personId,
		real,
		sealReady,
		network,
		offline() {
			network.offline = true;
		},
		online({ loseNextReply = false } = {}) {
			network.offline = false;
			if (loseNextReply) network.next.push('lose_reply');
		},
		audit: (plan, assignmentId) => createAudit(real, async () => assignmentId ?? assignmentOf(plan), said),
		async decline(plan, reason, words = '', assignmentId) {
			return said(await outbox.decline(real, assignmentId ?? (await assignmentOf(plan)), reason, words));
		},
		exchange: () => exchanged(exchange(real)),
		goOnHere: async (plan) => exchanged(exchange(real, [await assignmentOf(plan)])),
		async sendLocked(recovery) {
			const locked = await openLockedDb(real.vault.vaultId, browser.engine);
			try {
				return await exchanged(sendWhileLocked(sender, locked, personId, recovery));
			} finally {
				locked.close();
			}
		},
		async sayFarewell() {
			await sealReady();
			const locked = await openLockedDb(real.vault.vaultId, browser.engine);
			try {
				return await sayFarewell(sender, locked, real.vault.vaultId);
			} finally {
				locked.close();
			}
		},
		async outbox() {
			return (await outbox.list(real)).map(({ entry, item, refusal }) => ({
				plan: around.planOf(item.planRef),
				kind: entry.body.kind,
				refused: refusal?.code ?? null,
				entryId: entry.entryId
			}));
		},
		waiting: () => outbox.list(real),
		async states() {
			const known = await workload.list(real);
			return Object.fromEntries(known.map(({ item, state }) => [around.planOf(item.planRef), state]));
		},
		summaries: () => workload.list(real),
		openAgain: (entryId) => outbox.openAgain(real, entryId),
		sendAgain: (entryId) => outbox.sendAgain(real, entryId),
		keepAfterAll: (entryId) => outbox.keepAfterAll(real, entryId),
		async meddle(entryId, change) {
			const item = (await readAll(db, 'outbox')).find(({ entry }) => entry.entryId === entryId);
			if (!item) throw new Error(`no entry ${entryId} in the outbox`);
			await write(db, [put('outbox', entryId, { ...item, entry: change(item.entry) }), remove('sending', entryId)]);
		},
		signIn(name) {
			network.session = around.signIn(around.personOf(name));
		},
		expire() {
			if (network.session) network.session.open = false;
		},
		handOver: () => handedOver(browser),
		tab: () => openTablet(browser, personId),
		clockOff({ days = 0, hours = 0, minutes = 0 }) {
			browser.clock.ahead = ((days * 24 + hours) * 60 + minutes) * 60_000;
		},
		dieInWrite(nth) {
			own.writesLeft = nth;
		},
		get dead() {
			return own.dead;
		},
		reopen() {
			own.dead = true;
			db.close();
			if (browser.process.life === own) browser.process.life = born();
			return openTablet(browser, personId);
		},
		async lockBehind(passphrase) {
			db.close();
			const { device, engine, now } = browser;
			return lockBehind(passphrase, {
				...{ device, engine, now, personId, locks: real.locks },
				vault: await vaultOf(browser, personId),
				open: (opened) => tabletOver(browser, personId, opened, browser.process.life)
			});
		}
	};
}

/** Makes a database die with its browser: in the write that is its last, and in everything after it. */
async function mortal(db: PersonDb, life: Life): Promise<PersonDb> {
	const killed = () => Promise.reject(new DOMException('the browser was killed', 'AbortError'));
	db.use({
		stack: 'dbcore',
		name: 'mortal',
		create: (core) => ({
			...core,
			table(name) {
				const table = core.table(name);
				return {
					...table,
					mutate(request) {
						if (!life.dead) life.writesLeft -= 1;
						if (life.writesLeft <= 0) life.dead = true;
						return life.dead ? killed() : table.mutate(request);
					},
					get: (request) => (life.dead ? killed() : table.get(request)),
					getMany: (request) => (life.dead ? killed() : table.getMany(request)),
					query: (request) => (life.dead ? killed() : table.query(request)),
					openCursor: (request) => (life.dead ? killed() : table.openCursor(request)),
					count: (request) => (life.dead ? killed() : table.count(request))
				};
			}
		})
	});
	// Such layers take hold when a database is opened.
	db.close({ disableAutoOpen: false });
	await db.open();
	return db;
}

/** The locks that the tabs of one browser share; this process has those of all browsers. */
function locksOf(deviceId: string): Tablet['locks'] {
	const request = navigator.locks.request.bind(navigator.locks) as (...parts: unknown[]) => Promise<unknown>;
	return {
		request: (name: string, ...rest: unknown[]) => request(`${deviceId} ${name}`, ...rest)
	} as Tablet['locks'];
}

function createAudit(
	tablet: Tablet,
	findAssignment: () => Promise<string>,
	said: (entryId: string) => Promise<string>
): ScenarioAudit {
	const steps: ((draft: Draft, rubric: Rubric) => Draft)[] = [];
	async function opened() {
		const audit = await drafts.open(tablet, await findAssignment());
		if (audit.kind !== 'draft') throw new Error(`this audit is not open: ${audit.kind}`);
		const draft = steps.reduce((open, step) => step(open, audit.rubric), audit.kept.draft);
		return { kept: { ...audit.kept, draft }, rubric: audit.rubric };
	}
	const audit: ScenarioAudit = {
		answerAll(level, note = 'Page 4: one part is missing.') {
			const choose = typeof level === 'function' ? level : offered(level, note);
			steps.push((draft, rubric) =>
				applicableCriteria(rubric, draft.context).reduce((open, criterion) => {
					if (open.answers[criterion.id]) return open;
					const chosen = choose(criterion);
					if (!chosen) return open;
					const given = noteRequired(rubric, criterion, chosen) ? { note, ...chosen } : chosen;
					return answer(open, criterion.id, given, tablet.now());
				}, draft)
			);
			return audit;
		},
		answer(criterionId, given) {
			steps.push((draft) => answer(draft, criterionId, given, tablet.now()));
			return audit;
		},
		leaveOpen(criterionId) {
			steps.push((draft) => answer(draft, criterionId, null, tablet.now()));
			return audit;
		},
		async save() {
			const { kept } = await opened();
			await drafts.save(tablet, kept);
			return kept.draft;
		},
		async submit() {
			const { kept, rubric } = await opened();
			await drafts.save(tablet, kept);
			const done = await outbox.submit(tablet, kept, rubric);
			if ('violations' in done) throw new Error(`cannot be submitted: ${JSON.stringify(done.violations)}`);
			return said(done.entryId);
		},
		async violations() {
			const { kept, rubric } = await opened();
			return violationsOf(kept.draft, rubric);
		}
	};
	return audit;
}

function offered(level: Answer['level'], note: string): Chooser {
	return (criterion) => {
		const levels = allowedLevels(criterion);
		const chosen = levels.includes(level) ? level : (levels[0] ?? level);
		return criterion.answerKind === 'record_only' ? { level: chosen } : { level: chosen, note };
	};
}
