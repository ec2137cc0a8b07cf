import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SettingsError, isLocalHost, readSettings, secretOf } from '#lib/server/env.ts';

function lineFor(env: Record<string, string>): string | null {
	try {
		readSettings(env);
		return null;
	} catch (thrown) {
		if (thrown instanceof SettingsError) return thrown.message;
		throw thrown;
	}
}

describe('settings', () => {
	test('nothing set: this machine alone, port 3000, the embedded store', () => {
		expect(readSettings({})).toEqual({
			host: '127.0.0.1',
			port: 3000,
			origin: null,
			dataDir: resolve('data'),
			databaseUrl: null,
			logLevel: 'info',
			secret: null,
			addressHeader: null,
			smtpUrl: null,
			mailFrom: null,
			serviceWorker: 'serve',
			xffDepth: 1
		});
	});

	test('all set', () => {
		expect(
			readSettings({
				HOST: '0.0.0.0',
				PORT: '8080',
				ORIGIN: 'https://thread.example.org/',
				DATA_DIR: '/srv/thread',
				DATABASE_URL: 'postgres://thread:secret@db/thread',
				LOG_LEVEL: 'warn',
				SECRET: 'x'.repeat(32),
				ADDRESS_HEADER: 'X-Forwarded-For',
				SMTP_URL: 'smtps://thread:p%40ss@mail.example.org',
				MAIL_FROM: 'thread@example.org',
				SERVICE_WORKER: 'remove',
				XFF_DEPTH: '2'
			})
		).toEqual({
			host: '0.0.0.0',
			port: 8080,
			origin: 'https://thread.example.org',
			dataDir: '/srv/thread',
			databaseUrl: 'postgres://thread:secret@db/thread',
			logLevel: 'warn',
			secret: 'x'.repeat(32),
			addressHeader: 'x-forwarded-for',
			smtpUrl: 'smtps://thread:p%40ss@mail.example.org',
			mailFrom: 'thread@example.org',
			serviceWorker: 'remove',
			xffDepth: 2
		});
	});

	test('an empty value counts as not set', () => {
		expect(readSettings({ PORT: '', ORIGIN: '', DATABASE_URL: '' })).toMatchObject({ port: 3000, origin: null });
	});

	const good: [string, string][] = [
		['PORT', '0'],
		['PORT', '65535'],
		['ORIGIN', 'http://localhost:3000'],
		['ORIGIN', 'http://127.0.0.1:3000'],
		['ORIGIN', 'https://thread.example.org:8443'],
		['DATABASE_URL', 'postgresql://localhost/thread'],
		['SECRET', 's'.repeat(32)],
		['HOST', '::1']
	];
	test.each(good)('%s=%s is taken', (name, value) => expect(lineFor({ [name]: value })).toBeNull());

	const mail = { SMTP_URL: 'smtp://localhost:2525', MAIL_FROM: 'thread@example.org' };
	test.each(['smtp://localhost:2525', 'smtps://mail.example.org/', 'smtp://name:word@[::1]:25'])(
		'SMTP_URL=%s is taken with an address',
		(url) => expect(lineFor({ ...mail, SMTP_URL: url })).toBeNull()
	);
	test.each(['SMTP_URL', 'MAIL_FROM'] as const)('%s alone is half a setting', (name) => {
		const other = name === 'SMTP_URL' ? 'MAIL_FROM' : 'SMTP_URL';
		expect(lineFor({ [name]: mail[name] })).toBe(`${other}: must be set where ${name} is.`);
	});

	const malformed: [string, string][] = [
		['SMTP_URL', 'mail.example.org'],
		['SMTP_URL', 'https://mail.example.org'],
		['SMTP_URL', 'smtp://name:word@'],
		['SMTP_URL', 'smtp://name:word@mail.example.org/path'],
		['SMTP_URL', 'smtp://mail.example.org?tls=no'],
		['MAIL_FROM', 'Golden Thread'],
		['PORT', '65536'],
		['PORT', '-1'],
		['PORT', '80a'],
		['PORT', '3000.5'],
		['ORIGIN', 'thread.example.org'],
		['ORIGIN', 'https://thread.example.org/app'],
		['ORIGIN', 'http://thread.example.org'],
		['ORIGIN', 'ftp://localhost'],
		['ORIGIN', 'https://user:word@thread.example.org'],
		['DATABASE_URL', 'mysql://localhost/thread'],
		['DATABASE_URL', 'thread.db'],
		['LOG_LEVEL', 'loud'],
		['SECRET', 's'.repeat(31)],
		['HOST', 'two words'],
		['ADDRESS_HEADER', 'x forwarded for'],
		['SERVICE_WORKER', 'off'],
		['XFF_DEPTH', '0']
	];
	test.each(malformed)('%s=%s stops with one line that names it and keeps the value to itself', (name, value) => {
		const line = lineFor({ [name]: value });
		expect(line).toMatch(new RegExp(`^${name}: .+\\.$`));
		expect(line).not.toContain('\n');
		if (['SECRET', 'DATABASE_URL', 'SMTP_URL'].includes(name)) expect(line).not.toContain(value);
	});

	const unknown: [string, string | null][] = [
		['GT_COLOUR', null],
		['GOLDEN_THREAD_PORT', null],
		['DATABSE_URL', 'DATABASE_URL'],
		['DATABASE_ULR', 'DATABASE_URL'],
		['DATABASEURL', 'DATABASE_URL'],
		['DATA_DIRS', 'DATA_DIR'],
		['DATADIR', 'DATA_DIR'],
		['data_dir', 'DATA_DIR'],
		['ORIGN', 'ORIGIN'],
		['ORIGIM', 'ORIGIN'],
		['LOGLEVEL', 'LOG_LEVEL'],
		['SECRTE', 'SECRET'],
		['PORTT', 'PORT'],
		['HOSTS', 'HOST']
	];
	test.each(unknown)('%s is unknown (meant: %s)', (name, meant) => {
		expect(lineFor({ [name]: 'x' })).toMatch(
			meant
				? `${name}: unknown setting. Did you mean ${meant}?`
				: `${name}: unknown setting. The settings are HOST, PORT, `
		);
	});

	test.each([
		'PATH',
		'HOME',
		'HOSTNAME',
		'POST',
		'SORT',
		'COST',
		'PORTAL',
		'LANG',
		'DATA',
		'SECRETS_DIR',
		'LOG',
		'NODE_ENV',
		'DATABASE'
	])('%s is somebody else’s and is let be', (name) => expect(lineFor({ [name]: 'x' })).toBeNull());
});

