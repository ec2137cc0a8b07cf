import { describe, expect, test } from 'vitest';
import { Refusal } from '#lib/domain/problem.ts';
import { readBytes, readForm, readJson } from '#lib/server/body.ts';

function sent(body: BodyInit | null, headers: Record<string, string> = {}): Request {
	return new Request('https://thread.example.org/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function codeOf(reading: Promise<unknown>): Promise<string> {
	return reading.then(
		() => 'read',
		(thrown: unknown) => {
			if (thrown instanceof Refusal) return thrown.problem.code;
			throw thrown;
		}
	);
}

describe('a body', () => {
	test.each([
		[99, 'read'],
		[100, 'read'],
		[101, 'request.too_large']
	])('of %i bytes under a limit of 100: %s', async (size, outcome) => {
		expect(await codeOf(readBytes(sent('x'.repeat(size)), 100))).toBe(outcome);
	});

	test('without end is let go as soon as the limit is passed', async () => {
		let given = 0;
		let cancelled = false;
		const endless = new ReadableStream<Uint8Array>({
			pull(controller) {
				given += 1024;
				controller.enqueue(new Uint8Array(1024));
			},
			cancel() {
				cancelled = true;
			}
		});
		expect(await codeOf(readBytes(sent(endless), 10_000))).toBe('request.too_large');
		expect(cancelled).toBe(true);
		expect(given).toBeLessThan(20_000);
	});

	test('that says it is too long is not even begun', async () => {
		expect(await codeOf(readBytes(sent('x', { 'content-length': '101' }), 100))).toBe('request.too_large');
	});

	test.each(['gzip', 'br', 'deflate', 'identity, gzip'])('packed as %s is not unpacked', async (encoding) => {
		expect(await codeOf(readBytes(sent('x', { 'content-encoding': encoding }), 100))).toBe('request.wrong_type');
	});
});

describe('JSON', () => {
	test('is read', async () => {
		expect(await readJson(sent('{"a":[1,"é"]}', JSON_TYPE), 100)).toEqual({ a: [1, 'é'] });
	});

	test.each([
		['broken', sent('{"a":', JSON_TYPE), 'request.malformed'],
		['empty', sent('', JSON_TYPE), 'request.malformed'],
		['not UTF-8', sent(new Uint8Array([0x22, 0xff, 0x22]), JSON_TYPE), 'request.malformed'],
		['as text', sent('{}', { 'content-type': 'text/plain' }), 'request.wrong_type'],
		['without a type', sent(new Uint8Array([0x7b, 0x7d])), 'request.wrong_type']
	])('%s: %s', async (_, request, code) => expect(await codeOf(readJson(request, 100))).toBe(code));
});

describe('a form', () => {
	const type = { 'content-type': 'application/x-www-form-urlencoded' };

	test('gives each field, and lists where a field came more than once or ends in []', async () => {
		const form = await readForm(sent('name=A+B&plan=1&plan=2&auditor[]=x&empty=', type), 1000);
		expect(form).toEqual({ name: 'A B', plan: ['1', '2'], auditor: ['x'], empty: '' });
	});

	test('with parts gives the same', async () => {
		const data = new FormData();
		data.set('name', 'A B');
		expect(await readForm(new Request('https://x.example', { method: 'POST', body: data }), 1000)).toEqual({
			name: 'A B'
		});
	});

	test('never reaches a prototype', async () => {
		const form = await readForm(sent('__proto__=x&constructor=y', type), 1000);
		expect(Object.getPrototypeOf(form)).toBe(Object.prototype);
		expect(Object.keys(form).sort()).toEqual(['__proto__', 'constructor']);
	});

	test('with a file is refused', async () => {
		const data = new FormData();
		data.set('file', new File(['x'], 'x.txt'));
		expect(await codeOf(readForm(new Request('https://x.example', { method: 'POST', body: data }), 1000))).toBe(
			'request.malformed'
		);
	});

	test.each([
		['JSON', sent('{}', JSON_TYPE), 'request.wrong_type'],
		['a torn one', sent('--x', { 'content-type': 'multipart/form-data; boundary=y' }), 'request.malformed'],
		['too long', sent(`a=${'x'.repeat(1000)}`, type), 'request.too_large']
	])('%s: %s', async (_, request, code) => expect(await codeOf(readForm(request, 1000))).toBe(code));
});
