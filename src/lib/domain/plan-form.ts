/**
 * A plan as a coordinator types it: every field is text, and what cannot be taken is told at its field. The rules of order are those
 * of the steps themselves: a reply comes after its request, a decision after its meeting.
 */
import * as z from 'zod';
import { Urn } from './ids.ts';
import { PlainDate } from './plain-date.ts';
import { adviceExceptions, exceptionReasons, phaseTransferTypes, stepDates, type PlanDates } from './plan-dates.ts';
import { planDays, type PlanDay } from './plan-days.ts';
import { PlanKind, SenSetting, SenType, type Plan } from './plan.ts';
import type { Violation } from './problem.ts';
import { britishDate } from './register-cell.ts';

const Text = z.string().max(200).default('');
const Tick = z.literal('yes').optional();
const Texts = z.array(z.string().max(200)).max(62).default([]);

/** What the form sends: the days, what the plan is, and a row for each request for advice. */
export const PlanForm = z.strictObject({
	cohort: Text,
	primaryNeed: Text,
	schoolUrn: Text,
	senSetting: Text,
	senUnit: Tick,
	resourcedProvision: Tick,
	planKind: Text,
	startedOn: Text,
	...(Object.fromEntries(planDays.map((field) => [field, Text])) as Record<PlanDay, typeof Text>),
	exceptionReason: Text,
	phaseTransferType: Text,
	transferYear: Text,
	notYet: Texts,
	adviceContributor: Texts,
	adviceRequestedDate: Texts,
	adviceReceivedDate: Texts,
	adviceException: Texts
});
export type PlanForm = z.infer<typeof PlanForm>;

/** What of a plan is put right by hand: all but its reference, its match key and its end. */
export type PlanByHand = Omit<Plan, 'planRef' | 'matchKey' | 'ceasedOn'>;

/** Days that may lie ahead: the move itself. All others are steps that have been taken. */
const ahead: ReadonlySet<string> = new Set(['phaseTransferDate']);

/** No plan, and no child who could have one, is older. */
const EARLIEST = '1990-01-01';

/** Steps of which the second cannot come before the first, and how to say so. */
const inOrder: readonly (readonly [PlanDay, PlanDay, string])[] = [
	['requestReceivedDate', 'finalPlanDate', 'The final plan cannot be sent before the request was received'],
	['reviewMeetingDate', 'reviewReportReceivedDate', 'The report cannot be received before the meeting'],
	['reviewMeetingDate', 'reviewDecisionDate', 'The decision cannot be sent before the meeting'],
	['previousReviewDecisionDate', 'reviewDecisionDate', 'The last review was decided before the one before it'],
	['reviewMeetingDate', 'amendmentNoticeDate', 'The proposed changes cannot be sent before the meeting'],
	['amendmentNoticeDate', 'amendedFinalDate', 'The amended plan cannot be sent before its proposed changes']
];

interface Reading {
	readonly today: PlainDate;
	readonly violations: Violation[];
}

function tell({ violations }: Reading, field: string, code: string, message: string): null {
	violations.push({ field, code, message });
	return null;
}

/** Gives a day that was typed as the browser writes it or as people do, null for none or for one that cannot be taken. */
function dayIn(reading: Reading, field: string, text: string, mayLieAhead = false): PlainDate | null {
	const typed = text.trim();
	if (typed === '') return null;
	const day = PlainDate.safeParse(typed).data ?? britishDate(typed);
	if (day === null) return tell(reading, field, 'date.unreadable', 'Enter a day like 31/03/2026');
	if (day < EARLIEST) return tell(reading, field, 'date.early', 'This day is before 1990: check the year');
	if (day > reading.today && !mayLieAhead)
		return tell(reading, field, 'date.ahead', 'This day has not come yet: check it, or leave it empty');
	return day;
}

function choiceIn<Value>(
	reading: Reading,
	field: string,
	text: string,
	schema: z.ZodType<Value>,
	words: string
): Value | null {
	if (text === '') return null;
	const parsed = schema.safeParse(text);
	return parsed.success ? parsed.data : tell(reading, field, 'choice.unknown', words);
}

