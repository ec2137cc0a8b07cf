/** The demonstration, served to the browser tests of one file: a server on a port of its own, a store of its own. */
import { test } from '@playwright/test';
import { serve, type Served } from './served.ts';

/**
 * Has the demonstration served before the first test of a file, and stopped and removed after the last one; called once, at the top of
 * the file. `before` does what is wanted between filling the store and starting the server. What is given stands for the server: it can
 * be used in tests and hooks, not before.
 */
export function demonstration(before: (server: Served) => Promise<void> | void = () => {}): Served {
	let server: Served | null = null;
	test.beforeAll(async () => {
		test.setTimeout(300_000);
		server = await serve();
		await server.seed();
		await before(server);
		await server.start();
	});
	test.afterAll(() => server?.close());
	return new Proxy({} as Served, {
		get(_, name) {
			if (!server) throw new Error('the demonstration is not served yet');
			return Reflect.get(server, name) as unknown;
		}
	});
}
