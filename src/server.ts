/**
 * The server entry: `node src/server.ts`, after a build, from the project's folder. Checks its Node and its settings, loads the build
 * (which opens, migrates and checks the store) and serves. A kill is a normal stop: nothing needs to be done at the end.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLocalHost, readSettings, type Settings } from '#lib/server/env.ts';
import { CACHE_OF_FILE, policyOfFile, securityHeaders } from '#lib/server/headers.ts';

/** Bytes of any body at all; each route's own limit at the gate is smaller. */
const BODY_LIMIT = '16M';

/** Bytes of an unread body that are let through after the answer; whoever sends more is cut off. */
const DRAIN_LIMIT = 16 * 1024 * 1024;

/** Headers that only we write: they tell the built handler how the asker reached us. What a browser sends under these names is lost. */
const PROTOCOL_HEADER = 'x-golden-thread-protocol';
const HOST_HEADER = 'x-golden-thread-host';

/** The worker that opens the app without a network, and the one that takes it and its copy of the app away. */
const WORKER = '/service-worker.js';
const WORKER_THAT_GOES = '/service-worker-remove.js';

function stop(line: string): never {
	console.error(line);
	process.exit(1);
}

function wordsOf(thrown: unknown): string {
	return (thrown instanceof Error ? thrown.message : String(thrown)).split('\n', 1)[0] ?? '';
}

function checkNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major > 22 || (major === 22 && minor >= 17)) return;
	stop(`Golden Thread needs Node 22.17 or newer; this is ${process.version}.`);
}

function settings(): Settings {
	try {
		return readSettings(process.env);
	} catch (thrown) {
		return stop(wordsOf(thrown));
	}
}

type Handler = (req: IncomingMessage, res: ServerResponse, next: () => void) => unknown;

/** Loads the build. It reads what it needs to know from the environment while it loads, so that is set first. */
async function builtHandler({ origin }: Settings): Promise<Handler> {
	process.env.NODE_ENV ??= 'production';
	process.env.BODY_SIZE_LIMIT = BODY_LIMIT;
	if (!origin) {
		process.env.PROTOCOL_HEADER = PROTOCOL_HEADER;
		process.env.HOST_HEADER = HOST_HEADER;
		delete process.env.PORT_HEADER;
	}
	const path = new URL('../build/handler.js', import.meta.url).href;
	try {
		const built = (await import(path)) as { handler: Handler };
		return built.handler;
	} catch (thrown) {
		if (
			thrown instanceof Error &&
			'code' in thrown &&
			thrown.code === 'ERR_MODULE_NOT_FOUND' &&
			thrown.message.includes(new URL(path).pathname)
		) {
			return stop('There is no build yet: run `npm run build` first.');
		}
		return stop(`The server could not start: ${wordsOf(thrown)}`);
	}
}

/**
 * Lets the rest of a body through that nobody read (the request was refused before), and drops it. A proxy sends other people's
 * requests along the same connection, which would stand still behind that body until it is cut.
 */
function drain(req: IncomingMessage) {
	if (req.complete || req.destroyed) return;
	let left = DRAIN_LIMIT;
	req.removeAllListeners('data');
	req.on('data', (chunk: Buffer) => {
		left -= chunk.length;
		if (left < 0) req.destroy();
	});
	req.resume();
}

/** Serves until killed. Prints the address once it answers. */
async function serve() {
	checkNode();
	const given = settings();
	const { host, port, origin, serviceWorker } = given;
	const handler = await builtHandler(given);
	const headers = securityHeaders(origin?.startsWith('https:') ?? false);
	let boundPort = port;

	const server = createServer((req, res) => {
		// What the handler answers itself (files, the shell) gets these; what the hooks answer brings its own over them.
		for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
		res.setHeader('cache-control', CACHE_OF_FILE);
		const path = (req.url ?? '').split('?', 1)[0] ?? '';
		res.setHeader('content-security-policy', policyOfFile(path));
		if (serviceWorker === 'remove' && path === WORKER) req.url = WORKER_THAT_GOES;
		req.headers[PROTOCOL_HEADER] = 'http';
		// Only this machine's own names count while ORIGIN is not set, so that no other name can be made to point at us.
		const named = req.headers.host;
		req.headers[HOST_HEADER] = named && isLocalHost(named, boundPort) ? named : `localhost:${boundPort}`;
		res.once('finish', () => drain(req));
		const failed = () => {
			if (!res.headersSent) res.writeHead(500, { 'content-type': 'text/plain' });
			res.end();
		};
		try {
			void Promise.resolve(handler(req, res, () => res.writeHead(404).end())).catch(failed);
		} catch {
			failed();
		}
	});
	server.on('error', (thrown) => stop(`HOST ${host}, PORT ${port}: cannot listen there (${wordsOf(thrown)}).`));
	server.listen(port, host, () => {
		boundPort = (server.address() as AddressInfo).port;
		console.log(`Golden Thread is at ${origin ?? `http://localhost:${boundPort}`}`);
	});
	// Everything acknowledged is on disk already, so there is nothing to wait for.
	for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
}

await serve();
