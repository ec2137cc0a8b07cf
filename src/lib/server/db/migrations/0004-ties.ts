/** An auditor's standing ties: what kind each is and since when, the services that they work for, and who lives with whom. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../connection.ts';

/** Gives the migration in the words of an engine. */
export function ties(engine: Engine): Migration {
	const text = engine === 'sqlite' ? 'text' : 'text collate "C"';
	const strict = engine === 'sqlite' ? ' strict' : '';
	const statements = [
		`alter table interest add column kind TEXT check (kind in ('work', 'governor', 'parent', 'other'))`,
		'alter table interest add column declared_at TEXT',
		'alter table person_service add column declared_at TEXT',
		// One row a pair, whoever of the two said so: the smaller id first.
		`create table household (
			partnership_id TEXT not null references partnership (partnership_id),
			person_id TEXT not null,
			other_id TEXT not null,
			declared_by TEXT not null,
			declared_at TEXT not null,
			primary key (partnership_id, person_id, other_id),
			check (person_id < other_id),
			foreign key (partnership_id, person_id) references person (partnership_id, person_id) on delete cascade,
			foreign key (partnership_id, other_id) references person (partnership_id, person_id) on delete cascade
		)${strict}`,
		'create index household_other_index on household (partnership_id, other_id)'
	];
	return {
		async up(db: Kysely<unknown>) {
			for (const statement of statements) await sql.raw(statement.replaceAll('TEXT', text)).execute(db);
		}
	};
}
