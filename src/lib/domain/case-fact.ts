/**
 * What only the SEN service knows of a plan that is being audited: dates that the register lacks, and answers that are in the case record
 * alone. Asked for a term's plans, by the rubric's own words; they reach the auditor as answered questions.
 */
import * as z from 'zod';
import { GivenAnswer } from './audit.ts';
import { dateCheck } from './date-check.ts';
import { PlainDate } from './plain-date.ts';
import { adviceExceptions, exceptionReasons, PlanDates, phaseTransferTypes, stepDates } from './plan-dates.ts';
import { planDays, type PlanDay } from './plan-days.ts';
import { allowedLevels, applicableCriteria, type Context, type Criterion, type Rubric } from './rubric.ts';

/** In the words of the SEN service. */
export const caseDateLabels: Readonly<Record<PlanDay, string>> = {
	requestReceivedDate: 'Request for an assessment received',
	finalPlanDate: 'Final plan issued',
	planFirstMadeDate: 'Plan first made',
	previousReviewDecisionDate: 'Decision after the review before the last',
	reviewMeetingDate: 'Last review meeting',
	reviewReportReceivedDate: 'Review report received',
	reviewDecisionDate: 'Decision after the last review',
	amendmentNoticeDate: 'Amendment notice sent',
	amendedFinalDate: 'Amended final plan sent',
	phaseTransferDate: 'Day of the phase change',
	phaseTransferFinalDate: 'Final plan naming the next setting sent'
};

export const CaseFacts = /* @__PURE__ */ z.strictObject({
	dates: z.partialRecord(z.enum(planDays), PlainDate),
	/** Steps that have not happened yet, as the service says. */
	notYet: z.array(z.enum(stepDates)).max(stepDates.length),
	/** Absent where nothing was said. */
	exceptionReason: z.enum(exceptionReasons).optional(),
	phaseTransferType: z.enum(phaseTransferTypes).optional(),
	transferYear: z.int().min(2014).max(2100).optional(),
	advice: z
		.array(
			z.strictObject({
				contributor: z.string().min(1).max(60),
				adviceRequestedDate: PlainDate.nullable(),
				adviceReceivedDate: PlainDate.nullable(),
				adviceException: z.enum(adviceExceptions).nullable()
			})
		)
		.max(60),
	/** Answers by criterion; "cannot tell" is "not known to us either", which somebody said. */
	answers: z.record(z.string().max(20), GivenAnswer)
});
export type CaseFacts = z.infer<typeof CaseFacts>;

/** Gives the facts of a plan of which nothing was told. */
export function noFacts(): CaseFacts {
	return { dates: {}, notYet: [], advice: [], answers: {} };
}

/** Gives whether nothing at all was told. */
export function isEmpty({ dates, notYet, advice, answers, ...rest }: CaseFacts): boolean {
	return [dates, notYet, advice, answers, rest].every((part) => Object.keys(part).length === 0);
}

/** Gives a plan's dates with those that were told over the register's. */
export function datesWith(planDates: PlanDates, facts: CaseFacts): PlanDates {
	const { dates, notYet, advice, exceptionReason, phaseTransferType, transferYear } = facts;
	// A step that the register has a day for has happened, whatever was said before the register knew.
	const still = notYet.filter((step) => dates[step] === undefined && planDates[step] === null);
	const before = (planDates.notYet ?? []).filter((step) => dates[step] === undefined);
	const steps = [...new Set([...before, ...still])];
	const { notYet: _before, ...known } = planDates;
	return {
		...known,
		...dates,
		...(exceptionReason && { exceptionReason }),
		...(phaseTransferType && { phaseTransferType }),
		...(transferYear && { transferYear }),
		...(advice.length > 0 && { adviceDates: advice }),
		...(steps.length > 0 && { notYet: steps })
	};
}

/** Whether only the case record answers a criterion: an auditor, who sees plan and advice, never can. */
function ofCaseRecord({ answerKind, evidence }: Criterion): boolean {
	return answerKind !== 'date_check' && evidence.length > 0 && evidence.every((kind) => kind === 'case_record');
}

