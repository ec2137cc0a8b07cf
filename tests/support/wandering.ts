/** Somebody who travels with their tablet: its time zone changes under it. And what time it is in London, by the rule itself. */
import { expect } from 'vitest';
import type { Instant, PlainDate } from '#lib/domain/plain-date.ts';
import { pick, type Random } from '#lib/domain/random.ts';

/** Zones on both sides of London, two of them with other minutes, and what each is behind UTC in January (minutes). */
const zones = [
	['Pacific/Auckland', -780],
	['Pacific/Kiritimati', -840],
	['Asia/Kathmandu', -345],
	['Europe/London', 0],
	['America/St_Johns', 210],
	['Pacific/Honolulu', 600]
] as const;

const JANUARY = new Date('2026-01-15T12:00:00.000Z');

/** Puts this process into another zone, as a tablet that was carried there; it is seen to be there. Gives the zone. */
export function wander(random: Random): string {
	const [zone, behind] = pick(random, zones);
	process.env.TZ = zone;
	expect(JANUARY.getTimezoneOffset(), zone).toBe(behind);
	return zone;
}

const HOUR = 3_600_000;

/** The last Sunday of a month, 01:00 UTC, when clocks change in the United Kingdom (Summer Time Order 2002). `month`: 0 to 11. */
function change(year: number, month: 2 | 9): number {
	const last = new Date(Date.UTC(year, month, 31, 1));
	return last.getTime() - last.getUTCDay() * 24 * HOUR;
}

/** Gives the day in London by the rule of summer time, with no help of the machine's list of zones. */
export function dayInLondon(at: Instant): PlainDate {
	const time = Date.parse(at);
	const year = new Date(time).getUTCFullYear();
	const summer = time >= change(year, 2) && time < change(year, 9);
	return new Date(time + (summer ? HOUR : 0)).toISOString().slice(0, 10);
}

/** Gives the days from one to another by the calendar alone. */
export function daysFrom(from: PlainDate, to: PlainDate): number {
	return (Date.parse(`${to}T00:00:00.000Z`) - Date.parse(`${from}T00:00:00.000Z`)) / (24 * HOUR);
}
