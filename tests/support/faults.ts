/** How much of each fault test runs: a tenth of its full count in `npm test`, all of it with `FAULTS=full` (`npm run test:faults`). */

/** Printed by every run; `FAULT_SEED` repeats one. */
export const SEED = process.env.FAULT_SEED ?? String(Date.now());

export const FULL = process.env.FAULTS === 'full';

/** Gives how often a fault is made in this run, of the number that a full run makes. */
export function COUNT(full: number): number {
	return FULL ? full : Math.ceil(full / 10);
}
