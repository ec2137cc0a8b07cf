/** When typing is saved: 500 ms after the last key, and at least every 800 ms while typing goes on. One save at a time. */

/** Timers as the browser has them; a test brings a clock that it moves itself. */
export interface Clock {
	readonly now: () => number;
	readonly setTimeout: (act: () => void, ms: number) => unknown;
	readonly clearTimeout: (timer: unknown) => void;
}

export const browserClock: Clock = {
	// Not the time of day: a clock that is set back while somebody types must not put off a save.
	now: () => performance.now(),
	setTimeout: (act, ms) => setTimeout(act, ms),
	clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>)
};

export const AFTER_LAST_KEY = 500;
export const WHILE_TYPING = 800;

export interface Autosave {
	/** Something was typed: it is saved soon. */
	typed(): void;
	/** Saves at once. Resolves when everything so far is on disk; rejects when a write failed. */
	flush(): Promise<void>;
	/** Whether something is not on disk yet. */
	readonly pending: boolean;
}

/**
 * Gives an autosave around `save`, which writes whatever is newest and rejects on failure. After a failure the work stays
 * pending until the next key or flush; what the screen says about it is up to `save`.
 */
export function createAutosave(save: () => Promise<void>, clock: Clock = browserClock): Autosave {
	let firstUnsaved: number | null = null;
	let timer: unknown = null;
	let running: Promise<void> | null = null;

	function stop() {
		if (timer !== null) clock.clearTimeout(timer);
		timer = null;
	}

	async function run(): Promise<void> {
		stop();
		// Whoever comes while a save runs waits for it, and for those of others who waited, and then saves what is still to be saved.
		while (running) await running.catch(() => undefined);
		if (firstUnsaved === null) return;
		const began = firstUnsaved;
		firstUnsaved = null;
		running = save();
		try {
			await running;
		} catch (error) {
			firstUnsaved ??= began ?? clock.now();
			throw error;
		} finally {
			running = null;
		}
	}

	return {
		typed() {
			const now = clock.now();
			firstUnsaved ??= now;
			stop();
			const due = Math.min(now + AFTER_LAST_KEY, Math.max(now, firstUnsaved + WHILE_TYPING));
			timer = clock.setTimeout(() => void run().catch(() => undefined), due - now);
		},
		flush() {
			firstUnsaved ??= clock.now();
			return run();
		},
		get pending() {
			return firstUnsaved !== null || running !== null;
		}
	};
}
