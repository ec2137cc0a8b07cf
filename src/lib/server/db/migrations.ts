/** The migrations in their order. They are imported, not looked for in folders, so that the bundle holds them too. */
import { Migrator } from 'kysely/migration';
import { engineOf, type Database } from './connection.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { firstTerm } from './migrations/0002-first-term.ts';
import { tablets } from './migrations/0003-tablets.ts';
import { ties } from './migrations/0004-ties.ts';
import { proposalWishes } from './migrations/0006-proposal-wishes.ts';
import { noteFinds } from './migrations/0008-note-finds.ts';
import { draftCopies } from './migrations/0009-draft-copies.ts';
import { StoreError } from './store-error.ts';

/** A released migration is never edited and never renamed: the store remembers by name which ones it has seen. */
function migratorOf(db: Database): Migrator {
	const engine = engineOf(db);
	return new Migrator({
		db,
		provider: {
			getMigrations: () =>
				Promise.resolve({
					'0001-first-tables': firstTables(engine),
					'0002-first-term': firstTerm(engine),
					'0003-tablets': tablets(engine),
					'0004-ties': ties(engine),
					'0006-proposal-wishes': proposalWishes(engine),
					'0008-note-finds': noteFinds,
					'0009-draft-copies': draftCopies(engine)
				})
		}
	});
}

/**
 * Brings the store's tables up to what this version knows, each migration whole or not at all. Gives the names of those that ran.
 * Throws StoreError, also for a store that a newer version has already changed.
 */
export async function migrate(db: Database): Promise<string[]> {
	const { error, results } = await migratorOf(db).migrateToLatest();
	if (error) throw new StoreError('the store could not be migrated', { cause: error });
	return (results ?? []).map((result) => result.migrationName);
}

/** Gives the names of the migrations that have not run. */
export async function pendingMigrations(db: Database): Promise<string[]> {
	const all = await migratorOf(db).getMigrations();
	return all.filter((migration) => !migration.executedAt).map((migration) => migration.name);
}
