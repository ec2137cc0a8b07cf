/** The operator's commands as an operator runs them: a process, its words, its exit code. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SQLite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readKeyFile } from '#lib/files/match-key.ts';
import { SQLITE_FILE } from '#lib/server/db/sqlite.ts';
import { mailServer } from '#tests/support/mail-server.ts';

const GT = fileURLToPath(new URL('../../../src/cli/gt.js', import.meta.url));

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'golden-thread-gt-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

function gt(args: string[], env: Record<string, string> = {}): Promise<Ran> {
	const { DATABASE_URL: _unset, ...rest } = process.env;
	return new Promise((resolve) => {
		execFile(
			process.execPath,
			[GT, ...args],
			{ cwd: folder, env: { ...rest, DATA_DIR: join(folder, 'data'), ...env } },
			(failure, out, err) => resolve({ code: typeof failure?.code === 'number' ? failure.code : 0, out, err })
		);
	});
}

const store = () => join(folder, 'data', SQLITE_FILE);

describe('help', () => {
	test('lists every command of the contract', async () => {
		const { code, out } = await gt(['--help']);
		expect(code).toBe(0);
		for (const command of ['serve', 'migrate', 'check', 'demo', 'seed', 'backup', 'restore', 'invite'])
			expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
	});

	test.each(['serve', 'migrate', 'check', 'demo', 'seed', 'backup', 'restore', 'invite'])(
		'%s --help says how it is used and does nothing',
		async (command) => {
			const { code, out, err } = await gt([command, '--help']);
			expect({ code, err }).toEqual({ code: 0, err: '' });
			expect(out).toMatch(new RegExp(`^npm run gt -- ${command}`));
			expect(readdirSync(folder)).toEqual([]);
		}
	);
});

describe('a mistake is told in one line, with exit code 2', () => {
	test.each([
		[['sing'], 'gt: unknown command "sing". See: npm run gt -- --help'],
		[['toString'], 'gt: unknown command "toString". See: npm run gt -- --help'],
		[['demo', '--oot', 'x'], 'gt demo: unknown option --oot. See: npm run gt -- demo --help'],
		[['demo'], 'gt demo: --out is missing. See: npm run gt -- demo --help'],
		[['demo', '--out'], 'gt demo: --out needs a value: DIR. See: npm run gt -- demo --help'],
		[['demo', 'x'], 'gt demo: "x" is not an option. See: npm run gt -- demo --help'],
		[['restore', '--from', 'x', '--force=yes'], 'gt restore: --force takes no value. See: npm run gt -- restore --help']
	])('%j', async (args, line) => {
		expect(await gt(args)).toEqual({ code: 2, out: '', err: `${line}\n` });
	});
});

describe('demo', () => {
	test('writes eleven files, the same for the same seed and day', async () => {
		const ran = await gt(['demo', '--out', 'one', '--today', '2026-11-23']);
		expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
		await gt(['demo', '--out', 'two', '--today', '2026-11-23', '--seed', 'golden-thread', '--key', 'key.json']);
		expect(await readKeyFile(readFileSync(join(folder, 'key.json'), 'utf8'), 'LEW')).toHaveProperty('keyFile');
		const names = readdirSync(join(folder, 'one'));
		expect(names).toHaveLength(11);
		for (const name of names)
			expect(readFileSync(join(folder, 'two', name)).equals(readFileSync(join(folder, 'one', name))), name).toBe(true);
	});

	test('a day that does not exist', async () => {
		const { code, err } = await gt(['demo', '--out', 'x', '--today', '2026-02-30']);
		expect({ code, err }).toEqual({ code: 1, err: 'gt demo: --today: not a date (YYYY-MM-DD)\n' });
	});
});

describe('the store', () => {
	test('check before there is one makes none', async () => {
		const { code, out } = await gt(['check']);
		expect(code).toBe(0);
		expect(out).toContain('none yet');
		expect(existsSync(store())).toBe(false);
	});

	test('check says whether the mail server answers, and not its password', async () => {
		expect((await gt(['check'])).out).toContain('Mail: not set up');
		const server = await mailServer();
		const settings = { SMTP_URL: server.url, MAIL_FROM: 'thread@example.org' };
		expect((await gt(['check'], settings)).out).toContain('Mail: the mail server answers');
		await server.close();
		const { code, out } = await gt(['check'], { ...settings, SMTP_URL: server.url.replace('//', '//me:word@') });
		expect(code).toBe(0);
		expect(out).toContain('DOES NOT ANSWER');
		expect(out).not.toContain('word@');
	});

	test('a wrong setting stops with one line that names it', async () => {
		const { code, out, err } = await gt(['check'], { PORT: 'ninety' });
		expect({ code, out }).toEqual({ code: 1, out: '' });
		expect(err).toMatch(/^gt check: PORT.*\n$/);
	});

	test('migrate, check, backup, restore', async () => {
		expect((await gt(['migrate'])).out).toContain('Migrated');
		expect((await gt(['migrate'])).out).toContain('up to date');
		expect((await gt(['check'])).out).toContain('up to date and sound');

		const db = new SQLite(store());
		db.prepare("insert into partnership values ('p', 'ABC', 'A partnership', '999', '2026-01-01T00:00:00.000Z')").run();
		const count = (path: string) => {
			const opened = new SQLite(path, { readonly: true });
			const rows = opened.prepare<[], { rows: number }>('select count(*) as rows from partnership').get()?.rows;
			opened.close();
			return rows;
		};
		// The connection stays open and its last write is still in the log: a backup of a store in use.
		expect((await gt(['backup', '--out', 'copy.sqlite'])).code).toBe(0);
		expect(count(join(folder, 'copy.sqlite'))).toBe(1);
		expect((await gt(['backup', '--out', 'copy.sqlite'])).err).toContain('exists already');

		db.prepare("insert into partnership values ('q', 'DEF', 'Another', '998', '2026-01-01T00:00:00.000Z')").run();
		const inUse = await gt(['restore', '--from', 'copy.sqlite', '--force']);
		expect({ code: inUse.code, err: inUse.err }).toEqual({
			code: 1,
			err: 'gt restore: the store is in use: stop the server first.\n'
		});
		db.close();
		const refused = await gt(['restore', '--from', 'copy.sqlite']);
		expect(refused.code).toBe(1);
		expect(refused.err).toContain('--force');
		expect(count(store())).toBe(2);

		expect((await gt(['restore', '--from', 'copy.sqlite', '--force'])).code).toBe(0);
		expect(count(store())).toBe(1);
		const kept = readdirSync(join(folder, 'data')).filter((name) => name.includes('.before-'));
		expect(kept).toHaveLength(1);
		expect(count(join(folder, 'data', kept[0] ?? ''))).toBe(2);
		expect((await gt(['check'])).out).toContain('Partnerships: ABC');
	});

	test('what is no backup is not restored', async () => {
		writeFileSync(join(folder, 'letter.txt'), 'Dear store');
		const { code, err } = await gt(['restore', '--from', 'letter.txt']);
		expect(code).toBe(1);
		expect(err).toMatch(/letter\.txt is not a sound backup/);
		expect(existsSync(store())).toBe(false);
	});

	test.each([
		['backup', '--out', 'pg_dump'],
		['restore', '--from', 'pg_restore']
	])('%s of a PostgreSQL names the tool for it', async (command, option, tool) => {
		const { code, err } = await gt([command, option, 'x'], { DATABASE_URL: 'postgres://nobody@localhost/none' });
		expect(code).toBe(1);
		expect(err).toContain(tool);
		expect(err.trim().split('\n')).toHaveLength(1);
	});
});

describe('invite', () => {
	const first = ['--name', 'Coo Rdinator', '--partnership', 'Somewhere', '--code', 'SOM', '--la', '999'];
	const link = /^http:\/\/localhost:3000\/invitation\/[A-Za-z0-9_-]{43}$/m;

	test('begins a partnership on an empty store, with rubric and coordinator, then invites others to it', async () => {
		const begun = await gt(['invite', '--email', 'Coo@Example.org', ...first]);
		expect({ code: begun.code, err: begun.err }).toEqual({ code: 0, err: '' });
		expect(begun.out).toContain('Made the partnership Somewhere (SOM).');
		expect(begun.out).toMatch(link);
		const db = new SQLite(store(), { readonly: true });
		const rows = (query: string) => db.prepare(query).raw().all();
		expect(rows('select code, name, la_code from partnership')).toEqual([['SOM', 'Somewhere', '999']]);
		expect(rows('select email, role from person join person_role using (person_id)')).toEqual([
			['coo@example.org', 'coordinator']
		]);
		expect(rows('select rubric_id from rubric')).toEqual([['ehcp-full-audit']]);
		db.close();

		const again = await gt(['invite', '--email', 'coo@example.org'], { ORIGIN: 'https://audit.example.org' });
		expect(again.out).toMatch(/^https:\/\/audit\.example\.org\/invitation\//m);
		const chair = await gt(['invite', '--email', 'chair@example.org', '--name', 'A Chair', '--role', 'chair']);
		expect(chair.out).toMatch(link);

		// Somebody's own partnership: the demonstration stays away.
		const seeded = await gt(['seed']);
		expect({ code: seeded.code, err: seeded.err }).toEqual({
			code: 1,
			err: 'gt seed: the store holds a partnership already; nothing was changed.\n'
		});
		expect(await gt(['seed', '--if-empty'])).toEqual({ code: 0, out: '', err: '' });
	});

	test.each([
		['no address', ['--email', 'nobody', ...first], /--email/],
		['a code that is none', ['--email', 'a@example.org', ...first, '--code', 'some'], /--code: three capital letters/],
		['an auditor', ['--email', 'a@example.org', ...first, '--role', 'auditor'], /people file/],
		['an empty store and no partnership', ['--email', 'a@example.org'], /the store is empty/]
	])('%s is told in one line', async (_, args, words) => {
		const { code, out, err } = await gt(['invite', ...args]);
		expect({ code, out }).toEqual({ code: 1, out: '' });
		expect(err).toMatch(words);
		expect(err.trim().split('\n')).toHaveLength(1);
	});
});
