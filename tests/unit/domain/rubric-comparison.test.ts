import { expect, test } from 'vitest';
import { compareRubrics } from '#lib/domain/rubric-comparison.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

type Draft = { -readonly [Key in keyof Rubric]: Rubric[Key] };
type Section = Rubric['sections'][number];

/** A copy of the rubric with something done to it. */
function changed(act: (copy: Draft) => void): Rubric {
	const copy = structuredClone(rubric);
	act(copy);
	return copy;
}
function sectionOf(of: Rubric, code: string): Section {
	const found = of.sections.find((section) => section.code === code);
	if (!found) throw new Error(code);
	return found;
}
const question = (of: Rubric, id: string) => {
	const found = of.sections.flatMap(({ criteria }) => criteria).find((criterion) => criterion.id === id);
	if (!found) throw new Error(id);
	return found;
};

test('a rubric and itself: nothing', () => {
	expect(compareRubrics(rubric, structuredClone(rubric))).toEqual([]);
});

test('counts that follow from the questions, and the number of the version, are no change of their own', () => {
	const after = changed((copy) => {
		copy.version = '9.9.9';
		copy.counts.core += 1;
	});
	expect(compareRubrics(rubric, after)).toEqual([]);
});

test('other words are wording; another weight changes results', () => {
	const after = changed((copy) => {
		question(copy, 'F.1').question = 'Is the provision specific?';
		question(copy, 'F.1').weight = 1;
	});
	expect(compareRubrics(rubric, after)).toEqual([
		{
			place: 'F.1',
			kind: 'changed',
			what: 'Question',
			before: question(rubric, 'F.1').question,
			after: 'Is the provision specific?',
			weighs: false
		},
		{ place: 'F.1', kind: 'changed', what: 'Weight', before: '3', after: '1', weighs: true }
	]);
});

test('a question that is new, one left out and one that moved', () => {
	const after = changed((copy) => {
		const [first, ...rest] = sectionOf(copy, 'C').criteria;
		if (!first) throw new Error('C is empty');
		sectionOf(copy, 'C').criteria = rest;
		const moved = sectionOf(copy, 'D').criteria.pop();
		if (!moved) throw new Error('D is empty');
		sectionOf(copy, 'E').criteria.push(moved, { ...moved, id: 'E.99', question: 'Is it new?' });
	});
	const found = compareRubrics(rubric, after).map(({ place, kind, after: is }) => [place, kind, is]);
	const last = sectionOf(rubric, 'D').criteria.at(-1);
	expect(found).toEqual([
		['C.1', 'removed', null],
		[last?.id, 'moved', 'E'],
		['E.99', 'added', 'Is it new?']
	]);
});

test('a whole section that is new or left out, with its questions', () => {
	const without = changed((copy) => {
		copy.sections = copy.sections.filter(({ code }) => code !== 'J');
	});
	const questions = sectionOf(rubric, 'J').criteria.length;
	const gone = compareRubrics(rubric, without);
	expect(gone).toHaveLength(1 + questions);
	expect(gone.every(({ kind, weighs }) => kind === 'removed' && weighs)).toBe(true);
	const back = compareRubrics(without, rubric);
	expect(back).toHaveLength(1 + questions);
	expect(back.every(({ kind }) => kind === 'added')).toBe(true);
	expect(back[0]).toMatchObject({ place: 'Section J', after: sectionOf(rubric, 'J').title });
});

test('the rules: a threshold, a profile', () => {
	const after = changed((copy) => {
		const good = copy.grades.find(({ id }) => id === 'good');
		if (good) good.minPercent += 1;
		copy.profiles = copy.profiles.slice(1);
	});
	const found = compareRubrics(rubric, after);
	expect(found.map(({ place, what, weighs }) => [place, what, weighs])).toEqual([
		['The rules', 'Grades', true],
		['The rules', 'Kinds of audit', true]
	]);
	expect(found[0]?.after).not.toBe(found[0]?.before);
});

test('yes and no, and what is not there, are said in words', () => {
	const after = changed((copy) => {
		question(copy, 'F.1').core = false;
		question(copy, 'F.1').help.weakExample = null;
	});
	expect(compareRubrics(rubric, after).map(({ what, before, after: is }) => [what, before, is])).toEqual([
		['In the short audit', 'yes', 'no'],
		['Weak wording', question(rubric, 'F.1').help.weakExample, null]
	]);
});
