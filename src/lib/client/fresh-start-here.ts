/** What beginning anew needs of this page's tablet and its browser. Apart, because next to nobody ever needs it. */
import type { FreshStartParts } from './fresh-start.ts';
import { leave, now, running } from './running.ts';
import { thisTablet } from './this-tablet.svelte.ts';
import { sendNow } from './working.ts';

/** Gives it; null where nobody works on this tablet. */
export function freshStart(): FreshStartParts | null {
	const { deviceDb: device } = running;
	const { facts } = thisTablet;
	if (!device || !facts?.personId) return null;
	return {
		device,
		personId: facts.personId,
		facts,
		notes: localStorage,
		caches,
		workers: navigator.serviceWorker,
		now,
		send: () => sendNow().then(() => thisTablet.outcome),
		locked: () => thisTablet.standing.state === 'locked',
		leave
	};
}
