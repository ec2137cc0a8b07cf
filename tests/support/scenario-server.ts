/**
 * The server of a scenario: the real route over the real store, called as a function. What a request hook would have found out (who
 * asks, and whether they may) comes from a list of sessions here; everything behind it is the product's own.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdictOn } from '#lib/domain/permission.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { TABLET_HEADER } from '#lib/domain/tablet.ts';
import { EXCHANGE_LIMIT, type ExchangeEnvelope } from '#lib/domain/sync.ts';
import { connect, type Database } from '#lib/server/db/connection.ts';
import { migrate } from '#lib/server/db/migrations.ts';
import { openStore, type Store } from '#lib/server/db/store.ts';
import { problemResponse, refusalIn } from '#lib/server/endpoint.ts';
import { whoExchanges, type Exchanging } from '#lib/server/exchange-asker.ts';
import { personFor, type Asker } from '#lib/server/sessions.ts';
import * as syncRoute from '../../src/routes/api/sync/+server.ts';
import * as tabletsRoute from '../../src/routes/api/tablets/+server.ts';
import * as farewellRoute from '../../src/routes/api/tablets/farewell/+server.ts';

/** One signed-in browser; `open` false once it has run out or was ended. */
export interface ScenarioSession {
	readonly personId: string;
	open: boolean;
}

/** One request: to the exchange unless it says otherwise, with the tablet's own signature where it has one. */
export interface Sent {
	readonly path?: string;
	readonly body: string;
	readonly header: string | null;
}

/** There is no log here. */
const failed = () => undefined;

const SECRET = 'the secret of the scenarios, which is long enough';

const routes: Readonly<Record<string, (event: never) => Response | Promise<Response>>> = {
	'/api/sync': syncRoute.POST,
	'/api/tablets': tabletsRoute.POST,
	'/api/tablets/farewell': farewellRoute.POST
};

/** A route that is open to anyone finds out itself who asks. */
const nobody = { person: null, session: null, deviceId: null } as unknown as Exchanging;

export interface ScenarioServer {
	readonly store: Store;
	readonly partnershipName: string;
	/** What the intake key's private half rests under. */
	readonly secret: string;
	/** What a route answers to what came with a session. `die`: it is killed once it has judged so many entries. */
	answer(sent: Sent, session: ScenarioSession | null, now: Instant, die?: number): Promise<Response>;
	/** Kills the server and starts it again on the same store. */
	restart(): Promise<void>;
}

/** One database for the scenarios of a test file, each with a partnership of its own. */
export interface ScenarioDatabase {
	readonly db: Database;
	reopen(): Promise<Database>;
	close(): Promise<void>;
}

export async function openScenarioDatabase(): Promise<ScenarioDatabase> {
	// In memory where the system has such a folder: what a commit survives is not this test's question, and there are thousands.
	const dataDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'golden-thread-scenario-'));
	let db = await connect({ dataDir });
	await migrate(db);
	return {
		get db() {
			return db;
		},
		async reopen() {
			await db.destroy();
			db = await connect({ dataDir });
			return db;
		},
		async close() {
			await db.destroy();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
}

export function createScenarioServer(
	database: ScenarioDatabase,
	partnershipId: string,
	partnershipName: string
): ScenarioServer {
	let store = openStore(database.db, partnershipId);

	async function askerOf(session: ScenarioSession | null): Promise<Asker | null> {
		if (!session?.open) return null;
		const { personId } = session;
		const person = await personFor(database.db, { partnershipId, personId });
		return person && { session: { sessionId: personId, userId: personId }, person };
	}

	/** What the request hook does before a route is reached. */
	async function verdict(
		route: string,
		{ body, header }: Sent,
		session: ScenarioSession | null,
		now: Instant
	): Promise<Exchanging | Response> {
		try {
			const bytes = async () => new TextEncoder().encode(body);
			const found =
				route === '/api/sync'
					? await whoExchanges(database.db, { session: () => askerOf(session), header, body: bytes }, now)
					: await askerOf(session).then((asker) => asker && { ...asker, deviceId: null });
			switch (verdictOn(route, found?.person.roles ?? null)) {
				case 'sign_in':
					return problemResponse('session.missing');
				case 'not_found':
					return problemResponse('thing.not_found');
				case 'allowed':
					return found ?? nobody;
			}
		} catch (thrown) {
			const refusal = refusalIn(thrown, { failed });
			if (refusal) return problemResponse(refusal.problem.code, refusal.problem.detail);
			throw thrown;
		}
	}

	return {
		get store() {
			return store;
		},
		partnershipName,
		secret: SECRET,
		async answer(sent, session, now, die) {
			const route = routes[sent.path ?? '/api/sync'];
			if (!route) throw new Error(`nothing is served at ${sent.path}`);
			const asker = await verdict(sent.path ?? '/api/sync', sent, session, now);
			if (asker instanceof Response) return asker;
			const request = new Request(`https://scenario.example${sent.path ?? '/api/sync'}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...(sent.header && { [TABLET_HEADER]: sent.header }) },
				body: die === undefined ? sent.body : firstEntries(sent.body, die)
			});
			const { person, deviceId } = asker;
			// The handlers ask their event for no more than these.
			const locals = {
				person,
				deviceId,
				session: asker.session,
				store,
				now,
				failed,
				desk: { db: database.db, secret: SECRET }
			};
			return route({ request, locals } as never);
		},
		async restart() {
			store = openStore(await database.reopen(), partnershipId);
		}
	};
}

/** Each entry is a transaction of its own, so a server killed between two of them has done exactly the first ones. */
function firstEntries(body: string, count: number): string {
	if (body.length > EXCHANGE_LIMIT) return body;
	const envelope = JSON.parse(body) as ExchangeEnvelope;
	return JSON.stringify({ ...envelope, entries: envelope.entries.slice(0, count) });
}
