/**
 * What is recorded of the first two protocols, by running their own code: what a tablet sent, what it took for a reply and what lay on its
 * disk, and what their server took for an envelope (both readers as JSON Schema).
 */
import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import type { EntryBody } from '#lib/domain/sync.ts';

export interface Recorded {
	readonly bodies: readonly { entries: { entryId: string; contentHash: string; body: EntryBody }[] }[];
	readonly reply: z.core.JSONSchema.BaseSchema;
	readonly envelope: z.core.JSONSchema.BaseSchema;
	/** Its database: one audit sent, one waiting, one begun; without the rubric, which is the published one. */
	readonly tablet: {
		readonly version: 1 | 2;
		readonly rows: Readonly<Record<string, readonly { id: string; body: unknown }[]>>;
	};
}

/** Gives what is recorded of a protocol. */
export function recorded(protocol: 1 | 2): Recorded {
	return JSON.parse(readFileSync(new URL(`protocol-${protocol}.json`, import.meta.url), 'utf8')) as Recorded;
}
