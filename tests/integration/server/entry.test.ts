import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

describe('the server entry', () => {
	let dataDir: string;
	beforeAll(() => {
		dataDir = mkdtempSync(join(tmpdir(), 'golden-thread-entry-'));
	});
	afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

	test.each([
		['PORT', 'eighty', 'PORT: must be a number from 0 to 65535.'],
		['ORIGIN', 'thread.example.org', /^ORIGIN: must be https:\/\/ and a host name/],
		['DATABASE_URL', 'mysql://root:hunter2@db/x', 'DATABASE_URL: must begin with postgres://.'],
		['LOG_LEVEL', 'loud', /^LOG_LEVEL: must be one of /],
		['GT_PORT', '3000', /^GT_PORT: unknown setting\. The settings are /],
		['DATABSE_URL', 'postgres://db/x', 'DATABSE_URL: unknown setting. Did you mean DATABASE_URL?']
	])('stops for %s=%s with one line that names it, before it touches anything', (name, value, line) => {
		const env = { PATH: process.env.PATH ?? '', DATA_DIR: join(dataDir, 'data'), PORT: '0', [name]: value };
		const ended = spawnSync(process.execPath, ['src/server.ts'], { cwd: root, env, encoding: 'utf8', timeout: 30_000 });
		expect(ended.status).toBe(1);
		expect(ended.stdout).toBe('');
		expect(ended.stderr.trimEnd()).not.toContain('\n');
		expect(ended.stderr.trimEnd()).toMatch(line);
		expect(ended.stderr).not.toContain('hunter2');
		expect(readdirSync(dataDir)).toEqual([]);
	});
});
