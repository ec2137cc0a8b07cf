/** The built product as its users meet it: the real server on a free port, its store in a fresh folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');

export interface Served {
	readonly origin: string;
	readonly dataDir: string;
	/** Kills the server at once, as a power cut would. */
	stop(): Promise<void>;
	/** Starts it again on the same port and store; `more` adds settings for this start. */
	start(more?: Record<string, string>): Promise<void>;
	/** Fills the empty store with the demonstration: made once a run of the browser tests and copied from then on, anew elsewhere. */
	seed(): Promise<void>;
	/** Runs one of the operator's commands on the same store and gives what it printed. */
	gt(...args: string[]): Promise<string>;
	/** Stops the server and removes its store. */
	close(): Promise<void>;
}

/** Below the ports that machines give to outgoing connections, and above those that browsers refuse. */
const PORTS = { from: 20_000, to: 32_000 };

/**
 * Gives a port of this machine that nobody listens on: one that no browser's connection takes before its server starts, or while it is
 * down. Drawn, so that test files side by side do not get the same.
 */
export async function freePort(): Promise<number> {
	for (let tries = 0; tries < 100; tries += 1) {
		const port = randomInt(PORTS.from, PORTS.to);
		const free = await new Promise<boolean>((done) => {
			const server = createServer();
			server.once('error', () => done(false));
			server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
		});
		if (free) return port;
	}
	throw new Error(`no port is free between ${PORTS.from} and ${PORTS.to}`);
}

/** Serves the built product on localhost. `env` adds settings, for example DATABASE_URL. */
export async function serve(env: Record<string, string> = {}): Promise<Served> {
	const port = await freePort();
	const origin = `http://localhost:${port}`;
	const dataDir = mkdtempSync(join(tmpdir(), 'golden-thread-served-'));
	const settings = {
		PATH: process.env.PATH ?? '',
		HOME: process.env.HOME ?? dataDir,
		TZ: 'UTC',
		HOST: 'localhost',
		PORT: String(port),
		ORIGIN: origin,
		DATA_DIR: dataDir,
		...env
	};
	let child: ChildProcess | null = null;

	async function start(more: Record<string, string> = {}): Promise<void> {
		let said = '';
		const started = spawn(process.execPath, ['src/server.ts'], {
			cwd: root,
			env: { ...settings, ...more },
			stdio: ['ignore', 'pipe', 'pipe']
		});
		started.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
		started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
		child = started;
		const until = Date.now() + 30_000;
		while (Date.now() < until) {
			if (started.exitCode !== null) throw new Error(`The server did not start:\n${said}`);
			const up = await fetch(`${origin}/api/health`).then(
				(answer) => answer.ok,
				() => false
			);
			if (up) return;
			await new Promise((done) => setTimeout(done, 50));
		}
		throw new Error(`The server did not answer within 30 s:\n${said}`);
	}

	async function stop(): Promise<void> {
		const running = child;
		child = null;
		if (!running || running.exitCode !== null || running.signalCode !== null) return;
		await new Promise<void>((done) => {
			running.once('exit', () => done());
			running.kill('SIGKILL');
		});
	}

	function gt(...args: string[]): Promise<string> {
		return new Promise((done, fail) => {
			const running = spawn(process.execPath, ['src/cli/gt.js', ...args], {
				cwd: root,
				env: settings,
				stdio: ['ignore', 'pipe', 'pipe']
			});
			let said = '';
			let complained = '';
			running.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
			running.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
			running.once('exit', (code) =>
				code === 0 ? done(said) : fail(new Error(`gt ${args.join(' ')} ended with ${code}:\n${complained}${said}`))
			);
		});
	}

	async function seed(): Promise<void> {
		const made = process.env.SEEDED;
		if (made && existsSync(made) && !env.DATABASE_URL) cpSync(made, dataDir, { recursive: true });
		else await gt('seed');
	}

	return {
		origin,
		dataDir,
		start,
		stop,
		gt,
		seed,
		async close() {
			await stop();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
}
