/** A figure is a count out of a total. How it is worded, how sure it is, and whether two of them differ by more than chance. */
import * as z from 'zod';

export const Share = z
	.strictObject({ count: z.int().min(0), of: z.int().min(0) })
	.refine(({ count, of }) => count <= of, 'counts more than its total');
export type Share = Readonly<z.infer<typeof Share>>;

/** Area-wide figures are shown from so many audits on (issue 2); below it there is too little to say. */
export const AREA_MINIMUM = 30;

/** The 97.5 % point of the normal distribution: two-sided intervals of 95 %. */
const Z_95 = 1.959963984540054;

export interface Interval {
	readonly low: number;
	readonly high: number;
}

/** Gives the shares added up: counts and totals each. Only for shares that have nothing counted in common. */
export function pooled(shares: readonly Share[]): Share {
	return shares.reduce<Share>((sum, { count, of }) => ({ count: sum.count + count, of: sum.of + of }), {
		count: 0,
		of: 0
	});
}

/** Gives the share in whole per cent, a half rounded up, by whole-number arithmetic; null where the total is 0. */
export function percentOf({ count, of }: Share): number | null {
	return of === 0 ? null : Math.floor((200 * count + of) / (2 * of));
}

/** Gives the share for a table, "75%"; a dash where the total is 0. Counts go before it: see `shareWords`. */
export function percentDisplay(share: Share): string {
	const percent = percentOf(share);
	return percent === null ? '–' : `${percent}%`;
}

/** Gives the share in words, "18 of 24 plans"; the noun agrees with the total. */
export function shareWords(
	{ count, of }: Share,
	noun: { one: string; many: string } = { one: 'plan', many: 'plans' }
): string {
	return `${count} of ${of} ${of === 1 ? noun.one : noun.many}`;
}

/** Whether an area-wide share rests on too few audits to be shown. */
export function tooFewToSay({ of }: Share): boolean {
	return of < AREA_MINIMUM;
}

/**
 * Gives the 95 % score interval of a share, from 0 to 1 (Wilson, "Probable inference, the law of succession, and statistical
 * inference", Journal of the American Statistical Association 22, 1927); null where the total is 0. It takes the
 * audits for a simple random sample of endless plans, so it is rather too wide than too narrow.
 */
export function wilsonInterval({ count, of }: Share): Interval | null {
	if (of === 0) return null;
	const square = Z_95 * Z_95;
	const middle = (count + square / 2) / (of + square);
	const half = (Z_95 / (of + square)) * Math.sqrt((count * (of - count)) / of + square / 4);
	// At both ends the formula gives exactly 0 and 1; arithmetic only nearly.
	return { low: count === 0 ? 0 : middle - half, high: count === of ? 1 : middle + half };
}

/**
 * Gives the difference between two shares of different audits (the first less the second, from -1 to 1) with its 95 % interval:
 * Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17, 1998, method 10
 * (hybrid score, without continuity correction). Null where either total is 0.
 */
export function differenceOf(first: Share, second: Share): ({ difference: number } & Interval) | null {
	const one = wilsonInterval(first);
	const other = wilsonInterval(second);
	if (one === null || other === null) return null;
	const p = first.count / first.of;
	const q = second.count / second.of;
	return {
		difference: p - q,
		low: p - q - Math.hypot(p - one.low, other.high - q),
		high: p - q + Math.hypot(one.high - p, q - other.low)
	};
}

/** Whether chance alone could make the difference between two shares: its interval holds 0. Null where either total is 0. */
export function differenceByChance(first: Share, second: Share): boolean | null {
	const found = differenceOf(first, second);
	return found && found.low <= 0 && found.high >= 0;
}

export type Trend = 'too_few' | 'chance' | 'up' | 'down';

/** Gives what may be said of the change from an earlier area-wide share to a later one. */
export function trendOf(earlier: Share, later: Share): Trend {
	if (tooFewToSay(earlier) || tooFewToSay(later)) return 'too_few';
	if (differenceByChance(later, earlier)) return 'chance';
	return later.count * earlier.of > earlier.count * later.of ? 'up' : 'down';
}
