/** Bar charts as data: what a report's figures look like as bars, in our colours, with the counts in words for the tooltip. */
import type { ChartConfiguration } from 'chart.js';
import { figureWords } from '#lib/domain/learning-report-words.ts';
import type { LearningReport, SectionFigure } from '#lib/domain/learning-report.ts';
import type { Breakdown, Figure, GradeFigure } from '#lib/domain/report-figure.ts';
import { sentence } from '#lib/domain/report-words.ts';

/** One row of bars: a length in per cent for each series (null where there is nothing to draw) and the same in words. */
export interface BarRow {
	readonly label: string;
	readonly values: readonly (number | null)[];
	readonly words: readonly string[];
}

export interface Bars {
	/** What the chart shows, for those who cannot see it; the numbers are in the table behind it. */
	readonly label: string;
	readonly series: readonly { readonly name: string; readonly colour: ChartColour }[];
	readonly rows: readonly BarRow[];
	/** Series stand one after the other in one bar instead of one under the other. */
	readonly stacked: boolean;
	/** Whether the bars run from 0 to 100%. */
	readonly whole: boolean;
}

/** The name of each colour in the style sheet: light and dark schemes have their own. */
export const chartTokens = {
	ink: '--gt-bar',
	soft: '--gt-bar-soft',
	gold: '--gt-bar-gold',
	outstanding: '--gt-bar-outstanding',
	good: '--gt-bar-good',
	requiresImprovement: '--gt-bar-improve',
	inadequate: '--gt-bar-inadequate',
	words: '--gt-text',
	softWords: '--gt-ink-soft',
	lines: '--gt-line',
	paper: '--gt-paper'
} as const;

export type ChartColour = keyof typeof chartTokens;
/** Each colour as the style sheet has it at the moment. */
export type ChartColours = Readonly<Record<ChartColour, string>>;

/** Gives the length of a figure in per cent; a hidden one stands at the end it is known to be near. */
function lengthOf(figure: Figure): number | null {
	switch (figure.state) {
		case 'shown':
			return (figure.count / figure.of) * 100;
		case 'most':
			return 97;
		case 'few':
			return 3;
		case 'too_few':
			return null;
	}
}

/** Gives the bars of single figures, each out of its own total. */
export function figureBars(
	label: string,
	name: string,
	rows: readonly { readonly label: string; readonly figure: Figure }[],
	things = 'plans'
): Bars {
	return {
		label,
		series: [{ name, colour: 'ink' }],
		rows: rows.map((row) => ({
			label: row.label,
			values: [lengthOf(row.figure)],
			words: [figureWords(row.figure, things)]
		})),
		stacked: false,
		whole: true
	};
}

/** Gives figures beside those of the half-year before. */
export function changeBars(
	label: string,
	rows: readonly { readonly label: string; readonly now: Figure; readonly before: Figure }[]
): Bars {
	return {
		label,
		series: [
			{ name: 'Before', colour: 'soft' },
			{ name: 'Now', colour: 'ink' }
		],
		rows: rows.map((row) => ({
			label: row.label,
			values: [lengthOf(row.before), lengthOf(row.now)],
			words: [figureWords(row.before), figureWords(row.now)]
		})),
		stacked: false,
		whole: true
	};
}

/** Gives the plans audited beside the plans in the register, in per cent of each. */
export function breakdownBars(label: string, part: Breakdown): Bars {
	const length = (cell: number | 'c', of: number) => (cell === 'c' || of === 0 ? null : (cell / of) * 100);
	const words = (cell: number | 'c') => (cell === 'c' ? 'a hidden count' : `${cell.toLocaleString('en-GB')} plans`);
	return {
		label,
		series: [
			{ name: 'In the register', colour: 'soft' },
			{ name: 'Audited', colour: 'gold' }
		],
		rows: part.rows.map((row) => ({
			label: row.label,
			values: [length(row.register, part.register), length(row.audited, part.audited)],
			words: [words(row.register), words(row.audited)]
		})),
		stacked: false,
		whole: false
	};
}

/** Gives the grades as one bar a section; two grades of which one is hidden stand as one length. */
export function gradeBars(
	label: string,
	rows: readonly { readonly label: string; readonly grades: GradeFigure }[]
): Bars {
	return {
		label,
		series: [
			{ name: 'Outstanding', colour: 'outstanding' },
			{ name: 'Good', colour: 'good' },
			{ name: 'Requires improvement', colour: 'requiresImprovement' },
			{ name: 'Inadequate', colour: 'inadequate' }
		],
		rows: rows.map((row) => ({ label: row.label, ...gradeLengths(row.grades) })),
		stacked: true,
		whole: true
	};
}

