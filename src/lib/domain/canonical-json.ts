/**
 * Canonical JSON after RFC 8785 (JCS): the one text of a value, so that tablet and server hash the same bytes.
 * ECMAScript's own number and string texts are the ones the RFC prescribes; what is left is the order of the keys.
 */

/**
 * Gives the canonical text of a JSON value. Keys are sorted by UTF-16 code units, members that are undefined are left out.
 * Throws a TypeError on what JSON cannot hold: NaN, infinities, functions, big integers, lone surrogates.
 */
export function canonicalJson(value: unknown): string {
	if (value === null || typeof value === 'boolean') return JSON.stringify(value);
	if (typeof value === 'string') {
		if (!value.isWellFormed()) throw new TypeError('canonical JSON cannot hold a lone surrogate');
		return JSON.stringify(value);
	}
	if (typeof value === 'number') {
		if (!Number.isFinite(value)) throw new TypeError('canonical JSON cannot hold NaN or an infinity');
		return JSON.stringify(value);
	}
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (typeof value === 'object') {
		const members = Object.entries(value)
			.filter(([, member]) => member !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
			.map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member)}`);
		return `{${members.join(',')}}`;
	}
	throw new TypeError(`canonical JSON cannot hold a ${typeof value}`);
}
