/** The examination of one plan while it is open on a tablet: answering, checking, prefilling. Pure: `now` is an argument. */
import * as z from 'zod';
import type { Assignment } from './assignment.ts';
import { Id } from './ids.ts';
import { Instant, type PlainDate } from './plain-date.ts';
import type { Violation } from './problem.ts';
import {
	allowedLevels,
	applicableCriteria,
	Context,
	contextFaults,
	criterionById,
	noteRequired,
	type Criterion,
	type Rubric
} from './rubric.ts';
import { answersViolations } from './scored-answer.ts';
import { dateCheck } from './date-check.ts';
import type { PlanDates } from './plan-dates.ts';

/** Characters (UTF-16 code units, as a text box counts them) that a note may hold. */
export const NOTE_LIMIT = 2000;

export const answerLevels = ['met', 'partly', 'not_met', 'not_applicable', 'cannot_tell', 'yes', 'no'] as const;

export const Answer = z.strictObject({
	level: z.enum(answerLevels),
	note: z.string().max(NOTE_LIMIT).optional(),
	/** What a record-only criterion lists, by the ids of its options. */
	listed: z.array(z.string().max(60)).max(60).optional(),
	/** Set where the answer was worked out from the register's dates and nobody changed it. */
	prefilled: z.literal(true).optional(),
	/** Set where a limit was missed with a permitted exception, so that reports can count with and without exceptions. */
	excused: z.literal(true).optional(),
	/** Set where the SEN service answered and the auditor could not change it. */
	given: z.literal(true).optional()
});
export type Answer = z.infer<typeof Answer>;

/** An answer that the SEN service gives for a whole plan: what is only in the case record. */
export const GivenAnswer = z.object({ level: z.enum(answerLevels), note: z.string().max(NOTE_LIMIT).optional() });
export type GivenAnswer = z.infer<typeof GivenAnswer>;
/** By criterion. The service's own note is shown beside the answer; the answer's note is the auditor's. */
export type GivenAnswers = Readonly<Record<string, GivenAnswer>>;

export const Answers = z.record(z.string().max(20), Answer);
export type Answers = z.infer<typeof Answers>;

/** By criterion: words of its note that look as if they pointed to a person, and of which the auditor said that they do not. */
export const Confirmed = z.record(z.string().max(20), z.array(z.string().max(300)).max(50));
export type Confirmed = z.infer<typeof Confirmed>;

/** A draft keeps the rubric version and the context it began with. Its id is the assignment's. */
export const Draft = z.strictObject({
	assignmentId: Id,
	revision: z.int().min(1).max(99),
	rubricId: z.string().max(100),
	rubricVersion: z.string().max(30),
	context: Context,
	answers: Answers,
	/** Notes typed before a level was chosen, so that no word is lost. */
	looseNotes: z.record(z.string().max(20), z.string().max(NOTE_LIMIT)),
	confirmed: Confirmed.optional(),
	/** Criteria to come back to. */
	flagged: z.array(z.string().max(20)).max(200),
	startedAt: Instant,
	changedAt: Instant
});
export type Draft = z.infer<typeof Draft>;

/**
 * Gives a new draft of an assignment, its date checks worked out from the register's dates as of `today`
 * (rubric: `dateCheckLevels`). What the register does not hold is "cannot tell" and needs no note. What the SEN service answered for
 * this plan (`given`, by criterion) stands in the draft as its answer.
 */
export function openDraft(
	assignment: Pick<Assignment, 'assignmentId' | 'rubricId' | 'rubricVersion' | 'context'> & { revision: number },
	rubric: Rubric,
	dates: PlanDates,
	today: PlainDate,
	now: Instant,
	given: GivenAnswers = {}
): Draft {
	const answers: Answers = {};
	for (const criterion of applicableCriteria(rubric, assignment.context)) {
		const arrived = answeredElsewhere(criterion, dates, given, today);
		if (arrived) answers[criterion.id] = arrived;
	}
	return {
		assignmentId: assignment.assignmentId,
		revision: assignment.revision,
		rubricId: assignment.rubricId,
		rubricVersion: assignment.rubricVersion,
		context: assignment.context,
		answers,
		looseNotes: {},
		flagged: [],
		startedAt: now,
		changedAt: now
	};
}