/**
 * Gives the plan that a form says, or what to put right. `known` are the URNs of the register's settings, the plan's present one
 * among them.
 */
export function planInForm(
	form: PlanForm,
	{ today, known }: { readonly today: PlainDate; readonly known: ReadonlySet<string> }
): { readonly plan: PlanByHand } | { readonly violations: readonly Violation[] } {
	const reading: Reading = { today, violations: [] };
	const cohort = Number(form.cohort);
	if (!/^\d{4}$/.test(form.cohort) || cohort < 1990 || cohort > 2100)
		tell(reading, 'cohort', 'cohort.missing', 'Choose the year group');
	const planKind = PlanKind.safeParse(form.planKind).data;
	if (planKind === undefined) tell(reading, 'planKind', 'kind.missing', 'Choose whether the plan is new or amended');
	const plan: PlanByHand = {
		cohort,
		primaryNeed: choiceIn(reading, 'primaryNeed', form.primaryNeed, SenType, 'Choose a need from the list'),
		...settingIn(reading, form, known),
		senUnit: form.senUnit === 'yes',
		resourcedProvision: form.resourcedProvision === 'yes',
		planKind: planKind ?? 'new',
		startedOn: dayIn(reading, 'startedOn', form.startedOn),
		dates: datesIn(reading, form)
	};
	return reading.violations.length > 0 ? { violations: reading.violations } : { plan };
}

function settingIn(
	reading: Reading,
	form: PlanForm,
	known: ReadonlySet<string>
): Pick<Plan, 'schoolUrn' | 'senSetting'> {
	const urn = form.schoolUrn.trim();
	const schoolUrn = urn === '' ? null : urn;
	if (schoolUrn !== null && !Urn.safeParse(schoolUrn).success)
		tell(reading, 'schoolUrn', 'urn.malformed', 'A URN has six figures');
	else if (schoolUrn !== null && !known.has(schoolUrn))
		tell(
			reading,
			'schoolUrn',
			'school.unknown',
			'We know no school with this URN. Check it, or add the school under Register, Schools first'
		);
	const senSetting = choiceIn(reading, 'senSetting', form.senSetting, SenSetting, 'Choose from the list');
	if (schoolUrn !== null && senSetting !== null)
		tell(reading, 'senSetting', 'setting.twice', 'Leave this empty where there is a school');
	return { schoolUrn, senSetting };
}

function datesIn(reading: Reading, form: PlanForm): PlanDates {
	const days = Object.fromEntries(
		planDays.map((field) => [field, dayIn(reading, field, form[field], ahead.has(field))])
	) as Record<PlanDay, PlainDate | null>;
	for (const [first, second, words] of inOrder) {
		const [from, to] = [days[first], days[second]];
		if (from !== null && to !== null && to < from) tell(reading, second, 'date.order', words);
	}
	const year = form.transferYear.trim();
	const transferYear = year === '' ? null : Number(year);
	if (transferYear !== null && !(/^\d{4}$/.test(year) && transferYear >= 2014 && transferYear <= 2100))
		tell(reading, 'transferYear', 'year.malformed', 'Enter a year like 2027');
	const notYet = stepDates.filter((step) => form.notYet.includes(step));
	for (const step of notYet)
		if (days[step] !== null)
			tell(reading, `notYet-${step}`, 'step.both', 'This step has a day above: take the tick off, or empty the day');
	return {
		...days,
		exceptionReason: choiceIn(
			reading,
			'exceptionReason',
			form.exceptionReason,
			z.enum(exceptionReasons),
			'Choose an exception from the list'
		),
		phaseTransferType: choiceIn(
			reading,
			'phaseTransferType',
			form.phaseTransferType,
			z.enum(phaseTransferTypes),
			'Choose a move from the list'
		),
		transferYear,
		adviceDates: adviceIn(reading, form),
		...(notYet.length > 0 ? { notYet } : {})
	};
}

