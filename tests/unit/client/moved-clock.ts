/** A clock that stands still until a test moves it, and runs what falls due on the way. */
import type { Clock } from '#lib/client/autosave.ts';

export function createClock(): Clock & { move(ms: number): Promise<void>; readonly timers: number } {
	let time = 0;
	let last = 0;
	const due = new Map<number, { at: number; act: () => void }>();
	return {
		now: () => time,
		setTimeout(act, ms) {
			last += 1;
			due.set(last, { at: time + ms, act });
			return last;
		},
		clearTimeout(timer) {
			due.delete(timer as number);
		},
		async move(ms) {
			const until = time + ms;
			for (;;) {
				const [id, next] = [...due].sort((a, b) => a[1].at - b[1].at)[0] ?? [];
				if (id === undefined || !next || next.at > until) break;
				due.delete(id);
				time = next.at;
				next.act();
				// Whatever the act began goes on before the clock does.
				await new Promise((resolve) => setImmediate(resolve));
			}
			time = until;
			await new Promise((resolve) => setImmediate(resolve));
		},
		get timers() {
			return due.size;
		}
	};
}
