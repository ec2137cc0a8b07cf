/** How long a tablet keeps its own copy of an audit after the team has it (the retention table: seven days, which a partnership may change). */
import * as z from 'zod';
import type { Instant } from './plain-date.ts';

/** Days, counted from the receipt. */
export const CopyDays = z.int().min(1).max(60);
export const usualCopyDays = 7;

const DAY = 24 * 60 * 60 * 1000;

/**
 * Gives whether a copy is to go, so many days of 24 hours after `receivedAt`, when the server had the audit on disk. Both moments are the
 * server's: a tablet's clock may say anything, and must neither take a copy away early nor keep one for ever.
 */
export function isOver(receivedAt: Instant, serverAt: Instant, days: number): boolean {
	return Date.parse(serverAt) - Date.parse(receivedAt) >= days * DAY;
}
