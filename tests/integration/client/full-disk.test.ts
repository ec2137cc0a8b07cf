/**
 * R6 on the tablet: the disk is full, at any moment of an audit and for as long as it takes. Everything can still be read, the words stay on
 * the screen and can be kept as a file, and once there is space everything goes on as if nothing had been.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAuditEditor, type AuditEditor } from '#lib/client/audit-editor.svelte.ts';
import * as backups from '#lib/client/backups.ts';
import * as drafts from '#lib/client/drafts.ts';
import { leftOver } from '#lib/client/left-over.svelte.ts';
import { openWork } from '#lib/client/open-work.svelte.ts';
import * as outbox from '#lib/client/outbox.ts';
import { exchange } from '#lib/client/sync.ts';
import * as workload from '#lib/client/workload.ts';
import { note } from '#lib/domain/audit.ts';
import type { DraftBackup } from '#lib/domain/draft-backup.ts';
import { integer, pick, randomStream, type Random } from '#lib/domain/random.ts';
import { criterionById, type Criterion } from '#lib/domain/rubric.ts';
import { failStorage, type FailingStorage } from '../../support/failing-storage.ts';
import { COUNT, SEED } from '../../support/faults.ts';
import { answeredDraft, createServer, rubric, testTablet, workloadItem, type TestTablet } from './tablet-builder.ts';

const criterion = (id: string) => criterionById(rubric, id) as Criterion;
const ASKED = ['F.1', 'F.2', 'F.3', 'F.4'];

let disk: FailingStorage | null = null;
afterEach(() => {
	disk?.stop();
	disk = null;
});

async function editing() {
	const item = workloadItem();
	const server = createServer([item]);
	const tablet = await testTablet(server);
	await exchange(tablet);
	const opened = await drafts.open(tablet, item.assignmentId);
	if (opened.kind !== 'draft') throw new Error(opened.kind);
	const editor = createAuditEditor(tablet, opened.kept, rubric, () => undefined);
	return { item, server, tablet, editor };
}

async function onDisk(tablet: TestTablet, assignmentId: string) {
	const found = await drafts.find(tablet, assignmentId);
	if (found.kind !== 'draft') throw new Error(found.kind);
	return found.kept.draft;
}

/** Answers, types or flags, as somebody would. */
function change(random: Random, editor: AuditEditor): void {
	const asked = criterion(pick(random, ASKED));
	const how = integer(random, 3);
	if (how === 0) editor.choose(asked, pick(random, ['met', 'partly', 'not_met']));
	else if (how === 1) editor.write(asked, `Page ${integer(random, 100_000)}.`);
	else editor.flag(asked, integer(random, 2) === 0);
}

const settled = (editor: AuditEditor) =>
	vi.waitFor(() => expect(editor.saving.state).not.toBe('saving'), { interval: 1, timeout: 5000 });

test(
	`a full disk is said, keeps everything readable, and is got over (${COUNT(20)} times)`,
	{ timeout: 600_000 },
	async () => {
		for (let nth = 1; nth <= COUNT(20); nth += 1) {
			const random = randomStream(`${SEED} full disk ${nth}`);
			const { item, server, tablet, editor } = await editing();
			disk = failStorage(1 + integer(random, 5), 'full', { lasting: true });
			let saved = await onDisk(tablet, item.assignmentId);
			while (editor.saving.state !== 'failed') {
				change(random, editor);
				await editor.flush().catch(() => undefined);
				await settled(editor);
				if (editor.saving.state === 'saved') saved = editor.kept.draft;
			}
			expect(disk.happened).toBe(true);
			// The page says why, by this.
			expect(String(editor.saving.error)).toMatch(/quota/i);
			for (let more = 0; more < 3; more += 1) change(random, editor);
			await expect(editor.flush()).rejects.toThrow(/quota/i);
			expect(editor.saving.state).toBe('failed');
			const words = editor.kept.draft;
			expect(JSON.parse(drafts.exportFile(editor.kept).text).draft).toEqual(JSON.parse(JSON.stringify(words)));
			// What was said to be saved is there, and everything can be read.
			expect(await onDisk(tablet, item.assignmentId)).toEqual(saved);
			expect(await workload.list(tablet)).toMatchObject([{ state: 'begun' }]);
			const noted = ASKED.reduce((open, id) => note(open, id, 'Page 4.', open.changedAt), answeredDraft(words));
			const whole = { ...editor.kept, draft: noted };
			await expect(outbox.submit(tablet, whole, rubric)).rejects.toThrow(/quota/i);
			expect(await outbox.list(tablet)).toEqual([]);
			expect(await exchange(tablet)).toMatchObject({ state: 'not_saved' });

			disk.stop();
			await editor.flush();
			expect(editor.saving.state).toBe('saved');
			expect(await onDisk(tablet, item.assignmentId)).toEqual(words);
			expect(await outbox.submit(tablet, whole, rubric)).toHaveProperty('entryId');
			expect(await exchange(tablet)).toMatchObject({ state: 'done', accepted: 1 });
			expect(server.stored.size).toBe(1);
			tablet.db.close();
		}
		console.log(`R6 on the tablet, seed ${SEED}: ${COUNT(20)} full disks`);
	}
);

