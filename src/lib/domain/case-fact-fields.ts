/**
 * Case facts as text, field by field: the page's form and the CSV file have the same fields, the file's columns being their names. One
 * reader for both, so that they agree on what can be true.
 */
import type { GivenAnswer } from './audit.ts';
import { orderFaults } from './case-fact-order.ts';
import { caseDateLabels, datesWith, noFacts, type Asked, type AskedCriterion, type CaseFacts } from './case-fact.ts';
import { dateCheck } from './date-check.ts';
import type { PlainDate } from './plain-date.ts';
import { adviceExceptions, exceptionReasons, phaseTransferTypes, stepDates, type PlanDates } from './plan-dates.ts';
import { planDays, type PlanDay } from './plan-days.ts';
import { britishDate, sen2Date } from './register-cell.ts';
import { allowedLevels, type Rubric } from './rubric.ts';

export type Values = Readonly<Record<string, string | undefined>>;

export const NOT_YET = 'not yet';
const NOTE = 500;

export const exceptionLabels: Readonly<Record<(typeof exceptionReasons)[number], string>> = {
	school_closed: 'the school was closed',
	early_years_closed: 'the early years setting was closed',
	exceptional_circumstances: 'exceptional circumstances',
	away_from_area: 'away from the area',
	recorded: 'recorded, reason not known'
};
export const adviceExceptionLabels: Readonly<Record<(typeof adviceExceptions)[number], string>> = {
	exceptional_circumstances: 'exceptional circumstances',
	absent: 'absent from the area',
	missed_appointment: 'missed an appointment',
	recorded: 'recorded, reason not known'
};
export const transferLabels: Readonly<Record<(typeof phaseTransferTypes)[number], string>> = {
	school_phase: 'between phases of school',
	secondary_to_post16: 'secondary to post-16',
	post16_to_post16: 'between post-16 settings'
};
/** Levels as the service says them. */
export const levelLabels: Readonly<Record<GivenAnswer['level'], string>> = {
	met: 'met',
	partly: 'partly met',
	not_met: 'not met',
	yes: 'yes',
	no: 'no',
	not_applicable: 'does not apply',
	cannot_tell: 'not known to us either'
};

/** Gives the name of a day's field: `reviewMeetingDate` is `review_meeting_date`. */
export const dateField = (date: PlanDay) => date.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const notYetField = (date: PlanDay) => `${dateField(date)}_not_yet`;
export const answerField = (criterionId: string) => `answer_${criterionId.toLowerCase()}`;
export const noteField = (criterionId: string) => `note_${criterionId.toLowerCase()}`;
const parts = ['requested', 'received', 'exception'] as const;
/** Gives the name of a field of advice: a contributor by its place in the rubric's list. */
export const adviceField = (at: number, part: (typeof parts)[number]) => `advice_${at + 1}_${part}`;

/** Gives the levels that the service may choose for a question: all that it offers, or that no dates decide it. */
export function offeredLevels({ criterion, kind }: AskedCriterion): GivenAnswer['level'][] {
	const levels = allowedLevels(criterion);
	return kind === 'record' ? levels : levels.filter((level) => level === 'not_applicable' || level === 'cannot_tell');
}

export interface Field {
	readonly name: string;
	/** What the field is about, in words. */
	readonly label: string;
}

/** Gives the fields that a plan is asked, in the order of form and file. */
export function fieldsOf(asked: Asked): Field[] {
	return [
		...asked.dates.map((date) => ({ name: dateField(date), label: caseDateLabels[date] })),
		...(asked.exception ? [{ name: 'exception', label: 'Permitted exception to the 20 weeks' }] : []),
		...(asked.transfer
			? [
					{ name: 'transfer_type', label: 'Kind of phase change' },
					{ name: 'transfer_year', label: 'Year of the phase change' }
				]
			: []),
		...asked.contributors.flatMap((label, at) =>
			parts.map((part) => ({ name: adviceField(at, part), label: `${label}: advice ${part}` }))
		),
		...asked.criteria.flatMap(({ criterion: { id, question }, kind }) => [
			{ name: answerField(id), label: question },
			...(kind === 'record' ? [{ name: noteField(id), label: `Note on ${id}` }] : [])
		])
	];
}

/** Gives facts as the values of their fields. */
export function valuesOf(asked: Asked, facts: CaseFacts): Record<string, string> {
	const values: Record<string, string> = {};
	for (const date of asked.dates) {
		const day = facts.dates[date];
		if (day) values[dateField(date)] = day;
		else if ((facts.notYet as readonly string[]).includes(date)) values[dateField(date)] = NOT_YET;
	}
	if (facts.exceptionReason) values.exception = exceptionLabels[facts.exceptionReason];
	if (facts.phaseTransferType) values.transfer_type = transferLabels[facts.phaseTransferType];
	if (facts.transferYear) values.transfer_year = String(facts.transferYear);
	for (const row of facts.advice) {
		const at = asked.contributors.indexOf(row.contributor);
		if (at === -1) continue;
		values[adviceField(at, 'requested')] = row.adviceRequestedDate ?? '';
		values[adviceField(at, 'received')] = row.adviceReceivedDate ?? '';
		values[adviceField(at, 'exception')] = row.adviceException ? adviceExceptionLabels[row.adviceException] : '';
	}
	for (const { criterion } of asked.criteria) {
		const answer = facts.answers[criterion.id];
		if (!answer) continue;
		values[answerField(criterion.id)] = levelLabels[answer.level];
		if (answer.note) values[noteField(criterion.id)] = answer.note;
	}
	return values;
}

