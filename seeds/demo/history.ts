/** When it happened: request, plan, reviews, phase transfer and places of one plan, after the published timeliness. */
import { addDays, addMonths, daysBetween, weekday, type PlainDate } from '#lib/domain/plain-date.ts';
import { shuffle, type Random } from '#lib/domain/random.ts';
import { academicYearOf } from '#lib/domain/year-group.ts';
import { between, dealt, happens, weighted } from './chance.ts';
import type { CaseloadPlan } from './caseload.ts';
import { distributions } from './distributions.ts';

export type ReviewOutcome = 'A' | 'C' | 'M';

export interface Review {
	readonly meeting: PlainDate;
	readonly outcome: ReviewOutcome;
	/** Often missing in real returns. */
	readonly decision: PlainDate | null;
	/** When the amendment notice went out. */
	readonly draft: PlainDate | null;
}

export interface History {
	readonly birthDate: PlainDate;
	readonly received: PlainDate | null;
	readonly decided: PlainDate | null;
	readonly start: PlainDate;
	readonly exception: boolean;
	readonly review: Review | null;
	readonly transferDue: PlainDate | null;
	readonly transferFinal: PlainDate | null;
	/** First day at the present setting. */
	readonly entry: PlainDate;
}

/** One plan in a hundred: Lewisham's published exceptions are none, England's about six in a hundred, and the tool must show one. */
const EXCEPTION_SHARE = 0.01;
/** Plans that came over from another system long ago hold no request date. */
const OLD_PLAN_YEARS = 6;

function onWeekday(date: PlainDate): PlainDate {
	const day = weekday(date);
	return day <= 5 ? date : addDays(date, 5 - day);
}

/** Gives a birth date of somebody of that age in whole years on the 31 August before the school year. */
export function birthDateOf(random: Random, age: number, schoolYear: number): PlainDate {
	return addDays(`${schoolYear - age - 1}-09-01`, between(random, 0, 364));
}

/** Gives request and plan: days from one to the other as published (within 20 weeks, within a year, over a year). */
export function issued(
	random: Random,
	start: PlainDate
): { received: PlainDate; decided: PlainDate; exception: boolean } {
	const { within20Weeks, to1Year, over1Year } = distributions.timeliness;
	const length = weighted(random, ['in time', 'late', 'very late'] as const, (kind) =>
		kind === 'in time' ? within20Weeks : kind === 'late' ? to1Year : over1Year
	);
	const days =
		length === 'in time'
			? 140 - Math.min(between(random, 0, 45), between(random, 0, 45))
			: length === 'late'
				? between(random, 141, 364)
				: between(random, 366, 480);
	const received = addDays(start, -days);
	const decided = onWeekday(
		addDays(received, happens(random, 0.69) ? between(random, 21, 42) : between(random, 43, 60))
	);
	return { received, decided, exception: happens(random, EXCEPTION_SHARE) };
}

/** Deals who had a review meeting in the last year, who before that, who none: plans over a year old, as published. */
export function reviewKinds(random: Random, plans: readonly CaseloadPlan[]): ('recent' | 'before' | 'none')[] {
	const { meetingInLastYear, meetingBefore, noMeeting } = distributions.reviews;
	const kinds = dealt(random, { recent: meetingInLastYear, before: meetingBefore, none: noMeeting });
	const older = shuffle(
		random,
		plans.flatMap((plan, at) => (plan.years >= 2 ? [at] : []))
	);
	const given = new Array<'recent' | 'before' | 'none'>(plans.length).fill('none');
	// A plan of one year has had no meeting before the last year, so those are dealt to the older ones first.
	const before = new Set(older.slice(0, meetingBefore));
	for (const at of before) given[at] = 'before';
	const rest = kinds.filter((kind) => kind !== 'before');
	plans.forEach((plan, at) => {
		if (plan.years >= 1 && !before.has(at)) given[at] = rest.pop() ?? 'none';
	});
	return given;
}

