/** What a request must be before anything looks at what it wants: ours, and of the one type that its route takes. */
import type { ProblemCode } from '#lib/domain/problem.ts';
import { mediaTypeOf } from './body.ts';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a route answers data rather than a page. */
export function isApi(routeId: string | null): boolean {
	return routeId?.startsWith('/api/') ?? false;
}

/** Pages' own addresses that take JSON, since what they are sent is no form. Everything else about them is a page's. */
export const JSON_ROUTES: ReadonlySet<string> = new Set([
	'/(coordinator)/register/import/preview',
	'/(coordinator)/register/import/confirm'
]);

/**
 * Gives why a request may not write, or null. A write must come from our own pages: its Origin is ours (a browser always sends one with
 * a write) and it is not said to be cross-site. Its content type is exactly the one expected: JSON for the API and `JSON_ROUTES`, a form
 * for the other pages. `origin` is ours as the browser knows it.
 */
export function writeRefused(request: Request, origin: string, routeId: string | null): ProblemCode | null {
	if (READS.has(request.method)) return null;
	if (request.headers.get('origin') !== origin) return 'request.cross_site';
	const site = request.headers.get('sec-fetch-site');
	if (site !== null && site !== 'same-origin') return 'request.cross_site';
	const type = mediaTypeOf(request);
	const expected =
		isApi(routeId) || JSON_ROUTES.has(routeId ?? '')
			? type === 'application/json'
			: type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data';
	return expected ? null : 'request.wrong_type';
}

/** Gives a path of our own to go on to after signing in, or null for anything else: no other host, no other scheme, no way round. */
export function ownPath(next: string | null | undefined): string | null {
	if (!next || next.length > 500 || !/^\/(?![/\\])/.test(next) || /[\\\p{Cc}]/u.test(next)) return null;
	const base = 'http://own.invalid';
	if (!URL.canParse(next, base)) return null;
	const url = new URL(next, base);
	return url.origin === base ? url.pathname + url.search : null;
}
