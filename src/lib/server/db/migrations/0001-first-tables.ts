/**
 * The tables of the first version. One text for both engines, in the SQL they share; what differs has a name below.
 * Never edited once released: a later change is a later migration.
 * Settings of plans, people and interests are not tied to `school`: a return may name one that the partnership's file does not hold.
 */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../connection.ts';

/** Gives the migration in the words of an engine. */
export function firstTables(engine: Engine): Migration {
	return {
		async up(db: Kysely<unknown>) {
			for (const statement of [...tables(engine), ...indices, ...guards(engine)]) {
				await sql.raw(statement).execute(db);
			}
		}
	};
}

function tables(engine: Engine): string[] {
	// Byte order in both, so that times compare and lists sort alike whatever the database's own language.
	const text = engine === 'sqlite' ? 'text' : 'text collate "C"';
	const real = engine === 'sqlite' ? 'real' : 'double precision';
	const strict = engine === 'sqlite' ? ' strict' : '';
	const partnership = `partnership_id ${text} not null references partnership (partnership_id)`;
	const table = (name: string, ...lines: string[]) =>
		`create table ${name} (\n${lines.join(',\n').replaceAll('TEXT', text).replaceAll('REAL', real)}\n)${strict}`;
	const flag = (column: string) => `${column} integer not null check (${column} in (0, 1))`;

	return [
		table(
			'partnership',
			'partnership_id TEXT primary key',
			'code TEXT not null unique check (length(code) = 3 and code = upper(code))',
			'name TEXT not null',
			'la_code TEXT not null check (length(la_code) = 3)',
			'created_at TEXT not null'
		),
		table(
			'"user"',
			'id TEXT primary key',
			'name TEXT not null',
			'email TEXT not null unique check (email = lower(email))',
			flag('email_verified'),
			'image TEXT',
			'created_at TEXT not null',
			'updated_at TEXT not null'
		),
		table(
			'account',
			'id TEXT primary key',
			'account_id TEXT not null',
			'provider_id TEXT not null',
			'user_id TEXT not null references "user" (id) on delete cascade',
			'access_token TEXT',
			'refresh_token TEXT',
			'id_token TEXT',
			'access_token_expires_at TEXT',
			'refresh_token_expires_at TEXT',
			'scope TEXT',
			'password TEXT',
			'created_at TEXT not null',
			'updated_at TEXT not null',
			'unique (provider_id, account_id)'
		),
		table(
			'session',
			'id TEXT primary key',
			'token TEXT not null unique',
			'user_id TEXT not null references "user" (id) on delete cascade',
			'person_id TEXT',
			'expires_at TEXT not null',
			'last_seen_at TEXT',
			'created_at TEXT not null',
			'updated_at TEXT not null',
			'ip_address TEXT',
			'user_agent TEXT'
		),
		table(
			'verification',
			'id TEXT primary key',
			'identifier TEXT not null',
			'value TEXT not null',
			'expires_at TEXT not null',
			'created_at TEXT not null',
			'updated_at TEXT not null'
		),
		table('sign_in_try', 'try_id TEXT primary key', 'try_key TEXT not null', 'at TEXT not null'),
		table(
			'person',
			partnership,
			// Unique by itself: a session names its person before it is known whose partnership that is.
			'person_id TEXT not null unique',
			'user_id TEXT references "user" (id)',
			'email TEXT not null check (email = lower(email))',
			'name TEXT not null',
			`agency TEXT check (agency in ('health', 'social_care', 'school', 'parent', 'sen_service'))`,
			'capacity integer not null check (capacity between 0 and 30)',
			'trained_on TEXT',
			'disabled_at TEXT',
			'created_at TEXT not null',
			'primary key (partnership_id, person_id)',
			'unique (partnership_id, email)'
		),
		table(
			'person_role',
			partnership,
			'person_id TEXT not null',
			`role TEXT not null check (role in ('auditor', 'coordinator', 'chair', 'headteacher'))`,
			'primary key (partnership_id, person_id, role)',
			'foreign key (partnership_id, person_id) references person (partnership_id, person_id) on delete cascade'
		),
		table(
			'person_school',
			partnership,
			'person_id TEXT not null',
			'school_urn TEXT not null',
			'primary key (partnership_id, person_id, school_urn)',
			'foreign key (partnership_id, person_id) references person (partnership_id, person_id) on delete cascade'
		),
		table(
			'invitation',
			partnership,
			'invitation_id TEXT not null',
			'person_id TEXT not null',
			'token_hash TEXT not null unique',
			'created_at TEXT not null',
			'expires_at TEXT not null',
			'accepted_at TEXT',
			'primary key (partnership_id, invitation_id)',
			'foreign key (partnership_id, person_id) references person (partnership_id, person_id) on delete cascade'
		),
		table(
			'school',
			partnership,
			'urn TEXT not null check (length(urn) = 6)',
			'name TEXT not null',
			'type_code integer not null check (type_code between 0 and 99)',
			'phase_code integer not null check (phase_code between 0 and 7)',
			'low_age integer',
			'high_age integer',
			flag('open'),
			'closed_on TEXT',
			'primary key (partnership_id, urn)'
		),
		table(
			'plan',
			partnership,
			'plan_ref TEXT not null check (length(plan_ref) = 9)',
			'match_key TEXT check (length(match_key) = 64)',
			'cohort integer not null check (cohort between 1990 and 2100)',
			`primary_need TEXT check (primary_need in ('SPLD', 'MLD', 'SLD', 'PMLD', 'SEMH', 'SLCN', 'HI', 'VI', 'MSI', 'PD', 'ASD', 'DS', 'OTH'))`,
			'school_urn TEXT check (length(school_urn) = 6)',
			`sen_setting TEXT check (sen_setting in ('OLA', 'OPA', 'EHE', 'EYP', 'OTH', 'NEET', 'NIEC', 'NIEO'))`,
			flag('sen_unit'),
			flag('resourced_provision'),
			`plan_kind TEXT not null check (plan_kind in ('new', 'amended'))`,
			'started_on TEXT',
			'ceased_on TEXT',
			'dates TEXT not null',
			'primary key (partnership_id, plan_ref)',
			'unique (partnership_id, match_key)'
		),
		table(
			'interest',
			partnership,
			'interest_id TEXT not null',
			'auditor_id TEXT not null',
			'plan_ref TEXT',
			'school_urn TEXT check (length(school_urn) = 6)',
			`source TEXT not null check (source in ('people_file', 'employer', 'declared'))`,
			'check ((plan_ref is null) <> (school_urn is null))',
			'primary key (partnership_id, interest_id)',
			'foreign key (partnership_id, auditor_id) references person (partnership_id, person_id) on delete cascade',
			'foreign key (partnership_id, plan_ref) references plan (partnership_id, plan_ref)'
		),
		table(
			'register_import',
			partnership,
			'import_id TEXT not null',
			'imported_at TEXT not null',
			'imported_by TEXT not null',
			'key_id TEXT check (length(key_id) = 64)',
			'reference_date TEXT',
			'counts TEXT not null',
			'primary key (partnership_id, import_id)'
		),
		table(
			'rubric',
			partnership,
			'rubric_id TEXT not null',
			'version TEXT not null',
			'content_hash TEXT not null check (length(content_hash) = 64)',
			'body TEXT not null',
			'published_at TEXT not null',
			'primary key (partnership_id, rubric_id, version)'
		),
		table(
			'term',
			partnership,
			'term_id TEXT not null',
			'academic_year integer not null check (academic_year between 2015 and 2100)',
			`name TEXT not null check (name in ('autumn', 'spring', 'summer'))`,
			'starts_on TEXT not null',
			'ends_on TEXT not null',
			'due_on TEXT not null',
			'rubric_id TEXT not null',
			'rubric_version TEXT not null',
			'profile TEXT not null',
			'advice_withheld_from TEXT not null',
			'switched_off TEXT not null',
			'opened_at TEXT not null',
			'sampled_at TEXT',
			'confirmed_at TEXT',
			'closed_at TEXT',
			'sample TEXT',
			'check (starts_on < ends_on and due_on between starts_on and ends_on)',
			'check ((sampled_at is null) = (sample is null))',
			'check (confirmed_at is null or sampled_at is not null)',
			'primary key (partnership_id, term_id)',
			'unique (partnership_id, academic_year, name)',
			'foreign key (partnership_id, rubric_id, rubric_version) references rubric (partnership_id, rubric_id, version)'
		),
		table(
			'sample_plan',
			partnership,
			'term_id TEXT not null',
			'plan_ref TEXT not null',
			'stratum TEXT not null',
			'inclusion_probability REAL not null check (inclusion_probability > 0 and inclusion_probability <= 1)',
			'audits_wanted integer not null check (audits_wanted in (1, 2))',
			'primary key (partnership_id, term_id, plan_ref)',
			'foreign key (partnership_id, term_id) references term (partnership_id, term_id)',
			'foreign key (partnership_id, plan_ref) references plan (partnership_id, plan_ref)'
		),
		table(
			'assignment',
			partnership,
			'assignment_id TEXT not null',
			'term_id TEXT not null',
			'plan_ref TEXT not null',
			'auditor_id TEXT not null',
			`marking TEXT not null check (marking in ('first', 'second'))`,
			'rubric_id TEXT not null',
			'rubric_version TEXT not null',
			'context TEXT not null',
			'due_on TEXT not null',
			`basis TEXT not null check (basis <> '')`,
			`basis_decided_by TEXT not null check (basis_decided_by <> '')`,
			'assigned_at TEXT not null',
			'declined_at TEXT',
			'withdrawn_at TEXT',
			'reason TEXT',
			'submitted_at TEXT',
			'check (submitted_at is null or (declined_at is null and withdrawn_at is null))',
			'primary key (partnership_id, assignment_id)',
			'foreign key (partnership_id, term_id, plan_ref) references sample_plan (partnership_id, term_id, plan_ref)',
			'foreign key (partnership_id, auditor_id) references person (partnership_id, person_id)',
			'foreign key (partnership_id, rubric_id, rubric_version) references rubric (partnership_id, rubric_id, version)'
		),
		table(
			'entry',
			partnership,
			'entry_id TEXT not null',
			'person_id TEXT not null',
			'device_id TEXT not null',
			'content_hash TEXT not null check (length(content_hash) = 64)',
			`kind TEXT not null check (kind in ('submission', 'decline'))`,
			'sequence integer not null check (sequence > 0)',
			'received_at TEXT not null',
			'primary key (partnership_id, entry_id)',
			'unique (partnership_id, sequence)',
			'foreign key (partnership_id, person_id) references person (partnership_id, person_id)'
		),
		table(
			'submission',
			partnership,
			'submission_id TEXT not null',
			'entry_id TEXT not null',
			'assignment_id TEXT not null',
			'revision integer not null check (revision between 1 and 99)',
			'term_id TEXT not null',
			'plan_ref TEXT not null',
			'auditor_id TEXT not null',
			`marking TEXT not null check (marking in ('first', 'second'))`,
			'school_urn TEXT',
			'rubric_id TEXT not null',
			'rubric_version TEXT not null',
			'profile TEXT not null',
			'context TEXT not null',
			'levels TEXT not null',
			'notes TEXT not null',
			'started_at TEXT not null',
			'submitted_at TEXT not null',
			'received_at TEXT not null',
			'submitted_on TEXT not null check (length(submitted_on) = 10)',
			`period TEXT not null check (length(period) = 7 and substr(period, 5) in ('-h1', '-h2'))`,
			flag('late'),
			'primary key (partnership_id, submission_id)',
			'unique (partnership_id, entry_id)',
			'unique (partnership_id, assignment_id, revision)',
			'foreign key (partnership_id, entry_id) references entry (partnership_id, entry_id)',
			'foreign key (partnership_id, assignment_id) references assignment (partnership_id, assignment_id)',
			'foreign key (partnership_id, rubric_id, rubric_version) references rubric (partnership_id, rubric_id, version)'
		),
		table(
			'learning_report',
			partnership,
			'report_id TEXT not null',
			'period TEXT not null',
			'rubric_id TEXT not null',
			'rubric_version TEXT not null',
			'profile TEXT not null',
			'model TEXT not null',
			'compiled_at TEXT not null',
			'published_at TEXT',
			'published_by TEXT',
			'primary key (partnership_id, report_id)',
			'foreign key (partnership_id, rubric_id, rubric_version) references rubric (partnership_id, rubric_id, version)'
		),
		table(
			'school_report',
			partnership,
			'school_urn TEXT not null',
			'academic_year integer not null',
			'model TEXT not null',
			'compiled_at TEXT not null',
			'published_at TEXT',
			'published_by TEXT',
			'primary key (partnership_id, school_urn, academic_year)',
			'foreign key (partnership_id, school_urn) references school (partnership_id, urn)'
		),
		table(
			'activity',
			partnership,
			'activity_id TEXT not null',
			'sequence integer not null check (sequence > 0)',
			'at TEXT not null',
			'actor_id TEXT',
			'action TEXT not null',
			'subject TEXT',
			'details TEXT not null',
			'primary key (partnership_id, sequence)'
		),
		table(
			'counter',
			partnership,
			'name TEXT not null',
			'value integer not null check (value > 0)',
			'primary key (partnership_id, name)'
		)
	];
}

