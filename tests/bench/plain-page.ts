/** The least that can be opened without a network: one page with one field, kept by a worker that does nothing else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PlainPage {
	readonly origin: string;
	stop(): Promise<void>;
}

/** Serves the page, on a port that is free; `stop` takes the server away, and the worker has the page still. */
export async function plainPage(): Promise<PlainPage> {
	const worker = `
		addEventListener('install', (event) => event.waitUntil(caches.open('plain').then((cache) => cache.add('/'))));
		addEventListener('activate', (event) => event.waitUntil(clients.claim()));
		addEventListener('fetch', (event) => event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request))));
	`;
	const page = `<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Plain</title><h1>Plain</h1>
		<form><label>Your name <input id="passphrase"></label></form>
		<script>navigator.serviceWorker.register('/worker.js'); document.getElementById('passphrase').focus();</script>`;
	const server = createServer(({ url }, response) => {
		const isWorker = url === '/worker.js';
		response.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html; charset=utf-8');
		response.end(isWorker ? worker : page);
	});
	await new Promise<void>((done) => server.listen(0, 'localhost', done));
	return {
		origin: `http://localhost:${(server.address() as AddressInfo).port}`,
		stop: () =>
			new Promise((done) => {
				server.close(() => done());
				server.closeAllConnections();
			})
	};
}
