/**
 * Intake of the exchange: whole audits with their notes, each in an exchange of its own as a tablet sends it, over HTTP against the
 * built server and in process, on both engines. Commits reach the disk before the answer everywhere. The floor is what the disk
 * allows: the same bytes into one plain table, a transaction each.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { answer, openDraft } from '#lib/domain/audit.ts';
import type { SignedIn } from '#lib/domain/person.ts';
import { allowedLevels, applicableCriteria } from '#lib/domain/rubric.ts';
import { submit } from '#lib/domain/submission.ts';
import { ExchangeEnvelope, ExchangeReply, OutboxEntry, rubricKey, type WorkloadItem } from '#lib/domain/sync.ts';
import { TABLET_HEADER } from '#lib/domain/tablet.ts';
import * as assignments from '#lib/server/assignments.ts';
import { connect, type Database } from '#lib/server/db/connection.ts';
import { migrate } from '#lib/server/db/migrations.ts';
import { openStore, type Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as intakeKeys from '#lib/server/intake-keys.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as schools from '#lib/server/schools.ts';
import { hashOf } from '#lib/server/sign-in-adapter.ts';
import { exchange } from '#lib/server/sync.ts';
import * as tablets from '#lib/server/tablets.ts';
import * as terms from '#lib/server/terms.ts';
import * as workloads from '#lib/server/workloads.ts';
import * as builders from '../support/builders.ts';
import { runOn, startPostgres, urlOf } from '../support/postgres-setup.ts';
import { sealedEntry, signed, signingKey } from '../support/sealed.ts';
import { serve } from '../support/served.ts';
import { percentile, timed, type Row } from './figures.ts';

const WARM_UP = 60;
const ALONE = 200;
const CROWD = 1_200;
const CLIENTS = 32;
/** Plans that each auditor has. */
const EACH = 3;
const AUDITORS = Math.ceil((WARM_UP + ALONE + CROWD) / EACH);

const SECRET = randomBytes(32).toString('hex');
const NOTE =
	'Section F, page 7: the plan says “access to” speech and language therapy, without how often, how long or by whom. ' +
	'The therapist’s report of March asks for weekly sessions.';

/** One exchange, ready to be sent: whose it is, and its body. */
interface Parcel {
	readonly person: SignedIn;
	readonly cookie: string;
	readonly body: string;
	/** The tablet's own signature, in place of the cookie. */
	readonly header?: string;
}

interface Prepared {
	readonly parcels: readonly Parcel[];
	readonly questions: number;
	readonly bytes: number;
}

/** Where a run has its store. */
interface Place {
	readonly dataDir: string;
	readonly databaseUrl: string | undefined;
}

type Send = (parcel: Parcel) => Promise<string>;

/** Gives an auditor's browser its session; what signing in costs is not measured here. */
async function signedIn(db: Database, personId: string, email: string): Promise<string> {
	const [userId, token, now] = [newId(), randomBytes(24).toString('base64url'), builders.START];
	const times = { createdAt: now, updatedAt: now };
	await db
		.insertInto('user')
		.values({ id: userId, name: email, email, emailVerified: 1, image: null, ...times })
		.execute();
	await db.updateTable('person').set({ userId }).where('personId', '=', personId).execute();
	const session = { id: newId(), token: hashOf(token), userId, personId, expiresAt: '2100-01-01T00:00:00.000Z' };
	await db
		.insertInto('session')
		.values({ ...session, lastSeenAt: now, ...times, ipAddress: null, userAgent: null })
		.execute();
	return `${token}.${createHmac('sha256', SECRET).update(token).digest('base64')}`;
}

/** Fills a store with a term in which every auditor has three plans, and makes their audits. */
async function prepare(db: Database, sealed: boolean): Promise<Prepared> {
	const { partnershipId, name } = await partnerships.create(
		db,
		{ code: 'LEW', name: 'Example Partnership', laCode: '209' },
		builders.START
	);
	const store = openStore(db, partnershipId);
	const by = builders.by();
	await builders.publishedRubric(store);
	await schools.upsertMany(store, [builders.school()], by);
	// Year 10, new: nearly every question applies.
	const register = Array.from({ length: AUDITORS * EACH }, (_, at) =>
		builders.plan({ planRef: builders.planRef(at), cohort: 2016, planKind: 'new' })
	);
	await plans.upsertMany(store, register, by);
	await people.upsertMany(
		store,
		Array.from({ length: AUDITORS }, () => builders.person()),
		by
	);
	const auditors = await people.auditors(store);
	const { termId } = await terms.open(store, builders.termFacts(), by);
	await terms.drawSample(store, termId, { size: register.length, doubleMarkedShare: 0 }, 'bench', by);
	const proposed = register.map(({ planRef }, at) => ({
		auditorId: auditors[Math.floor(at / EACH)]?.personId ?? '',
		planId: planRef,
		marking: 'first' as const
	}));
	await assignments.confirm(store, termId, proposed, { basis: 'Agreement', basisDecidedBy: 'Head of SEN' }, by);

	const parcels: Parcel[] = [];
	let questions = 0;
	for (const auditor of auditors) {
		const person = { ...builders.signedIn(store, auditor), partnershipName: name };
		const cookie = await signedIn(db, auditor.personId, auditor.email);
		const { workload, cursor } = await workloads.forPerson(store, person);
		for (const item of workload.items) {
			const made = auditOf(item);
			questions = made.questions;
			const plain = { ...made.envelope, cursor, protocol: 2 as const };
			parcels.push({
				person,
				cookie,
				...(sealed ? await sealedParcel(store, person, plain) : { body: JSON.stringify(plain) })
			});
		}
	}
	// Auditors in turn, as a room full of tablets would send.
	const turn = (at: number) => (at % EACH) * AUDITORS + Math.floor(at / EACH);
	const spread = parcels.map((parcel, at) => ({ parcel, turn: turn(at) })).sort((a, b) => a.turn - b.turn);
	const bytes = Buffer.byteLength(parcels[0]?.body ?? '');
	return { parcels: spread.map(({ parcel }) => parcel), questions, bytes };
}

