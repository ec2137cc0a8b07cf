/** A store that the released version filled comes up to this one with every row as it was, on both engines. */
import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { expect, describe, test } from 'vitest';
import type { Database, Engine } from '#lib/server/db/connection.ts';
import { migrate } from '#lib/server/db/migrations.ts';
import { firstTables } from '#lib/server/db/migrations/0001-first-tables.ts';
import { firstTerm } from '#lib/server/db/migrations/0002-first-term.ts';
import { tablets } from '#lib/server/db/migrations/0003-tablets.ts';
import { newId } from '#lib/server/ids.ts';
import { START } from '#tests/support/builders.ts';
import { engines, openDatabase } from '#tests/support/store.ts';

const HASH = 'a1'.repeat(32);

/** Rows of the first version, in the order in which they refer to each other. */
function released() {
	const partnership_id = newId();
	const own = { partnership_id };
	const [person_id, term_id, assignment_id, entry_id, declined_entry_id] = [
		newId(),
		newId(),
		newId(),
		newId(),
		newId()
	];
	const rubric = { rubric_id: 'questions', rubric_version: '1.0.0' };
	const plan_ref = 'LEW-22222';
	const published = { model: '{}', compiled_at: START, published_at: START, published_by: person_id };
	const sent = { ...own, person_id, device_id: newId(), content_hash: HASH, received_at: START };
	return [
		['partnership', { ...own, code: 'LEW', name: 'The Council', la_code: '209', created_at: START }],
		[
			'person',
			{ ...own, person_id, email: 'a@example.org', name: 'Amina', agency: 'health', capacity: 3, created_at: START }
		],
		[
			'invitation',
			{ ...own, invitation_id: newId(), person_id, token_hash: HASH, created_at: START, expires_at: START }
		],
		[
			'school',
			{ ...own, urn: '900001', name: 'A school', type_code: 1, phase_code: 2, low_age: 4, high_age: 11, open: 1 }
		],
		[
			'plan',
			{
				...own,
				plan_ref,
				cohort: 2016,
				school_urn: '900001',
				sen_unit: 0,
				resourced_provision: 0,
				plan_kind: 'new',
				dates: '{}'
			}
		],
		['register_import', { ...own, import_id: newId(), imported_at: START, imported_by: person_id, counts: '{}' }],
		[
			'rubric',
			{ ...own, rubric_id: 'questions', version: '1.0.0', content_hash: HASH, body: '{}', published_at: START }
		],
		[
			'term',
			{
				...own,
				...rubric,
				term_id,
				academic_year: 2026,
				name: 'autumn',
				starts_on: '2026-09-01',
				ends_on: '2026-12-31',
				due_on: '2026-12-18',
				profile: 'full',
				advice_withheld_from: '[]',
				switched_off: '[]',
				opened_at: START,
				sampled_at: START,
				sample: '{}'
			}
		],
		['sample_plan', { ...own, term_id, plan_ref, stratum: 'all', inclusion_probability: 1, audits_wanted: 1 }],
		[
			'assignment',
			{
				...own,
				...rubric,
				assignment_id,
				term_id,
				plan_ref,
				auditor_id: person_id,
				marking: 'first',
				context: '{}',
				due_on: '2026-12-18',
				basis: 'Consent',
				basis_decided_by: 'The head',
				assigned_at: START,
				submitted_at: START
			}
		],
		['entry', { ...sent, entry_id, kind: 'submission', sequence: 1 }],
		['entry', { ...sent, entry_id: declined_entry_id, kind: 'decline', sequence: 2 }],
		[
			'submission',
			{
				...own,
				...rubric,
				submission_id: newId(),
				entry_id,
				assignment_id,
				revision: 1,
				term_id,
				plan_ref,
				auditor_id: person_id,
				marking: 'first',
				profile: 'full',
				context: '{}',
				levels: '{}',
				notes: '{}',
				started_at: START,
				submitted_at: START,
				received_at: START,
				submitted_on: '2026-09-07',
				period: '2026-h1',
				late: 0
			}
		],
		['learning_report', { ...own, ...rubric, ...published, report_id: newId(), period: '2026-h1', profile: 'full' }],
		['school_report', { ...own, ...published, school_urn: '900001', academic_year: 2026 }],
		[
			'activity',
			{
				...own,
				activity_id: newId(),
				sequence: 1,
				at: START,
				actor_id: null,
				action: 'term.opened',
				subject: term_id,
				details: '{}'
			}
		]
	] as const;
}

type Row = Readonly<Record<string, string | number | null>>;

async function insert(db: Database, table: string, row: Row): Promise<void> {
	const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
	const values = sql.join(Object.values(row).map((value) => sql.val(value)));
	await sql`insert into ${sql.table(table)} (${columns}) values (${values})`.execute(db);
}

/** The rows of a table with these columns, as text in a fixed order. */
async function rowsOf(db: Database, table: string, columns: readonly string[]): Promise<string[]> {
	const wanted = sql.join(columns.map((column) => sql`${sql.ref(column)} as ${sql.ref(`the_${column}`)}`));
	const { rows } = await sql<Row>`select ${wanted} from ${sql.table(table)}`.execute(db);
	return rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
}