export interface FieldFault {
	readonly field: string;
	readonly message: string;
}

/**
 * Gives the facts that fields say, and everything that is wrong with them, at its field. Only what the plan is asked is read. Days are
 * `2027-01-31` or `31/01/2027`. An answer gives way to days that decide the same question.
 */
export function readFacts(
	rubric: Pick<Rubric, 'answerScale'>,
	asked: Asked,
	values: Values,
	planDates: PlanDates,
	today: PlainDate
): { facts: CaseFacts; faults: FieldFault[] } {
	const facts = noFacts();
	const faults = new Map<string, string>();
	const wrong = (field: string, message: string) => {
		if (!faults.has(field)) faults.set(field, message);
	};
	const text = (field: string) => values[field]?.trim() ?? '';
	const day = (field: string): PlainDate | null => {
		if (text(field) === '') return null;
		const read = sen2Date(text(field)) ?? britishDate(text(field));
		if (!read) wrong(field, 'Enter a day that exists, for example 31/01/2027');
		return read;
	};
	const choice = <Key extends string>(field: string, labels: Readonly<Record<Key, string>>): Key | null => {
		const said = text(field).toLowerCase();
		if (said === '') return null;
		const found = (Object.keys(labels) as Key[]).find((key) => key === said || labels[key].toLowerCase() === said);
		if (!found) wrong(field, `Choose one of: ${Object.values(labels).join('; ')}`);
		return found ?? null;
	};

	for (const date of asked.dates) {
		const field = dateField(date);
		const step = stepDates.find((one) => one === date);
		if (step && (text(notYetField(date)) === 'yes' || text(field).toLowerCase() === NOT_YET)) facts.notYet.push(step);
		const read = text(field).toLowerCase() === NOT_YET && step ? null : day(field);
		if (read) facts.dates[date] = read;
	}
	if (asked.exception) facts.exceptionReason = choice('exception', exceptionLabels) ?? undefined;
	if (asked.transfer) {
		facts.phaseTransferType = choice('transfer_type', transferLabels) ?? undefined;
		const year = text('transfer_year');
		if (/^20[1-9]\d$/.test(year)) facts.transferYear = Number(year);
		else if (year !== '') wrong('transfer_year', 'Enter the year of the phase change, for example 2027');
	}
	const places: number[] = [];
	asked.contributors.forEach((contributor, at) => {
		const row = {
			contributor,
			adviceRequestedDate: day(adviceField(at, 'requested')),
			adviceReceivedDate: day(adviceField(at, 'received')),
			adviceException: choice(adviceField(at, 'exception'), adviceExceptionLabels)
		};
		if (!row.adviceRequestedDate && !row.adviceReceivedDate && !row.adviceException) return;
		facts.advice.push(row);
		places.push(at);
	});
	for (const { field, message } of orderFaults(facts, planDates, today)) {
		const [, at, part] = /^advice\.(\d+)\.(\w+)$/.exec(field) ?? [];
		const named =
			at === undefined
				? dateField(field as PlanDay)
				: adviceField(places[Number(at)] ?? 0, part as (typeof parts)[number]);
		wrong(named, message);
	}
	const merged = datesWith(planDates, facts);
	for (const one of asked.criteria) {
		const { criterion, kind } = one;
		const offered = Object.fromEntries(offeredLevels(one).map((level) => [level, levelLabels[level]]));
		const level = choice(answerField(criterion.id), offered) as GivenAnswer['level'] | null;
		const note = kind === 'record' ? text(noteField(criterion.id)) : '';
		if (note.length > NOTE) wrong(noteField(criterion.id), `Shorten the note to ${NOTE} characters or fewer`);
		if (note !== '' && !level) wrong(answerField(criterion.id), 'Choose an answer to go with the note');
		if (!level) continue;
		if (criterion.check && dateCheck(criterion.check, merged, today).reason !== 'not_in_register') continue;
		const wanted = rubric.answerScale.find(({ id }) => id === level)?.noteRequired && level !== 'cannot_tell';
		if (kind === 'record' && wanted && note === '')
			wrong(noteField(criterion.id), 'Say in a note what is missing or unclear');
		facts.answers[criterion.id] = { level, ...(note && { note }) };
	}
	for (const key of ['exceptionReason', 'phaseTransferType'] as const) if (facts[key] === undefined) delete facts[key];
	return { facts, faults: [...faults].map(([field, message]) => ({ field, message })) };
}

/** Every column that a file may have, for telling one that is not ours from one that is. */
export function columnsOf(asked: readonly Asked[]): Field[] {
	const found = new Map<string, Field>();
	for (const one of asked) for (const field of fieldsOf(one)) if (!found.has(field.name)) found.set(field.name, field);
	// Days first, in the order in which they come about, whichever plan asks them.
	const days = new Set<string>(planDays.map(dateField));
	const rank = ({ name }: Field) => (days.has(name) ? [...days].indexOf(name) : days.size);
	return [...found.values()].sort((a, b) => rank(a) - rank(b));
}
