/** What happened to the demonstration, in the order of time, whoever thought of it first. */
import type { Instant } from '#lib/domain/plain-date.ts';

export interface Timeline {
	/** Nothing happens after this moment. */
	readonly limit: Instant;
	/** Adds something that happens at a moment; what happens at the same moment keeps the order in which it was added. */
	add(at: Instant, act: () => Promise<void>): void;
	/** Lets everything up to the limit happen, also what is added on the way. What would come later is dropped. */
	run(): Promise<void>;
}

/** Gives an empty timeline. */
export function timelineUpTo(limit: Instant): Timeline {
	const waiting: { at: Instant; order: number; act: () => Promise<void> }[] = [];
	let added = 0;
	return {
		limit,
		add(at, act) {
			waiting.push({ at, order: added, act });
			added += 1;
		},
		async run() {
			for (;;) {
				const next = waiting.reduce<number>((best, { at, order }, index) => {
					const before = waiting[best];
					return before && (before.at < at || (before.at === at && before.order < order)) ? best : index;
				}, -1);
				const [happening] = next < 0 ? [] : waiting.splice(next, 1);
				if (!happening || happening.at > limit) return;
				await happening.act();
			}
		}
	};
}
