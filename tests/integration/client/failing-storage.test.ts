/**
 * R5 on the tablet: in the whole life of an audit, from the first exchange to the last receipt, each call of the storage fails once. After the
 * failure nothing is half there; done again, the tablet ends exactly as it does without.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { createAuditEditor, type AuditEditor } from '#lib/client/audit-editor.svelte.ts';
import * as backups from '#lib/client/backups.ts';
import { openLockedDb } from '#lib/client/db.ts';
import * as drafts from '#lib/client/drafts.ts';
import { sealWaiting } from '#lib/client/letters.ts';
import { sendWhileLocked } from '#lib/client/locked.ts';
import * as openings from '#lib/client/openings.ts';
import * as outbox from '#lib/client/outbox.ts';
import { practice } from '#lib/client/practice-content.ts';
import * as practising from '#lib/client/practice.ts';
import { readAll } from '#lib/client/records.ts';
import * as requests from '#lib/client/requests.ts';
import { exchange, type ExchangeOutcome } from '#lib/client/sync.ts';
import * as worries from '#lib/client/worries.ts';
import { problem } from '#lib/domain/problem.ts';
import { criterionById, type Criterion } from '#lib/domain/rubric.ts';
import { assignmentOf, type ExchangeReply, type WorkloadItem } from '#lib/domain/sync.ts';
import { integer, randomStream } from '#lib/domain/random.ts';
import { keyIdOf } from '#lib/sealing/to-key.ts';
import { failStorage, type FailingStorage, type StorageFault } from '../../support/failing-storage.ts';
import { FULL, SEED } from '../../support/faults.ts';
import { signingKey } from '../../support/sealed.ts';
import {
	answeredDraft,
	createServer,
	rubric,
	testTablet,
	workloadItem,
	type TestServer,
	type TestTablet
} from './tablet-builder.ts';

const { publicKey } = signingKey();
const intake = { keyId: await keyIdOf(publicKey), publicKey };
/** One to be sent, one that is sent while locked and asked back, one to be handed back, one that is refused first. */
const items = ['LEW-7K3QF', 'LEW-2222B', 'LEW-3333B', 'LEW-4444B'].map((planRef) => workloadItem({ planRef }));
const [first, second, third, fourth] = items as [WorkloadItem, WorkloadItem, WorkloadItem, WorkloadItem];
const criterion = (id: string) => criterionById(rubric, id) as Criterion;

let storage: FailingStorage | null = null;
afterEach(() => storage?.stop());

/** A server that has an intake key, keeps backups, and refuses the fourth plan's audit the first time. */
function sealingServer(): TestServer {
	const server = createServer(items);
	const kept = new Map<string, string>();
	server.alter = (reply: ExchangeReply) => {
		const asked = server.requests.at(-1);
		for (const { assignmentId, vaultId } of asked?.backups ?? []) kept.set(assignmentId, vaultId);
		const drafts = [...kept].map(([assignmentId, vaultId]) => ({
			assignmentId,
			vaultId,
			savedAt: reply.serverTime,
			here: true
		}));
		return { ...reply, intake, recoveryKey: null, signedIn: true, tablet: true, drafts };
	};
	return server;
}

interface Life {
	readonly server: TestServer;
	readonly tablet: TestTablet;
	/** Plans that were begun, and not handed back. */
	readonly begun: Set<string>;
	editor: AuditEditor | null;
}

