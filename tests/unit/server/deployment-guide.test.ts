/** The deployment guide says what is so: settings, commands and files are held against the code. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readSettings } from '#lib/server/env.ts';

const root = join(import.meta.dirname, '../../..');
const guide = readFileSync(join(root, 'docs/deployment.md'), 'utf8');
const settingsFile = readFileSync(join(root, 'docs/deployment/settings'), 'utf8');

/** The settings there are, from the very line that an operator gets. */
function namesInCode(): string[] {
	try {
		readSettings({ GT_NOTHING: 'x' });
	} catch (thrown) {
		const [, list = ''] = /The settings are (.+)\.$/.exec((thrown as Error).message) ?? [];
		return list.split(', ').sort();
	}
	throw new Error('a setting that is not there was taken');
}

/** Rows of the guide's table of settings: name, meaning, what holds unless set. */
const rows = [...guide.matchAll(/^\| `([A-Z_]+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(
	([, name = '', meaning = '', unlessSet = '']) => ({ name, meaning, unlessSet })
);

describe('settings', () => {
	test('are in the guide, all of them and no others', () => {
		expect(namesInCode()).toContain('ORIGIN');
		expect(rows.map(({ name }) => name).sort()).toEqual(namesInCode());
	});

	test('are in the file to copy, all of them and no others', () => {
		const named = [...settingsFile.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name = '']) => name);
		expect(named.sort()).toEqual(namesInCode());
	});

	test('hold by themselves what the guide says', () => {
		const defaults = readSettings({});
		const said = new Map(rows.map(({ name, unlessSet }) => [name, unlessSet.replaceAll('`', '')]));
		expect(said.get('HOST')).toBe(defaults.host);
		expect(said.get('PORT')).toBe(String(defaults.port));
		expect(said.get('XFF_DEPTH')).toBe(String(defaults.xffDepth));
		expect(said.get('LOG_LEVEL')).toBe(defaults.logLevel);
		expect(join(process.cwd(), said.get('DATA_DIR') ?? '')).toBe(defaults.dataDir);
	});

	test('in the file to copy are ones that the server takes', () => {
		const read = readSettings(parseEnv(settingsFile) as Record<string, string>);
		expect(read).toMatchObject({
			origin: 'https://audits.example.org',
			addressHeader: 'x-forwarded-for',
			xffDepth: 1
		});
		expect([readSettings({}).host, readSettings({}).port]).toEqual([read.host, read.port]);
		for (const recipe of ['Caddyfile', 'nginx.conf']) {
			expect(readFileSync(join(root, 'docs/deployment', recipe), 'utf8')).toContain(`${read.host}:${read.port}`);
		}
	});
});

test('commands in the guide are there, with the options it gives them', () => {
	const joined = guide.replaceAll(/\\\n\s*/g, ' ');
	const used = [...joined.matchAll(/gt\.js ([a-z]+)([^\n`]*)/g)].map(([, command = '', rest = '']) => ({
		command,
		options: rest.match(/--[a-z]+/g) ?? []
	}));
	const commands = [...new Set(used.map(({ command }) => command))];
	expect(commands.sort()).toEqual(['backup', 'check', 'invite', 'migrate', 'restore']);
	for (const command of commands) {
		const { status, stdout } = spawnSync(process.execPath, ['src/cli/gt.js', command, '--help'], {
			cwd: root,
			encoding: 'utf8'
		});
		expect(status).toBe(0);
		const options = used.filter((each) => each.command === command).flatMap((each) => each.options);
		expect(options.filter((option) => !stdout.includes(option))).toEqual([]);
	}
});

test('the service runs what is there, where the guide puts it', () => {
	const service = readFileSync(join(root, 'docs/deployment/golden-thread.service'), 'utf8');
	const [, script = ''] = /^ExecStart=\/usr\/bin\/node (\S+) serve$/m.exec(service) ?? [];
	expect(existsSync(join(root, script))).toBe(true);
	const [, folder = ''] = /^WorkingDirectory=(\S+)$/m.exec(service) ?? [];
	const [, settings = ''] = /^EnvironmentFile=(\S+)$/m.exec(service) ?? [];
	expect(guide).toContain(`/opt/golden-thread\ncd ${folder}`);
	expect(guide).toContain(`docs/deployment/settings ${settings}`);
	expect(settingsFile).toMatch(/^DATA_DIR=\/var\/lib\/golden-thread$/m);
	expect(service).toMatch(/^StateDirectory=golden-thread$/m);
});

test('every file to copy is in the guide, and every link leads somewhere', () => {
	const files = readdirSync(join(root, 'docs/deployment'));
	expect(files.length).toBeGreaterThan(3);
	expect(files.filter((file) => !guide.includes(`docs/deployment/${file}`))).toEqual([]);
	for (const page of ['README.md', 'deployment.md']) {
		const text = readFileSync(join(root, 'docs', page), 'utf8');
		const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
		expect(links.filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([]);
	}
});
