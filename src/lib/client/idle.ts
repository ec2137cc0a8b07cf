/** When an open vault locks by itself: watched here, decided in `domain/vault.ts`. */
import { idleVerdict, type LockSettings, type Moment } from '#lib/domain/vault.ts';
import type { Clock } from './autosave.ts';

export interface IdleParts {
	readonly moment: () => Moment;
	readonly clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
	readonly locks: () => LockSettings;
	/** Told how long is left when the lock is about to fall (milliseconds), and null when it is not. */
	readonly warn: (left: number | null) => void;
	readonly lock: () => void;
}

export interface IdleWatch {
	/** Somebody is here: a touch, a key, here or in another tab. */
	touched(): void;
	/** Another app came in front, or this one again. Coming back too late locks before anything is shown. */
	hidden(away: boolean): void;
	/** Looks now: timers stand still while a tablet sleeps. */
	look(): void;
	stop(): void;
}

/** A warning is looked at again this often, so that it counts down. */
const TICK = 1000;

/** Gives a watch that begins now, with somebody here. */
export function watchIdle({ moment, clock, locks, warn, lock }: IdleParts): IdleWatch {
	let touched = moment();
	let hidden: Moment | null = null;
	let timer: unknown = null;
	let warned = false;
	let over = false;

	function again(ms: number) {
		if (timer !== null) clock.clearTimeout(timer);
		timer = clock.setTimeout(look, ms);
	}

	function stop() {
		over = true;
		if (timer !== null) clock.clearTimeout(timer);
		timer = null;
	}

	function say(left: number | null) {
		if (left === null && !warned) return;
		warned = left !== null;
		warn(left);
	}

	function look() {
		if (over) return;
		const verdict = idleVerdict(locks(), { touched, hidden }, moment());
		if (verdict.state === 'lock') {
			stop();
			say(null);
			lock();
			return;
		}
		say(verdict.state === 'warn' ? verdict.left : null);
		again(verdict.state === 'warn' ? Math.min(TICK, verdict.left) : verdict.checkIn);
	}

	look();
	return {
		touched() {
			if (over || hidden) return;
			// Too late: the lock should have fallen while the timer stood still.
			if (idleVerdict(locks(), { touched, hidden }, moment()).state === 'lock') return look();
			touched = moment();
			if (warned) look();
		},
		hidden(away) {
			if (over || away === (hidden !== null)) return;
			if (away) hidden = moment();
			else {
				look();
				if (over) return;
				hidden = null;
				touched = moment();
			}
			look();
		},
		look,
		stop
	};
}