/**
 * Gives what was told as answers of an audit. Only criteria that apply, that the service is asked, and levels that they offer: facts may
 * be older than a context that changed. Each has the note that a rubric asks for, so that it never keeps an audit from being sent.
 */
export function givenOf(rubric: Rubric, context: Context, facts: CaseFacts): Record<string, GivenAnswer> {
	const given: Record<string, GivenAnswer> = {};
	for (const criterion of applicableCriteria(rubric, context)) {
		const answer = facts.answers[criterion.id];
		if (!answer || !(ofCaseRecord(criterion) || criterion.check)) continue;
		if (!allowedLevels(criterion).includes(answer.level)) continue;
		const note = answer.note?.trim() || noteOf(answer.level);
		given[criterion.id] = { level: answer.level, ...(note && { note }) };
	}
	return given;
}

function noteOf(level: GivenAnswer['level']): string | null {
	switch (level) {
		case 'cannot_tell':
			return 'The SEN service does not know either.';
		case 'not_applicable':
			return 'The SEN service says that this does not apply.';
		default:
			return null;
	}
}

/** One question that the service is asked about a plan. */
export interface AskedCriterion {
	readonly criterion: Criterion;
	/** `record`: an answer is wanted; `dates`: the days that decide it, or that there are none. */
	readonly kind: 'record' | 'dates';
}

/** What the service is asked about one plan. */
export interface Asked {
	readonly criteria: readonly AskedCriterion[];
	/** Days that the register lacks and that a date check needs. */
	readonly dates: readonly PlanDay[];
	readonly exception: boolean;
	readonly transfer: boolean;
	/** Who may have been asked for advice; empty where no date check wants it. By the rubric's words. */
	readonly contributors: readonly string[];
}

/** Whom reg 6(1) does not let wait six weeks: the service itself, and the family, who are heard all along. */
const notAsked: ReadonlySet<string> = new Set(['sen_service', 'family']);

/**
 * Gives what the register leaves open of a plan's audit: criteria whose only evidence is the case record, and date checks that its dates
 * cannot decide on `today`, with the days that these lack.
 */
export function askedOf(rubric: Rubric, context: Context, planDates: PlanDates, today: PlainDate): Asked {
	const criteria = applicableCriteria(rubric, context).flatMap((criterion): AskedCriterion[] => {
		if (ofCaseRecord(criterion)) return [{ criterion, kind: 'record' }];
		const { check } = criterion;
		if (!check || dateCheck(check, planDates, today).reason !== 'not_in_register') return [];
		return [{ criterion, kind: 'dates' }];
	});
	const checks = criteria.flatMap(({ criterion: { check } }) => check ?? []);
	const inputs = new Set(checks.flatMap((check) => check.inputs));
	const post16 = checks.some(({ rules }) => rules.includes('phase_post16_5m'));
	return {
		criteria,
		dates: planDays.filter(
			(field) => planDates[field] === null && (inputs.has(field) || (field === 'phaseTransferDate' && post16))
		),
		exception: inputs.has('exceptionReason') && planDates.exceptionReason === null,
		transfer: inputs.has('phaseTransferType') && planDates.phaseTransferType === null,
		contributors: checks.some(({ perContributor }) => perContributor)
			? rubric.contributors.filter(({ id }) => !notAsked.has(id)).map(({ label }) => label.slice(0, 60))
			: []
	};
}

/** Gives the ids of the asked criteria that would still be "cannot tell" without anybody having said so. */
export function leftOpen(asked: Asked, planDates: PlanDates, facts: CaseFacts, today: PlainDate): string[] {
	const merged = datesWith(planDates, facts);
	return asked.criteria
		.filter(({ criterion }) => {
			if (facts.answers[criterion.id]) return false;
			return !criterion.check || dateCheck(criterion.check, merged, today).reason === 'not_in_register';
		})
		.map(({ criterion }) => criterion.id);
}
