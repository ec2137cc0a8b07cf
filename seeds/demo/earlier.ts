/** What was known on an earlier day: the register before the first past term, and a plan's dates on the day of a past audit. */
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { PlanDates } from '#lib/domain/plan-dates.ts';
import type { SenType } from '#lib/domain/plan.ts';
import { fraction, randomStream } from '#lib/domain/random.ts';
import type { RegisterDates, RegisterImport, RegisterPlan } from '#lib/domain/register.ts';
import { cohortOf } from '#lib/domain/year-group.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Gives dates without those that lie after a day. `empty` is what stands in their place: null, or nothing at all. */
function upTo<Dates extends RegisterDates | PlanDates>(
	dates: Dates,
	day: PlainDate,
	empty: 'null' | 'left out'
): Dates {
	const later = (value: unknown) => typeof value === 'string' && DATE.test(value) && value > day;
	const known = Object.entries(dates)
		.filter(([, value]) => empty === 'null' || !later(value))
		.map(([name, value]) => [name, later(value) ? null : value]);
	return Object.fromEntries(known) as Dates;
}

/** Gives a plan's dates as the register held them on a day: what had not happened yet was not there. */
export function datesOn(dates: PlanDates, day: PlainDate): PlanDates {
	return upTo(dates, day, 'null');
}

/** The return of today holds no need of plans that ended; an earlier one did. */
function earlierNeed(plan: RegisterPlan): SenType {
	const share = fraction(randomStream(`${plan.matchKey ?? ''} earlier need`));
	return share < 0.36 ? 'ASD' : share < 0.62 ? 'SLCN' : share < 0.84 ? 'SEMH' : share < 0.93 ? 'MLD' : 'SLD';
}

/**
 * Gives the return of an earlier day that fits today's: plans that had begun by then, those that ended since still in force, reviews
 * and transfers since not yet known. Settings, people and places are as they are today; a simplification.
 */
export function earlierReturn(today: NonNullable<RegisterImport['return']>, day: PlainDate): typeof today {
	const plans = today.plans
		.filter((plan) => plan.startedOn === null || plan.startedOn <= day)
		.filter((plan) => plan.ceasedOn === null || plan.ceasedOn > day)
		// Who was not yet two years old then, or has no number to be found again by, is left to today's return.
		.filter((plan) => plan.matchKey !== null && plan.cohort <= cohortOf(day) - 2)
		.map((plan) => ({
			...plan,
			ceasedOn: null,
			primaryNeed: plan.primaryNeed ?? earlierNeed(plan),
			planKind: (plan.dates.reviewMeetingDate ?? '') > day ? ('new' as const) : plan.planKind,
			dates: upTo(plan.dates, day, 'left out')
		}));
	return { ...today, referenceDate: day, plans };
}
