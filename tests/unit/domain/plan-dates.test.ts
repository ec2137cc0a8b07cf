import { expect, test } from 'vitest';
import { noDates, phaseTransferOf, PlanDates } from '#lib/domain/plan-dates.ts';

test('dates of which none is known are dates', () => {
	expect(PlanDates.parse(noDates())).toEqual(noDates());
	expect(Object.values(noDates()).every((value) => value === null)).toBe(true);
});

test.each([
	['a day that does not exist', { finalPlanDate: '2026-02-30' }],
	['a time', { finalPlanDate: '2026-02-03T00:00:00.000Z' }],
	['an exception in free words', { exceptionReason: 'mother was ill' }],
	['a key nobody knows', { birthDate: '2018-01-01' }],
	['a year far off', { transferYear: 27 }],
	['a step nobody knows', { notYet: ['birthDate'] }],
	['a missing key', { finalPlanDate: undefined }]
])('%s is refused', (_what, change) => {
	expect(PlanDates.safeParse({ ...noDates(), ...change }).success).toBe(false);
});

test.each([
	['2027-02-15', 'school_phase', 2027],
	['2027-03-31', 'secondary_to_post16', 2027],
	['2027-02-14', null, 2027],
	['2026-10-10', null, 2026]
])('a transfer due on %s is %s in %i', (due, phaseTransferType, transferYear) => {
	expect(phaseTransferOf(due)).toEqual({ phaseTransferType, transferYear });
});
