import 'fake-indexeddb/auto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { problem } from '#lib/domain/problem.ts';
import type { RegisterImport } from '#lib/domain/register.ts';
import { newKeyFile } from '#lib/files/match-key.ts';
import {
	forgetKey,
	keepKey,
	keepMatching,
	keptKey,
	keptMatching
} from '../../../src/routes/(coordinator)/register/import/key-store.ts';
import { problemsOf } from '../../../src/routes/(coordinator)/register/import/placing.ts';
import { sendConfirm, sendPreview } from '../../../src/routes/(coordinator)/register/import/send.ts';

const at = '2026-11-23T10:00:00.000Z';
const what: RegisterImport = { return: null, schools: null, people: null };

afterEach(() => vi.unstubAllGlobals());

describe('the key in this browser', () => {
	test('is kept by partnership, replaced and forgotten', async () => {
		const [lew, ken, newer] = await Promise.all([newKeyFile('LEW', at), newKeyFile('KEN', at), newKeyFile('LEW', at)]);
		expect(await keptKey('LEW')).toBeNull();
		expect(await keepKey(lew)).toBe(true);
		expect(await keepKey(ken)).toBe(true);
		expect(await keptKey('LEW')).toEqual(lew);
		await keepKey(newer);
		expect(await keptKey('LEW')).toEqual(newer);
		await forgetKey('LEW');
		expect(await keptKey('LEW')).toBeNull();
		expect(await keptKey('KEN')).toEqual(ken);
	});

	test('where nothing can be kept, there is none and that is said', async () => {
		const keyFile = await newKeyFile('LEW', at);
		vi.stubGlobal('indexedDB', {
			open() {
				throw new Error('not in a private window');
			}
		});
		expect(await keepKey(keyFile)).toBe(false);
		expect(await keptKey('LEW')).toBeNull();
		await forgetKey('LEW');
		await keepMatching('LEW', { upn: 'UPN' });
		expect(await keptMatching('LEW')).toEqual({});
	});

	test('is still there after the columns of a list came beside it, in a browser that had only a key', async () => {
		indexedDB.deleteDatabase('golden-thread-keys');
		const keyFile = await newKeyFile('LEW', at);
		await new Promise<void>((done) => {
			const opening = indexedDB.open('golden-thread-keys', 1);
			opening.onupgradeneeded = () =>
				opening.result.createObjectStore('keys', { keyPath: 'partnershipCode' }).put(keyFile);
			opening.onsuccess = () => {
				opening.result.close();
				done();
			};
		});
		expect(await keptMatching('LEW')).toEqual({});
		await keepMatching('LEW', { upn: 'Pupil number', birth_date: 'Born' });
		await keepMatching('KEN', { uln: 'Learner' });
		expect(await keptMatching('LEW')).toEqual({ upn: 'Pupil number', birth_date: 'Born' });
		expect(await keptKey('LEW')).toEqual(keyFile);
		await keepMatching('LEW', { surname: 'Family', birth_date: undefined });
		expect(await keptMatching('LEW')).toEqual({ upn: 'Pupil number', surname: 'Family' });
		expect(await keptMatching('KEN')).toEqual({ uln: 'Learner' });
	});
});

test('what the server finds is told at its row, by the file’s own heading, after what concerns the whole import', () => {
	const part = { part: 'return', code: 'x', message: 'x' } as const;
	const told = problemsOf(
		{
			files: [],
			import: null,
			problems: [
				{ severity: 'warning', code: 'a', file: 'list.csv', row: 9, column: 'Born', message: '' },
				{ severity: 'error', code: 'b', file: 'list.csv', row: 8, column: 'Born', message: '' }
			],
			places: { return: [{ file: 'list.csv', row: 2 }], schools: [], people: [] }
		},
		{
			basis: '',
			plans: null,
			schools: null,
			people: null,
			problems: [
				{ ...part, severity: 'warning', index: 0, column: 'urn' },
				{ ...part, severity: 'warning', index: null, column: null }
			]
		},
		(column) => (column === 'urn' ? 'School URN' : null)
	);
	expect(told.map(({ file, row, column }) => [file, row, column])).toEqual([
		['', null, null],
		['list.csv', 8, 'Born'],
		['list.csv', 9, 'Born'],
		['list.csv', 2, 'School URN']
	]);
});

describe('an import on its way', () => {
	const answering = (response: Response | Error) =>
		vi.stubGlobal(
			'fetch',
			vi.fn(() => (response instanceof Error ? Promise.reject(response) : Promise.resolve(response)))
		);

	test('is sent as JSON, and its answer handed on', async () => {
		answering(Response.json({ basis: 'x' }));
		expect(await sendPreview(what)).toEqual({ value: { basis: 'x' } });
		await sendConfirm('b', what, false).catch(() => undefined);
		expect(vi.mocked(fetch).mock.calls.map(([address, init]) => [address, init?.body])).toEqual([
			['/register/import/preview', JSON.stringify(what)],
			['/register/import/confirm', JSON.stringify({ basis: 'b', import: what, keepByHand: false })]
		]);
		expect(vi.mocked(fetch).mock.calls[0]?.[1]?.headers).toEqual({ 'content-type': 'application/json' });
	});

	test.each([
		['no network', new TypeError('failed'), 'network.none'],
		['a refusal', Response.json(problem('import.stale'), { status: 409 }), 'import.stale'],
		[
			'a page instead of an answer',
			new Response('<html>', { headers: { 'content-type': 'text/html' } }),
			'server.failed'
		],
		['a failure in words of its own', Response.json({ message: 'x' }, { status: 500 }), 'server.failed']
	])('%s is told', async (_, response, code) => {
		answering(response);
		const answer = await sendConfirm('b', what, false);
		expect('refusal' in answer ? answer.refusal.code : null).toBe(code);
		expect('refusal' in answer ? answer.refusal.message : '').toMatch(/Nothing was changed/);
	});

	test('a sign-in page means that the session is over', async () => {
		const page = new Response('<html>', { headers: { 'content-type': 'text/html' } });
		Object.defineProperty(page, 'redirected', { value: true });
		answering(page);
		const answer = await sendPreview(what);
		expect('refusal' in answer ? answer.refusal.code : null).toBe('session.over');
	});
});