const LIVE = 'where declined_at is null and withdrawn_at is null';

const indices = [
	'create index account_user_index on account (user_id)',
	'create index session_user_index on session (user_id)',
	'create index verification_identifier_index on verification (identifier)',
	'create index sign_in_try_key_index on sign_in_try (try_key, at)',
	'create index sign_in_try_at_index on sign_in_try (at)',
	'create index person_user_index on person (user_id)',
	'create index plan_school_index on plan (partnership_id, school_urn)',
	'create index interest_auditor_index on interest (partnership_id, auditor_id)',
	`create unique index assignment_live_marking_index on assignment (partnership_id, term_id, plan_ref, marking) ${LIVE}`,
	`create unique index assignment_live_auditor_index on assignment (partnership_id, term_id, plan_ref, auditor_id) ${LIVE}`,
	'create index assignment_term_index on assignment (partnership_id, term_id)',
	'create index assignment_auditor_index on assignment (partnership_id, auditor_id)',
	'create index assignment_plan_index on assignment (partnership_id, plan_ref)',
	'create index submission_period_index on submission (partnership_id, period)',
	'create index submission_day_index on submission (partnership_id, submitted_on)',
	'create index submission_school_index on submission (partnership_id, school_urn, submitted_on)',
	'create index submission_plan_index on submission (partnership_id, plan_ref)',
	`create unique index learning_report_published_index on learning_report (partnership_id, period, rubric_id, rubric_version, profile)
		where published_at is not null`
];

