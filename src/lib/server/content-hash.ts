/** The name of a content: SHA-256 over its canonical JSON (RFC 8785), the same on tablet and server. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import type { Hash } from '#lib/domain/ids.ts';

/** Gives the SHA-256 of a value's canonical JSON, in hexadecimal. Throws a TypeError on what JSON cannot hold. */
export function contentHash(value: unknown): Hash {
	return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
}
