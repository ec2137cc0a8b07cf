/**
 * The half-years that learning reports cover and the school years of the headteachers' summaries.
 * Halves: 1 September to the end of February, 1 March to 31 August (the improvement plan's "bi-annual", twice a year).
 */
import * as z from 'zod';
import type { PlainDate } from './plain-date.ts';

/** A half-year: the calendar year of the September it belongs to, and `h1` (September to February) or `h2` (March to August). */
export const Period = z.string().regex(/^\d{4}-h[12]$/, 'is not a half-year');
export type Period = z.infer<typeof Period>;

/** Gives the half-year that a day in London falls into. */
export function periodOf(date: PlainDate): Period {
	const year = Number(date.slice(0, 4));
	const month = Number(date.slice(5, 7));
	if (month >= 9) return `${year}-h1`;
	return month <= 2 ? `${year - 1}-h1` : `${year - 1}-h2`;
}

/** Gives the first and the last day of a half-year; the last of February follows the leap years. */
export function periodRange(period: Period): { from: PlainDate; to: PlainDate } {
	const year = Number(period.slice(0, 4));
	if (period.endsWith('h2')) return { from: `${year + 1}-03-01`, to: `${year + 1}-08-31` };
	const next = year + 1;
	const leap = (next % 4 === 0 && next % 100 !== 0) || next % 400 === 0;
	return { from: `${year}-09-01`, to: `${next}-02-${leap ? '29' : '28'}` };
}

/** Gives the half-year before. */
export function previousPeriod(period: Period): Period {
	const year = Number(period.slice(0, 4));
	return period.endsWith('h2') ? `${year}-h1` : `${year - 1}-h2`;
}

/** Gives the half-year after. */
export function nextPeriod(period: Period): Period {
	const year = Number(period.slice(0, 4));
	return period.endsWith('h1') ? `${year}-h2` : `${year + 1}-h1`;
}

/** Gives a half-year in words, for example "September 2026 to February 2027". */
export function periodLabel(period: Period): string {
	const year = Number(period.slice(0, 4));
	return period.endsWith('h1') ? `September ${year} to February ${year + 1}` : `March to August ${year + 1}`;
}
