import { describe, expect, test } from 'vitest';
import { noDates, type PlanDates } from '#lib/domain/plan-dates.ts';
import { tooFew, type Figure } from '#lib/domain/report-figure.ts';
import { actionsOf, contributedCriteria } from '#lib/domain/school-contribution.ts';
import type { Picture } from '#lib/domain/school-picture.ts';
import { reviewCriteria, reviewLines } from '#lib/domain/school-review.ts';
import { suppressionRules } from '#lib/domain/suppression.ts';
import { madeUpPicture, schoolReportOf } from '#tests/support/report-models.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

const asked = { academicYear: 2026, today: '2027-09-20', rule: suppressionRules['dfe-2026'].distribution };
const empty: Picture = { plans: 40, goodOrBetter: tooFew, sections: {}, criteria: {}, themes: {} };

/** A review due in the school year: the report came in time or a day late. */
const reported = (onTime: boolean, meeting = '2026-11-02'): PlanDates => ({
	...noDates(),
	reviewMeetingDate: meeting,
	reviewReportReceivedDate: `${meeting.slice(0, 8)}${onTime ? '16' : '17'}`
});
const many = (onTime: number, late: number, meeting?: string) => [
	...Array.from({ length: onTime }, () => reported(true, meeting)),
	...Array.from({ length: late }, () => reported(false, meeting))
];
const ownOf = (plans: readonly PlanDates[], id = 'TIM.5'): Figure =>
	reviewLines(rubric, plans, null, asked).find(({ criterion }) => criterion.id === id)?.own ?? tooFew;

describe('reviews on time', () => {
	test('are the questions on reviews that schools contribute to, and no others', () => {
		expect(reviewCriteria(rubric).map(({ id }) => id)).toEqual(['TIM.2', 'TIM.5']);
	});

	test.each<[string, readonly PlanDates[], Figure]>([
		['six of twelve', many(6, 6), { state: 'shown', count: 6, of: 12 }],
		['too few plans', many(5, 5), tooFew],
		['a small count on one side', many(14, 3), tooFew],
		['limits of another year', many(6, 6, '2025-11-02'), tooFew],
		['dates that do not tell', Array.from({ length: 40 }, noDates), tooFew]
	])('%s', (_what, plans, figure) => {
		expect(ownOf(plans)).toEqual(figure);
	});

	test('a review finished inside its 12 months, and one that was not', () => {
		const reviewed = (decision: string): PlanDates => ({
			...noDates(),
			previousReviewDecisionDate: '2026-03-01',
			reviewDecisionDate: decision
		});
		const plans = [
			...Array.from({ length: 7 }, () => reviewed('2027-02-28')),
			...Array.from({ length: 6 }, () => reviewed('2027-03-01'))
		];
		expect(ownOf(plans, 'TIM.2')).toEqual({ state: 'shown', count: 7, of: 13 });
	});

	test('nothing is said where neither the school’s dates nor the audits around it say anything', () => {
		expect(reviewLines(rubric, [], null, asked)).toEqual([]);
		expect(reviewLines(rubric, [], empty, asked)).toEqual([]);
		const around = { ...empty, criteria: { 'TIM.2': { state: 'shown', count: 11, of: 40 } as const } };
		expect(reviewLines(rubric, [], around, asked).map(({ criterion }) => criterion.id)).toEqual(['TIM.2']);
	});
});

describe('among the things to do', () => {
	const contributed = contributedCriteria(rubric, { urn: '1', name: 'A', phase: 'primary', lowAge: 4, highAge: 11 });

	test('weak reviews come first, with whose plans they are', () => {
		const reviews = reviewLines(rubric, many(6, 20), empty, asked);
		const [first, ...rest] = actionsOf(contributed, {}, empty, reviews);
		expect(first).toMatchObject({
			criterionId: 'TIM.5',
			figure: { state: 'shown', count: 6, of: 26 },
			about: 'your school, from the dates of its plans',
			action: 'Send the review report to everyone within two weeks of the meeting.'
		});
		expect(rest).toHaveLength(2);
		expect(rest.every(({ about }) => about === undefined)).toBe(true);
	});

	test('good reviews leave the place to what is weaker', () => {
		const weak = contributed.filter(({ help }) => help.strongExample && help.weakExample);
		const criteria = Object.fromEntries(weak.map(({ id }) => [id, { state: 'shown', count: 8, of: 40 } as const]));
		const reviews = reviewLines(rubric, many(40, 6), { ...empty, criteria }, asked);
		expect(reviews).toHaveLength(1);
		const ids = actionsOf(contributed, {}, { ...empty, criteria }, reviews).map(({ criterionId }) => criterionId);
		expect(ids).not.toContain('TIM.5');
	});

	test('the summary says where the figure is from, below the line as above it', () => {
		const withheld = schoolReportOf(madeUpPicture(130), {}, {}, undefined, many(6, 20));
		expect(withheld.basis).toBe('withheld');
		expect(withheld.actions[0]?.criterionId).toBe('TIM.5');
		expect(withheld.method[0]?.text).toContain('from the dates that the SEN service holds');
		const without = schoolReportOf(madeUpPicture(130), {});
		expect(without.method[0]?.text).not.toContain('from the dates that the SEN service holds');
	});
});
