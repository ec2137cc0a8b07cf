/** What was known on an earlier day: the register before the first past term, and a plan's dates on the day of a past audit. */
import { addDays, type PlainDate } from '#lib/domain/plain-date.ts';
import type { PlanDates } from '#lib/domain/plan-dates.ts';
import type { SenType } from '#lib/domain/plan.ts';
import { fraction, randomStream } from '#lib/domain/random.ts';
import type { RegisterDates, RegisterImport, RegisterPlan } from '#lib/domain/register.ts';
import { cohortOf } from '#lib/domain/year-group.ts';
import { between, happens } from './chance.ts';
import { distributions } from './distributions.ts';

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
 * A return holds one review a plan. Of a plan whose last one lay after an earlier day, that day's return held the one before: made up
 * here, about a year before the last, in a little over half within the twelve months.
 */
function reviewBefore(
	{ matchKey, startedOn, dates }: RegisterPlan,
	day: PlainDate
): { dates: RegisterDates; amended: boolean } | null {
	const last = dates.reviewDecisionDate;
	if (!last || last <= day) return null;
	const random = randomStream(`${matchKey ?? ''} review before`);
	const decision = addDays(last, happens(random, 0.55) ? -between(random, 335, 364) : -between(random, 367, 470));
	const meeting = addDays(decision, -between(random, 10, 40));
	const fits = decision <= day && startedOn !== null && meeting > addDays(startedOn, 200);
	if (!fits) return null;
	const { amend, cease, maintain } = distributions.reviews;
	const amended = happens(random, amend / (amend + cease + maintain));
	return { dates: { reviewMeetingDate: meeting, reviewDecisionDate: decision }, amended };
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
		.map((plan) => {
			const before = reviewBefore(plan, day);
			const amended = (plan.dates.reviewMeetingDate ?? '') > day ? before?.amended : plan.planKind === 'amended';
			return {
				...plan,
				ceasedOn: null,
				primaryNeed: plan.primaryNeed ?? earlierNeed(plan),
				planKind: amended ? ('amended' as const) : ('new' as const),
				dates: { ...upTo(plan.dates, day, 'left out'), ...before?.dates }
			};
		});
	return { ...today, referenceDate: day, plans };
}
