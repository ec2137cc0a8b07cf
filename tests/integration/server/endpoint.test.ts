import {
	isActionFailure,
	isHttpError,
	isRedirect,
	redirect,
	type ActionFailure,
	type RequestEvent
} from '@sveltejs/kit';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { SignedIn } from '#lib/domain/person.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { action, endpoint, openAction, openPage, page, type FormTrouble } from '#lib/server/endpoint.ts';
import type { Store } from '#lib/server/db/store.ts';

const amina: SignedIn = {
	personId: '01936a3e-0000-7000-8000-000000000001',
	partnershipId: '01936a3e-0000-7000-8000-0000000000aa',
	partnershipName: 'Marlbrook',
	name: 'Amina Okafor',
	email: 'amina@example.org',
	roles: ['auditor'],
	schoolUrns: []
};
// The gate hands the store on and never looks into it.
const store = { partnershipId: amina.partnershipId } as Store;
const NOW = '2026-11-23T10:00:00.000Z';

interface Sent {
	body?: BodyInit;
	type?: string;
	signedOut?: boolean;
}

function event({ body, type, signedOut }: Sent = {}): RequestEvent {
	const request = new Request('https://thread.example.org/x', {
		method: 'POST',
		...(body === undefined ? {} : { body }),
		...(type ? { headers: { 'content-type': type } } : {})
	});
	const locals = { person: signedOut ? null : amina, store: signedOut ? null : store, now: NOW };
	return { request, locals, params: {}, url: new URL(request.url) } as unknown as RequestEvent;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const Body = z.strictObject({ name: z.string().max(5), age: z.int() });

async function thrownBy(running: Promise<unknown>): Promise<unknown> {
	return running.then(
		() => expect.fail('nothing was thrown'),
		(thrown: unknown) => thrown
	);
}

function failureOf(done: unknown): ActionFailure<FormTrouble> {
	expect(isActionFailure(done)).toBe(true);
	return done as ActionFailure<FormTrouble>;
}

describe('a JSON route', () => {
	const acted: unknown[] = [];
	const post = endpoint({
		body: Body,
		limit: 60,
		act: ({ body, person, store: given, now }) => {
			acted.push(body);
			return { body, who: person.name, at: now, sameStore: given === store };
		}
	});

	test('parses, acts and answers', async () => {
		const response = await post(event({ body: '{"name":"Amina","age":7}', type: JSON_TYPE }));
		expect(response.status).toBe(200);
		expect(response.headers.get('cache-control')).toBe('no-store');
		expect(await response.json()).toEqual({
			body: { name: 'Amina', age: 7 },
			who: 'Amina Okafor',
			at: NOW,
			sameStore: true
		});
	});

	const refusals: [string, Sent, number, string][] = [
		['nobody signed in', { body: '{"name":"A","age":1}', type: JSON_TYPE, signedOut: true }, 401, 'session.missing'],
		['another type', { body: '{"name":"A","age":1}', type: FORM_TYPE }, 415, 'request.wrong_type'],
		['broken JSON', { body: '{"name":', type: JSON_TYPE }, 400, 'request.malformed'],
		['a field too many', { body: '{"name":"A","age":1,"x":1}', type: JSON_TYPE }, 400, 'request.malformed'],
		['a text too long', { body: '{"name":"Amina1","age":1}', type: JSON_TYPE }, 400, 'request.malformed'],
		['a body too long', { body: `{"name":"A","age":1}${' '.repeat(41)}`, type: JSON_TYPE }, 413, 'request.too_large']
	];
	test.each(refusals)('%s: refused before anything is done', async (_, sent, status, code) => {
		acted.length = 0;
		const response = await post(event(sent));
		expect(response.status).toBe(status);
		expect(await response.json()).toMatchObject({ code });
		expect(acted).toEqual([]);
	});

	test('a body of exactly the limit is taken', async () => {
		const body = '{"name":"A","age":1}'.padEnd(60);
		expect((await post(event({ body, type: JSON_TYPE }))).status).toBe(200);
	});

	test('what a violation says names the field and never what was typed', async () => {
		const response = await post(event({ body: '{"name":"a child’s name","age":1}', type: JSON_TYPE }));
		const text = await response.text();
		expect(text).toContain('name: too_big');
		expect(text).not.toContain('child’s');
	});

	test('an act that refuses is answered with its Problem', async () => {
		const refuse = endpoint({
			act: () => {
				throw new Refusal('term.closed', ['autumn']);
			}
		});
		const response = await refuse(event());
		expect(response.status).toBe(409);
		expect(await response.json()).toMatchObject({ code: 'term.closed', detail: ['autumn'] });
	});

	test('an act that breaks is not swallowed', async () => {
		const broken = endpoint({
			act: () => {
				throw new TypeError('x');
			}
		});
		expect(await thrownBy(broken(event()))).toBeInstanceOf(TypeError);
	});

	test('an act may answer nothing, or itself', async () => {
		expect((await endpoint({ act: () => undefined })(event())).status).toBe(204);
		const own = await endpoint({ act: () => new Response('%PDF', { headers: { 'content-type': 'application/pdf' } }) })(
			event()
		);
		expect(own.headers.get('content-type')).toBe('application/pdf');
	});
});

describe('a page', () => {
	test('is loaded for who is signed in', async () => {
		expect(await page(({ person }) => ({ who: person.name }))(event())).toEqual({ who: 'Amina Okafor' });
	});

	test('is not loaded for nobody', async () => {
		const thrown = await thrownBy(page(() => 'data')(event({ signedOut: true })));
		expect(isHttpError(thrown, 401)).toBe(true);
	});

	test('anyone’s page is loaded for nobody too', async () => {
		expect(await openPage(({ now }) => now)(event({ signedOut: true }))).toBe(NOW);
	});

	test('a refusal becomes the error page with its words', async () => {
		const refuse = page(() => {
			throw new Refusal('thing.not_found');
		});
		const thrown = await thrownBy(refuse(event()));
		expect(isHttpError(thrown, 404) && thrown.body).toMatchObject({ code: 'thing.not_found' });
	});

	test('a redirect goes through', async () => {
		expect(isRedirect(await thrownBy(page(() => redirect(303, '/terms'))(event())))).toBe(true);
	});
});

describe('a form action', () => {
	const Form = z.strictObject({
		name: z.string().min(1, 'Enter a name'),
		plans: z.array(z.string()).optional(),
		password: z.string().optional()
	});
	const save = action({ form: Form, act: ({ body, person }) => ({ saved: body, by: person.name }) });

	test('parses and acts', async () => {
		const done = await save(event({ body: 'name=Amina&plans[]=1&plans[]=2', type: FORM_TYPE }));
		expect(done).toEqual({ saved: { name: 'Amina', plans: ['1', '2'] }, by: 'Amina Okafor' });
	});

	test('what needs putting right comes back with what was typed, but never a password', async () => {
		const failed = failureOf(await save(event({ body: 'name=&password=correct+horse', type: FORM_TYPE })));
		expect(failed.status).toBe(422);
		expect(failed.data).toEqual({
			violations: [{ field: 'name', code: 'too_small', message: 'Enter a name' }],
			values: { name: '' }
		});
	});

	test('a field too many is not passed over', async () => {
		expect(failureOf(await save(event({ body: 'name=A&admin=1', type: FORM_TYPE }))).status).toBe(422);
	});

	test('a refusal comes back as one violation without a field', async () => {
		const refuse = action({
			form: Form,
			act: () => {
				throw new Refusal('term.exists');
			}
		});
		const failed = failureOf(await refuse(event({ body: 'name=A', type: FORM_TYPE })));
		expect(failed.status).toBe(409);
		expect(failed.data.violations).toMatchObject([{ field: '', code: 'term.exists' }]);
		expect(failed.data.values).toEqual({ name: 'A' });
	});

	test('not there is the page’s own answer', async () => {
		const refuse = action({
			form: Form,
			act: () => {
				throw new Refusal('thing.not_found');
			}
		});
		expect(isHttpError(await thrownBy(refuse(event({ body: 'name=A', type: FORM_TYPE }))), 404)).toBe(true);
	});

	test('nobody is refused before the form is read', async () => {
		const sent = event({ body: 'name=A', type: FORM_TYPE, signedOut: true });
		expect(isHttpError(await thrownBy(save(sent)), 401)).toBe(true);
		expect(sent.request.bodyUsed).toBe(false);
	});

	test('JSON is not a form, and a form too long is let go', async () => {
		expect(failureOf(await save(event({ body: '{}', type: JSON_TYPE }))).status).toBe(415);
		const long = event({ body: `name=${'x'.repeat(64 * 1024)}`, type: FORM_TYPE });
		expect(failureOf(await save(long)).status).toBe(413);
	});

	test('anyone’s form works for nobody, and a redirect goes through', async () => {
		const go = openAction({ form: Form, act: () => redirect(303, '/') });
		const thrown = await thrownBy(go(event({ body: 'name=A', type: FORM_TYPE, signedOut: true })));
		expect(isRedirect(thrown) && thrown.location).toBe('/');
	});
});
