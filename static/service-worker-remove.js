/**
 * Takes the place of the worker on every tablet while the server's setting SERVICE_WORKER is `remove`: it clears what the worker kept of
 * the app and takes itself away. A page that is
 * loaded meanwhile registers it once more: then it keeps nothing and answers nothing. Databases are left alone, so drafts and what waits
 * to be sent stay as they are.
 */
self.addEventListener('install', () => {
	void self.skipWaiting();
});
self.addEventListener('activate', (event) => {
	event.waitUntil(
		(async () => {
			for (const name of await caches.keys()) await caches.delete(name);
			await self.registration.unregister();
		})()
	);
});