async function asReleased(engine: Engine, later: Readonly<Record<string, Migration>> = {}) {
	const opened = await openDatabase(engine, { tables: false });
	const provider = { getMigrations: () => Promise.resolve({ '0001-first-tables': firstTables(engine), ...later }) };
	const { error } = await new Migrator({ db: opened.db, provider }).migrateToLatest();
	if (error) throw error as Error;
	return opened;
}

/** What a store of before there was a copy for each vault holds of drafts. */
const draftColumns = [
	'partnership_id',
	'person_id',
	'assignment_id',
	'device_id',
	'vault_id',
	'saved_at',
	'received_at',
	'body'
] as const;

describe.each(engines)('a store with one copy of each draft on %s', (engine) => {
	test('keeps them, and takes one for each further vault', async () => {
		const { db, close } = await asReleased(engine, {
			'0002-first-term': firstTerm(engine),
			'0003-tablets': tablets(engine)
		});
		try {
			const rows = released();
			for (const [table, row] of rows) await insert(db, table, row);
			const { partnership_id, person_id, assignment_id } = {
				...(rows.find(([table]) => table === 'person')?.[1] as Row),
				...(rows.find(([table]) => table === 'assignment')?.[1] as Row)
			};
			const times = { saved_at: START, received_at: START };
			const ids = { partnership_id, person_id, assignment_id } as Row;
			const copy = { ...ids, ...times, device_id: newId(), vault_id: newId(), body: '{"n":"a","c":"b"}' };
			await insert(db, 'draft_backup', copy);
			const before = await rowsOf(db, 'draft_backup', draftColumns);
			await expect(insert(db, 'draft_backup', { ...copy, vault_id: newId() })).rejects.toThrow();
			expect(await migrate(db)).toContain('0009-draft-copies');
			expect(await rowsOf(db, 'draft_backup', draftColumns)).toEqual(before);
			await insert(db, 'draft_backup', { ...copy, vault_id: newId() });
			await expect(insert(db, 'draft_backup', copy)).rejects.toThrow();
			await expect(
				insert(db, 'draft_backup', { ...copy, vault_id: newId(), assignment_id: newId() })
			).rejects.toThrow();
			expect(await rowsOf(db, 'draft_backup', draftColumns)).toHaveLength(2);
		} finally {
			await close();
		}
	});
});

describe.each(engines)('a store of the first version on %s', (engine) => {
	test('keeps every row, in the columns it had', async () => {
		const { db, close } = await asReleased(engine);
		try {
			const rows = released();
			for (const [table, row] of rows) await insert(db, table, row);
			const contents = async () => {
				const all = rows.map(
					async ([table, row]) => [table, await rowsOf(db, table, Object.keys(row).sort())] as const
				);
				return Promise.all(all);
			};
			const before = await contents();
			expect(await migrate(db)).toEqual(
				expect.arrayContaining(['0002-first-term', '0004-ties', '0006-proposal-wishes'])
			);
			expect(await contents()).toEqual(before);
			expect(await rowsOf(db, 'learning_report', ['edition', 'words', 'correction'])).toHaveLength(1);
			const kinds = await sql<{ kind: string }>`select kind from entry order by sequence`.execute(db);
			expect(kinds.rows.map(({ kind }) => kind)).toEqual(['submission', 'decline']);
		} finally {
			await close();
		}
	});

	test('takes the new kinds of entries afterwards, no other, and lets none be changed', async () => {
		const { db, close } = await asReleased(engine);
		try {
			const rows = released();
			for (const [table, row] of rows) await insert(db, table, row);
			await migrate(db);
			const entries = rows.filter(([table]) => table === 'entry').map(([, row]) => row as Row);
			const next = { ...(entries[0] as Row), entry_id: newId(), sequence: 3 };
			await insert(db, 'entry', { ...next, kind: 'safeguarding' });
			await expect(insert(db, 'entry', { ...next, entry_id: newId(), sequence: 4, kind: 'gossip' })).rejects.toThrow();
			await expect(sql`update entry set kind = 'decline'`.execute(db)).rejects.toThrow('frozen');
			await expect(sql`delete from entry`.execute(db)).rejects.toThrow('frozen');
		} finally {
			await close();
		}
	});

	test('an upgrade that fails leaves the first version as it was', async () => {
		const { db, close } = await asReleased(engine);
		try {
			const rows = released();
			for (const [table, row] of rows) await insert(db, table, row);
			// In the way of one of the last tables.
			await sql`create table register_before (id integer)`.execute(db);
			await expect(migrate(db)).rejects.toThrow('could not be migrated');
			await expect(sql`update entry set kind = 'decline'`.execute(db)).rejects.toThrow('frozen');
			await expect(sql`select code_hash from invitation`.execute(db)).rejects.toThrow();
			await sql`drop table register_before`.execute(db);
			expect(await migrate(db)).toEqual(
				expect.arrayContaining(['0002-first-term', '0004-ties', '0006-proposal-wishes'])
			);
		} finally {
			await close();
		}
	});
});