function gradeLengths({ graded, goodOrBetter, grades }: GradeFigure): Pick<BarRow, 'values' | 'words'> {
	const nothing = { values: [null, null, null, null], words: ['', '', '', ''] };
	if (graded === null || goodOrBetter.state === 'too_few') return nothing;
	const better = lengthOf(goodOrBetter) ?? 0;
	const each = (upper: number, lower: number) => ({
		values: [(upper / graded) * 100, (lower / graded) * 100],
		words: [`${upper} of ${graded} plans`, `${lower} of ${graded} plans`]
	});
	const { outstanding, good, requires_improvement: improve, inadequate } = grades;
	const upper =
		outstanding === 'c' || good === 'c'
			? { values: [null, better], words: ['', 'good or outstanding together'] }
			: each(outstanding, good);
	const lower =
		improve === 'c' || inadequate === 'c'
			? { values: [100 - better, null], words: ['requires improvement or inadequate together', ''] }
			: each(improve, inadequate);
	return { values: [...upper.values, ...lower.values], words: [...upper.words, ...lower.words] };
}

/** Gives a section's name for a chart: its letter and title. */
export function sectionName({ sectionId, title, group }: Pick<SectionFigure, 'sectionId' | 'title' | 'group'>): string {
	return group === 'plan_section' ? `${sectionId} ${title}` : sentence(title.replace(/^Whole plan: /, ''));
}

/** Gives the sections of a report with these codes, in the report's order. */
export function sectionsOf(report: LearningReport, ids: readonly string[]): SectionFigure[] {
	return report.sections.filter(({ sectionId }) => ids.includes(sectionId));
}

/** Characters in a line of a label, and pixels between two lines. */
const LINE = { wide: { characters: 44, pixels: 18 }, narrow: { characters: 22, pixels: 16 } } as const;

/** A label cut into lines, since a chart does not wrap its labels. */
function linesOf(label: string, narrow: boolean): string[] {
	const { characters } = LINE[narrow ? 'narrow' : 'wide'];
	return label.split(' ').reduce<string[]>((found, word) => {
		const line = found[found.length - 1];
		if (line === undefined || line.length + word.length >= characters) return [...found, word];
		return [...found.slice(0, -1), `${line} ${word}`];
	}, []);
}

/** Gives the height in pixels at which no label touches the next one. */
export function heightOf(bars: Bars, narrow: boolean): number {
	const lines = Math.max(1, ...bars.rows.map((row) => linesOf(row.label, narrow).length));
	const forBars = bars.stacked ? 34 : 18 + 18 * bars.series.length;
	const perRow = Math.max(forBars, lines * LINE[narrow ? 'narrow' : 'wide'].pixels + 12);
	const legend = bars.series.length > 1 ? (narrow ? 70 : 40) : 0;
	return bars.rows.length * perRow + legend + 40;
}

/** Gives the chart that Chart.js draws. `narrow`: on a phone, where labels take less room. `still`: nothing moves. */
export function barConfiguration(
	bars: Bars,
	{ narrow, still, colours }: { narrow: boolean; still: boolean; colours: ChartColours }
): ChartConfiguration<'bar', (number | null)[], string | string[]> {
	const font = { family: "'Source Sans 3', system-ui, sans-serif", size: narrow ? 13 : 15 };
	return {
		type: 'bar',
		data: {
			labels: bars.rows.map((row) => linesOf(row.label, narrow)),
			datasets: bars.series.map((series, at) => ({
				label: series.name,
				data: bars.rows.map((row) => row.values[at] ?? null),
				backgroundColor: colours[series.colour],
				borderColor: colours.paper,
				borderWidth: bars.stacked ? 1 : 0,
				borderRadius: 2,
				maxBarThickness: 22
			}))
		},
		options: {
			indexAxis: 'y',
			responsive: true,
			maintainAspectRatio: false,
			...(still ? { animation: false as const } : { animation: { duration: 400 } }),
			scales: {
				x: {
					min: 0,
					...(bars.whole ? { max: 100 } : {}),
					stacked: bars.stacked,
					ticks: { callback: (value) => `${value}%`, color: colours.softWords, font },
					grid: { color: colours.lines }
				},
				y: { stacked: bars.stacked, ticks: { color: colours.words, font, autoSkip: false }, grid: { display: false } }
			},
			plugins: {
				legend: {
					display: bars.series.length > 1,
					position: 'bottom',
					labels: { color: colours.words, font, boxWidth: 16 }
				},
				tooltip: {
					backgroundColor: colours.words,
					titleColor: colours.paper,
					bodyColor: colours.paper,
					callbacks: {
						label: ({ datasetIndex, dataIndex }) =>
							`${bars.series[datasetIndex]?.name ?? ''}: ${bars.rows[dataIndex]?.words[datasetIndex] ?? ''}`
					}
				}
			}
		}
	};
}
