/** Numbers that count up within a partnership, from 1. */
import type { Store } from './store.ts';

/** Takes the next number of the partnership's one line of acts, in one statement on both engines. */
export async function nextSequence(store: Store): Promise<number> {
	const { value } = await store
		.insertInto('counter')
		.values({ name: 'sequence', value: 1 })
		.onConflict((conflict) => conflict.columns(['name']).doUpdateSet((eb) => ({ value: eb('counter.value', '+', 1) })))
		.returning('value')
		.executeTakeFirstOrThrow();
	return value;
}