/** The same exchange as a tablet with a vault sends it: the audit sealed to the intake key, the request signed by the tablet itself. */
async function sealedParcel(
	store: Store,
	{ personId }: SignedIn,
	plain: ExchangeEnvelope
): Promise<{ body: string; header: string }> {
	const intake = await intakeKeys.current(store, SECRET, builders.START);
	const entries = await Promise.all(plain.entries.map((entry) => sealedEntry(intake, OutboxEntry.parse(entry))));
	const body = JSON.stringify({ ...plain, protocol: 3, entries });
	const key = signingKey();
	const of = { personId, device: 'Safari on an iPad', now: new Date().toISOString() };
	const { tabletId } = await tablets.register(store, of, {
		deviceId: plain.deviceId,
		publicKey: key.publicKey,
		build: 'bench'
	});
	return { body, header: signed(key, { tabletId, counter: 1, body }) };
}

/** Gives the exchange of one whole audit, every answer with a note. */
function auditOf(item: WorkloadItem): { envelope: ExchangeEnvelope; questions: number } {
	const { rubric } = builders;
	let draft = openDraft(item, rubric, item.dates, '2026-10-01', '2026-10-01T09:00:00.000Z');
	const criteria = applicableCriteria(rubric, item.context);
	criteria.forEach((criterion, at) => {
		if (draft.answers[criterion.id]) return;
		const levels = allowedLevels(criterion);
		draft = answer(draft, criterion.id, { level: levels[at % levels.length] ?? 'met', note: NOTE }, draft.startedAt);
	});
	const done = submit(draft, rubric, '2026-10-01T10:30:00.000Z');
	if ('violations' in done) throw new Error(`the audit is not whole: ${JSON.stringify(done.violations)}`);
	const entry = builders.entry({ kind: 'submission', submission: done.submission });
	const envelope = builders.envelope([entry], { rubricsHeld: [rubricKey(rubric)] });
	return { envelope, questions: criteria.length };
}

