import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdictOn } from '#lib/domain/permission.ts';
import { roles, type Role } from '#lib/domain/person.ts';
import { EXCHANGE_LIMIT } from '#lib/domain/sync.ts';
import { TABLET_HEADER } from '#lib/domain/tablet.ts';
import { newId } from '#lib/server/ids.ts';
import * as people from '#lib/server/people.ts';
import * as tablets from '#lib/server/tablets.ts';
import { signed, signingKey } from '#tests/support/sealed.ts';
import { routeIds, startAsking, type Asker } from './hook-asker.ts';

const ORIGIN = 'https://thread.example.org';
const askers = [null, ...roles];

describe('the request hook', () => {
	let asker: Asker;
	beforeAll(async () => {
		asker = await startAsking(ORIGIN);
	});
	afterAll(() => asker.close());

	const rows = routeIds().flatMap((route) => askers.map((role) => [route, role] as const));
	test.each(rows)('%s for %s: opened, sent to sign in, or nowhere', async (route, role) => {
		const { response, opened, locals } = await asker.ask(route, { as: role });
		expect(locals.person?.roles ?? null).toEqual(role ? [role] : null);
		const verdict = verdictOn(route, role ? [role] : null);
		expect(opened).toBe(verdict === 'allowed');
		if (verdict === 'sign_in' && route.startsWith('/api/')) {
			expect(response.status).toBe(401);
			expect(await response.json()).toMatchObject({ code: 'session.missing' });
		} else if (verdict === 'sign_in') {
			expect(response.status).toBe(303);
			expect(response.headers.get('location')).toMatch(/^\/sign-in\?next=%2F/);
		} else if (verdict === 'not_found') {
			expect(response.status).toBe(404);
		}
	});

	test.each([...roles])('for %s, what is not theirs looks like what is not there', async (role) => {
		const plain = (response: Response) =>
			response.text().then((body) => ({ body, status: response.status, headers: [...response.headers] }));
		const closed = routeIds().filter((route) => verdictOn(route, [role]) === 'not_found');
		expect(closed.length).toBeGreaterThan(0);
		for (const variant of [{}, { data: true }]) {
			const nowhere = await plain((await asker.ask(null, { as: role, ...variant })).response);
			expect(nowhere.status).toBe(404);
			for (const route of closed.filter((id) => !id.startsWith('/api/'))) {
				expect(await plain((await asker.ask(route, { as: role, ...variant })).response)).toEqual(nowhere);
			}
		}
	});

	test('a file that its route does not find is a page for who looks, and a Problem for a script', async () => {
		const pdf = '/(forum)/learning-reports/[reportId]/learning-report.pdf';
		const looks = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
		const { response } = await asker.ask(pdf, { as: 'chair', headers: looks, missing: true });
		const nowhere = await asker.ask(null, { as: 'chair', headers: looks });
		expect(response.status).toBe(404);
		expect(await response.text()).toBe(await nowhere.response.text());
		const script = await asker.ask(pdf, { as: 'chair', headers: { accept: '*/*' }, missing: true });
		expect(await script.response.json()).toEqual({ code: 'thing.not_found' });
	});

	test('an address that is not there says so to nobody too, without asking them to sign in', async () => {
		expect((await asker.ask(null)).response.status).toBe(404);
	});

	test('a form sent by script learns in its own way that it must sign in', async () => {
		const { response, opened } = await asker.ask('/(coordinator)/terms/new', {
			method: 'POST',
			headers: { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded', 'x-sveltekit-action': 'true' }
		});
		expect(opened).toBe(false);
		expect(await response.json()).toEqual({ type: 'redirect', status: 303, location: '/sign-in?next=%2Fterms%2Fnew' });
	});

	const form = 'application/x-www-form-urlencoded';
	const simple: [string, Record<string, string>][] = [
		['a form from elsewhere', { origin: 'https://evil.example', 'content-type': form }],
		['a form from a frame without origin', { origin: 'null', 'content-type': form }],
		['a form that says nothing', { 'content-type': form }],
		['parts from elsewhere', { origin: 'https://evil.example', 'content-type': 'multipart/form-data; boundary=x' }],
		['text from elsewhere', { origin: 'https://evil.example', 'content-type': 'text/plain' }],
		['JSON from elsewhere', { origin: 'https://evil.example', 'content-type': 'application/json' }],
		[
			'ours by name, cross-site by the browser',
			{ origin: ORIGIN, 'sec-fetch-site': 'cross-site', 'content-type': form }
		],
		['text from our own pages', { origin: ORIGIN, 'content-type': 'text/plain' }],
		['an empty beacon', { origin: 'https://evil.example' }]
	];
	test.each(simple)('%s reaches no route, whoever is signed in', async (_, headers) => {
		for (const route of routeIds()) {
			for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
				const { response, opened } = await asker.ask(route, { as: 'coordinator', method, headers });
				expect(opened, `${method} ${route}`).toBe(false);
				expect([403, 415]).toContain(response.status);
			}
		}
	});

	test('a write of ours does reach its route', async () => {
		const page = await asker.ask('/(coordinator)/terms/new', {
			as: 'coordinator',
			method: 'POST',
			headers: { origin: ORIGIN, 'content-type': form }
		});
		expect(page.opened).toBe(true);
		const api = await asker.ask('/api/sync', {
			as: 'auditor',
			method: 'POST',
			headers: { origin: ORIGIN, 'content-type': 'application/json' }
		});
		expect(api.opened).toBe(true);
	});

	describe("a tablet's own credential", () => {
		const headers = { origin: ORIGIN, 'content-type': 'application/json' };
		async function tabletOf(role: Role) {
			const key = signingKey();
			const personId = asker.personOf(role);
			const { tabletId } = await tablets.register(
				asker.store,
				{ personId, device: 'Safari on an iPad', now: new Date().toISOString() },
				{ deviceId: newId(), publicKey: key.publicKey, build: 'test' }
			);
			let counter = 0;
			return {
				personId,
				tabletId,
				ask: (route: string, method = 'POST', body = '{}') => {
					counter += 1;
					const signature = signed(key, { tabletId, counter, body });
					const sent = method === 'GET' ? {} : { body };
					return asker.ask(route, { method, headers: { ...headers, [TABLET_HEADER]: signature }, ...sent });
				}
			};
		}

		test.each(routeIds())('opens %s only if it is the exchange, or open to anyone', async (route) => {
			const { ask, personId } = await tabletOf('auditor');
			for (const method of ['GET', 'POST']) {
				const { opened, locals } = await ask(route, method);
				const exchange = route === '/api/sync' && method === 'POST';
				expect(locals.person?.personId ?? null).toBe(exchange ? personId : null);
				const api = route.startsWith('/api/');
				const anyone = verdictOn(route, null) === 'allowed' && (method === 'GET' || api);
				expect(opened, `${method} ${route}`).toBe(exchange || anyone);
			}
		});

		test.each(roles.filter((role) => role !== 'auditor'))('is no use to a %s', async (role) => {
			const { ask } = await tabletOf(role);
			const { response, opened } = await ask('/api/sync');
			expect([response.status, opened]).toEqual([404, false]);
		});

		test('is dead at the next request once its person has no access, with and without a session', async () => {
			const { ask, personId } = await tabletOf('auditor');
			expect((await ask('/api/sync')).opened).toBe(true);
			const by = { actorId: null, now: new Date().toISOString() };
			await people.disable(asker.store, personId, by);
			const { response, opened } = await ask('/api/sync');
			expect([response.status, opened]).toEqual([403, false]);
			expect(await response.json()).toMatchObject({ code: 'tablet.revoked' });
			await people.enable(asker.store, personId, by);
		});

		test('with a body beyond the limit is read no further', async () => {
			const { ask } = await tabletOf('auditor');
			const { response, opened } = await ask('/api/sync', 'POST', 'x'.repeat(EXCHANGE_LIMIT + 1));
			expect([response.status, opened]).toEqual([413, false]);
		});
	});
});
