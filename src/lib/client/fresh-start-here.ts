/** What beginning anew needs of this page's tablet and its browser. Apart, because next to nobody ever needs it. */
import type { FreshStartParts } from './fresh-start.ts';
import { last, sendNow, thisTablet } from './this-tablet.svelte.ts';

/** Gives it; null where nobody works on this tablet. */
export function freshStart(): FreshStartParts | null {
	const [device, leave] = last();
	const { facts } = thisTablet;
	if (!device || !facts?.personId) return null;
	return {
		device,
		personId: facts.personId,
		facts,
		notes: localStorage,
		caches,
		workers: navigator.serviceWorker,
		now: () => new Date().toISOString(),
		send: () => sendNow().then(() => thisTablet.outcome),
		locked: () => thisTablet.standing.state === 'locked',
		leave
	};
}
