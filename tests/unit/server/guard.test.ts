import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { access } from '#lib/domain/permission.ts';
import { JSON_ROUTES, ownPath, writeRefused } from '#lib/server/guard.ts';

const ORIGIN = 'https://thread.example.org';
const PAGE = '/(coordinator)/terms/new';
const API = '/api/sync';
const IMPORT = '/(coordinator)/register/import/confirm';

function ask(method: string, headers: Record<string, string>): Request {
	return new Request(`${ORIGIN}/anywhere`, { method, headers });
}

describe('a write', () => {
	const json = { origin: ORIGIN, 'content-type': 'application/json' };
	const form = { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' };

	test.each([
		['GET without an Origin', ask('GET', {}), PAGE, null],
		['HEAD from elsewhere', ask('HEAD', { origin: 'https://evil.example' }), PAGE, null],
		['a form of ours', ask('POST', form), PAGE, null],
		['a form with files', ask('POST', { ...form, 'content-type': 'multipart/form-data; boundary=x' }), PAGE, null],
		['JSON of ours', ask('POST', json), API, null],
		['JSON with a charset', ask('POST', { ...json, 'content-type': 'Application/JSON; charset=utf-8' }), API, null],
		['said to be same-origin', ask('POST', { ...json, 'sec-fetch-site': 'same-origin' }), API, null],
		['no Origin', ask('POST', { 'content-type': 'application/json' }), API, 'request.cross_site'],
		['Origin null', ask('POST', { ...json, origin: 'null' }), API, 'request.cross_site'],
		['another host', ask('POST', { ...json, origin: 'https://evil.example' }), API, 'request.cross_site'],
		['our host by http', ask('POST', { ...json, origin: 'http://thread.example.org' }), API, 'request.cross_site'],
		['a host below ours', ask('POST', { ...json, origin: 'https://x.thread.example.org' }), API, 'request.cross_site'],
		['said to be cross-site', ask('POST', { ...json, 'sec-fetch-site': 'cross-site' }), API, 'request.cross_site'],
		['said to be same-site', ask('POST', { ...json, 'sec-fetch-site': 'same-site' }), API, 'request.cross_site'],
		['a form at the API', ask('POST', form), API, 'request.wrong_type'],
		['text at the API', ask('POST', { ...json, 'content-type': 'text/plain' }), API, 'request.wrong_type'],
		['no type at the API', ask('POST', { origin: ORIGIN }), API, 'request.wrong_type'],
		[
			'a type that begins alike',
			ask('POST', { ...json, 'content-type': 'application/json-patch+json' }),
			API,
			'request.wrong_type'
		],
		['JSON at an address of a page that takes it', ask('POST', json), IMPORT, null],
		['a form there', ask('POST', form), IMPORT, 'request.wrong_type'],
		[
			'JSON from elsewhere there',
			ask('POST', { ...json, origin: 'https://evil.example' }),
			IMPORT,
			'request.cross_site'
		],
		['JSON at a page', ask('POST', json), PAGE, 'request.wrong_type'],
		['text at a page', ask('POST', { ...form, 'content-type': 'text/plain' }), PAGE, 'request.wrong_type'],
		['PUT from elsewhere', ask('PUT', { ...json, origin: 'https://evil.example' }), API, 'request.cross_site'],
		['DELETE without an Origin', ask('DELETE', {}), API, 'request.cross_site'],
		['PATCH at an address that is not there', ask('PATCH', {}), null, 'request.cross_site']
	] as const)('%s', (_, request, route, refused) => {
		expect(writeRefused(request, ORIGIN, route)).toBe(refused);
	});
});

test('every address that takes JSON is one that there is', () => {
	for (const route of JSON_ROUTES) expect(Object.keys(access)).toContain(route);
});

describe('the path to go on to', () => {
	test.each([
		['/terms', '/terms'],
		['/terms?year=2026', '/terms?year=2026'],
		['/a/../terms', '/terms'],
		['/terms#x', '/terms'],
		['//evil.example', null],
		['/\\evil.example', null],
		['/%5cevil.example', '/%5cevil.example'],
		['/x\\..\\..', null],
		['\\\\evil.example', null],
		['https://evil.example', null],
		['javascript:alert(1)', null],
		['terms', null],
		['/\t/evil.example', null],
		['/\n', null],
		['', null],
		[null, null],
		[undefined, null],
		[`/${'a'.repeat(499)}`, `/${'a'.repeat(499)}`],
		[`/${'a'.repeat(500)}`, null]
	])('%j: %j', (next, path) => expect(ownPath(next)).toBe(path));

	test('whatever is given, a browser stays with us', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.webUrl(),
					fc.string().map((rest) => `/${rest}`),
					fc.string().map((rest) => `//${rest}`)
				),
				(next) => {
					const path = ownPath(next);
					if (path !== null) expect(new URL(path, ORIGIN).origin).toBe(ORIGIN);
				}
			)
		);
	});
});
