/**
 * The server of a scenario: the real route over the real store, called as a function. What a request hook would have found out (who
 * asks, and whether they may) comes from a list of sessions here; everything behind it is the product's own.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedIn } from '#lib/domain/person.ts';
import { verdictOn } from '#lib/domain/permission.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { EXCHANGE_LIMIT, type ExchangeEnvelope } from '#lib/domain/sync.ts';
import { connect, type Database } from '#lib/server/db/connection.ts';
import { migrate } from '#lib/server/db/migrations.ts';
import { openStore, type Store } from '#lib/server/db/store.ts';
import { problemResponse } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import { POST } from '../../src/routes/api/sync/+server.ts';

/** One signed-in browser; `open` false once it has run out or was ended. */
export interface ScenarioSession {
	readonly personId: string;
	open: boolean;
}

export interface ScenarioServer {
	readonly store: Store;
	readonly partnershipName: string;
	/** What the exchange answers to a body that came with a session. `die`: it is killed once it has judged so many entries. */
	answer(body: string, session: ScenarioSession | null, now: Instant, die?: number): Promise<Response>;
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

	async function askerOf(session: ScenarioSession | null): Promise<SignedIn | null> {
		if (!session?.open) return null;
		const person = await people.byId(store, session.personId);
		if (person.disabledAt) return null;
		const { personId, name, email, roles, schoolUrns } = person;
		return { personId, partnershipId, partnershipName, name, email, roles, schoolUrns };
	}

	return {
		get store() {
			return store;
		},
		partnershipName,
		async answer(body, session, now, die) {
			const person = await askerOf(session);
			switch (verdictOn('/api/sync', person?.roles ?? null)) {
				case 'sign_in':
					return problemResponse('session.missing');
				case 'not_found':
					return problemResponse('thing.not_found');
				case 'allowed': {
					const sent = die === undefined ? body : firstEntries(body, die);
					const request = new Request('https://scenario.example/api/sync', {
						method: 'POST',
						headers: { 'content-type': 'application/json' },
						body: sent
					});
					// The handler asks its event for no more than these.
					const event = { request, locals: { person, store, now } } as unknown as Parameters<typeof POST>[0];
					return POST(event);
				}
			}
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
