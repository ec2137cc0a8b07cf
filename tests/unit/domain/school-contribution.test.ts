import { describe, expect, test } from 'vitest';
import { criterionById } from '#lib/domain/rubric.ts';
import type { Phase } from '#lib/domain/school.ts';
import {
	actionsOf,
	contributedCriteria,
	contributionLines,
	examplesOf,
	judgedFor,
	sectionLines
} from '#lib/domain/school-contribution.ts';
import { ranked, type Picture } from '#lib/domain/school-picture.ts';
import { tooFew, type Figure } from '#lib/domain/report-figure.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

function school(phase: Phase, lowAge: number | null = null, highAge: number | null = null) {
	return { urn: '900001', name: 'Ashgrove', phase, lowAge, highAge };
}

const shown = (count: number): Figure => ({ state: 'shown', count, of: 20 });
const empty: Picture = { plans: 40, goodOrBetter: tooFew, sections: {}, criteria: {}, themes: {} };
const contributed = contributedCriteria(rubric, school('all_through'));

describe('questions that fit the ages of a school', () => {
	// F.6 asks from Year 9, H1.1 up to Year 13, PFA.1 in Years 5 to 8.
	test.each<[string, Phase, number | null, number | null, boolean]>([
		['F.6', 'early_years', null, null, false],
		['F.6', 'primary', null, null, false],
		['F.6', 'secondary', null, null, true],
		['F.6', 'post16', null, null, true],
		['F.6', 'all_through', null, null, true],
		['F.6', 'other', null, null, true],
		['H1.1', 'post16', null, null, true],
		['PFA.1', 'early_years', null, null, false],
		['PFA.1', 'primary', null, null, true],
		['PFA.1', 'secondary', null, null, true],
		['PFA.1', 'post16', null, null, false],
		// The ages decide where they are known: leavers of 13 were in Year 8, of 14 in Year 9.
		['F.6', 'other', 4, 13, false],
		['F.6', 'other', 4, 14, true],
		['F.6', 'primary', 4, 14, true],
		['PFA.1', 'other', 4, 9, false],
		['PFA.1', 'other', 4, 10, true],
		['PFA.1', 'other', 12, 18, true],
		['PFA.1', 'other', 13, 18, false],
		// One age alone says nothing.
		['F.6', 'primary', 4, null, false],
		['F.6', 'primary', null, 19, false],
		// Recorded, or worked out from dates: nothing that is judged.
		['C.6', 'all_through', null, null, false],
		['TIM.2', 'all_through', null, null, false]
	])('%s for %s, ages %s to %s: %s', (id, phase, lowAge, highAge, fits) => {
		const criterion = criterionById(rubric, id);
		expect(criterion && judgedFor(criterion, school(phase, lowAge, highAge))).toBe(fits);
	});
});

describe('the picture around a school', () => {
	test('nothing without one, nothing from an empty one', () => {
		expect(sectionLines(rubric, contributed, null)).toEqual([]);
		expect(contributionLines(contributed, null)).toEqual([]);
		expect(sectionLines(rubric, contributed, empty)).toEqual([]);
		expect(contributionLines(contributed, empty)).toEqual([]);
	});

	test('sections that have a figure and that schools contribute to, in the rubric’s order', () => {
		const picture = { ...empty, sections: { F: shown(3), B: shown(9), C: tooFew, Q: shown(1) } };
		expect(sectionLines(rubric, contributed, picture).map(({ sectionId }) => sectionId)).toEqual(['B', 'F']);
	});

	test('five questions at most, the least met first', () => {
		const ids = contributed.slice(0, 7).map(({ id }) => id);
		const criteria = Object.fromEntries(ids.map((id, at) => [id, shown(20 - at)]));
		const lines = contributionLines(contributed, { ...empty, criteria });
		expect(lines.map(({ criterionId }) => criterionId)).toEqual(ids.toReversed().slice(0, 5));
		expect(lines[0]?.figure).toEqual(shown(14));
	});

	test('figures rank least met first; what is too few to say is left out', () => {
		const figures = {
			a: shown(20),
			b: { state: 'few' } as Figure,
			c: tooFew,
			d: shown(4),
			e: { state: 'most' } as Figure
		};
		expect(ranked(figures, ['a', 'b', 'c', 'd', 'e', 'not there'])).toEqual(['b', 'd', 'a', 'e']);
	});
});

describe('things to do', () => {
	test('three, of different themes, with an example each', () => {
		const actions = actionsOf(contributed, {}, null);
		expect(actions).toHaveLength(3);
		const themes = actions.map(({ criterionId }) => criterionById(rubric, criterionId)?.themes[0]);
		expect(new Set(themes).size).toBe(3);
		expect(actions.every(({ figure }) => figure === tooFew)).toBe(true);
		expect(examplesOf(actions, contributed).map(({ criterionId }) => criterionId)).toEqual(
			actions.map(({ criterionId }) => criterionId)
		);
	});

	test('first what the school itself is weakest in, then what is weakest around it', () => {
		const helped = contributed.filter(({ help }) => help.strongExample && help.weakExample);
		const weakest = helped.at(-1);
		const around = helped.find(({ themes }) => themes[0] !== weakest?.themes[0]);
		if (!weakest || !around) throw new Error('the rubric has too few questions with examples');
		const actions = actionsOf(
			contributed,
			{ [weakest.themes[0] ?? '']: shown(1) },
			{ ...empty, criteria: { [around.id]: shown(2) } }
		);
		expect(criterionById(rubric, actions[0]?.criterionId ?? '')?.themes[0]).toBe(weakest.themes[0]);
		expect(actions[1]).toMatchObject({ criterionId: around.id, figure: shown(2) });
	});

	test('a narrow list is filled from one theme', () => {
		const theme = contributed.find(({ help }) => help.strongExample && help.weakExample)?.themes[0];
		const narrow = contributed.filter(
			({ themes, help }) => themes[0] === theme && help.strongExample && help.weakExample
		);
		expect(actionsOf(narrow, {}, null)).toHaveLength(Math.min(3, narrow.length));
	});

	test('a question without examples gives none', () => {
		const [action] = actionsOf(contributed, {}, null);
		if (!action) throw new Error('no action');
		expect(examplesOf([action], [])).toEqual([]);
		const bare = contributed.map((criterion) => ({
			...criterion,
			help: { ...criterion.help, weakExample: null }
		}));
		expect(examplesOf([action], bare)).toEqual([]);
		expect(actionsOf(bare, {}, null)).toEqual([]);
	});
});