describe('what could not be saved when its page went', () => {
	/** The vault is locked, or another page opened, with words that do not fit on the disk. */
	async function left(before: (given: Awaited<ReturnType<typeof editing>>) => Promise<void> = async () => undefined) {
		const given = await editing();
		await before(given);
		const letGo = openWork.add(given.editor);
		disk = failStorage(1, 'full', { lasting: true });
		given.editor.write(criterion('F.2'), 'Page 4 counts nothing.');
		expect(openWork.leftSaved).toBe(true);
		const leaving = openWork.leave();
		expect(openWork.leftSaved).toBe(false);
		await leaving;
		letGo();
		expect(leftOver.count).toBe(1);
		expect(openWork.leftSaved).toBe(false);
		expect(openWork.saving?.state).toBe('failed');
		return given;
	}
	const noteOf = async (tablet: TestTablet, id: string) => (await onDisk(tablet, id)).looseNotes['F.2'];

	test('is saved with the next unlocking', async () => {
		const { tablet, item } = await left();
		disk?.stop();
		const again = await tablet.reopened();
		await leftOver.save(again);
		expect(leftOver.count).toBe(0);
		expect(openWork.leftSaved).toBe(true);
		expect(await noteOf(again, item.assignmentId)).toBe('Page 4 counts nothing.');
	});

	test('is on the screen again while the disk is still full, and saved from there', async () => {
		const { tablet, item } = await left();
		const again = await tablet.reopened();
		await leftOver.save(again);
		expect(leftOver.of(again)).toHaveLength(1);
		const opened = await drafts.find(again, item.assignmentId);
		if (opened.kind !== 'draft') throw new Error(opened.kind);
		const editor = createAuditEditor(
			again,
			opened.kept,
			rubric,
			() => undefined,
			leftOver.take(again, item.assignmentId)
		);
		expect(leftOver.count).toBe(0);
		expect(editor.saving.state).toBe('failed');
		expect(editor.kept.draft.looseNotes['F.2']).toBe('Page 4 counts nothing.');
		await expect(editor.flush()).rejects.toThrow(/quota/i);
		disk?.stop();
		await editor.flush();
		expect(await noteOf(again, item.assignmentId)).toBe('Page 4 counts nothing.');
	});

	test('is on disk before another tablet’s draft of its plan takes its place, and is then kept aside', async () => {
		let theirs: DraftBackup | undefined;
		const { tablet, item, server } = await left(async (given) => {
			given.editor.write(criterion('F.3'), 'Words of the other tablet.');
			await given.editor.flush();
			await exchange(given.tablet);
			const { backups: [copy] = [] } = JSON.parse(given.server.bodies.at(-1) ?? '{}') as { backups?: DraftBackup[] };
			theirs = copy;
		});
		if (!theirs) throw new Error('no copy went up');
		const { assignmentId, vaultId, savedAt, sealed } = theirs;
		server.alter = (reply) => ({ ...reply, claimed: [{ assignmentId, vaultId, savedAt, sealed }] });
		const again = await tablet.reopened();
		const asked = server.bodies.length;
		expect(await exchange(again, [item.assignmentId])).toMatchObject({ state: 'not_saved' });
		expect(server.bodies).toHaveLength(asked);
		expect(leftOver.count).toBe(1);

		disk?.stop();
		expect(await exchange(again, [item.assignmentId])).toMatchObject({ state: 'done' });
		expect(leftOver.count).toBe(0);
		await leftOver.save(again);
		expect((await onDisk(again, item.assignmentId)).looseNotes).toEqual({ 'F.3': 'Words of the other tablet.' });
		expect(await backups.aside(again)).toMatchObject([{ draft: { looseNotes: { 'F.2': 'Page 4 counts nothing.' } } }]);
	});

	test('is nobody else’s, and is kept aside where the draft has gone', async () => {
		const { tablet, item } = await left();
		disk?.stop();
		const stranger = await testTablet(createServer([item]));
		await leftOver.save(stranger);
		expect(leftOver.take(stranger, item.assignmentId)).toBeNull();
		expect(leftOver.count).toBe(1);
		await drafts.discard(tablet, item.assignmentId);
		await leftOver.save(tablet);
		expect(leftOver.count).toBe(0);
		expect(await backups.aside(tablet)).toMatchObject([{ draft: { looseNotes: { 'F.2': 'Page 4 counts nothing.' } } }]);
	});
});
