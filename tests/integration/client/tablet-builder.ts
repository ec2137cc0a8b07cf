/** A tablet in this process: an in-memory IndexedDB, a clock that stands still until moved, and a server of a few lines. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Dexie } from 'dexie';
import { v7 } from 'uuid';
import { openVaultDb, type Engine, type PersonDb } from '#lib/client/db.ts';
import { createTablet, type Tablet } from '#lib/client/tablet.ts';
import { answer, type Answer, type Draft } from '#lib/domain/audit.ts';
import type { LocalGuide } from '#lib/domain/local-guide.ts';
import { applicableCriteria, Rubric } from '#lib/domain/rubric.ts';
import {
	ExchangeEnvelope,
	PROTOCOL,
	rubricKey,
	type ExchangeReply,
	type Receipt,
	type WorkloadItem
} from '#lib/domain/sync.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import { testVault } from '#tests/support/vault.ts';

export const rubric: Rubric = Rubric.parse(
	JSON.parse(readFileSync(new URL('../../../seeds/rubrics/ehcp-full-audit-0.2.0.json', import.meta.url), 'utf8'))
);

export const AMINA = '01919191-0000-7000-8000-00000000000a';

/** Gives a plan as the server hands it to a tablet; a test overrides what it is about. */
export function workloadItem(changed: Partial<WorkloadItem> = {}): WorkloadItem {
	return {
		assignmentId: v7(),
		termLabel: 'Autumn term 2026',
		planRef: 'LEW-7K3QF',
		marking: 'first',
		rubricId: rubric.rubricId,
		rubricVersion: rubric.version,
		context: { profile: 'full', yearGroup: 4, planKind: 'amended', phaseTransfer: false },
		revision: 1,
		dueOn: '2026-12-18',
		primaryNeed: 'SLCN',
		schoolUrn: '100001',
		settingName: 'Example Primary School',
		senSetting: null,
		dates: noDates(),
		receivedAt: null,
		...changed
	};
}

/** A server that remembers entries as the real one does, and that a test can make fail. */
export function createServer(items: WorkloadItem[], personId = AMINA) {
	const stored = new Map<string, Receipt>();
	const server = {
		items,
		personId,
		/** Each request's envelope, as parsed. */
		requests: [] as ExchangeEnvelope[],
		bodies: [] as string[],
		/** Put in place of the next answers, in order; null lets one through. */
		instead: [] as ((() => Response | Promise<Response>) | null)[],
		/** The next answers are worked out and then lost on the way. */
		loseReplies: 0,
		refuse: new Map<string, Extract<Receipt, { outcome: 'refused' }>['problem']>(),
		stored,
		/** The partnership's own words; a server that has none leaves them out. */
		guide: null as LocalGuide | null,
		alter: (reply: ExchangeReply): unknown => reply,
		async fetch(_path: string, init: RequestInit): Promise<Response> {
			const instead = server.instead.shift();
			if (instead) return instead();
			const body = String(init.body);
			server.bodies.push(body);
			const envelope = ExchangeEnvelope.parse(JSON.parse(body));
			server.requests.push(envelope);
			const receipts = envelope.entries.map(({ entryId, contentHash }): Receipt => {
				const before = stored.get(entryId);
				if (before) return before;
				const problem = server.refuse.get(entryId);
				if (problem) return { outcome: 'refused', entryId, contentHash, problem };
				const receipt: Receipt = {
					outcome: 'accepted',
					entryId,
					contentHash,
					receivedAt: '2026-12-03T16:21:00.000Z',
					sequence: stored.size + 1
				};
				stored.set(entryId, receipt);
				return receipt;
			});
			const cursor = createHash('sha256')
				.update(JSON.stringify([server.items, server.guide]))
				.digest('hex');
			const reply: ExchangeReply = {
				protocol: PROTOCOL,
				serverTime: '2026-12-03T16:21:00.000Z',
				personId: server.personId,
				receipts,
				workload:
					envelope.cursor === cursor
						? null
						: {
								person: { personId: server.personId, name: 'Amina Example', partnershipName: 'Example Partnership' },
								items: server.items,
								...(server.guide && { guide: server.guide })
							},
				cursor,
				rubrics: envelope.rubricsHeld.includes(rubricKey(rubric)) ? [] : [rubric]
			};
			if (server.loseReplies > 0) {
				server.loseReplies -= 1;
				throw new TypeError('network error');
			}
			return Response.json(server.alter(reply));
		}
	};
	return server;
}
export type TestServer = ReturnType<typeof createServer>;

/** Web Locks that belong to one browser of the test alone. */
function ownLocks(name: string): Tablet['locks'] {
	return {
		request: (lock: string, ...rest: unknown[]) =>
			(navigator.locks.request as (...parts: unknown[]) => Promise<unknown>)(`${name} ${lock}`, ...rest)
	} as Tablet['locks'];
}

export interface TestTablet extends Tablet {
	readonly engine: Engine;
	/** Another tab of the same browser. */
	tab(): Promise<TestTablet>;
	/** The browser was closed and opened again. */
	reopened(): Promise<TestTablet>;
	tick(ms: number): void;
}

export async function testTablet(server: TestServer, personId = AMINA): Promise<TestTablet> {
	const engine: Engine = { indexedDB: new IDBFactory(), IDBKeyRange };
	const browser = v7();
	const vault = await testVault();
	let time = Date.parse('2026-11-02T09:00:00.000Z');
	const build = async (): Promise<TestTablet> => {
		const db = await openVaultDb(vault, engine);
		return {
			...createTablet({
				db,
				personId,
				deviceId: browser,
				build: 'test',
				fetch: (path, init) => server.fetch(path, init),
				now: () => new Date(time).toISOString(),
				newId: () => v7(),
				random: () => 0.5,
				locks: ownLocks(browser)
			}),
			engine,
			tab: build,
			reopened() {
				db.close();
				return build();
			},
			tick(ms) {
				time += ms;
			}
		};
	};
	return build();
}

/** Gives a draft with an answer to everything, with a note wherever one could be wanted. */
export function answeredDraft(draft: Draft, given: Partial<Answer> = {}): Draft {
	return applicableCriteria(rubric, draft.context).reduce((open, criterion) => {
		if (open.answers[criterion.id]) return open;
		const level = criterion.answerKind === 'record_only' ? 'yes' : 'met';
		return answer(open, criterion.id, { level, note: 'Section F, page 4.', ...given }, draft.changedAt);
	}, draft);
}

/** Makes the n-th write call of a database fail (counting from 1), and gives how many there were. */
export function failWrite(db: PersonDb, nth: number, name = 'QuotaExceededError'): { calls: number; stop(): void } {
	const count = { calls: 0, stop: () => (db as Dexie).unuse({ stack: 'dbcore', name: 'failing' }) };
	(db as Dexie).use({
		stack: 'dbcore',
		name: 'failing',
		create: (core) => ({
			...core,
			table: (table) => {
				const real = core.table(table);
				return {
					...real,
					mutate: (request) => {
						count.calls += 1;
						if (count.calls === nth) return Promise.reject(new DOMException('made to fail', name));
						return real.mutate(request);
					}
				};
			}
		})
	});
	return count;
}
