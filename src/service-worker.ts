/**
 * The worker that opens the auditor's pages without a network. It keeps the shell, the build and the static files, all of them
 * the same for everybody; it never keeps data, and never a page that belongs to somebody who is signed in.
 */
/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
import { build, files, prerendered, version } from '$service-worker';
import { cacheNames, clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;

const SHELL = '/shell';

/** Serves only to take this worker away, and from the network. */
const GOING = '/service-worker-remove.js';

// What the build names carries its own hash; the rest is new with each version.
const release = [
	...build.map((url) => ({ url, revision: null })),
	...[...files.filter((url) => url !== GOING), ...prerendered].map((url) => ({ url, revision: version }))
];
precacheAndRoute(release);
cleanupOutdatedCaches();

// The patterns see path and query, so each ends at a boundary.
registerRoute(
	new NavigationRoute(createHandlerBoundToURL(SHELL), {
		allowlist: [
			/^\/assignments(?:[/?]|$)/,
			/^\/audits(?:[/?]|$)/,
			/^\/outbox(?:[/?]|$)/,
			/^\/practice(?:[/?]|$)/,
			/^\/ready(?:[/?]|$)/,
			/^\/shell(?:[/?]|$)/,
			/^\/this-tablet(?:[/?]|$)/
		]
	})
);

/** Every other page needs the network. Without it the person gets a plain answer and the way back, not the browser's own page. */
registerRoute(
	({ request, sameOrigin }) => sameOrigin && request.mode === 'navigate',
	async ({ event, url }) => {
		try {
			return await fetch((event as FetchEvent).request);
		} catch {
			return url.pathname === '/' ? Response.redirect('/assignments') : noNetwork();
		}
	}
);

function noNetwork(): Response {
	return new Response(
		`<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>No network – Golden Thread</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>No network</h1>
<p>This page needs the network. Your audits do not: they are saved on this tablet.</p>
<p><a href="/assignments">Go to my audits</a></p></main></body></html>`,
		{
			status: 503,
			headers: {
				'content-type': 'text/html; charset=utf-8',
				'cache-control': 'no-store',
				'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
			}
		}
	);
}

// An update takes over only when a page says so; the first worker takes the open page at once.
self.addEventListener('message', (event) => {
	const type = (event.data as { type?: unknown } | null)?.type;
	if (type === 'SKIP_WAITING') void self.skipWaiting();
	if (type === 'HELD') event.waitUntil(tellHeld(event.ports[0]));
});

/** Tells a page how many files of the release are here, of how many: the browser may have thrown some away. */
async function tellHeld(port: MessagePort | undefined): Promise<void> {
	const cache = await caches.open(cacheNames.precache);
	const held = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
	port?.postMessage({ cached: release.filter(({ url }) => held.has(url)).length, of: release.length });
}

clientsClaim();
