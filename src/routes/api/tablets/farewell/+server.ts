import type { RequestHandler } from '@sveltejs/kit';
import { FAREWELL_LIMIT, Farewell } from '#lib/domain/farewell.ts';
import { TABLET_HEADER } from '#lib/domain/tablet.ts';
import { readBytes } from '#lib/server/body.ts';
import { openStore } from '#lib/server/db/store.ts';
import { problemResponse, refusalIn } from '#lib/server/endpoint.ts';
import * as farewells from '#lib/server/farewells.ts';
import { isAlone, whoSigned } from '#lib/server/tablet-credential.ts';

/**
 * The last post of a revoked tablet, by its own signature: its person may have no access any more. Whoever proves nothing is answered as if
 * nothing were here. The answer has the browser empty itself.
 */
export const POST: RequestHandler = async ({ request, locals }) => {
	const { desk, now } = locals;
	let deviceId: string;
	let bytes: Uint8Array<ArrayBuffer> | null = null;
	const body = async () => (bytes ??= await readBytes(request, FAREWELL_LIMIT));
	try {
		const header = request.headers.get(TABLET_HEADER);
		const signed = await whoSigned(desk.db, { header, path: '/api/tablets/farewell', body }, now);
		if (!signed?.revoked) return problemResponse('thing.not_found');
		const farewell = parsed(await body());
		if (!farewell || farewell.deviceId !== signed.deviceId) return problemResponse('request.malformed');
		deviceId = signed.deviceId;
		await farewells.keep(openStore(desk.db, signed.partnershipId), { ...signed, now }, farewell);
	} catch (thrown) {
		const refusal = refusalIn(thrown, locals);
		if (refusal) return problemResponse(refusal.problem.code, refusal.problem.detail);
		throw thrown;
	}
	// The browser empties itself too, unless somebody else works on the same tablet: theirs stays.
	const clear = await isAlone(desk.db, deviceId);
	return new Response(null, {
		status: 204,
		headers: { ...(clear && { 'clear-site-data': '"storage"' }), 'cache-control': 'no-store' }
	});
};

function parsed(bytes: Uint8Array): Farewell | null {
	try {
		return Farewell.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))).data ?? null;
	} catch {
		return null;
	}
}
