/** What goes into one request: as many of the waiting entries, and of the copies of drafts, as its limits take. */
import { BACKUPS_LIMIT, EXCHANGE_LIMIT, type ExchangeRequest, type SentEntry } from '#lib/domain/sync.ts';
import { asSent } from './backups.ts';
import type { KeptBackup, OutboxItem } from './db.ts';

/** One entry on its way: as it lies in the outbox, and as it goes. */
export interface Parcel {
	readonly waiting: OutboxItem;
	readonly sent: SentEntry;
}

const encoder = new TextEncoder();
/** Gives how many bytes something takes on its way. */
export const bytesOf = (value: unknown) => encoder.encode(JSON.stringify(value)).length;

/**
 * Gives the first of the waiting entries, in their order, that fit into one request of at most `limit` bytes and `most`
 * entries: at least one, unless the first alone is too large.
 */
export function pack(empty: ExchangeRequest, waiting: readonly Parcel[], limit: number, most: number): Parcel[] {
	let bytes = bytesOf(empty);
	const batch: Parcel[] = [];
	for (const next of waiting) {
		bytes += bytesOf(next.sent) + (batch.length > 0 ? 1 : 0);
		if (bytes > limit || batch.length === most) break;
		batch.push(next);
	}
	return batch;
}

/** What the list of copies adds to a request besides them. */
const LIST_BYTES = bytesOf({ backups: [] });

/** Gives the first copies of drafts that fit beside what a request holds already. */
export function fitting(request: ExchangeRequest, copies: readonly KeptBackup[]): KeptBackup[] {
	let bytes = bytesOf(request) + LIST_BYTES;
	const some: KeptBackup[] = [];
	for (const copy of copies) {
		bytes += bytesOf(asSent(copy)) + 1;
		if (bytes > EXCHANGE_LIMIT || some.length === BACKUPS_LIMIT) break;
		some.push(copy);
	}
	return some;
}