/** Everything that lies on the tablet, opened, with names for what is made by chance; and how much the server holds. */
async function pictureOf({ tablet, server }: Life): Promise<unknown> {
	const waiting = await readAll(tablet.db, 'outbox');
	const copies = await readAll(tablet.db, 'submissions');
	const names = new Map<string, string>();
	for (const { entry } of waiting) names.set(entry.entryId, `${entry.body.kind} of ${assignmentOf(entry.body)}`);
	for (const { entryId, submission } of copies) names.set(entryId, `submission of ${submission.assignmentId}`);
	const name = (id: string) => names.get(id) ?? id;
	const [contact, workload, rubrics, kept, openingsKept, practiceKept, letters, receipts, sealed] = await Promise.all([
		readAll(tablet.db, 'contact'),
		readAll(tablet.db, 'workload'),
		readAll(tablet.db, 'rubrics'),
		readAll(tablet.db, 'drafts'),
		readAll(tablet.db, 'openings'),
		readAll(tablet.db, 'practice'),
		readAll(tablet.db, 'sending'),
		readAll(tablet.db, 'receipts'),
		readAll(tablet.db, 'backups')
	]);
	return {
		atServer: server.stored.size,
		contact: contact.map(({ keys: _keys, ...rest }) => rest),
		workload: workload.map(({ assignmentId }) => assignmentId),
		rubrics: rubrics.length,
		drafts: kept.map(({ draft }) => draft),
		openings: openingsKept,
		practice: practiceKept,
		outbox: waiting.map(({ entry, refusal }) => ({ ...entry, entryId: name(entry.entryId), refusal })).sort(byName),
		submissions: copies.map((copy) => ({ ...copy, entryId: name(copy.entryId) })),
		sending: letters.map(({ entryId, contentHash }) => ({ entryId: name(entryId), contentHash })).sort(byName),
		receipts: receipts.map((receipt) => ({ ...receipt, entryId: name(receipt.entryId) })).sort(byName),
		// The copy of a draft that has gone since goes with the next exchange.
		backups: sealed
			.filter(({ assignmentId }) => kept.some(({ draft }) => draft.assignmentId === assignmentId))
			.map(({ assignmentId, changedAt, sent }) => ({ assignmentId, changedAt, sent }))
	};
}
const byName = (one: { entryId: string }, other: { entryId: string }) => one.entryId.localeCompare(other.entryId);

/** What must be so at any moment, whatever failed: no audit is half sent, and nothing is there twice or nowhere. */
async function expectWhole({ tablet, begun }: Life, words: string): Promise<void> {
	const [waiting, copies, kept] = await Promise.all([
		readAll(tablet.db, 'outbox'),
		readAll(tablet.db, 'submissions'),
		readAll(tablet.db, 'drafts')
	]);
	const inOutbox = new Set(waiting.map(({ entry }) => entry.entryId));
	for (const { entryId, receipt } of copies)
		expect(receipt === null, `${words}: copy and entry`).toBe(inOutbox.has(entryId));
	for (const id of begun) {
		const places = [
			kept.some(({ draft }) => draft.assignmentId === id),
			copies.some(({ submission }) => submission.assignmentId === id)
		];
		expect(places.filter(Boolean), `${words}: ${id} is in one place`).toHaveLength(1);
	}
	expect(tablet.db.damaged.size, words).toBe(0);
}

/** One thing that somebody does. `again` where doing it once more is something else. `atOnce`: all of it or nothing. */
interface Step {
	readonly name: string;
	readonly act: (life: Life) => Promise<unknown>;
	readonly again?: (life: Life) => Promise<unknown>;
	readonly atOnce?: boolean;
}

async function done(outcome: Promise<ExchangeOutcome>): Promise<void> {
	const ended = await outcome;
	if (ended.state === 'not_saved') throw ended.error;
	expect(ended.state).toBe('done');
}

/** The editor says how a save ended, and rejects to nobody. */
function expectSaved(editor: AuditEditor): void {
	if (editor.saving.state === 'failed') throw editor.saving.error;
	expect(editor.saving.state).toBe('saved');
}

/** `soon`: it is saved by itself at once; else as by leaving the page. Trying again writes what the editor still holds. */
function inEditor(name: string, change: (editor: AuditEditor) => void, soon = true): Step {
	const again = async ({ editor }: Life) => {
		await editor?.flush();
		expectSaved(editor as AuditEditor);
	};
	return {
		name,
		async act(life) {
			const editor = life.editor as AuditEditor;
			change(editor);
			if (!soon) return again(life);
			await vi.waitFor(() => expect(editor.saving.state).not.toBe('saving'), { interval: 1 });
			expectSaved(editor);
		},
		again,
		atOnce: true
	};
}

