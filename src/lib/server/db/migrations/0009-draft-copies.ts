/**
 * A copy of a draft for each vault of its person, in place of one for each plan: with the latter, what was begun anew under a new passphrase was
 * copied nowhere while the first tablet's copy was there. What is kept stays as it is.
 */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../connection.ts';

/** Gives the migration in the words of an engine. */
export function draftCopies(engine: Engine): Migration {
	return {
		async up(db: Kysely<unknown>) {
			for (const statement of engine === 'sqlite' ? anew : inPlace) await sql.raw(statement).execute(db);
		}
	};
}

const KEY = 'primary key (partnership_id, person_id, assignment_id, vault_id)';

const inPlace = ['alter table draft_backup drop constraint draft_backup_pkey', `alter table draft_backup add ${KEY}`];

/** SQLite changes no primary key: the table is made anew, and its rows are copied over. */
const anew = [
	'alter table draft_backup rename to draft_backup_before',
	`create table draft_backup (
		partnership_id text not null references partnership (partnership_id),
		person_id text not null,
		assignment_id text not null,
		device_id text not null,
		vault_id text not null,
		saved_at text not null,
		received_at text not null,
		body text not null,
		${KEY},
		foreign key (partnership_id, assignment_id) references assignment (partnership_id, assignment_id),
		foreign key (partnership_id, person_id) references person (partnership_id, person_id) on delete cascade
	) strict`,
	`insert into draft_backup (partnership_id, person_id, assignment_id, device_id, vault_id, saved_at, received_at, body)
		select partnership_id, person_id, assignment_id, device_id, vault_id, saved_at, received_at, body from draft_backup_before`,
	'drop table draft_backup_before'
];
