/** Whether this page stands still because another tab or window holds a database that a newer release has to change. */
import { browserClock, type Clock } from './autosave.ts';
import { onHeld } from './holds.ts';

/** A tab that is awake saves and lets go within this; nothing is said before, in milliseconds. */
const PATIENCE = 1000;

let waits = $state(false);

export const held = {
	/** True while somebody has to close that tab for this one to go on. */
	get waits(): boolean {
		return waits;
	}
};

/** Begins to follow it. */
export function followHeld(clock: Pick<Clock, 'setTimeout' | 'clearTimeout'> = browserClock): void {
	let timer: unknown = null;
	onHeld((now) => {
		if (timer !== null) clock.clearTimeout(timer);
		timer = now && !waits ? clock.setTimeout(() => (waits = true), PATIENCE) : null;
		if (!now) waits = false;
	});
}
