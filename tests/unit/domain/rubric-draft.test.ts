import { describe, expect, test } from 'vitest';
import {
	CriterionEdit,
	DRAFT_LIMIT,
	draftFrom,
	editCriterion,
	editOf,
	faultsOf,
	readDraft,
	settled,
	shaped
} from '#lib/domain/rubric-draft.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

const find = (of: typeof rubric, id: string) => {
	const found = of.sections.flatMap(({ criteria }) => criteria).find((criterion) => criterion.id === id);
	if (!found) throw new Error(id);
	return found;
};

test('a draft begins as the published version under the next number, without faults', () => {
	const draft = draftFrom(rubric);
	expect(draft.version).toBe('0.3.0');
	expect(draft.status).toBe('draft');
	expect({ ...draft, version: rubric.version, status: rubric.status }).toEqual(rubric);
	expect(faultsOf(draft)).toEqual([]);
	draft.sections.length = 0;
	expect(rubric.sections.length).toBeGreaterThan(0);
});

describe('one question', () => {
	test.each(rubric.sections.flatMap(({ criteria }) => criteria).map((criterion) => [criterion.id, criterion] as const))(
		'%s comes out of the form as it went in',
		(id, criterion) => {
			const edit = editOf(criterion);
			expect(CriterionEdit.parse({ ...edit })).toEqual(edit);
			expect(editCriterion(rubric, id, edit)).toEqual(rubric);
		}
	);

	test('is changed, the others stay, and the counts follow', () => {
		const edit = { ...editOf(find(rubric, 'F.1')), question: 'Is it counted?', core: false };
		const after = editCriterion(rubric, 'F.1', edit);
		expect(find(after, 'F.1').question).toBe('Is it counted?');
		expect(after.counts.core).toBe(rubric.counts.core - 1);
		expect(find(after, 'F.2')).toEqual(find(rubric, 'F.2'));
		expect(find(rubric, 'F.1').core).toBe(true);
		expect(faultsOf(after)).toEqual([]);
	});

	test('that never applies or always does: the words decide', () => {
		const edit = editOf(find(rubric, 'F.1'));
		const some = find(editCriterion(rubric, 'F.1', { ...edit, naWhen: 'There is none.' }), 'F.1');
		expect([some.naAllowed, some.naWhen]).toEqual([true, 'There is none.']);
		const never = find(editCriterion(rubric, 'F.1', { ...edit, naWhen: '' }), 'F.1');
		expect([never.naAllowed, never.naWhen]).toEqual([false, null]);
	});

	test('that is not there is a slip of ours', () => {
		expect(() => editCriterion(rubric, 'Z.9', editOf(find(rubric, 'F.1')))).toThrow(RangeError);
	});

	test.each([
		['no question', { question: '  ' }, 'question'],
		['nothing to look for', { lookFor: '' }, 'lookFor'],
		['a weight that is none', { weight: 4 }, 'weight'],
		['a cap that is none', { onNotMet: 'excellent' }, 'onNotMet'],
		['far too many words', { met: 'x'.repeat(2001) }, 'met']
	])('%s is refused at its field', (_what, wrong, field) => {
		const parsed = CriterionEdit.safeParse({ ...editOf(find(rubric, 'F.1')), ...wrong });
		expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
	});
});

describe('the text of a draft', () => {
	test.each([
		['not JSON', '{ "rubricId": ', 'This is not JSON yet'],
		['a list', '[]', 'one JSON object'],
		['nothing', 'null', 'one JSON object'],
		['far too much', ' '.repeat(DRAFT_LIMIT + 1), 'Shorten the text']
	])('%s is not read, and the words say why', (_what, text, words) => {
		const read = readDraft(text);
		expect('fault' in read && read.fault).toContain(words);
	});

	test('whatever is an object is read, with its faults', () => {
		const read = readDraft('{"rubricId": "mine"}');
		expect(read).toEqual({ body: { rubricId: 'mine' } });
		expect(shaped({ rubricId: 'mine' })).toBeNull();
		expect(faultsOf({ rubricId: 'mine' }).length).toBeGreaterThan(5);
	});

	test('a draft that contradicts itself still has its shape, and each fault names its place', () => {
		const body = structuredClone(rubric);
		find(body, 'F.1').themes = ['no-such-theme'];
		body.counts.criteria += 1;
		expect(shaped(body)).toEqual(body);
		expect(faultsOf(body)).toEqual([
			{
				place: 'sections › F › criteria › F.1 › themes › 1.',
				criterionId: 'F.1',
				message: 'no-such-theme is no theme of this rubric'
			},
			expect.objectContaining({ place: 'counts › criteria', criterionId: null })
		]);
		expect(faultsOf(settled(body))).toHaveLength(1);
	});

	test('a fault of the whole is said to be of the whole', () => {
		expect(faultsOf('a word')).toEqual([expect.objectContaining({ place: 'the whole text', criterionId: null })]);
	});
});
