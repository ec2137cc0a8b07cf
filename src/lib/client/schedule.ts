/** When the tablet exchanges: at start, on network, after a submission, when looked at again, every few minutes, on demand. */
import type { Clock } from './autosave.ts';
import type { ExchangeOutcome } from './sync.ts';

export const SHORTEST_WAIT = 1_000;
export const LONGEST_WAIT = 5 * 60_000;
/** How often a tablet in use asks by itself. */
export const EVERY = 4 * 60_000;

/**
 * Gives how many milliseconds to wait before the try after so many failures: doubling from 1 second to 5 minutes, half of it
 * by chance so that the tablets of one building do not come back all at once.
 */
export function backoff(failures: number, random: () => number): number {
	const ceiling = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** Math.min(failures, 20));
	return Math.max(SHORTEST_WAIT, Math.round(ceiling * (0.5 + 0.5 * random())));
}

export interface ScheduleParts {
	readonly exchange: () => Promise<ExchangeOutcome>;
	/** Whether anybody looks at the app. */
	readonly visible: () => boolean;
	readonly random: () => number;
	readonly clock: Clock;
	/** Told when an exchange begins (null) and how it ended. */
	readonly told: (outcome: ExchangeOutcome | null) => void;
}

export interface Schedule {
	/** Exchanges now; while one runs, one more follows it. Resolves with how it ended. */
	now(): Promise<ExchangeOutcome>;
	stop(): void;
}

/** Whether trying again soon can help: not where a person has to do something first. */
function passes(outcome: ExchangeOutcome): boolean {
	return (
		outcome.state !== 'sign_in' &&
		outcome.state !== 'other_person' &&
		outcome.state !== 'revoked' &&
		outcome.state !== 'turned_away'
	);
}

/** Gives a schedule; nothing runs before the first `now`. */
export function createSchedule({ exchange, visible, random, clock, told }: ScheduleParts): Schedule {
	let failures = 0;
	let timer: unknown = null;
	let stopped = false;
	let running: Promise<ExchangeOutcome> | null = null;
	let next: Promise<ExchangeOutcome> | null = null;

	function wait(ms: number) {
		if (timer !== null) clock.clearTimeout(timer);
		timer = stopped ? null : clock.setTimeout(tick, ms);
	}

	function tick() {
		timer = null;
		if (visible()) void start();
		else wait(EVERY);
	}

	async function run(): Promise<ExchangeOutcome> {
		told(null);
		const outcome = await exchange();
		told(outcome);
		failures = outcome.state === 'done' || !passes(outcome) ? 0 : failures + 1;
		wait(failures === 0 ? EVERY : backoff(failures - 1, random));
		return outcome;
	}

	function start(): Promise<ExchangeOutcome> {
		if (!running) {
			running = run().finally(() => {
				running = null;
			});
			return running;
		}
		next ??= running.then(() => {
			next = null;
			return start();
		});
		return next;
	}

	return {
		now: start,
		stop() {
			stopped = true;
			if (timer !== null) clock.clearTimeout(timer);
			timer = null;
		}
	};
}
