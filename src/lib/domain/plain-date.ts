/**
 * Days without times or zones, and moments. Every date of a plan is a plain date; every timestamp is an instant in UTC.
 * The arithmetic is exact and proleptic Gregorian; it asks no clock and no time zone of the machine.
 */
import * as z from 'zod';

/** A calendar day, `YYYY-MM-DD`, that exists. Plain dates sort as text. */
export const PlainDate = z.iso.date();
export type PlainDate = z.infer<typeof PlainDate>;

/** A moment in UTC with milliseconds, `YYYY-MM-DDTHH:mm:ss.sssZ`. Instants sort as text. */
export const Instant = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof Instant>;

interface Parts {
	readonly year: number;
	/** 1 to 12. */
	readonly month: number;
	/** 1 to 31. */
	readonly day: number;
}

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

function partsOf(text: string): Parts | null {
	const match = SHAPE.exec(text);
	if (!match) return null;
	const parts = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
	if (parts.month < 1 || parts.month > 12 || parts.day < 1) return null;
	return parts.day <= daysInMonth(parts.year, parts.month) ? parts : null;
}

function read(date: PlainDate): Parts {
	const parts = partsOf(date);
	if (!parts) throw new RangeError(`not a date (YYYY-MM-DD): ${JSON.stringify(date)}`);
	return parts;
}

function write({ year, month, day }: Parts): PlainDate {
	if (year < 0 || year > 9999) throw new RangeError(`outside the years 0000 to 9999: ${year}`);
	return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function daysInMonth(year: number, month: number): number {
	if (month === 2) return isLeapYear(year) ? 29 : 28;
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Gives whether a year has a 29 February. */
export function isLeapYear(year: number): boolean {
	return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days in an era of 400 years, and from 0000-03-01 to 1970-01-01. */
const ERA = 146_097;
const EPOCH = 719_468;

/** Days since 1970-01-01, counting years from March so that the leap day comes last. */
function dayNumber({ year, month, day }: Parts): number {
	const fromMarch = month > 2 ? year : year - 1;
	const era = Math.floor(fromMarch / 400);
	const yearOfEra = fromMarch - era * 400;
	const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
	return era * ERA + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - EPOCH;
}

function fromDayNumber(number: number): Parts {
	const days = number + EPOCH;
	const era = Math.floor(days / ERA);
	const dayOfEra = days - era * ERA;
	const yearOfEra = Math.floor(
		(dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / (ERA - 1))) / 365
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
	const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
	return {
		year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
		month,
		day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
	};
}

/** Gives whether a text is a day that exists, written `YYYY-MM-DD`. */
export function isValid(text: string): boolean {
	return partsOf(text) !== null;
}

/** Gives the day so many days later (earlier where negative). Throws a RangeError on a date that does not exist. */
export function addDays(date: PlainDate, days: number): PlainDate {
	return write(fromDayNumber(dayNumber(read(date)) + days));
}

/**
 * Gives the same day number so many calendar months later (earlier where negative), or that month's last day where it has no such
 * day: 31 January and one month is 28 or 29 February (domain reference, section 2).
 */
export function addMonths(date: PlainDate, months: number): PlainDate {
	const { year, month, day } = read(date);
	const sum = year * 12 + month - 1 + months;
	const later = { year: Math.floor(sum / 12), month: (((sum % 12) + 12) % 12) + 1 };
	return write({ ...later, day: Math.min(day, daysInMonth(later.year, later.month)) });
}

/** Gives the days from one day to another: 0 for the same day, negative where `to` comes first. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
	return dayNumber(read(to)) - dayNumber(read(from));
}

/** Gives -1, 0 or 1 as `a` comes before, is, or comes after `b`. */
export function compare(a: PlainDate, b: PlainDate): -1 | 0 | 1 {
	return Math.sign(daysBetween(b, a)) as -1 | 0 | 1;
}

/** Gives the day of the week: 1 Monday to 7 Sunday (ISO 8601). */
export function weekday(date: PlainDate): number {
	// 1970-01-01 was a Thursday.
	return ((((dayNumber(read(date)) + 3) % 7) + 7) % 7) + 1;
}

const london = /* @__PURE__ */ new Intl.DateTimeFormat('en-GB', {
	timeZone: 'Europe/London',
	year: 'numeric',
	month: '2-digit',
	day: '2-digit'
});

/** Gives the day it is in London at a moment, whatever the machine's own zone. Throws a RangeError on a text that is no moment. */
export function londonDate(instant: Instant): PlainDate {
	const parts = new Map(london.formatToParts(new Date(instant)).map((part) => [part.type, part.value]));
	return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

const MONTHS = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December'
] as const;

/** Gives a day as it is shown to people: "3 February 2027". */
export function formatDate(date: PlainDate): string {
	const { year, month, day } = read(date);
	return `${day} ${MONTHS[month - 1]} ${year}`;
}