/** What is answered for the auditor: by the SEN service, else from the register's dates. A level that the criterion does not offer is none. */
function answeredElsewhere(
	criterion: Criterion,
	dates: PlanDates,
	given: GivenAnswers,
	today: PlainDate
): Answer | null {
	const said = Object.hasOwn(given, criterion.id) ? given[criterion.id] : undefined;
	if (said && allowedLevels(criterion).includes(said.level)) return { level: said.level, given: true };
	if (criterion.answerKind !== 'date_check' || !criterion.check) return null;
	const { level, reason } = dateCheck(criterion.check, dates, today);
	return { level, prefilled: true, ...(reason === 'excused' && { excused: true }) };
}

/**
 * Gives a draft brought up to what is answered for its auditor now: criteria that the SEN service answered since, or no longer
 * answers, and date checks that nobody changed. Words in a note stay, whatever becomes of the level. The very same draft where nothing
 * is new.
 */
export function refresh(
	draft: Draft,
	rubric: Rubric,
	dates: PlanDates,
	given: GivenAnswers,
	today: PlainDate,
	now: Instant
): Draft {
	let fresh = draft;
	for (const criterion of applicableCriteria(rubric, draft.context)) {
		const before = draft.answers[criterion.id];
		const arrived = answeredElsewhere(criterion, dates, given, today);
		const mayChange = arrived?.given === true || before?.given === true || before?.prefilled === true;
		if (!mayChange || sameButNote(before, arrived)) continue;
		fresh = answer(fresh, criterion.id, arrived, now);
	}
	return fresh;
}

/**
 * Gives answers as they are kept: where an answer came from is never the sender's word. One marked as worked out from the register's dates
 * says that nobody changed it, so it becomes what the dates say on `today`, or what the SEN service answered since, with its note; an
 * audit is not refused because the register was put right meanwhile. A mark of the SEN service on what it did not answer goes, and
 * any mark on what no dates decide: those are the auditor's own, and want the note that any answer wants. A level other than the one
 * that the service gives now stays marked: it may have said otherwise since the tablet heard of it.
 */
export function settled(
	answers: Answers,
	rubric: Rubric,
	dates: PlanDates,
	given: GivenAnswers,
	today: PlainDate
): Answers {
	return Object.fromEntries(
		Object.entries(answers).map(([criterionId, { given: told, prefilled, excused: _excused, ...own }]) => {
			const criterion = criterionById(rubric, criterionId);
			const worked = prefilled && criterion && answeredElsewhere(criterion, dates, given, today);
			if (worked) return [criterionId, { ...worked, ...(own.note !== undefined && { note: own.note }) }];
			return [criterionId, told && Object.hasOwn(given, criterionId) ? { ...own, given: told } : own];
		})
	);
}

function sameButNote(one: Answer | undefined, other: Answer | null): boolean {
	return (
		one?.level === other?.level &&
		one?.given === other?.given &&
		one?.prefilled === other?.prefilled &&
		one?.excused === other?.excused
	);
}

/**
 * Gives the draft with one answer put in (or taken out with null). The note typed so far stays with the criterion, beside the answer
 * or kept aside, unless the answer brings its own: only `note` takes words away.
 */
export function answer(draft: Draft, criterionId: string, value: Answer | null, now: Instant): Draft {
	const answers = { ...draft.answers };
	const looseNotes = { ...draft.looseNotes };
	const typed = answers[criterionId]?.note ?? looseNotes[criterionId];
	delete looseNotes[criterionId];
	if (value === null) {
		delete answers[criterionId];
		if (typed) looseNotes[criterionId] = typed;
	} else {
		answers[criterionId] = value.note === undefined && typed ? { ...value, note: typed } : value;
	}
	return { ...draft, answers, looseNotes, changedAt: now };
}

/** Gives the draft with a note put in, beside the answer where there is one, kept aside where there is none yet. */
export function note(draft: Draft, criterionId: string, text: string, now: Instant): Draft {
	const given = draft.answers[criterionId];
	if (!given) {
		const looseNotes = { ...draft.looseNotes, [criterionId]: text };
		if (text === '') delete looseNotes[criterionId];
		return { ...draft, looseNotes, changedAt: now };
	}
	const { note: _before, ...rest } = given;
	return {
		...draft,
		answers: { ...draft.answers, [criterionId]: text === '' ? rest : { ...rest, note: text } },
		changedAt: now
	};
}

