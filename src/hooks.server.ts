/** Who is asking, whether they may, and what every answer carries. The acts themselves stand behind the gate (endpoint.ts). */
import { type Handle, type HandleServerError, type RequestEvent, type ServerInit } from '@sveltejs/kit';
import { verdictOn } from '#lib/domain/permission.ts';
import { problem, problems } from '#lib/domain/problem.ts';
import type { SignedIn } from '#lib/domain/person.ts';
import { EXCHANGE_LIMIT } from '#lib/domain/sync.ts';
import { TABLET_HEADER } from '#lib/domain/tablet.ts';
import { readBytes } from '#lib/server/body.ts';
import { building } from '#lib/server/build.ts';
import { problemResponse, refusalIn } from '#lib/server/endpoint.ts';
import { readSettings, secretOf } from '#lib/server/env.ts';
import { isApi, writeRefused } from '#lib/server/guard.ts';
import { POLICY_OF_DATA, securityHeaders } from '#lib/server/headers.ts';
import { failureLine, logFailure, logRequest, makeLog, type Log } from '#lib/server/log.ts';
import { openMailer, type Mailer } from '#lib/server/mail.ts';
import { whoExchanges } from '#lib/server/exchange-asker.ts';
import { whoAsks, type SessionInHand } from '#lib/server/sessions.ts';
import { cookieName, openDesk, type Desk } from '#lib/server/sign-in-desk.ts';
import { connect } from '#lib/server/db/connection.ts';
import { migrate } from '#lib/server/db/migrations.ts';
import { openStore } from '#lib/server/db/store.ts';
import { withFirstLook } from './routes/(auditor)/shell/first-look.ts';

interface Server {
	readonly desk: Desk;
	readonly log: Log;
	readonly mailer: Mailer | null;
}

let server: Server | null = null;

/** Opens, migrates and checks the store before the first request; what it throws stops the start. */
export const init: ServerInit = async () => {
	if (building) return;
	const settings = readSettings(process.env);
	const https = settings.origin?.startsWith('https:') ?? false;
	const db = await connect(settings);
	await migrate(db);
	server = {
		desk: openDesk(db, { secret: secretOf(settings), https }),
		log: makeLog(settings),
		mailer: openMailer(settings)
	};
};

/** Whether the answer should be a page: somebody is looking at it. */
function wantsPage({ request, route, isDataRequest }: RequestEvent): boolean {
	return (request.method === 'GET' || request.method === 'HEAD') && !isDataRequest && !isApi(route.id);
}

function opensWindow(event: RequestEvent): boolean {
	return wantsPage(event) && (event.request.headers.get('accept') ?? '').includes('text/html');
}

function isHtml(response: Response): boolean {
	return (response.headers.get('content-type') ?? '').startsWith('text/html');
}

/** The same answer for an address that is not there and for one that is not the asker's. */
async function notFound(event: RequestEvent): Promise<Response> {
	if (!wantsPage(event)) return problemResponse('thing.not_found');
	// A page of its own renders it for both, so that not even its scripts tell one from the other.
	const page = await event.fetch('/not-found', { headers: { accept: 'text/html' } });
	return new Response(event.request.method === 'HEAD' ? null : await page.text(), {
		status: 404,
		headers: page.headers
	});
}

/** Sends somebody to sign in and back. A form sent by script is told so in the framework's own words. */
function signInFirst({ request, url }: RequestEvent): Response {
	const location = `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`;
	if (request.headers.get('x-sveltekit-action') === 'true') {
		return Response.json({ type: 'redirect', status: 303, location });
	}
	return new Response(null, { status: 303, headers: { location } });
}

/** Reads what a request carries, and leaves it to be read again: what is signed is known before the route looks at it. */
async function bodyOf(event: RequestEvent): Promise<Uint8Array> {
	const { url, method, headers } = event.request;
	const body = await readBytes(event.request, EXCHANGE_LIMIT);
	event.request = new Request(url, { method, headers, body });
	return body;
}

