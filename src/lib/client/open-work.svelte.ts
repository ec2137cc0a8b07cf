/** What is being written in this tab and may not be on disk yet, so that every way of leaving can save it first. */
import type { Instant } from '#lib/domain/plain-date.ts';

export interface OpenWork {
	readonly saving: Saving;
	/** Saves at once; rejects where that fails. */
	flush(): Promise<void>;
}

/** How the screen may speak of what was typed. `saved` only ever after the transaction is complete. */
export type Saving =
	| { readonly state: 'saved'; readonly at: Instant }
	| { readonly state: 'saving' }
	| { readonly state: 'failed'; readonly error: unknown };

let works = $state.raw<readonly OpenWork[]>([]);

export const openWork = {
	/** The work of this tab that is worst off: failed before saving before saved; null where nothing is open. */
	get saving(): Saving | null {
		const all = works.map((work) => work.saving);
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
	/** Gives what saves everything that is open now, also after the page that wrote it has gone. The first save begins at once. */
	take(): () => Promise<void> {
		const taken = works;
		let first: Promise<unknown> | null = Promise.all(taken.map((work) => work.flush()));
		return async () => {
			const saving = first ?? Promise.all(taken.map((work) => work.flush()));
			first = null;
			await saving;
		};
	},
	/** Saves everything at once; rejects where anything could not be saved. */
	async flush(): Promise<void> {
		await Promise.all(works.map((work) => work.flush()));
	}
};
