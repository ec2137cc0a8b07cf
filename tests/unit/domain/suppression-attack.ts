/** A reader who tries to work out what a published table hides, with a solver and without any knowledge of how it was made. */
import type { Highs } from 'highs';
import type { SuppressedTable } from '#lib/domain/suppression.ts';

/** What the reader knows of the rule: it is printed beside the table. */
export interface Reader {
	readonly mode: 'dfe' | 'nhs';
	readonly minimumCell: number;
	/** Whether the reader takes it that a hidden number in a row that is not hidden whole is never 0. */
	readonly noHiddenZero: boolean;
}

export interface Bounds {
	readonly place: string;
	readonly low: number;
	readonly high: number;
}

/** No number is as large as this. */
const HIGHEST = 100_000;

/** Least and most that each hidden number can be. Null where no table at all fits what the reader takes to be true. */
export function attack(highs: Highs, published: SuppressedTable, reader: Reader): Bounds[] | null {
	const limits: string[] = [];
	const sums: string[] = [];
	const hidden: string[] = [];
	const add = (name: string, shown: number | 'c' | 'z', low: number) => {
		if (shown === 'c') hidden.push(name);
		if (shown === 'c') limits.push(`${low} <= ${name} <= ${HIGHEST}`);
		else if (shown === 'z' || shown === 0 || reader.mode === 'dfe')
			limits.push(`${name} = ${shown === 'z' ? 0 : shown}`);
		else limits.push(`${Math.max(reader.minimumCell, shown - 2)} <= ${name} <= ${shown + 2}`);
	};
	published.cells.forEach((row, i) => {
		const whole = row.every((cell) => cell === 'c');
		row.forEach((cell, j) => add(`x_${i}_${j}`, cell, reader.noHiddenZero && !whole ? 1 : 0));
		add(`r_${i}`, published.rowTotals[i]!, 0);
		sums.push(`${row.map((_, j) => `x_${i}_${j}`).join(' + ')} - r_${i} = 0`);
	});
	published.columnTotals.forEach((total, j) => {
		add(`c_${j}`, total, 0);
		sums.push(`${published.cells.map((_, i) => `x_${i}_${j}`).join(' + ')} - c_${j} = 0`);
	});
	add('t', published.total, 0);
	sums.push(`${published.cells.map((_, i) => `r_${i}`).join(' + ')} - t = 0`);
	sums.push(`${published.columnTotals.map((_, j) => `c_${j}`).join(' + ')} - t = 0`);
	const rows = sums.map((sum, at) => ` s${at}: ${sum}`).join('\n');
	const text = `Minimize\n obj: 0 t\nSubject To\n${rows}\nBounds\n ${limits.join('\n ')}\nEnd\n`;
	return highs.withModel({ format: 'lp', data: text }, (model) => {
		model.options.set({ output_flag: false, presolve: 'off' });
		// All constraints are those of a network, so the bounds come out whole (Hoffman and Kruskal 1956).
		const extreme = (column: number, cost: number): number | null => {
			model.changeColCost(column, cost);
			model.run();
			const optimal = model.getModelStatus() === highs.constants.modelStatus.optimal;
			const value = model.getObjectiveValue();
			model.changeColCost(column, 0);
			return optimal ? Math.round(value * cost) : null;
		};
		const bounds: Bounds[] = [];
		for (const place of hidden) {
			const column = model.getColByName(place);
			const low = extreme(column, 1);
			const high = extreme(column, -1);
			if (low === null || high === null) return null;
			bounds.push({ place, low, high });
		}
		return bounds;
	});
}