function become(
	locals: App.Locals,
	desk: Desk,
	{ person, session }: { person: SignedIn; session: SessionInHand | null }
) {
	locals.person = person;
	locals.session = session;
	locals.store = openStore(desk.db, person.partnershipId);
}

async function answer(event: RequestEvent, resolve: Parameters<Handle>[0]['resolve'], { desk }: Server) {
	const refused = writeRefused(event.request, event.url.origin, event.route.id);
	if (refused) return problemResponse(refused);

	const cookie = event.cookies.get(cookieName(desk.https));
	if (event.route.id === '/api/sync') {
		const { now } = event.locals;
		const header = event.request.method === 'POST' ? event.request.headers.get(TABLET_HEADER) : null;
		const session = () => whoAsks(desk, cookie, now, 'exchange');
		const asker = await whoExchanges(desk.db, { session, header, body: () => bodyOf(event) }, now);
		if (asker) {
			become(event.locals, desk, asker);
			event.locals.deviceId = asker.deviceId;
		}
	} else {
		const asker = await whoAsks(desk, cookie, event.locals.now, 'page');
		if (asker) become(event.locals, desk, asker);
	}
	switch (verdictOn(event.route.id, event.locals.person?.roles ?? null)) {
		case 'allowed': {
			const response = await resolve(event);
			// A file that is not there (a PDF, say), asked for by somebody looking: they get the page, not a Problem.
			return response.status === 404 && opensWindow(event) && !isHtml(response) ? notFound(event) : response;
		}
		case 'not_found':
			return notFound(event);
		case 'sign_in':
			if (isApi(event.route.id)) return problemResponse('session.missing');
			return signInFirst(event);
	}
}

function secured(response: Response, https: boolean): Response {
	// Some answers come with headers that cannot be changed, so all are copied.
	const headers = new Headers(response.headers);
	for (const [name, value] of Object.entries(securityHeaders(https))) headers.set(name, value);
	headers.set('cache-control', 'no-store');
	if (!headers.has('content-security-policy')) headers.set('content-security-policy', POLICY_OF_DATA);
	return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** What is refused before any route is reached: who asks was found out, and may not. */
function refused(thrown: unknown, { locals }: RequestEvent): Response {
	const refusal = refusalIn(thrown, locals);
	if (refusal) return problemResponse(refusal.problem.code, refusal.problem.detail);
	throw thrown;
}

export const handle: Handle = async ({ event, resolve }) => {
	if (building) {
		const isShell = event.route.id === '/(auditor)/shell';
		return resolve(event, isShell ? { transformPageChunk: ({ html }) => withFirstLook(html) } : {});
	}
	const running = server;
	if (!running) throw new Error('asked before the start');
	const began = performance.now();
	event.locals.person = null;
	event.locals.store = null;
	event.locals.session = null;
	event.locals.deviceId = null;
	event.locals.desk = running.desk;
	event.locals.mailer = running.mailer;
	event.locals.now = new Date().toISOString();
	event.locals.failed = (thrown) => logFailure(running.log, failureLine(thrown, event.request.method, event.route.id));
	let status = 500;
	try {
		const response = secured(
			await answer(event, resolve, running).catch((thrown: unknown) => refused(thrown, event)),
			running.desk.https
		);
		status = response.status;
		return response;
	} catch (thrown) {
		if (thrown instanceof Object && 'status' in thrown && typeof thrown.status === 'number') status = thrown.status;
		throw thrown;
	} finally {
		if (!event.isSubRequest) {
			const ms = Math.round(performance.now() - began);
			logRequest(running.log, { method: event.request.method, route: event.route.id, status, ms });
		}
	}
};

/** Turns what went wrong into words for the reader, and into a line of the log that quotes nothing. */
export const handleError: HandleServerError = ({ error, event, status }) => {
	if (status === 404) return problem('thing.not_found');
	if (status === 413) return problem('request.too_large');
	if (status === 415) return problem('request.wrong_type');
	if (status < 500) return { message: problems['request.malformed'].message, code: 'request.malformed' };
	if (server) logFailure(server.log, failureLine(error, event.request.method, event.route.id));
	return problem('server.failed');
};
