/**
 * The tablets of each person with the credential of each, what the server keeps sealed for them (vaults, backed-up drafts, the last post of
 * a tablet that was revoked), the key that audits are sealed to, and the requests of people who forgot their passphrase.
 */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../connection.ts';

/** Gives the migration in the words of an engine. */
export function tablets(engine: Engine): Migration {
	return {
		async up(db: Kysely<unknown>) {
			for (const statement of [...tables(engine), ...indices]) await sql.raw(statement).execute(db);
		}
	};
}

function tables(engine: Engine): string[] {
	const text = engine === 'sqlite' ? 'text' : 'text collate "C"';
	const strict = engine === 'sqlite' ? ' strict' : '';
	const number = engine === 'sqlite' ? 'integer' : 'bigint';
	const partnership = `partnership_id ${text} not null references partnership (partnership_id)`;
	const person =
		'foreign key (partnership_id, person_id) references person (partnership_id, person_id) on delete cascade';
	const table = (name: string, ...lines: string[]) =>
		`create table ${name} (\n${[partnership, ...lines].join(',\n').replaceAll('TEXT', text)}\n)${strict}`;
	return [
		table(
			'tablet',
			'tablet_id TEXT not null',
			'person_id TEXT not null',
			'device_id TEXT not null',
			'public_key TEXT not null',
			`counter ${number} not null default 0`,
			'build TEXT not null',
			'device TEXT not null',
			'created_at TEXT not null',
			'contact_at TEXT not null',
			'lease_until TEXT not null',
			'revoked_at TEXT',
			'revoked_by TEXT',
			'farewell_at TEXT',
			'primary key (partnership_id, tablet_id)',
			'unique (partnership_id, person_id, device_id)',
			person
		),
		table(
			'intake_key',
			'key_id TEXT not null',
			'public_key TEXT not null',
			'wrapped TEXT not null',
			'created_at TEXT not null',
			'primary key (partnership_id, key_id)'
		),
		table(
			'vault',
			'person_id TEXT not null',
			'vault_id TEXT not null',
			'wrap TEXT not null',
			'escrow TEXT',
			'changed_at TEXT not null',
			'primary key (partnership_id, person_id, vault_id)',
			person
		),
		table(
			'draft_backup',
			'person_id TEXT not null',
			'assignment_id TEXT not null',
			'device_id TEXT not null',
			'vault_id TEXT not null',
			'saved_at TEXT not null',
			'received_at TEXT not null',
			'body TEXT not null',
			'primary key (partnership_id, person_id, assignment_id)',
			'foreign key (partnership_id, assignment_id) references assignment (partnership_id, assignment_id)',
			person
		),
		table(
			'recovery',
			'recovery_id TEXT not null',
			'person_id TEXT not null',
			'device_id TEXT not null',
			'vault_id TEXT not null',
			'public_key TEXT not null',
			'asked_at TEXT not null',
			'decided_at TEXT',
			'decided_by TEXT',
			'sealed TEXT',
			'primary key (partnership_id, recovery_id)',
			person
		),
		table(
			'farewell',
			'farewell_id TEXT not null',
			'person_id TEXT not null',
			'device_id TEXT not null',
			'received_at TEXT not null',
			'entries integer not null',
			'drafts integer not null',
			'body TEXT not null',
			'decided_at TEXT',
			'decided_by TEXT',
			`decision TEXT check (decision in ('taken', 'deleted'))`,
			'primary key (partnership_id, farewell_id)',
			person
		)
	];
}

const indices = [
	// A tablet is looked up before anybody knows for which partnership it speaks.
	'create unique index tablet_id_index on tablet (tablet_id)',
	'create index recovery_person_index on recovery (partnership_id, person_id)'
];