/** Gives the draft with words of a note confirmed to be about nobody, or with that taken back. It holds for these very words. */
export function confirmWords(draft: Draft, criterionId: string, words: string, on: boolean, now: Instant): Draft {
	const others = (draft.confirmed?.[criterionId] ?? []).filter((one) => one !== words);
	const own = on ? [...others, words] : others;
	return { ...draft, confirmed: { ...draft.confirmed, [criterionId]: own }, changedAt: now };
}

/** Gives the draft with a criterion marked to come back to, or the mark taken off. */
export function flag(draft: Draft, criterionId: string, on: boolean, now: Instant): Draft {
	const others = draft.flagged.filter((id) => id !== criterionId);
	return { ...draft, flagged: on ? [...others, criterionId] : others, changedAt: now };
}

/**
 * Gives what still keeps an audit from being sent, in the order of the rubric: an applicable criterion without an answer,
 * a level that is not offered, a note that the scale asks for, a note that is too long. Empty when it can go. A context that the
 * rubric cannot judge (`contextFaults`) is the one violation there is then: without it nobody knows which criteria apply.
 */
export function violationsOf(draft: Pick<Draft, 'answers' | 'context'>, rubric: Rubric): Violation[] {
	const faults = contextFaults(rubric, draft.context);
	if (faults.length > 0) {
		const message = faults.map((fault) => fault.message).join('; ');
		return [{ field: 'context', code: 'context.faulty', message }];
	}
	const found = new Map<string, Violation>();
	for (const violation of answersViolations(rubric, draft.answers, draft.context))
		found.set(violation.field, violation);
	for (const criterion of applicableCriteria(rubric, draft.context)) {
		const violation = criterionViolation(rubric, criterion, draft.answers[criterion.id]);
		if (violation && !found.has(criterion.id)) found.set(criterion.id, violation);
	}
	const order = new Map(
		rubric.sections.flatMap((section) => section.criteria).map((criterion, at) => [criterion.id, at])
	);
	return [...found.values()].sort((a, b) => (order.get(a.field) ?? Infinity) - (order.get(b.field) ?? Infinity));
}

function criterionViolation(rubric: Rubric, criterion: Criterion, given: Answer | undefined): Violation | null {
	if (!given) return { field: criterion.id, code: 'answer.missing', message: 'Choose an answer' };
	const length = given.note?.length ?? 0;
	if (length > NOTE_LIMIT)
		return {
			field: criterion.id,
			code: 'note.too_long',
			message: `Shorten the note by ${length - NOTE_LIMIT} characters`
		};
	if (noteRequired(rubric, criterion, given) && !given.note?.trim())
		return {
			field: criterion.id,
			code: 'note.missing',
			message: 'Say in the note what is missing or where you looked'
		};
	return null;
}

/** Answered and applicable criteria of one rubric section; derived, never stored. */
export interface SectionProgress {
	readonly sectionId: string;
	readonly answered: number;
	readonly of: number;
	/** Answered criteria that still want a note. */
	readonly notesMissing: number;
}

/** Gives how far a draft has come, section by section, in the rubric's order. Sections with nothing to answer are left out. */
export function progressOf(draft: Pick<Draft, 'answers' | 'context'>, rubric: Rubric): SectionProgress[] {
	const applicable = new Set(applicableCriteria(rubric, draft.context).map((criterion) => criterion.id));
	return rubric.sections.flatMap((section) => {
		const criteria = section.criteria.filter((criterion) => applicable.has(criterion.id));
		if (criteria.length === 0) return [];
		const answered = criteria.filter((criterion) => draft.answers[criterion.id]);
		const notesMissing = answered.filter((criterion) => {
			const given = draft.answers[criterion.id];
			return given !== undefined && noteRequired(rubric, criterion, given) && !given.note?.trim();
		}).length;
		return [{ sectionId: section.code, answered: answered.length, of: criteria.length, notesMissing }];
	});
}
