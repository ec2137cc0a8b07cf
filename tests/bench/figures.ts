/** What a benchmark gives, and how its figures are summed up. Apart from run.ts, which waits for the benchmarks that import this. */

/** One measured figure. `aim` is what we aim at, in words; nothing fails on it. */
export interface Row {
	readonly what: string;
	readonly value: number;
	readonly unit: string;
	readonly aim?: string;
	/** What the figure was made from, for the JSON alone. */
	readonly detail?: unknown;
}

/** Gives the p-th percentile (0 to 100) of some figures by the nearest-rank method. */
export function percentile(figures: readonly number[], p: number): number {
	const sorted = [...figures].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? NaN;
}

/** Gives the milliseconds that something took. */
export async function timed(act: () => unknown): Promise<number> {
	const began = performance.now();
	await act();
	return performance.now() - began;
}
