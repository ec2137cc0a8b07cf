/** A partnership's settings: one JSON text a name, read through the schema of whoever keeps it there. */
import type { z } from 'zod';
import { record, type By } from './activity.ts';
import { inTransaction, type Store } from './db/store.ts';

/** Gives a setting, or null where it was never written. Throws where what is kept does not fit the schema any more. */
export async function get<Schema extends z.ZodType>(
	store: Store,
	name: string,
	schema: Schema
): Promise<z.infer<Schema> | null> {
	const row = await store.selectFrom('setting').select('body').where('name', '=', name).executeTakeFirst();
	return row ? schema.parse(JSON.parse(row.body)) : null;
}

/** Writes a setting in place of what was there. */
export async function write(store: Store, name: string, value: unknown, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const row = { body: JSON.stringify(value), changedAt: by.now, changedBy: by.actorId ?? '' };
		const { numUpdatedRows } = await tx.updateTable('setting').set(row).where('name', '=', name).executeTakeFirst();
		if (numUpdatedRows === 0n)
			await tx
				.insertInto('setting')
				.values({ name, ...row })
				.execute();
		await record(tx, { ...by, action: 'setting.written', subject: null, details: { setting: name } });
	});
}
