/** A query that follows the database: written in any tab, it is asked again. Called while a component is being made. */
import { liveQuery } from 'dexie';

export interface Live<T> {
	/** Undefined until the first answer. */
	readonly value: T | undefined;
	/** Why the database could not be read, until it can. */
	readonly failure: unknown;
}

/** Gives the newest answer of a query. `query` gives null while there is nothing to ask; it is asked anew when what it reads changes. */
export function live<T>(query: () => (() => Promise<T>) | null): Live<T> {
	let value = $state.raw<T>();
	let failure = $state.raw<unknown>();
	$effect(() => {
		const ask = query();
		if (!ask) {
			value = undefined;
			return;
		}
		const subscription = liveQuery(ask).subscribe({
			next(found) {
				value = found;
				failure = undefined;
			},
			error(error: unknown) {
				failure = error;
			}
		});
		return () => subscription.unsubscribe();
	});
	return {
		get value() {
			return value;
		},
		get failure() {
			return failure;
		}
	};
}
