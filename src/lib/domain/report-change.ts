/** What changed since the half-year before, said with what chance alone could do. */
import * as z from 'zod';
import { Figure, shareOfFigure } from './report-figure.ts';
import { trendOf } from './share.ts';

export const Change = z.strictObject({
	before: Figure,
	/** `chance`: within what chance alone could do. `none`: nothing to compare with. */
	verdict: z.enum(['up', 'down', 'chance', 'none']),
	text: z.string()
});
export type Change = z.infer<typeof Change>;

/**
 * Gives the change from one shown figure to another: more or less than before, and whether chance alone could make it (share.ts:
 * Newcombe's 95% interval). Figures that are hidden, or of fewer plans than an area-wide figure needs, are not compared.
 */
export function changeOf(now: Figure, before: Figure | null): Change | null {
	if (before === null) return null;
	const present = shareOfFigure(now);
	const past = shareOfFigure(before);
	const trend = present && past ? trendOf(past, present) : 'too_few';
	if (!present || !past || trend === 'too_few')
		return { before, verdict: 'none', text: 'There is too little to compare with last half-year.' };
	const rose = present.count * past.of - past.count * present.of;
	const said = `That is ${direction(rose, present.count - past.count)} last half-year (${past.count} of ${past.of})`;
	if (trend !== 'chance') return { before, verdict: trend, text: `${said}, by more than chance alone would explain.` };
	return { before, verdict: 'chance', text: rose === 0 ? `${said}.` : `${said}; the difference could be chance.` };
}

/** More or fewer where the plans themselves are; where only their share of the plans audited is, that is said. */
function direction(rose: number, countsRose: number): string {
	if (rose === 0) return 'the same share as';
	if (rose > 0) return countsRose > 0 ? 'more than' : 'a larger share than';
	return countsRose < 0 ? 'fewer than' : 'a smaller share than';
}
