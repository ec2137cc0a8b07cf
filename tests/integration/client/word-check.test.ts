/** What the tablet asks before a note goes: nothing that points to a person leaves it unsaid, and what was confirmed is remembered. */
import { expect, test } from 'vitest';
import * as drafts from '#lib/client/drafts.ts';
import * as outbox from '#lib/client/outbox.ts';
import { exchange } from '#lib/client/sync.ts';
import { confirmWords, note } from '#lib/domain/audit.ts';
import { answeredDraft, createServer, rubric, testTablet, workloadItem } from './tablet-builder.ts';

const PHONE = '07700 900123';

async function ready(text: string) {
	const item = { ...workloadItem(), settingName: 'Quincebarrow School' };
	const tablet = await testTablet(createServer([item]));
	await exchange(tablet);
	const opened = await drafts.open(tablet, item.assignmentId);
	if (opened.kind !== 'draft') throw new Error(`opened as ${opened.kind}`);
	const draft = note(answeredDraft(opened.kept.draft), 'F.2', text, tablet.now());
	return { tablet, item, draft };
}

test('an audit with a phone number in a note does not go, and is still a draft', async () => {
	const { tablet, item, draft } = await ready(`Ring ${PHONE}.`);
	await drafts.save(tablet, { draft, item });
	expect(await outbox.submit(tablet, { draft, item }, rubric)).toEqual({
		violations: [{ field: 'F.2', code: 'note.identifier', message: 'The note has what looks like a phone number' }]
	});
	expect(await outbox.list(tablet)).toEqual([]);
	expect(await drafts.find(tablet, item.assignmentId)).toMatchObject({ kind: 'draft', kept: { draft } });
});

test('the name of the setting is one of the things', async () => {
	const { tablet, item, draft } = await ready('Quincebarrow does this.');
	expect(await outbox.submit(tablet, { draft, item }, rubric)).toMatchObject({ violations: [{ field: 'F.2' }] });
});

test('confirmed, it goes with what was confirmed; what was taken out of the note since does not go along', async () => {
	const { tablet, item, draft } = await ready(`Ring ${PHONE}.`);
	const now = tablet.now();
	const kept = confirmWords(confirmWords(draft, 'F.2', PHONE, true, now), 'F.2', 'M1 1AE', true, now);
	const unsure = confirmWords(kept, 'F.2', PHONE, false, now);
	await drafts.save(tablet, { draft: kept, item });
	expect(await outbox.submit(tablet, { draft: unsure, item }, rubric)).toHaveProperty('violations');
	expect(await outbox.submit(tablet, { draft: kept, item }, rubric)).toHaveProperty('entryId');
	const [waiting] = await outbox.list(tablet);
	const body = waiting?.entry.body;
	expect(body?.kind === 'submission' && body.submission.confirmed).toEqual({ 'F.2': [PHONE] });
});

test('a refused audit that is opened again remembers what was confirmed', async () => {
	const { tablet, item, draft } = await ready(`Ring ${PHONE}.`);
	const kept = confirmWords(draft, 'F.2', PHONE, true, tablet.now());
	const again = drafts.begin(tablet, item, rubric, {
		...kept,
		submittedAt: tablet.now()
	});
	expect(again.confirmed).toEqual({ 'F.2': [PHONE] });
});