async function send(life: Life, { assignmentId }: WorkloadItem): Promise<void> {
	const found = await drafts.open(life.tablet, assignmentId);
	if (found.kind !== 'draft') throw new Error(found.kind);
	const whole = { ...found.kept, draft: answeredDraft(found.kept.draft) };
	const sent = await outbox.submit(life.tablet, whole, rubric);
	expect(sent).toHaveProperty('entryId');
}

async function begin({ tablet, begun }: Life, item: WorkloadItem): Promise<void> {
	await openings.declareNoTie(tablet, item);
	const opened = await drafts.open(tablet, item.assignmentId);
	expect(opened.kind).toBe('draft');
	begun.add(item.assignmentId);
}

const steps: readonly Step[] = [
	{ name: 'first exchange', act: ({ tablet }) => done(exchange(tablet)) },
	{
		name: 'practice',
		act: ({ tablet }) => practising.answer(tablet, practice, 'B.1', 'met'),
		atOnce: true
	},
	{ name: 'no tie', act: ({ tablet }) => openings.declareNoTie(tablet, first), atOnce: true },
	{
		name: 'open',
		act: async (life) => {
			const opened = await drafts.open(life.tablet, first.assignmentId);
			if (opened.kind !== 'draft') throw new Error(opened.kind);
			life.begun.add(first.assignmentId);
			life.editor = createAuditEditor(life.tablet, opened.kept, rubric, () => undefined);
		},
		atOnce: true
	},
	inEditor('answer', (editor) => editor.choose(criterion('F.2'), 'partly')),
	inEditor('note', (editor) => editor.write(criterion('F.2'), 'Page 4 counts nothing.'), false),
	inEditor('flag', (editor) => editor.flag(criterion('F.2'), true)),
	inEditor('undo', (editor) => editor.undo()),
	{
		name: 'lock',
		act: async ({ tablet }) => {
			await sealWaiting(tablet);
			await backups.make(tablet);
		}
	},
	{ name: 'worry', act: ({ tablet }) => worries.noteUse(tablet, first.assignmentId), atOnce: true },
	{ name: 'exchange with a draft', act: ({ tablet }) => done(exchange(tablet)) },
	{ name: 'submit', act: (life) => send(life, first), atOnce: true },
	{ name: 'exchange with an audit', act: ({ tablet }) => done(exchange(tablet)) },
	{
		name: 'begin the others',
		act: async (life) => {
			for (const item of [second, third, fourth]) await begin(life, item);
		}
	},
	{ name: 'submit the second', act: (life) => send(life, second), atOnce: true },
	{
		name: 'exchange while locked',
		act: async ({ tablet, server }) => {
			const locked = await openLockedDb(tablet.vault.vaultId, tablet.engine);
			try {
				await done(sendWhileLocked(tablet, locked, server.personId));
			} finally {
				locked.close();
			}
		}
	},
	{ name: 'exchange after unlocking', act: ({ tablet }) => done(exchange(tablet)) },
	{
		name: 'ask back',
		act: async ({ tablet }) => {
			const copy = await drafts.latestSubmission(tablet, second.assignmentId);
			if (!copy) throw new Error('no copy');
			await requests.ask(tablet, copy.submission, 'Two sections were swapped.');
		},
		atOnce: true
	},
	{
		name: 'hand back',
		act: async ({ tablet, begun }) => {
			await outbox.decline(tablet, third.assignmentId, 'no_time', '');
			begun.delete(third.assignmentId);
		},
		atOnce: true
	},
	{ name: 'submit the fourth', act: (life) => send(life, fourth), atOnce: true },
	{
		name: 'exchange with a refusal',
		act: async ({ tablet, server }) => {
			for (const { entry } of await outbox.list(tablet))
				if (entry.body.kind === 'submission') server.refuse.set(entry.entryId, problem('submission.context'));
			await done(exchange(tablet));
		}
	},
	{
		name: 'open it again',
		act: async (life) => {
			const [found] = (await outbox.list(life.tablet)).filter(({ refusal }) => refusal !== null);
			if (found) await outbox.openAgain(life.tablet, found.entry.entryId);
		},
		atOnce: true
	},
	{ name: 'submit it again', act: (life) => send(life, fourth), atOnce: true },
	{ name: 'last exchange', act: ({ tablet }) => done(exchange(tablet)) }
];

