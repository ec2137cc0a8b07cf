/** Figures of findings as cells and links: counts before percentages. */
import type { CriterionLine } from '#lib/domain/finding-half-year.ts';
import type { BreakdownLine, Breakdown } from '#lib/domain/finding-view.ts';
import { percentDisplay } from '#lib/domain/share.ts';
import { figureBars, type Bars } from '#lib/reports/charts/bars.ts';
import { countCell, figureCell, type TableParts } from '#lib/reports/figure-rows.ts';

/** Gives how many plans could be judged of those asked: "230 of 240 (96%)"; a dash where it is hidden. */
export function completionCell({ figure, asked }: Pick<CriterionLine, 'figure' | 'asked'>): string {
	if (figure.state === 'too_few' || asked === null) return '–';
	const share = { count: figure.of, of: asked };
	return `${countCell(share.count)} of ${countCell(share.of)} (${percentDisplay(share)})`;
}

/** Gives a figure as a cell; where it is hidden, that it is. */
export function shownCell(figure: CriterionLine['figure']): string {
	return figure.state === 'too_few' ? 'hidden' : figureCell(figure);
}

const headings: Readonly<Record<Breakdown['by'], string>> = {
	stage: 'Stage',
	need: 'Main need',
	agency: "Auditor's agency",
	theme: 'Theme',
	period: 'Half-year'
};

/** Gives the heading of a breakdown's first column. */
export function breakdownHeading({ by }: Breakdown): string {
	return headings[by];
}

/** Gives a breakdown as bars and the table behind them. */
export function breakdownDrawing(breakdown: Breakdown, measure: string): { bars: Bars; table: TableParts } {
	const { by, lines } = breakdown;
	const things = by === 'theme' ? 'answers' : 'plans';
	const caption = `${measure}, by ${headings[by].toLowerCase()}`;
	const plans = (line: BreakdownLine) => (line.plans === null ? 'hidden' : countCell(line.plans));
	return {
		bars: figureBars(`${caption}.`, measure, lines, things),
		table: {
			caption,
			head: by === 'theme' ? [headings[by], measure] : [headings[by], 'Plans', measure],
			rows: lines.map((line) =>
				by === 'theme' ? [line.label, shownCell(line.figure)] : [line.label, plans(line), shownCell(line.figure)]
			),
			numeric: by === 'theme' ? [] : [1]
		}
	};
}