describe('the secret', () => {
	const folder = mkdtempSync(join(tmpdir(), 'golden-thread-env-'));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	test('is made once, kept for us alone, and read again', () => {
		const settings = readSettings({ DATA_DIR: join(folder, 'new', 'data') });
		const made = secretOf(settings);
		expect(made).toMatch(/^[A-Za-z0-9_-]{43}$/);
		expect(secretOf(settings)).toBe(made);
		expect(statSync(join(settings.dataDir, 'secret')).mode & 0o777).toBe(0o600);
		expect(readFileSync(join(settings.dataDir, 'secret'), 'utf8').trim()).toBe(made);
	});

	test('is the one that is set, and no file is made', () => {
		const settings = readSettings({ DATA_DIR: join(folder, 'unused'), SECRET: 'a secret of more than thirty-two' });
		expect(secretOf(settings)).toBe('a secret of more than thirty-two');
		expect(() => statSync(settings.dataDir)).toThrow();
	});

	test('a file that was emptied is refused rather than used', () => {
		writeFileSync(join(folder, 'secret'), '\n');
		expect(() => secretOf(readSettings({ DATA_DIR: folder }))).toThrow(SettingsError);
	});
});

describe('the names of this machine', () => {
	test.each([
		['localhost:3000', 3000, true],
		['127.0.0.1:3000', 3000, true],
		['[::1]:3000', 3000, true],
		['localhost:3001', 3000, false],
		['localhost', 3000, false],
		['localhost', 80, true],
		['evil.example:3000', 3000, false],
		['localhost.evil.example:3000', 3000, false],
		[undefined, 3000, false]
	])('%s at port %i: %s', (host, port, ours) => expect(isLocalHost(host, port)).toBe(ours));
});