async function newLife(): Promise<Life> {
	const server = sealingServer();
	return { server, tablet: await testTablet(server), begun: new Set(), editor: null };
}

/** Goes through the whole life without a failure; gives what there is before and after each step, on both sides. */
async function asUsual(): Promise<readonly unknown[]> {
	const life = await newLife();
	const pictures = [await pictureOf(life)];
	for (const { name, act } of steps) {
		life.tablet.tick(1000);
		await act(life);
		await expectWhole(life, name);
		pictures.push(await pictureOf(life));
	}
	life.tablet.db.close();
	return pictures;
}

/** Goes through the life until its n-th call has failed and was made good. Gives the step that failed, null where none did. */
async function withFault(
	nth: number,
	fault: StorageFault,
	pictures: readonly unknown[]
): Promise<{ happened: boolean; failed: string | null }> {
	const life = await newLife();
	const failing = failStorage(nth, fault);
	storage = failing;
	let failed: string | null = null;
	for (const [at, { name, act, again, atOnce }] of steps.entries()) {
		life.tablet.tick(1000);
		const words = `call ${nth} ${fault}: ${name}`;
		try {
			await act(life);
		} catch (error) {
			// Where no call failed, this is an assertion of the test's own.
			if (!failing.happened) throw error;
			failed = name;
			failing.stop();
			await expectWhole(life, words);
			if (atOnce) expect(await pictureOf(life), words).toEqual(pictures[at]);
			await (again ?? act)(life);
		}
		if (!failing.happened) continue;
		failing.stop();
		// From here on everything is as it would have been, so the rest of the life is, too.
		expect(await pictureOf(life), words).toEqual(pictures[at + 1]);
		break;
	}
	failing.stop();
	life.tablet.db.close();
	return { happened: failing.happened, failed };
}

/** Has every call fail in a full run; in the usual one every tenth, another tenth each time. Gives the steps that failed. */
async function everyCall(fault: StorageFault): Promise<{ calls: number; failed: ReadonlySet<string> }> {
	const pictures = await asUsual();
	const failed = new Set<string>();
	let calls = 0;
	for (let nth = 1 + (FULL ? 0 : integer(randomStream(SEED), 10)); ; nth += FULL ? 1 : 10) {
		const ended = await withFault(nth, fault, pictures);
		if (!ended.happened) break;
		calls += 1;
		if (ended.failed !== null) failed.add(ended.failed);
	}
	console.log(`R5 on the tablet, seed ${SEED}: ${calls} calls ${fault}`);
	return { calls, failed };
}

test.each(['full', 'refused'] as const)(
	'a call that fails (%s) leaves nothing half, and doing it again heals it',
	{ timeout: 600_000 },
	async (fault) => {
		const { calls, failed } = await everyCall(fault);
		expect(calls).toBeGreaterThan(FULL ? 100 : 10);
		expect(failed.size).toBeGreaterThan(0);
		if (FULL) expect([...failed].sort()).toEqual(steps.map(({ name }) => name).sort());
	}
);

test('a connection that is lost is opened again, and nobody hears of it', { timeout: 600_000 }, async () => {
	const { calls, failed } = await everyCall('lost');
	expect(calls).toBeGreaterThan(FULL ? 100 : 10);
	expect([...failed]).toEqual([]);
});
