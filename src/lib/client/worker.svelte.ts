/** The service worker: registered by hand, its updates offered and never forced. */
import { dev, version } from '$app/environment';
import type { Workbox } from 'workbox-window';
import { openWork } from './open-work.svelte.ts';
import { createTakeover } from './takeover.ts';

const SCRIPT = '/service-worker.js';

/** A newer build waits to be used. */
let waiting = $state(false);
/** Why it could not be used just now. */
let held = $state(false);
let workbox: Workbox | null = null;

export const worker = {
	get updateWaiting() {
		return waiting;
	},
	get updateHeld() {
		return held;
	},
	/** The build that this page is of, as the server's activity names it too. */
	build: version
};

interface TrustedTypes {
	createPolicy(
		name: string,
		rules: { createScriptURL: (url: string) => string }
	): {
		createScriptURL(url: string): unknown;
	};
}

/** Under trusted types only this one address can become a worker. */
function trustedScript(): string {
	const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
	if (!types) return SCRIPT;
	const policy = types.createPolicy('golden-thread-worker', {
		createScriptURL(url) {
			if (url !== SCRIPT) throw new TypeError('not our worker');
			return url;
		}
	});
	// Workbox hands it on as it is; its own type only knows text.
	return policy.createScriptURL(SCRIPT) as string;
}

/** Registers the worker, once a page. Without one (private window, old browser) everything else goes on. */
export async function register(): Promise<void> {
	if (dev || workbox || !('serviceWorker' in navigator)) return;
	const { Workbox } = await import('workbox-window');
	workbox = new Workbox(trustedScript(), { scope: '/', updateViaCache: 'none' });
	workbox.addEventListener('waiting', () => (waiting = true));
	// Whoever asked for it, a page must not go on with another build's worker: save first, then load again.
	const replaced = createTakeover(navigator.serviceWorker.controller !== null);
	workbox.addEventListener('controlling', () => {
		if (replaced())
			openWork.flush().then(
				() => location.reload(),
				() => (held = true)
			);
	});
	await workbox.register().catch(() => undefined);
}

/**
 * Uses the waiting build: everything open is saved first, and `rest` runs the change while no exchange does. Where a save
 * fails nothing changes.
 */
export async function useUpdate(rest: (act: () => Promise<void>) => Promise<void>): Promise<void> {
	held = false;
	try {
		await openWork.flush();
	} catch {
		held = true;
		return;
	}
	await rest(async () => workbox?.messageSkipWaiting());
}
