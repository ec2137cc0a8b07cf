/**
 * How an auditor sits at one audit: where they are in it, and how long they have been at it. It makes their own way shorter (back to
 * the same place, minutes left at their own pace) and is for nobody else: it is kept beside the draft and never sent.
 */
import type { Draft } from '#lib/domain/audit.ts';

export interface Sitting {
	/** The question that was on the screen last; null before the first. */
	readonly here: string | null;
	/** The question that was on the screen last in each section, by the section's code. */
	readonly places: Readonly<Record<string, string>>;
	/** Milliseconds at work: the page was to be seen, and something was done on it every few minutes. */
	readonly activeMs: number;
	/** How many answers of their own there were when the measure began; the minutes are for those made since. */
	readonly answeredBefore: number;
}

/** After this many milliseconds in which nothing is done, somebody is having a break: that time is not counted. */
export const IDLE_AFTER = 3 * 60_000;

/** Gives how many answers an auditor made: not those from the register's dates, not those of the SEN service. */
export function ownAnswers(answers: Draft['answers']): number {
	return Object.values(answers).filter(({ prefilled, given }) => !prefilled && !given).length;
}

/** Gives the sitting of a draft that is opened for the first time. */
export function begun(draft: Pick<Draft, 'answers'>): Sitting {
	return { here: null, places: {}, activeMs: 0, answeredBefore: ownAnswers(draft.answers) };
}

/** Gives the sitting with a question on the screen; the very same where it was there already. */
export function at(sitting: Sitting, sectionCode: string, criterionId: string): Sitting {
	if (sitting.here === criterionId && sitting.places[sectionCode] === criterionId) return sitting;
	return { ...sitting, here: criterionId, places: { ...sitting.places, [sectionCode]: criterionId } };
}

/** How many questions at the usual pace weigh as much as what was measured: the first few answers say little about an auditor's pace. */
const USUAL_COUNTS_AS = 10;
/** A slow start is mostly the reading of the plan, which is done once. */
const AT_MOST_TIMES_USUAL = 2;

/**
 * Gives about how many minutes the questions that are left still take, in steps of five; 0 for none. Begins at the partnership's usual
 * pace and goes over to the auditor's own. `usual`: minutes that a whole audit takes in this partnership (`LocalGuide`).
 */
export function minutesLeft(
	{ answers }: Pick<Draft, 'answers'>,
	left: number,
	of: number,
	usual: number,
	sitting?: Sitting
): number {
	if (of === 0 || left <= 0) return 0;
	const made = sitting ? Math.max(0, ownAnswers(answers) - sitting.answeredBefore) : 0;
	const usually = usual / of;
	const took = Math.min((sitting?.activeMs ?? 0) / 60_000, made * usually * AT_MOST_TIMES_USUAL);
	const each = (usually * USUAL_COUNTS_AS + took) / (USUAL_COUNTS_AS + made);
	return Math.ceil((each * left) / 5) * 5;
}

/** Counts the milliseconds in which somebody is at work. Times are of any clock that does not jump, in milliseconds. */
export interface Stopwatch {
	/** Something was done on the page: gives the milliseconds at work since the last time. */
	touched(now: number): number;
	/** The page went out of sight, or is left: what follows is not counted until the next touch. */
	rested(): void;
}

export function createStopwatch(): Stopwatch {
	let last: number | null = null;
	return {
		touched(now) {
			const since = last === null ? 0 : now - last;
			last = now;
			return since > 0 && since <= IDLE_AFTER ? since : 0;
		},
		rested() {
			last = null;
		}
	};
}
