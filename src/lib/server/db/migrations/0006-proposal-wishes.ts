/** What a coordinator wants of a term's proposal: auditors pinned to plans, pairs kept off each other, plans held back. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../connection.ts';

/** Gives the migration in the words of an engine. */
export function proposalWishes(engine: Engine): Migration {
	const text = engine === 'sqlite' ? 'text' : 'text collate "C"';
	const strict = engine === 'sqlite' ? ' strict' : '';
	const statements = [
		`create table proposal_wish (
			partnership_id TEXT not null references partnership (partnership_id),
			wish_id TEXT not null,
			term_id TEXT not null,
			kind TEXT not null check (kind in ('pin', 'keep_off', 'hold')),
			plan_ref TEXT not null,
			auditor_id TEXT,
			marking TEXT check (marking in ('first', 'second')),
			wished_at TEXT not null,
			wished_by TEXT,
			primary key (partnership_id, wish_id),
			check ((kind = 'hold') = (auditor_id is null)),
			check ((kind = 'pin') = (marking is not null)),
			foreign key (partnership_id, term_id) references term (partnership_id, term_id) on delete cascade,
			foreign key (partnership_id, plan_ref) references plan (partnership_id, plan_ref) on delete cascade,
			foreign key (partnership_id, auditor_id) references person (partnership_id, person_id) on delete cascade
		)${strict}`,
		'create index proposal_wish_term_index on proposal_wish (partnership_id, term_id)',
		'create index proposal_wish_plan_index on proposal_wish (partnership_id, plan_ref)',
		'create index proposal_wish_auditor_index on proposal_wish (partnership_id, auditor_id)'
	];
	return {
		async up(db: Kysely<unknown>) {
			for (const statement of statements) await sql.raw(statement.replaceAll('TEXT', text)).execute(db);
		}
	};
}
