/** What was known on an earlier day, and the order of what happened. */
import { describe, expect, test } from 'vitest';
import { noDates } from '#lib/domain/plan-dates.ts';
import type { RegisterImport, RegisterPlan } from '#lib/domain/register.ts';
import { datesOn, earlierReturn } from '#seeds/demo/earlier.ts';
import { timelineUpTo } from '#seeds/demo/timeline.ts';

const plan = (overrides: Partial<RegisterPlan> = {}): RegisterPlan => ({
	matchKey: 'a'.repeat(64),
	cohort: 2015,
	primaryNeed: 'ASD',
	schoolUrn: '990001',
	senSetting: null,
	senUnit: false,
	resourcedProvision: false,
	planKind: 'new',
	startedOn: '2020-01-10',
	ceasedOn: null,
	dates: {},
	...overrides
});

function earlier(plans: RegisterPlan[], day = '2025-09-01') {
	const today: NonNullable<RegisterImport['return']> = {
		laCode: '209',
		referenceDate: '2026-11-01',
		keyId: 'b'.repeat(64),
		plans
	};
	return earlierReturn(today, day).plans;
}

describe('earlierReturn', () => {
	test.each([
		['begun on the day', { startedOn: '2025-09-01' }, 1],
		['begun the day after', { startedOn: '2025-09-02' }, 0],
		['of which the start is not known', { startedOn: null }, 1],
		['ended the day after', { ceasedOn: '2025-09-02' }, 1],
		['ended on the day', { ceasedOn: '2025-09-01' }, 0],
		['without a number', { matchKey: null }, 0],
		['of somebody not yet two', { cohort: 2029 }, 0],
		['of somebody just two', { cohort: 2028 }, 1]
	])('a plan %s', (_, overrides, count) => {
		expect(earlier([plan(overrides)])).toHaveLength(count);
	});

	test('a plan that ended since was in force, with a need', () => {
		const [before] = earlier([plan({ ceasedOn: '2026-03-01', primaryNeed: null })]);
		expect(before?.ceasedOn).toBeNull();
		expect(before?.primaryNeed).not.toBeNull();
	});

	test('reviews and transfers since are not known yet; a review before the day is', () => {
		const [later] = earlier([
			plan({
				startedOn: '2025-06-01',
				planKind: 'amended',
				dates: {
					reviewMeetingDate: '2026-05-05',
					reviewDecisionDate: '2026-05-20',
					phaseTransferFinalDate: '2026-02-10'
				}
			})
		]);
		expect(later).toMatchObject({ planKind: 'new', dates: {} });
		expect(Object.keys(later?.dates ?? {})).toEqual([]);
		const dates = { reviewMeetingDate: '2025-08-20', reviewDecisionDate: '2025-09-01' };
		expect(earlier([plan({ planKind: 'amended', dates })])[0]).toMatchObject({ planKind: 'amended', dates });
	});

	test('of a review since, the one about a year before was known where it fits', () => {
		const plans = Array.from({ length: 40 }, (_, at) =>
			plan({
				matchKey: at.toString(16).padStart(64, '0'),
				dates: { reviewMeetingDate: '2026-06-01', reviewDecisionDate: '2026-06-20' }
			})
		);
		const decisions = earlier(plans).flatMap(({ dates }) => dates.reviewDecisionDate ?? []);
		expect(decisions.length).toBe(40);
		for (const decision of decisions) {
			expect(decision > '2025-03-01').toBe(true);
			expect(decision < '2025-08-01').toBe(true);
		}
	});
});

describe('datesOn', () => {
	test.each([
		['2026-05-04', null],
		['2026-05-05', '2026-05-05']
	])('on %s the meeting of 5 May is %s', (day, expected) => {
		const dates = { ...noDates(), reviewMeetingDate: '2026-05-05', transferYear: 2027 };
		expect(datesOn(dates, day)).toEqual({ ...noDates(), reviewMeetingDate: expected, transferYear: 2027 });
	});
});

describe('the timeline', () => {
	test('runs in the order of time, ties as they were added, nothing after the limit', async () => {
		const timeline = timelineUpTo('2026-01-10T00:00:00.000Z');
		const seen: string[] = [];
		const see = (at: string, name: string) =>
			timeline.add(`2026-01-${at}T00:00:00.000Z`, async () => void seen.push(name));
		see('10', 'last');
		see('05', 'first of two');
		see('11', 'too late');
		see('05', 'second of two');
		timeline.add('2026-01-01T00:00:00.000Z', async () => see('02', 'added on the way'));
		await timeline.run();
		expect(seen).toEqual(['added on the way', 'first of two', 'second of two', 'last']);
	});
});
