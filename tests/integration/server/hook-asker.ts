/** Asks the real request hook, with the framework around it played: routes by their id, a page of not-found fetched inside. */
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestEvent } from '@sveltejs/kit';
import { roles, type Role } from '#lib/domain/person.ts';
import { openStore, type Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import { cookieName, type Desk } from '#lib/server/sign-in-desk.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import { handle, init } from '../../../src/hooks.server.ts';

const routesFolder = join(import.meta.dirname, '../../../src/routes');

/** Every route id of the house, from its files. */
export function routeIds(folder = routesFolder, id = ''): string[] {
	const entries = readdirSync(folder, { withFileTypes: true });
	const here = entries.some((entry) => /^\+(page\.svelte|page\.server\.ts|page\.ts|server\.ts)$/.test(entry.name));
	const below = entries
		.filter((entry) => entry.isDirectory())
		.flatMap((entry) => routeIds(join(folder, entry.name), `${id}/${entry.name}`));
	return here ? [id === '' ? '/' : id, ...below] : below;
}

export interface Asked {
	readonly response: Response;
	/** Whether the route itself was reached. */
	readonly opened: boolean;
	readonly locals: App.Locals;
}

export interface Asker {
	readonly origin: string;
	/** The store, for what a test does behind the hook's back. */
	readonly store: Store;
	/** Who acts in a role. */
	personOf(role: Role): string;
	ask(
		routeId: string | null,
		options?: {
			as?: Role | null;
			method?: string;
			headers?: Record<string, string>;
			body?: string;
			data?: boolean;
			missing?: boolean;
		}
	): Promise<Asked>;
	close(): Promise<void>;
}

/** Starts the hook over a fresh store, with somebody of each role signed in. */
export async function startAsking(origin: string): Promise<Asker> {
	const dataDir = await mkdtemp(join(tmpdir(), 'golden-thread-hook-'));
	Object.assign(process.env, { DATA_DIR: dataDir, ORIGIN: origin, LOG_LEVEL: 'silent' });
	await init();
	const cookies = new Map<Role, string>();
	const personIds = new Map<Role, string>();
	let desk: Desk | null = null;

	function event(
		routeId: string | null,
		options: NonNullable<Parameters<Asker['ask']>[1]>,
		sub: boolean
	): RequestEvent {
		const path = routeId === null ? '/nowhere' : routeId.replace(/\/\([^)]+\)/g, '').replace(/\[[^\]]+\]/g, 'x') || '/';
		const url = new URL(path, origin);
		const cookie = options.as ? cookies.get(options.as) : undefined;
		return {
			request: new Request(url, {
				method: options.method ?? 'GET',
				headers: options.headers ?? {},
				...(options.body !== undefined && { body: options.body })
			}),
			url,
			route: { id: routeId },
			locals: {},
			isDataRequest: options.data ?? false,
			isSubRequest: sub,
			cookies: { get: (name: string) => (desk && name === cookieName(desk.https) ? cookie : undefined) },
			fetch: async () => (await run('/(public)/not-found', { as: options.as ?? null }, true)).response
		} as unknown as RequestEvent;
	}

	async function run(
		routeId: string | null,
		options: NonNullable<Parameters<Asker['ask']>[1]>,
		sub: boolean
	): Promise<Asked> {
		const asked = event(routeId, options, sub);
		let opened = false;
		const response = await handle({
			event: asked,
			resolve: async () => {
				opened = true;
				if (options.missing) return Response.json({ code: 'thing.not_found' }, { status: 404 });
				const status = routeId === '/(public)/not-found' ? 404 : 200;
				return new Response(`<p>${status}</p>`, { status, headers: { 'content-type': 'text/html' } });
			}
		});
		desk = asked.locals.desk;
		return { response, opened, locals: asked.locals };
	}

	const { locals } = await run('/', {}, false);
	const partnershipId = newId();
	await locals.desk.db
		.insertInto('partnership')
		.values({ partnershipId, code: 'MAR', name: 'Marlbrook', laCode: '999', createdAt: locals.now })
		.execute();
	const store = openStore(locals.desk.db, partnershipId);
	for (const role of roles) {
		const personId = newId();
		personIds.set(role, personId);
		const person = { personId, userId: null, email: `${role}@example.org`, name: role, agency: null, capacity: 3 };
		await store
			.insertInto('person')
			.values({ ...person, trainedOn: null, disabledAt: null, createdAt: locals.now })
			.execute();
		await store.insertInto('personRole').values({ personId, role }).execute();
		const { link } = await invitations.invite(store, personId, { actorId: null, origin, now: locals.now });
		const ask = { token: link.split('/').at(-1) ?? '', password: 'three purple kettles', address: '', userAgent: null };
		cookies.set(role, (await invitations.accept(locals.desk, ask, locals.now)).value);
	}

	return {
		origin,
		store,
		personOf: (role) => personIds.get(role) ?? '',
		ask: (routeId, options = {}) => run(routeId, options, false),
		async close() {
			await locals.desk.db.destroy();
			await rm(dataDir, { recursive: true, force: true });
		}
	};
}
