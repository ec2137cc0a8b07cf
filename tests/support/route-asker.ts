/**
 * The server without a network: the real request hook, and behind it the real routes. Only the framework's own part is played: which file
 * answers, and what becomes of what it throws. A page is answered with its data, undrawn.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isActionFailure, isHttpError, isRedirect, type RequestEvent } from '@sveltejs/kit';
import type { Database } from '#lib/server/db/connection.ts';
import { handle, handleError, init } from '../../src/hooks.server.ts';

const routesFolder = join(import.meta.dirname, '../../src/routes');

/** One browser: what it keeps between requests. */
export class Jar {
	readonly cookies = new Map<string, string>();
}

/** One request. `params` fill the route's address; a form is sent as its fields, anything else as it stands. */
export interface Sent {
	readonly jar?: Jar;
	readonly method?: string;
	readonly params?: Readonly<Record<string, string>>;
	readonly search?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly form?: Readonly<Record<string, string>>;
	readonly json?: string;
}

export interface RouteAsker {
	/** The database, for what a test does behind the hook's back. */
	readonly db: Database;
	ask(routeId: string | null, sent?: Sent): Promise<Response>;
	close(): Promise<void>;
}

type Method = (event: RequestEvent) => unknown;
type RouteFile = Record<string, Method> & { actions?: Record<string, Method> };

async function fileOf(routeId: string): Promise<{ page: boolean; file: RouteFile }> {
	for (const name of ['+server.ts', '+page.server.ts']) {
		const path = join(routesFolder, routeId, name);
		if (existsSync(path)) return { page: name !== '+server.ts', file: (await import(path)) as RouteFile };
	}
	return { page: true, file: {} };
}

/** Gives what the framework makes of what a route or the hook throws. */
async function thrownAnswer(event: RequestEvent, thrown: unknown): Promise<Response> {
	if (isRedirect(thrown)) return new Response(null, { status: thrown.status, headers: { location: thrown.location } });
	if (isHttpError(thrown)) return Response.json(thrown.body, { status: thrown.status });
	const body = await handleError({ error: thrown, event, status: 500, message: 'Internal Error' });
	return Response.json(body, { status: 500 });
}

async function routeAnswer(event: RequestEvent): Promise<Response> {
	const { method } = event.request;
	try {
		const { page, file } = await fileOf(event.route.id ?? '');
		const act = file[method];
		if (!page) return act ? ((await act(event)) as Response) : new Response(null, { status: 405 });
		if (method === 'GET') return Response.json((await file.load?.(event)) ?? {});
		const name = [...event.url.searchParams.keys()].find((key) => key.startsWith('/'))?.slice(1) ?? 'default';
		const done = await file.actions?.[name]?.(event);
		return isActionFailure(done) ? Response.json(done.data, { status: done.status }) : Response.json(done ?? null);
	} catch (thrown) {
		return thrownAnswer(event, thrown);
	}
}

function eventOf(origin: string, routeId: string | null, sent: Sent): RequestEvent {
	const { jar = new Jar(), params = {}, form, json, search = '' } = sent;
	const path = (routeId ?? '/nowhere')
		.replace(/\/\([^)]+\)/g, '')
		.replace(/\[([^\]]+)\]/g, (_, name: string) => encodeURIComponent(params[name] ?? 'x'));
	const url = new URL(`${path || '/'}${search}`, origin);
	const body = json ?? (form && new URLSearchParams(form).toString());
	const request = new Request(url, {
		method: sent.method ?? (body === undefined ? 'GET' : 'POST'),
		headers: {
			...(body !== undefined && {
				origin,
				'content-type': json === undefined ? 'application/x-www-form-urlencoded' : 'application/json'
			}),
			...sent.headers
		},
		...(body !== undefined && { body })
	});
	return {
		request,
		url,
		params,
		route: { id: routeId },
		locals: {},
		isDataRequest: false,
		isSubRequest: false,
		getClientAddress: () => '192.0.2.7',
		setHeaders: () => undefined,
		cookies: {
			get: (name: string) => jar.cookies.get(name),
			set: (name: string, value: string) => void jar.cookies.set(name, value),
			delete: (name: string) => void jar.cookies.delete(name)
		},
		fetch: async () => Response.json({}, { status: 404 })
	} as unknown as RequestEvent;
}

/** Starts the hook with these settings, over a store that is made where there is none. */
export async function startRoutes(origin: string, settings: Readonly<Record<string, string>>): Promise<RouteAsker> {
	const names = [...Object.keys(settings), 'ORIGIN'];
	const before = names.map((name) => [name, process.env[name]] as const);
	Object.assign(process.env, settings, { ORIGIN: origin });
	await init();
	for (const [name, value] of before) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
	async function run(event: RequestEvent): Promise<Response> {
		try {
			return await handle({ event, resolve: async (resolved) => routeAnswer(resolved) });
		} catch (thrown) {
			return thrownAnswer(event, thrown);
		}
	}
	const first = eventOf(origin, '/api/health', {});
	await run(first);
	const { db } = first.locals.desk;
	return { db, ask: (routeId, sent = {}) => run(eventOf(origin, routeId, sent)), close: () => db.destroy() };
}
