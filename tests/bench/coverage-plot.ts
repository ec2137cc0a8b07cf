/**
 * Draws how often intervals hold the truth: `npm run bench -- coverage --json coverage.json`, then
 * `node tests/bench/coverage-plot.ts coverage.json docs/pictures/interval-coverage.svg`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { methods, type CoverageCell, type Method } from '../support/coverage.ts';

const INK = '#1d2b4f';
const LINE = '#d9d4c7';
const GOLD = '#c8911d';
const FONT = 'font-family="Source Sans 3, Helvetica, Arial, sans-serif"';

/** How each method is drawn, and called. */
const STYLES: Record<Method, { readonly label: string; readonly stroke: string; readonly dash: string }> = {
	ours: { label: 'Wilson, size from the design (used)', stroke: INK, dash: '' },
	kornGraubard: { label: 'Korn and Graubard', stroke: GOLD, dash: '10 4' },
	estimated: { label: 'Wilson, size from estimated variance', stroke: '#3f7f6b', dash: '4 4' },
	wald: { label: 'Estimate ± 1.96 standard errors', stroke: '#a33a3a', dash: '2 5' }
};

interface Panel {
	readonly left: number;
	readonly low: number;
	readonly step: number;
	readonly title: readonly string[];
}
const TOP = 96;
const HEIGHT = 320;
const WIDTH = 380;

function across(panel: Panel, share: number): number {
	return panel.left + WIDTH * share;
}

function down(panel: Panel, percent: number): number {
	return TOP + (HEIGHT * (100 - percent)) / (100 - panel.low);
}

/** Words that begin, end or are centred at a place, so that no text has to be measured. */
function text(x: number, y: number, words: string, more = 'font-size="15"'): string {
	return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${INK}" ${more}>${words}</text>`;
}

/** The frame of a panel: title, the band from 93 to 97, both axes. */
function frame(panel: Panel): string[] {
	const lines = panel.title.map((words, at) =>
		text(panel.left, 34 + 22 * at, words, at === 0 ? 'font-size="17" font-weight="600"' : 'font-size="15"')
	);
	const band = `<rect x="${panel.left}" y="${down(panel, 97).toFixed(1)}" width="${WIDTH}" height="${(down(panel, 93) - down(panel, 97)).toFixed(1)}" fill="#f4ead2"/>`;
	const ticks: string[] = [];
	for (let percent = panel.low; percent <= 100; percent += panel.step) {
		const y = down(panel, percent);
		ticks.push(
			`<line x1="${panel.left}" y1="${y.toFixed(1)}" x2="${panel.left + WIDTH}" y2="${y.toFixed(1)}" stroke="${LINE}"/>`,
			text(panel.left - 8, y + 5, `${percent}%`, 'font-size="15" text-anchor="end"')
		);
	}
	for (let tenth = 1; tenth <= 9; tenth++)
		ticks.push(
			text(across(panel, tenth / 10), TOP + HEIGHT + 22, `${10 * tenth}%`, 'font-size="15" text-anchor="middle"')
		);
	const under = text(
		panel.left + WIDTH / 2,
		TOP + HEIGHT + 46,
		'True share of all plans',
		'font-size="15" text-anchor="middle"'
	);
	return [...lines, band, ...ticks, under];
}

const average = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** A method's line through the average of the cells at each share. */
function line(panel: Panel, cells: readonly CoverageCell[], method: Method): string {
	const points = [...Map.groupBy(cells, ({ share }) => share)]
		.sort(([a], [b]) => a - b)
		.map(([share, own]) => {
			const y = down(panel, 100 * average(own.map(({ coverage }) => coverage[method])));
			return `${across(panel, share).toFixed(1)},${y.toFixed(1)}`;
		});
	const { stroke, dash } = STYLES[method];
	return `<polyline points="${points.join(' ')}" fill="none" stroke="${stroke}" stroke-width="3" stroke-dasharray="${dash}"/>`;
}

function drawing(cells: readonly CoverageCell[]): string {
	const first: Panel = {
		left: 70,
		low: 90,
		step: 1,
		title: ['The intervals that are used', 'A dot: 10,000 draws. The line: their average.']
	};
	const worst = cells.reduce((low, cell) => (cell.coverage.wald < low.coverage.wald ? cell : low));
	const hardest = cells.filter(({ design, size }) => design === worst.design && size === worst.size);
	const second: Panel = {
		left: 540,
		low: 60,
		step: 5,
		title: ['Beside others, at their worst', `${worst.design}, ${worst.size} plans`]
	};
	const dots = cells.map(({ share, spread, coverage }) => {
		// Registers whose strata differ stand beside those whose strata are alike.
		const x = across(first, share) + 10 * (spread - 0.5);
		return `<circle cx="${x.toFixed(1)}" cy="${down(first, 100 * coverage.ours).toFixed(1)}" r="2.5" fill="${GOLD}" fill-opacity="0.6"/>`;
	});
	const key = methods.map((method, at) => {
		const { label, stroke, dash } = STYLES[method];
		const y = TOP + HEIGHT + 84 + 24 * Math.floor(at / 2);
		const x = at % 2 === 0 ? first.left : second.left;
		return `<line x1="${x}" y1="${y - 5}" x2="${x + 46}" y2="${y - 5}" stroke="${stroke}" stroke-width="3" stroke-dasharray="${dash}"/>${text(x + 58, y, label)}`;
	});
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 550" width="960" height="550" role="img" aria-labelledby="title" ${FONT}>`,
		'<title id="title">How often 95 % intervals of a share hold the true share, by simulation</title>',
		'<rect width="960" height="550" fill="#ffffff"/>',
		...frame(first),
		...dots,
		line(first, cells, 'ours'),
		...frame(second),
		...methods.map((method) => line(second, hardest, method)),
		...key,
		'</svg>',
		''
	].join('\n');
}

const [from, to] = process.argv.slice(2);
if (!from || !to) {
	console.error(
		'Which file of figures, and where to draw? node tests/bench/coverage-plot.ts coverage.json drawing.svg'
	);
	process.exit(2);
}
const { results } = JSON.parse(readFileSync(from, 'utf8')) as {
	results: { coverage: { detail?: CoverageCell[] }[] };
};
writeFileSync(to, drawing(results.coverage.flatMap(({ detail }) => detail ?? [])));