/** Sends parcels with so many clients at a time; each waits for its answer. Gives milliseconds a parcel, and in all. */
async function sendAll(parcels: readonly Parcel[], clients: number, send: Send) {
	const each: number[] = [];
	let next = 0;
	const all = await timed(() =>
		Promise.all(
			Array.from({ length: clients }, async () => {
				for (let parcel = parcels[next++]; parcel; parcel = parcels[next++]) {
					const mine = parcel;
					let text = '';
					each.push(await timed(async () => (text = await send(mine))));
					const { receipts } = ExchangeReply.parse(JSON.parse(text));
					if (receipts[0]?.outcome !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(receipts)}`);
				}
			})
		)
	);
	return { each, all };
}

async function measure(where: string, { parcels }: Prepared, send: Send): Promise<Row[]> {
	await sendAll(parcels.slice(0, WARM_UP), 4, send);
	const rows: Row[] = [];
	for (const [clients, from, count] of [
		[1, WARM_UP, ALONE],
		[CLIENTS, WARM_UP + ALONE, CROWD]
	] as const) {
		const before = process.cpuUsage();
		const { each, all } = await sendAll(parcels.slice(from, from + count), clients, send);
		const used = process.cpuUsage(before);
		const what = `${where}, ${clients} ${clients === 1 ? 'client' : 'clients'}`;
		const aim = where === 'SQLite over HTTP' && clients === CLIENTS ? { aim: 'at least 240' } : {};
		rows.push(
			{ what, value: (count * 1_000) / all, unit: 'audits/s', ...aim },
			{ what: `${what}: p50`, value: percentile(each, 50), unit: 'ms' },
			{ what: `${what}: p95`, value: percentile(each, 95), unit: 'ms' }
		);
		// Where the work is done here, the processor's time tells more than the clock's on a busy machine.
		if (where.endsWith('in process') && clients === CLIENTS) {
			const ms = (used.user + used.system) / 1_000 / count;
			rows.push({ what: `${where}: processor time an audit`, value: ms, unit: 'ms' });
		}
	}
	return rows;
}

async function withStore<Out>({ dataDir, databaseUrl }: Place, act: (db: Database) => Promise<Out>): Promise<Out> {
	const db = await connect({ dataDir, databaseUrl: databaseUrl ?? null });
	try {
		await migrate(db);
		return await act(db);
	} finally {
		await db.destroy();
	}
}

/** The route's own work without HTTP: text in, text out. */
async function inProcess(where: string, place: Place): Promise<Row[]> {
	return withStore(place, async (db) => {
		const prepared = await prepare(db, false);
		const stores = new Map<string, Store>();
		return measure(where, prepared, async ({ person, body }) => {
			const store = stores.get(person.partnershipId) ?? openStore(db, person.partnershipId);
			stores.set(person.partnershipId, store);
			return JSON.stringify(
				await exchange(store, person, ExchangeEnvelope.parse(JSON.parse(body)), new Date().toISOString())
			);
		});
	});
}

/** The built server in a process of its own, the clients here, on connections that stay open. */
async function overHttp(where: string, place: Place, sealed = false): Promise<Row[]> {
	const prepared = await withStore(place, (db) => prepare(db, sealed));
	const { dataDir: DATA_DIR, databaseUrl } = place;
	const served = await serve({ DATA_DIR, SECRET, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) });
	const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
	try {
		await served.start();
		const rows = await measure(where, prepared, (parcel) => post(served.origin, agent, parcel));
		const size = { what: 'one exchange', value: prepared.bytes / 1_000, unit: 'kB' };
		return [...rows, size, { what: 'one audit', value: prepared.questions, unit: 'questions' }];
	} finally {
		agent.destroy();
		await served.close();
	}
}

function post(origin: string, agent: Agent, { cookie, body, header }: Parcel): Promise<string> {
	return new Promise((done, fail) => {
		const headers = {
			'content-type': 'application/json',
			'content-length': Buffer.byteLength(body),
			...(header ? { [TABLET_HEADER]: header } : { cookie: `golden-thread=${cookie}` }),
			origin,
			'sec-fetch-site': 'same-origin'
		};
		const sent = request(`${origin}/api/sync`, { method: 'POST', agent, headers }, (answered) => {
			const parts: Buffer[] = [];
			answered.on('data', (part: Buffer) => parts.push(part));
			answered.on('error', fail);
			answered.on('end', () => {
				const text = Buffer.concat(parts).toString('utf8');
				if (answered.statusCode === 200) done(text);
				else fail(new Error(`the exchange answered ${answered.statusCode}: ${text}`));
			});
		});
		sent.on('error', fail);
		sent.end(body);
	});
}

function floor(dataDir: string): Row {
	const db = new Sqlite(join(dataDir, 'floor.sqlite'));
	db.pragma('journal_mode = WAL');
	db.pragma('synchronous = FULL');
	db.exec('create table audit (body text) strict');
	const insert = db.prepare('insert into audit values (?)');
	const body = NOTE.repeat(80);
	const began = performance.now();
	for (let time = 0; time < CROWD; time += 1) insert.run(body);
	const all = performance.now() - began;
	db.close();
	return { what: 'floor: as many bytes into a plain SQLite table', value: (CROWD * 1_000) / all, unit: 'rows/s' };
}

/** Runs on a PostgreSQL of its own, or in a database of its own on the one that DATABASE_URL names. */
async function onPostgres(run: (databaseUrl: string) => Promise<Row[]>): Promise<Row[]> {
	const own = process.env.DATABASE_URL ? null : await startPostgres();
	const server = process.env.DATABASE_URL ?? own?.url ?? '';
	const name = `bench_${newId().replaceAll('-', '')}`;
	try {
		await runOn(server, `create database ${name}`);
		return await run(urlOf(server, name));
	} finally {
		await runOn(server, `drop database if exists ${name} with (force)`);
		await own?.stop();
	}
}

export async function bench(): Promise<Row[]> {
	const folders: string[] = [];
	const place = (databaseUrl?: string): Place => {
		const dataDir = mkdtempSync(join(tmpdir(), 'golden-thread-bench-'));
		folders.push(dataDir);
		return { dataDir, databaseUrl };
	};
	try {
		return [
			...(await overHttp('SQLite over HTTP', place())),
			...(await overHttp('SQLite over HTTP, sealed and signed', place(), true)),
			...(await inProcess('SQLite in process', place())),
			floor(place().dataDir),
			...(await onPostgres((url) => overHttp('PostgreSQL over HTTP', place(url)))),
			...(await onPostgres((url) => overHttp('PostgreSQL over HTTP, sealed and signed', place(url), true))),
			...(await onPostgres((url) => inProcess('PostgreSQL in process', place(url))))
		];
	} finally {
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	}
}
