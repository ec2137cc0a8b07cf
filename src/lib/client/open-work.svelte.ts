/** What is being written in this tab and may not be on disk yet, so that every way of leaving can save it first. */
import type { Instant } from '#lib/domain/plain-date.ts';
import { leftOver, type LeftOver } from './left-over.svelte.ts';

export interface OpenWork {
	readonly saving: Saving;
	/** What could not be saved, to be kept in memory when its page goes; null where everything is on disk. */
	readonly unsaved: LeftOver | null;
	/** Saves at once; rejects where that fails. */
	flush(): Promise<void>;
}

/** How the screen may speak of what was typed. `saved` only ever after the transaction is complete. */
export type Saving =
	| { readonly state: 'saved'; readonly at: Instant }
	| { readonly state: 'saving' }
	| { readonly state: 'failed'; readonly error: unknown };

let works = $state.raw<readonly OpenWork[]>([]);

let leaving = $state(0);

export const openWork = {
	/** Whether everything is on disk of which the page has gone. */
	get leftSaved(): boolean {
		return leaving === 0 && leftOver.count === 0;
	},
	/** The work of this tab that is worst off: failed before saving before saved; null where nothing is open. */
	get saving(): Saving | null {
		const all = works.map((work) => work.saving);
		if (leftOver.count > 0) return { state: 'failed', error: leftOver.error };
		return (
			all.find(({ state }) => state === 'failed') ?? all.find(({ state }) => state === 'saving') ?? all.at(-1) ?? null
		);
	},
	/** Takes in a piece of work; gives the function that lets it go. */
	add(work: OpenWork): () => void {
		works = [...works, work];
		return () => {
			works = works.filter((other) => other !== work);
		};
	},
	/** Saves everything that is open before its page goes; resolves when it is on disk or left over, and begins at once. */
	async leave(): Promise<void> {
		const going = works;
		leaving += 1;
		await Promise.allSettled(going.map((work) => work.flush()));
		for (const { unsaved } of going) if (unsaved) leftOver.keep(unsaved);
		leaving -= 1;
	},
	/** Saves everything at once, and what is typed meanwhile; rejects where anything could not be saved. */
	async flush(): Promise<void> {
		do await Promise.all(works.map((work) => work.flush()));
		while (works.some(({ saving }) => saving.state === 'saving'));
	}
};
