/**
 * The tablet's own credential: a key that the browser cannot give away, made when its person signed in. With it the outbox empties by itself
 * after the session is over; it is good for the exchange alone. It rests in the device's database, one for each person.
 */
import { signedText, TABLET_HEADER, tabletHeader, type SignedPath } from '#lib/domain/tablet.ts';
import { bytesOf, sha256Hex, toBase64Url } from '#lib/sealing/bytes.ts';
import { publicHalf } from '#lib/sealing/to-key.ts';
import type { DeviceDb } from './db.ts';
import type { Sender } from './tablet.ts';

interface KeptCredential {
	readonly tabletId: string;
	readonly privateKey: CryptoKey;
	/** The number of the last request that was signed. */
	readonly counter: number;
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const idOf = (personId: string) => `tablet-${personId}`;

/** Makes a key and has the server know it, in place of the one before. Gives whether it does; without a session or a network it does not. */
export async function register(device: DeviceDb, personId: string, sender: Sender): Promise<boolean> {
	const pair = await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']);
	const publicKey = publicHalf(await crypto.subtle.exportKey('jwk', pair.publicKey));
	try {
		const response = await sender.fetch('/api/tablets', {
			method: 'POST',
			headers: { 'content-type': 'application/json', accept: 'application/json' },
			body: JSON.stringify({ personId, deviceId: sender.deviceId, publicKey, build: sender.build }),
			credentials: 'same-origin',
			cache: 'no-store',
			redirect: 'manual'
		});
		const { readRegistered } = await import('./reply.ts');
		const registered = response.ok ? readRegistered(await response.json()) : null;
		if (!registered) return false;
		const kept: KeptCredential = { tabletId: registered.tabletId, privateKey: pair.privateKey, counter: 0 };
		await device.facts.put({ id: idOf(personId), body: kept });
		return true;
	} catch {
		return false;
	}
}

/** Gives the credential with the number of the next request, which is used up from here on; null where there is none. */
function next(device: DeviceDb, personId: string, least: number): Promise<KeptCredential | null> {
	return device.transaction('rw', device.facts, async () => {
		const row = await device.facts.get(idOf(personId));
		if (!row) return null;
		const kept = row.body as KeptCredential;
		const used = { ...kept, counter: Math.max(kept.counter + 1, least) };
		await device.facts.put({ id: idOf(personId), body: used });
		return used;
	});
}

function isSigned(path: string): path is SignedPath {
	return path === '/api/sync' || path === '/api/tablets/farewell';
}

/**
 * Gives a sender that signs what it sends, where this person has a credential here. The numbers of requests only grow; where the server saw a
 * higher one (a request that was cut off arrived after all), the request is signed once more with the number that it asks for.
 */
export function signing(device: DeviceDb, personId: string, sender: Sender): Sender {
	async function send(path: SignedPath, init: RequestInit, least: number): Promise<Response> {
		const own = await next(device, personId, least).catch(() => null);
		if (!own || typeof init.body !== 'string') return sender.fetch(path, init);
		const { tabletId, counter, privateKey } = own;
		const text = signedText(path, tabletId, counter, await sha256Hex(bytesOf(init.body)));
		const bytes = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytesOf(text));
		const signature = toBase64Url(new Uint8Array(bytes));
		const headers = new Headers(init.headers);
		headers.set(TABLET_HEADER, tabletHeader({ tabletId, counter, signature }));
		return sender.fetch(path, { ...init, headers });
	}

	return {
		...sender,
		async fetch(path, init) {
			if (!isSigned(path)) return sender.fetch(path, init);
			const answer = await send(path, init, 0);
			if (answer.status !== 409) return answer;
			const { readProblem } = await import('./reply.ts');
			const refusal = readProblem(
				await answer
					.clone()
					.json()
					.catch(() => null)
			);
			const wanted = Number(refusal?.detail?.[0]);
			if (refusal?.code !== 'tablet.counter' || !Number.isSafeInteger(wanted)) return answer;
			return send(path, init, wanted);
		}
	};
}