/** A row with nothing in it was not used; no row at all is what the register holds of a plan without advice dates. */
function adviceIn(reading: Reading, form: PlanForm): PlanDates['adviceDates'] {
	const rows = form.adviceContributor.flatMap((typed, at) => {
		const contributor = typed.trim();
		const [requested, received] = [form.adviceRequestedDate[at] ?? '', form.adviceReceivedDate[at] ?? ''];
		const exception = form.adviceException[at] ?? '';
		if (contributor === '' && requested === '' && received === '' && exception === '') return [];
		if (contributor === '')
			tell(reading, `adviceContributor-${at}`, 'contributor.missing', 'Say who was asked, by their role');
		if (contributor.length > 60)
			tell(reading, `adviceContributor-${at}`, 'contributor.long', 'Use at most 60 characters for who was asked');
		const adviceRequestedDate = dayIn(reading, `adviceRequestedDate-${at}`, requested);
		const adviceReceivedDate = dayIn(reading, `adviceReceivedDate-${at}`, received);
		if (adviceRequestedDate !== null && adviceReceivedDate !== null && adviceReceivedDate < adviceRequestedDate)
			tell(reading, `adviceReceivedDate-${at}`, 'date.order', 'Advice cannot be received before it was asked for');
		const adviceException = choiceIn(
			reading,
			`adviceException-${at}`,
			exception,
			z.enum(adviceExceptions),
			'Choose an exception from the list'
		);
		return [{ contributor, adviceRequestedDate, adviceReceivedDate, adviceException }];
	});
	if (rows.length > 60) tell(reading, 'adviceContributor-60', 'advice.too_many', 'There is room for 60 requests');
	return rows.length > 0 ? rows : null;
}

/** Rows for advice that the form shows beyond those that are filled. */
const EMPTY_ROWS = 2;

/** Gives what the form shows for a plan, or for a new one. */
export function formOf(plan: PlanByHand | null): PlanForm {
	const advice = plan?.dates.adviceDates ?? [];
	const filled = <Value>(of: (row: (typeof advice)[number]) => Value) => advice.map(of);
	const empty = Array<string>(EMPTY_ROWS).fill('');
	return PlanForm.parse({
		...(plan && {
			cohort: String(plan.cohort),
			primaryNeed: plan.primaryNeed ?? '',
			schoolUrn: plan.schoolUrn ?? '',
			senSetting: plan.senSetting ?? '',
			...(plan.senUnit && { senUnit: 'yes' }),
			...(plan.resourcedProvision && { resourcedProvision: 'yes' }),
			planKind: plan.planKind,
			startedOn: plan.startedOn ?? '',
			...Object.fromEntries(planDays.map((field) => [field, plan.dates[field] ?? ''])),
			exceptionReason: plan.dates.exceptionReason ?? '',
			phaseTransferType: plan.dates.phaseTransferType ?? '',
			transferYear: plan.dates.transferYear === null ? '' : String(plan.dates.transferYear),
			notYet: plan.dates.notYet ?? []
		}),
		adviceContributor: [...filled(({ contributor }) => contributor), ...empty],
		adviceRequestedDate: [...filled((row) => row.adviceRequestedDate ?? ''), ...empty],
		adviceReceivedDate: [...filled((row) => row.adviceReceivedDate ?? ''), ...empty],
		adviceException: [...filled((row) => row.adviceException ?? ''), ...empty]
	});
}

/** Gives the day on which a plan ended, or what is wrong with it. A plan ends after it started, and not in days to come. */
export function endDayIn(
	typed: string,
	plan: Pick<Plan, 'startedOn'>,
	today: PlainDate
): { readonly day: PlainDate } | { readonly violations: readonly Violation[] } {
	const reading: Reading = { today, violations: [] };
	const day = dayIn(reading, 'ceasedOn', typed);
	if (day === null && reading.violations.length === 0)
		tell(reading, 'ceasedOn', 'date.missing', 'Enter the day on which the plan ended');
	if (day !== null && plan.startedOn !== null && day < plan.startedOn)
		tell(reading, 'ceasedOn', 'date.order', 'The plan cannot end before it started');
	return day === null || reading.violations.length > 0 ? { violations: reading.violations } : { day };
}
