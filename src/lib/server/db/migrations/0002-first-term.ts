/**
 * What a first whole term needs beside the main job: settings, what tablets report, facts that only the SEN service knows, audits
 * opened again, drafts of rubrics, the chair's own words and recommendations, corrections of the register by hand.
 */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../connection.ts';

/** Gives the migration in the words of an engine. */
export function firstTerm(engine: Engine): Migration {
	return {
		async up(db: Kysely<unknown>) {
			for (const statement of [...columns(engine), ...entryKinds(engine), ...tables(engine), ...indices]) {
				await sql.raw(statement).execute(db);
			}
		}
	};
}

function columns(engine: Engine): string[] {
	const text = engine === 'sqlite' ? 'text' : 'text collate "C"';
	const add = (table: string, column: string) => `alter table ${table} add column ${column.replaceAll('TEXT', text)}`;
	return [
		add('invitation', 'code_hash TEXT'),
		add('invitation', 'withdrawn_at TEXT'),
		add('plan', 'held_at TEXT'),
		add('plan', 'held_reason TEXT'),
		add('plan', 'corrected_at TEXT'),
		add('plan', 'added_at TEXT'),
		add('plan', 'ended_at TEXT'),
		add('person', 'corrected_at TEXT'),
		add('school', 'corrected_at TEXT'),
		add('register_import', 'undone_at TEXT'),
		add('register_import', 'undone_by TEXT'),
		add('assignment', 'opened_at TEXT'),
		add('assignment', 'chased_at TEXT'),
		add('learning_report', 'words TEXT'),
		add('learning_report', 'edition integer not null default 1 check (edition between 1 and 99)'),
		add('learning_report', 'correction TEXT'),
		'drop index learning_report_published_index'
	];
}

/**
 * More kinds of entries. SQLite changes no check in place; a column's own check goes with the column, so the column is made anew. The
 * trigger that freezes entries rests meanwhile.
 */
function entryKinds(engine: Engine): string[] {
	const kinds = `check (kind in ('submission', 'decline', 'opening', 'safeguarding', 'revision_request'))`;
	if (engine === 'postgres')
		return [
			'alter table entry drop constraint entry_kind_check',
			`alter table entry add constraint entry_kind_check ${kinds}`
		];
	return [
		'drop trigger entry_no_update',
		'alter table entry rename column kind to kind_before',
		`alter table entry add column kind text not null default 'submission' ${kinds}`,
		'update entry set kind = kind_before',
		'alter table entry drop column kind_before',
		`create trigger entry_no_update before update on entry for each row begin select raise(abort, 'entry is frozen'); end`
	];
}

function tables(engine: Engine): string[] {
	const text = engine === 'sqlite' ? 'text' : 'text collate "C"';
	const strict = engine === 'sqlite' ? ' strict' : '';
	const partnership = `partnership_id ${text} not null references partnership (partnership_id)`;
	const table = (name: string, ...lines: string[]) =>
		`create table ${name} (\n${[partnership, ...lines].join(',\n').replaceAll('TEXT', text)}\n)${strict}`;
	return [
		table(
			'setting',
			'name TEXT not null',
			'body TEXT not null',
			'changed_at TEXT not null',
			'changed_by TEXT not null',
			'primary key (partnership_id, name)'
		),
		table(
			'tablet_report',
			'person_id TEXT not null',
			'device_id TEXT not null',
			'reported_at TEXT not null',
			'body TEXT not null',
			'primary key (partnership_id, person_id, device_id)',
			'foreign key (partnership_id, person_id) references person (partnership_id, person_id) on delete cascade'
		),
		table(
			'revision',
			'assignment_id TEXT not null',
			'revision integer not null check (revision between 2 and 99)',
			'asked_at TEXT',
			'asked_words TEXT',
			'opened_at TEXT',
			'opened_by TEXT',
			'refused_at TEXT',
			'reason TEXT',
			'check (opened_at is null or refused_at is null)',
			'primary key (partnership_id, assignment_id, revision)',
			'foreign key (partnership_id, assignment_id) references assignment (partnership_id, assignment_id)'
		),
		table(
			'case_fact',
			'term_id TEXT not null',
			'plan_ref TEXT not null',
			'body TEXT not null',
			'changed_at TEXT not null',
			'changed_by TEXT not null',
			'primary key (partnership_id, term_id, plan_ref)',
			'foreign key (partnership_id, term_id, plan_ref) references sample_plan (partnership_id, term_id, plan_ref)'
		),
		table(
			'rubric_draft',
			'draft_id TEXT not null',
			'name TEXT not null',
			'body TEXT not null',
			'state integer not null check (state > 0)',
			'created_at TEXT not null',
			'changed_at TEXT not null',
			'changed_by TEXT not null',
			'published_at TEXT',
			'primary key (partnership_id, draft_id)'
		),
		table(
			'recommendation',
			'recommendation_id TEXT not null',
			'report_id TEXT not null',
			'body TEXT not null',
			'created_at TEXT not null',
			'changed_at TEXT not null',
			'changed_by TEXT not null',
			'primary key (partnership_id, recommendation_id)',
			'foreign key (partnership_id, report_id) references learning_report (partnership_id, report_id)'
		),
		table(
			'person_service',
			'person_id TEXT not null',
			'service TEXT not null',
			'primary key (partnership_id, person_id, service)',
			'foreign key (partnership_id, person_id) references person (partnership_id, person_id) on delete cascade'
		),
		table(
			'register_before',
			'import_id TEXT not null',
			'kind TEXT not null',
			'key TEXT not null',
			'body TEXT',
			'primary key (partnership_id, import_id, kind, key)',
			'foreign key (partnership_id, import_id) references register_import (partnership_id, import_id)'
		)
	];
}

const indices = [
	`create unique index learning_report_edition_index
		on learning_report (partnership_id, period, rubric_id, rubric_version, profile, edition) where published_at is not null`,
	'create unique index invitation_code_index on invitation (code_hash) where code_hash is not null',
	'create index recommendation_report_index on recommendation (partnership_id, report_id)'
];
