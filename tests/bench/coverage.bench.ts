/** How often the intervals of shares hold the truth. Not a time: the figures are the same on every machine. */
import { coverageOf, designs, methods, type CoverageCell } from '../support/coverage.ts';
import type { Row } from './figures.ts';

const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;
const SIZES = [40, 60, 109, 200] as const;
const SPREADS = [0, 0.5, 1] as const;
const DRAWS = 10_000;

const average = (cells: readonly CoverageCell[], method: (typeof methods)[number]) =>
	(100 * cells.reduce((sum, { coverage }) => sum + coverage[method], 0)) / cells.length;

/** Gives a row for each design and sample size, over all shares; the JSON holds every cell. */
export async function bench(): Promise<Row[]> {
	const rows: Row[] = [];
	const all: CoverageCell[] = [];
	for (const design of designs)
		for (const size of SIZES) {
			const plans = design.populations.reduce((sum, population) => sum + population, 0);
			if (size >= plans) continue;
			const cells = SHARES.flatMap((share) =>
				SPREADS.map((spread) => coverageOf(design, { size, share, spread, draws: DRAWS }))
			);
			all.push(...cells);
			rows.push({
				what: `${design.name}, ${size} plans`,
				value: average(cells, 'ours'),
				unit: '%',
				aim: '93 to 97',
				detail: cells
			});
			// Lets a signal through between the designs.
			await new Promise((resolve) => setImmediate(resolve));
		}
	for (const method of methods) {
		const worst = all.reduce((low, cell) => (cell.coverage[method] < low.coverage[method] ? cell : low));
		rows.push({ what: `${method}: all`, value: average(all, method), unit: '%' });
		rows.push({
			what: `${method}: worst (${worst.design}, ${worst.size}, share ${worst.share}, spread ${worst.spread})`,
			value: 100 * worst.coverage[method],
			unit: '%'
		});
	}
	return rows;
}
