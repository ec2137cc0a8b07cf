/** What every answer carries, whoever gives it: the pages through the request hook, files through the server entry. */

const YEAR = 365 * 24 * 60 * 60;

/** Browser features that no page of ours uses. */
const NO_FEATURES = [
	'accelerometer',
	'camera',
	'display-capture',
	'geolocation',
	'gyroscope',
	'magnetometer',
	'microphone',
	'midi',
	'payment',
	'usb'
]
	.map((feature) => `${feature}=()`)
	.join(', ');

/** Gives the headers of every answer. `https`: whether browsers reach us so. */
export function securityHeaders(https: boolean): Record<string, string> {
	return {
		...(https ? { 'strict-transport-security': `max-age=${YEAR}; includeSubDomains` } : {}),
		'x-content-type-options': 'nosniff',
		'x-frame-options': 'DENY',
		'referrer-policy': 'no-referrer',
		'permissions-policy': NO_FEATURES,
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'x-permitted-cross-domain-policies': 'none'
	};
}

/** The policy of an answer that is no page: data, a PDF, a redirect. Nothing in it may run or load, even when opened as a page. */
export const POLICY_OF_DATA = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The policy of a script, which counts where the script is a worker: it may talk to us alone.
 * 'wasm-unsafe-eval' is for Argon2id and nothing else of the kind.
 */
const POLICY_OF_SCRIPT =
	"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * The policy that a prerendered page carries beside the one in its own <meta>: a <meta> cannot forbid framing. Browsers apply both,
 * and the one in the page, which knows the hashes of its inline script, says what may run.
 */
const POLICY_OF_FILE = "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Gives the policy of a file that is served as it was built. */
export function policyOfFile(path: string): string {
	return /\.m?js$/.test(path) ? POLICY_OF_SCRIPT : POLICY_OF_FILE;
}

/** How a file that is served as it was built may be kept: asked after each time. Names with a hash in them are overruled to immutable. */
export const CACHE_OF_FILE = 'no-cache';
