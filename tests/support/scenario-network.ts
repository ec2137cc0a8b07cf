/** The way between one browser and the server, with everything that can go wrong on it. Requests and replies travel as text. */
import type { Instant } from '#lib/domain/plain-date.ts';
import { TABLET_HEADER } from '#lib/domain/tablet.ts';
import type { ScenarioServer, ScenarioSession, Sent } from './scenario-server.ts';

/** What becomes of one request. The first four never reach the server, all others do. */
export type Fault =
	/** The request never arrives. */
	| 'lose_request'
	/** Something on the way answers with the last reply that it saw, or a café's page before the first. */
	| 'old_reply'
	/** A café's sign-in page answers instead, with status 200. */
	| 'portal'
	/** The server is there and cannot take it: 503. */
	| 'busy'
	/** The server did it; its reply is lost. */
	| 'lose_reply'
	/** The connection breaks in the middle of the reply. */
	| 'cut_reply'
	/** Something on the way passes on half of the reply as if it were all. */
	| 'short_reply'
	/** The server did it; a proxy on the way says 502. */
	| 'bad_gateway'
	/** It arrives twice at the same time. */
	| 'twice'
	/** The sender gives up, and it arrives later, after others. */
	| 'late'
	/** The server is killed after the first entry and starts again. */
	| 'server_dies'
	/** The browser is killed while the server works. */
	| 'browser_dies';

export const faults = [
	'lose_request',
	'old_reply',
	'portal',
	'busy',
	'lose_reply',
	'cut_reply',
	'short_reply',
	'bad_gateway',
	'twice',
	'late',
	'server_dies',
	'browser_dies'
] as const satisfies readonly Fault[];

export interface ScenarioNetwork {
	offline: boolean;
	session: ScenarioSession | null;
	/** What becomes of the next requests, in order; those after them go through. */
	readonly next: Fault[];
	/** How often each fault really happened: a fault test that never met its fault shows nothing. */
	readonly happened: Map<Fault, number>;
	/** Requests that arrived at the server, as they were sent. */
	readonly arrived: string[];
	fetch(path: string, init: RequestInit): Promise<Response>;
	/** Lets everything arrive that was late; nobody waits for the answers. */
	deliverLate(): Promise<void>;
}

function portal(): Response {
	const page = '<!doctype html><title>Welcome</title><p>Accept our terms to go online.</p>';
	return new Response(page, { headers: { 'content-type': 'text/html' } });
}

export function createNetwork(parts: {
	readonly server: ScenarioServer;
	readonly now: () => Instant;
	readonly kill: () => void;
}): ScenarioNetwork {
	const { server, now, kill } = parts;
	const held: { sent: Sent; session: ScenarioSession | null }[] = [];
	let lastReply = '';
	const gone = () => new TypeError('network error');

	async function reach(sent: Sent, session: ScenarioSession | null, die?: number): Promise<Response> {
		network.arrived.push(sent.body);
		const answer = await server.answer(sent, session, now(), die);
		if (answer.ok) lastReply = await answer.clone().text();
		return answer;
	}

	const network: ScenarioNetwork = {
		offline: false,
		session: null,
		next: [],
		happened: new Map(),
		arrived: [],
		async fetch(path, init) {
			if (typeof init.body !== 'string') throw new Error('nothing was sent');
			if (network.offline) throw gone();
			const { session } = network;
			const sent = { path, body: init.body, header: new Headers(init.headers).get(TABLET_HEADER) };
			if (path !== '/api/sync') return server.answer(sent, session, now());
			const fault = network.next.shift();
			if (fault) network.happened.set(fault, (network.happened.get(fault) ?? 0) + 1);
			switch (fault) {
				case undefined:
					return reach(sent, session);
				case 'lose_request':
					throw gone();
				case 'old_reply':
					if (lastReply) return new Response(lastReply, { headers: { 'content-type': 'application/json' } });
					return portal();
				case 'portal':
					return portal();
				case 'busy':
					return new Response('Service Unavailable', { status: 503 });
				case 'lose_reply':
					await reach(sent, session);
					throw gone();
				case 'cut_reply':
					return cutOff(await reach(sent, session));
				case 'short_reply': {
					const answer = await reach(sent, session);
					const text = await answer.text();
					return new Response(text.slice(0, text.length >> 1), answer);
				}
				case 'bad_gateway':
					await reach(sent, session);
					return new Response('Bad Gateway', { status: 502 });
				case 'twice': {
					const [, second] = await Promise.all([reach(sent, session), reach(sent, session)]);
					return second;
				}
				case 'late':
					held.push({ sent, session });
					throw gone();
				case 'server_dies':
					await reach(sent, session, 1);
					await server.restart();
					throw gone();
				case 'browser_dies':
					await reach(sent, session);
					kill();
					throw gone();
			}
		},
		async deliverLate() {
			for (const { sent, session } of held.splice(0)) await reach(sent, session);
		}
	};
	return network;
}

/** Gives half of an answer, after which the connection breaks. */
async function cutOff(answer: Response): Promise<Response> {
	const bytes = new Uint8Array(await answer.arrayBuffer());
	const half = new ReadableStream({
		start(controller) {
			controller.enqueue(bytes.slice(0, bytes.length >> 1));
		},
		pull(controller) {
			controller.error(new TypeError('terminated'));
		}
	});
	return new Response(half, answer);
}
