import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POLICY_OF_DATA, policyOfFile, securityHeaders } from '#lib/server/headers.ts';
import { startAsking, type Asker } from './hook-asker.ts';

describe('what every answer carries', () => {
	let asker: Asker;
	beforeAll(async () => {
		asker = await startAsking('https://thread.example.org');
	});
	afterAll(() => asker.close());

	const answers = [
		['a page', '/(coordinator)/terms', 'coordinator', 200],
		['a page for anyone', '/(public)/sign-in', null, 200],
		['the way to sign in', '/(coordinator)/terms', null, 303],
		['not found', null, 'coordinator', 404],
		['not yours', '/(coordinator)/terms', 'auditor', 404],
		['data', '/api/health', null, 200],
		['no session', '/api/sync', null, 401]
	] as const;
	test.each(answers)('%s', async (_, route, as, status) => {
		const { response } = await asker.ask(route, { as });
		expect(response.status).toBe(status);
		expect(Object.fromEntries(response.headers)).toMatchObject({
			'strict-transport-security': 'max-age=31536000; includeSubDomains',
			'x-content-type-options': 'nosniff',
			'x-frame-options': 'DENY',
			'referrer-policy': 'no-referrer',
			'cross-origin-opener-policy': 'same-origin',
			'cross-origin-resource-policy': 'same-origin',
			'cache-control': 'no-store',
			'content-security-policy': POLICY_OF_DATA
		});
		expect(response.headers.get('permissions-policy')).toContain('camera=()');
	});

	test('a refused write carries them too', async () => {
		const { response } = await asker.ask('/api/sync', { method: 'POST' });
		expect(response.status).toBe(403);
		expect(response.headers.get('cache-control')).toBe('no-store');
		expect(response.headers.get('x-content-type-options')).toBe('nosniff');
	});
});

describe('files', () => {
	test('without https nothing is promised about https', () => {
		expect(securityHeaders(false)).not.toHaveProperty('strict-transport-security');
		expect(securityHeaders(true)).toHaveProperty('strict-transport-security');
	});

	test.each(['/service-worker.js', '/_app/immutable/workers/x.js', '/x.mjs'])(
		'%s, a script, may talk to us alone',
		(path) => {
			expect(policyOfFile(path)).toMatch(
				/^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self';/
			);
			expect(policyOfFile(path)).not.toContain('unsafe-inline');
			expect(policyOfFile(path)).not.toContain("'unsafe-eval'");
		}
	);

	test.each(['/shell', '/icons/icon.svg', '/manifest.webmanifest', '/x.js.html'])(
		'%s can be framed by nobody',
		(path) => {
			expect(policyOfFile(path)).toContain("frame-ancestors 'none'");
			// What may run is said in the page itself, which knows the hash of its script.
			expect(policyOfFile(path)).not.toContain('script-src');
		}
	);
});