/** Gives a review: its meeting, outcome as published for Lewisham, decision as published for England. */
export function reviewOf(random: Random, kind: 'recent' | 'before', start: PlainDate, exportedOn: PlainDate): Review {
	const { amend, cease, maintain } = distributions.reviews;
	const sinceStart = daysBetween(start, exportedOn);
	const daysAgo =
		kind === 'recent'
			? between(random, 3, Math.min(379, Math.max(4, sinceStart - 170)))
			: between(random, 380, Math.min(900, Math.max(381, sinceStart - 200)));
	const meeting = onWeekday(addDays(exportedOn, -daysAgo));
	const outcome = weighted(random, ['A', 'C', 'M'] as const, (code) =>
		code === 'A' ? amend : code === 'C' ? cease : maintain
	);
	const { reviewMeetings, decided, decidedIn4Weeks, decidedLater } = distributions.england;
	let decision: PlainDate | null = null;
	if (happens(random, decided / reviewMeetings)) {
		const soon = happens(random, decidedIn4Weeks / (decidedIn4Weeks + decidedLater));
		decision = onWeekday(addDays(meeting, soon ? between(random, 7, 28) : between(random, 31, 160)));
		if (decision > exportedOn) decision = null;
	}
	const draft =
		outcome === 'A' && decision
			? happens(random, 0.75)
				? decision
				: onWeekday(addDays(decision, between(random, 3, 40)))
			: null;
	return { meeting, outcome, decision, draft: draft && draft <= exportedOn ? draft : null };
}

/** Year groups that change phase the next September, with the day by which the plan must name the next setting. */
const transfers: Readonly<Record<number, string>> = { [-1]: '02-15', 6: '02-15', 11: '03-31' };

/** Gives the phase transfer that a return holds: the one of this school year, or the one just past. */
export function transferOf(
	random: Random,
	age: number,
	start: PlainDate,
	exportedOn: PlainDate
): { due: PlainDate; final: PlainDate | null } | null {
	const schoolYear = academicYearOf(exportedOn);
	const yearGroup = age - 4;
	const [monthDay, year] = transfers[yearGroup]
		? [transfers[yearGroup], schoolYear + 1]
		: [transfers[yearGroup - 1], schoolYear];
	if (!monthDay) return null;
	const due = `${year}-${monthDay}`;
	if (start >= due) return null;
	const roll = between(random, 1, 100);
	if (roll > 97) return { due, final: null };
	const final = onWeekday(addDays(due, roll > 91 ? between(random, 1, 80) : -between(random, 0, 55)));
	return { due, final: final <= exportedOn && final >= start ? final : null };
}

/** Gives the first day at the present setting: the start of a school year since the person was old enough for it. */
export function entryDate(random: Random, age: number, lowAge: number, schoolYear: number): PlainDate {
	const since = lowAge >= 14 ? 16 : Math.max(lowAge, 4);
	const years = between(random, 0, Math.max(0, Math.min(age - since, 7)));
	return onWeekday(`${schoolYear - years}-09-0${between(random, 2, 8)}`);
}

/** Gives the history of one plan in force. */
export function historyOf(
	random: Random,
	plan: CaseloadPlan,
	review: 'recent' | 'before' | 'none',
	exportedOn: PlainDate
): History {
	const schoolYear = academicYearOf(exportedOn);
	const birthDate = birthDateOf(random, plan.age, schoolYear);
	const anniversary = addMonths(exportedOn, -12 * plan.years);
	const earliest = addMonths(birthDate, 20);
	let start = onWeekday(addDays(anniversary, -between(random, 1, 364)));
	if (start < earliest) start = onWeekday(addDays(earliest, 3)) < anniversary ? onWeekday(addDays(earliest, 3)) : start;
	const request = issued(random, start);
	const unknown = plan.years >= OLD_PLAN_YEARS && happens(random, 0.3);
	const transfer = transferOf(random, plan.age, start, exportedOn);
	return {
		birthDate,
		received: unknown ? null : request.received,
		decided: unknown ? null : request.decided,
		start,
		exception: request.exception,
		review: review === 'none' ? null : reviewOf(random, review, start, exportedOn),
		transferDue: transfer?.due ?? null,
		transferFinal: transfer?.final ?? null,
		entry: entryDate(random, plan.age, plan.school?.lowAge ?? 4, schoolYear)
	};
}
