/** How many notes of an audit hold something that looks as if it pointed to a person: counts alone, never the words. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The migration, the same on both engines. What was sent before has not been judged and counts 0. */
export const noteFinds: Migration = {
	async up(db: Kysely<unknown>) {
		for (const column of ['notes_confirmed', 'notes_unconfirmed'])
			await sql
				.raw(`alter table submission add column ${column} integer not null default 0 check (${column} >= 0)`)
				.execute(db);
	}
};
