/** What the browser and the tablet's own records tell of being ready for offline. Nothing here changes anything. */
import type { ReadinessFacts } from '#lib/domain/readiness.ts';
import { rubricKey } from '#lib/domain/sync.ts';
import { read, readAll, readIds } from './records.ts';
import type { Tablet } from './tablet.ts';
import { escrowKept } from './told.ts';

/** The parts of the browser that are asked. */
export interface Surroundings {
	readonly navigator: Pick<Navigator, 'userAgent' | 'maxTouchPoints'> & {
		readonly storage?: Pick<StorageManager, 'estimate' | 'persisted'>;
		readonly serviceWorker?: Pick<ServiceWorkerContainer, 'getRegistration'>;
		/** Of the installed app on iPads. */
		readonly standalone?: boolean;
	};
	readonly matchMedia: (query: string) => { readonly matches: boolean };
}

/** Gives the facts as they are now. `lost`: whether something that was saved here has gone (`marker.ts`). */
export async function facts(
	tablet: Tablet,
	{ navigator, matchMedia }: Surroundings,
	lost: boolean
): Promise<ReadinessFacts> {
	const [contact, items, rubrics, persisted, estimate, worker] = await Promise.all([
		read(tablet.db, 'contact', 'contact'),
		readAll(tablet.db, 'workload'),
		readIds(tablet.db, 'rubrics'),
		navigator.storage?.persisted?.().catch(() => null) ?? null,
		navigator.storage?.estimate?.().catch(() => null) ?? null,
		workerState(navigator.serviceWorker)
	]);
	const { quota, usage } = estimate ?? {};
	return {
		// An iPad says that it is a Mac; Macs have no touch screens.
		apple:
			/iPad|iPhone|iPod/.test(navigator.userAgent) ||
			(/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1),
		installed: navigator.standalone === true || matchMedia('(display-mode: standalone)').matches,
		persisted,
		spaceLeft: quota === undefined || usage === undefined ? null : Math.max(0, quota - usage),
		worker,
		plans: items.length,
		withoutQuestions: items.filter((item) => !rubrics.includes(rubricKey(item))).length,
		// A tablet handle comes with an open vault.
		vault: { set: true, escrow: escrowKept(tablet.vault, contact?.keys) },
		lost,
		contactAt: contact?.contactAt ?? null,
		clockOff: contact?.clockOff ?? null
	};
}

/** How long a worker may take to answer, in milliseconds: one that is installing or broken does not. */
const PATIENCE = 3000;

/** Asks the active worker how much of the app it holds; null where there is none, or it does not answer. */
async function workerState(container: Surroundings['navigator']['serviceWorker']): Promise<ReadinessFacts['worker']> {
	const active = (await container?.getRegistration('/').catch(() => undefined))?.active;
	if (!active) return null;
	return new Promise((done) => {
		const { port1, port2 } = new MessageChannel();
		const timer = setTimeout(() => done(null), PATIENCE);
		port1.onmessage = ({ data }: MessageEvent<{ cached: number; of: number }>) => {
			clearTimeout(timer);
			done(data);
		};
		active.postMessage({ type: 'HELD' }, [port2]);
	});
}