/** Rows that nobody changes any more, whatever the code above them does. */
const frozen: { table: string; update: string; when?: string; deletes: boolean }[] = [
	{ table: 'activity', update: 'update', deletes: true },
	{ table: 'entry', update: 'update', deletes: true },
	{ table: 'rubric', update: 'update', deletes: true },
	// Notes and whole audits go when their time is over; what an audit says never changes.
	{
		table: 'submission',
		update: `update of partnership_id, submission_id, entry_id, assignment_id, revision, term_id, plan_ref, auditor_id, marking,
			school_urn, rubric_id, rubric_version, profile, context, levels, started_at, submitted_at, received_at, submitted_on, period, late`,
		deletes: false
	},
	{ table: 'learning_report', update: 'update', when: 'old.published_at is not null', deletes: true },
	{ table: 'school_report', update: 'update', when: 'old.published_at is not null', deletes: true }
];

function guards(engine: Engine): string[] {
	const triggers = frozen.flatMap(({ table, update, when, deletes }) =>
		[{ verb: 'update', event: update }, ...(deletes ? [{ verb: 'delete', event: 'delete' }] : [])].map(
			({ verb, event }) => {
				const head = `create trigger ${table}_no_${verb} before ${event} on ${table} for each row`;
				const condition = when ? ` when (${when})` : '';
				return engine === 'sqlite'
					? `${head}${condition} begin select raise(abort, '${table} is frozen'); end`
					: `${head}${condition} execute function refuse_change()`;
			}
		)
	);
	if (engine === 'sqlite') return triggers;
	return [
		`create function refuse_change() returns trigger language plpgsql as
			$$ begin raise exception '% is frozen', tg_table_name using errcode = 'restrict_violation'; end $$`,
		...triggers
	];
}
