/** Drafts of the questions: nobody overwrites somebody else, and nothing faulty is published. */
import { describe, expect, test } from 'vitest';
import type { Store } from '#lib/server/db/store.ts';
import * as rubricDrafts from '#lib/server/rubric-drafts.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import { by, publishedRubric, rubric } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const from = { rubricId: rubric.rubricId, version: rubric.version, name: 'After the forum' };

async function begun(store: Store) {
	await publishedRubric(store);
	return rubricDrafts.begin(store, from, by());
}

async function codeOf(act: Promise<unknown>): Promise<string> {
	return act.then(
		() => 'done',
		(refusal: { problem: { code: string } }) => refusal.problem.code
	);
}

describe.each(engines)('drafts of questions on %s', (engine) => {
	const given = withStore(engine);

	test('a draft is begun from a version, kept, listed, and changed', async () => {
		const { draftId, body, state } = await begun(given.store);
		expect(body).toMatchObject({ version: '0.3.0', status: 'draft' });
		const changed = { ...(body as object), title: 'Other questions' };
		expect(await rubricDrafts.save(given.store, { draftId, state, body: changed }, by(5))).toBe(2);
		expect(await rubricDrafts.get(given.store, draftId)).toMatchObject({ body: changed, state: 2, name: from.name });
		expect((await rubricDrafts.list(given.store)).map((draft) => draft.draftId)).toEqual([draftId]);
		// Nobody can be given it.
		expect(await rubrics.list(given.store)).toHaveLength(1);
	});

	test('the second of two who opened the same state overwrites nothing', async () => {
		const { draftId, body, state } = await begun(given.store);
		await rubricDrafts.save(given.store, { draftId, state, body: { first: true } }, by(1));
		expect(await codeOf(rubricDrafts.save(given.store, { draftId, state, body }, by(2)))).toBe('rubric_draft.changed');
		expect(await codeOf(rubricDrafts.publish(given.store, { draftId, state }, by(2)))).toBe('rubric_draft.changed');
		expect(await codeOf(rubricDrafts.discard(given.store, { draftId, state }, by(2)))).toBe('rubric_draft.changed');
		expect((await rubricDrafts.get(given.store, draftId)).body).toEqual({ first: true });
	});

	test('published without a fault, it is there for good and the draft is over', async () => {
		const { draftId, state } = await begun(given.store);
		const published = await rubricDrafts.publish(given.store, { draftId, state }, by(1));
		expect(published).toMatchObject({ rubricId: rubric.rubricId, version: '0.3.0' });
		expect(await rubrics.get(given.store, rubric.rubricId, '0.3.0')).toMatchObject({ title: rubric.title });
		expect(await codeOf(rubricDrafts.save(given.store, { draftId, state, body: {} }, by(2)))).toBe(
			'rubric_draft.published'
		);
	});

	test.each<[string, (body: object) => object, string]>([
		['a part missing', (body) => ({ ...body, grades: undefined }), 'rubric_draft.faulty'],
		['a contradiction', (body) => ({ ...body, themes: [{ id: 'other', label: 'Other' }] }), 'rubric_draft.faulty'],
		['a version that is published', (body) => ({ ...body, version: rubric.version }), 'rubric_draft.version']
	])('with %s nothing is published', async (_what, spoil, code) => {
		const { draftId, body, state } = await begun(given.store);
		await rubricDrafts.save(given.store, { draftId, state, body: spoil(body as object) }, by(1));
		expect(await codeOf(rubricDrafts.publish(given.store, { draftId, state: state + 1 }, by(2)))).toBe(code);
		expect(await rubrics.list(given.store)).toHaveLength(1);
		expect((await rubricDrafts.get(given.store, draftId)).publishedAt).toBeNull();
	});

	test('thrown away, it is gone', async () => {
		const { draftId, state } = await begun(given.store);
		await rubricDrafts.discard(given.store, { draftId, state }, by(1));
		expect(await codeOf(rubricDrafts.get(given.store, draftId))).toBe('thing.not_found');
		expect(await codeOf(rubricDrafts.begin(given.store, { ...from, version: '7.7.7' }, by()))).toBe('thing.not_found');
	});
});
